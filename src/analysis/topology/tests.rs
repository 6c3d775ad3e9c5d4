//! Barcodes against closed forms, against `ripser` and against the readable twin; circular coordinates.

use super::circular::{Coordinate, Graph, reduce};
use super::*;
use crate::numerics::{Cancelled, Draws, Progress};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::f64::consts::{PI, TAU};
use std::sync::atomic::AtomicBool;

fn compute(distances: &Distances, highest: usize) -> Cohomology {
    barcodes(distances, highest, &mut Progress::none()).expect("a small cloud")
}

fn bars_of(cloud: &[f64], dimensions: usize, highest: usize) -> Cohomology {
    compute(&Distances::euclidean(cloud, dimensions), highest)
}

/// n × n phases as cosines and sines of two waves, or of three (the twisted torus).
fn torus(n: usize, hexagonal: bool) -> Vec<f64> {
    let waves = |i: usize| {
        let (u, v) = (TAU * (i % n) as f64 / n as f64, TAU * (i / n) as f64 / n as f64);
        let waves = [u, v, u + v];
        waves[..if hexagonal { 3 } else { 2 }].to_vec()
    };
    (0..n * n).flat_map(waves).flat_map(|w| [w.cos(), w.sin()]).collect()
}

fn circle(n: usize) -> Vec<f64> {
    (0..n).map(|i| TAU * i as f64 / n as f64).flat_map(|a| [a.cos(), a.sin()]).collect()
}

/// Bars that live for some time, by their ends.
fn sorted(bars: &[Bar], shortest: f64) -> Vec<(f64, f64)> {
    let mut ends: Vec<(f64, f64)> = bars
        .iter()
        .map(|bar| (bar.birth, bar.death.unwrap_or(f64::INFINITY)))
        .filter(|(b, d)| d - b > shortest)
        .collect();
    ends.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.total_cmp(&b.0)));
    ends
}

fn assert_bars(what: &str, found: &[Bar], want: &[(f64, f64)], shortest: f64) {
    let found = sorted(found, shortest);
    assert_eq!(found.len(), want.len(), "{what}: {found:?} instead of {want:?}");
    for (a, b) in found.iter().zip(want) {
        let endless = a.1.is_infinite() && b.1.is_infinite();
        let same = (a.0 - b.0).abs() < 1e-6 && (endless || (a.1 - b.1).abs() < 1e-6);
        assert!(same, "{what}: {a:?} instead of {b:?}");
    }
}

/// Closed forms of regular clouds; those of tori as verified with `ripser` at n = 12.
#[test]
fn closed_forms() {
    let sine = (PI / 12.0).sin();
    let found = bars_of(&torus(12, false), 4, 2);
    assert_bars("square torus, loops", &found.bars[1], &[(2.0 * sine, 3f64.sqrt()); 2], 0.9);
    let cavity = [(8f64.sqrt() * sine, (5.0 - 3f64.sqrt()).sqrt())];
    assert_bars("square torus, cavity", &found.bars[2][..1], &cavity, 0.9);

    let found = bars_of(&torus(12, true), 6, 2);
    assert_bars("hexagonal torus, loops", &found.bars[1], &[(8f64.sqrt() * sine, 6f64.sqrt()); 2], 1.0);
    let cavity = [(8f64.sqrt() * sine, (5.0 + 3f64.sqrt()).sqrt())];
    assert_bars("hexagonal torus, cavity", &found.bars[2][..1], &cavity, 1.0);

    let found = bars_of(&circle(21), 2, 2);
    let step = 2.0 * (PI / 21.0).sin();
    let mut components = vec![(0.0, step); 21];
    components[0].1 = f64::INFINITY;
    assert_bars("circle, components", &found.bars[0], &components, 0.0);
    assert_bars("circle, loop", &found.bars[1], &[(step, 3f64.sqrt())], 1e-6);
    // At a third of a circle with 3 m points, m − 1 spheres appear at once (Adamaszek and Adams 2017).
    let spheres = [(3f64.sqrt(), 2.0 * (8.0 * PI / 21.0).sin()); 6];
    assert_bars("circle, cavities", &found.bars[2], &spheres, 1e-6);

    let axes: Vec<f64> = (0..18).map(|i| if i % 3 == i / 3 % 3 { 1.0 - 2.0 * f64::from(i / 9) } else { 0.0 }).collect();
    let found = bars_of(&axes, 3, 2);
    assert_bars("octahedron, loops", &found.bars[1], &[], 1e-6);
    assert_bars("octahedron, cavity", &found.bars[2], &[(2f64.sqrt(), 2.0)], 1e-6);
}

