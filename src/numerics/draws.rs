//! Counter-based random streams.
//!
//! A draw is fixed by (seed, stream name, index) alone: no generator is ever stored, two networks can share a stream for
//! free, and looking at something never disturbs training.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The draws of one stream at one index (a training step, usually).
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// The stream `name` of `seed` at `index`.
    #[must_use]
    pub fn new(seed: u64, name: &str, index: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let bytes = name.as_bytes();
        assert!(bytes.len() <= 24, "stream names fit into the key, so that no two of them collide");
        key[8..8 + bytes.len()].copy_from_slice(bytes);
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(index);
        Self(generator)
    }

    /// Uniform in [0, 1), on a grid of 2⁻²⁴.
    pub fn uniform(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    /// Uniform in [−limit, limit).
    pub fn symmetric(&mut self, limit: f32) -> f32 {
        (2.0 * self.uniform() - 1.0) * limit
    }

    /// Uniform in 0..n without bias (rejection). `n` must not be 0.
    pub fn below(&mut self, n: u32) -> u32 {
        let largest_multiple = u32::MAX - u32::MAX % n;
        loop {
            let draw = self.0.next_u32();
            if draw < largest_multiple {
                return draw % n;
            }
        }
    }

    /// A random order of 0..n (Fisher–Yates).
    pub fn permutation(&mut self, n: usize) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n as u32).collect();
        for last in (1..n).rev() {
            order.swap(last, self.below(last as u32 + 1) as usize);
        }
        order
    }

    /// Standard normal (Box–Muller, one of the pair).
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.uniform()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn streams_differ_by_seed_name_and_index() {
        let first = |seed, name, index| Draws::new(seed, name, index).0.next_u64();
        let base = first(1, "velocities", 5);
        assert_eq!(base, first(1, "velocities", 5), "same key, same draw");
        assert_ne!(base, first(257, "velocities", 5), "all bits of the seed count");
        assert_ne!(base, first(1 << 40, "velocities", 5), "all bits of the seed count");
        assert_ne!(base, first(1, "permutations", 5), "names split the seed");
        assert_ne!(base, first(1, "velocities", 6), "steps split the stream");
    }

    proptest! {
        #[test]
        fn permutations_are_permutations(seed in any::<u64>(), n in 0usize..200) {
            let mut order = Draws::new(seed, "test", 0).permutation(n);
            order.sort_unstable();
            prop_assert!(order.iter().copied().eq(0..n as u32));
        }

        #[test]
        fn draws_stay_in_range(seed in any::<u64>(), n in 1u32..1000) {
            let mut draws = Draws::new(seed, "test", 0);
            for _ in 0..50 {
                prop_assert!((0.0..1.0).contains(&draws.uniform()));
                prop_assert!(draws.symmetric(0.15).abs() <= 0.15);
                prop_assert!(draws.below(n) < n);
                prop_assert!(draws.normal().is_finite());
            }
        }
    }

    #[test]
    fn moments_are_right() {
        let mut draws = Draws::new(3, "moments", 0);
        let n = 100_000;
        let normals: Vec<f64> = (0..n).map(|_| f64::from(draws.normal())).collect();
        let mean = normals.iter().sum::<f64>() / f64::from(n);
        let variance = normals.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "mean {mean}, variance {variance}");
    }
}
