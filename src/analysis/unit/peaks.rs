//! The six inner peaks of an autocorrelogram: spacing and orientation.

use super::autocorrelogram::Autocorrelogram;
use super::ellipse::Ellipse;
use crate::analysis::thresholds::{PEAK_FLOOR, PEAK_SEPARATION_DEG};
use std::f64::consts::{PI, TAU};

/// Number of peaks around the centre of a lattice.
const COUNT: usize = 6;

/// A local maximum, relative to the centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Column, to a fraction of a bin.
    pub dx: f64,
    /// Row, to a fraction of a bin.
    pub dy: f64,
    /// Correlation at the highest bin.
    pub height: f64,
}

impl Peak {
    /// Distance from the centre, bins.
    #[must_use]
    pub fn radius(&self) -> f64 {
        self.dx.hypot(self.dy)
    }

    /// Direction, radians, counter-clockwise from x.
    #[must_use]
    pub fn angle(&self) -> f64 {
        self.dy.atan2(self.dx)
    }
}

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

/// The six local maxima nearest the centre, nearest first; fewer where there are not so many. A peak behind a nearer
/// one belongs to the second shell and is left out.
#[must_use]
pub fn inner_peaks(autocorrelogram: &Autocorrelogram) -> Vec<Peak> {
    let (size, values) = (autocorrelogram.size, &autocorrelogram.values);
    let centre = autocorrelogram.centre();
    let mut all = Vec::new();
    for y in 1..size.saturating_sub(1) {
        for x in 1..size - 1 {
            let height = values[y * size + x];
            // A plateau counts once: later neighbours must be lower, earlier ones may be equal.
            let is_peak = |&(ny, nx): &(usize, usize)| {
                let neighbour = values[ny * size + nx];
                if (ny, nx) > (y, x) { height > neighbour } else { height >= neighbour }
            };
            let from_centre = (y.abs_diff(centre).pow(2), x.abs_diff(centre).pow(2));
            if height > PEAK_FLOOR && from_centre.0 + from_centre.1 >= 4 && neighbours(y, x).iter().all(is_peak) {
                let [oy, ox] = vertex(size, y, x, |i| values[i]);
                all.push(Peak { dx: x as f64 + ox - centre as f64, dy: y as f64 + oy - centre as f64, height });
            }
        }
    }
    all.sort_by(|a, b| a.radius().total_cmp(&b.radius()));
    let mut kept: Vec<Peak> = Vec::with_capacity(COUNT);
    for peak in all {
        let apart = |other: &Peak| {
            let turn = (peak.angle() - other.angle() + PI).rem_euclid(TAU) - PI;
            turn.abs() > PEAK_SEPARATION_DEG.to_radians()
        };
        if kept.len() < COUNT && kept.iter().all(apart) {
            kept.push(peak);
        }
    }
    kept
}

/// The eight neighbours of a pixel that is not at the rim.
pub(crate) fn neighbours(y: usize, x: usize) -> [(usize, usize); 8] {
    [(y - 1, x - 1), (y - 1, x), (y - 1, x + 1), (y, x - 1), (y, x + 1), (y + 1, x - 1), (y + 1, x), (y + 1, x + 1)]
}

/// Offset `[dy, dx]` of the vertex of the least-squares paraboloid through the 3 × 3 pixels around one, at most one
/// pixel.
pub(crate) fn vertex(size: usize, y: usize, x: usize, value: impl Fn(usize) -> f64) -> [f64; 2] {
    let p: [[f64; 3]; 3] = std::array::from_fn(|i| std::array::from_fn(|j| value((y + i - 1) * size + x + j - 1)));
    let row = |i: usize| (p[i][0] + p[i][1] + p[i][2]) / 3.0;
    let column = |j: usize| (p[0][j] + p[1][j] + p[2][j]) / 3.0;
    let (gy, gx) = ((row(2) - row(0)) / 2.0, (column(2) - column(0)) / 2.0);
    let (hyy, hxx) = (row(0) - 2.0 * row(1) + row(2), column(0) - 2.0 * column(1) + column(2));
    let hxy = (p[2][2] - p[2][0] - p[0][2] + p[0][0]) / 4.0;
    let determinant = hxx * hyy - hxy * hxy;
    if determinant.is_nan() || determinant <= 0.0 {
        return [0.0, 0.0];
    }
    let dy = -(hxx * gy - hxy * gx) / determinant;
    let dx = -(hyy * gx - hxy * gy) / determinant;
    [dy.clamp(-1.0, 1.0), dx.clamp(-1.0, 1.0)]
}
