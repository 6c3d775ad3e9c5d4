//! The operations on tensors: the fused ones, or their twins.

use super::adam_step::AdamStep;
use super::backend::{FusedOps, UntrackedOps};
use super::reference;
use burn::backend::Dispatch;
use burn::prelude::*;

/// Which implementation of the operations to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernels {
    /// The fused operations of the CPU, or the kernels of a GPU.
    Fused,
    /// The plain-tensor twins; any device.
    Reference,
}

/// x `[V, H]` · weight `[H, M]` + bias `[M]`.
#[must_use]
pub fn affine(kernels: Kernels, x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<2> {
    match kernels {
        Kernels::Fused => {
            Tensor::from_dispatch(Dispatch::affine(x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()))
        }
        Kernels::Reference => reference::affine(x, weight, bias),
    }
}

/// Runs the Norm-ReLU recurrence gₜ = relu(W(vₜ) gₜ₋₁) / (|relu(W(vₜ) gₜ₋₁)| + 1e-8) of all trajectories.
///
/// `w` `[T, N, N]` holds W(v) of each distinct velocity, `order` `[B, T]` the velocity that trajectory b takes at step t,
/// `g0` `[N]` the common start. Returns the states `[B, T, N]` without g₀. A state whose units are all driven below zero is
/// the zero vector and stays so.
#[must_use]
pub fn unroll(kernels: Kernels, w: Tensor<3>, order: Tensor<2, Int>, g0: Tensor<1>) -> Tensor<3> {
    match kernels {
        Kernels::Fused => {
            Tensor::from_dispatch(Dispatch::unroll(w.into_dispatch(), order.into_dispatch(), g0.into_dispatch()))
        }
        Kernels::Reference => reference::unroll(w, order, g0),
    }
}

/// Separation and invariance `[2]` over all pairs of states `[M, N]` at positions `[M, 2]` in metres.
///
/// separation = mean over pairs farther apart than `sigma_x` of exp(−|gᵢ − gⱼ|² / 2σ_g²); invariance = mean over the other
/// pairs (i ≠ j) of |gᵢ − gⱼ|²; 0 where there is no such pair. Only the states carry a gradient.
#[must_use]
pub fn pair_losses(kernels: Kernels, states: Tensor<2>, positions: Tensor<2>, sigma_x: f32, sigma_g: f32) -> Tensor<1> {
    match kernels {
        Kernels::Fused => Tensor::from_dispatch(Dispatch::pair_losses(
            states.into_dispatch(),
            positions.into_dispatch(),
            sigma_x,
            sigma_g,
        )),
        Kernels::Reference => reference::pair_losses(states, positions, sigma_x, sigma_g),
    }
}

/// Capacity and conformal isometry `[2]` of states `[B, T, N]` that started from `g0` `[N]`.
///
/// capacity = −|mean of all states|²; conformal isometry = unbiased variance of |gₜ − gₜ₋₁| / |vₜ| over the steps with
/// 0 < |vₜ| < `radius`, 0 with fewer than two such steps. `speeds` `[B, T]` holds |vₜ| in metres per step.
#[must_use]
pub fn path_losses(kernels: Kernels, states: Tensor<3>, g0: Tensor<1>, speeds: Tensor<2>, radius: f32) -> Tensor<1> {
    match kernels {
        Kernels::Fused => Tensor::from_dispatch(Dispatch::path_losses(
            states.into_dispatch(),
            g0.into_dispatch(),
            speeds.into_dispatch(),
            radius,
        )),
        Kernels::Reference => reference::path_losses(states, g0, speeds, radius),
    }
}

/// Adds activity to the bins where it was seen: `sums` `[bins, N]` plus `weight` times the row `samples[k]` of `states`
/// `[M, N]` in row `bins[k]`. `bins` ascend, so that each has one owner that adds in one order. Without a gradient.
#[must_use]
pub fn add_visits(
    kernels: Kernels,
    sums: Tensor<2>,
    states: Tensor<2>,
    samples: Tensor<1, Int>,
    bins: Tensor<1, Int>,
    weight: f32,
) -> Tensor<2> {
    match kernels {
        Kernels::Fused => Tensor::from_dispatch(Dispatch::add_visits(
            sums.into_dispatch(),
            states.into_dispatch(),
            samples.into_dispatch(),
            bins.into_dispatch(),
            weight,
        )),
        Kernels::Reference => reference::add_visits(sums, states, samples, bins, weight),
    }
}

/// Sum of squares `[1]` of a vector, in a fixed order. Without a gradient.
#[must_use]
pub fn squared_norm(values: Tensor<1>) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::squared_norm(values.into_dispatch()))
}

/// One AdamW update (Loshchilov & Hutter 2019) of a parameter and its two moments, that never leaves the device. Without a
/// gradient.
///
/// `control` `[2]` holds the factor that cuts the gradient, and 1 where the update is made or 0 where everything stays.
#[must_use]
pub fn adamw(
    parameter: Tensor<1>,
    [first, second]: [Tensor<1>; 2],
    gradient: Tensor<1>,
    control: Tensor<1>,
    step: AdamStep,
) -> (Tensor<1>, [Tensor<1>; 2]) {
    let (parameter, first, second) = Dispatch::adamw(
        parameter.into_dispatch(),
        first.into_dispatch(),
        second.into_dispatch(),
        gradient.into_dispatch(),
        control.into_dispatch(),
        step,
    );
    (Tensor::from_dispatch(parameter), [first, second].map(Tensor::from_dispatch))
}
