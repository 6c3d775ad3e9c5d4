//! Fourier power of rate maps: one unit, a module or a whole population, and the waves k₁ k₂ k₃ that make it up.

#![expect(clippy::cast_possible_wrap, reason = "lags are signed, and sizes are far below the limits")]

use super::autocorrelogram::{Correlator, Workspace, moments};
use super::peaks::{neighbours, vertex};
use super::report::Spectrum;
use crate::analysis::thresholds::{LARGEST_FREQUENCY, WAVE_PERIODS, WAVE_POWER, WAVE_SEPARATION_DEG};
use crate::maps::{Arena, RateMaps};
use crate::numerics::hann;
use crate::numerics::transform::{C64, Fft2};
use std::f64::consts::PI;

/// Samples per side of the padded transform (Krupic et al. 2012), more where the map itself is larger.
const PADDED: usize = 256;
/// Frequencies shown: at least this many cycles per metre (spacings down to 0.23 m) …
const SHOWN_CPM: f64 = 5.0;
/// … and at least this many cycles a box, up to the Nyquist frequency.
const SHOWN_PERIODS: f64 = 12.0;

/// The mean Fourier power of some units, each divided by its standard deviation; silent units are left out. Empty where
/// no unit is active.
#[must_use]
pub fn spectrum_of(maps: &RateMaps, units: &[usize]) -> Spectrum {
    let correlator = Correlator::new(maps.arena.bins);
    let spectra = Spectra::new(&correlator, maps.arena);
    spectra.spectrum(&spectra.power(units.iter().map(|&unit| maps.unit(unit)), &mut correlator.workspace()))
}

/// A map `[y][x]` in units of its standard deviation, its weighted mean taken off, under a window along each axis;
/// unvisited bins are 0. `None` for a silent map.
pub(crate) fn windowed(map: &[f32], window: &[f64]) -> Option<Vec<f64>> {
    let n = window.len();
    let (_, sd) = moments(map).filter(|_| map.len() == n * n)?;
    let weight = |bin: usize| if map[bin].is_finite() { window[bin / n] * window[bin % n] } else { 0.0 };
    let weights: Vec<f64> = (0..map.len()).map(weight).collect();
    let rate = |bin: usize| if map[bin].is_finite() { f64::from(map[bin]) } else { 0.0 };
    let total: f64 = weights.iter().sum();
    let mean = weights.iter().enumerate().map(|(bin, w)| w * rate(bin)).sum::<f64>() / total;
    (total > 0.0).then(|| weights.iter().enumerate().map(|(bin, w)| w * (rate(bin) - mean) / sd).collect())
}

/// Summed power of some units on the grid of the correlator's transform, `[kx][ky]`.
#[derive(Clone, Default)]
pub(crate) struct PowerSum {
    sum: Vec<f64>,
}

impl PowerSum {
    pub(crate) fn add(&mut self, other: &Self) {
        self.sum.resize(self.sum.len().max(other.sum.len()), 0.0);
        for (sum, term) in self.sum.iter_mut().zip(&other.sum) {
            *sum += term;
        }
    }
}

/// Tables for spectra of maps in one arena.
///
/// A padded transform of every unit would be slow. Power is the transform of the autocorrelation, which the small
/// transform holds completely, so powers are summed on the small grid and only the sum is padded; two units share one
/// transform as real and imaginary part.
pub(crate) struct Spectra<'a> {
    correlator: &'a Correlator,
    arena: Arena,
    /// Hann window along one axis. Without it, each wave of the lattice trails a cross through the picture.
    window: Vec<f64>,
    padded: Fft2,
}

impl<'a> Spectra<'a> {
    pub(crate) fn new(correlator: &'a Correlator, arena: Arena) -> Self {
        let n = arena.bins;
        let window = hann(n);
        let size = PADDED.max((2 * n).next_power_of_two());
        Self { correlator, arena, window, padded: Fft2::new(size) }
    }

