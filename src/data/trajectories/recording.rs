//! Where an animal was.

use super::codebook::Codebook;
use crate::data::sampling::{GAP, usual_pause_s};
use crate::files::printable_number;
use crate::numerics::{count, ends};
use std::ops::RangeInclusive;

/// Where an animal was: times in seconds and positions in metres.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    time_s: Vec<f64>,
    position_m: Vec<[f64; 2]>,
    /// A longer pause between two places is a gap, seconds.
    gap_s: f64,
}

/// A trajectory that cannot be walked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RecordingError {
    /// Times and positions do not belong together.
    #[error("{times} times and {positions} positions; valid: one position for each time")]
    Lengths { times: usize, positions: usize },
    /// More than anybody has recorded.
    #[error("there are {samples} samples or more; valid: up to {}", Recording::MAX_SAMPLES)]
    Samples { samples: usize },
    /// A time is not after the one before it.
    #[error(
        "time {} s of sample {sample} is not after {} s; valid: finite times that grow",
        printable_number(*.time_s), printable_number(*.before_s)
    )]
    Time { sample: usize, time_s: f64, before_s: f64 },
    /// Longer than anybody has recorded.
    #[error(
        "the times extend over {} s; valid: up to {} s (are they in seconds?)",
        printable_number(*.duration_s), Recording::MAX_DURATION_S
    )]
    Duration { duration_s: f64 },
    /// Nothing to follow.
    #[error("{} with a finite position; valid: at least 2, at different places", count(*.finite, "sample"))]
    Still { finite: usize },
    /// No arena that an animal is recorded in.
    #[error(
        "the positions extend over {} m; valid: {} to {} m (are they in metres?)",
        printable_number(*.side_m), Recording::EXTENT_M.start(), Recording::EXTENT_M.end()
    )]
    Extent { side_m: f64 },
    /// Too far for the steps of a network.
    #[error(
        "along it a network would take {steps} steps or more, of at most {max_speed_m} m along each axis, in an arena of \
         {box_m} m; valid: up to {most} (a shorter recording, a smaller arena, or a network trained with a larger \
         `max_speed`)"
    )]
    Steps { steps: usize, most: usize, max_speed_m: f32, box_m: f64 },
}

impl Recording {
    /// Most samples: two days at a hundred a second.
    pub const MAX_SAMPLES: usize = 20_000_000;
    /// Most time between the first and the last sample, seconds: three years.
    pub const MAX_DURATION_S: f64 = 1e8;
    /// Extents that can be walked, metres: from a small box to a flight over land. Whether positions are metres is asked where
    /// they are read.
    pub const EXTENT_M: RangeInclusive<f64> = 0.1..=100_000.0;

    /// A trajectory from times `[sample]` and positions `[sample]`. Positions that are not finite (lost tracking) are left out:
    /// a short loss is bridged by a straight line, a longer one than [`GAP`] usual pauses is a gap.
    ///
    /// # Errors
    /// When the times do not grow, fewer than two different places are left, or there is more in time, space or samples than
    /// anybody has recorded.
    pub fn new(time_s: Vec<f64>, position_m: Vec<[f64; 2]>) -> Result<Self, RecordingError> {
        if time_s.len() != position_m.len() {
            return Err(RecordingError::Lengths { times: time_s.len(), positions: position_m.len() });
        }
        Self::check_times(&time_s)?;
        let gap_s = GAP * usual_pause_s(&time_s);
        let known = |(_, place): &(f64, [f64; 2])| place.iter().all(|x| x.is_finite());
        let (time_s, position_m): (Vec<f64>, Vec<[f64; 2]>) = time_s.into_iter().zip(position_m).filter(known).unzip();
        let recording = Self { time_s, position_m, gap_s };
        let side_m = recording.side_m();
        if side_m == 0.0 {
            return Err(RecordingError::Still { finite: recording.position_m.len() });
        }
        if !Self::EXTENT_M.contains(&side_m) {
            return Err(RecordingError::Extent { side_m });
        }
        Ok(recording)
    }

    /// Whether these can be the times of samples, seconds: finite, growing, and no more than anybody has recorded.
    ///
    /// # Errors
    /// When they cannot, with the sample.
    pub fn check_times(time_s: &[f64]) -> Result<(), RecordingError> {
        if time_s.len() > Self::MAX_SAMPLES {
            return Err(RecordingError::Samples { samples: time_s.len() });
        }
        let mut before_s = f64::NEG_INFINITY;
        for (sample, &time_s) in time_s.iter().enumerate() {
            if !time_s.is_finite() || time_s <= before_s {
                return Err(RecordingError::Time { sample, time_s, before_s });
            }
            before_s = time_s;
        }
        let duration_s = before_s - time_s.first().copied().unwrap_or(before_s);
        if duration_s > Self::MAX_DURATION_S { Err(RecordingError::Duration { duration_s }) } else { Ok(()) }
    }

