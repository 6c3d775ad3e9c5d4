//! The band score: how much of a map is one plane wave?

#![expect(clippy::cast_possible_wrap, reason = "wave vectors are signed, and sizes are far below the limits")]

use super::autocorrelogram::Mask;
use super::nonuniform::{Grid, Reach, Sampler};
use super::peaks::vertex;
use crate::analysis::thresholds::{LARGEST_FREQUENCY, WAVE_PERIODS};
use crate::maps::Arena;
use crate::numerics::transform::C64;

/// First and last step of the climb to the top of a peak, cycles a box, and the number of steps that always do.
const FIRST_STEP: f64 = 0.25;
const LAST_STEP: f64 = 0.005;
const MOST_STEPS: usize = 20;

/// The plane wave that fits a map best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Multiple correlation of the map with the wave, 0 to 1: 1 for a band, 0.58 for a hexagon of three equal waves, 0.71
    /// for a square. Its square is the share of the map's variance.
    pub score: f64,
    /// Wave vector `[x, y]`, cycles per metre, known up to its sign.
    pub wave_cpm: [f64; 2],
}

/// What the fit of a map needs.
pub(crate) struct WaveFit<'a> {
    pub(crate) sampler: &'a Sampler,
    pub(crate) mask: &'a Mask,
    /// The mask's transform at any frequency.
    pub(crate) mask_grid: &'a Grid,
    /// The transform of the map less its mean, in units of its standard deviation, at any frequency …
    pub(crate) grid: &'a Grid,
    /// … and `[kx][ky]`, 0 ≤ ky ≤ size/2, on a grid of `size` samples.
    pub(crate) transform: &'a [C64],
    pub(crate) size: usize,
}

impl Band {
    /// The best plane wave of a map, of any phase and with a constant, by least squares over the visited bins: the
    /// correlation with cosines of Redman et al. (2024), made blind to phase. `None` without a peak between 1.2 cycles a
    /// box and 0.45 a bin.
    pub(crate) fn of(waves: &WaveFit<'_>, arena: Arena) -> Option<Self> {
        let bins = arena.bins as f64;
        let in_range = |k: &[f64; 2]| {
            let squared = k[0] * k[0] + k[1] * k[1];
            squared * bins * bins >= WAVE_PERIODS * WAVE_PERIODS && squared <= LARGEST_FREQUENCY * LARGEST_FREQUENCY
        };
        // A grid of two points a cycle finds the peaks; ever finer stencils about them find their tops.
        let survey = Survey::of(waves);
        let climbed = survey.peaks(in_range).into_iter().filter_map(|k| waves.summit(k, arena.bins, in_range));
        let (r_squared, k) = climbed.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let wave_cpm = k.map(|k| k * bins / f64::from(arena.box_m));
        Some(Self { score: r_squared.sqrt(), wave_cpm })
    }
}

/// R² of the wave with the sums F = Σ f e, W₁ = Σ w e, W₂ = Σ w e², e = exp(−iφ), of a map f of mean 0 and standard
/// deviation 1 on the bins w, `count` of them.
fn r_squared(f: C64, w1: C64, w2: C64, count: f64) -> f64 {
    let cos_cos = f64::midpoint(count, w2.re) - w1.re * w1.re / count;
    let sin_sin = (count - w2.re) / 2.0 - w1.im * w1.im / count;
    let cos_sin = -w2.im / 2.0 + w1.re * w1.im / count;
    let determinant = cos_cos * sin_sin - cos_sin * cos_sin;
    if determinant <= 1e-12 * count * count {
        return 0.0; // the wave is constant on the visited bins
    }
    let (cos, sin) = (f.re, -f.im);
    let explained = (sin_sin * cos * cos - 2.0 * cos_sin * cos * sin + cos_cos * sin * sin) / determinant;
    (explained / count).clamp(0.0, 1.0)
}

/// What a frequency along x reads of the transforms; twice the frequency is that of W₂.
struct AlongX {
    once: Reach,
    twice: Reach,
    minus_twice: Reach,
}

/// What a frequency along y reads of them. Transforms are known for frequencies from about 0 up; at the opposite of a wave
/// vector they are conjugate.
struct AlongY {
    once: Reach,
    twice: Reach,
    /// Whether twice the frequency, which counts modulo one cycle a bin, is negative, and its opposite is read.
    opposite: bool,
}

