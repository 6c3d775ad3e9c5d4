//! Are modules parts of one lattice?
//!
//! Trained networks make modules whose lattices are sublattices of one another: every second field (index 2, spacing
//! ratio √2) or every third (index 3, ratio √3, as in the figure of Schaeffer et al. 2023). The joint code of such
//! modules repeats with the coarsest of them. Any two lattices fit roughly with some index, so the fit is compared to
//! those of random lattices.

mod comparison;
mod lattices;
mod null;
mod picture;
mod relation;
#[cfg(test)]
mod tests;

pub use comparison::Commensurability;
pub(crate) use comparison::judge_together;
pub use lattices::{ModuleLattice, module_lattices};
pub use null::LatticeNull;
pub use picture::{LatticePicture, LatticePoint};
pub use relation::{Relation, relation, strain, turn_between};
