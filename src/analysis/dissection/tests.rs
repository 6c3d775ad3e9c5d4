//! Whole dissections, against golden values and against what must hold.

use super::dissect::take_apart;
use super::*;
use crate::analysis::capacity::{coverage, metric};
use crate::analysis::test_maps::{Noise, centres, hexagon, population, rectified, square};
use crate::analysis::unit::spectrum_of;
use crate::maps::{Arena, RateMaps};
use crate::numerics::{Cancelled, Progress};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::f64::consts::TAU;
use std::sync::atomic::{AtomicBool, Ordering};

const BINS: usize = 44;
const BOX_M: f64 = 2.2;

fn run(maps: &RateMaps) -> Dissection {
    let members: Vec<usize> = (0..maps.units).collect();
    dissect(maps, &members, 7, &mut Progress::none()).expect("nobody cancels")
}

fn of(maps: &[Vec<f32>]) -> Dissection {
    run(&population(maps, BINS, BOX_M as f32))
}

/// Without the embedding.
fn quickly(maps: &[Vec<f32>]) -> Dissection {
    let members: Vec<usize> = (0..maps.len()).collect();
    let maps = population(maps, BINS, BOX_M as f32);
    take_apart(&maps, &members, 7, &mut Progress::none()).expect("nobody cancels").0
}

/// PlacedStates spread over the box, `count` of them.
fn places(noise: &mut Noise, count: usize) -> Vec<[f64; 2]> {
    (0..count).map(|_| [noise.next() - 0.5, noise.next() - 0.5].map(|x| x * BOX_M)).collect()
}

fn hexagons(count: usize) -> Vec<Vec<f32>> {
    let mut noise = Noise(3);
    places(&mut noise, count).into_iter().map(|place| rectified(BINS, BOX_M, 0.6, 10.0, place)).collect()
}

fn squares(count: usize) -> Vec<Vec<f32>> {
    let mut noise = Noise(3);
    places(&mut noise, count).into_iter().map(|place| square(BINS, BOX_M, 0.5, 10.0, place)).collect()
}

fn place_cells(count: usize, sd_m: f64) -> Vec<Vec<f32>> {
    let mut noise = Noise(3);
    let cell = |place: [f64; 2]| {
        let rate = |(x, y): (f64, f64)| {
            (-((x - place[0]).powi(2) + (y - place[1]).powi(2)) / (2.0 * sd_m * sd_m)).exp() as f32
        };
        centres(BINS, BOX_M).map(rate).collect()
    };
    places(&mut noise, count).into_iter().map(cell).collect()
}

fn numbers(value: &Json) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// The maps of a golden case, as `make_dissection.py` makes them.
fn golden_maps(case: &Json) -> RateMaps {
    let number = |name: &str| case[name].as_f64().expect("a number");
    let (bins, box_m, weight) = (number("bins") as usize, number("box_m"), number("noise_weight"));
    let mut noise = Noise(number("seed") as u64);
    let one = |field: &Json| {
        let place = [field[0].as_f64().expect("x"), field[1].as_f64().expect("y")];
        let ideal = match case["kind"].as_str().expect("a kind") {
            "shifted" => hexagon,
            "rectified" => rectified,
            _ => square,
        };
        let mut map = ideal(bins, box_m, number("spacing_m"), number("orientation_deg"), place);
        if weight > 0.0 {
            for rate in &mut map {
                *rate = (f64::from(*rate) + weight * noise.next()) as f32;
            }
        }
        if let Some(radius) = case["mask"]["radius_m"].as_f64() {
            let modulus = case["mask"]["modulus"].as_u64().expect("a modulus") as usize;
            for (i, (x, y)) in centres(bins, box_m).enumerate() {
                if x.hypot(y) > radius || (7 * (i % bins) + 13 * (i / bins)).is_multiple_of(modulus) {
                    map[i] = f32::NAN;
                }
            }
        }
        map
    };
    let maps: Vec<Vec<f32>> = case["fields_m"].as_array().expect("fields").iter().map(one).collect();
    population(&maps, bins, box_m as f32)
}