impl WaveFit<'_> {
    fn along_x(&self, k: f64) -> AlongX {
        let twice = 2.0 * k - (2.0 * k).round();
        let reach = |k| self.sampler.reach(k);
        AlongX { once: reach(k), twice: reach(twice), minus_twice: reach(-twice) }
    }

    fn along_y(&self, k: f64) -> AlongY {
        let twice = 2.0 * k - (2.0 * k).round();
        AlongY { once: self.sampler.reach(k), twice: self.sampler.reach(twice.abs()), opposite: twice < 0.0 }
    }

    /// R² for one wave vector.
    fn r_squared(&self, x: &AlongX, y: &AlongY) -> f64 {
        let w2 = if y.opposite {
            self.mask_grid.at(&x.minus_twice, &y.twice).conj()
        } else {
            self.mask_grid.at(&x.twice, &y.twice)
        };
        r_squared(self.grid.at(&x.once, &y.once), self.mask_grid.at(&x.once, &y.once), w2, self.mask.count)
    }

    /// The top of the peak at whose foot `k` (cycles a bin) lies, with R² there; `None` where the way leaves the range.
    fn summit(&self, mut k: [f64; 2], bins: usize, in_range: impl Fn(&[f64; 2]) -> bool) -> Option<(f64, [f64; 2])> {
        let (mut height, mut step) = (0.0, FIRST_STEP / bins as f64);
        for _ in 0..MOST_STEPS {
            let (higher, top) = self.climb(k, step);
            let moved = (top[0] - k[0]).abs().max((top[1] - k[1]).abs());
            // The opposite wave vector is the same wave, and the transforms begin at ky = 0.
            (height, k) = (higher, if top[1] < 0.0 { top.map(|k| -k) } else { top });
            if !in_range(&k) {
                return None;
            }
            if moved < step / 2.0 {
                step /= 4.0;
            }
            if step * (bins as f64) < LAST_STEP {
                break;
            }
        }
        Some((height, k))
    }

    /// A higher point within a step of `k` along each axis, with R² there: the vertex of the paraboloid through a 3 × 3
    /// stencil, or the stencil's own best where that is higher.
    fn climb(&self, k: [f64; 2], step: f64) -> (f64, [f64; 2]) {
        let [kx, ky] = k.map(|k| [k - step, k, k + step]);
        let (x, y) = (kx.map(|k| self.along_x(k)), ky.map(|k| self.along_y(k)));
        let stencil: [f64; 9] = std::array::from_fn(|i| self.r_squared(&x[i % 3], &y[i / 3]));
        let [dy, dx] = vertex(3, 1, 1, |i| stencil[i]);
        let vertex = [k[0] + dx * step, k[1] + dy * step];
        let mut best = (self.r_squared(&self.along_x(vertex[0]), &self.along_y(vertex[1])), vertex);
        for (i, &height) in stencil.iter().enumerate() {
            if height > best.0 {
                best = (height, [kx[i % 3], ky[i / 3]]);
            }
        }
        best
    }
}

/// R² on the grid of the transform, `[kx][ky]`, 0 ≤ ky ≤ size/2.
struct Survey {
    size: usize,
    values: Vec<f64>,
}

impl Survey {
    /// Peaks below this share of the highest are passed over. A peak midway between grid points shows two thirds of its
    /// height.
    const LEAST: f64 = 0.6;
    /// Peaks that are climbed, at most.
    const MOST: usize = 6;

    fn of(waves: &WaveFit<'_>) -> Self {
        let size = waves.size;
        let rows = size / 2 + 1;
        let w = |kx: usize, ky: usize| waves.mask.conjugate[kx * size + ky].conj();
        let value = |(i, f): (usize, &C64)| {
            let (kx, ky) = (i / rows, i % rows);
            r_squared(*f, w(kx, ky), w(2 * kx % size, 2 * ky % size), waves.mask.count)
        };
        Self { size, values: waves.transform.iter().enumerate().map(value).collect() }
    }

    fn at(&self, kx: isize, ky: isize) -> f64 {
        let half = self.size / 2;
        let wrap = |k: isize| k.rem_euclid(self.size as isize) as usize;
        let (kx, ky) = if wrap(ky) > half { (wrap(-kx), wrap(-ky)) } else { (wrap(kx), wrap(ky)) };
        self.values[kx * (half + 1) + ky]
    }

    /// The highest local maxima of the half plane within the range, cycles a bin, a first guess of their tops.
    fn peaks(&self, in_range: impl Fn(&[f64; 2]) -> bool) -> Vec<[f64; 2]> {
        let half = self.size as isize / 2;
        let wave = |kx: isize, ky: isize| [kx, ky].map(|k| k as f64 / self.size as f64);
        let mut places = Vec::new();
        let mut highest = 0.0f64;
        for ky in 0..half {
            for kx in if ky > 0 { 1 - half } else { 1 }..half {
                if in_range(&wave(kx, ky)) {
                    let here = self.at(kx, ky);
                    highest = highest.max(here);
                    places.push((here, kx, ky));
                }
            }
        }
        places.retain(|(here, ..)| *here > 0.0 && *here >= Self::LEAST * highest);
        places.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut peaks = Vec::with_capacity(Self::MOST);
        for (here, kx, ky) in places {
            let stencil: [f64; 9] = std::array::from_fn(|i| self.at(kx + i as isize % 3 - 1, ky + i as isize / 3 - 1));
            if peaks.len() < Self::MOST && stencil.iter().all(|&other| here >= other) {
                let ([x, y], [dy, dx]) = (wave(kx, ky), vertex(3, 1, 1, |i| stencil[i]));
                peaks.push([x + dx / self.size as f64, y + dy / self.size as f64]);
            }
        }
        peaks
    }
}
