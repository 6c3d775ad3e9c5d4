//! The Fourier transform of one map at frequencies that lie on no grid.
//!
//! Symmetry under rotation needs the power on rings. A direct sum over the bins for every frequency and direction would
//! take seconds for a network, so the transform is read off a grid: an FFT at twice the density, after the map was
//! divided by the transform of a short kernel, folded with that kernel (a non-uniform FFT; the kernel and its width are
//! those of Barnett, Magland & af Klinteberg 2019). The error is below 1e-7 of the largest value.

#![expect(clippy::cast_possible_wrap, reason = "frequencies are signed, and sizes are far below the limits")]

use super::autocorrelogram::{Correlator, Workspace, moments};
use super::fourier::{hann, windowed};
use super::thresholds::{LARGEST_FREQUENCY, WAVE_PERIODS};
use super::transform::C64;
use std::f64::consts::{PI, TAU};

/// Directions of the half circle, one a degree.
pub(crate) const DIRECTIONS: usize = 180;
/// Frequencies of a ray.
pub(crate) const FREQUENCIES: usize = 96;
/// Grid points that one frequency reads along each axis.
const WIDTH: usize = 8;
/// Steepness of the kernel exp(β (√(1 − (2t/w)²) − 1)), the best for this width and twice the density.
const BETA: f64 = 2.3 * WIDTH as f64;

/// What a frequency reads along one axis.
#[derive(Clone, Copy)]
struct Reach {
    first: u32,
    weights: [f64; WIDTH],
}

/// Tables for maps with a given number of bins: 96 frequencies from 1.2 cycles a box to 0.45 cycles a bin, in 180
/// directions.
pub(crate) struct PolarTables {
    /// Samples per side of the grid.
    size: usize,
    window: Vec<f64>,
    /// What divides the map along each axis.
    correction: Vec<f64>,
    /// Moves the middle of the map to the origin, where the kernel expects it.
    shift: Vec<C64>,
    /// Cycles a box; empty where the bins are too few for a wave.
    frequencies: Vec<f64>,
    /// Along x, for each frequency and each degree from 0 to 180; along y it is that of 90 degrees less.
    reaches: Vec<Reach>,
    /// Degrees between directions that are enough for a mean over them, for each frequency.
    strides: Vec<usize>,
}

/// The Fourier transform of one map.
pub(crate) struct UnitTransform {
    /// Of the windowed map, prepared for the kernel: `[kx][ky]` with a rim, ky ≥ 0.
    near: Vec<C64>,
    stride: usize,
    /// Of the map less its mean, in units of its standard deviation: `[kx][ky]`, 0 ≤ ky ≤ size/2.
    pub(crate) plain: Vec<C64>,
}

impl PolarTables {
    /// Tables that go with a correlator for the same number of bins.
    pub(crate) fn new(bins: usize, correlator: &Correlator) -> Self {
        let size = correlator.fft().size();
        let middle = (bins / 2) as f64;
        let [lowest, highest] = [WAVE_PERIODS, LARGEST_FREQUENCY * bins as f64];
        let step = (highest - lowest) / (FREQUENCIES - 1) as f64;
        let frequencies: Vec<f64> =
            if step > 0.0 { (0..FREQUENCIES).map(|j| lowest + j as f64 * step).collect() } else { Vec::new() };
        let per_sample = size as f64 / bins.max(1) as f64;
        let along_x = |frequency: f64| {
            (0..=DIRECTIONS)
                .map(move |degree| Reach::new(frequency * per_sample * (degree as f64 * PI / 180.0).cos(), size))
        };
        // The power on a ring of frequency f is a sum of waves of at most 2 π f r turns a circle, r the longest lag;
        // a mean over more directions than that is exact.
        let turns = |frequency: f64| TAU * frequency * 2f64.sqrt() + 20.0;
        let enough = |frequency: &f64| {
            [10, 9, 6, 5, 4, 3, 2].into_iter().find(|s| (2 * DIRECTIONS / s) as f64 >= turns(*frequency)).unwrap_or(1)
        };
        Self {
            size,
            window: hann(bins),
            correction: (0..bins).map(|i| 1.0 / kernel_transform((i as f64 - middle) / size as f64)).collect(),
            shift: (0..size).map(|k| C64::cis(TAU * (k * (bins / 2) % size) as f64 / size as f64)).collect(),
            strides: frequencies.iter().map(enough).collect(),
            reaches: frequencies.iter().copied().flat_map(along_x).collect(),
            frequencies,
        }
    }

    /// Frequencies of a ray, cycles a box; empty where the bins are too few for a wave.
    pub(crate) fn frequencies(&self) -> &[f64] {
        &self.frequencies
    }