#[test]
fn golden_dissections() {
    let golden: Json = serde_json::from_str(include_str!("../../../tests/golden/dissection.json")).expect("JSON");
    let cases = golden["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 5, "the golden file holds its cases");
    for case in cases {
        let (name, want) = (case["name"].as_str().expect("a name"), &case["expected"]);
        let close = |what: &str, found: &[f64], want: &Json, tolerance: f64| {
            let want = numbers(want);
            assert_eq!(found.len(), want.len(), "{name}: {what}");
            for (found, want) in found.iter().zip(&want) {
                assert!((found - want).abs() <= tolerance, "{name}: {what} is {found} instead of {want}");
            }
        };
        let maps = golden_maps(case);
        let members: Vec<usize> = (0..maps.units).collect();
        // Phases and rings at exactly the waves of the golden values …
        let pair = |wave: &Json| [wave[0].as_f64().expect("x"), wave[1].as_f64().expect("y")];
        let peaks: Vec<[f64; 2]> = want["waves_cpm"].as_array().expect("waves").iter().map(pair).collect();
        let waves = Waves::of(&peaks, f64::from(maps.arena.box_m));
        let units = phases::unit_phases(&maps, &members, &waves);
        for (unit, (phases, amplitudes)) in units.iter().zip(
            want["phases_rad"]
                .as_array()
                .expect("phases")
                .iter()
                .zip(want["amplitudes"].as_array().expect("amplitudes")),
        ) {
            close("phase", &unit.phases_rad, phases, 1e-6);
            close("amplitude", &unit.amplitudes, amplitudes, 1e-6);
            close("field", &unit.field_m.expect("two waves"), &want["field_m"][unit.unit], 1e-6);
            if let Some(error) = unit.closure_error_rad {
                assert!((error - numbers(&want["closure_error_rad"])[unit.unit]).abs() < 1e-6, "{name}: closure");
            }
        }
        let states = states::States::of(&maps, &members, 0);
        assert_eq!(states.count() as u64, want["states"].as_u64().expect("a count"), "{name}");
        let rings = rings::rings(&states, &units, &waves);
        let quality: Vec<f64> = rings.iter().map(|ring| ring.quality.expect("it varies")).collect();
        close("ring quality", &quality, &want["ring_quality"], 1e-6);
        let correlation: Vec<f64> = rings.iter().map(|ring| ring.position_correlation.expect("it varies")).collect();
        close("position correlation", &correlation, &want["ring_position_correlation"], 1e-6);
        for point in want["ring_points"].as_array().expect("points") {
            let point = numbers(point);
            let found = rings[point[1] as usize].points[point[0] as usize];
            for (found, want) in found.iter().zip(&point[2..]) {
                assert!((f64::from(*found) - want).abs() < 1e-5, "{name}: {point:?}");
            }
        }
        // … and the whole dissection, with the waves it finds itself.
        let whole = take_apart(&maps, &members, 7, &mut Progress::none()).expect("nobody cancels").0;
        assert_eq!(whole.waves.waves_cpm.len(), peaks.len(), "{name}: {}", whole.summary);
        if peaks.len() == 3 {
            for (found, want) in whole.waves.waves_cpm.iter().zip(&peaks) {
                assert!((0..2).all(|i| (found[i] - want[i]).abs() < 1e-6), "{name}: {found:?} instead of {want:?}");
            }
        }
        let ratio = whole.dimension.participation_ratio.expect("it varies");
        close("participation ratio", &[ratio], &Json::from(vec![want["participation_ratio"].clone()]), 1e-6);
        close("variance shares", &whole.dimension.variance_shares[..6], &want["variance_shares"], 1e-6);
        let found = serde_json::to_value(metric(&maps, &members).expect("it varies")).expect("plain data");
        for (key, want) in want["metric"].as_object().expect("a table") {
            let (found, want) = (found[key].as_f64().expect("a number"), want.as_f64().expect("a number"));
            assert!((found - want).abs() <= 1e-6 * want.abs().max(1.0), "{name}: {key} is {found} instead of {want}");
        }
    }
}

#[test]
fn an_ideal_module_is_a_hexagonal_torus() {
    let found = of(&hexagons(64));
    assert_eq!((found.finding, found.waves.pattern), (Finding::Hexagonal, WavePattern::Hexagonal), "{}", found.summary);
    for period in &found.waves.wavelengths_m {
        assert!((period - 0.6 * 3f64.sqrt() / 2.0).abs() < 0.01, "{:?}", found.waves);
    }
    let closure = found.closure.expect("three waves");
    assert!(closure.median_rad < 0.05 && closure.share_within_half_rad > 0.99, "{closure:?}");
    assert!(found.rings.len() == 3 && found.rings.iter().all(|ring| ring.quality.expect("a ring") > 3.0), "rings");
    assert!(found.rings.iter().all(|ring| ring.position_correlation.expect("a ring") > 0.9), "rings show the place");
    assert_eq!(
        found.uniformity.as_ref().expect("64 units").spread,
        Spread::NotToldFromUniform,
        "{:?}",
        found.uniformity
    );
    let six: f64 = found.dimension.variance_shares[..6].iter().sum();
    assert!(six > 0.85 && found.dimension.participation_ratio.expect("it varies") > 5.0, "{:?}", found.dimension);
    assert_eq!(found.lattices.units, 64);
    assert_eq!(found.lattices.orientation_deg.counts.iter().filter(|count| **count > 0).count(), 1, "one orientation");
    let embedding = found.embedding.expect("many states");
    assert_eq!((embedding.parts, embedding.points.len(), embedding.indices.len()), (1, 1500, 1500));
    assert!(embedding.false_neighbours < 0.002 && embedding.neighbours_kept > 0.5, "{embedding:?}");
    let inside = embedding.points.iter().filter(|[x, y, _]| x.hypot(*y) < 0.3).count();
    assert!(inside < 15, "the ring lies flat around its hole: {inside} of 1500 are in it");
    let torus = found.phase_torus.expect("three waves");
    assert!(torus.waves == [0, 2] && torus.points.len() == found.positions_m.len());
    for [x, y, z] in torus.points {
        assert!(((x.hypot(y) - 1.0).hypot(z) - 0.45).abs() < 1e-5, "on the torus");
    }
}

#[test]
fn a_square_module_is_square() {
    let found = of(&squares(64));
    assert_eq!((found.finding, found.waves.pattern), (Finding::Square, WavePattern::Square), "{}", found.summary);
    assert_eq!((found.rings.len(), found.closure), (2, None), "two rings, and no third phase");
    assert!(found.rings.iter().all(|ring| ring.quality.expect("a ring") > 3.0), "{}", found.summary);
    assert!((found.dimension.participation_ratio.expect("it varies") - 4.0).abs() < 0.5, "{:?}", found.dimension);
    assert!(found.phase_torus.is_some() && found.embedding.expect("many states").false_neighbours < 0.01);
    // A period of exactly ten bins: a hundred states, each in many places.
    let mut noise = Noise(3);
    let maps: Vec<Vec<f32>> =
        places(&mut noise, 20).into_iter().map(|place| square(BINS, BOX_M, 0.5, 0.0, place)).collect();
    let embedding = of(&maps).embedding.expect("a hundred states");
    assert_eq!((embedding.states, embedding.parts), (100, 1), "equal states count once");
}

#[test]
fn populations_without_a_lattice() {
    let mut noise = Noise(21);
    for sd_m in [0.08, 0.12, 0.2] {
        let random: Vec<Vec<f32>> = (0..48).map(|_| noise.smooth(BINS, BOX_M, sd_m)).collect();
        let found = quickly(&random);
        assert_eq!(found.finding, Finding::NoSharedLattice, "random maps of {sd_m} m: {}", found.summary);
        if let Some(closure) = found.closure {
            assert!(closure.median_rad > 1.0, "random phases do not close: {}", found.summary);
        }
        let cells = quickly(&place_cells(48, sd_m));
        assert_eq!(cells.finding, Finding::NoSharedLattice, "place cells of {sd_m} m: {}", cells.summary);
    }
    let white: Vec<Vec<f32>> = (0..16).map(|_| noise.white(BINS)).collect();
    assert_eq!(quickly(&white).finding, Finding::NoSharedLattice, "white noise");
    // Every unit with a spacing and an orientation of its own.
    let mixed: Vec<Vec<f32>> = places(&mut noise, 24)
        .into_iter()
        .enumerate()
        .map(|(i, place)| rectified(BINS, BOX_M, 0.4 + 0.02 * i as f64, 11.0 * i as f64, place))
        .collect();
    let found = quickly(&mixed);
    assert_eq!(found.finding, Finding::NoSharedLattice, "{}", found.summary);
}

#[test]
fn clustered_phases_are_told() {
    let near = |i: f64| [0.04 * i.sin(), 0.04 * (1.7 * i).cos()];
    let maps: Vec<Vec<f32>> = (0..24).map(|i| rectified(BINS, BOX_M, 0.6, 10.0, near(f64::from(i)))).collect();
    let found = quickly(&maps);
    assert_eq!(found.uniformity.expect("24 units").spread, Spread::Uneven);
    // An 8 × 8 lattice of phases.
    let step = |angle: f64| [0.6 / 8.0 * angle.to_radians().cos(), 0.6 / 8.0 * angle.to_radians().sin()];
    let (a, b) = (step(10.0), step(70.0));
    let even: Vec<Vec<f32>> = (0..64)
        .map(|i| (f64::from(i % 8), f64::from(i / 8)))
        .map(|(p, q)| hexagon(BINS, BOX_M, 0.6, 10.0, [p * a[0] + q * b[0], p * a[1] + q * b[1]]))
        .collect();
    let found = quickly(&even);
    assert_eq!(found.uniformity.expect("64 units").spread, Spread::EvenerThanChance);
    assert!(found.rings.iter().all(|ring| ring.quality.expect("a ring") > 20.0), "perfect circles");
    assert!((found.dimension.participation_ratio.expect("it varies") - 6.0).abs() < 0.4, "{:?}", found.dimension);
    assert!(found.dimension.variance_shares[6] < 1e-9, "exactly six dimensions");
}

#[test]
fn odd_populations_get_clear_answers() {
    let hexagon = rectified(BINS, BOX_M, 0.6, 10.0, [0.1, 0.0]);
    let nothing = quickly(&[]);
    assert_eq!((nothing.finding, nothing.summary.as_str()), (Finding::Silent, "no unit fires"));
    assert_eq!(quickly(&[vec![f32::NAN; BINS * BINS], vec![1.0; BINS * BINS]]).finding, Finding::Silent);
    let one = quickly(std::slice::from_ref(&hexagon));
    assert_eq!((one.finding, one.units.len(), one.uniformity), (Finding::TooFewUnits, 1, None), "{}", one.summary);
    let same = quickly(&vec![hexagon.clone(); 12]);
    assert_eq!((same.finding, same.uniformity.expect("12 units").spread), (Finding::Hexagonal, Spread::Uneven));
    // Units that never were in the same places.
    let half = |left: bool| -> Vec<f32> {
        let keep = |(i, rate): (usize, &f32)| if (i % BINS < BINS / 2) == left { *rate } else { f32::NAN };
        hexagon.iter().enumerate().map(keep).collect()
    };
    let apart = of(&[half(true), half(false), half(true)]);
    assert_eq!((apart.dimension.states, apart.embedding.as_ref()), (0, None), "no common place");
    assert!(apart.rings.iter().all(|ring| ring.quality.is_none()), "{:?}", apart.rings);
    let members = [0, 99, usize::MAX / 8192];
    let maps = population(std::slice::from_ref(&hexagon), BINS, BOX_M as f32);
    let found = dissect(&maps, &members, 0, &mut Progress::none()).expect("nobody cancels");
    assert_eq!(found.units.len(), 1, "units that do not exist are left out");
    for bins in [0, 1, 2, 3] {
        let tiny: Vec<Vec<f32>> = (0..3).map(|i| (0..bins * bins).map(|j| (i * j) as f32).collect()).collect();
        let maps = RateMaps { arena: Arena { box_m: 1.0, bins }, units: 3, rates: tiny.concat(), visits: Vec::new() };
        let found = run(&maps);
        assert_ne!(found.finding, Finding::Hexagonal, "{bins} bins");
    }
}

#[test]
fn the_same_again_and_cancelled() {
    let maps = population(&hexagons(20), BINS, BOX_M as f32);
    let mut told = Vec::new();
    let mut tell = |share| told.push(share);
    let members: Vec<usize> = (0..20).collect();
    let never = AtomicBool::new(false);
    // At the rim there is no metric: NaN, which does not equal itself.
    let known = |mut found: Dissection| {
        let tensors = found.metric.iter_mut().flat_map(|metric| metric.tensors.as_flattened_mut());
        tensors.filter(|entry| entry.is_nan()).for_each(|entry| *entry = 0.0);
        found
    };
    let first = known(dissect(&maps, &members, 1, &mut Progress::new(&never, &mut tell)).expect("nobody cancels"));
    assert!(told.is_sorted() && told.first() == Some(&0.0) && told.last() == Some(&1.0), "{told:?}");
    let again = known(dissect(&maps, &members, 1, &mut Progress::none()).expect("nobody cancels"));
    assert!(first == again, "the same again");
    let other = dissect(&maps, &members, 2, &mut Progress::none()).expect("nobody cancels");
    assert_ne!(first.embedding, other.embedding, "the seed counts");
    assert_eq!((&first.units, first.closure), (&other.units, other.closure), "where something is drawn");
    for stop in [0.0, 0.2, 0.4, 0.7] {
        let flag = AtomicBool::new(false);
        let mut watch = |share: f64| flag.store(share >= stop, Ordering::Relaxed);
        assert_eq!(
            dissect(&maps, &members, 1, &mut Progress::new(&flag, &mut watch)),
            Err(Cancelled),
            "cancelled at {stop}"
        );
    }
}

#[test]
fn json_holds_the_numbers_and_not_the_pictures() {
    let json = serde_json::to_value(of(&hexagons(20))).expect("plain data");
    assert_eq!(json["finding"], "hexagonal");
    assert_eq!(json["waves"]["waves_cpm"].as_array().expect("waves").len(), 3);
    assert!(json["closure"]["median_rad"].is_f64() && json["uniformity"]["p_uneven"].is_f64());
    assert!(json["rings"][0]["quality"].is_f64() && json["rings"][0].get("points").is_none());
    assert!(json["embedding"]["false_neighbours"].is_f64() && json.get("positions_m").is_none());
    assert!(json.to_string().len() < 40_000, "{} bytes", json.to_string().len());
    assert!(json["metric"]["scale_per_m"].is_f64() && json["metric"].get("tensors").is_none(), "{}", json["metric"]);
    assert!(
        json["coverage"]["covered_share"].is_f64() && (json["box_m"].as_f64().expect("a length") - BOX_M).abs() < 1e-6
    );
    let cover = coverage(&population(&hexagons(20), BINS, BOX_M as f32), &[0, 1, 2], 0.5);
    assert!(serde_json::to_value(cover).expect("plain data")["covered_share"].is_f64());
}

/// Rates that no map should hold, and some that it may.
fn odd_rate() -> impl Strategy<Value = f32> {
    prop_oneof![Just(f32::NAN), Just(0.0), Just(f32::INFINITY), Just(1e30f32), Just(1e-30f32), -1.0f32..1.0]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_input_panics(bins in 0usize..12, units in 0usize..6, rates in prop::collection::vec(odd_rate(), 720)) {
        let size = bins * bins;
        let maps = RateMaps {
            arena: Arena { box_m: 1.0, bins },
            units,
            rates: rates[..size * units].to_vec(),
            visits: vec![1.0; size],
        };
        let found = run(&maps);
        prop_assert!(!found.summary.is_empty());
        let members: Vec<usize> = (0..units + 2).collect();
        let _ = (metric(&maps, &members), coverage(&maps, &members, 0.5));
        prop_assert!(serde_json::to_string(&found).is_ok());
    }

    /// Turning the module turns its waves; nothing else changes much.
    #[test]
    fn orientation_does_not_matter(turn in 0.0f64..60.0, spacing in 0.4f64..0.7) {
        let mut noise = Noise(9);
        let maps: Vec<Vec<f32>> =
            places(&mut noise, 24).into_iter().map(|place| rectified(BINS, BOX_M, spacing, turn, place)).collect();
        let maps = population(&maps, BINS, BOX_M as f32);
        let units: Vec<usize> = (0..24).collect();
        let waves = Waves::of(&spectrum_of(&maps, &units).peaks_cpm, BOX_M);
        prop_assert_eq!(waves.pattern, WavePattern::Hexagonal, "{:?}", waves);
        let found = phases::closure(&phases::unit_phases(&maps, &units, &waves)).expect("three waves");
        prop_assert!(found.median_rad < 0.1, "{:?} with {:?}", found, waves);
        let direction = waves.waves_cpm[0][1].atan2(waves.waves_cpm[0][0]);
        let error = phases::wrapped(6.0 * (direction - (turn + 30.0).to_radians())) / 6.0;
        prop_assert!(error.abs() < 0.02 * TAU, "{} from {}", direction.to_degrees(), turn);
    }
}
