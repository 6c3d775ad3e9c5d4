//! The lattice of an autocorrelogram: spacing and orientation.

use super::autocorrelogram::Autocorrelogram;
use super::ellipse::Ellipse;
use super::peaks::{COUNT, Peak, inner_peaks};
use crate::analysis::thresholds::PEAK_SEPARATION_DEG;
use std::f64::consts::PI;

/// The lattice that six peaks span.
#[derive(Clone, Debug, PartialEq)]
pub struct Lattice {
    /// The six peaks, nearest first.
    pub peaks: Vec<Peak>,
    /// Mean distance of the peaks from the centre, bins: the lattice constant of a hexagonal lattice.
    pub spacing_bins: f64,
    /// Direction of one lattice vector, degrees, in [0, 60).
    pub orientation_deg: f64,
    /// |mean of exp(6iθ)| over the peaks: 1 for a hexagon, 1/3 for a square.
    pub hexagonality: f64,
    /// The ellipse through the peaks; `None` where none goes through them.
    pub ellipse: Option<Ellipse>,
}

impl Lattice {
    /// The lattice of an autocorrelogram, where it has six peaks.
    #[must_use]
    pub fn of(autocorrelogram: &Autocorrelogram) -> Option<Self> {
        let peaks = inner_peaks(autocorrelogram);
        if peaks.len() < COUNT {
            return None;
        }
        let spacing_bins = peaks.iter().map(Peak::radius).sum::<f64>() / COUNT as f64;
        let (sin, cos) =
            peaks.iter().map(|p| (6.0 * p.angle()).sin_cos()).fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        // The second reduction catches an angle of −1e-17, whose remainder rounds to 60.
        let orientation_deg = (sin.atan2(cos) / 6.0).to_degrees().rem_euclid(60.0) % 60.0;
        let ellipse = Ellipse::through(&peaks);
        Some(Self { peaks, spacing_bins, orientation_deg, hexagonality: sin.hypot(cos) / COUNT as f64, ellipse })
    }

    /// Mean correlation at the six peaks.
    #[must_use]
    pub fn peak_height(&self) -> f64 {
        self.peaks.iter().map(|p| p.height).sum::<f64>() / self.peaks.len() as f64
    }

    /// How far the peaks are from a lattice, sheared or not: the three vectors of one half plane, by direction, obey
    /// v₁ − v₂ + v₃ = 0. Returned as a share of the spacing; infinite where they are not three opposite pairs.
    #[must_use]
    pub fn closure_error(&self) -> f64 {
        // One peak of each opposite pair, all turned into the half plane of directions 0 to π.
        let mut half: Vec<(f64, f64)> = Vec::with_capacity(3);
        for peak in &self.peaks {
            let direction = peak.angle().rem_euclid(PI);
            let apart = |&(other, _): &(f64, f64)| {
                let turn = (direction - other + PI / 2.0).rem_euclid(PI) - PI / 2.0;
                turn.abs() > PEAK_SEPARATION_DEG.to_radians() / 2.0
            };
            if half.iter().all(apart) {
                half.push((direction, peak.radius()));
            }
        }
        half.sort_by(|a, b| a.0.total_cmp(&b.0));
        let [first, second, third] = half[..] else { return f64::INFINITY };
        let along = |f: fn(f64) -> f64| first.1 * f(first.0) - second.1 * f(second.0) + third.1 * f(third.0);
        along(f64::cos).hypot(along(f64::sin)) / self.spacing_bins
    }
}
