//! Mathematics without neuroscience: linear algebra, transforms, densities, mixtures, random draws.

pub(crate) mod basis;
pub(crate) mod density;
pub(crate) mod dot;
mod draws;
pub(crate) mod eigen;
mod median;
pub(crate) mod mixture;
pub(crate) mod spline;
pub(crate) mod transform;

pub use basis::Basis;
pub use draws::Draws;
pub use median::median;
