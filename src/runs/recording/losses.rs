//! Losses of many steps as bytes, those of one kind together: they pack better.

use super::bytes::Rest;
use crate::stream::{LossSample, SERIES};

/// The content of a block.
pub(super) fn to_bytes(samples: &[LossSample]) -> Vec<u8> {
    let mut content = Vec::with_capacity(samples.len() * (8 + 4 * SERIES.len()));
    content.extend(samples.iter().flat_map(|sample| sample.step.to_le_bytes()));
    for curve in 0..SERIES.len() {
        for place in 0..4 {
            content.extend(samples.iter().map(|sample| sample.values[curve].to_be_bytes()[place]));
        }
    }
    content
}

/// The losses of a block of so many steps, which grow.
///
/// # Errors
/// In words, when the content is another.
pub(super) fn from_bytes(content: &[u8], count: usize, after: Option<u64>) -> Result<Vec<LossSample>, String> {
    let mut rest = Rest(content);
    let steps = rest.take(count.checked_mul(8).ok_or("it has too many steps")?)?;
    let steps = steps.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
    let mut samples: Vec<_> = steps.map(|step| LossSample { step, values: [0.0; SERIES.len()] }).collect();
    for curve in 0..SERIES.len() {
        let planes = [rest.take(count)?, rest.take(count)?, rest.take(count)?, rest.take(count)?];
        for (at, sample) in samples.iter_mut().enumerate() {
            sample.values[curve] = f32::from_be_bytes(planes.map(|plane| plane[at]));
        }
    }
    rest.end()?;
    let grows = samples.windows(2).all(|pair| pair[0].step < pair[1].step);
    let follows = samples.first().is_none_or(|first| first.step > after.unwrap_or(0));
    let is_last = samples.last().is_none_or(|last| last.step < u64::MAX);
    if grows && follows && is_last { Ok(samples) } else { Err("its steps do not grow".into()) }
}
