//! Ideal codes along made-up walks.

use super::*;
use crate::analysis::analyze;
use crate::analysis::capacity::PlacedStates;
use crate::analysis::test_maps::{Noise, hexagon, population};
use crate::maps::{Arena, RateMaps};
use std::f64::consts::{PI, TAU};

const UNITS: usize = 36;
const LENGTH: usize = 200;
const WALKS: usize = 12;

/// The state of two ideal modules at a place: units in pairs of cosine and sine are path integration at its best.
fn state([x, y]: [f32; 2]) -> Vec<f32> {
    let wave = |unit: usize| {
        let spacing = if unit.is_multiple_of(2) { 0.6 } else { 0.85 };
        let k = 4.0 * PI / (3f64.sqrt() * spacing);
        let turn = (unit / 2 % 3) as f64 * PI / 3.0;
        let phase = (unit / 6) as f64 / 6.0 * TAU;
        (1.0 + (k * (turn.cos() * f64::from(x) + turn.sin() * f64::from(y)) + phase).cos()) as f32
    };
    (0..UNITS).map(wave).collect()
}

/// Random walks in a 2 m box.
fn walks(seed: u64) -> Vec<[f32; 2]> {
    let mut noise = Noise(seed);
    let mut step = |x: f32| {
        let next = x + 0.15 * (2.0 * noise.next() as f32 - 1.0);
        if next.abs() < 1.0 { next } else { x - 0.1 * x.signum() }
    };
    let mut all = Vec::new();
    for _ in 0..WALKS {
        let mut at = [0.0f32; 2];
        all.extend((0..LENGTH).map(|_| {
            at = at.map(&mut step);
            at
        }));
    }
    all
}

fn trace<'a>(states: &'a [f32], positions_m: &'a [[f32; 2]]) -> Trace<'a> {
    Trace { units: UNITS, length: LENGTH, states, positions_m }
}

/// The same states read from the bins of a 2 m arena.
fn maps() -> RateMaps {
    let arena = Arena { box_m: 2.0, bins: 40 };
    let states: Vec<Vec<f32>> =
        (0..1600).map(|bin| state([arena.centre_m(bin % 40), arena.centre_m(bin / 40)])).collect();
    let map = |unit: usize| states.iter().map(|state| state[unit]).collect();
    population(&(0..UNITS).map(map).collect::<Vec<Vec<f32>>>(), 40, 2.0)
}

#[test]
fn a_perfect_integrator_depends_on_the_place_alone() {
    let positions = walks(1);
    let states: Vec<f32> = positions.iter().flat_map(|p| state(*p)).collect();
    let trace = trace(&states, &positions);

    let distance = distance_density(trace, &positions[..300]).expect("walks");
    assert!(
        distance.mean_distance[0].expect("near pairs") < 0.5 * distance.plateau.expect("far pairs"),
        "{distance:?}"
    );
    assert!(distance.half_rise_m.is_some_and(|rise| (0.02..0.3).contains(&rise)), "{:?}", distance.half_rise_m);
    for column in (0..distance.columns).filter(|column| distance.samples[*column] > 0) {
        let sum: f32 = (0..distance.rows).map(|row| distance.density[row * distance.columns + column]).sum();
        assert!((sum - 1.0).abs() < 1e-4, "column {column} adds up to {sum}");
    }
    assert!(distance.training_cdf.is_sorted() && (distance.training_cdf.last().expect("columns") - 1.0).abs() < 0.05);
    assert_eq!(distance.training_cdf.len(), distance.columns);

    let separation = separation_map(trace).expect("walks");
    let [same, late, other] =
        [separation.same_place, separation.same_place_late, separation.other_place].map(|d| d.expect("pairs"));
    assert!(same < 0.35 * other && (late - same).abs() < 0.2 * same, "{same} {late} {other}");
    assert_eq!(separation.pairs.iter().sum::<u64>(), WALKS as u64 * (98 * 97 / 2), "every pair of every other sample");

    let drift = path_integration(trace, &PlacedStates::of(&maps()), 2.0).expect("walks");
    assert!(drift.mean_error_m.iter().all(|error| *error < 0.06), "the bin: {drift:?}");
    assert!(drift.diffusion_m2_per_step.expect("moments").abs() < 1e-5, "{drift:?}");
    assert_eq!((drift.steps.first(), drift.steps.last()), (Some(&5), Some(&200)));
}

