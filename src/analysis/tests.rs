//! Whole analyses of ideal maps, against golden values and against what must hold.

use super::test_maps::{Noise, centres, hexagon, hexagon_at, population, rectified, rectified_at, square, stretched};
use super::*;
use crate::maps::Arena;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::f64::consts::TAU;
use std::sync::atomic::AtomicBool;

const BOX_M: f32 = 2.4;
const BINS: usize = 48;

fn number(value: &Json) -> f64 {
    value.as_f64().expect("a number in the golden file")
}

/// The map of a golden case, after its recipe.
fn golden_map(case: &Json) -> (Vec<f32>, Arena) {
    let bins = number(&case["bins"]) as usize;
    let box_m = number(&case["box_m"]);
    let recipe = &case["map"];
    let get = |name: &str| recipe[name].as_f64().unwrap_or(0.0);
    let phase = [recipe["phase_m"][0].as_f64().unwrap_or(0.0), recipe["phase_m"][1].as_f64().unwrap_or(0.0)];
    let (spacing, turn) = (get("spacing_m"), get("orientation_deg"));
    let mut noise = Noise(get("seed") as u64);
    let mut map = match recipe["kind"].as_str().expect("a kind") {
        kind @ ("shifted" | "rectified") => {
            let cell = if kind == "shifted" { hexagon_at } else { rectified_at };
            let stretch = recipe["stretch"].as_f64().unwrap_or(1.0);
            let at = |position| cell(stretched(position, stretch, get("stretch_deg")), spacing, turn, phase);
            centres(bins, box_m).map(at).collect()
        }
        "square" => square(bins, box_m, spacing, turn, phase),
        "band" => {
            let (sin, cos) = turn.to_radians().sin_cos();
            let phase = |(x, y): (f64, f64)| TAU / spacing * (cos * x + sin * y) - get("phase_rad");
            let wave = |position| 0.5 + 0.5 * phase(position).cos();
            centres(bins, box_m).map(|position| wave(position) as f32).collect()
        }
        "place" => {
            let distance = |(x, y): (f64, f64)| (x - phase[0]).powi(2) + (y - phase[1]).powi(2);
            let rate = |position| (-distance(position) / (2.0 * get("sigma_m").powi(2))).exp() as f32;
            centres(bins, box_m).map(rate).collect()
        }
        "noise" => noise.white(bins),
        other => panic!("unknown kind of map {other}"),
    };
    if let Some(weight) = recipe["noise_weight"].as_f64() {
        for rate in &mut map {
            *rate = (f64::from(*rate) + weight * noise.next()) as f32;
        }
    }
    if let Some(radius) = case["mask"]["radius_m"].as_f64() {
        let modulus = number(&case["mask"]["modulus"]) as usize;
        for (i, (x, y)) in centres(bins, box_m).enumerate() {
            if x.hypot(y) > radius || (7 * (i % bins) + 13 * (i / bins)).is_multiple_of(modulus) {
                map[i] = f32::NAN;
            }
        }
    }
    (map, Arena { box_m: box_m as f32, bins })
}

