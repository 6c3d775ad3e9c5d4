//! Cells as they were recorded: rates, fields, coherence, and what spikes say besides the place: head direction, running speed,
//! theta.
//!
//! A cell that fires in an eighth of the arena, half a spike a second on average, tells 1.5 bits a second:
//!
//! ```
//! use gridscope::analysis::recorded::rate_statistics;
//!
//! let mut map = [0.0; 64];
//! map[..8].fill(4.0);
//! let found = rate_statistics(&map, &[]).expect("it fires");
//! assert_eq!((found.mean, found.sparsity, found.information_per_s), (0.5, 0.125, 1.5));
//! ```

mod cell_measures;
mod coherence;
mod firing_fields;
mod head_direction;
mod rate_statistics;
mod sessions;
mod speed_score;
#[cfg(test)]
mod tests;
mod theta;

pub use cell_measures::{CellMeasure, cell_measures};
pub use coherence::coherence;
pub use firing_fields::{FiringField, firing_fields};
pub use head_direction::{HEAD_BINS, HeadOccupancy, HeadTuning};
pub use rate_statistics::{RateStatistics, rate_statistics};
pub use sessions::{
    COMPARED_SCORE, CellChange, LEAST_CELLS, SessionComparison, SessionMaps, SharedCell, compare_sessions, shared_cells,
};
pub use speed_score::SpeedTimeline;
pub use theta::{LEAST_PAIRS, THETA_MODULATED, ThetaAnalysis, ThetaRhythm};
