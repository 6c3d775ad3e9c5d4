//! Losses over time in bounded memory: the newest steps in full, older ones as ranges.

use super::curves::{SERIES, Series};
use std::collections::VecDeque;

/// The losses of one step (unweighted terms; `total` is the weighted sum).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossSample {
    /// Number of the step, from 1.
    pub step: u64,
    /// In the order of [`SERIES`].
    pub values: [f32; SERIES.len()],
}

impl LossSample {
    /// The value of one curve.
    #[must_use]
    pub fn get(&self, series: Series) -> f32 {
        self.values[series as usize]
    }
}

/// A run of consecutive steps summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// First and last step.
    pub first_step: u64,
    pub last_step: u64,
    /// Smallest, largest and mean finite value of each curve; NaN where no value was finite.
    pub min: [f32; SERIES.len()],
    pub max: [f32; SERIES.len()],
    pub mean: [f32; SERIES.len()],
    /// Steps with a non-finite value in any curve.
    pub gaps: u32,
    steps: u32,
}

impl Bucket {
    fn of(sample: &LossSample) -> Self {
        let finite = sample.values.map(|v| if v.is_finite() { v } else { f32::NAN });
        Self {
            first_step: sample.step,
            last_step: sample.step,
            min: finite,
            max: finite,
            mean: finite,
            gaps: u32::from(finite.iter().any(|v| v.is_nan())),
            steps: 1,
        }
    }

    fn merge(&mut self, other: &Self) {
        let (a, b) = (f64::from(self.steps), f64::from(other.steps));
        for k in 0..SERIES.len() {
            self.min[k] = self.min[k].min(other.min[k]); // f32::min and max ignore NaN
            self.max[k] = self.max[k].max(other.max[k]);
            self.mean[k] = match (self.mean[k].is_nan(), other.mean[k].is_nan()) {
                (true, _) => other.mean[k],
                (_, true) => self.mean[k],
                _ => ((a * f64::from(self.mean[k]) + b * f64::from(other.mean[k])) / (a + b)) as f32,
            };
        }
        self.last_step = other.last_step;
        self.gaps += other.gaps;
        self.steps += other.steps;
    }
}

/// The losses of a run: memory stays below about 2 MiB however long it lasts.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Everything, in buckets of equal length that doubles when there are too many.
    buckets: Vec<Bucket>,
    bucket_steps: u32,
    /// The newest samples in full.
    recent: VecDeque<LossSample>,
    first_step: Option<u64>,
}

impl History {
    /// Samples kept in full.
    pub const RECENT: usize = 8192;
    /// Buckets kept at most.
    pub const BUCKETS: usize = 4096;

    /// Appends one step.
    pub fn push(&mut self, sample: LossSample) {
        self.first_step.get_or_insert(sample.step);
        let bucket_steps = self.bucket_steps.max(1);
        match self.buckets.last_mut() {
            Some(last) if last.steps < bucket_steps => last.merge(&Bucket::of(&sample)),
            _ => self.buckets.push(Bucket::of(&sample)),
        }
        if self.buckets.len() > Self::BUCKETS {
            self.buckets = self
                .buckets
                .chunks(2)
                .map(|pair| {
                    let mut first = pair[0];
                    if let Some(second) = pair.get(1) {
                        first.merge(second);
                    }
                    first
                })
                .collect();
            self.bucket_steps = bucket_steps * 2;
        }
        if self.recent.len() == Self::RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(sample);
    }

    /// Begins anew with these losses.
    pub fn restart(&mut self, samples: &[LossSample]) {
        *self = Self::default();
        for sample in samples {
            self.push(*sample);
        }
    }

    /// Forgets all steps after this one: a run goes back to an earlier state.
    pub fn rewind(&mut self, step: u64) {
        while self.recent.pop_back_if(|sample| sample.step > step).is_some() {}
        while self.buckets.pop_if(|bucket| bucket.first_step > step).is_some() {}
        if let Some(last) = self.buckets.pop_if(|bucket| bucket.last_step > step) {
            // Half of this bucket is left: it is made again from the samples that are there in full.
            let kept = self.recent.iter().filter(|sample| sample.step >= last.first_step);
            let bucket = kept.map(Bucket::of).reduce(|mut sum, bucket| {
                sum.merge(&bucket);
                sum
            });
            self.buckets.extend(bucket);
        }
    }

    /// Every step since the start, as ranges of equal length.
    #[must_use]
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// The newest steps in full, oldest first.
    pub fn recent(&self) -> impl DoubleEndedIterator<Item = &LossSample> + ExactSizeIterator {
        self.recent.iter()
    }

    /// The last step seen.
    #[must_use]
    pub fn last(&self) -> Option<&LossSample> {
        self.recent.back()
    }

    /// Whether nothing was pushed yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recent.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(step: u64, value: f32) -> LossSample {
        LossSample { step, values: [value; SERIES.len()] }
    }

    #[test]
    fn memory_is_bounded_and_no_step_is_lost() {
        let mut history = History::default();
        let steps = 100_000;
        for step in 1..=steps {
            let value = if step == 777 { f32::NAN } else { step as f32 };
            history.push(sample(step, value));
        }
        assert!(history.buckets().len() <= History::BUCKETS, "bounded");
        assert_eq!(history.recent().len(), History::RECENT, "bounded");
        let counted: u32 = history.buckets().iter().map(|b| b.steps).sum();
        assert_eq!(u64::from(counted), steps, "every step is in a bucket");
        assert_eq!(history.buckets().iter().map(|b| b.gaps).sum::<u32>(), 1, "the gap is kept");
        for pair in history.buckets().windows(2) {
            assert_eq!(pair[0].last_step + 1, pair[1].first_step, "buckets are consecutive");
        }
        let last = history.buckets().last().expect("pushed above");
        assert!((last.max[0] - steps as f32).abs() < 0.5, "the newest value is in the last bucket");
    }

    #[test]
    fn going_back_forgets_what_came_later() {
        let (mut history, mut straight) = (History::default(), History::default());
        for step in 1..=6000 {
            history.push(sample(step, step as f32));
        }
        history.rewind(5001);
        for step in 1..=6000 {
            straight.push(sample(step, step as f32));
            if step == 5001 {
                assert_eq!(history.buckets().last().map(|b| (b.last_step, b.max[0])), Some((5001, 5001.0)));
                assert_eq!(history.last(), straight.last());
            }
        }
        for step in 5002..=6000 {
            history.push(sample(step, step as f32));
        }
        assert_eq!(history.buckets(), straight.buckets(), "as if nothing had happened");
        assert!(history.recent().eq(straight.recent()), "as if nothing had happened");
        history.rewind(0);
        assert!(history.is_empty() && history.buckets().is_empty());
    }
}
