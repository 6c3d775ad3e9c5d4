//! The band score: how much of a map is one plane wave?

#![expect(clippy::cast_possible_wrap, reason = "wave vectors are signed, and sizes are far below the limits")]

use super::autocorrelogram::{Mask, moments};
use super::dot::dot;
use super::peaks::vertex;
use super::thresholds::{LARGEST_FREQUENCY, WAVE_PERIODS};
use super::transform::C64;
use crate::maps::Arena;
use std::f64::consts::TAU;

/// The plane wave that fits a map best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Multiple correlation of the map with the wave, 0 to 1: 1 for a band, 0.58 for a hexagon of three equal waves, 0.71
    /// for a square. Its square is the share of the map's variance.
    pub score: f64,
    /// Wave vector `[x, y]`, cycles per metre, known up to its sign.
    pub wave_cpm: [f64; 2],
}

impl Band {
    /// The best plane wave of a map `[y][x]`, of any phase and with a constant, by least squares over the visited bins: the
    /// correlation with cosines of Redman et al. (2024), made blind to phase. `plain` is the map's transform
    /// `[kx][ky]`, ky ≥ 0, on a grid of `size` samples; `None` without a peak between 1.2 cycles a box and 0.45 a bin.
    pub(crate) fn of(map: &[f32], arena: Arena, mask: &Mask, plain: &[C64], size: usize) -> Option<Self> {
        let fit = WaveFit::new(map, arena.bins, mask)?;
        let box_m = f64::from(arena.box_m);
        let in_range = |k: &[f64; 2]| {
            let f = k[0].hypot(k[1]);
            f * arena.bins as f64 >= WAVE_PERIODS && f <= LARGEST_FREQUENCY
        };
        // A grid of two points a cycle finds the peaks; ever finer stencils about them find their tops.
        let mut peaks: Vec<(f64, [f64; 2])> = Lattice::of(&fit, mask, plain, size)
            .peaks(|k| in_range(&k))
            .into_iter()
            .map(|k| fit.climb(k, 0.2 / arena.bins as f64))
            .collect();
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
        peaks.into_iter().find_map(|(_, k)| {
            let (_, k) = fit.climb(k, 0.05 / arena.bins as f64);
            let (r_squared, k) = fit.climb(k, 0.0125 / arena.bins as f64);
            let wave_cpm = k.map(|k| k * arena.bins as f64 / box_m);
            in_range(&k).then_some(Self { score: r_squared.sqrt(), wave_cpm })
        })
    }
}

/// R² of the wave with the sums F = Σ f e, W₁ = Σ w e, W₂ = Σ w e², e = exp(−iφ), of a map f less its mean on the bins w,
/// `count` of them, and with Σ f² = `square`.
fn r_squared(f: C64, w1: C64, w2: C64, count: f64, square: f64) -> f64 {
    let cos_cos = (count + w2.re) / 2.0 - w1.re * w1.re / count;
    let sin_sin = (count - w2.re) / 2.0 - w1.im * w1.im / count;
    let cos_sin = -w2.im / 2.0 + w1.re * w1.im / count;
    let determinant = cos_cos * sin_sin - cos_sin * cos_sin;
    if determinant <= 1e-12 * count * count {
        return 0.0; // the wave is constant on the visited bins
    }
    let (cos, sin) = (f.re, -f.im);
    let explained = (sin_sin * cos * cos - 2.0 * cos_sin * cos * sin + cos_cos * sin * sin) / determinant;
    (explained / square).clamp(0.0, 1.0)
}

/// Least squares of a map with plane waves of any wave vector (cycles a bin).
struct WaveFit {
    bins: usize,
    /// The map less its mean, 0 where unvisited.
    map: Vec<f64>,
    /// 1 where visited.
    visited: Vec<f64>,
    /// Which rows were visited in whole: their sums over the mask are all the same.
    whole: Vec<bool>,
    count: f64,
    square: f64,
}

impl WaveFit {
    fn new(map: &[f32], bins: usize, mask: &Mask) -> Option<Self> {
        let (mean, _) = moments(map)?;
        let values: Vec<f64> = map.iter().map(|r| if r.is_finite() { f64::from(*r) - mean } else { 0.0 }).collect();
        Some(Self {
            bins,
            visited: mask.visited.iter().map(|&visited| f64::from(u8::from(visited))).collect(),
            whole: mask.visited.chunks(bins).map(|row| row.iter().all(|&visited| visited)).collect(),
            count: mask.visited.iter().filter(|&&visited| visited).count() as f64,
            square: values.iter().map(|v| v * v).sum(),
            map: values,
        })
    }

