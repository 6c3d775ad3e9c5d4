//! Does the code hold where the network was never trained? Larger arenas, longer and smoother walks.
//!
//! Plain functions of states and positions; walking is done elsewhere.
//!
//! A perfect path integrator ends in one state, in whatever order it takes its steps:
//!
//! ```
//! use gridscope::analysis::generalisation::permuted_paths;
//!
//! // Three units, two sets of 60 steps, two orders of each.
//! let ends = [0.6, 0.8, 0.0, 0.6, 0.8, 0.0, 0.0, 0.6, 0.8, 0.0, 0.6, 0.8];
//! let found = permuted_paths(&ends, 3, 2, 60).ok_or("too few sets or orders")?;
//! assert_eq!((found.sets, found.largest_distance, found.ratio), (2, 0.0, Some(0.0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
