//! Does the code hold where the network was never trained? Larger arenas, longer and smoother walks.
//!
//! Plain functions of states and positions; walking is done elsewhere.

mod boxes;
mod distance;
mod drift;
mod permuted;
mod separation;
#[cfg(test)]
mod tests;

pub use boxes::{BoxSummary, compare_boxes};
pub use distance::{DistanceDensity, distance_density};
pub use drift::{PathIntegration, path_integration};
pub use permuted::{PermutedPaths, permuted_paths};
pub use separation::{SeparationMap, separation_map};

use serde::Serialize;

/// States along walks.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// Number of units.
    pub units: usize,
    /// Steps of a walk.
    pub length: usize,
    /// `[walk][step][unit]`
    pub states: &'a [f32],
    /// `[walk][step]`, metres.
    pub positions_m: &'a [[f32; 2]],
}

impl<'a> Trace<'a> {
    /// State of a sample, counted over all walks.
    fn state(&self, sample: usize) -> &'a [f32] {
        &self.states[sample * self.units..][..self.units]
    }

    /// Number of walks.
    fn walks(&self) -> usize {
        self.positions_m.len() / self.length.max(1)
    }
}

/// Everything about a network outside its training range.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Generalisation {
    /// Maps in each arena, the first one being the arena that the others are compared with.
    pub boxes: Vec<BoxSummary>,
    /// |g(0) − g(x)| against |x|, in the largest arena.
    pub distance: Option<DistanceDensity>,
    /// |g(x) − g(x′)| against separation in space and in time, in the first arena.
    pub separation: Option<SeparationMap>,
    /// Error of the place that the state tells, against time, in the first arena.
    pub path_integration: Option<PathIntegration>,
    /// End states of the same steps in different orders, one entry a length.
    pub permuted_paths: Vec<PermutedPaths>,
}
