//! Mathematics without neuroscience: linear algebra, neighbours, transforms, densities, mixtures, random draws, and the progress of
//! long computations.

pub(crate) mod basis;
pub(crate) mod density;
pub(crate) mod distance;
pub(crate) mod dot;
mod draws;
pub(crate) mod eigen;
mod median;
pub(crate) mod mixture;
pub(crate) mod neighbours;
mod pca;
mod progress;
pub(crate) mod spectral;
pub(crate) mod spline;
pub(crate) mod subset;
pub(crate) mod transform;
mod window;

pub use basis::Basis;
pub use draws::Draws;
pub use median::median;
pub use pca::{Components, pca};
pub use progress::{Cancelled, Progress};
pub(crate) use window::hann;
