//! Mathematics without neuroscience: linear algebra, neighbours, transforms, densities, mixtures, random draws, and the progress of
//! long computations.
//!
//! A median, and draws that follow from seed, name and index alone:
//!
//! ```
//! use gridscope::numerics::{Draws, median};
//!
//! assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
//! assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
//! let order = |index| Draws::new(7, "example", index).permutation(10);
//! assert_eq!(order(0), order(0));
//! assert_ne!(order(0), order(1));
//! ```

pub(crate) mod basis;
mod correlation;
mod count;
pub(crate) mod density;
pub(crate) mod distance;
pub(crate) mod dot;
mod draws;
pub(crate) mod eigen;
mod ends;
mod grouped;
mod median;
pub(crate) mod mixture;
pub(crate) mod neighbours;
mod pca;
mod progress;
mod share;
pub(crate) mod spectral;
pub(crate) mod spline;
pub(crate) mod subset;
pub(crate) mod transform;
mod velocities;
mod window;

pub use basis::Basis;
pub(crate) use correlation::correlation;
pub use count::count;
pub use draws::Draws;
pub(crate) use ends::ends;
pub(crate) use grouped::grouped;
pub use median::median;
pub use pca::{Components, pca};
pub use progress::{Cancelled, Progress};
pub use share::Share;
pub use velocities::{Velocities, VelocityShape};
pub(crate) use window::hann;
