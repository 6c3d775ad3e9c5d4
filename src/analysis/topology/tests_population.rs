//! The whole pipeline on ideal populations: one set of thresholds, different answers.

use super::population::Prepared;
use super::*;
use crate::analysis::test_maps::{Noise, centres, hexagon, population, rectified, square};
use crate::maps::RateMaps;
use crate::numerics::{Cancelled, Draws, Progress};
use std::sync::atomic::{AtomicBool, Ordering};

const BINS: usize = 30;
const BOX_M: f64 = 1.5;
const UNITS: usize = 50;

/// Fewer landmarks and shuffles than usual, so that the tests are quick. Narrow fields need more landmarks than cosines.
const SETTINGS: TopologySettings =
    TopologySettings { landmarks: 220, cavity_landmarks: 220, shuffles: 5, most_states: 1500 };
/// For cosines.
const QUICK: TopologySettings =
    TopologySettings { landmarks: 150, cavity_landmarks: 130, shuffles: 2, most_states: 600 };

/// Maps of units at random places of the box.
fn maps(seed: u64, map: impl Fn([f64; 2]) -> Vec<f32>) -> RateMaps {
    let mut noise = Noise(seed);
    let mut place = || BOX_M * (noise.next() - 0.5);
    let maps: Vec<Vec<f32>> = (0..UNITS).map(|_| [place(), place()]).map(map).collect();
    population(&maps, BINS, BOX_M as f32)
}

fn all_units(maps: &RateMaps) -> Population {
    Population::of_maps(maps, &(0..maps.units).collect::<Vec<_>>())
}

fn run(population: &Population, settings: TopologySettings) -> Topology {
    topology(population, settings, 5, &mut Progress::none()).expect("enough of everything")
}

fn hexagons() -> RateMaps {
    maps(1, |p| hexagon(BINS, BOX_M, 0.6, 10.0, p))
}

fn place_cell([px, py]: [f64; 2], sigma_m: f64) -> Vec<f32> {
    let rate = |(x, y): (f64, f64)| (-((x - px).powi(2) + (y - py).powi(2)) / (2.0 * sigma_m * sigma_m)).exp() as f32;
    centres(BINS, BOX_M).map(rate).collect()
}

#[test]
fn hexagonal_units_lie_on_a_twisted_torus() {
    for (what, maps) in [("cosines", hexagons()), ("fields", maps(2, |p| rectified(BINS, BOX_M, 0.5, 25.0, p)))] {
        let found = run(&all_units(&maps), SETTINGS);
        assert_eq!(found.verdict, Verdict::Torus, "{what}: {:#?}", found.reasons);
        assert_eq!(found.shape, Some(TorusShape::Twisted), "{what}: {:#?}", found.reasons);
        let long: Vec<usize> = found.barcodes.iter().map(|barcode| barcode.long).collect();
        assert_eq!(long, [1, 2, 1], "{what}: the barcode of a torus");
        let evidence = found.evidence.expect("angles were decoded");
        assert!((evidence.angle_deg.expect("stripes") - 60.0).abs() < 3.0, "{what}: {evidence:?}");
        assert!(evidence.length_ratio.expect("stripes") < 1.05, "{what}: {evidence:?}");
        assert!(found.reasons.len() == 7, "{what}: a sentence for each dimension, sign, share and definition");
    }
}

#[test]
fn square_units_lie_on_a_square_torus() {
    let narrow = |p| square(BINS, BOX_M, 0.7, 10.0, p).iter().map(|rate| rate.powi(3)).collect();
    for (what, maps) in [("cosines", maps(3, |p| square(BINS, BOX_M, 0.5, 10.0, p))), ("fields", maps(4, narrow))] {
        let found = run(&all_units(&maps), SETTINGS);
        assert_eq!(found.verdict, Verdict::Torus, "{what}: {:#?}", found.reasons);
        assert_eq!(found.shape, Some(TorusShape::Square), "{what}: {:#?}", found.reasons);
        let evidence = found.evidence.expect("angles were decoded");
        assert!((evidence.angle_deg.expect("stripes") - 90.0).abs() < 3.0, "{what}: {evidence:?}");
    }
}

#[test]
fn other_units_lie_on_no_torus() {
    let mut noise = Noise(6);
    let mut random = |sd_m: f64| -> RateMaps {
        let maps: Vec<Vec<f32>> = (0..UNITS).map(|_| noise.smooth(BINS, BOX_M, sd_m)).collect();
        population(&maps, BINS, BOX_M as f32)
    };
    let cases = [
        ("narrow place cells", maps(7, |p| place_cell(p, 0.12))),
        ("wide place cells", maps(8, |p| place_cell(p, 0.3))),
        ("fine random maps", random(0.08)),
        ("coarse random maps", random(0.25)),
    ];
    for (what, maps) in cases {
        let found = run(&all_units(&maps), SETTINGS);
        assert_eq!(found.verdict, Verdict::NoTorusFound, "{what}: {:#?}", found.reasons);
        assert_eq!(found.shape, None, "{what}: no torus has no shape");
    }
}

