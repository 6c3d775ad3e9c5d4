//! Time per training step, of single operations, and what both cost by count.

mod count;
mod matmul;
mod operation;
mod timing;

pub use count::{Count, Operation, Sizes, count_table};
pub use operation::{OperationReport, bench_operation};
use timing::Job;
pub use timing::Timing;

use super::{TrainError, Trainer, TrainingPool};
use crate::model::Compute;
use crate::preset::Preset;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// What a benchmark measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchReport {
    pub device: String,
    pub units: usize,
    pub hidden: usize,
    pub trajectory_length: usize,
    pub trajectories: usize,
    pub threads: usize,
    pub timed_steps: usize,
    pub median_ms: f64,
    pub min_ms: f64,
    pub max_ms: f64,
    /// Share of the time spent on live pictures.
    pub picture_share: f64,
    /// Largest memory the program had, MiB; absent where the system does not tell.
    pub peak_rss_mib: Option<f64>,
}

/// Times `steps` whole training steps (forward, backward, clipping, update, live maps), after a few untimed ones.
///
/// # Errors
/// When the run cannot begin.
pub fn bench(preset: Preset, compute: Compute, pool: &TrainingPool, steps: usize) -> Result<BenchReport, TrainError> {
    bench_within(preset, compute, pool, Timing { runs: steps, limit: Duration::MAX })
}

/// As [`bench()`], with a limit on the time that the timed steps may take together.
///
/// # Errors
/// When the run cannot begin.
pub fn bench_within(
    preset: Preset,
    compute: Compute,
    pool: &TrainingPool,
    timing: Timing,
) -> Result<BenchReport, TrainError> {
    let params = preset.params.clone();
    pool.install(|| {
        let mut trainer = Trainer::new(preset, compute)?;
        // Time in all and time on pictures, of the steps after the warm-up.
        let (mut steps, mut total, mut pictures) = (0, Duration::ZERO, Duration::ZERO);
        let [times] = timing.in_turn([&mut || {
            let (began, pictures_before) = (Instant::now(), trainer.picture_time());
            trainer.train_step();
            trainer.read_back();
            let elapsed = began.elapsed();
            steps += 1;
            if steps > Timing::WARM_UP {
                total += elapsed;
                pictures += trainer.picture_time().saturating_sub(pictures_before);
            }
            Ok(elapsed)
        }])?;
        Ok(BenchReport {
            device: trainer.compute().name.clone(),
            units: params.units,
            hidden: params.hidden,
            trajectory_length: params.trajectory_length,
            trajectories: params.trajectories,
            threads: pool.threads(),
            timed_steps: times.runs,
            median_ms: times.median_ms,
            min_ms: times.min_ms,
            max_ms: times.max_ms,
            picture_share: pictures.as_secs_f64() / total.as_secs_f64(),
            peak_rss_mib: crate::platform::peak_memory_mib(),
        })
    })
}
