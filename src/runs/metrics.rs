//! `metrics.csv`: one row a step, numbers in the shortest form that reads back to the same value.

use crate::files::{WriteError, write_atomically};
use crate::stream::{LossSample, SERIES};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Its name in a run folder.
pub(crate) const FILE: &str = "metrics.csv";
/// A metrics file of ten million steps is well below this.
pub(crate) const MAX_BYTES: u64 = 4 << 30;

fn row(sample: &LossSample) -> String {
    let values: Vec<String> = sample.values.iter().map(ToString::to_string).collect();
    format!("{},{}\n", sample.step, values.join(","))
}

fn header() -> String {
    format!("step,{}\n", SERIES.map(|series| series.column).join(","))
}

/// Appends rows; whole rows reach the disk about once a second.
pub(crate) struct Metrics {
    path: PathBuf,
    file: BufWriter<File>,
    last_flush: Instant,
}

impl Metrics {
    /// A file with these rows, which replaces an older one as a whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn create(path: &Path, samples: &[LossSample]) -> Result<Self, WriteError> {
        let text: String = std::iter::once(header()).chain(samples.iter().map(row)).collect();
        write_atomically(path, text.as_bytes())?;
        let file = OpenOptions::new().append(true).open(path).map_err(|error| failed(path, error))?;
        Ok(Self { path: path.to_path_buf(), file: BufWriter::with_capacity(1 << 18, file), last_flush: Instant::now() })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn append(&mut self, samples: &[LossSample]) -> Result<(), WriteError> {
        for sample in samples {
            self.file.write_all(row(sample).as_bytes()).map_err(|error| failed(&self.path, error))?;
        }
        if self.last_flush.elapsed() > Duration::from_secs(1) { self.flush() } else { Ok(()) }
    }

    /// Everything to the disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn flush(&mut self) -> Result<(), WriteError> {
        self.last_flush = Instant::now();
        self.file.flush().map_err(|error| failed(&self.path, error))
    }
}

fn failed(path: &Path, source: std::io::Error) -> WriteError {
    WriteError::Io { path: path.to_path_buf(), source }
}

/// The rows of a file up to a step. A half row at the end (the program was killed while writing it) is left out, like all
/// rows after the step.
#[must_use]
pub(crate) fn parse(text: &str, last_step: u64) -> Vec<LossSample> {
    let whole = text.rsplit_once('\n').map_or("", |(rows, _)| rows);
    whole
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (step, rest) = line.split_once(',')?;
            let values: Vec<f32> = rest.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
            Some(LossSample { step: step.parse().ok()?, values: values.try_into().ok()? })
        })
        .filter(|sample| sample.step <= last_step)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_read_back_to_the_same_bits(bits in prop::collection::vec(any::<u32>(), SERIES.len()), step in 1u64..1_000_000) {
            let values: Vec<f32> = bits.into_iter().map(f32::from_bits).map(|v| if v.is_nan() { 0.5 } else { v }).collect();
            let sample = LossSample { step, values: values.try_into().expect("one value a curve") };
            let text = format!("{}{}", header(), row(&sample));
            prop_assert_eq!(parse(&text, step), vec![sample]);
            prop_assert_eq!(parse(&text, step - 1), vec![]);
            prop_assert_eq!(parse(&text[..text.len() - 1], step), vec![], "half a row does not count");
        }
    }
}
