//! Sums of activity per bin, with or without forgetting.

use super::visits::{Visits, burn_in};
use super::{Arena, RateMaps};

/// Accumulates activity into bins.
#[derive(Clone, Debug)]
pub struct Accumulator {
    units: usize,
    /// `[bin][unit]`, so that a visit adds to one contiguous run.
    sums: Vec<f32>,
    visits: Visits,
}

impl Accumulator {
    /// Empty bins for `units` units.
    #[must_use]
    pub fn new(arena: Arena, units: usize) -> Self {
        Self { units, sums: vec![0.0; arena.bins * arena.bins * units], visits: Visits::new(arena) }
    }

    /// Adds states `[sample][unit]` seen at `positions_m` `[sample]`; positions outside the arena are ignored.
    pub fn add(&mut self, states: &[f32], positions_m: &[[f32; 2]]) {
        let weight = self.visits.weight;
        for (state, &position) in states.chunks_exact(self.units).zip(positions_m) {
            let Some(bin) = self.visits.count(position) else { continue };
            let sums = &mut self.sums[bin * self.units..(bin + 1) * self.units];
            for (sum, rate) in sums.iter_mut().zip(state) {
                *sum += weight * rate;
            }
        }
    }

    /// Adds trajectories of `length` steps each, without their first [`BURN_IN_STEPS`](super::BURN_IN_STEPS); short ones
    /// lose at most half.
    pub fn add_trajectories(&mut self, states: &[f32], positions_m: &[[f32; 2]], length: usize) {
        let skip = burn_in(length);
        let length = length.max(1);
        for (states, path) in states.chunks(length * self.units.max(1)).zip(positions_m.chunks(length)) {
            self.add(&states[skip * self.units..], &path[skip..]);
        }
    }

    /// Lets everything seen so far fade by one step of a time constant of `tau_steps` steps.
    pub fn fade(&mut self, tau_steps: f32) {
        if let Some(scale) = self.visits.fade(tau_steps) {
            for sum in &mut self.sums {
                *sum *= scale;
            }
        }
    }

    /// The maps seen so far.
    #[must_use]
    pub fn maps(&self) -> RateMaps {
        self.visits.maps(self.units, &self.sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::BURN_IN_STEPS;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn maps_are_weighted_means(rates in prop::collection::vec(0.0f32..1.0, 1..40), tau in 1.0f32..50.0) {
            let mut bins = Accumulator::new(Arena { box_m: 1.0, bins: 1 }, 1);
            let (mut sum, mut count) = (0.0f64, 0.0f64);
            for rate in &rates {
                bins.add(&[*rate], &[[0.0, 0.0]]);
                sum += f64::from(*rate);
                count += 1.0;
                bins.fade(tau);
                let keep = f64::from((-1.0 / tau).exp());
                sum *= keep;
                count *= keep;
            }
            let maps = bins.maps();
            if count > 2e-3 {
                prop_assert!((f64::from(maps.rates[0]) - sum / count).abs() < 1e-4);
                prop_assert!((f64::from(maps.visits[0]) - count).abs() < 1e-3 * count.max(1.0));
            }
        }
    }

    #[test]
    fn the_first_steps_do_not_count() {
        let mut bins = Accumulator::new(Arena { box_m: 2.0, bins: 1 }, 1);
        let rates: Vec<f32> = (0..2 * 12).map(|step| if step % 12 < BURN_IN_STEPS { 9.0 } else { 1.0 }).collect();
        bins.add_trajectories(&rates, &[[0.0; 2]; 24], 12);
        assert!((bins.maps().rates[0] - 1.0).abs() < 1e-6, "only late steps");
        assert!((bins.maps().visits[0] - 14.0).abs() < 1e-6, "seven of each trajectory");
    }

    #[test]
    fn unvisited_bins_are_nan_and_outside_is_ignored() {
        let mut bins = Accumulator::new(Arena { box_m: 2.0, bins: 2 }, 2);
        bins.add(&[1.0, 2.0, 5.0, 5.0], &[[-0.5, 0.5], [3.0, 0.0]]);
        let maps = bins.maps();
        assert_eq!(maps.visits, [0.0, 0.0, 1.0, 0.0], "second row, first column");
        assert!((maps.unit(1)[2] - 2.0).abs() < 1e-6, "mean of one visit");
        assert!(maps.unit(0)[0].is_nan(), "never visited");
        assert!(maps.unit(7).is_empty(), "no such unit");
    }
}
