//! Modules: which units share a lattice, what that rests on, and how the lattices of modules are related.

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
pub use discreteness::{Discreteness, NullComparison, discreteness};
pub use evidence::{GroupCount, ModuleEvidence, ModuleNulls, ModulePair, NULL_DRAWS, PeriodicUnit, module_nulls};
pub use find::{Module, find_modules};
pub use ratios::{ModuleStep, REFERENCE_RATIOS, ReferenceRatio, module_steps};
pub use report::ModuleReport;