#[test]
fn a_drifting_integrator_is_caught() {
    let positions = walks(2);
    // The code believes in a position that diffuses away from the true one: variance 2·10⁻⁵ m² a step and axis.
    let mut noise = Noise(8);
    let mut error = [0.0f32; 2];
    let believed: Vec<[f32; 2]> = positions
        .iter()
        .enumerate()
        .map(|(sample, p)| {
            error = if sample % LENGTH == 0 { [0.0; 2] } else { error.map(|e| e + 0.004_472 * noise.normal() as f32) };
            [p[0] + error[0], p[1] + error[1]]
        })
        .collect();
    let states: Vec<f32> = believed.iter().flat_map(|p| state(*p)).collect();
    let trace = trace(&states, &positions);
    let drift = path_integration(trace, &PlacedStates::of(&maps()), 2.0).expect("walks");
    let [early, late] = [0, drift.steps.len() - 1].map(|moment| drift.local_error_m[moment]);
    assert!(late > 1.5 * early, "{early} {late}");
    // ⟨err²⟩ = 2 axes · 2·10⁻⁵ t = 4 D t with D = 10⁻⁵, less what the walls and the radius of the decoder cut off.
    let diffusion = drift.diffusion_m2_per_step.expect("moments");
    assert!((3e-6..2e-5).contains(&diffusion), "{diffusion}");
    let separation = separation_map(trace).expect("walks");
    assert!(separation.same_place_late > separation.same_place, "{separation:?}");
}

#[test]
fn permuted_paths_end_together_or_not() {
    let ends = |spread: f64| -> Vec<f32> {
        let mut noise = Noise(4);
        (0..5)
            .flat_map(|set| (0..6).map(move |_| set))
            .flat_map(|set| {
                let error = [0; 2].map(|_| (spread * noise.normal()) as f32);
                state([0.3 * set as f32 + error[0], -0.2 * set as f32 + error[1]])
            })
            .collect()
    };
    let perfect = permuted_paths(&ends(0.0), UNITS, 6, 60).expect("five sets");
    assert_eq!((perfect.sets, perfect.orders, perfect.ratio), (5, 6, Some(0.0)));
    let poor = permuted_paths(&ends(1.0), UNITS, 6, 60).expect("five sets");
    assert!(poor.ratio.is_some_and(|ratio| ratio > 0.7) && poor.largest_distance >= poor.mean_distance, "{poor:?}");
    assert_eq!(permuted_paths(&ends(0.0)[..UNITS * 6], UNITS, 6, 60), None, "one set has nothing to compare with");
    assert_eq!(permuted_paths(&vec![0.5; UNITS * 12], UNITS, 6, 60).expect("two sets").ratio, None, "all the same");
}

#[test]
fn lattices_that_scale_with_the_walls_are_told_from_those_that_do_not() {
    let report = |box_m: f64, spacing_m: f64| {
        let bins = (box_m / 0.05).round() as usize;
        let cells: Vec<Vec<f32>> =
            (0..6).map(|i| hexagon(bins, box_m, spacing_m, 10.0, [0.07 * f64::from(i), 0.03])).collect();
        analyze(&population(&cells, bins, box_m as f32), None, None)
    };
    let (small, same, scaled) = (report(2.0, 0.5), report(3.0, 0.5), report(3.0, 0.75));
    let boxes = compare_boxes(&[&small, &same, &scaled]);
    let ratio = |index: usize| boxes[index].median_spacing_ratio.expect("periodic units");
    assert!(
        (ratio(0) - 1.0).abs() < 1e-9 && (ratio(1) - 1.0).abs() < 0.01 && (ratio(2) - 1.5).abs() < 0.02,
        "{boxes:?}"
    );
    assert_eq!((boxes[1].within_5_percent, boxes[2].within_5_percent), (Some(1.0), Some(0.0)));
    assert_eq!((boxes[0].periodic_units, boxes[1].compared_units), (6, 6));
    assert!(compare_boxes(&[]).is_empty());
    let silent = analyze(&population(&[vec![0.0; 1600]], 40, 2.0), None, None);
    assert_eq!(compare_boxes(&[&silent])[0].median_spacing_ratio, None, "nothing fires");
}

#[test]
fn no_walks_say_nothing() {
    let none = Trace { units: UNITS, length: 0, states: &[], positions_m: &[] };
    assert!(distance_density(none, &[]).is_none() && separation_map(none).is_none());
    assert!(path_integration(none, &PlacedStates::of(&maps()), 2.0).is_none());
    let short: Vec<[f32; 2]> = vec![[0.0; 2]; 3];
    let states = vec![0.1; 3 * UNITS];
    let short = Trace { units: UNITS, length: 3, states: &states, positions_m: &short };
    assert!(distance_density(short, &[]).is_none() && separation_map(short).is_none(), "burn-in is all there is");
    assert!(path_integration(short, &PlacedStates::default(), 2.0).is_none(), "no places");
}
