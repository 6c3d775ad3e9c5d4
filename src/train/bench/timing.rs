//! Repeated timing: a few runs that are not timed, then medians.

use crate::numerics::median;
use crate::train::TrainError;
use std::time::{Duration, Instant};

/// Something to time: does its work and says how long that took.
pub(crate) type Job<'a> = dyn FnMut() -> Result<Duration, TrainError> + 'a;

/// How often something is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Timed runs, at least one.
    pub runs: usize,
    /// No further run begins after this time, once [`Timing::FEWEST`] are done.
    pub limit: Duration,
}

impl Timing {
    /// Runs before the first timed one: caches, pages and kernels are made in them.
    pub const WARM_UP: usize = 3;
    /// Timed runs (if as many were asked for) that a time limit does not cut.
    pub const FEWEST: usize = 3;

    /// Times jobs in turn, one run of each after the other, so that whatever else the machine does hits all alike.
    ///
    /// # Errors
    /// The first failure of a job.
    pub fn in_turn<const K: usize>(self, mut jobs: [&mut Job<'_>; K]) -> Result<[Times; K], TrainError> {
        for _ in 0..Self::WARM_UP {
            for job in &mut jobs {
                job()?;
            }
        }
        let mut times_ms: [Vec<f64>; K] = std::array::from_fn(|_| Vec::new());
        let began = Instant::now();
        for run in 0..self.runs.max(1) {
            if run >= Self::FEWEST && began.elapsed() >= self.limit {
                break;
            }
            for (job, times_ms) in jobs.iter_mut().zip(&mut times_ms) {
                times_ms.push(job()?.as_secs_f64() * 1e3);
            }
        }
        Ok(times_ms.map(Times::new))
    }
}

/// Times of a job that was run again and again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// Timed runs.
    pub runs: usize,
    pub median_ms: f64,
    pub min_ms: f64,
    pub max_ms: f64,
}

impl Times {
    /// From the times of at least one run.
    fn new(times_ms: Vec<f64>) -> Self {
        let (min_ms, max_ms) =
            times_ms.iter().fold((f64::MAX, f64::MIN), |(min, max), &time| (min.min(time), max.max(time)));
        let runs = times_ms.len();
        Self { runs, median_ms: median(times_ms).unwrap_or_default(), min_ms, max_ms }
    }

    /// The median in seconds.
    #[must_use]
    pub fn median_s(&self) -> f64 {
        self.median_ms / 1e3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_run_in_turn_after_a_warm_up() {
        let calls = std::cell::RefCell::new(String::new());
        let job = |name: char| {
            let calls = &calls;
            let mut run = 0u64;
            move || {
                calls.borrow_mut().push(name);
                run += 1;
                Ok(Duration::from_millis(run * if name == 'a' { 1 } else { 10 }))
            }
        };
        let timing = Timing { runs: 4, limit: Duration::MAX };
        let [a, b] = timing.in_turn([&mut job('a'), &mut job('b')]).expect("no job fails");
        assert_eq!(*calls.borrow(), "ab".repeat(3 + 4));
        // Runs 4, 5, 6 and 7 are timed.
        assert_eq!(a, Times { runs: 4, median_ms: 5.5, min_ms: 4.0, max_ms: 7.0 });
        assert_eq!(b, Times { runs: 4, median_ms: 55.0, min_ms: 40.0, max_ms: 70.0 });
    }

    #[test]
    fn a_limit_leaves_a_few_runs() {
        for (runs, expected) in [(0, 1), (2, 2), (20, Timing::FEWEST)] {
            let [times] = Timing { runs, limit: Duration::ZERO }
                .in_turn([&mut || Ok(Duration::from_millis(3))])
                .expect("no job fails");
            assert_eq!((times.runs, times.median_ms), (expected, 3.0));
        }
    }

    #[test]
    fn a_failure_ends_it() {
        let failure = || Err(TrainError::NoDevice("gone".into()));
        let error = Timing { runs: 5, limit: Duration::MAX }.in_turn([&mut failure.clone()]);
        assert!(error.expect_err("the job fails").to_string().contains("gone"));
    }
}
