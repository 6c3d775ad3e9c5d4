//! The phase of every unit on every wave, and whether the phases of a unit belong to one place.

use super::waves::Waves;
use crate::analysis::unit::autocorrelogram::moments;
use crate::maps::{Arena, RateMaps};
use crate::numerics::transform::C64;
use crate::numerics::{hann, median};
use serde::Serialize;
use std::f64::consts::{PI, TAU};

/// Phases count as those of one place up to this closure error, radians.
const CLOSED_RAD: f64 = 0.5;

/// The phases of one unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UnitPhases {
    /// Index of the unit in the network.
    pub unit: usize,
    /// φ_j = −arg ∫ r(x) e^(−i k_j·x) dx, radians, −π to π, for each wave: a unit with a field at p has φ_j = k_j·p.
    pub phases_rad: Vec<f64>,
    /// Amplitude of each wave in units of the map's standard deviation: √(2/3) for an ideal hexagon of three cosines.
    pub amplitudes: Vec<f64>,
    /// Share of the map's variance that the waves carry, ½ Σ amplitude²: 1 for a sum of three cosines.
    pub variance_share: f64,
    /// φ₁ − φ₂ + φ₃, radians, −π to π: 0 when the three phases belong to one place.
    pub closure_error_rad: Option<f64>,
    /// The place of the unit's field in the unit cell, metres, `[x, y]`, from the first and the last phase.
    pub field_m: Option<[f64; 2]>,
}

/// How well the three phases of the units agree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Closure {
    /// Median of |φ₁ − φ₂ + φ₃|, radians: 0 for a lattice, π/2 for phases that know nothing of each other.
    pub median_rad: f64,
    /// Share of the units within 0.5 rad.
    pub share_within_half_rad: f64,
}

/// Phases of these units. Constant maps are left out.
pub(super) fn unit_phases(maps: &RateMaps, units: &[usize], waves: &Waves) -> Vec<UnitPhases> {
    let transform = Transform::new(maps.arena, &waves.waves_cpm);
    units.iter().filter_map(|&unit| phases_of(unit, maps.unit(unit), &transform, waves)).collect()
}

/// The phases of one unit; `None` of a constant map.
fn phases_of(unit: usize, map: &[f32], transform: &Transform, waves: &Waves) -> Option<UnitPhases> {
    let found = transform.at_waves(map)?;
    let phases_rad: Vec<f64> = found.iter().map(|(value, _)| -value.arg()).collect();
    let closure_error_rad = match phases_rad[..] {
        [first, second, third] => Some(wrapped(first - second + third)),
        _ => None,
    };
    Some(UnitPhases {
        unit,
        variance_share: found.iter().map(|(_, amplitude)| amplitude * amplitude / 2.0).sum(),
        amplitudes: found.iter().map(|(_, amplitude)| *amplitude).collect(),
        field_m: field_m(waves, &phases_rad),
        closure_error_rad,
        phases_rad,
    })
}

/// How well the phases close; `None` without three waves or without units.
pub(super) fn closure(units: &[UnitPhases]) -> Option<Closure> {
    let errors: Vec<f64> = units.iter().filter_map(|unit| unit.closure_error_rad).map(f64::abs).collect();
    let within = errors.iter().filter(|&&error| error <= CLOSED_RAD).count();
    let share_within_half_rad = within as f64 / errors.len() as f64;
    Some(Closure { median_rad: median(errors)?, share_within_half_rad })
}

/// An angle as −π to π.
pub(super) fn wrapped(angle: f64) -> f64 {
    (angle + PI).rem_euclid(TAU) - PI
}

/// Where k₁·p = φ₁ and k₃·p = φ₃ (both mod 2π), in the cell that the two waves span.
fn field_m(waves: &Waves, phases_rad: &[f64]) -> Option<[f64; 2]> {
    let (first, last) = waves.spanning()?;
    let ([ax, ay], [bx, by]) = (waves.waves_cpm[first], waves.waves_cpm[last]);
    let determinant = ax * by - ay * bx;
    let turns = |phase: f64| (phase / TAU).rem_euclid(1.0);
    let (a, b) = (turns(phases_rad[first]), turns(phases_rad[last]));
    (determinant != 0.0).then(|| [(by * a - ay * b) / determinant, (ax * b - bx * a) / determinant])
}

/// Fourier coefficients at a few exact frequencies, under a Hann window over the visited bins.
struct Transform {
    bins: usize,
    window: Vec<f64>,
    /// e^(−2πi f x) of each wave along x and along y.
    waves: Vec<[Vec<C64>; 2]>,
}

impl Transform {
    fn new(arena: Arena, waves_cpm: &[[f64; 2]]) -> Self {
        let bins = arena.bins;
        let box_m = f64::from(arena.box_m);
        let centre = |i: usize| (i as f64 + 0.5) * box_m / bins as f64 - box_m / 2.0;
        let along = |frequency: f64| (0..bins).map(|i| C64::cis(-TAU * frequency * centre(i))).collect();
        Self { bins, window: hann(bins), waves: waves_cpm.iter().map(|wave| wave.map(along)).collect() }
    }