#[test]
fn shuffled_units_lie_on_no_torus() {
    let population = all_units(&hexagons());
    let mut draws = Draws::new(9, "shuffle of a test", 0);
    let rolled = Prepared::of(&population).expect("enough of everything").rolled(&mut draws);
    let order = (0..rolled.count()).collect();
    let rolled = Population { states: rolled.states, places_m: Vec::new(), order, ..population.clone() };
    let mut scattered = population.clone();
    for unit in 0..UNITS {
        for (bin, from) in draws.permutation(BINS * BINS).into_iter().enumerate() {
            scattered.states[bin * UNITS + unit] = population.states[from as usize * UNITS + unit];
        }
    }
    for (what, population) in [("rolled", rolled), ("bins in random order", scattered)] {
        let found = run(&population, SETTINGS);
        assert_eq!(found.verdict, Verdict::NoTorusFound, "{what}: {:#?}", found.reasons);
    }
}

/// States in time, noisy, without places: the barcode and the waves over the angles are enough.
#[test]
fn states_in_time() {
    let maps = hexagons();
    let bins = all_units(&maps);
    let mut noise = Noise(10);
    let mut at = [0.0f64; 2];
    let mut states = Vec::new();
    for step in 0..1500u32 {
        let turn = f64::from(step) * 0.05 + noise.normal();
        for (x, way) in at.iter_mut().zip([turn.cos(), turn.sin()]) {
            let ahead = *x + 0.08 * way;
            *x = if ahead.abs() < 0.74 { ahead } else { -0.5 * *x };
        }
        let bin = maps.arena.bin(at.map(|x| x as f32)).expect("inside");
        let state = &bins.states[bin * UNITS..(bin + 1) * UNITS];
        states.extend(state.iter().map(|rate| rate + 0.1 * noise.normal() as f32));
    }
    let population = Population { states, places_m: Vec::new(), order: (0..1500).collect(), ..bins };
    let found = run(&population, SETTINGS);
    assert_eq!(found.verdict, Verdict::Torus, "{:#?}", found.reasons);
    assert_eq!(found.shape, Some(TorusShape::Twisted), "{:#?}", found.reasons);
    assert_eq!(found.evidence.and_then(|evidence| evidence.stripe_fit), None, "places are not known");
}

#[test]
fn the_same_again_and_plain_data() {
    let mut maps = hexagons();
    for unit in 0..UNITS {
        maps.rates[unit * BINS * BINS + 17] = f32::NAN;
    }
    let population = all_units(&maps);
    let (mut first, mut second) = (run(&population, QUICK), run(&population, QUICK));
    let angles = first.angles.as_ref().expect("two loops");
    for (bin, angle) in angles.angles_rad[0].iter().enumerate() {
        assert_eq!(angle.is_nan(), bin == 17, "an angle for every bin that was visited");
    }
    // NaN is not equal to itself.
    (first.angles, second.angles) = (None, None);
    (first.elapsed_ms, second.elapsed_ms) = (0.0, 0.0);
    assert_eq!(first, second, "same population, settings and seed");
    let json = serde_json::to_value(run(&population, QUICK)).expect("plain data");
    assert_eq!((json["verdict"].as_str(), json["shape"].as_str()), (Some("torus"), Some("twisted")));
    assert!(json["angles"]["angles_rad"][0][17].is_null(), "no angle where nobody was");
}

#[test]
fn progress_and_cancellation() {
    let population = all_units(&hexagons());
    let mut shares = Vec::new();
    let never = AtomicBool::new(false);
    let mut listener = |share| shares.push(share);
    topology(&population, QUICK, 0, &mut Progress::new(&never, &mut listener)).expect("enough of everything");
    assert!(shares.is_sorted(), "progress goes on");
    assert!(shares.first().is_some_and(|s| *s < 0.2) && shares.last().is_some_and(|s| (s - 1.0).abs() < 1e-9));
    let cancel = AtomicBool::new(false);
    let mut last = 0.0;
    let mut listener = |share| {
        last = share;
        cancel.store(share > 0.5, Ordering::Relaxed);
    };
    let stopped = topology(&population, QUICK, 0, &mut Progress::new(&cancel, &mut listener));
    assert_eq!(stopped, Err(TopologyError::Cancelled(Cancelled)));
    assert!(last < 0.9, "it stopped at {last}");
}

#[test]
fn too_little_is_refused() {
    let run = |maps: &RateMaps, settings| topology(&all_units(maps), settings, 0, &mut Progress::none());
    let refused = run(&maps(1, |_| vec![1.0; BINS * BINS]), SETTINGS);
    assert_eq!(refused, Err(TopologyError::TooFewUnits { found: 0, least: LEAST_UNITS }), "constant maps");
    let refused = run(&maps(1, |_| vec![f32::NAN; BINS * BINS]), SETTINGS);
    assert_eq!(refused, Err(TopologyError::TooFewStates { found: 0, least: LEAST_STATES }), "nothing visited");
    let few = TopologySettings { landmarks: 0, cavity_landmarks: 0, shuffles: 0, most_states: 0 };
    assert_eq!(run(&hexagons(), few).expect("no landmarks").verdict, Verdict::NoTorusFound, "nothing was looked at");
    let many = TopologySettings { landmarks: 700, cavity_landmarks: 700, shuffles: 0, most_states: 900 };
    assert_eq!(run(&hexagons(), many), Err(TopologyError::TooManyPoints { points: 700, dimension: 2 }));
}
