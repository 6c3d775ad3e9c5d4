//! Where the time of a training step goes.

use super::{TrainError, Trainer, TrainingPool};
use crate::model::Compute;
use crate::ops::profile;
use crate::preset::Preset;
use serde::Serialize;
use std::time::Duration;

/// Mean milliseconds a step in each part; together they are the step. Each operation is waited for, so that a device's
/// work is counted where it belongs: there the sum is more than an undisturbed step takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    /// Drawing velocities and orders.
    pub draw: f64,
    /// Linear layers of the velocity MLP.
    pub mlp: f64,
    /// The recurrence.
    pub unroll: f64,
    /// Separation and invariance.
    pub pairs: f64,
    /// Capacity and conformal isometry.
    pub paths: f64,
    /// What lies between the operations: activation functions, weighting, the graph. All of the losses where the
    /// plain-tensor twins run.
    pub rest_of_gradients: f64,
    /// Clipping and AdamW.
    pub optimizer: f64,
    /// Live rate maps.
    pub pictures: f64,
    /// Losses to the host.
    pub read_back: f64,
}

impl Breakdown {
    /// Parts and their names, in the order of a step.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, f64); 9] {
        [
            ("draw", self.draw),
            ("mlp", self.mlp),
            ("unroll", self.unroll),
            ("pairs", self.pairs),
            ("paths", self.paths),
            ("rest of gradients", self.rest_of_gradients),
            ("optimizer", self.optimizer),
            ("pictures", self.pictures),
            ("read back", self.read_back),
        ]
    }
}

/// Measures `steps` training steps part by part, after a few unmeasured ones.
///
/// # Errors
/// When the run cannot begin.
pub fn breakdown(preset: Preset, compute: Compute, pool: &TrainingPool, steps: usize) -> Result<Breakdown, TrainError> {
    const WARM_UP: usize = 3;
    let steps = steps.max(1);
    pool.install(|| {
        let mut trainer = Trainer::new(preset, compute)?;
        for _ in 0..WARM_UP {
            trainer.train_step();
        }
        trainer.read_back();
        let before = trainer.times();
        profile::measure(true);
        profile::take();
        for _ in 0..steps {
            trainer.train_step();
            trainer.read_back();
        }
        let operations = profile::take();
        profile::measure(false);
        let stages = trainer.times().since(before);
        let ms = |time: Duration| time.as_secs_f64() * 1e3 / steps as f64;
        let [mlp, unroll, pairs, paths] = operations.map(ms);
        Ok(Breakdown {
            draw: ms(stages.draw),
            mlp,
            unroll,
            pairs,
            paths,
            rest_of_gradients: (ms(stages.gradients) - mlp - unroll - pairs - paths).max(0.0),
            optimizer: ms(stages.update),
            pictures: ms(stages.pictures),
            read_back: ms(stages.read_back),
        })
    })
}