#[test]
fn golden_scores() {
    let text = include_str!("../../tests/golden/scores.json");
    let golden: Json = serde_json::from_str(text).expect("the golden file is JSON");
    let cases = golden["cases"].as_array().expect("a list of cases");
    assert!(cases.len() >= 28, "the golden file holds its cases");
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let want = &case["expected"];
        let (map, arena) = golden_map(case);
        let mut maps = population(std::slice::from_ref(&map), arena.bins, arena.box_m);
        for (bin, visits) in maps.visits.iter_mut().enumerate() {
            *visits = (1 + (3 * (bin % arena.bins) + 5 * (bin / arena.bins)) % 4) as f32;
        }
        let report = analyze(&maps, None, 0, None);
        let unit = &report.units[0];
        let detail = unit_detail(&map, arena);
        let within = |tolerance: f64, what: &str, found: Option<f64>, want: &Json| {
            let same = match (found, want.as_f64()) {
                (Some(found), Some(want)) => (found - want).abs() <= tolerance,
                (None, None) => true,
                _ => false,
            };
            assert!(same, "{name}: {what} is {found:?} instead of {want:?}");
        };
        let close = |what: &str, found: Option<f64>, want: &Json| within(1e-6, what, found, want);
        // Where a far field is all but flat, rounding decides lags, which rotations then spread.
        let rotated = |what: &str, found: Option<f64>, want: &Json| within(1e-5, what, found, want);
        rotated("mean score", unit.grid_score_mean, &want["grid_score_mean"]);
        rotated("min-max score", unit.grid_score_min_max, &want["grid_score_min_max"]);
        rotated("90 degree score", unit.score_90, &want["score_90"]);
        close("outer radius", detail.ring_m.map(|ring| ring[1] / f64::from(arena.box_m)), &want["ring_outer"]);
        close("border score", unit.border_score, &want["border_score"]);
        close("information", unit.spatial_information_bits, &want["spatial_information_bits"]);
        let fourier = |pick: fn(&FourierSymmetry) -> f64| detail.fourier.as_ref().map(pick);
        close("hexagonality", unit.fourier_hexagonality, &want["fourier"]["hex"]);
        close("squareness", unit.fourier_squareness, &want["fourier"]["quad"]);
        close("Fourier spacing", unit.fourier_spacing_m, &want["fourier"]["spacing"]);
        close("frequency", fourier(|f| f.frequency_cpm), &want["fourier"]["f0"]);
        close("second moment", fourier(|f| f.moments[0]), &want["fourier"]["m2"]);
        close("fourth moment", fourier(|f| f.moments[1]), &want["fourier"]["m4"]);
        close("sixth moment", fourier(|f| f.moments[2]), &want["fourier"]["m6"]);
        close("share of the ring", fourier(|f| f.ring_fraction), &want["fourier"]["ring_fraction"]);
        if number(&want["fourier"]["m6"]) > 1e-3 {
            let turn = number(&want["fourier"]["wave_orientation_deg"]);
            let found = fourier(|f| f.wave_orientation_deg).expect("waves");
            assert!(
                ((found - turn + 30.0).rem_euclid(60.0) - 30.0).abs() < 1e-4,
                "{name}: waves at {found}, not {turn}"
            );
        }
        if let Some(score) = want.get("band_score") {
            close("band score", unit.band_score, score);
            for axis in 0..2 {
                let found = detail.band.map(|band| band.wave_cpm[axis].abs());
                assert!(
                    (found.expect("a wave") - number(&want["band_cpm"][axis]).abs()).abs() < 1e-3,
                    "{name}: {found:?}"
                );
            }
        }
        for lag in want["autocorrelogram"].as_array().expect("lags") {
            let index = |i: usize| (number(&lag["lag"][i]) + arena.bins as f64 - 1.0) as usize;
            let found = f64::from(detail.autocorrelogram[index(0) * detail.size + index(1)]);
            close("autocorrelogram", Some(found), &lag["value"]);
        }
        if let Some(peaks) = want.get("peaks") {
            rotated("adaptive score", unit.grid_score_adaptive, &want["grid_score_adaptive"]);
            rotated("corrected score", unit.grid_score_ellipse_corrected, &want["grid_score_ellipse_corrected"]);
            close("spacing", unit.spacing_m, &peaks["spacing"]);
            close("orientation", unit.orientation_deg, &peaks["orientation_deg"]);
            close("ellipse", unit.ellipse_ratio, &peaks["ellipse_ratio"]);
            close(
                "tilt",
                unit.ellipse_tilt_deg.map(|t| t / 10.0),
                &(want["ellipse_tilt_deg"].as_f64().map(|t| t / 10.0).into()),
            );
        }
        if let Some(waves) = want["wave_vectors_cpm"].as_array() {
            assert_eq!(detail.spectrum.peaks_cpm.len(), 3, "{name}: three waves");
            for (found, wave) in detail.spectrum.peaks_cpm.iter().zip(waves) {
                for axis in 0..2 {
                    close("wave", Some(found[axis]), &wave[axis]);
                }
            }
        }
    }
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
        let report = analyze(&population(&[plain, moved], BINS, BOX_M), None, 3, None);
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
        prop_assert!(((found - turn + 30.0).rem_euclid(60.0) - 30.0).abs() < 1.0, "{} instead of {}", found, turn);
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
        let report = analyze(&population(&[plain.clone(), sheared.clone()], BINS, BOX_M), None, 0, None);
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

        let scaled = analyze(&population(&[plain, sheared], BINS, BOX_M * scale), None, 0, None);
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
        let report = analyze(&maps, Some([&maps, &maps]), 0, None);
        prop_assert_eq!(report.units.len(), units);
        let null = score_null(&maps, 2, 1, None, &AtomicBool::new(false), &|_| ());
        prop_assert!(null.is_some());
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
fn numbers(unit: &UnitReport) -> [Option<f64>; 16] {
    let &UnitReport {
        unit: _,
        active: _,
        peak_rate: _,
        grid_score_mean,
        grid_score_min_max,
        grid_score_adaptive,
        grid_score_ellipse_corrected,
        score_90,
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
    } = unit;
    let [a, b, c, d] = [grid_score_mean, grid_score_min_max, grid_score_adaptive, grid_score_ellipse_corrected];
    let [e, f, g, h] = [score_90, band_score, border_score, spatial_information_bits];
    let [i, j, k, l] = [fourier_hexagonality, fourier_squareness, stability, spacing_m];
    [a, b, c, d, e, f, g, h, i, j, k, l, fourier_spacing_m, orientation_deg, ellipse_ratio, ellipse_tilt_deg]
}

