//! Modules: which units share a lattice, what that rests on, and how the lattices of modules are related.
//!
//! From one module to the next the spacing shrinks, here as in a sublattice that keeps every second field in each direction:
//!
//! ```
//! use gridscope::analysis::modules::{Module, module_steps};
//!
//! let module = |spacing_m, orientation_deg| Module {
//!     units: vec![0, 1, 2],
//!     spacing_m,
//!     orientation_deg,
//!     orientation_coherence: 1.0,
//! };
//! let steps = module_steps(&[module(0.9, 58.0), module(0.45, 3.0)]);
//! assert_eq!((steps.len(), steps[0].spacing_ratio, steps[0].nearest_reference), (1, 2.0, "2"));
//! assert_eq!(steps[0].orientation_difference_deg, 5.0); // orientations repeat after 60°
//! ```

pub(crate) mod commensurability;
pub(crate) mod discreteness;
pub(crate) mod evidence;
pub(crate) mod find;
pub(crate) mod ratios;
pub(crate) mod report;

pub use commensurability::{
    Commensurability, LatticeNull, LatticePicture, LatticePoint, ModuleLattice, Relation, module_lattices, relation,
    strain, turn_between,
};
pub use discreteness::{Discreteness, NullComparison, SpacingGroups, discreteness};
pub use evidence::{GroupCount, ModuleEvidence, ModuleNulls, ModulePair, NULL_DRAWS, PeriodicUnit, module_nulls};
pub use find::{Module, find_modules};
pub use ratios::{ModuleStep, REFERENCE_RATIOS, ReferenceRatio, module_steps};
pub use report::ModuleReport;
