//! What is found outside the training range, as plain data.

use super::boxes::BoxSummary;
use super::distance::DistanceDensity;
use super::drift::PathIntegration;
use super::permuted::PermutedPaths;
use super::separation::SeparationMap;
use serde::Serialize;

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