/// `count` hexagonal cells with spacings scattered by `scatter` (relative SD), random phases, one orientation, some
/// noise.
fn module(noise: &mut Noise, count: usize, spacing_m: f64, scatter: f64, orientation_deg: f64) -> Vec<Vec<f32>> {
    let cell = |_| {
        let a = spacing_m * (1.0 + scatter * noise.normal());
        let phase = [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0];
        let map = rectified(BINS, 2.4, a, orientation_deg, phase);
        map.into_iter().map(|r| r + 0.2 * noise.normal() as f32).collect()
    };
    (0..count).map(cell).collect()
}

fn report_of(maps: &[Vec<f32>], stable: bool) -> Report {
    let maps = population(maps, BINS, BOX_M);
    analyze(&maps, stable.then_some([&maps, &maps]), 0, None)
}

#[test]
fn two_spacings_are_two_modules() {
    for ratio in [1.25, 2.0f64.sqrt()] {
        for seed in 0..4 {
            let mut noise = Noise(seed);
            let mut maps = module(&mut noise, 40, 0.5, 0.02, 10.0);
            maps.extend(module(&mut noise, 30, 0.5 * ratio, 0.02, 10.0));
            for stable in [false, true] {
                let report = report_of(&maps, stable);
                let sizes: Vec<usize> = report.modules.iter().map(|m| m.units).collect();
                assert_eq!(report.modules.len(), 2, "ratio {ratio}, seed {seed}: {sizes:?}");
                assert!(sizes[0] >= 28 && sizes[1] >= 37, "ratio {ratio}, seed {seed}: {sizes:?}");
                let spacings = [report.modules[0].spacing_m, report.modules[1].spacing_m];
                assert!((spacings[0] / spacings[1] / ratio - 1.0).abs() < 0.03, "largest first: {spacings:?}");
                assert_eq!(report.units[69].module, Some(0), "a cell of the larger spacing");
            }
        }
    }
}

#[test]
fn scatter_does_not_split_a_module() {
    for seed in 0..6 {
        let report = report_of(&module(&mut Noise(seed), 40, 0.6, 0.05, 25.0), false);
        assert_eq!(report.modules.len(), 1, "seed {seed}: {:?}", report.modules);
        let module = &report.modules[0];
        assert!(module.units >= 36 && (module.spacing_m - 0.6).abs() < 0.03, "seed {seed}: {module:?}");
        assert!((module.orientation_deg - 25.0).abs() < 2.0 && module.orientation_coherence > 0.9, "{module:?}");
    }
}

#[test]
fn two_orientations_of_one_spacing_are_two_modules() {
    let mut noise = Noise(1);
    let mut maps = module(&mut noise, 20, 0.5, 0.01, 5.0);
    maps.extend(module(&mut noise, 20, 0.5, 0.01, 33.0));
    let report = report_of(&maps, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [20, 20], "{:?}", report.modules);
}