/// What `tests/golden/make_barcodes.py` had `ripser` compute.
#[test]
fn golden_barcodes() {
    let golden: Json = serde_json::from_str(include_str!("../../../tests/golden/barcodes.json")).expect("JSON");
    let shortest = golden["shortest"].as_f64().expect("a number");
    let cases = golden["cases"].as_array().expect("a list");
    assert!(cases.len() >= 10, "the golden file holds its cases");
    for case in cases {
        let points: Vec<Vec<f64>> = serde_json::from_value(case["points"].clone()).expect("points");
        let want: Vec<Vec<(f64, Option<f64>)>> = serde_json::from_value(case["bars"].clone()).expect("bars");
        let found = bars_of(&points.concat(), points[0].len(), 2);
        assert_eq!((found.bars.len(), want.len()), (3, 3), "three dimensions");
        for (dimension, (found, want)) in found.bars.iter().zip(want).enumerate() {
            let want: Vec<Bar> = want.into_iter().map(|(birth, death)| Bar { birth, death }).collect();
            let what = format!("{}, dimension {dimension}", case["name"]);
            assert_bars(&what, found, &sorted(&want, shortest), shortest);
        }
    }
}

proptest! {
    /// Few points, many equal distances, some of them infinite.
    #[test]
    fn barcodes_equal_those_of_the_twin(
        points in 0usize..9,
        steps in prop::collection::vec(0u8..7, 36),
    ) {
        let step = |i: usize, j: usize| match steps[i * (i - 1) / 2 + j] {
            6 => f64::INFINITY,
            step => f64::from(step) * 0.5,
        };
        let distances = Distances::from_fn(points, step);
        let found = compute(&distances, 2);
        for (dimension, want) in reference::bars(&distances, 2).iter().enumerate() {
            prop_assert_eq!(sorted(&found.bars[dimension], 0.0), sorted(want, 0.0), "dimension {}", dimension);
        }
        prop_assert_eq!(found.bars[1].len(), found.cocycles.len());
    }

    /// All distances differ.
    #[test]
    fn barcodes_of_scattered_points_equal_those_of_the_twin(seed in any::<u64>(), points in 5usize..13) {
        let mut draws = Draws::new(seed, "cloud", 0);
        let cloud: Vec<f64> = (0..points * 3).map(|_| f64::from(draws.normal())).collect();
        let distances = Distances::euclidean(&cloud, 3);
        let found = compute(&distances, 2);
        for (dimension, want) in reference::bars(&distances, 2).iter().enumerate() {
            prop_assert_eq!(sorted(&found.bars[dimension], 0.0), sorted(want, 0.0), "dimension {}", dimension);
        }
    }
}

/// A cocycle adds up to 0 around every triangle that is there while its class lives, and not around the loop.
#[test]
fn cocycles_are_closed() {
    let mut draws = Draws::new(7, "cloud", 0);
    let cloud: Vec<f64> = (0..50 * 2).map(|_| f64::from(draws.normal())).collect();
    let distances = Distances::euclidean(&cloud, 2);
    let found = compute(&distances, 1);
    assert!(found.bars[1].len() > 5, "some loops");
    for (bar, cocycle) in found.bars[1].iter().zip(&found.cocycles) {
        let mut values = vec![0i32; 50 * 50];
        for &(i, j, value) in &cocycle.terms {
            assert!(i > j && (1..47).contains(&value), "terms are edges with values");
            assert!(f64::from(distances.row(i as usize)[j as usize]) >= bar.birth, "nothing before the birth");
            values[i as usize * 50 + j as usize] = i32::from(value);
        }
        let death = bar.death.unwrap_or(f64::INFINITY) as f32;
        let mut around_the_last = 0;
        for (i, j, k) in (0..50).flat_map(|i| (0..i).flat_map(move |j| (0..j).map(move |k| (i, j, k)))) {
            let (ij, ik, jk) = (distances.row(i)[j], distances.row(i)[k], distances.row(j)[k]);
            let sum = (values[j * 50 + k] - values[i * 50 + k] + values[i * 50 + j]).rem_euclid(47);
            if ij.max(ik).max(jk) < death {
                assert_eq!(sum, 0, "around {i}, {j}, {k} of {bar:?}");
            } else if ij.max(ik).max(jk) <= death {
                around_the_last += i32::from(sum != 0);
            }
        }
        assert!(bar.death.is_none() || around_the_last > 0, "the class ends with a triangle");
    }
}

