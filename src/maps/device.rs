//! Live rate maps that stay on a device until somebody looks.

use super::visits::{Visits, burn_in};
use super::{Arena, RateMaps};
use crate::ops::{Kernels, add_visits};
use burn::prelude::*;

/// Accumulates activity into bins as [`Accumulator`](super::Accumulator) does, but on a device: only positions, which the
/// host has, decide where a state goes, so that no state crosses the bus.
#[derive(Clone)]
pub struct DeviceAccumulator {
    kernels: Kernels,
    units: usize,
    /// Weighted sums of activity `[bin, unit]`.
    sums: Tensor<2>,
    visits: Visits,
}

impl DeviceAccumulator {
    /// Empty bins for `units` units, on a device without gradients.
    #[must_use]
    pub fn new(arena: Arena, units: usize, kernels: Kernels, device: &Device) -> Self {
        let sums = Tensor::zeros([arena.bins * arena.bins, units], device);
        Self { kernels, units, sums, visits: Visits::new(arena) }
    }

    /// Adds trajectories of states `[B, T, N]` at positions `[B][T]` in metres, without their first steps (as
    /// [`Accumulator::add_trajectories`](super::Accumulator::add_trajectories) does).
    pub fn add_trajectories(&mut self, states: Tensor<3>, positions_m: &[[f32; 2]]) {
        let [trajectories, length, units] = states.dims();
        let skip = burn_in(length);
        let counted = positions_m.iter().enumerate().filter(|(sample, _)| sample % length.max(1) >= skip);
        let visited: Vec<(usize, usize)> =
            counted.filter_map(|(sample, position)| Some((self.visits.count(*position)?, sample))).collect();
        if visited.is_empty() {
            return;
        }
        let device = self.sums.device();
        let [bins, samples] = in_order(&visited, self.visits.counts.len()).map(|indices| {
            let count = indices.len();
            Tensor::<1, Int>::from_data(TensorData::new(indices, [count]), &device)
        });
        let states = states.reshape([trajectories * length, units]);
        // The sums are given away and not copied: the kernel writes them in place.
        let sums = std::mem::replace(&mut self.sums, Tensor::empty([1, 1], &device));
        self.sums = add_visits(self.kernels, sums, states, samples, bins, self.visits.weight);
    }

    /// Lets everything seen so far fade by one step of a time constant of `tau_steps` steps.
    pub fn fade(&mut self, tau_steps: f32) {
        if let Some(scale) = self.visits.fade(tau_steps) {
            self.sums = self.sums.clone() * scale;
        }
    }

    /// The maps seen so far; waits for the device.
    #[must_use]
    pub fn maps(&self) -> RateMaps {
        let sums: Vec<f32> = self.sums.to_data().try_into_vec().expect("sums are single precision");
        self.visits.maps(self.units, &sums)
    }
}

/// Bins and samples of visits `(bin, sample)`, in order of their bins and, within one, as they came: by counting, because
/// this is done in every step of training.
fn in_order(visits: &[(usize, usize)], bins: usize) -> [Vec<i32>; 2] {
    let mut next = vec![0; bins + 1];
    for (bin, _) in visits {
        next[bin + 1] += 1;
    }
    for bin in 0..bins {
        next[bin + 1] += next[bin];
    }
    let mut sorted = [vec![0; visits.len()], vec![0; visits.len()]];
    for &(bin, sample) in visits {
        sorted[0][next[bin]] = bin as i32;
        sorted[1][next[bin]] = sample as i32;
        next[bin] += 1;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::Accumulator;
    use crate::numerics::Draws;

    #[test]
    fn visits_are_sorted_by_bin_and_keep_their_order() {
        let visits = [(2, 0), (0, 1), (2, 2), (1, 3), (0, 4)];
        assert_eq!(in_order(&visits, 4), [vec![0, 0, 1, 2, 2], vec![1, 4, 3, 0, 2]]);
    }

    #[test]
    fn both_implementations_make_the_maps_of_the_host() {
        let arena = Arena { box_m: 1.0, bins: 5 };
        let (units, trajectories, length) = (3, 4, 12);
        let device = Device::flex();
        for kernels in [Kernels::Fused, Kernels::Reference] {
            let mut host = Accumulator::new(arena, units);
            let mut there = DeviceAccumulator::new(arena, units, kernels, &device);
            let mut draws = Draws::new(1, "maps", 0);
            for _ in 0..40 {
                let positions: Vec<[f32; 2]> =
                    (0..trajectories * length).map(|_| [draws.symmetric(0.7), draws.symmetric(0.3)]).collect();
                let states: Vec<f32> = (0..positions.len() * units).map(|_| draws.uniform()).collect();
                host.add_trajectories(&states, &positions, length);
                host.fade(2.0); // scaled back after 28 steps
                let states = TensorData::new(states, [trajectories, length, units]);
                there.add_trajectories(Tensor::from_data(states, &device), &positions);
                there.fade(2.0);
            }
            let (host, there) = (host.maps(), there.maps());
            assert_eq!(host.visits, there.visits, "{kernels:?}");
            assert!(host.rates.iter().any(|rate| rate.is_nan()), "rows at the edge are never visited");
            for (a, b) in host.rates.iter().zip(&there.rates) {
                assert!(a.is_nan() && b.is_nan() || (a - b).abs() < 1e-5, "{kernels:?}: {a} and {b}");
            }
        }
    }
}
