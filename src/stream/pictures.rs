//! Bulk data for the eye: only the newest matters.

use crate::maps::RateMaps;

/// The paths of the present training batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchPaths {
    /// Steps per trajectory.
    pub length: usize,
    /// Positions in metres, `[trajectory][step]`, without the common start at the origin.
    pub positions_m: Vec<[f32; 2]>,
    /// σ_x of that batch, metres.
    pub sigma_x_m: f32,
}

/// What the wall, the spectra and the trajectory panel draw while training goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Pictures {
    /// Training steps done.
    pub step: u64,
    /// Live rate maps, accumulated from training batches with forgetting.
    pub maps: RateMaps,
    /// The latest batch.
    pub paths: BatchPaths,
}
