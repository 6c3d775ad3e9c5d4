//! One training batch: B orders of one velocity sequence.

use crate::numerics::{Draws, Velocities};

/// The trajectories of one training batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The T velocities, metres per step.
    pub velocities: Vec<[f32; 2]>,
    /// `order[b * T + t]` is the velocity that trajectory b takes at step t.
    pub order: Vec<u32>,
    /// Positions after each step, metres, `[b][t]`; every trajectory starts at the origin.
    pub positions_m: Vec<[f32; 2]>,
}

impl Batch {
    /// Draws batch number `index` of `seed`: T independent velocities, taken in B random orders (Schaeffer et al. 2023,
    /// appendix A), or all in the order drawn when `permute` is off.
    #[must_use]
    pub fn draw(seed: u64, index: u64, length: usize, trajectories: usize, from: Velocities, permute: bool) -> Self {
        let mut draws = Draws::new(seed, "velocities", index);
        let velocities: Vec<_> = (0..length).map(|_| from.draw(&mut draws)).collect();
        let mut draws = Draws::new(seed, "permutations", index);
        let order = (0..trajectories)
            .flat_map(|_| if permute { draws.permutation(length) } else { (0..length as u32).collect() })
            .collect();
        Self::new(velocities, order)
    }

    /// A batch from velocities `[T]` and orders `[B][T]`.
    ///
    /// # Panics
    /// If an order names a velocity that does not exist.
    #[must_use]
    pub fn new(velocities: Vec<[f32; 2]>, order: Vec<u32>) -> Self {
        let trajectories = order.chunks_exact(velocities.len().max(1));
        let positions_m = trajectories.flat_map(|steps| path(&velocities, steps)).collect();
        Self { velocities, order, positions_m }
    }

    /// Steps of a trajectory, T.
    #[must_use]
    pub fn length(&self) -> usize {
        self.velocities.len()
    }

    /// Number of trajectories, B.
    #[must_use]
    pub fn trajectories(&self) -> usize {
        self.order.len() / self.length().max(1)
    }
}

/// Positions after each step of one trajectory from the origin, metres.
fn path(velocities: &[[f32; 2]], steps: &[u32]) -> impl Iterator<Item = [f32; 2]> {
    // Summed in double precision: trajectories that meet must meet far below σ_x.
    steps.iter().scan([0.0f64; 2], |at, &step| {
        let [vx, vy] = velocities[step as usize].map(f64::from);
        *at = [at[0] + vx, at[1] + vy];
        Some(at.map(|x| x as f32))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_trajectories_meet_at_the_end(seed in any::<u64>(), index in any::<u64>(), length in 2usize..80, b in 1usize..10) {
            let batch = Batch::draw(seed, index, length, b, Velocities::square(0.15), true);
            prop_assert_eq!(batch.trajectories(), b);
            let ends: Vec<_> = batch.positions_m.chunks(length).map(|path| path[length - 1]).collect();
            for end in &ends {
                prop_assert!((end[0] - ends[0][0]).abs() < 1e-6 && (end[1] - ends[0][1]).abs() < 1e-6);
            }
            prop_assert!(batch.velocities.iter().flatten().all(|v| v.abs() <= 0.15));
        }
    }

    #[test]
    fn without_permutations_all_paths_are_the_same() {
        let batch = Batch::draw(0, 3, 20, 4, Velocities::square(0.15), false);
        assert!(batch.positions_m.chunks(20).all(|path| path == &batch.positions_m[..20]), "same order, same path");
        let permuted = Batch::draw(0, 3, 20, 4, Velocities::square(0.15), true);
        assert_eq!(batch.velocities, permuted.velocities, "the switch does not change the velocities");
        assert_ne!(permuted.positions_m[..20], permuted.positions_m[20..40], "orders differ");
    }
}