    /// The transform of a map `[y][x]`; `None` for a silent one.
    pub(crate) fn transform(
        &self,
        map: &[f32],
        correlator: &Correlator,
        work: &mut Workspace,
    ) -> Option<UnitTransform> {
        let (n, m) = (self.window.len(), self.size);
        let (mean, sd) = moments(map)?;
        let windowed = windowed(map, &self.window)?;
        // Two real pictures travel through one transform as real and imaginary part.
        correlator.fill(&mut work.picture, |bin| {
            let plain = if map[bin].is_finite() { (f64::from(map[bin]) - mean) / sd } else { 0.0 };
            C64::new(windowed[bin] * self.correction[bin / n] * self.correction[bin % n], plain)
        });
        correlator.fft().forward(&mut work.picture, n);
        let both = |kx: usize, ky: usize| {
            let opposite = work.picture.data[(m - kx) % m * m + (m - ky) % m].conj();
            (work.picture.data[kx * m + ky], opposite)
        };
        let plain = |kx: usize, ky: usize| {
            let (here, opposite) = both(kx, ky);
            (here - opposite) * C64::new(0.0, -0.5)
        };
        let half = m / 2;
        let wrapped = |k: usize, zero: usize| (k as isize - zero as isize).rem_euclid(m as isize) as usize;
        let columns: Vec<usize> = (0..=half + 2 * WIDTH).map(|ky| wrapped(ky, WIDTH)).collect();
        let mut near = Vec::with_capacity((2 * half + 2 * WIDTH + 1) * columns.len());
        for row in 0..=2 * (half + WIDTH) {
            let kx = wrapped(row, half + WIDTH);
            near.extend(columns.iter().map(|&ky| {
                let (here, opposite) = both(kx, ky);
                (here + opposite) * 0.5 * self.shift[kx] * self.shift[ky]
            }));
        }
        let plain = (0..m).flat_map(|kx| (0..=half).map(move |ky| (kx, ky))).map(|(kx, ky)| plain(kx, ky)).collect();
        Some(UnitTransform { near, stride: columns.len(), plain })
    }

    /// Power of the windowed map at frequency `index` in the direction of `degree`, 0 to 179.
    pub(crate) fn power(&self, of: &UnitTransform, index: usize, degree: usize) -> f64 {
        let ray = &self.reaches[index * (DIRECTIONS + 1)..][..=DIRECTIONS];
        let (x, y) = (&ray[degree], &ray[degree.abs_diff(90)]);
        // Along y the grid begins at −WIDTH, along x at −size/2 − WIDTH, which is where reaches count from.
        let column = y.first as usize - self.size / 2;
        let mut sum = C64::default();
        for (i, weight) in x.weights.iter().enumerate() {
            let mut row = C64::default();
            let samples = &of.near[(x.first as usize + i) * of.stride + column..][..WIDTH];
            for (sample, weight) in samples.iter().zip(&y.weights) {
                row.re += weight * sample.re;
                row.im += weight * sample.im;
            }
            sum.re += weight * row.re;
            sum.im += weight * row.im;
        }
        sum.norm_sqr()
    }

    /// Mean power at frequency `index` over all directions.
    pub(crate) fn mean_power(&self, of: &UnitTransform, index: usize) -> f64 {
        let stride = self.strides[index];
        let sum: f64 = (0..DIRECTIONS).step_by(stride).map(|degree| self.power(of, index, degree)).sum();
        sum * stride as f64 / DIRECTIONS as f64
    }
}

impl Reach {
    /// The samples about `position`, counted from −size/2 − WIDTH.
    fn new(position: f64, size: usize) -> Self {
        let first = (position - WIDTH as f64 / 2.0).ceil();
        let weights = std::array::from_fn(|i| kernel(first + i as f64 - position));
        Self { first: (first + (size / 2 + WIDTH) as f64) as u32, weights }
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
    use super::super::test_maps::Noise;
    use super::*;

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
            let correlator = Correlator::new(n);
            let tables = PolarTables::new(n, &correlator);
            let transform = tables.transform(&map, &correlator, &mut correlator.workspace()).expect("not silent");
            let windowed = windowed(&map, &hann(n)).expect("not silent");
            let largest = windowed.iter().map(|v| v.abs()).sum::<f64>().powi(2);
            for index in (0..FREQUENCIES).step_by(19) {
                let f = tables.frequencies()[index];
                let wanted: Vec<f64> = (0..DIRECTIONS).map(|degree| direct(&windowed, n, f, degree)).collect();
                for (degree, want) in wanted.iter().enumerate() {
                    let found = tables.power(&transform, index, degree);
                    assert!((found - want).abs() < 1e-7 * largest, "{n} bins, {f} at {degree}: {found}, not {want}");
                }
                let (found, want) = (tables.mean_power(&transform, index), wanted.iter().sum::<f64>() / 180.0);
                assert!((found - want).abs() < 1e-7 * largest, "{n} bins, mean at {f}: {found} instead of {want}");
            }
        }
    }

    #[test]
    fn too_few_bins_have_no_waves() {
        for n in 0..3 {
            let correlator = Correlator::new(n);
            let tables = PolarTables::new(n, &correlator);
            assert!(tables.frequencies().is_empty(), "{n} bins");
        }
        let correlator = Correlator::new(8);
        let tables = PolarTables::new(8, &correlator);
        assert!(tables.transform(&[1.0; 64], &correlator, &mut correlator.workspace()).is_none(), "silent");
    }
}
