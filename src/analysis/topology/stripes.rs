//! The plane wave whose phase follows a decoded angle through space.

use crate::numerics::ends;
use std::f64::consts::TAU;

/// Steps of the search over frequencies, cycles per extent of the places.
const STEP: f64 = 0.5;
/// The highest frequency searched, as a share of the square root of the number of places (0.5 is that of Nyquist).
const HIGHEST_SHARE: f64 = 0.45;
/// … and never more cycles per extent than this.
const MOST_CYCLES: f64 = 40.0;
/// Refinements of the best frequency; each halves the step.
const REFINEMENTS: usize = 24;

/// A plane wave, as cycles per metre along x and y, and how well its phase follows the angle: the length of the mean of
/// exp(i(angle − phase)), 1 for a perfect match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stripe {
    pub(crate) wave_cpm: [f64; 2],
    pub(crate) fit: f64,
}

/// The plane wave that fits best, or `None` where all places are one.
#[must_use]
pub(crate) fn stripe(angles: &[f64], places_m: &[[f32; 2]]) -> Option<Stripe> {
    let extent = |axis: usize| {
        let [low, high] = ends(places_m.iter().map(|place| f64::from(place[axis])));
        high - low
    };
    let extent = extent(0).max(extent(1));
    if angles.is_empty() || extent <= 0.0 {
        return None;
    }
    let highest = (HIGHEST_SHARE * (angles.len() as f64).sqrt()).min(MOST_CYCLES);
    let reach = (highest / STEP).floor() as i32;
    let mut step = STEP / extent;
    let best = coarse(angles, places_m, step, reach);
    let mut best = Stripe { wave_cpm: best, fit: fit(angles, places_m, best) };
    for _ in 0..REFINEMENTS {
        step /= 2.0;
        let centre = best.wave_cpm;
        for (dx, dy) in
            [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]
        {
            let wave_cpm = [centre[0] + dx * step, centre[1] + dy * step];
            let fit = fit(angles, places_m, wave_cpm);
            if fit > best.fit {
                best = Stripe { wave_cpm, fit };
            }
        }
    }
    Some(best)
}

/// How well the phase of a wave follows the angles.
fn fit(angles: &[f64], places_m: &[[f32; 2]], wave: [f64; 2]) -> f64 {
    let sum = angles.iter().zip(places_m).fold((0.0, 0.0), |sum, (angle, p)| {
        let (sin, cos) = (angle - TAU * (wave[0] * f64::from(p[0]) + wave[1] * f64::from(p[1]))).sin_cos();
        (sum.0 + cos, sum.1 + sin)
    });
    f64::hypot(sum.0, sum.1) / angles.len() as f64
}

/// The best frequency of a grid with `reach` steps to each side. Phases advance by a fixed turn from one row to the
/// next, so that no sine is taken twice.
fn coarse(angles: &[f64], places_m: &[[f32; 2]], step: f64, reach: i32) -> [f64; 2] {
    let side = 2 * reach as usize + 1;
    let mut sums = vec![[0.0f64; 2]; side * side];
    let unit = |phase: f64| [phase.cos(), phase.sin()];
    let times = |a: [f64; 2], b: [f64; 2]| [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
    for (angle, place) in angles.iter().zip(places_m) {
        let turn = place.map(|x| -TAU * step * f64::from(x));
        let right = unit(turn[0]);
        for (row, line) in sums.chunks_exact_mut(side).enumerate() {
            let mut value = unit(angle + turn[1] * f64::from(row as i32 - reach) - turn[0] * f64::from(reach));
            for sum in line {
                sum[0] += value[0];
                sum[1] += value[1];
                value = times(value, right);
            }
        }
    }
    let size = |i: usize| sums[i][0].hypot(sums[i][1]);
    let best = (0..side * side).max_by(|&i, &j| size(i).total_cmp(&size(j))).unwrap_or(0);
    [(best % side) as f64 - f64::from(reach), (best / side) as f64 - f64::from(reach)].map(|k| k * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_found() {
        let places: Vec<[f32; 2]> =
            (0..900).map(|i| [(i % 30) as f32 * 0.05 - 0.7, (i / 30) as f32 * 0.05 - 0.3]).collect();
        for wave in [[1.37, -0.61], [-4.2, 3.3], [0.0, 0.8]] {
            let angle = |p: &[f32; 2]| 1.0 + TAU * (wave[0] * f64::from(p[0]) + wave[1] * f64::from(p[1]));
            let angles: Vec<f64> = places.iter().map(|p| angle(p).sin().atan2(angle(p).cos())).collect();
            let found = stripe(&angles, &places).expect("places differ");
            assert!(found.fit > 0.9999, "{found:?}");
            for (a, b) in found.wave_cpm.iter().zip(wave) {
                assert!((a - b).abs() < 1e-4, "{found:?} instead of {wave:?}");
            }
        }
        assert_eq!(stripe(&[0.0; 3], &[[1.0, 1.0]; 3]), None, "one place");
        assert_eq!(stripe(&[], &[]), None, "no place");
    }
}
