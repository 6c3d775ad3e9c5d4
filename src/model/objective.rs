//! The four losses of one batch, and their weighted sum.

use super::{Compute, Network};
use crate::data::Batch;
use crate::ops;
use crate::preset::{LOSS_TERMS, Params};
use burn::prelude::*;

/// Names of the loss terms, in the order in which they are computed and reported.
pub const TERMS: [&str; 4] = [LOSS_TERMS[0].name, LOSS_TERMS[1].name, LOSS_TERMS[2].name, LOSS_TERMS[3].name];

/// The numbers the losses depend on; all of them may change while a run goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObjectiveSettings {
    /// λ in the order of [`TERMS`]; 0 for a term that is off.
    pub weights: [f32; 4],
    /// σ_x, metres.
    pub sigma_x_m: f32,
    /// σ_g, in units of state distance.
    pub sigma_g: f32,
    /// θ, metres per step.
    pub conformal_radius_m: f32,
}

impl From<&Params> for ObjectiveSettings {
    fn from(params: &Params) -> Self {
        Self {
            weights: LOSS_TERMS.map(|term| (term.setting)(params).effective_weight() as f32),
            sigma_x_m: params.sigma_x as f32,
            sigma_g: params.sigma_g as f32,
            conformal_radius_m: params.conformal_radius_m() as f32,
        }
    }
}

/// Losses on the device, and the states they were computed from.
pub struct Losses {
    /// Unweighted terms `[4]`, in the order of [`TERMS`].
    pub terms: Tensor<1>,
    /// Weighted sum `[1]`.
    pub total: Tensor<1>,
    /// `[B, T, N]`
    pub states: Tensor<3>,
}

/// Computes the losses of a network on a batch.
#[must_use]
pub fn evaluate_objective(network: &Network, batch: &Batch, settings: &ObjectiveSettings, compute: &Compute) -> Losses {
    losses_of_states(network.states(batch, compute), network.start(), batch, settings, compute)
}

/// Computes the losses of any code on a batch, from its states `[B, T, N]` along the batch's trajectories and the state
/// `[N]` that they start from.
///
/// # Panics
/// When shapes differ.
#[must_use]
pub fn losses_of_states(
    states: Tensor<3>,
    start: Tensor<1>,
    batch: &Batch,
    settings: &ObjectiveSettings,
    compute: &Compute,
) -> Losses {
    let [trajectories, length, units] = states.dims();
    let samples = trajectories * length;

    let positions = compute.constant(batch.positions_m.as_flattened().to_vec(), [samples, 2]);
    let flat = states.clone().reshape([samples, units]);
    let pairs = ops::pair_losses(compute.kernels, flat, positions, settings.sigma_x_m, settings.sigma_g);

    let speed = |velocity: u32| {
        let [x, y] = batch.velocities[velocity as usize];
        x.hypot(y)
    };
    let speeds = compute.constant(batch.order.iter().map(|v| speed(*v)).collect(), [trajectories, length]);
    let paths = ops::path_losses(compute.kernels, states.clone(), start, speeds, settings.conformal_radius_m);

    let terms = Tensor::cat(vec![pairs, paths], 0);
    let total = (terms.clone() * compute.constant(settings.weights.to_vec(), [4])).sum();
    Losses { terms, total, states }
}
