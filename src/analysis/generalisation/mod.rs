//! Does the code hold where the network was never trained? Larger arenas, longer and smoother walks.
//!
//! Plain functions of states and positions; walking is done elsewhere.

mod boxes;
mod distance;
mod drift;
mod permuted;
mod report;
mod separation;
#[cfg(test)]
mod tests;
mod trace;

pub use boxes::{BoxSummary, compare_boxes};
pub use distance::{DistanceDensity, distance_density};
pub use drift::{PathIntegration, path_integration};
pub use permuted::{PermutedPaths, permuted_paths};
pub use report::Generalisation;
pub use separation::{SeparationMap, separation_map};
pub use trace::Trace;
