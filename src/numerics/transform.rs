//! Two-dimensional Fourier transforms of square pictures.

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};
use std::sync::Arc;

/// A complex number of the transforms.
pub(crate) type C64 = Complex<f64>;

/// A plan for pictures of `size` × `size` samples.
pub(crate) struct Fft2 {
    size: usize,
    forward: Arc<dyn Fft<f64>>,
    inverse: Arc<dyn Fft<f64>>,
}

/// A picture being transformed, with the memory that takes. Rows are contiguous.
pub(crate) struct FftPicture {
    pub(crate) data: Vec<C64>,
    turned: Vec<C64>,
    scratch: Vec<C64>,
}

impl Fft2 {
    /// A plan for pictures of exactly this size.
    pub(crate) fn new(size: usize) -> Self {
        let mut planner = FftPlanner::new();
        Self { size, forward: planner.plan_fft_forward(size), inverse: planner.plan_fft_inverse(size) }
    }

    /// The smallest size, at least `least`, that transforms fast (factors 2, 3 and 5 only, and even).
    pub(crate) fn fast_size(least: usize) -> usize {
        let power = least.max(2).next_power_of_two();
        (least.max(2)..power).find(|&n| n.is_multiple_of(2) && has_small_factors(n)).unwrap_or(power)
    }

    /// Samples per side.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// An empty picture of this plan's size.
    pub(crate) fn picture(&self) -> FftPicture {
        let zero = vec![C64::default(); self.size * self.size];
        let scratch = self.forward.get_inplace_scratch_len().max(self.inverse.get_inplace_scratch_len());
        FftPicture { data: zero.clone(), turned: zero, scratch: vec![C64::default(); scratch] }
    }

    /// Transforms a picture of which only the first `rows` rows are not zero. `[y][x]` becomes `[kx][ky]`.
    pub(crate) fn forward(&self, picture: &mut FftPicture, rows: usize) {
        let FftPicture { data, turned, scratch } = picture;
        self.forward.process_with_scratch(&mut data[..rows * self.size], scratch);
        transpose(data, turned, self.size);
        self.forward.process_with_scratch(turned, scratch);
        std::mem::swap(data, turned);
    }

    /// Transforms back, `[kx][ky]` to `[y][x]`, without the factor 1/size²; only the first `rows` rows are complete.
    pub(crate) fn inverse(&self, picture: &mut FftPicture, rows: usize) {
        let FftPicture { data, turned, scratch } = picture;
        self.inverse.process_with_scratch(data, scratch);
        transpose(data, turned, self.size);
        self.inverse.process_with_scratch(&mut turned[..rows * self.size], scratch);
        std::mem::swap(data, turned);
    }
}

/// Whether 2, 3 and 5 are the only prime factors of a number.
fn has_small_factors(mut n: usize) -> bool {
    for factor in [2, 3, 5] {
        while n.is_multiple_of(factor) {
            n /= factor;
        }
    }
    n == 1
}

/// Transposes in blocks that fit the nearest cache.
fn transpose(from: &[C64], to: &mut [C64], size: usize) {
    const BLOCK: usize = 8;
    for top in (0..size).step_by(BLOCK) {
        for left in (0..size).step_by(BLOCK) {
            for y in top..(top + BLOCK).min(size) {
                for x in left..(left + BLOCK).min(size) {
                    to[x * size + y] = from[y * size + x];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let plan = Fft2::new(Fft2::fast_size(17));
        assert_eq!(plan.size(), 18, "2 · 3²");
        let mut picture = plan.picture();
        for (i, value) in picture.data[..5 * 18].iter_mut().enumerate() {
            *value = C64::new((i as f64).sin(), (i as f64 * 0.7).cos());
        }
        let before = picture.data.clone();
        plan.forward(&mut picture, 5);
        let sum: C64 = before.iter().sum();
        assert!((picture.data[0] - sum).norm() < 1e-9, "frequency 0 holds the sum");
        plan.inverse(&mut picture, 18);
        for (a, b) in picture.data.iter().zip(&before) {
            assert!((a / 324.0 - b).norm() < 1e-12, "the same picture again");
        }
    }
}
