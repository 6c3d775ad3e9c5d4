//! The losses of a recorded run in few points, to be drawn beside those of another one.

use super::metrics;
use crate::numerics::Progress;
use crate::stream::{BackgroundFailed, History, SERIES};
use std::path::Path;

/// Points of a curve: as many as a chart has pixels.
const POINTS: usize = 600;

/// The losses of a run in at most 600 points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunCurves {
    pub points: Vec<CurvePoint>,
}

/// Some consecutive steps summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    pub first_step: u64,
    pub last_step: u64,
    /// Mean of the finite values of each curve in the order of [`SERIES`]; NaN where none was finite.
    pub mean: [f32; SERIES.len()],
}

/// Reads the losses of the run in a folder.
///
/// # Errors
/// When they cannot be read, or it was cancelled.
pub fn run_curves(folder: &Path, progress: &mut Progress<'_>) -> Result<RunCurves, BackgroundFailed> {
    let rows = metrics::read(&folder.join(metrics::FILE), u64::MAX - 1);
    let rows = rows.map_err(|error| BackgroundFailed(error.to_string()))?;
    progress.tell(0.9)?;
    let mut history = History::default();
    history.restart(&rows.samples);
    let buckets = history.buckets();
    let together = buckets.len().div_ceil(POINTS).max(1);
    let points = buckets.chunks(together).map(|group| {
        let mean = std::array::from_fn(|series| {
            let finite = || group.iter().map(|bucket| bucket.mean[series]).filter(|mean| mean.is_finite());
            finite().sum::<f32>() / finite().count() as f32 // NaN without any
        });
        CurvePoint { first_step: group[0].first_step, last_step: group[group.len() - 1].last_step, mean }
    });
    Ok(RunCurves { points: points.collect() })
}