#[test]
fn a_circle_is_its_own_coordinate() {
    let n = 40;
    let distances = Distances::euclidean(&circle(n), 2);
    let found = compute(&distances, 1);
    for distance in [0.4, 1.0, 1.6] {
        let coordinate = Graph::new(&distances, distance).coordinate(&found.cocycles[0]).expect("a loop");
        let step = |i: usize| (coordinate.turns[(i + 1) % n] - coordinate.turns[i] + 0.5).rem_euclid(1.0) - 0.5;
        let first = step(0);
        assert!((first.abs() - 1.0 / n as f64).abs() < 1e-6, "one turn: a step of {first} at {distance}");
        assert!((0..n).all(|i| (step(i) - first).abs() < 1e-6), "even steps at {distance}");
        let longest = coordinate.change.iter().map(|c| c.abs()).fold(0.0, f64::max);
        assert!(longest < 1.0 / 3.0, "no edge spans a third of the circle: {longest}");
    }
}

/// The coordinates of a torus are its two angles, up to sign and start.
#[test]
fn a_torus_has_its_angles_as_coordinates() {
    let n = 9;
    let distances = Distances::euclidean(&torus(n, false), 4);
    let found = compute(&distances, 1);
    let graph = Graph::new(&distances, 1.6);
    let coordinate = |i: usize| graph.coordinate(&found.cocycles[i]).expect("a loop");
    let (a, b) = (coordinate(0), coordinate(1));
    // A pair that winds along the diagonal is straightened.
    let mut diagonal = a.clone();
    for (d, b) in diagonal.turns.iter_mut().zip(&b.turns) {
        *d += 2.0 * b;
    }
    for (d, b) in diagonal.change.iter_mut().zip(&b.change) {
        *d += 2.0 * b;
    }
    // A pair that misses every third class is completed: the sum of both, and three times one.
    let scaled = |c: &Coordinate, d: &Coordinate, m: f64, n: f64| {
        let add = |c: &[f64], d: &[f64]| c.iter().zip(d).map(|(c, d)| m * c + n * d).collect::<Vec<f64>>();
        Coordinate { turns: add(&c.turns, &d.turns), change: add(&c.change, &d.change) }
    };
    let [sum, triple] = graph.saturated(scaled(&a, &b, 1.0, 1.0), scaled(&a, &b, 0.0, 3.0));
    let kept = graph.saturated(a.clone(), b.clone());
    assert_eq!(kept[0].turns, a.turns, "nothing is missing");
    for pair in [reduce(a, b.clone()), reduce(diagonal, b), reduce(sum, triple)] {
        let windings = pair.map(|coordinate| {
            let winding = |step: usize| {
                let along = (0..n).map(|i| (coordinate.turns[(i + 1) % n * step] - coordinate.turns[i * step], ()));
                along.map(|(turn, ())| (turn + 0.5).rem_euclid(1.0) - 0.5).sum::<f64>()
            };
            [winding(1), winding(n)].map(|w| w.round().abs() as i32)
        });
        let mut windings = windings.to_vec();
        windings.sort_unstable();
        assert_eq!(windings, [[0, 1], [1, 0]], "each winds once along one axis");
    }
}

#[test]
fn odd_clouds() {
    assert_eq!(compute(&Distances::from_fn(0, |_, _| 0.0), 2).bars, vec![vec![]; 3], "no points");
    let one = compute(&Distances::from_fn(1, |_, _| 0.0), 2);
    assert_eq!(one.bars[0], [Bar { birth: 0.0, death: None }], "one point");
    let same = compute(&Distances::from_fn(30, |_, _| 0.0), 2);
    assert_eq!(same.bars, [vec![Bar { birth: 0.0, death: None }], vec![], vec![]], "all points are one");
    let apart = compute(&Distances::from_fn(30, |_, _| f64::INFINITY), 2);
    assert_eq!(apart.bars[0].len(), 30, "no edges");
    let many = Distances::from_fn(600, |_, _| 1.0);
    let refused = barcodes(&many, 2, &mut Progress::none());
    assert_eq!(refused, Err(TopologyError::TooManyPoints { points: 600, dimension: 2 }));
    let (cancel, mut nobody) = (AtomicBool::new(true), |_| ());
    let progress = &mut Progress::new(&cancel, &mut nobody);
    let cancelled = barcodes(&Distances::euclidean(&torus(9, true), 6), 2, progress);
    assert_eq!(cancelled, Err(TopologyError::Cancelled(Cancelled)));
}
