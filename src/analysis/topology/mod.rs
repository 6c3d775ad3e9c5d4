mod bars;
mod cohomology;
mod distances;
mod error;
mod field;
mod simplex;
#[cfg(test)]
mod tests;
mod watch;

pub use bars::{Bar, Cocycle};
pub use cohomology::{Cohomology, HIGHEST_DIMENSION};
pub use distances::Distances;
pub use error::TopologyError;
use std::sync::atomic::AtomicBool;
use watch::Watch;

/// Persistent cohomology, coefficients in Z/47, of the Vietoris–Rips complex of a cloud, in dimensions 0 to `highest`
/// (at most [`HIGHEST_DIMENSION`]). `progress` is told the share that is done.
///
/// # Errors
/// When cancelled, or when there are too many points.
pub fn barcodes(
    distances: &Distances,
    highest: usize,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(f64),
) -> Result<Cohomology, TopologyError> {
    cohomology::cohomology(distances, highest, &mut Watch::new(cancel, progress))
}