#[test]
fn squares_and_sheared_lattices_are_modules_too() {
    let mut noise = Noise(2);
    let phase = |noise: &mut Noise| [noise.next(), noise.next()];
    let squares: Vec<Vec<f32>> = (0..20).map(|_| square(BINS, 2.4, 0.5, 12.0, phase(&mut noise))).collect();
    let report = report_of(&squares, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [20], "{:?}", report.modules);
    assert!(report.units[0].grid_score_mean.expect("active") < 0.0, "though the hexagonal score is negative");
    let sheared = |noise: &mut Noise| -> Vec<f32> {
        let phase = phase(noise);
        let at = |position| hexagon_at(stretched(position, 0.8, 90.0), 0.6, 10.0, phase);
        centres(BINS, 2.4).map(at).collect()
    };
    let sheared: Vec<Vec<f32>> = (0..20).map(|_| sheared(&mut noise)).collect();
    let report = report_of(&sheared, false);
    assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [20], "{:?}", report.modules);
}

/// Trained networks make a second module of every other field of the first: rectangles a × √3 a, in three directions.
#[test]
fn sublattices_in_three_directions_are_one_module() {
    let mut noise = Noise(4);
    let mut cell = |skipped: Option<usize>| -> Vec<f32> {
        let a = 0.5;
        let axis = |k: usize| (15.0 + 60.0 * k as f64).to_radians().sin_cos();
        let k = skipped.unwrap_or(0);
        let ((sin_1, cos_1), (sin_2, cos_2)) = (axis(k), axis(k + 1));
        let phase = [noise.next(), noise.next()];
        let field = |i: i32| (f64::from(i / 21 - 10), f64::from(i % 21 - 10));
        let kept = |&(i, _): &(f64, f64)| skipped.is_none() || i % 2.0 == 0.0;
        let place =
            |(i, j): (f64, f64)| [phase[0] + a * (i * cos_1 + j * cos_2), phase[1] + a * (i * sin_1 + j * sin_2)];
        let fields: Vec<[f64; 2]> = (0..441).map(field).filter(kept).map(place).collect();
        let bump = |(x, y): (f64, f64)| -> f64 {
            fields.iter().map(|f| (-((x - f[0]).powi(2) + (y - f[1]).powi(2)) / (2.0 * 0.09f64.powi(2))).exp()).sum()
        };
        centres(BINS, 2.4).map(|position| (bump(position) + 0.1 * noise.normal()) as f32).collect()
    };
    let maps: Vec<Vec<f32>> = (0..54).map(|_| None).chain((0..34).map(|u| Some(u % 3))).map(&mut cell).collect();
    for stable in [false, true] {
        let report = report_of(&maps, stable);
        let sizes: Vec<usize> = report.modules.iter().map(|m| m.units).collect();
        assert!(sizes.len() == 2 && sizes[0] >= 31 && sizes[1] >= 52, "stable {stable}: {:?}", report.modules);
    }
}

#[test]
fn noise_has_no_modules() {
    for seed in 0..3 {
        let mut noise = Noise(seed);
        let white: Vec<Vec<f32>> = (0..64).map(|_| noise.white(BINS)).collect();
        assert_eq!(report_of(&white, false).modules, [], "white noise, seed {seed}");
        let [first, second] =
            [0, 1].map(|_| population(&(0..64).map(|_| noise.white(BINS)).collect::<Vec<_>>(), BINS, BOX_M));
        let halves = analyze(&population(&white, BINS, BOX_M), Some([&first, &second]), 0, None);
        assert_eq!(halves.modules, [], "white noise with halves, seed {seed}");
        // Smooth random maps, stable ones even: blobs without a lattice.
        for sd_m in [0.06, 0.12, 0.2, 0.5] {
            let smooth: Vec<Vec<f32>> = (0..96).map(|_| noise.smooth(BINS, 2.4, sd_m)).collect();
            for stable in [false, true] {
                let report = report_of(&smooth, stable);
                assert_eq!(report.modules, [], "smooth noise of {sd_m} m, seed {seed}, stable {stable}");
            }
        }
    }
}

#[test]
fn place_fields_have_no_modules() {
    let mut noise = Noise(5);
    let field = |_| -> Vec<f32> {
        let [x0, y0] = [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0];
        let bump = |(x, y): (f64, f64)| (-((x - x0).powi(2) + (y - y0).powi(2)) / (2.0 * 0.15f64.powi(2))).exp();
        centres(BINS, 2.4).map(|position| (bump(position) + 0.02 * noise.normal()) as f32).collect()
    };
    let maps: Vec<Vec<f32>> = (0..96).map(field).collect();
    for stable in [false, true] {
        let report = report_of(&maps, stable);
        assert_eq!(report.modules, [], "stable {stable}");
        let single = report.units.iter().filter(|u| u.fields == 1).count();
        assert!(single > 80, "{single} of 96 have one field");
    }
}

