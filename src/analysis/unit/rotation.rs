//! Rotated copies of an autocorrelogram by cubic B-spline interpolation, on tables shared by all units.
//!
//! Rotating a picture by bilinear interpolation costs grid scores up to 0.18 on coarse maps, so the cubic spline is
//! part of the score's definition (it is what the published scorers use). Three facts make it cheap: an autocorrelogram
//! is point-symmetric, so half of its pixels suffice; a turn by α + 90° is the turn by α read at other pixels; and
//! which pixels a turn reads depends on the number of bins alone.

#![expect(clippy::cast_possible_wrap, reason = "lags are signed, and sizes are far below the limits")]

use crate::numerics::spline::{Spline, Tap};
use std::ops::Range;

/// The turns that are interpolated, degrees; 90°, 120°, 135° and 150° follow from them.
const INTERPOLATED_DEG: [f64; 3] = [30.0, 45.0, 60.0];

/// The turns of the grid scores, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Deg30,
    Deg45,
    Deg60,
    Deg90,
    Deg120,
    Deg135,
    Deg150,
}

/// All turns, in the order of [`Rotations::turned`].
pub const TURNS: [Turn; 7] =
    [Turn::Deg30, Turn::Deg45, Turn::Deg60, Turn::Deg90, Turn::Deg120, Turn::Deg135, Turn::Deg150];

/// Tables for autocorrelograms of maps with a given number of bins.
pub struct RotationTables {
    size: usize,
    /// Flat index of each pixel of the half disc 0 < r ≤ bins, nearest first.
    pixels: Vec<u32>,
    /// Distance of each from the centre, in bins.
    radii: Vec<f64>,
    /// Where each pixel goes in a quarter turn, up to point reflection.
    quarter: Vec<u32>,
    taps: [Vec<Tap>; INTERPOLATED_DEG.len()],
}

/// The pixels of one autocorrelogram and of its rotated copies, nearest to the centre first.
pub struct Rotations {
    /// The autocorrelogram itself.
    pub plain: Vec<f64>,
    /// Its rotated copies, in the order of [`TURNS`].
    pub turned: [Vec<f64>; TURNS.len()],
}

