//! The twins: the same operations in plain tensor operations, as one would write them down.
//!
//! They define what the fused operations compute, serve every device that has no fused version, and are what tests hold
//! the fused versions against. Memory of `pair_losses` grows as (BT)².
//!
//! Two places 1 m apart that share a state are not told apart: separation is at its worst, invariance has nothing to say.
//!
//! ```
//! use gridscope::model::Compute;
//! use gridscope::ops::reference::pair_losses;
//!
//! let compute = Compute::cpu();
//! let states = compute.constant(vec![0.0, 1.0, 0.0, 1.0], [2, 2]);
//! let positions_m = compute.constant(vec![0.0, 0.0, 1.0, 0.0], [2, 2]);
//! let losses = pair_losses(states, positions_m, 0.1, 0.4).into_data().try_into_vec::<f32>()?;
//! assert_eq!(losses, [1.0, 0.0]); // separation, invariance
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use burn::prelude::*;
use burn::tensor::activation::relu;
use burn::tensor::{DType, IndexingUpdateOp};

/// Added to norms so that a dead state stays finite.
pub const NORM_EPSILON: f32 = 1e-8;
/// Added under the square root of a step length, so that a step of length zero has a gradient of zero.
pub const STEP_EPSILON: f32 = 1e-24;

/// See [`super::affine`].
#[must_use]
pub fn affine(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    x.matmul(weight) + bias.unsqueeze_dim(0)
}

/// See [`super::unroll`].
#[must_use]
pub fn unroll(w: Tensor<3>, order: Tensor<2, Int>, g0: Tensor<1>) -> Tensor<3> {
    let [trajectories, length] = order.dims();
    let [_, units, _] = w.dims();
    let wide = if w.device().supports_dtype(DType::F64) { DType::F64 } else { DType::F32 };
    let mut g = g0.reshape([1, units, 1]).repeat_dim(0, trajectories);
    let mut states = Vec::with_capacity(length);
    for step in 0..length {
        let velocities = order.clone().slice([0..trajectories, step..step + 1]).reshape([trajectories]);
        // Summed in double precision where the device has it: a long recurrence gathers rounding errors.
        let (rows, before) = (w.clone().select(0, velocities).cast(wide), g.swap_dims(1, 2).cast(wide));
        let z = relu((rows * before).sum_dim(2)).cast(DType::F32); // [B, N, 1]
        // The square root has no gradient at zero: a dead state takes the branch without one.
        let squared = z.clone().powi_scalar(2).sum_dim(1);
        let dead = squared.clone().lower_equal_elem(0.0);
        let norm = squared.mask_fill(dead.clone(), 1.0).sqrt().mask_fill(dead, 0.0);
        g = z.div(norm.add_scalar(NORM_EPSILON));
        states.push(g.clone().reshape([trajectories, 1, units]));
    }
    Tensor::cat(states, 1)
}

/// See [`super::add_visits`].
#[must_use]
pub fn add_visits(
    sums: Tensor<2>,
    states: Tensor<2>,
    samples: Tensor<1, Int>,
    bins: Tensor<1, Int>,
    weight: f32,
) -> Tensor<2> {
    let seen = states.select(0, samples).mul_scalar(weight);
    sums.select_assign(0, bins, seen, IndexingUpdateOp::Add)
}

/// See [`super::pair_losses`].
#[must_use]
pub fn pair_losses(states: Tensor<2>, positions: Tensor<2>, sigma_x: f32, sigma_g: f32) -> Tensor<1> {
    let [samples, _] = states.dims();
    let device = states.device();
    let squared = states.clone().powi_scalar(2).sum_dim(1); // [M, 1]
    let gram = states.clone().matmul(states.transpose());
    let d2 = (squared.clone() + squared.transpose() - gram.mul_scalar(2.0)).clamp_min(0.0);
    let along = |axis: usize| {
        let x = positions.clone().slice([0..samples, axis..axis + 1]);
        (x.clone() - x.transpose()).powi_scalar(2)
    };
    let near = (along(0) + along(1)).lower_equal_elem(sigma_x * sigma_x); // i = j included
    let near_weight = near.clone().float() - Tensor::eye(samples, &device);
    let far_weight = near.bool_not().float();
    // Counts are summed by rows first: a single float sum of (BT)² ones would stall at 2²⁴.
    let mean = |weight: Tensor<2>, value: Tensor<2>| {
        let count = weight.clone().sum_dim(1).sum().clamp_min(1.0);
        (weight * value).sum_dim(1).sum() / count
    };
    let separation = mean(far_weight, d2.clone().mul_scalar(-0.5 / (sigma_g * sigma_g)).exp());
    let invariance = mean(near_weight, d2);
    Tensor::cat(vec![separation, invariance], 0)
}

/// See [`super::path_losses`].
#[must_use]
pub fn path_losses(states: Tensor<3>, g0: Tensor<1>, speeds: Tensor<2>, radius: f32) -> Tensor<1> {
    let [trajectories, length, units] = states.dims();
    let mean_state = states.clone().reshape([trajectories * length, units]).mean_dim(0);
    let capacity = mean_state.powi_scalar(2).sum().neg();

    let start = g0.reshape([1, 1, units]).repeat_dim(0, trajectories);
    let before = match length {
        1 => start,
        _ => Tensor::cat(vec![start, states.clone().slice([0..trajectories, 0..length - 1, 0..units])], 1),
    };
    let step = (states - before).powi_scalar(2).sum_dim(2).add_scalar(STEP_EPSILON).sqrt();
    let small = speeds.clone().greater_elem(0.0).bool_and(speeds.clone().lower_elem(radius));
    let weight = small.clone().float();
    let ratio = step.reshape([trajectories, length]) / speeds.mask_fill(small.bool_not(), 1.0);
    let count = weight.clone().sum();
    let mean = (ratio.clone() * weight.clone()).sum() / count.clone().clamp_min(1.0);
    let deviation = (ratio - mean.reshape([1, 1])).powi_scalar(2) * weight;
    let isometry = deviation.sum() / count.sub_scalar(1.0).clamp_min(1.0);
    Tensor::cat(vec![capacity, isometry], 0)
}