    /// Time between the first and the last sample, seconds.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.time_s[self.time_s.len() - 1] - self.time_s[0]
    }

    /// Smallest and largest coordinate along x, then along y, metres.
    #[must_use]
    pub fn extent_m(&self) -> [[f64; 2]; 2] {
        [0, 1].map(|axis| ends(self.position_m.iter().map(|place| place[axis])))
    }

    /// The longer side of the rectangle that it fills, metres.
    fn side_m(&self) -> f64 {
        self.extent_m().iter().fold(0.0, |side, [low, high]| side.max(high - low))
    }

    /// Factor by which the trajectory grows so that it fills an arena of `box_m` metres, but for a margin that keeps walks
    /// inside in spite of the codebook's errors.
    #[must_use]
    pub fn scale(&self, box_m: f64, codebook: &Codebook) -> f64 {
        let inner_m = (box_m - 4.0 * f64::from(codebook.cell_m())).max(box_m / 2.0);
        inner_m / self.side_m()
    }

    /// Number of samples with a place.
    pub(super) fn samples(&self) -> usize {
        self.position_m.len()
    }

    /// Where the animal was at a sample, metres.
    pub(super) fn place_m(&self, sample: usize) -> [f64; 2] {
        self.position_m[sample]
    }

    /// Whether nobody looked between the sample before and this one.
    pub(super) fn is_after_gap(&self, sample: usize) -> bool {
        sample > 0 && self.time_s[sample] - self.time_s[sample - 1] > self.gap_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From one corner of a square of `side_m` metres to the other and back, with these times.
    fn there_and_back(time_s: [f64; 3], side_m: f64) -> Result<Recording, RecordingError> {
        Recording::new(time_s.to_vec(), vec![[0.0; 2], [side_m; 2], [0.0; 2]])
    }

    #[test]
    fn what_cannot_be_walked_is_refused() {
        let still = Recording::new(vec![0.0, 1.0, 2.0], vec![[1.0, 1.0], [f64::NAN, 0.0], [1.0, 1.0]]);
        assert_eq!(still, Err(RecordingError::Still { finite: 2 }));
        assert_eq!(Recording::new(vec![], vec![]), Err(RecordingError::Still { finite: 0 }));
        let back = Recording::new(vec![0.0, 1.0, 1.0], vec![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]);
        assert_eq!(back, Err(RecordingError::Time { sample: 2, time_s: 1.0, before_s: 1.0 }));
        assert!(Recording::new(vec![0.0, f64::NAN], vec![[0.0; 2]; 2]).is_err());
        assert!(Recording::new(vec![0.0], vec![]).is_err());
    }
    #[test]
    fn what_cannot_be_is_refused_with_what_is_valid() {
        assert!(there_and_back([0.0, 1.0, 2.0], 1.0).is_ok());
        for (time_s, side_m, words) in [
            ([-1e308, 0.0, 1e308], 1.0, "inf s; valid: up to 100000000 s (are they in seconds?)"),
            ([0.0, 1.0, 1e9], 1.0, "1000000000 s; valid"),
            ([0.0, 1.0, f64::INFINITY], 1.0, "sample 2 is not after 1 s; valid: finite times"),
            ([f64::NEG_INFINITY, 1.0, 2.0], 1.0, "sample 0"),
            ([0.0, 1.0, 2.0], 1e308, "valid: 0.1 to 100000 m (are they in metres?)"),
            ([0.0, 1.0, 2.0], -1e308, "valid: 0.1 to 100000 m"),
            ([0.0, 1.0, 2.0], 1e-300, "valid: 0.1 to 100000 m"),
            ([0.0, 1.0, 2.0], f64::INFINITY, "at different places"),
        ] {
            let error = there_and_back(time_s, side_m).expect_err(words).to_string();
            assert!(error.contains(words), "{words}: {error}");
        }
        let wide = Recording::new(vec![0.0, 1.0], vec![[-1e308; 2], [1e308; 2]]).expect_err("inf metres").to_string();
        assert!(wide.contains("inf m; valid: 0.1 to 100000 m"), "{wide}");
        let many: Vec<f64> = (0..=Recording::MAX_SAMPLES as u32).map(f64::from).collect();
        assert_eq!(Recording::check_times(&many[1..]), Ok(()));
        assert_eq!(Recording::check_times(&many), Err(RecordingError::Samples { samples: 20_000_001 }));
    }
}
