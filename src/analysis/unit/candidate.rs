//! Whether a unit is periodic, and what of its pattern decides which module it belongs to.

use super::autocorrelogram::Autocorrelogram;
use super::lattice::Lattice;
use crate::analysis::thresholds::{
    LARGEST_SPACING_SHARE, PERIODIC_CLOSURE, PERIODIC_LATTICE_SCORE, PERIODIC_PEAK_HEIGHT, PERIODIC_SCORE_SPACING_SHARE,
};
use crate::numerics::Basis;
use std::f64::consts::PI;

/// A periodic unit that may belong to a module.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Index of the unit.
    pub unit: usize,
    /// Lattice constant, metres.
    pub spacing_m: f64,
    /// Orientation, degrees, mod 60.
    pub orientation_deg: f64,
    /// |mean of exp(6iθ)| over the unit's six peaks.
    pub hexagonality: f64,
    /// Angular pattern around the spacing, see [`pattern`].
    pub pattern: Vec<f32>,
    /// The lattice through the inner peaks, metres, where they are one.
    pub lattice: Option<Basis>,
}

/// Whether a unit has this lattice: the box holds it, and its peaks are high and form one, be it sheared or square. Fields of
/// unequal strength lower and displace the peaks; then the lattice score of a unit of a network decides, if the halves of the
/// samples agree (`stable_score`).
#[must_use]
pub fn is_periodic(lattice: &Lattice, bins: usize, stable_score: Option<f64>) -> bool {
    let has_peaks = lattice.peak_height() >= PERIODIC_PEAK_HEIGHT && lattice.closure_error() <= PERIODIC_CLOSURE;
    let fits = |share: f64| lattice.spacing_bins <= share * bins as f64;
    let has_score =
        stable_score.is_some_and(|score| score >= PERIODIC_LATTICE_SCORE) && fits(PERIODIC_SCORE_SPACING_SHARE);
    fits(LARGEST_SPACING_SHARE) && (has_peaks || has_score)
}

/// How an autocorrelogram varies around circles near `spacing_bins`: five radii, 36 directions of the half circle,
/// without the mean of each circle and scaled to length 1. It depends on lattice and orientation, not on scale or
/// phase; zero for a pattern of rings.
#[must_use]
pub fn pattern(autocorrelogram: &Autocorrelogram, spacing_bins: f64) -> Vec<f32> {
    const RADII: [f64; 5] = [0.6, 0.8, 1.0, 1.2, 1.4];
    const DIRECTIONS: usize = 36;
    let centre = autocorrelogram.centre() as f64;
    let mut pattern = Vec::with_capacity(RADII.len() * DIRECTIONS);
    for radius in RADII {
        let sample = |i: usize| {
            let (sin, cos) = (PI * i as f64 / DIRECTIONS as f64).sin_cos();
            let r = radius * spacing_bins;
            bilinear(autocorrelogram, centre + r * sin, centre + r * cos)
        };
        let circle: Vec<f64> = (0..DIRECTIONS).map(sample).collect();
        let mean = circle.iter().sum::<f64>() / DIRECTIONS as f64;
        pattern.extend(circle.iter().map(|value| value - mean));
    }
    let length = pattern.iter().map(|v| v * v).sum::<f64>().sqrt();
    pattern.iter().map(|v| if length > 1e-6 { (v / length) as f32 } else { 0.0 }).collect()
}

fn bilinear(autocorrelogram: &Autocorrelogram, y: f64, x: f64) -> f64 {
    let size = autocorrelogram.size;
    let last = size as f64 - 1.0;
    if !(0.0..last).contains(&y) || !(0.0..last).contains(&x) {
        return 0.0;
    }
    let (at, fy, fx) = (y as usize * size + x as usize, y.fract(), x.fract());
    let row = |at: usize| autocorrelogram.values[at] * (1.0 - fx) + autocorrelogram.values[at + 1] * fx;
    row(at) * (1.0 - fy) + row(at + size) * fy
}
