//! Live rate maps, accumulated where the states are.

use crate::maps::{Accumulator, Arena, DeviceAccumulator, RateMaps};
use crate::model::Compute;
use burn::prelude::*;

/// Maps of the training batches, with forgetting.
pub(super) enum LiveMaps {
    /// States lie in host memory anyway.
    Host(Accumulator),
    /// States stay on the device; only a look at the maps reads back.
    Device(Box<DeviceAccumulator>),
}

impl LiveMaps {
    /// Empty maps of an arena of `box_m` metres a side.
    pub(super) fn new(box_m: f64, units: usize, compute: &Compute) -> Self {
        let arena = Arena::with_side(box_m as f32);
        if compute.is_host {
            Self::Host(Accumulator::new(arena, units))
        } else {
            let device = compute.device.clone().inner();
            Self::Device(Box::new(DeviceAccumulator::new(arena, units, compute.kernels, &device)))
        }
    }

    /// Adds the states of a batch `[B, T, N]` (without gradients) at positions `[B][T]` in metres.
    pub(super) fn add(&mut self, states: Tensor<3>, positions_m: &[[f32; 2]]) {
        match self {
            Self::Host(bins) => {
                let [_, length, _] = states.dims();
                let states: Vec<f32> = states.into_data().try_into_vec().expect("states are single precision");
                bins.add_trajectories(&states, positions_m, length);
            }
            Self::Device(bins) => bins.add_trajectories(states, positions_m),
        }
    }

    /// Lets everything fade by one step of a time constant of `tau_steps` steps.
    pub(super) fn fade(&mut self, tau_steps: f64) {
        match self {
            Self::Host(bins) => bins.fade(tau_steps as f32),
            Self::Device(bins) => bins.fade(tau_steps as f32),
        }
    }

    /// The maps so far; waits for a device.
    pub(super) fn maps(&self) -> RateMaps {
        match self {
            Self::Host(bins) => bins.maps(),
            Self::Device(bins) => bins.maps(),
        }
    }
}
