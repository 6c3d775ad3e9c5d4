//! What must hold for the scores of single units, on ideal, odd and silent maps.

use super::unit::turn::turn_deg;
use super::*;
use crate::analysis::test_maps::{Noise, centres, hexagon, hexagon_at, population, square, stretched};
use crate::maps::{Arena, RateMaps};
use crate::numerics::Progress;
use proptest::prelude::*;
use std::f64::consts::TAU;

const BOX_M: f32 = 2.4;
const BINS: usize = 48;

/// The analysis of maps with halves that are the same.
fn report_of(maps: &[Vec<f32>]) -> Report {
    let maps = population(maps, BINS, BOX_M);
    analyze(&maps, Some([&maps, &maps]), None)
}

/// Rates that no map should hold, and some that it may.
fn odd_rate() -> impl Strategy<Value = f32> {
    prop_oneof![Just(f32::NAN), Just(0.0), Just(f32::INFINITY), Just(1e30f32), -1.0f32..1.0]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Shift and scale of a map change no score; a turn changes the orientation by as much.
    #[test]
    fn scores_do_not_depend_on_phase_or_gain(
        x in -0.3f64..0.3,
        y in -0.3f64..0.3,
        gain in 0.1f32..10.0,
        offset in -5.0f32..5.0,
        turn in 0.0f64..60.0,
    ) {
        let plain = hexagon(BINS, 2.4, 0.6, turn, [0.0, 0.0]);
        let moved = hexagon(BINS, 2.4, 0.6, turn, [x, y]).iter().map(|r| gain * r + offset).collect();
        let report = analyze(&population(&[plain, moved], BINS, BOX_M), None, None);
        let scores = |i: usize| {
            let u = &report.units[i];
            [u.grid_score_mean, u.grid_score_min_max, u.grid_score_adaptive, u.score_90, u.spacing_m]
                .map(|s| s.expect("an ideal cell"))
        };
        for (a, b) in scores(0).into_iter().zip(scores(1)) {
            prop_assert!((a - b).abs() < 0.05, "{:?} and {:?}", scores(0), scores(1));
        }
        prop_assert!((scores(1)[4] / 0.6 - 1.0).abs() < 0.01, "spacing {}", scores(1)[4]);
        let found = report.units[1].orientation_deg.expect("an ideal cell");
        prop_assert!(turn_deg(turn, found).abs() < 1.0, "{} instead of {}", found, turn);
        prop_assert!((0.0..60.0).contains(&found));
    }

    /// A shear of the lattice is found as an ellipse, and its score corrected; a larger box changes lengths only.
    #[test]
    fn shear_and_scale_are_told_from_shape(
        x in -0.3f64..0.3,
        turn in 0.0f64..60.0,
        stretch in 1.02f64..1.35,
        tilt in 0.0f64..180.0,
        scale in 0.3f32..3.0,
    ) {
        let plain = hexagon(BINS, 2.4, 0.55, turn, [x, 0.1]);
        let at = |position| hexagon_at(stretched(position, stretch, tilt), 0.55, turn, [x, 0.1]);
        let sheared: Vec<f32> = centres(BINS, 2.4).map(at).collect();
        let report = analyze(&population(&[plain.clone(), sheared.clone()], BINS, BOX_M), None, None);
        let [hexagon, unit] = &report.units[..] else { panic!("two units") };
        let corrected = |u: &UnitReport| u.grid_score_ellipse_corrected.expect("a small shear");
        prop_assert!((corrected(hexagon) - hexagon.grid_score_adaptive.expect("ideal")).abs() < 0.02);
        prop_assert!((corrected(unit) - corrected(hexagon)).abs() < 0.1, "{:?}", unit);
        prop_assert!((unit.ellipse_ratio.expect("six peaks") / stretch - 1.0).abs() < 0.03, "{:?}", unit);
        if stretch > 1.1 {
            let found = unit.ellipse_tilt_deg.expect("six peaks");
            prop_assert!(((found - tilt + 90.0).rem_euclid(180.0) - 90.0).abs() < 8.0, "{} instead of {}", found, tilt);
            prop_assert!(unit.grid_score_adaptive.expect("six peaks") < corrected(unit), "{:?}", unit);
        }
        prop_assert_eq!(hexagon.spacings_agree, Some(true));
        prop_assert!((hexagon.fourier_spacing_m.expect("waves") / 0.55 - 1.0).abs() < 0.02, "{:?}", hexagon);
        prop_assert!(hexagon.fourier_hexagonality.expect("waves") > 1.2, "{:?}", hexagon);

        let scaled = analyze(&population(&[plain, sheared], BINS, BOX_M * scale), None, None);
        for (a, b) in report.units.iter().zip(&scaled.units) {
            prop_assert_eq!(a.grid_score_ellipse_corrected, b.grid_score_ellipse_corrected);
            prop_assert_eq!((a.grid_score_mean, a.fourier_hexagonality), (b.grid_score_mean, b.fourier_hexagonality));
            let ratio = |pick: fn(&UnitReport) -> Option<f64>| pick(b).expect("ideal") / pick(a).expect("ideal");
            for ratio in [ratio(|u| u.spacing_m), ratio(|u| u.fourier_spacing_m)] {
                prop_assert!((ratio / f64::from(scale) - 1.0).abs() < 1e-5, "{} instead of {}", ratio, scale);
            }
        }
    }

    /// Maps and sizes of any kind: no panic, and no number that is not one.
    #[test]
    fn no_map_is_too_odd(bins in 0usize..9, units in 0usize..4, rates in prop::collection::vec(odd_rate(), 4 * 64)) {
        let arena = Arena { box_m: 1.0, bins };
        let rates = rates[..units * bins * bins].to_vec();
        let maps = RateMaps { arena, units, rates, visits: vec![1.0; bins * bins] };
        let report = analyze(&maps, Some([&maps, &maps]), None);
        prop_assert_eq!(report.units.len(), units);
        let null = score_null(&maps, 2, 1, &mut Progress::none());
        prop_assert!(null.is_ok());
        for unit in 0..units {
            let detail = unit_detail(maps.unit(unit), arena);
            prop_assert!(detail.autocorrelogram.iter().all(|r| r.is_finite()));
        }
        for unit in &report.units {
            let scores = numbers(unit);
            prop_assert!(scores.iter().flatten().all(|s| s.is_finite()), "{:?}", unit);
            prop_assert!(unit.active || scores.iter().all(Option::is_none), "silent units have no scores");
        }
    }
}

