//! The fused operations on the CPU: plain Rust on slices, wrapped for Burn's CPU backend.

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
