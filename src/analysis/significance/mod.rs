//! What of a recorded cell is beyond chance: its spikes at other times, shifted along the track, are what chance makes of them.
//!
//! A score of two hundred shifts that none of them reaches has p = 1/201:
//!
//! ```
//! use gridscope::analysis::significance::{CellClass, Shifts};
//!
//! assert!(Shifts::default().least >= 200);
//! assert!(CellClass::Grid.rule().contains("p < 0.01"));
//! ```

mod cell_class;
mod measure;
mod own_time;
mod shift_test;
mod shifted_score;
#[cfg(test)]
mod tests;
mod unit_significance;

pub use cell_class::CellClass;
pub use measure::{ClassCount, Shifts, Significance, SignificanceError, significance};
pub use shift_test::ShiftTest;
pub use shifted_score::ShiftedScore;
pub use unit_significance::{SignificanceRow, UnitSignificance};
