//! Populations of recorded cells of known kind: modules where there are grid cells, and none where there are none; p-values that
//! are what they say; classes.
//!
//! `GRIDSCOPE_POPULATIONS=60` makes so many populations of each kind, and `GRIDSCOPE_CELLS=40` so many cells of each; the
//! usual few are quick.

use super::significance::{CellClass, ShiftedScore, Shifts, Significance, significance};
use super::test_recordings::{no_grids, recorded_set};
use super::unit::turn::turn_deg;
use super::*;
use crate::data::simulated::Tuning;
use crate::maps::MapSet;
use crate::numerics::{Draws, Progress};

/// How many are made, unless a variable of the environment says otherwise.
fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A box of 1 to 1.5 m.
fn side_m(draws: &mut Draws) -> f64 {
    1.0 + 0.1 * f64::from(draws.below(6))
}

fn tested(set: &MapSet, report: &Report, shifts: Shifts) -> Significance {
    let recorded = set.recorded.as_ref().expect("a recording");
    significance(recorded, set.maps.arena, &report.units, shifts, 7, &mut Progress::none()).expect("long enough")
}

#[test]
fn populations_without_grid_cells_have_no_modules() {
    let populations = number("GRIDSCOPE_POPULATIONS", 3);
    let mut with_modules = Vec::new();
    for index in 0..populations as u64 {
        let mut draws = Draws::new(2026, "no grids", index);
        let side_m = side_m(&mut draws);
        let set = recorded_set(side_m, 1200.0, &no_grids(60, side_m, &mut draws), 1000 + index);
        let report = analyze_set(&set, None);
        if !report.modules.is_empty() {
            with_modules.push((index, report.modules));
        }
    }
    eprintln!("{} of {populations} populations without grid cells have modules: {with_modules:?}", with_modules.len());
    assert!(20 * with_modules.len() <= populations, "{with_modules:?}");
}

#[test]
fn modules_are_found_beside_other_cells() {
    const TRUE: [(f64, f64); 3] = [(0.70, 41.0), (0.50, 25.0), (0.38, 8.0)];
    let populations = number("GRIDSCOPE_POPULATIONS", 2);
    let mut worst = [0.0f64; 2];
    // In population 37 strays of wide spacings once made two modules seem one group.
    for index in (0..populations as u64).chain((populations <= 37).then_some(37)) {
        let mut draws = Draws::new(2026, "mixed", index);
        let mut cells = no_grids(90, 1.5, &mut draws);
        for (spacing_m, orientation_deg) in TRUE {
            let mut cell =
                || (Tuning::grid(spacing_m, orientation_deg, &mut draws), 3.0 + 7.0 * f64::from(draws.uniform()));
            cells.extend((0..20).map(|_| cell()));
        }
        let report = analyze_set(&recorded_set(1.5, 1200.0, &cells, 2000 + index), None);
        assert_eq!(report.modules.len(), 3, "population {index}: {:?}", report.modules);
        for (module, (spacing_m, orientation_deg)) in report.modules.iter().zip(TRUE) {
            let off = (module.spacing_m / spacing_m - 1.0).abs();
            let turn = turn_deg(orientation_deg, module.orientation_deg).abs();
            worst = [worst[0].max(off), worst[1].max(turn)];
            assert!(off < 0.04 && turn < 1.5, "population {index}: {module:?}");
            assert!(module.grid_score_adaptive > Some(0.5), "{module:?}");
            assert!(module.orientation_coherence > module.orientation_coherence_chance, "{module:?}");
        }
    }
    eprintln!("{populations} mixed populations: spacing within {:.4}, orientation within {:.3}°", worst[0], worst[1]);
}

