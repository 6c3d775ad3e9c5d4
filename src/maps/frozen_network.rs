//! A network with the weights of one step, as plain host data that can be walked.
//!
//! Training only hands over W(v) of the codebook; the walking is done elsewhere, so that training never waits.

use super::PathIntegrator;
use crate::data::Codebook;
use crate::ops::UnrollShape;
use crate::ops::cpu::unroll_states;

/// A network that does not train.
#[derive(Clone, Debug, PartialEq)]
pub struct FrozenNetwork {
    /// Training steps done.
    pub step: u64,
    /// Number of units N.
    pub units: usize,
    /// The run's seed, which fixes the trajectories.
    pub seed: u64,
    /// Velocities that it can take.
    pub codebook: Codebook,
    /// W(v) of each of them, `[V, N, N]`.
    pub transitions: Vec<f32>,
    /// g₀ `[N]`
    pub start: Vec<f32>,
}

impl PathIntegrator for FrozenNetwork {
    fn units(&self) -> usize {
        self.units
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    fn states(&self, choices: &[u32], length: usize) -> Vec<f32> {
        let shape = UnrollShape { units: self.units, length, trajectories: choices.len() / length.max(1) };
        unroll_states(shape, &self.transitions, choices, &self.start)
    }
}
