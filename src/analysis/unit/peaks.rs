//! The six inner peaks of an autocorrelogram.

use super::autocorrelogram::Autocorrelogram;
use crate::analysis::thresholds::{PEAK_FLOOR, PEAK_SEPARATION_DEG};
use std::f64::consts::{PI, TAU};

/// Number of peaks around the centre of a lattice.
pub(crate) const COUNT: usize = 6;

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