    /// R² for the wave vectors (`kx[i]`, `ky[j]`), as `[j][i]`.
    fn r_squared<const K: usize>(&self, kx: [f64; K], ky: [f64; K]) -> [[f64; K]; K] {
        let n = self.bins;
        let centre = (n as f64 - 1.0) / 2.0;
        let waves = |k: f64| -> Vec<C64> { (0..n).map(|i| C64::cis(-TAU * k * (i as f64 - centre))).collect() };
        let along_y = ky.map(waves);
        let mut found = [[0.0; K]; K];
        for (i, k) in kx.into_iter().enumerate() {
            let along_x = waves(k);
            let parts =
                |waves: &mut dyn Iterator<Item = C64>| -> (Vec<f64>, Vec<f64>) { waves.map(|w| (w.re, w.im)).unzip() };
            let (re, im) = parts(&mut along_x.iter().copied());
            let (re_2, im_2) = parts(&mut along_x.iter().map(|w| w * w));
            let sum_of_whole = [along_x.iter().sum::<C64>(), along_x.iter().map(|w| w * w).sum()];
            let mut sums = [[C64::default(); 3]; K];
            for y in 0..n {
                let (map, visited) = (&self.map[y * n..][..n], &self.visited[y * n..][..n]);
                let f = C64::new(dot(map, &re), dot(map, &im));
                let [w1, w2] = if self.whole[y] {
                    sum_of_whole
                } else {
                    [C64::new(dot(visited, &re), dot(visited, &im)), C64::new(dot(visited, &re_2), dot(visited, &im_2))]
                };
                for (sum, waves) in sums.iter_mut().zip(&along_y) {
                    sum[0] += f * waves[y];
                    sum[1] += w1 * waves[y];
                    sum[2] += w2 * (waves[y] * waves[y]);
                }
            }
            for (row, [f, w1, w2]) in found.iter_mut().zip(sums) {
                row[i] = r_squared(f, w1, w2, self.count, self.square);
            }
        }
        found
    }

    /// The vertex of the paraboloid through a 3 × 3 stencil about `k`, at most one `step` away along each axis, with R²
    /// there.
    fn climb(&self, k: [f64; 2], step: f64) -> (f64, [f64; 2]) {
        let [kx, ky] = k.map(|k| [k - step, k, k + step]);
        let stencil = self.r_squared(kx, ky);
        let [dy, dx] = vertex(3, 1, 1, |i| stencil[i / 3][i % 3]);
        let k = [k[0] + dx * step, k[1] + dy * step];
        let [[r_squared]] = self.r_squared([k[0]], [k[1]]);
        (r_squared, k)
    }
}

/// R² on the grid of the transform, `[kx][ky]`, 0 ≤ ky ≤ size/2.
struct Lattice {
    size: usize,
    values: Vec<f64>,
}

impl Lattice {
    /// Peaks below this share of the highest are passed over. A peak midway between grid points shows two thirds of its
    /// height.
    const LEAST: f64 = 0.6;
    /// Peaks that are climbed, at most.
    const MOST: usize = 6;

    fn of(fit: &WaveFit, mask: &Mask, plain: &[C64], size: usize) -> Self {
        let rows = size / 2 + 1;
        // The transform is of the map over its standard deviation.
        let square = fit.count;
        let value = |i: usize| {
            let (kx, ky) = (i / rows, i % rows);
            let w = |kx: usize, ky: usize| mask.conjugate[kx * size + ky].conj();
            r_squared(plain[i], w(kx, ky), w(2 * kx % size, 2 * ky % size), fit.count, square)
        };
        Self { size, values: (0..size * rows).map(value).collect() }
    }

    fn at(&self, kx: isize, ky: isize) -> f64 {
        let half = self.size / 2;
        let wrap = |k: isize| k.rem_euclid(self.size as isize) as usize;
        let (kx, ky) = if wrap(ky) > half { (wrap(-kx), wrap(-ky)) } else { (wrap(kx), wrap(ky)) };
        self.values[kx * (half + 1) + ky]
    }

    /// The highest local maxima of the half plane within the range, cycles a bin, a first guess of their tops.
    fn peaks(&self, in_range: impl Fn([f64; 2]) -> bool) -> Vec<[f64; 2]> {
        let half = self.size as isize / 2;
        let mut peaks = Vec::new();
        for ky in 0..half {
            for kx in -half + 1..half {
                let here = self.at(kx, ky);
                let in_half = ky > 0 || kx > 0;
                let k = [kx, ky].map(|k| k as f64 / self.size as f64);
                if !in_half || here <= 0.0 || !in_range(k) {
                    continue;
                }
                let stencil: [f64; 9] =
                    std::array::from_fn(|i| self.at(kx + i as isize % 3 - 1, ky + i as isize / 3 - 1));
                if stencil.iter().all(|&other| here >= other) {
                    let [dy, dx] = vertex(3, 1, 1, |i| stencil[i]);
                    peaks.push((here, [k[0] + dx / self.size as f64, k[1] + dy / self.size as f64]));
                }
            }
        }
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
        let highest = peaks.first().map_or(0.0, |peak| peak.0);
        peaks.into_iter().take(Self::MOST).filter(|peak| peak.0 >= Self::LEAST * highest).map(|(_, k)| k).collect()
    }
}
