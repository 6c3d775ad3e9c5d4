//! Every score of single units against golden values, which `tests/golden/scores.py` made.

use super::test_maps::{Noise, centres, hexagon_at, population, rectified_at, square, stretched};
use super::unit::measure::{Visited, look};
use super::unit::turn::turn_deg;
use super::*;
use crate::maps::Arena;
use serde_json::Value as Json;
use std::f64::consts::TAU;

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

/// The scores of a map, also of one without fields, for which a report has none.
fn scores_of(map: &[f32], visits: &[f32], arena: Arena) -> UnitReport {
    let tables = Tables::new(arena.bins);
    let mut work = tables.correlator.workspace();
    let visited = Visited::of(&tables, map, &mut work);
    let border_score = border_score(map, arena);
    let spatial_information_bits = spatial_information(map, visits);
    let mut unit = UnitReport { border_score, spatial_information_bits, ..UnitReport::default() };
    let looked = look(&tables, map, arena, &visited, &mut work).expect("a map that is not constant");
    looked.fill(&mut unit, arena);
    unit
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
        let unit = &scores_of(&map, &maps.visits, arena);
        let whole = &analyze(&maps, None, None).units[0];
        if has_fields(&maps, 0) {
            assert_eq!(Score::ALL.map(|score| score.of(whole)), Score::ALL.map(|score| score.of(unit)), "{name}");
        } else {
            assert_eq!((whole.membership, whole.grid_score_mean), (Membership::NoField, None), "{name}");
        }
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
        // Far from a lone field the map is all but flat: the rounding of either side's transforms shows, in single lags
        // and where rotations spread them.
        let flat = name.starts_with("place");
        let rotated = |what: &str, found: Option<f64>, want: &Json| {
            within(if flat { 1e-4 } else { 1e-6 }, what, found, want);
        };
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
            assert!(turn_deg(turn, found).abs() < 1e-4, "{name}: waves at {found}, not {turn}");
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
            within(if flat { 1e-3 } else { 1e-6 }, "autocorrelogram", Some(found), &lag["value"]);
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
