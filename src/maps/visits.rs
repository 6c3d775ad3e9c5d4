//! How often each bin was visited, with or without forgetting.

use super::{Arena, BURN_IN_STEPS, RateMaps};

/// Weighted counts of visits.
///
/// Forgetting costs nothing per step: instead of shrinking all sums, the weight of a new visit grows by `exp(1 / tau)` a
/// step, and everything is scaled back before the weight would leave the range of a float.
#[derive(Clone, Debug)]
pub(super) struct Visits {
    pub(super) arena: Arena,
    pub(super) counts: Vec<f32>,
    /// What a new visit counts.
    pub(super) weight: f32,
}

impl Visits {
    const LARGEST_WEIGHT: f32 = 1e6;
    /// Below this weighted count a bin counts as unvisited (it was visited too long ago).
    const FORGOTTEN: f32 = 1e-3;

    pub(super) fn new(arena: Arena) -> Self {
        Self { arena, counts: vec![0.0; arena.bins * arena.bins], weight: 1.0 }
    }

    /// Counts a visit; the bin, unless the position lies outside the arena.
    pub(super) fn count(&mut self, position_m: [f32; 2]) -> Option<usize> {
        let bin = self.arena.bin(position_m)?;
        self.counts[bin] += self.weight;
        Some(bin)
    }

    /// Lets everything fade by one step of a time constant of `tau_steps` steps. Now and then all sums have to be scaled:
    /// then by what.
    #[must_use]
    pub(super) fn fade(&mut self, tau_steps: f32) -> Option<f32> {
        self.weight *= (1.0 / tau_steps.max(1.0)).exp();
        if self.weight <= Self::LARGEST_WEIGHT {
            return None;
        }
        let scale = 1.0 / self.weight;
        for count in &mut self.counts {
            *count *= scale;
        }
        self.weight = 1.0;
        Some(scale)
    }

    /// The maps, given the weighted sums of activity `[bin][unit]`.
    pub(super) fn maps(&self, units: usize, sums: &[f32]) -> RateMaps {
        let size = self.counts.len();
        let mut rates = vec![f32::NAN; size * units];
        let visits: Vec<f32> = self.counts.iter().map(|count| count / self.weight).collect();
        for (bin, visit) in visits.iter().enumerate() {
            if *visit <= Self::FORGOTTEN {
                continue;
            }
            let scale = 1.0 / (visit * self.weight);
            for (unit, sum) in sums[bin * units..(bin + 1) * units].iter().enumerate() {
                rates[unit * size + bin] = sum * scale;
            }
        }
        RateMaps { arena: self.arena, units, rates, visits }
    }
}

/// First steps of trajectories of `length` steps that no map counts: [`BURN_IN_STEPS`], of short ones at most half.
pub(super) fn burn_in(length: usize) -> usize {
    BURN_IN_STEPS.min(length / 2)
}
