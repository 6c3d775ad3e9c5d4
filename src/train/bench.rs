//! Time per training step.

use super::{TrainError, Trainer, TrainingPool};
use crate::model::Compute;
use crate::preset::Preset;
use serde::Serialize;
use std::time::Instant;

/// What a benchmark measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// Times whole training steps (forward, backward, clipping, update, live maps), after a few untimed ones.
///
/// # Errors
/// When the run cannot begin.
pub fn bench(preset: Preset, compute: Compute, pool: &TrainingPool, steps: usize) -> Result<BenchReport, TrainError> {
    const WARM_UP: usize = 3;
    let params = preset.params.clone();
    pool.install(|| {
        let mut trainer = Trainer::new(preset, compute)?;
        for _ in 0..WARM_UP {
            trainer.train_step();
        }
        trainer.read_back();
        let pictures = trainer.picture_time();
        let mut times_ms = Vec::with_capacity(steps);
        for _ in 0..steps.max(1) {
            let began = Instant::now();
            trainer.train_step();
            trainer.read_back();
            times_ms.push(began.elapsed().as_secs_f64() * 1e3);
        }
        let total_ms: f64 = times_ms.iter().sum();
        times_ms.sort_by(f64::total_cmp);
        let middle = times_ms.len() / 2;
        let median_ms = if times_ms.len() % 2 == 1 {
            times_ms[middle]
        } else {
            f64::midpoint(times_ms[middle - 1], times_ms[middle])
        };
        Ok(BenchReport {
            device: trainer.device().to_owned(),
            units: params.units,
            hidden: params.hidden,
            trajectory_length: params.trajectory_length,
            trajectories: params.trajectories,
            threads: pool.threads(),
            timed_steps: times_ms.len(),
            median_ms,
            min_ms: times_ms[0],
            max_ms: times_ms[times_ms.len() - 1],
            picture_share: trainer.picture_time().saturating_sub(pictures).as_secs_f64() * 1e3 / total_ms,
            peak_rss_mib: crate::platform::peak_memory_mib(),
        })
    })
}