    /// Sums the power of units; constant maps are left out.
    pub(crate) fn power<'m>(&self, maps: impl Iterator<Item = &'m [f32]>, work: &mut Workspace) -> PowerSum {
        let (n, m) = (self.arena.bins, self.correlator.fft().size());
        let windowed: Vec<Vec<f64>> = maps.filter_map(|map| windowed(map, &self.window)).collect();
        if windowed.is_empty() {
            return PowerSum::default();
        }
        let mut sum = vec![0.0; m * m];
        for pair in windowed.chunks(2) {
            let second = |bin: usize| pair.get(1).map_or(0.0, |map| map[bin]);
            self.correlator.fill(&mut work.picture, |bin| C64::new(pair[0][bin], second(bin)));
            self.correlator.fft().forward(&mut work.picture, n);
            for (sum, value) in sum.iter_mut().zip(&work.picture.data) {
                *sum += value.norm_sqr();
            }
        }
        // |A + iB|² holds |A|² + |B|² and a part that changes sign with k.
        let opposite = |k: usize| (m - k) % m;
        let symmetric = |kx: usize, ky: usize| f64::midpoint(sum[kx * m + ky], sum[opposite(kx) * m + opposite(ky)]);
        PowerSum { sum: (0..m * m).map(|i| symmetric(i / m, i % m)).collect() }
    }

    /// The padded picture of a power sum, and its waves.
    pub(crate) fn spectrum(&self, power: &PowerSum) -> Spectrum {
        if power.sum.iter().all(|&p| p <= 0.0) {
            return Spectrum::default();
        }
        let (n, m, size) = (self.arena.bins, self.correlator.fft().size(), self.padded.size());
        let mut small = self.correlator.fft().picture();
        for (value, &sum) in small.data.iter_mut().zip(&power.sum) {
            *value = C64::new(sum, 0.0);
        }
        self.correlator.fft().inverse(&mut small, m);
        let mut large = self.padded.picture();
        let reach = n as isize - 1;
        let at = |lag: isize, size: usize| lag.rem_euclid(size as isize) as usize;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                large.data[at(dy, size) * size + at(dx, size)] = small.data[at(dy, m) * m + at(dx, m)];
            }
        }
        self.padded.forward(&mut large, size);
        let box_m = f64::from(self.arena.box_m);
        let step_cpm = n as f64 / (size as f64 * box_m);
        let shown = SHOWN_CPM.max(SHOWN_PERIODS / box_m);
        let half = ((shown / step_cpm).ceil() as usize).clamp(2, size / 2 - 1) as isize;
        let side = 2 * half as usize + 1;
        let value = |fy: isize, fx: isize| large.data[at(fx, size) * size + at(fy, size)].re.max(0.0);
        let picture: Vec<f64> = (-half..=half)
            .flat_map(|fy| (-half..=half).map(move |fx| (fy, fx)))
            .map(|(fy, fx)| value(fy, fx))
            .collect();
        let largest = picture.iter().copied().fold(0.0, f64::max);
        if !(largest > 0.0 && largest.is_finite()) {
            return Spectrum::default();
        }
        let peaks_cpm = waves(&picture, side, step_cpm, WAVE_PERIODS / box_m, LARGEST_FREQUENCY * n as f64 / box_m);
        Spectrum { size: side, step_cpm, power: picture.iter().map(|p| (p / largest) as f32).collect(), peaks_cpm }
    }
}

/// The strongest three local maxima of the half plane that differ in direction, refined on log power and aligned.
fn waves(power: &[f64], size: usize, step_cpm: f64, lowest_cpm: f64, highest_cpm: f64) -> Vec<[f64; 2]> {
    let centre = size / 2;
    let frequency = |i: usize| (i as f64 - centre as f64) * step_cpm;
    let mut maxima = Vec::new();
    for y in centre..size - 1 {
        for x in 1..size - 1 {
            let in_half = y > centre || x > centre;
            let f = frequency(y).hypot(frequency(x));
            let p = power[y * size + x];
            let is_peak = || neighbours(y, x).iter().all(|&(ny, nx)| p >= power[ny * size + nx]);
            if in_half && (lowest_cpm..=highest_cpm).contains(&f) && p > 0.0 && is_peak() {
                maxima.push((p, y, x));
            }
        }
    }
    maxima.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some(&(strongest, ..)) = maxima.first() else { return Vec::new() };
    let log = |i: usize| (power[i] + 1e-12 * strongest).ln();
    let mut found: Vec<[f64; 2]> = Vec::with_capacity(3);
    for (p, y, x) in maxima {
        if found.len() == 3 || p < WAVE_POWER * strongest {
            break;
        }
        let [oy, ox] = vertex(size, y, x, log);
        let wave = [frequency(x) + ox * step_cpm, frequency(y) + oy * step_cpm];
        let direction = |w: &[f64; 2]| w[1].atan2(w[0]);
        let apart = |other: &[f64; 2]| {
            let turn = (direction(&wave) - direction(other) + PI / 2.0).rem_euclid(PI) - PI / 2.0;
            turn.abs() > WAVE_SEPARATION_DEG.to_radians()
        };
        if found.iter().all(apart) {
            found.push(wave);
        }
    }
    align(found)
}

/// Orders three waves by direction (mod 180°) and chooses signs so that k₁ − k₂ + k₃ ≈ 0: a real map fixes a wave up to
/// its sign only.
fn align(mut waves: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    waves.sort_by(|a, b| a[1].atan2(a[0]).rem_euclid(PI).total_cmp(&b[1].atan2(b[0]).rem_euclid(PI)));
    let [first, second, third] = waves[..] else { return waves };
    let signs = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)];
    let error = |&(s, t): &(f64, f64)| {
        let sum = |i: usize| first[i] - s * second[i] + t * third[i];
        sum(0).hypot(sum(1))
    };
    let (s, t) = signs.into_iter().min_by(|a, b| error(a).total_cmp(&error(b))).unwrap_or((1.0, 1.0));
    vec![first, second.map(|k| s * k), third.map(|k| t * k)]
}
