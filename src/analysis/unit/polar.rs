//! Fourier power of one map on rays and rings.

use super::autocorrelogram::Correlator;
use super::nonuniform::{Grid, Reach, Sampler};
use crate::analysis::thresholds::{LARGEST_FREQUENCY, WAVE_PERIODS};
use pulp::{Arch, Simd, WithSimd};
use std::f64::consts::TAU;

/// Directions of the half circle, one a degree.
pub(crate) const DIRECTIONS: usize = 180;
/// Frequencies of a ray.
pub(crate) const FREQUENCIES: usize = 96;

/// Tables for maps with a given number of bins: 96 frequencies from 1.2 cycles a box to 0.45 cycles a bin, in 180
/// directions.
pub(crate) struct PolarTables {
    pub(crate) sampler: Sampler,
    /// Cycles a box; empty where the bins are too few for a wave.
    frequencies: Vec<f64>,
    /// Along x, for each frequency and each degree from 0 to 180; along y it is that of 90 degrees less.
    reaches: Vec<Reach>,
    /// Degrees between directions that are enough for a mean over them, for each frequency.
    strides: Vec<usize>,
}

impl PolarTables {
    /// Tables that go with a correlator for the same number of bins.
    pub(crate) fn new(bins: usize, correlator: &Correlator) -> Self {
        let sampler = Sampler::new(bins, correlator);
        let [lowest, highest] = [WAVE_PERIODS, LARGEST_FREQUENCY * bins as f64];
        let step = (highest - lowest) / (FREQUENCIES - 1) as f64;
        let frequencies: Vec<f64> =
            if step > 0.0 { (0..FREQUENCIES).map(|j| lowest + j as f64 * step).collect() } else { Vec::new() };
        let along_x = |frequency: &f64| -> Vec<Reach> {
            let reach = |degree: usize| sampler.reach(frequency / bins as f64 * (degree as f64).to_radians().cos());
            (0..=DIRECTIONS).map(reach).collect()
        };
        // The power on a ring of frequency f is a sum of waves of at most 2 π f r turns a circle, with r the longest lag
        // that the window leaves, 1.1 box sides; a mean over more directions than that is exact.
        let enough = |frequency: &f64| {
            let turns = TAU * frequency * 1.1 + 20.0;
            [10, 9, 6, 5, 4, 3, 2].into_iter().find(|s| (2 * DIRECTIONS / s) as f64 >= turns).unwrap_or(1)
        };
        Self {
            strides: frequencies.iter().map(enough).collect(),
            reaches: frequencies.iter().flat_map(along_x).collect(),
            frequencies,
            sampler,
        }
    }

    /// Frequencies of a ray, cycles a box; empty where the bins are too few for a wave.
    pub(crate) fn frequencies(&self) -> &[f64] {
        &self.frequencies
    }

    /// Power at frequency `index` in each direction.
    pub(crate) fn around(&self, grid: &Grid, index: usize) -> [f64; DIRECTIONS] {
        let mut powers = [0.0; DIRECTIONS];
        self.every(1, grid, index, &mut powers);
        powers
    }

    /// Mean power at frequency `index` over all directions.
    pub(crate) fn mean_power(&self, grid: &Grid, index: usize) -> f64 {
        let stride = self.strides[index];
        let mut powers = [0.0; DIRECTIONS];
        let powers = &mut powers[..DIRECTIONS / stride];
        self.every(stride, grid, index, powers);
        powers.iter().sum::<f64>() / powers.len() as f64
    }

    fn every(&self, stride: usize, grid: &Grid, index: usize, powers: &mut [f64]) {
        let ray = &self.reaches[index * (DIRECTIONS + 1)..][..=DIRECTIONS];
        Arch::new().dispatch(Powers { grid, ray, stride, out: powers });
    }
}

/// Fills in the power of every so many degrees, compiled for the widest vectors of the machine. It multiplies and adds in
/// the same order with all of them, so the result is the same.
struct Powers<'a> {
    grid: &'a Grid,
    ray: &'a [Reach],
    stride: usize,
    out: &'a mut [f64],
}

impl WithSimd for Powers<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (i, power) in self.out.iter_mut().enumerate() {
            let degree = i * self.stride;
            *power = self.grid.at(&self.ray[degree], &self.ray[degree.abs_diff(90)]).norm_sqr();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::Noise;
    use crate::analysis::unit::fourier::windowed;
    use crate::numerics::hann;
    use crate::numerics::transform::C64;

    /// The sum over the bins.
    fn direct(map: &[f64], n: usize, frequency: f64, degree: usize) -> f64 {
        let (sin, cos) = (degree as f64).to_radians().sin_cos();
        let turn = |bin: usize| -TAU * frequency / n as f64 * (cos * (bin % n) as f64 + sin * (bin / n) as f64);
        map.iter().enumerate().map(|(bin, value)| C64::cis(turn(bin)) * value).sum::<C64>().norm_sqr()
    }

    #[test]
    fn agrees_with_the_sum_over_the_bins() {
        for n in [3, 4, 9, 20, 44] {
            let mut map = Noise(n as u64).white(n);
            map[n + 1] = f32::NAN;
            let map = windowed(&map, &hann(n)).expect("not silent");
            let correlator = Correlator::new(n);
            let tables = PolarTables::new(n, &correlator);
            let value = |bin: usize| C64::new(map[bin], 0.0);
            let [grid, _] = tables.sampler.grids(&correlator, &mut correlator.workspace(), value);
            let largest = map.iter().map(|v| v.abs()).sum::<f64>().powi(2);
            for index in (0..FREQUENCIES).step_by(19) {
                let f = tables.frequencies()[index];
                let wanted: Vec<f64> = (0..DIRECTIONS).map(|degree| direct(&map, n, f, degree)).collect();
                for (degree, (found, want)) in tables.around(&grid, index).iter().zip(&wanted).enumerate() {
                    assert!((found - want).abs() < 1e-7 * largest, "{n} bins, {f} at {degree}: {found}, not {want}");
                }
                let (found, want) = (tables.mean_power(&grid, index), wanted.iter().sum::<f64>() / 180.0);
                assert!((found - want).abs() < 1e-8 * largest, "{n} bins, mean at {f}: {found} instead of {want}");
            }
        }
    }

    #[test]
    fn too_few_bins_have_no_waves() {
        for n in 0..3 {
            assert!(PolarTables::new(n, &Correlator::new(n)).frequencies().is_empty(), "{n} bins");
        }
    }
}
