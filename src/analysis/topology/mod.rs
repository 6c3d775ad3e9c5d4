//! Is a population's state space a torus? Persistent cohomology after the pipeline of Gardner et al. 2022.
//!
//! States are standardised, reduced to six principal components and to a few hundred landmarks (fuzzy down-sampling);
//! distances among landmarks are fuzzy memberships of neighbourhoods. The barcode of their Vietoris–Rips complexes,
//! coefficients in Z/47, is compared with those of populations whose units are rolled against each other. The two longest
//! loops become two angles of every state, and the way units and space vary with them tells a twisted torus (hexagonal
//! lattice) from a square one.

mod bars;
mod circular;
mod cloud;
mod cohomology;
mod decode;
mod distances;
mod error;
mod field;
mod fuzzy;
mod landmarks;
mod pipeline;
mod population;
#[cfg(test)]
mod reference;
mod report;
mod shape;
mod simplex;
mod stripes;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_population;
mod verdict;

pub use bars::{Bar, Cocycle};
pub use cloud::COMPONENTS;
pub use cohomology::{Cohomology, HIGHEST_DIMENSION, MOST_POINTS};
pub use distances::Distances;
pub use error::TopologyError;
pub use pipeline::{barcodes, topology};
pub use population::{LEAST_STATES, LEAST_UNITS, Population};
pub use report::{Barcode, DecodedAngles, ShapeEvidence, Topology, TopologySettings, TorusShape, Verdict};
pub use shape::{ANGLE_TOLERANCE_DEG, IRREGULAR, LENGTH_TOLERANCE, SQUARE, STRIPE_FIT, TWISTED};
pub use verdict::LONG;
