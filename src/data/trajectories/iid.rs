//! Velocities as in training, one independent of the other.

use super::path::WalkPath;
use crate::numerics::Draws;

/// Draws before a step is taken towards the centre instead.
const TRIES: usize = 64;

/// One walk of `length` steps: each velocity is uniform over those that stay inside the arena.
pub(super) fn walk(seed: u64, walk: usize, length: usize, path: &mut WalkPath<'_>) {
    let mut draws = Draws::new(seed, "evaluation.iid", walk as u64);
    path.begin();
    for _ in 0..length {
        let entry = (0..TRIES)
            .map(|_| draws.below(path.codebook.len() as u32) as usize)
            .find(|&entry| path.stays_inside(entry))
            .unwrap_or_else(|| path.inward());
        path.step(entry);
    }
}
