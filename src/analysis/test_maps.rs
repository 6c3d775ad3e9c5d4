//! Ideal maps for tests, after the recipes of `tests/golden/scores.json`.

use crate::maps::{Arena, RateMaps};
use std::f64::consts::PI;

/// Bin centres as (x, y) pairs, row by row.
pub(crate) fn centres(bins: usize, box_m: f64) -> impl Iterator<Item = (f64, f64)> {
    let centre = move |i: usize| (i as f64 + 0.5) * box_m / bins as f64 - box_m / 2.0;
    (0..bins * bins).map(move |i| (centre(i % bins), centre(i / bins)))
}

/// Sum of the three cosines of a lattice at a position, −1.5 to 3.
fn cosines(position: (f64, f64), spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2]) -> f64 {
    let k = 4.0 * PI / (3.0f64.sqrt() * spacing_m);
    let (x, y) = (position.0 - phase_m[0], position.1 - phase_m[1]);
    let waves = [-30.0, 30.0, 90.0].map(|turn: f64| (orientation_deg + turn).to_radians().sin_cos());
    waves.iter().map(|(sin, cos)| (k * (cos * x + sin * y)).cos()).sum()
}

/// The rate of an ideal grid cell, 0 to 1.
pub(crate) fn hexagon_at(position: (f64, f64), spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2]) -> f32 {
    (2.0 / 9.0 * (cosines(position, spacing_m, orientation_deg, phase_m) + 1.5)) as f32
}

/// The same with its low rates cut off.
pub(crate) fn rectified_at(position: (f64, f64), spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2]) -> f32 {
    let width = 4.0 / (3.0 * 3.0f64.sqrt());
    let cut = (2.0 * (3.0f64.sqrt() * PI * width / 2.0).cos() + 1.0) / 3.0;
    let sum = cosines(position, spacing_m, orientation_deg, phase_m);
    ((sum / 3.0 - cut) / (1.0 - cut)).max(0.0) as f32
}

/// Where a map drawn out by `stretch` along a direction, about the centre of the box, has what was at a position.
pub(crate) fn stretched((x, y): (f64, f64), stretch: f64, direction_deg: f64) -> (f64, f64) {
    let (sin, cos) = direction_deg.to_radians().sin_cos();
    let along = (1.0 / stretch - 1.0) * (cos * x + sin * y);
    (x + along * cos, y + along * sin)
}

/// An ideal grid cell, rates 0 to 1.
pub(crate) fn hexagon(bins: usize, box_m: f64, spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2]) -> Vec<f32> {
    centres(bins, box_m).map(|position| hexagon_at(position, spacing_m, orientation_deg, phase_m)).collect()
}

/// The same with its low rates cut off.
pub(crate) fn rectified(bins: usize, box_m: f64, spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2]) -> Vec<f32> {
    centres(bins, box_m).map(|position| rectified_at(position, spacing_m, orientation_deg, phase_m)).collect()
}

/// A square lattice.
pub(crate) fn square(bins: usize, box_m: f64, spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2]) -> Vec<f32> {
    let (sin, cos) = orientation_deg.to_radians().sin_cos();
    let q = 2.0 * PI / spacing_m;
    centres(bins, box_m)
        .map(|(x, y)| (x - phase_m[0], y - phase_m[1]))
        .map(|(x, y)| (((q * (cos * x + sin * y)).cos() + (q * (cos * y - sin * x)).cos() + 2.0) / 4.0) as f32)
        .collect()
}

/// Uniform noise in [0, 1): the upper half of Knuth's 64-bit linear congruential generator.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as f64 / 4_294_967_296.0
    }

    /// A standard normal number (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.next(), self.next());
        (-2.0 * u.ln()).sqrt() * (2.0 * PI * v).cos()
    }

    /// A map of white noise.
    pub(crate) fn white(&mut self, bins: usize) -> Vec<f32> {
        (0..bins * bins).map(|_| self.next() as f32).collect()
    }

    /// A smooth random map: white noise under a Gaussian of `sd_m`.
    pub(crate) fn smooth(&mut self, bins: usize, box_m: f64, sd_m: f64) -> Vec<f32> {
        let sd = sd_m * bins as f64 / box_m;
        let reach = (3.0 * sd).ceil() as isize;
        let wide = bins + 2 * reach as usize;
        let mut map: Vec<f64> = (0..wide * wide).map(|_| self.normal()).collect();
        let kernel: Vec<f64> = (-reach..=reach).map(|d| (-0.5 * (d as f64 / sd).powi(2)).exp()).collect();
        for _ in 0..2 {
            // along x, then transposed: both axes after two rounds
            let along = |i: usize| {
                let (y, x) = (i % wide, i / wide);
                let term = |(k, w): (usize, &f64)| w * map[y * wide + (x + k + wide - reach as usize) % wide];
                kernel.iter().enumerate().map(term).sum()
            };
            map = (0..wide * wide).map(along).collect();
        }
        let reach = reach as usize;
        (0..bins * bins).map(|i| map[(i / bins + reach) * wide + i % bins + reach] as f32).collect()
    }
}

/// Rate maps of several units; bins are visited where the first unit has a number.
pub(crate) fn population(maps: &[Vec<f32>], bins: usize, box_m: f32) -> RateMaps {
    let visits =
        maps.first().map_or_else(Vec::new, |map| map.iter().map(|r| f32::from(u8::from(!r.is_nan()))).collect());
    RateMaps { arena: Arena { box_m, bins }, units: maps.len(), rates: maps.concat(), visits }
}
