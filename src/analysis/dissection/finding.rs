//! What a module is found to be, in one word.

use serde::Serialize;

/// What a module is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// No unit fires.
    #[default]
    Silent,
    /// Fewer than three units fire.
    TooFewUnits,
    /// The units share no lattice.
    NoSharedLattice,
    /// Stripes of one direction and period.
    Bands,
    /// A square lattice.
    Square,
    /// A hexagonal lattice.
    Hexagonal,
    /// A sheared lattice: neither square nor hexagonal.
    Oblique,
}