impl RotationTables {
    /// Tables for maps of `bins` × `bins`.
    #[must_use]
    pub fn new(bins: usize) -> Self {
        let size = (2 * bins).saturating_sub(1);
        let reach = bins as i64 - 1;
        let mut half: Vec<(i64, i64)> = (0..=reach)
            .flat_map(|dy| (-reach..=reach).map(move |dx| (dy, dx)))
            .filter(|&(dy, dx)| (dy > 0 || dx > 0) && dy * dy + dx * dx <= (bins * bins) as i64)
            .collect();
        half.sort_by_key(|&(dy, dx)| (dy * dy + dx * dx, dy, dx));
        let flat = |dy: i64, dx: i64| ((dy + reach) * size as i64 + dx + reach) as usize;
        let mut order = vec![0u32; size * size];
        for (i, &(dy, dx)) in half.iter().enumerate() {
            order[flat(dy, dx)] = i as u32;
        }
        // A quarter turn reads (dy, dx) at (dx, −dy); the opposite pixel holds the same value and may be the one in the
        // list.
        let quarter = half
            .iter()
            .map(|&(dy, dx)| if dx > 0 || (dx == 0 && dy < 0) { (dx, -dy) } else { (-dx, dy) })
            .map(|(dy, dx)| order[flat(dy, dx)])
            .collect();
        let taps = INTERPOLATED_DEG.map(|degrees| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            // The source of (dy, dx) is (cos dy + sin dx, −sin dy + cos dx).
            let source = |dy: f64, dx: f64| [cos * dy + sin * dx, -sin * dy + cos * dx].map(|s| s + reach as f64);
            let tap = |&(dy, dx): &(i64, i64)| {
                let [row, column] = source(dy as f64, dx as f64);
                Tap::new(size, row, column)
            };
            half.iter().map(tap).collect()
        });
        let pixels = half.iter().map(|&(dy, dx)| flat(dy, dx) as u32).collect();
        let radii = half.iter().map(|&(dy, dx)| ((dy * dy + dx * dx) as f64).sqrt()).collect();
        Self { size, pixels, radii, quarter, taps }
    }

    /// The pixels with `inner` < r ≤ `outer` (bins), as a range of [`Rotations`]' lists. They are half of the ring; the
    /// other half holds the same values.
    #[must_use]
    pub fn ring(&self, inner: f64, outer: f64) -> Range<usize> {
        let start = self.radii.partition_point(|&r| r <= inner);
        start..self.radii.partition_point(|&r| r <= outer).max(start)
    }

    /// All rotated copies of an autocorrelogram `[dy][dx]` of the size of these tables, with the spline through it.
    #[must_use]
    pub(crate) fn rotations(&self, autocorrelogram: &[f64], spline: &Spline) -> Rotations {
        let quarter = |values: &[f64]| self.quarter.iter().map(|&i| values[i as usize]).collect();
        let plain: Vec<f64> = self.pixels.iter().map(|&i| autocorrelogram[i as usize]).collect();
        let [by_30, by_45, by_60] = [&self.taps[0], &self.taps[1], &self.taps[2]].map(|taps| spline.read(taps));
        let turned = [quarter(&plain), quarter(&by_30), quarter(&by_45), quarter(&by_60)];
        let [by_90, by_120, by_135, by_150] = turned;
        Rotations { plain, turned: [by_30, by_45, by_60, by_90, by_120, by_135, by_150] }
    }

    /// The pixels of a ring, and their copies turned by 30°, 60°, 90°, 120° and 150°: those of [`Self::rotations`].
    pub(crate) fn turned_ring(&self, autocorrelogram: &[f64], spline: &Spline, ring: Range<usize>) -> [Vec<f64>; 6] {
        let plain: Vec<f64> = self.pixels[ring.clone()].iter().map(|&i| autocorrelogram[i as usize]).collect();
        let [by_30, by_60] = [&self.taps[0], &self.taps[2]].map(|taps| spline.read(&taps[ring.clone()]));
        // A quarter turn stays within the ring, whose pixels lie together.
        let quarter = |values: &[f64]| -> Vec<f64> {
            self.quarter[ring.clone()].iter().map(|&i| values[i as usize - ring.start]).collect()
        };
        let [by_90, by_120, by_150] = [&plain, &by_30, &by_60].map(|values| quarter(values));
        [plain, by_30, by_60, by_90, by_120, by_150]
    }

    /// A ring of the picture that reads an autocorrelogram at B u, and its copies turned by 0°, 30°, 60°, 90°, 120° and
    /// 150°, which read it at B R u: the turn is undone last, so that one interpolation does both. B works on (x, y).
    pub(crate) fn turned_and_stretched(
        &self,
        spline: &Spline,
        stretch: [[f64; 2]; 2],
        ring: Range<usize>,
    ) -> [Vec<f64>; 6] {
        // A quarter turn stays within the ring, whose pixels lie together.
        let quarter = |values: &[f64]| -> Vec<f64> {
            self.quarter[ring.clone()].iter().map(|&i| values[i as usize - ring.start]).collect()
        };
        let turned = |degrees: f64| self.one_turned_and_stretched(spline, stretch, &self.pixels[ring.clone()], degrees);
        let [plain, by_30, by_60] = [0.0, 30.0, 60.0].map(turned);
        let [by_90, by_120, by_150] = [&plain, &by_30, &by_60].map(|values| quarter(values));
        [plain, by_30, by_60, by_90, by_120, by_150]
    }

    /// Some pixels of one such copy.
    fn one_turned_and_stretched(
        &self,
        spline: &Spline,
        [[xx, xy], [yx, yy]]: [[f64; 2]; 2],
        pixels: &[u32],
        degrees: f64,
    ) -> Vec<f64> {
        let centre = (self.size / 2) as f64;
        let (sin, cos) = degrees.to_radians().sin_cos();
        let tap = |&pixel: &u32| {
            let [dy, dx] = [pixel as usize / self.size, pixel as usize % self.size].map(|i| i as f64 - centre);
            let [y, x] = [cos * dy + sin * dx, -sin * dy + cos * dx];
            Tap::new(self.size, yx * x + yy * y + centre, xx * x + xy * y + centre)
        };
        spline.read(&pixels.iter().map(tap).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point-symmetric picture that a cubic spline follows closely: a wave of 12 pixels.
    fn wave(size: usize, angle: f64) -> Vec<f64> {
        let centre = (size / 2) as f64;
        let (sin, cos) = angle.sin_cos();
        let pixel = |i: usize| ((i / size) as f64 - centre, (i % size) as f64 - centre);
        (0..size * size).map(pixel).map(|(y, x)| (std::f64::consts::TAU / 12.0 * (cos * x + sin * y)).cos()).collect()
    }

    fn rotations_of(tables: &RotationTables, picture: &[f64]) -> Rotations {
        tables.rotations(picture, &Spline::through(picture, tables.size))
    }

    #[test]
    fn a_turned_wave_is_a_wave() {
        let bins = 24;
        let tables = RotationTables::new(bins);
        let rotations = rotations_of(&tables, &wave(2 * bins - 1, 0.3));
        let inside = tables.ring(0.0, 16.0); // away from the mirrored ends, where the wave has a kink
        for (turned, degrees) in rotations.turned.iter().zip([30.0f64, 45.0, 60.0, 90.0, 120.0, 135.0, 150.0]) {
            // Pixel p reads the picture at R p with R = [[cos, sin], [−sin, cos]] on (y, x).
            let want = rotations_of(&tables, &wave(2 * bins - 1, 0.3 - degrees.to_radians())).plain;
            for i in inside.clone() {
                assert!((turned[i] - want[i]).abs() < 2e-3, "{degrees}: {} instead of {}", turned[i], want[i]);
            }
        }
    }

    #[test]
    fn tiny_tables_do_not_panic() {
        for bins in 0..4usize {
            let tables = RotationTables::new(bins);
            let size = (2 * bins).saturating_sub(1);
            let rotations = rotations_of(&tables, &vec![1.0; size * size]);
            assert_eq!(rotations.plain.len(), tables.ring(0.0, f64::MAX).len(), "{bins} bins");
        }
    }
}