/// Cells whose rate has nothing to do with the place, of one rate each or of one that drifts.
#[test]
fn p_values_of_random_cells_are_what_they_say() {
    let cells = number("GRIDSCOPE_CELLS", 0) * 25;
    let (count, seconds, shifts) = if cells == 0 { (40, 300.0, 100) } else { (cells, 600.0, 200) };
    let mut draws = Draws::new(2026, "random", 0);
    let random: Vec<(Tuning, f64)> =
        (0..count).map(|_| (Tuning::Flat, 0.4 + 4.0 * f64::from(draws.uniform()))).collect();
    let mut below = [0usize; ShiftedScore::ALL.len()];
    // A walk of its own for each twenty: shifts of one walk are not independent.
    for (index, cells) in random.chunks(20).enumerate() {
        let set = recorded_set(0.8, seconds, cells, 3000 + index as u64);
        let report = analyze_set(&set, None);
        for unit in tested(&set, &report, Shifts { least: shifts, decisive: shifts }).units {
            for (score, below) in ShiftedScore::ALL.into_iter().zip(&mut below) {
                *below += usize::from(unit.p(score).is_some_and(|p| p < 0.01));
            }
        }
    }
    eprintln!("of {count} random cells p < 0.01: {below:?} ({:?})", ShiftedScore::ALL);
    // The 99 % interval of the binomial distribution, by its normal approximation from a hundred on.
    let (mean, sd) = (0.01 * count as f64, (0.0099 * count as f64).sqrt());
    for (score, below) in ShiftedScore::ALL.into_iter().zip(below) {
        let most = if count < 100 { 3.0 } else { mean + 2.576 * sd };
        let least = if count < 1000 { 0.0 } else { mean - 2.576 * sd };
        assert!((least..=most).contains(&(below as f64)), "{score:?}: {below} of {count}");
    }
}

/// How many of some cells are called grid cells.
fn called_grid(side_m: f64, cells: &[(Tuning, f64)], seed: u64, shifts: Shifts) -> usize {
    let set = recorded_set(side_m, 1200.0, cells, seed);
    let report = analyze_set(&set, None);
    let found = tested(&set, &report, shifts);
    found.units.iter().filter(|unit| unit.class == CellClass::Grid).count()
}

/// Makes one cell.
type Kind = fn(&mut Draws) -> Tuning;

#[test]
fn grid_cells_are_called_so_and_others_are_not() {
    let cells = number("GRIDSCOPE_CELLS", 0);
    let (count, shifts) =
        if cells == 0 { (8, Shifts { least: 40, decisive: 150 }) } else { (cells, Shifts::default()) };
    let peaks: &[f64] = if cells == 0 { &[2.0] } else { &[0.5, 1.0, 1.5, 2.0, 4.0, 8.0] };
    for &peak_hz in peaks {
        let mut draws = Draws::new(2026, "class", 0);
        let grids: Vec<(Tuning, f64)> =
            (0..count).map(|i| (Tuning::grid([0.38, 0.5][i % 2], 12.0, &mut draws), peak_hz)).collect();
        let called = called_grid(1.0, &grids, 4000, shifts);
        eprintln!("{called} of {count} ideal cells of {peak_hz} Hz are called grid cells");
        assert!(peak_hz < 2.0 || 10 * called >= 9 * count, "{called} of {count} at {peak_hz} Hz");
    }
    let mut draws = Draws::new(2026, "class", 1);
    let kinds: [(&str, Kind); 3] = [
        ("place", |draws| Tuning::fields(1, 1.0, draws)),
        ("boundary", |draws| Tuning::boundary(1.0, draws)),
        ("three-field", |draws| Tuning::fields(3, 1.0, draws)),
    ];
    for (index, (name, kind)) in kinds.into_iter().enumerate() {
        let count = if cells == 0 { 8 } else { 5 * cells };
        let others: Vec<(Tuning, f64)> = (0..count).map(|_| (kind(&mut draws), 6.0)).collect();
        let called = called_grid(1.0, &others, 5000 + index as u64, shifts);
        eprintln!("{called} of {count} {name} cells are called grid cells");
        assert!(20 * called <= count.max(20), "{called} of {count} {name} cells");
    }
}
