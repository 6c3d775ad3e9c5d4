//! Bulk data for the eye: only the newest matters.

use crate::maps::MapSet;
use std::sync::Arc;

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
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Live rate maps, gathered from training batches with forgetting.
    pub set: Arc<MapSet>,
    /// The latest batch.
    pub paths: BatchPaths,
}