#[test]
fn silent_units_are_none_and_are_left_out() {
    let cell = hexagon(BINS, 2.4, 0.5, 0.0, [0.0, 0.0]);
    let silent = vec![0.0; BINS * BINS];
    let unvisited = vec![f32::NAN; BINS * BINS];
    let constant: Vec<f32> = (0..BINS * BINS).map(|i| 0.3 * (1.0 + 1e-7 * (i % 5) as f32)).collect();
    let with = report_of(&[cell.clone(), silent, unvisited, constant], true);
    for unit in &with.units[1..] {
        assert!(!unit.active && unit.fields == 0, "{unit:?}");
        assert!(numbers(unit).iter().all(Option::is_none) && unit.spacings_agree.is_none(), "{unit:?}");
    }
    let without = report_of(&[cell], true);
    assert_eq!(with.population_spectrum, without.population_spectrum, "silent units add no power");
    let empty = report_of(&[], false);
    assert!(empty.units.is_empty() && empty.modules.is_empty(), "nothing");
    assert_eq!(empty.population_spectrum, Spectrum::default(), "nothing");
}

#[test]
fn spectra_add_up_and_close() {
    let mut noise = Noise(9);
    let maps = population(&module(&mut noise, 9, 0.6, 0.0, 20.0), BINS, BOX_M);
    let spectrum = spectrum_of(&maps, &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(spectrum.power.len(), spectrum.size * spectrum.size, "a full picture");
    assert!(spectrum.size % 2 == 1 && spectrum.power.iter().all(|p| (0.0..=1.0).contains(p)), "scaled to peak 1");
    let [first, second, third] = spectrum.peaks_cpm[..] else { panic!("three waves: {:?}", spectrum.peaks_cpm) };
    for axis in 0..2 {
        assert!((first[axis] - second[axis] + third[axis]).abs() < 0.05, "k2 = k1 + k3: {:?}", spectrum.peaks_cpm);
    }
    let frequency = 2.0 / (3.0f64.sqrt() * 0.6);
    for wave in [first, second, third] {
        assert!((wave[0].hypot(wave[1]) / frequency - 1.0).abs() < 0.03, "wavelength: {wave:?}");
    }
    // The picture is where the peaks say it is.
    let at = |f: f64| ((f / spectrum.step_cpm).round() + (spectrum.size / 2) as f64) as usize;
    let power = spectrum.power[at(first[1]) * spectrum.size + at(first[0])];
    assert!(power > 0.5, "power at k1: {power}");
    let report = analyze(&maps, None, 0, None);
    assert_eq!(report.module_spectra.len(), 1, "one module");
    for (a, b) in report.population_spectrum.power.iter().zip(&spectrum.power) {
        assert!((a - b).abs() < 1e-5, "the population is its only module");
    }
    assert_eq!(spectrum_of(&maps, &[]), Spectrum::default(), "no units");
    assert_eq!(spectrum_of(&maps, &[77]), Spectrum::default(), "no such unit");
}

#[test]
fn threads_change_nothing() {
    let maps = population(&module(&mut Noise(3), 7, 0.5, 0.02, 0.0), BINS, BOX_M);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
    let alone = analyze(&maps, None, 4, None);
    let shared = analyze(&maps, None, 4, Some(&pool));
    assert_eq!(alone.units, shared.units);
    assert_eq!(alone.population_spectrum, shared.population_spectrum);
}

#[test]
fn noise_is_rarely_periodic_and_lattices_always_are() {
    let periodic = |map: &[f32]| -> bool {
        let correlator = Correlator::new(BINS);
        let mut work = correlator.workspace();
        let mask = correlator.mask(map, &mut work);
        let lattice = Lattice::of(&correlator.autocorrelogram(map, &mask, &mut work));
        lattice.is_some_and(|lattice| is_periodic(&lattice, BINS, None))
    };
    let mut noise = Noise(11);
    let white = (0..64).filter(|_| periodic(&noise.white(BINS))).count();
    assert_eq!(white, 0, "white noise");
    for sd_m in [0.06, 0.12, 0.2] {
        let smooth = (0..64).filter(|_| periodic(&noise.smooth(BINS, 2.4, sd_m))).count();
        assert!(smooth <= 16, "smooth noise of {sd_m} m: {smooth} of 64");
    }
    // Noise as strong as the signal.
    let noisy = |mut map: Vec<f32>, noise: &mut Noise| {
        let mean = map.iter().sum::<f32>() / map.len() as f32;
        let sd = (map.iter().map(|r| (r - mean).powi(2)).sum::<f32>() / map.len() as f32).sqrt();
        for rate in &mut map {
            *rate += sd * noise.normal() as f32;
        }
        map
    };
    let cells = (0..32).filter(|_| periodic(&noisy(hexagon(BINS, 2.4, 0.6, 20.0, [0.1, 0.2]), &mut noise))).count();
    let squares = (0..32).filter(|_| periodic(&noisy(square(BINS, 2.4, 0.5, 20.0, [0.1, 0.2]), &mut noise))).count();
    assert!(cells == 32 && squares >= 28, "{cells} and {squares} of 32 lattices under noise");
    let lattice = Lattice::of(&{
        let correlator = Correlator::new(BINS);
        let mut work = correlator.workspace();
        let map = hexagon(BINS, 2.4, 0.6, 20.0, [0.1, 0.2]);
        let mask = correlator.mask(&map, &mut work);
        correlator.autocorrelogram(&map, &mask, &mut work)
    });
    let lattice = lattice.expect("an ideal cell");
    assert!(is_periodic(&lattice, BINS, Some(0.5)) && !is_periodic(&lattice, BINS, Some(0.49)), "halves decide");
}

#[test]
fn squares_and_bands_are_not_corrected_into_hexagons() {
    let mut noise = Noise(6);
    let band = |position: (f64, f64)| 0.5 + 0.5 * (TAU / 0.5 * (0.6 * position.0 + 0.8 * position.1)).cos();
    let band: Vec<f32> = centres(BINS, 2.4).map(|position| (band(position) + 0.1 * noise.normal()) as f32).collect();
    let report =
        report_of(&[square(BINS, 2.4, 0.5, 12.0, [0.1, 0.0]), band, hexagon(BINS, 2.4, 0.5, 12.0, [0.1, 0.0])], false);
    let [square, band, hexagon] = &report.units[..] else { panic!("three units") };
    assert_eq!(square.grid_score_ellipse_corrected, None, "{square:?}");
    assert!((square.ellipse_ratio.expect("six peaks") - 3f64.sqrt()).abs() < 0.02, "{square:?}");
    assert!(square.fourier_squareness > Some(1.0) && square.fourier_hexagonality < Some(-1.0), "{square:?}");
    assert!(band.band_score > Some(0.95) && band.grid_score_ellipse_corrected < Some(0.5), "{band:?}");
    let close = |score: Option<f64>, want: f64| (score.expect("active") - want).abs() < 0.03;
    assert!(close(square.band_score, 0.5f64.sqrt()), "one of two waves: {square:?}");
    assert!(close(hexagon.band_score, (1.0f64 / 3.0).sqrt()), "one of three waves: {hexagon:?}");
    // A rectangle: peaks and waves give two spacings, which is said.
    let (long, short) = (1.0, 0.4);
    let waves = |(x, y): (f64, f64)| 1.0 * (TAU * x / long).cos() + 0.5 * (TAU * y / short).cos();
    let report = report_of(&[centres(BINS, 2.4).map(|position| waves(position) as f32).collect()], false);
    assert_eq!(report.units[0].spacings_agree, Some(false), "{:?}", report.units[0]);
}

#[test]
fn ten_thousand_units_are_no_trouble() {
    let (bins, units) = (10, 10_000);
    let mut noise = Noise(12);
    let map = |unit: usize| if unit.is_multiple_of(3) { vec![0.0; bins * bins] } else { noise.white(bins) };
    let maps = population(&(0..units).map(map).collect::<Vec<_>>(), bins, 1.0);
    let report = analyze(&maps, None, 0, None);
    assert_eq!(report.units.len(), units, "all of them");
    assert!(report.units.iter().all(|unit| unit.active != unit.unit.is_multiple_of(3)), "every third is silent");
}
