//! Is a population's state space a torus? Persistent cohomology after the pipeline of Gardner et al. 2022.
//!
//! States are standardised, reduced to six principal components and to a few hundred landmarks (fuzzy down-sampling);
//! distances among landmarks are fuzzy memberships of neighbourhoods. The barcode of their Vietoris–Rips complexes,
//! coefficients in Z/47, is compared with those of populations whose units are rolled against each other. The two longest
//! loops become two angles of every state, and the way units and space vary with them tells a twisted torus (hexagonal
//! lattice) from a square one.
//!
//! States are those of places, one a bin of the mean maps, or those of moments, from the spikes of a recording. A grid that
//! drifts in the course of a recording keeps its torus at every moment, while its mean maps are smeared.
//!
//! A ring of points has one hole, from the distance of neighbours until the ring is filled:
//!
//! ```
//! use gridscope::Progress;
//! use gridscope::analysis::topology::{Distances, barcodes};
//! use std::f64::consts::TAU;
//!
//! let point = |i: u32| [(f64::from(i) * TAU / 12.0).cos(), (f64::from(i) * TAU / 12.0).sin()];
//! let ring: Vec<f64> = (0..12).flat_map(point).collect();
//! let found = barcodes(&Distances::euclidean(&ring, 2), 1, &mut Progress::none())?;
//! assert_eq!(found.bars[1].len(), 1);
//! assert!((found.bars[1][0].birth - 0.518).abs() < 1e-3);
//! assert!(found.bars[1][0].death.is_some_and(|death| (death - 3f64.sqrt()).abs() < 1e-3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activity;
mod bars;
mod circular;
mod cloud;
mod cohomology;
mod decode;
mod distances;
mod error;
mod explained;
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
mod tests_activity;
#[cfg(test)]
mod tests_population;
mod verdict;

pub use activity::{ACTIVITY_BIN_S, ACTIVITY_SMOOTHING_S, RUNNING_M_S, mean_angles};
pub use bars::{Bar, Cocycle};
pub use cloud::COMPONENTS;
pub use cohomology::{Cohomology, HIGHEST_DIMENSION, MOST_POINTS};
pub use distances::Distances;
pub use error::TopologyError;
pub use pipeline::{barcodes, topology};
pub use population::{LEAST_STATES, LEAST_UNITS, Population};
pub use report::{Barcode, DecodedAngles, ShapeEvidence, StatesOf, Topology, TopologySettings, TorusShape, Verdict};
pub use shape::{ANGLE_TOLERANCE_DEG, IRREGULAR, LENGTH_TOLERANCE, SQUARE, STRIPE_FIT, TWISTED};
pub use verdict::{APART, LONG, TELLS};
