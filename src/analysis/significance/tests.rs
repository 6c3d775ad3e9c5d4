//! Cells of known kind: what shifted spikes say of them.

use super::*;
use crate::analysis::recorded::cell_measures;
use crate::analysis::test_recordings::{no_grids, recorded_set, set_of};
use crate::analysis::{Report, analyze_set};
use crate::data::simulated::{Tuning, spikes};
use crate::maps::{MapSet, MapSettings};
use crate::numerics::{Cancelled, Draws, Progress};
use std::sync::atomic::{AtomicBool, Ordering};

fn tested(set: &MapSet, report: &Report, shifts: Shifts) -> Significance {
    let recorded = set.recorded.as_ref().expect("a recording");
    significance(recorded, set.maps.arena, &report.units, shifts, 1, &mut Progress::none()).expect("long enough")
}

const FEW: Shifts = Shifts { least: 40, decisive: 200 };

#[test]
fn cells_are_what_they_are() {
    let mut draws = Draws::new(1, "test", 0);
    let mut cells: Vec<(Tuning, f64)> = (0..4).map(|_| (Tuning::grid(0.4, 10.0, &mut draws), 4.0)).collect();
    cells.push((Tuning::Boundary { wall: 1, distance_m: 0.0, width_m: 0.08 }, 6.0));
    cells.push((Tuning::Fields(vec![([0.1, -0.1], 0.1)]), 6.0));
    cells.push((Tuning::Flat, 1.0));
    cells.push((Tuning::Flat, 0.005));
    let set = recorded_set(1.0, 1200.0, &cells, 1);
    let report = analyze_set(&set, None);
    let found = tested(&set, &report, FEW);
    let classes: Vec<CellClass> = found.units.iter().map(|unit| unit.class).collect();
    let [grid, border, _, spatial, none] = CellClass::ALL;
    assert_eq!(classes, [grid, grid, grid, grid, border, spatial, none, none], "{:#?}", found.units);
    assert_eq!(found.units[0].shifts, 200, "a class hangs on it");
    assert_eq!((found.units[7].shifts, found.units[7].scores.len()), (0, 0), "too few spikes");
    assert_eq!(found.summary(), "4 grid, 1 border, 1 spatial, 2 none");
    // The scores are those of the report.
    for (unit, report) in found.units.iter().zip(&report.units).take(6) {
        let of = |score: ShiftedScore| unit.scores[&score].value;
        let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-4, "{a} and {b}"),
            _ => assert_eq!(a, b, "neither has one"),
        };
        close(of(ShiftedScore::Information), report.spatial_information_bits);
        close(of(ShiftedScore::Stability), report.stability);
        close(of(ShiftedScore::Grid), report.grid_score_adaptive);
        close(of(ShiftedScore::Border), report.border_score);
    }
}

#[test]
fn one_unit_is_enough_and_threads_change_nothing() {
    let set = recorded_set(1.0, 600.0, &[(Tuning::Flat, 2.0)], 3);
    let report = analyze_set(&set, None);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads");
    let alone = tested(&set, &report, FEW);
    assert_eq!(alone, pool.install(|| tested(&set, &report, FEW)));
    assert!(alone.units[0].p(ShiftedScore::Information).is_some(), "{alone:?}");
}

#[test]
fn it_can_be_cancelled_and_a_short_track_is_refused() {
    let set = recorded_set(1.0, 300.0, &no_grids(4, 1.0, &mut Draws::new(1, "test", 1)), 3);
    let report = analyze_set(&set, None);
    let recorded = set.recorded.as_ref().expect("a recording");
    let (cancel, mut heard) = (AtomicBool::new(false), Vec::new());
    let mut listener = |share: f64| {
        heard.push(share);
        cancel.store(heard.len() == 2, Ordering::Relaxed);
    };
    let progress = &mut Progress::new(&cancel, &mut listener);
    let done = significance(recorded, set.maps.arena, &report.units, FEW, 1, progress);
    assert_eq!(done, Err(SignificanceError::Cancelled(Cancelled)));
    assert_eq!(heard, [0.0, 0.25]);
    let short = recorded_set(1.0, 30.0, &[(Tuning::Flat, 9.0)], 3);
    let report = analyze_set(&short, None);
    let recorded = short.recorded.as_ref().expect("a recording");
    let why = significance(recorded, short.maps.arena, &report.units, FEW, 1, &mut Progress::none());
    assert_eq!(
        why.map_err(|why| why.to_string()).err().as_deref(),
        Some("the track is too short to shift spikes by 20 s; valid: more than 40 s that count")
    );
}

/// A cell that fires where the head points right, and one that fires while the animal is fast.
#[test]
fn head_direction_and_speed_are_beyond_chance() {
    let set = recorded_set(1.0, 900.0, &[(Tuning::Flat, 1.0), (Tuning::Flat, 1.0), (Tuning::Flat, 1.0)], 5);
    let mut cells = set.recorded.as_ref().expect("a recording").cells.clone();
    let track = cells.track.clone();
    let speeds = track.speeds_m_s();
    let mut draws = Draws::new(5, "test", 0);
    let head = |sample: usize| 8.0 * f64::from(track.head_rad[sample].cos().max(0.0)).powi(2);
    cells.units[0].spikes_s = spikes(&track, head, &mut draws);
    cells.units[1].spikes_s = spikes(&track, |sample| 20.0 * f64::from(speeds[sample]), &mut draws);
    let set = set_of(cells, 1.0, MapSettings::default());
    let report = analyze_set(&set, None);
    let found = tested(&set, &report, FEW);
    let p = |unit: usize, score| found.units[unit].p(score).expect("tested");
    assert_eq!(found.units[0].class, CellClass::HeadDirection, "{}", found.units[0].words());
    assert!(p(0, ShiftedScore::HeadDirection) < 0.01 && p(1, ShiftedScore::Speed) < 0.03, "{found:#?}");
    assert!(p(2, ShiftedScore::HeadDirection) > 0.01 && p(2, ShiftedScore::Speed) > 0.03, "{found:#?}");
    // The numbers are those of the table of cells.
    let cells = cell_measures(&set, &mut Progress::none()).expect("not cancelled");
    for (unit, cell) in found.units.iter().zip(&cells) {
        let of = |score: ShiftedScore| unit.value(score).expect("it has one");
        assert!((of(ShiftedScore::HeadDirection) - cell.head_mean_vector.expect("directions")).abs() < 1e-9);
        assert!((of(ShiftedScore::Speed) - cell.speed_score.expect("speeds")).abs() < 1e-9);
    }
}
