//! Capacity of ideal codes, whose answers are known.

use super::*;
use crate::analysis::test_maps::{Noise, hexagon, population};
use crate::maps::Arena;
use crate::maps::RateMaps;
use crate::numerics::{Cancelled, Progress};
use std::sync::atomic::AtomicBool;

/// An ideal module: shifted cosines with phases on an even 6 × 6 lattice of the unit cell.
fn module(bins: usize, box_m: f64, spacing_m: f64) -> Vec<Vec<f32>> {
    let cell = |i: usize| {
        let (a, b) = ((i % 6) as f64 / 6.0, (i / 6) as f64 / 6.0);
        // Lattice vectors at 0° and 60°.
        let phase = [spacing_m * (a + 0.5 * b), spacing_m * 0.75f64.sqrt() * b];
        hexagon(bins, box_m, spacing_m, 0.0, phase)
    };
    (0..36).map(cell).collect()
}

fn uncancelled(arenas: &[&RateMaps], seed: u64) -> Capacity {
    let (mut heard, mut last) = (0, 0.0);
    let never = AtomicBool::new(false);
    let mut listener = |share: f64| {
        assert!((last..=1.0 + 1e-9).contains(&share), "{share} after {last}");
        (heard, last) = (heard + 1, share);
    };
    let found = capacity(arenas, seed, &mut Progress::new(&never, &mut listener)).expect("not cancelled");
    assert_eq!(heard, arenas.len() * (NOISE_LEVELS.len() + 1), "after every round");
    found
}

#[test]
fn a_cancelled_study_has_no_result() {
    let maps = maps(&[0.6]);
    let (cancel, mut nobody) = (AtomicBool::new(true), |_| ());
    assert_eq!(capacity(&[&maps], 0, &mut Progress::new(&cancel, &mut nobody)), Err(Cancelled));
}

fn maps(spacings_m: &[f64]) -> RateMaps {
    let all: Vec<Vec<f32>> = spacings_m.iter().flat_map(|&spacing| module(44, 2.2, spacing)).collect();
    population(&all, 44, 2.2)
}

#[test]
fn two_modules_tell_places_apart_that_one_confuses() {
    let (one, two) = (maps(&[0.6]), maps(&[0.6, 0.85]));
    let error = |maps, noise| decoding_error(&PlacedStates::of(maps), 2.2, noise, 1).expect("places");
    // The same experiment with the reference implementation in Python gives above 0.3 m and below 0.075 m.
    let (alone, both) = (error(&one, 0.3), error(&two, 0.3));
    assert!(alone.mean_error_m > 0.3 && alone.mean_error_m < alone.chance_error_m, "{alone:?}");
    assert!(both.mean_error_m < 0.075 && both.within_10_cm > 0.9, "{both:?}");
    assert!(error(&two, 0.0).mean_error_m < 1e-6, "without noise nothing is confused");
    let table = uncancelled(&[&two], 1);
    assert_eq!((table.decoding.len(), table.ranges.len()), (NOISE_LEVELS.len(), 1));
    let errors: Vec<f64> = table.decoding.iter().map(|e| e.mean_error_m).collect();
    assert!(errors.is_sorted(), "more noise, more error: {errors:?}");
}

#[test]
fn one_module_repeats_after_its_spacing_and_two_do_not() {
    let arena = Arena { box_m: 2.2, bins: 44 };
    let range = |spacings: &[f64]| coding_range(&PlacedStates::of(&maps(spacings)), arena, 1).expect("places");
    let one = range(&[0.6]);
    let median = one.median_range_m.expect("it repeats");
    assert!((0.4..=0.6).contains(&median), "field and lattice constant: {one:?}");
    assert!(one.unambiguous_share < 1e-9, "every place has its double: {one:?}");
    assert!(one.exclusion_radius_m.is_some_and(|r| (0.05..0.3).contains(&r)), "{one:?}");
    // 3 × 0.6 m and 2 × 0.85 m nearly agree: there the two modules are confused again.
    let two = range(&[0.6, 0.85]);
    assert!(two.median_range_m.is_some_and(|far| (1.6..1.9).contains(&far)), "{two:?}");
    assert!(two.unambiguous_share > 0.1, "places in the middle have no double in the box: {two:?}");
}

#[test]
fn nothing_to_decode_is_no_error() {
    let empty = population(&[], 8, 2.0);
    let unvisited = population(&[vec![f32::NAN; 64]], 8, 2.0);
    let arena = Arena { box_m: 2.0, bins: 8 };
    for maps in [&empty, &unvisited] {
        assert!(PlacedStates::of(maps).is_empty());
        assert_eq!(uncancelled(&[maps], 0), Capacity::default());
        assert_eq!(coding_range(&PlacedStates::of(maps), arena, 0), None);
    }
    let single = population(&[vec![1.0]], 1, 2.0);
    let alone = decoding_error(&PlacedStates::of(&single), 2.0, 0.5, 0).expect("one place");
    assert!(alone.mean_error_m.abs() < 1e-9, "there is nothing to confuse it with: {alone:?}");
    // All states alike: everything is confused.
    let collapsed = population(&[vec![0.3; 64], vec![0.2; 64]], 8, 2.0);
    let range = coding_range(&PlacedStates::of(&collapsed), arena, 0).expect("places");
    assert_eq!(range.median_range_m, None, "{range:?}");
    let error = decoding_error(&PlacedStates::of(&collapsed), 2.0, 0.0, 0).expect("places");
    assert!(error.mean_error_m > 0.5, "{error:?}");
}

#[test]
fn holes_are_left_out_and_threads_change_nothing() {
    let mut noise = Noise(3);
    let mut cells: Vec<Vec<f32>> = (0..5).map(|_| noise.white(12)).collect();
    cells[2][17] = f32::NAN;
    let maps = population(&cells, 12, 1.2);
    let places = PlacedStates::of(&maps);
    assert_eq!(places.len(), 143, "the bin that one unit misses is no place");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
    let (alone, shared) = (uncancelled(&[&maps], 9), pool.install(|| uncancelled(&[&maps], 9)));
    assert_eq!((alone.decoding, alone.ranges), (shared.decoding, shared.ranges));
    // The definition, plainly: nearest by distance over all units.
    let state: Vec<f32> = places.state(40).iter().map(|r| r + 0.01).collect();
    let distance =
        |place: usize| -> f64 { places.state(place).iter().zip(&state).map(|(a, b)| f64::from(a - b).powi(2)).sum() };
    let plain = (0..places.len()).min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
    assert_eq!(places.nearest(&state, [0.0; 2], f32::INFINITY), plain);
    assert_eq!(places.nearest(&state, [9.0; 2], 0.1), None, "nothing is near");
}

#[test]
fn chance_is_that_of_a_square() {
    assert!((chance_error_m(2.0) - 2.0 * 0.521_405_433).abs() < 1e-8);
}