    /// The coefficient and the relative amplitude of each wave; `None` for a constant map. The weighted mean is taken
    /// off, so that neither the mean rate nor unvisited bins leak into the waves.
    fn at_waves(&self, map: &[f32]) -> Option<Vec<(C64, f64)>> {
        let n = self.bins;
        let (_, sd) = moments(map).filter(|_| map.len() == n * n)?;
        let weight = |bin: usize| if map[bin].is_finite() { self.window[bin / n] * self.window[bin % n] } else { 0.0 };
        let rate = |bin: usize| if map[bin].is_finite() { f64::from(map[bin]) } else { 0.0 };
        let weights: f64 = (0..n * n).map(weight).sum();
        let mean = (0..n * n).map(|bin| weight(bin) * rate(bin)).sum::<f64>() / weights;
        let windowed: Vec<f64> = (0..n * n).map(|bin| weight(bin) * (rate(bin) - mean)).collect();
        let coefficient = |[x, y]: &[Vec<C64>; 2]| {
            let row =
                |(line, wave): (&[f64], &C64)| wave * line.iter().zip(x).map(|(rate, wave)| wave * rate).sum::<C64>();
            windowed.chunks_exact(n).zip(y).map(row).sum::<C64>()
        };
        let found = |value: C64| (value, 2.0 * value.norm() / (weights * sd));
        (weights > 0.0).then(|| self.waves.iter().map(coefficient).map(found).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{hexagon, population};
    use proptest::prelude::*;

    /// The waves of `hexagon`, cycles per metre.
    fn ideal(spacing_m: f64, orientation_deg: f64) -> Waves {
        let k = 2.0 / (3.0f64.sqrt() * spacing_m);
        let wave = |turn: f64| {
            let (sin, cos) = (orientation_deg + turn).to_radians().sin_cos();
            [k * cos, k * sin]
        };
        Waves::of(&[wave(-30.0), wave(30.0), wave(90.0)], 2.2)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// The phase is k·p, and the field is where it was put, up to what the finite box lets leak.
        #[test]
        fn fields_are_found(x in -0.3f64..0.3, y in -0.3f64..0.3, turn in 0.0f64..60.0, gain in 0.1f32..9.0) {
            let map: Vec<f32> = hexagon(44, 2.2, 0.5, turn, [x, y]).iter().map(|r| gain * r + 1.0).collect();
            let waves = ideal(0.5, turn);
            let found = unit_phases(&population(&[map], 44, 2.2), &[0], &waves);
            for (phase, wave) in found[0].phases_rad.iter().zip(&waves.waves_cpm) {
                let want = TAU * (wave[0] * x + wave[1] * y);
                prop_assert!(wrapped(phase - want).abs() < 0.06, "{phase} instead of {want}");
            }
            prop_assert!(found[0].closure_error_rad.expect("three waves").abs() < 0.1);
            let amplitude = (2.0f64 / 3.0).sqrt();
            prop_assert!(found[0].amplitudes.iter().all(|a| (a - amplitude).abs() < 0.05), "{:?}", found[0].amplitudes);
            let field = found[0].field_m.expect("two waves");
            for (phase, wave) in found[0].phases_rad.iter().zip(&waves.waves_cpm).step_by(2) {
                let there = TAU * (wave[0] * field[0] + wave[1] * field[1]);
                prop_assert!(wrapped(phase - there).abs() < 1e-9, "the field has these phases");
            }
        }
    }

    #[test]
    fn odd_input() {
        let waves = ideal(0.5, 0.0);
        let constant = population(&[vec![1.0; 100], vec![f32::NAN; 100]], 10, 1.0);
        assert!(unit_phases(&constant, &[0, 1, 2], &waves).is_empty(), "no tuning, no phases");
        let map = hexagon(10, 1.0, 0.5, 0.0, [0.0, 0.0]);
        let one = unit_phases(&population(std::slice::from_ref(&map), 10, 1.0), &[0], &Waves::default());
        assert_eq!((one.len(), one[0].phases_rad.len(), one[0].field_m), (1, 0, None), "no waves");
        let parallel = Waves::of(&[[1.0, 0.0], [2.0, 0.0]], 1.0);
        assert_eq!(unit_phases(&population(&[map], 10, 1.0), &[0], &parallel)[0].field_m, None, "no cell");
        assert_eq!(closure(&[]), None);
    }

    #[test]
    fn the_median_closure() {
        let units: Vec<UnitPhases> = [0.1, -0.4, 0.3, -2.0]
            .iter()
            .map(|&error| UnitPhases { closure_error_rad: Some(error), ..UnitPhases::default() })
            .collect();
        let found = closure(&units).expect("four units");
        assert!((found.median_rad - 0.35).abs() < 1e-12 && (found.share_within_half_rad - 0.75).abs() < 1e-12);
    }
}