/// Every number of a unit that may be missing. All fields are named, so that none is forgotten here.
fn numbers(unit: &UnitReport) -> [Option<f64>; 17] {
    let &UnitReport {
        unit: _,
        active: _,
        peak_rate: _,
        grid_score_mean,
        grid_score_min_max,
        grid_score_adaptive,
        grid_score_ellipse_corrected,
        score_90,
        lattice_score,
        lattice_turn_deg: _,
        band_score,
        border_score,
        spatial_information_bits,
        fourier_hexagonality,
        fourier_squareness,
        stability,
        spacing_m,
        fourier_spacing_m,
        spacings_agree: _,
        orientation_deg,
        ellipse_ratio,
        ellipse_tilt_deg,
        fields: _,
        module: _,
        membership: _,
    } = unit;
    let [a, b, c, d] = [grid_score_mean, grid_score_min_max, grid_score_adaptive, grid_score_ellipse_corrected];
    let [e, f, g, h] = [score_90, band_score, border_score, spatial_information_bits];
    let [i, j, k, l] = [fourier_hexagonality, fourier_squareness, stability, spacing_m];
    let [m, n, o, p] = [fourier_spacing_m, orientation_deg, ellipse_ratio, ellipse_tilt_deg];
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, lattice_score]
}

#[test]
fn silent_units_are_none_and_are_left_out() {
    let cell = hexagon(BINS, 2.4, 0.5, 0.0, [0.0, 0.0]);
    let silent = vec![0.0; BINS * BINS];
    let unvisited = vec![f32::NAN; BINS * BINS];
    let constant: Vec<f32> = (0..BINS * BINS).map(|i| 0.3 * (1.0 + 1e-7 * (i % 5) as f32)).collect();
    let with = report_of(&[cell.clone(), silent, unvisited, constant]);
    for unit in &with.units[1..] {
        assert!(!unit.active && unit.fields == 0, "{unit:?}");
        assert!(numbers(unit).iter().all(Option::is_none) && unit.spacings_agree.is_none(), "{unit:?}");
    }
    let without = report_of(&[cell]);
    assert_eq!(with.population_spectrum, without.population_spectrum, "silent units add no power");
    let empty = report_of(&[]);
    assert!(empty.units.is_empty() && empty.modules.is_empty(), "nothing");
    assert_eq!(empty.population_spectrum, Spectrum::default(), "nothing");
}

#[test]
fn squares_and_bands_are_not_corrected_into_hexagons() {
    let mut noise = Noise(6);
    let band = |position: (f64, f64)| 0.5 + 0.5 * (TAU / 0.5 * (0.6 * position.0 + 0.8 * position.1)).cos();
    let band: Vec<f32> = centres(BINS, 2.4).map(|position| (band(position) + 0.1 * noise.normal()) as f32).collect();
    let maps = [square(BINS, 2.4, 0.5, 12.0, [0.1, 0.0]), band, hexagon(BINS, 2.4, 0.5, 12.0, [0.1, 0.0])];
    let report = report_of(&maps);
    let [square, band, hexagon] = &report.units[..] else { panic!("three units") };
    assert_eq!(square.grid_score_ellipse_corrected, None, "{square:?}");
    assert!((square.ellipse_ratio.expect("six peaks") - 3f64.sqrt()).abs() < 0.02, "{square:?}");
    assert!(
        square.fourier_squareness > Some(1.0) && square.fourier_hexagonality.is_some_and(|score| score < -1.0),
        "{square:?}"
    );
    assert!(band.band_score > Some(0.95) && band.grid_score_ellipse_corrected < Some(0.5), "{band:?}");
    let close = |score: Option<f64>, want: f64| (score.expect("active") - want).abs() < 0.03;
    assert!(close(square.band_score, 0.5f64.sqrt()), "one of two waves: {square:?}");
    assert!(close(hexagon.band_score, (1.0f64 / 3.0).sqrt()), "one of three waves: {hexagon:?}");
    // A rectangle: peaks and waves give two spacings, which is said.
    let (long, short) = (1.0, 0.4);
    let waves = |(x, y): (f64, f64)| 1.0 * (TAU * x / long).cos() + 0.5 * (TAU * y / short).cos();
    let report = report_of(&[centres(BINS, 2.4).map(|position| waves(position) as f32).collect()]);
    assert_eq!(report.units[0].spacings_agree, Some(false), "{:?}", report.units[0]);
}

#[test]
fn ten_thousand_units_are_no_trouble() {
    let (bins, units) = (10, 10_000);
    let mut noise = Noise(12);
    let map = |unit: usize| if unit.is_multiple_of(3) { vec![0.0; bins * bins] } else { noise.white(bins) };
    let maps = population(&(0..units).map(map).collect::<Vec<_>>(), bins, 1.0);
    let report = analyze(&maps, None, None);
    assert_eq!(report.units.len(), units, "all of them");
    assert!(report.units.iter().all(|unit| unit.active != unit.unit.is_multiple_of(3)), "every third is silent");
}
