//! What the rate maps say: autocorrelograms, grid scores, spectra, stability, modules.
//!
//! Maps are plain data from [`crate::maps`]; results are the plain data of `report`. Definitions follow the field's own
//! (sources at each function), with scores that do not exist (silent unit, no peaks) as `None`, never 0.
//!
//! | floor | rooms |
//! |---|---|
//! | arenas | [`generalisation`] |
//! | population | [`report`](Report) |
//! | states | [`dissection`], [`topology`] |
//! | places | [`capacity`] |
//! | groups | [`modules`] |
//! | one unit | [`unit`] |
//! | numbers | [`thresholds`] |

pub mod capacity;
pub mod dissection;
pub mod generalisation;
#[cfg(test)]
mod golden_tests;
pub mod modules;
mod report;
#[cfg(test)]
pub(crate) mod test_maps;
#[cfg(test)]
mod tests;
pub mod thresholds;
pub mod topology;
pub mod unit;
#[cfg(test)]
mod unit_tests;

pub use modules::{
    Commensurability, Discreteness, GroupCount, LatticeNull, LatticePicture, LatticePoint, Module, ModuleEvidence,
    ModuleLattice, ModuleNulls, ModulePair, ModuleReport, ModuleStep, NULL_DRAWS, NullComparison, PeriodicUnit,
    REFERENCE_RATIOS, ReferenceRatio, Relation, discreteness, find_modules, module_lattices, module_nulls,
    module_steps, relation, strain, turn_between,
};
pub use report::{Members, Report, analyze, analyze_with};
pub use unit::{
    Autocorrelogram, Band, Candidate, Correlator, Ellipse, FourierSymmetry, Lattice, Mask, Peak, RingScore, RingScores,
    RotationTables, Rotations, SURROGATES, Score, ScoreBins, ScoreNull, ScoreSummary, Spectrum, TURNS, Tables, Turn,
    UnitDetail, UnitReport, Workspace, adaptive_score, border_score, count_fields, inner_peaks, is_active, is_periodic,
    pattern, ring_scores, score_null, spatial_information, spectrum_of, stability, unit_detail,
};
