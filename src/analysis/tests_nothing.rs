//! Populations in which there is nothing to find: no grid-like unit, no best cell above chance, no module.

use super::test_maps::{Noise, centres, hexagon, population};
use super::*;
use crate::maps::RateMaps;
use crate::numerics::Progress;

const BOX_M: f32 = 2.4;
const BINS: usize = 48;
const UNITS: usize = 60;

/// Place cells: one field each.
fn places(noise: &mut Noise) -> Vec<Vec<f32>> {
    let field = |_| -> Vec<f32> {
        let [x0, y0] = [noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0];
        let bump = |(x, y): (f64, f64)| (-((x - x0).powi(2) + (y - y0).powi(2)) / (2.0 * 0.15f64.powi(2))).exp();
        centres(BINS, 2.4).map(|position| bump(position) as f32).collect()
    };
    (0..UNITS).map(field).collect()
}

/// These maps with noise of their own.
fn noisy(maps: &[Vec<f32>], noise: &mut Noise) -> RateMaps {
    let one = |map: &Vec<f32>| map.iter().map(|rate| rate + 0.05 * noise.normal() as f32).collect();
    population(&maps.iter().map(one).collect::<Vec<_>>(), BINS, BOX_M)
}

/// Nothing is found, and nothing lies beyond chance.
#[track_caller]
fn nothing_in(name: &str, maps: &RateMaps, halves: Option<[&RateMaps; 2]>) -> Report {
    let report = analyze(maps, halves, None);
    assert_eq!(report.modules, [], "{name}");
    assert_eq!(report.evidence.periodic, [], "{name}: no grid-like unit");
    assert!(report.units.iter().all(|unit| unit.membership != Membership::Member), "{name}");
    let null = score_null(maps, SURROGATES, 1, &mut Progress::none()).expect("not cancelled");
    let summary = ScoreSummary::of(Score::Adaptive, &report.units, Some(&null));
    assert_ne!(summary.beyond_chance, Some(true), "{name}: {summary:?}");
    report
}

#[test]
fn place_cells_are_no_grid_cells() {
    for seed in 0..4 {
        let mut noise = Noise(seed);
        let maps = places(&mut noise);
        let [whole, first, second] = [0; 3].map(|_| noisy(&maps, &mut noise));
        let report = nothing_in("place cells", &whole, Some([&first, &second]));
        assert!(report.units.iter().all(|unit| unit.active && unit.stability > Some(0.7)), "though they are stable");
        nothing_in("place cells without noise", &population(&maps, BINS, BOX_M), None);
    }
}

#[test]
fn random_maps_are_no_grid_cells() {
    for seed in 0..4 {
        let mut noise = Noise(seed);
        let white = |noise: &mut Noise| (0..UNITS).map(|_| noise.white(BINS)).collect::<Vec<_>>();
        let [whole, first, second] = [0; 3].map(|_| population(&white(&mut noise), BINS, BOX_M));
        nothing_in("white noise", &whole, Some([&first, &second]));
        nothing_in("white noise without halves", &whole, None);
        for sd_m in [0.06, 0.12, 0.3] {
            let smooth = |noise: &mut Noise| (0..UNITS).map(|_| noise.smooth(BINS, 2.4, sd_m)).collect::<Vec<_>>();
            let [whole, first, second] = [0; 3].map(|_| population(&smooth(&mut noise), BINS, BOX_M));
            nothing_in(&format!("smooth noise of {sd_m} m"), &whole, Some([&first, &second]));
        }
    }
}

#[test]
fn constant_maps_have_nothing() {
    let maps = population(&vec![vec![0.3; BINS * BINS]; UNITS], BINS, BOX_M);
    let report = nothing_in("constant maps", &maps, Some([&maps, &maps]));
    assert!(report.collapsed && report.units.iter().all(|unit| !unit.active), "all silent");
    assert!(report.collapse().is_some_and(|words| words.starts_with("Only 0.0e0 of")), "{:?}", report.collapse());
    let none = nothing_in("no units", &population(&[], BINS, BOX_M), None);
    assert!(!none.collapsed && none.collapse().is_none(), "nothing fires, nothing is one");
}

/// The states of a network that has learned without separation: all but one, with a lattice in what is left.
#[test]
fn a_collapsed_network_has_no_grid_cells() {
    let mut noise = Noise(7);
    let mut unit = |index: usize| -> Vec<f32> {
        let rate = if index < 2 { 0.7 } else { 1e-3 };
        let lattice = hexagon(BINS, 2.4, 0.6, 10.0, [noise.next(), noise.next()]);
        lattice.iter().map(|r| rate + 2e-3 * r).collect()
    };
    let maps = population(&(0..UNITS).map(&mut unit).collect::<Vec<_>>(), BINS, BOX_M);
    let report = nothing_in("a collapsed network", &maps, Some([&maps, &maps]));
    assert!(report.collapsed, "{:?}", report.variance_share);
    assert!(report.units.iter().all(|unit| unit.membership == Membership::Silent && unit.fields == 0));
}

#[test]
fn a_grid_turned_inside_out_has_no_score_and_comes_last() {
    let cell = hexagon(BINS, 2.4, 0.6, 10.0, [0.1, 0.0]);
    let holes: Vec<f32> = cell.iter().map(|rate| 1.0 - rate).collect();
    let maps = population(&[holes, cell], BINS, BOX_M);
    let report = analyze(&maps, None, None);
    let [holes, cell] = &report.units[..] else { panic!("two units") };
    assert_eq!((holes.lattice_score, holes.membership), (None, Membership::NoField), "{holes:?}");
    assert!(cell.lattice_score > Some(1.0) && cell.lattice_turn_deg == Some(60), "{cell:?}");
}

/// Forty-six units of one lattice, of which the halves agree in six.
#[test]
fn who_is_left_out_and_why_is_said() {
    let mut noise = Noise(5);
    let maps: Vec<Vec<f32>> =
        (0..46).map(|_| hexagon(BINS, 2.4, 0.6, 10.0, [noise.next() - 0.5, noise.next() - 0.5])).collect();
    let other: Vec<Vec<f32>> = maps
        .iter()
        .enumerate()
        .map(|(i, map)| if i < 6 { map.clone() } else { noise.smooth(BINS, 2.4, 0.1) })
        .collect();
    let [maps, other] = [maps, other].map(|maps| population(&maps, BINS, BOX_M));
    let report = analyze(&maps, Some([&maps, &other]), None);
    assert_eq!(report.membership(), "6 members, 40 left out: stability below 0.7");
    assert!(report.units[9].membership_words().starts_with("in no module: stability "), "{:?}", report.units[9]);
    let unknown = analyze(&maps, None, None);
    assert!(!unknown.has_halves && unknown.membership() == "46 candidates", "{}", unknown.membership());
}
