//! What the rate maps say: autocorrelograms, grid scores, spectra, stability, modules.
//!
//! Maps are plain data from [`crate::maps`]; results are the plain data of `report`. Definitions follow the field's own
//! (sources at each function), with scores that do not exist (silent unit, no peaks) as `None`, never 0.
//!
//! | floor | rooms |
//! |---|---|
//! | sets | [`set_report`](analyze_set) |
//! | arenas | [`generalisation`], `arena_form` |
//! | population | [`report`](Report) |
//! | shifted spikes | [`significance`] |
//! | states | [`dissection`], [`topology`] |
//! | places | [`capacity`] |
//! | groups | [`modules`] |
//! | spikes | [`recorded`] |
//! | one unit | [`unit`](mod@unit) |
//! | numbers | [`thresholds`], `chance` |
//!
//! A perfect grid cell, its fields 0.5 m apart in a box of 2 m, scores above 1, and its spacing is found:
//!
//! ```
//! use gridscope::{Arena, RateMaps, analyze};
//!
//! let arena = Arena::with_side(2.0); // 40 × 40 bins
//! let rate = |bin: usize| {
//!     let (x, y) = (arena.centre_m(bin % 40), arena.centre_m(bin / 40));
//!     [(1.0, 0.0), (0.5, 0.866), (-0.5, 0.866)].iter().map(|(a, b)| (14.51 * (a * x + b * y)).cos()).sum::<f32>()
//! };
//! let rates = (0..1600).map(rate).collect();
//! let report = analyze(&RateMaps { arena, units: 1, rates, visits: vec![1.0; 1600] }, None, None);
//! assert!(report.units[0].grid_score_adaptive.is_some_and(|score| score > 1.0));
//! assert!(report.units[0].spacing_m.is_some_and(|spacing_m| (spacing_m - 0.5).abs() < 0.02));
//! ```

mod arena_form;
pub mod capacity;
mod chance;
pub mod dissection;
pub mod generalisation;
#[cfg(test)]
mod golden_tests;
pub mod modules;
pub mod recorded;
mod report;
mod set_report;
pub mod significance;
#[cfg(test)]
pub(crate) mod test_maps;
#[cfg(test)]
pub(crate) mod test_recordings;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_nothing;
#[cfg(test)]
mod tests_recorded;
pub mod thresholds;
pub mod topology;
pub mod unit;
#[cfg(test)]
mod unit_tests;

pub(crate) use chance::{above_chance, level_words};
pub use modules::{
    Commensurability, Discreteness, GroupCount, LatticeNull, LatticePicture, LatticePoint, Module, ModuleEvidence,
    ModuleLattice, ModuleNulls, ModulePair, ModuleReport, ModuleStep, NULL_DRAWS, NullComparison, PeriodicUnit,
    REFERENCE_RATIOS, ReferenceRatio, Relation, SpacingGroups, discreteness, find_modules, module_lattices,
    module_nulls, module_steps, relation, strain, turn_between,
};
pub use report::{Members, Report, analyze, analyze_with};
pub use set_report::{analyze_part, analyze_set, analyze_set_with};
pub use significance::{CellClass, ShiftTest, ShiftedScore, Significance, UnitSignificance};
pub use unit::{
    Autocorrelogram, Band, Candidate, Correlator, Ellipse, FourierSymmetry, Lattice, Mask, Membership, Peak, RingScore,
    RingScores, RotationTables, Rotations, Rules, SURROGATES, Score, ScoreBins, ScoreNull, ScoreSummary, Spectrum,
    TURNS, Tables, Turn, UnitDetail, UnitReport, Workspace, adaptive_score, border_score, border_score_in,
    count_fields, count_grid_fields, has_fields, inner_peaks, is_active, is_periodic, pattern, ring_scores, score_null,
    score_null_of, spatial_information, spectrum_of, stability, unit_detail,
};
