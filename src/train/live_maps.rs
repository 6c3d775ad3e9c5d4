//! Live rate maps, accumulated where the states are.

use crate::maps::{Accumulator, Arena, DeviceAccumulator, RateMaps, are_full, merged};
use crate::model::Compute;
use burn::prelude::*;

/// What the training batches have shown of every unit.
#[derive(Clone, Debug)]
pub struct LiveLook {
    /// Maps from all batches, with forgetting.
    pub maps: RateMaps,
    /// Maps from every second batch and from the others; `None` until both have seen most of what was visited.
    ///
    /// Not from half of the trajectories of each batch: without permutations these are all the same path, and two maps of one
    /// path agree whatever the state depends on.
    pub halves: Option<[RateMaps; 2]>,
}

/// Maps of the training batches, with forgetting.
#[derive(Clone)]
pub(super) struct LiveMaps {
    halves: [Bins; 2],
    /// Batches so far; they take turns.
    batches: usize,
}

impl LiveMaps {
    /// Empty maps of an arena of `box_m` metres a side.
    pub(super) fn new(box_m: f64, units: usize, compute: &Compute) -> Self {
        let arena = Arena::with_side(box_m as f32);
        Self { halves: [0, 1].map(|_| Bins::new(arena, units, compute)), batches: 0 }
    }

    /// Adds the states of a batch `[B, T, N]` (without gradients) at positions `[B][T]` in metres.
    pub(super) fn add(&mut self, states: Tensor<3>, positions_m: &[[f32; 2]]) {
        self.halves[self.batches % 2].add(states, positions_m);
        self.batches += 1;
    }

    /// Lets everything fade by one step of a time constant of `tau_steps` steps.
    pub(super) fn fade(&mut self, tau_steps: f64) {
        self.halves.iter_mut().for_each(|half| half.fade(tau_steps as f32));
    }

    /// The maps so far; waits for a device.
    pub(super) fn look(&self) -> LiveLook {
        let halves = self.halves.each_ref().map(Bins::maps);
        let both = halves.each_ref();
        LiveLook { maps: merged(both), halves: are_full(both).then_some(halves) }
    }
}

/// Bins of one half.
#[derive(Clone)]
enum Bins {
    /// States lie in host memory anyway.
    Host(Accumulator),
    /// States stay on the device; only a look at the maps reads back.
    Device(Box<DeviceAccumulator>),
}

impl Bins {
    fn new(arena: Arena, units: usize, compute: &Compute) -> Self {
        if compute.is_host {
            Self::Host(Accumulator::new(arena, units))
        } else {
            let device = compute.device.clone().inner();
            Self::Device(Box::new(DeviceAccumulator::new(arena, units, compute.kernels, &device)))
        }
    }

    fn add(&mut self, states: Tensor<3>, positions_m: &[[f32; 2]]) {
        match self {
            Self::Host(bins) => {
                let [_, length, _] = states.dims();
                let states: Vec<f32> = states.into_data().try_into_vec().expect("states are single precision");
                bins.add_trajectories(&states, positions_m, length);
            }
            Self::Device(bins) => bins.add_trajectories(states, positions_m),
        }
    }

    fn fade(&mut self, tau_steps: f32) {
        match self {
            Self::Host(bins) => bins.fade(tau_steps),
            Self::Device(bins) => bins.fade(tau_steps),
        }
    }

    fn maps(&self) -> RateMaps {
        match self {
            Self::Host(bins) => bins.maps(),
            Self::Device(bins) => bins.maps(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    /// Batches in which the first unit tells the place and the second one the batch.
    fn after(batches: usize) -> LiveLook {
        let compute = Compute::cpu();
        let (length, mut draws) = (60, Draws::new(1, "live maps", 0));
        let mut live = LiveMaps::new(0.5, 2, &compute);
        for batch in 0..batches {
            let places: Vec<[f32; 2]> = (0..length).map(|_| [draws.symmetric(0.25), draws.symmetric(0.25)]).collect();
            let states =
                places.iter().flat_map(|place| [place[0] + 0.5, (batch % 2) as f32 + 0.1 * place[1]]).collect();
            let states = Tensor::from_data(TensorData::new::<f32, _>(states, [1, length, 2]), &Device::flex());
            live.add(states, &places);
            live.fade(150.0);
        }
        live.look()
    }

    #[test]
    fn batches_take_turns_and_halves_come_when_both_are_full() {
        assert!(after(1).halves.is_none() && after(4).halves.is_none(), "too little to compare");
        let LiveLook { maps, halves } = after(60);
        let [first, second] = halves.expect("thirty batches each");
        let agreement = |unit| {
            crate::maps::RateMaps::unit(&first, unit).iter().zip(second.unit(unit)).all(|(a, b)| (a - b).abs() < 0.2)
        };
        assert!(agreement(0), "a unit that tells the place does so in both");
        assert!(!agreement(1), "one that tells the batch does not");
        let mean = |maps: &RateMaps| maps.unit(1).iter().sum::<f32>() / 100.0;
        assert!((mean(&maps) - 0.5).abs() < 0.1 && mean(&first) < 0.1 && mean(&second) > 0.9, "the whole is both");
    }
}
