//! The Fourier transform of a map at frequencies that lie on no grid.
//!
//! A direct sum over the bins for every frequency would take seconds for a network, so values are read off a grid: an
//! FFT at twice the density, after the map was divided by the transform of a short kernel, folded with that kernel (a
//! non-uniform FFT; the kernel and its width are those of Barnett, Magland & af Klinteberg 2019). The error is below
//! 3e-7 of the sum of all absolute values.

#![expect(clippy::cast_possible_wrap, reason = "frequencies are signed, and sizes are far below the limits")]

use super::autocorrelogram::{Correlator, Workspace};
use crate::numerics::transform::C64;
use std::f64::consts::TAU;

/// Grid points that one frequency reads along each axis.
pub(crate) const WIDTH: usize = 8;
/// Steepness of the kernel exp(β (√(1 − (2t/w)²) − 1)), the best for this width and twice the density.
const BETA: f64 = 2.3 * WIDTH as f64;

/// What a frequency reads along one axis.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    /// First sample, counted from −size/2 − WIDTH.
    first: u32,
    weights: [f64; WIDTH],
}

/// Tables for maps with a given number of bins.
pub(crate) struct Sampler {
    bins: usize,
    /// Samples per side of the grid.
    size: usize,
    /// What multiplies the map along each axis.
    correction: Vec<f64>,
    /// Moves the middle of the map to the origin, where the kernel expects it.
    shift: Vec<C64>,
}

/// The transform of one map on a grid: `[kx][ky]` with a rim, ky ≥ 0.
pub(crate) struct Grid {
    size: usize,
    stride: usize,
    /// Real and imaginary parts in turn.
    values: Vec<f64>,
}

impl Sampler {
    /// Tables that go with a correlator for the same number of bins.
    pub(crate) fn new(bins: usize, correlator: &Correlator) -> Self {
        let size = correlator.fft().size();
        let middle = bins / 2;
        Self {
            bins,
            size,
            correction: (0..bins).map(|i| 1.0 / kernel_transform((i as f64 - middle as f64) / size as f64)).collect(),
            shift: (0..size).map(|k| C64::cis(TAU * (k * middle % size) as f64 / size as f64)).collect(),
        }
    }

    /// What `frequency`, in cycles a bin within ±½, reads along an axis.
    pub(crate) fn reach(&self, frequency: f64) -> Reach {
        let position = frequency * self.size as f64;
        let first = (position - WIDTH as f64 / 2.0).ceil();
        let weights = std::array::from_fn(|i| kernel(first + i as f64 - position));
        Reach { first: (first + (self.size / 2 + WIDTH) as f64) as u32, weights }
    }

    /// The grids of two real pictures, the real and the imaginary part of `value`, a function of the bin.
    pub(crate) fn grids(
        &self,
        correlator: &Correlator,
        work: &mut Workspace,
        value: impl Fn(usize) -> C64,
    ) -> [Grid; 2] {
        let (n, m) = (self.bins, self.size);
        correlator.fill(&mut work.picture, |bin| value(bin) * (self.correction[bin / n] * self.correction[bin % n]));
        correlator.fft().forward(&mut work.picture, n);
        let data = &work.picture.data;
        let half = m / 2;
        let wrapped = |k: usize, zero: usize| (k as isize - zero as isize).rem_euclid(m as isize) as usize;
        let columns: Vec<usize> = (0..=half + 2 * WIDTH).map(|ky| wrapped(ky, WIDTH)).collect();
        let rows = 2 * (half + WIDTH) + 1;
        let mut grids = [(); 2].map(|()| Vec::with_capacity(2 * rows * columns.len()));
        for row in 0..rows {
            let kx = wrapped(row, half + WIDTH);
            let (here, opposite) = (&data[kx * m..][..m], &data[(m - kx) % m * m..][..m]);
            for &ky in &columns {
                // The two pictures' transforms are the Hermitian parts of the sum's.
                let (here, opposite) = (here[ky], opposite[if ky == 0 { 0 } else { m - ky }].conj());
                let shift = self.shift[kx] * self.shift[ky] * 0.5;
                let first = (here + opposite) * shift;
                let second = (here - opposite) * C64::new(shift.im, -shift.re);
                grids[0].extend_from_slice(&[first.re, first.im]);
                grids[1].extend_from_slice(&[second.re, second.im]);
            }
        }
        grids.map(|values| Grid { size: m, stride: columns.len(), values })
    }
}

impl Grid {
    /// The transform where `x` and `y` reach; along y that must not be more than two grid points below 0.
    #[inline(always)]
    pub(crate) fn at(&self, x: &Reach, y: &Reach) -> C64 {
        // Along y the grid begins at −WIDTH, along x at −size/2 − WIDTH, which is where reaches count from.
        let corner = x.first as usize * self.stride + y.first as usize - self.size / 2;
        // All rows into one first: sums side by side fit the vector registers. Plain indices, because iterators are not
        // always compiled into their loop.
        let mut sums = [0.0; 2 * WIDTH];
        for i in 0..WIDTH {
            let weight = x.weights[i];
            let row = &self.values[2 * (corner + i * self.stride)..][..2 * WIDTH];
            for j in 0..2 * WIDTH {
                sums[j] += weight * row[j];
            }
        }
        let mut total = C64::default();
        for j in 0..WIDTH {
            total.re += y.weights[j] * sums[2 * j];
            total.im += y.weights[j] * sums[2 * j + 1];
        }
        total
    }
}

/// exp(β (√(1 − (2t/w)²) − 1)) within half a width, else 0.
fn kernel(t: f64) -> f64 {
    let inside = 1.0 - (2.0 * t / WIDTH as f64).powi(2);
    if inside <= 0.0 { 0.0 } else { (BETA * (inside.sqrt() - 1.0)).exp() }
}

/// The kernel's Fourier transform, by the midpoint rule.
fn kernel_transform(frequency: f64) -> f64 {
    const STEPS: usize = 400;
    let step = WIDTH as f64 / STEPS as f64;
    let at = |i: usize| (i as f64 + 0.5) * step - WIDTH as f64 / 2.0;
    (0..STEPS).map(|i| kernel(at(i)) * (TAU * frequency * at(i)).cos() * step).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::Noise;

    #[test]
    fn agrees_with_the_sum_over_the_bins() {
        for n in [1, 2, 3, 9, 20, 44] {
            let mut noise = Noise(n as u64);
            let maps = [noise.white(n), noise.white(n)];
            let value = |map: &[f32], bin: usize| f64::from(map[bin]) - 0.5;
            let correlator = Correlator::new(n);
            let sampler = Sampler::new(n, &correlator);
            let both = |bin| C64::new(value(&maps[0], bin), value(&maps[1], bin));
            let grids = sampler.grids(&correlator, &mut correlator.workspace(), both);
            for (grid, map) in grids.iter().zip(&maps) {
                let largest: f64 = (0..n * n).map(|bin| value(map, bin).abs()).sum();
                for _ in 0..200 {
                    let k = [noise.next() - 0.5, 0.5 * noise.next()];
                    let place = |i: usize| i as f64 - (n / 2) as f64;
                    let phase = |bin: usize| -TAU * (k[0] * place(bin % n) + k[1] * place(bin / n));
                    let want: C64 = (0..n * n).map(|bin| C64::cis(phase(bin)) * value(map, bin)).sum();
                    let found = grid.at(&sampler.reach(k[0]), &sampler.reach(k[1]));
                    assert!((found - want).norm() < 3e-7 * largest, "{n} bins, {k:?}: {found} instead of {want}");
                }
            }
        }
    }
}
