//! The fused operations on a GPU: CubeCL kernels, wrapped for Burn's CubeCL backend. The same kernels become SPIR-V, WGSL or
//! CUDA, whatever the device takes.
//!
//! | file | what its kernels do |
//! |---|---|
//! | `recurrence` | all steps of a trajectory in one launch, forward and backward |
//! | `transitions` | the gradient of each W(v), from the steps that took it |
//! | `near`, `separation`, `pairs` | the pairs of states: few near ones by look-up, all others as matrix products, put together |
//! | `path` | capacity and conformal isometry |
//! | `bins` | live rate maps |
//! | `adamw` | the optimiser step, and the norm of the gradients |
//! | `tile`, `sum` | blocks of matrix products; sums over a workgroup |
//! | `limits`, `plan` | what a device offers, and how the kernels run there or why not, in words |
//! | `cube` | the operations for Burn's CubeCL backend |
//!
//! Nothing is added up by atomics: each number has one owner that adds in one order, so a device gives the same bits every
//! time. What a GPU calls a thread (invocation, CubeCL unit) is a thread here: units are those of the network.
//!
//! How the kernels run on a device follows from its limits; no device is needed to tell:
//!
//! ```
//! use gridscope::ops::gpu::Limits;
//!
//! let limits = Limits { threads: 256, shared_bytes: 16 << 10, buffers: 7 };
//! assert_eq!(limits.plan(128)?.to_string(), "fused kernels, 256 threads to a trajectory, tiles to 128×128");
//! let misfit = Limits { buffers: 4, ..limits }.plan(128).expect_err("too few");
//! assert_eq!(misfit.to_string(), "a kernel needs 7 buffers at once, the adapter has 4");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adamw;
mod bins;
mod buffer;
mod cube;
mod limits;
mod near;
mod pairs;
mod path;
mod plan;
mod recurrence;
mod separation;
mod sum;
mod tile;
mod transitions;

pub use limits::{Limits, limits};
pub use plan::{Misfit, Plan};
pub use separation::strip_floats;
pub use tile::ProductTile;
