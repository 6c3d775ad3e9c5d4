//! The fused operations on the CPU: plain Rust on slices, wrapped for Burn's CPU backend.
//!
//! A matrix product of slices, of which one is taken as its transpose:
//!
//! ```
//! use gridscope::ops::cpu::{MatrixView, multiply};
//!
//! let (a, b) = ([1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 10.0, 0.0]); // row by row
//! let mut out = [0.0; 4];
//! multiply(&mut out, MatrixView::new(&a, 2, 2), MatrixView::new(&b, 2, 2).transposed(), false);
//! assert_eq!(out, [2.0, 10.0, 4.0, 30.0]);
//! ```

mod adamw;
mod affine;
mod blend;
mod flex;
mod instructions;
mod matmul;
mod pairs;
mod path;
mod simd;
mod split;
mod unroll;

pub use adamw::{adamw_step, squared_norm};
pub use instructions::{InstructionError, instruction_set, use_instructions};
pub use matmul::{MatrixView, multiply};
pub use unroll::unroll_states;
