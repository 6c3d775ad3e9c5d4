//! The fused operations behind the model, each with a readable twin of plain tensor operations.
//!
//! | operation | what it replaces |
//! |---|---|
//! | [`affine`] | the MLP's output layer: all entries of every W(v) |
//! | [`unroll`] | the Norm-ReLU recurrence of all trajectories, T small graphs long |
//! | [`pair_losses`] | separation and invariance over all (BT)² pairs, never stored |
//! | [`path_losses`] | capacity and conformal isometry over all BT states |
//! | [`add_visits`] | live rate maps on a device, so that no states are read back |
//! | [`adamw`], [`squared_norm`] | the optimiser step on a device (no twin: the host's own step is one) |
//!
//! On the CPU they are plain Rust, on GPUs CubeCL kernels, with backward passes by hand, inside Burn's autodiff as backend
//! extensions. On devices whose limits are too small for the kernels the twins in [`mod@reference`] run, differentiated by
//! Burn.

mod adam_step;
mod autodiff;
mod backend;
pub mod cpu;
pub mod gpu;
mod operations;
pub mod profile;
pub mod reference;
mod unroll_shape;

pub use adam_step::AdamStep;
pub use backend::{FusedOps, UntrackedOps};
pub use operations::{Kernels, adamw, add_visits, affine, pair_losses, path_losses, squared_norm, unroll};
pub use unroll_shape::UnrollShape;
