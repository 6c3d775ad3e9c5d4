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
//!
//! A fused operation and its twin say the same:
//!
//! ```
//! use gridscope::model::Compute;
//! use gridscope::ops::{Kernels, affine};
//!
//! let compute = Compute::cpu();
//! for kernels in [Kernels::Fused, Kernels::Reference] {
//!     let x = compute.constant(vec![1.0, 2.0], [1, 2]);
//!     let weight = compute.constant(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 3]);
//!     let bias = compute.constant(vec![0.5, 0.0, -0.5], [3]);
//!     assert_eq!(affine(kernels, x, weight, bias).into_data().try_into_vec::<f32>()?, [9.5, 12.0, 14.5]);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
