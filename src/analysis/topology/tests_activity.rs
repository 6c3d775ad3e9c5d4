//! States of moments: how they are made of spikes, and what lies on a torus at every moment.
//!
//! `GRIDSCOPE_TORI=0..10` makes these populations of each kind and takes as many landmarks and shuffles as the program; the
//! usual few are quick.

use super::*;
use crate::data::simulated::{Tuning, recorded, spikes, walk};
use crate::data::{ArenaShape, CellTrack, RecordedCells, RecordedUnit};
use crate::maps::{Arena, MapSettings, RecordedSet, SpikeMapper};
use crate::numerics::{Draws, Progress};
use std::ops::Range;

/// Fewer landmarks and shuffles than usual, so that the tests are quick.
const SETTINGS: TopologySettings =
    TopologySettings { landmarks: 250, cavity_landmarks: 200, shuffles: 2, most_states: 2500 };

/// Which populations of a kind are made, and how much is computed: of maps, of activity.
fn extent() -> (Range<u64>, [TopologySettings; 2]) {
    let text = std::env::var("GRIDSCOPE_TORI").unwrap_or_default();
    match text.split_once("..").and_then(|(first, end)| Some(first.parse().ok()?..end.parse().ok()?)) {
        Some(seeds) => (seeds, [TopologySettings::default(), TopologySettings::of_activity()]),
        None => (0..1, [SETTINGS; 2]),
    }
}

fn set(track: CellTrack, spikes_s: Vec<Vec<f64>>) -> RecordedSet {
    let units = spikes_s.into_iter().map(|spikes_s| RecordedUnit { spikes_s, ..RecordedUnit::default() }).collect();
    let shape = ArenaShape::Rectangle { width_m: 1.0, height_m: 1.0 };
    let cells = RecordedCells { track, units, shape };
    RecordedSet { cells, settings: MapSettings::default() }
}

/// What the maps of a recording and its moments are found to be.
fn both(recorded: &RecordedSet) -> [Topology; 2] {
    let cells = &recorded.cells;
    let members: Vec<usize> = (0..cells.units.len()).collect();
    let mapper = SpikeMapper::new(&cells.track, Arena { box_m: 1.0, bins: 40 }, recorded.settings);
    let mean_maps = mapper.maps(&cells.units, 0..mapper.samples());
    let [maps, activity] = extent().1.map(|settings| {
        move |population: Population| {
            topology(&population, settings, 3, &mut Progress::none()).expect("enough of everything")
        }
    });
    [maps(Population::of_maps(&mean_maps, &members)), activity(Population::of_activity(recorded, &members))]
}

/// A minute of running to and fro, then one at rest, and one without a place; a second is lost between the first two.
fn run_rest_lost() -> CellTrack {
    let place = |i: u16| match i {
        0..3000 => [0.4 * (f32::from(i) * 0.02).sin(), 0.0],
        3050..6000 => [0.1, 0.1],
        _ => [f32::NAN; 2],
    };
    CellTrack {
        time_s: (0..9000).map(|i| f64::from(i) * 0.02).collect(),
        position_m: (0..9000).map(place).collect(),
        head_rad: Vec::new(),
    }
}

#[test]
fn states_are_square_roots_of_rates_while_the_animal_runs() {
    // 25 spikes a second throughout; one spike in the middle of the run; one far outside.
    let regular: Vec<f64> = (0..4500).map(|i| f64::from(i) * 0.04 + 0.005).collect();
    let recorded = set(run_rest_lost(), vec![regular, vec![30.005], vec![-5.0, 1e9]]);
    let found = Population::of_activity(&recorded, &[0, 1, 2, 99]);
    assert_eq!((found.source, found.units), (StatesOf::SimultaneousActivity, 3), "a unit that does not exist");
    let states = found.states.len() / 3;
    // The moments of a minute, without its ends and turning points.
    assert!((1050..=1180).contains(&states) && found.places_m.len() == states, "{states}");
    assert!(found.places_m.iter().all(|place| place[1] == 0.0), "none at rest or lost");
    for state in found.states.chunks_exact(3) {
        assert!((state[0] * state[0] - 25.0).abs() < 3.0 && state[2] == 0.0, "{state:?}");
    }
    // The most active moments are those near the one spike, whose rate peaks at 1/(σ√2π).
    let peak = found.states.chunks_exact(3).map(|state| state[1] * state[1]).fold(0.0, f32::max);
    let wanted = 1.0 / (ACTIVITY_SMOOTHING_S * std::f64::consts::TAU.sqrt());
    assert!((f64::from(peak) - wanted).abs() < 0.05 * wanted, "{peak} instead of {wanted}");
    assert!(found.order.iter().copied().eq(0..states), "in the order of time");
}

#[test]
fn odd_recordings_have_no_states() {
    let nothing = Population::of_activity(&set(CellTrack::default(), vec![vec![1.0]]), &[0]);
    assert_eq!((nothing.units, nothing.states.len()), (1, 0));
    let nobody = Population::of_activity(&set(run_rest_lost(), vec![]), &[0, 1]);
    assert_eq!((nobody.units, nobody.states.len()), (0, 0));
    let refused = topology(&nothing, SETTINGS, 1, &mut Progress::none());
    assert_eq!(refused, Err(TopologyError::TooFewStates { found: 0, least: LEAST_STATES }));
}

#[test]
fn angles_are_averaged_around_the_circle() {
    let arena = Arena { box_m: 2.0, bins: 2 };
    let places = [[-0.5, -0.5], [-0.5, -0.5], [0.5, 0.5], [9.0, 9.0], [0.5, -0.5]];
    let found = mean_angles(&[3.0, -3.0, 1.0, 2.0, f32::NAN], &places, arena);
    assert!((found[0].abs() - std::f32::consts::PI).abs() < 1e-5 && (found[3] - 1.0).abs() < 1e-6, "{found:?}");
    assert!(found[1].is_nan() && found[2].is_nan(), "{found:?}");
}

/// A module whose grid drifts by a spacing in ten minutes: its cells keep their phases to each other at every moment, and
/// their mean maps are smeared.
#[test]
fn a_grid_that_drifts_keeps_two_loops_in_activity() {
    let spacing_m = 0.5;
    let track = walk(1.0, 1200.0, 11);
    let mut draws = Draws::new(11, "test", 0);
    let unit = |index: u64| {
        let tuning = Tuning::grid(spacing_m, 12.0, &mut draws);
        let rate = |sample: usize| {
            let drift_m = spacing_m * track.time_s[sample] / 600.0;
            let [x, y] = track.position_m[sample].map(f64::from);
            25.0 * tuning.rate([x - 0.94 * drift_m, y - 0.34 * drift_m], 1.0)
        };
        spikes(&track, rate, &mut Draws::new(11, "test spikes", index))
    };
    let spikes_s: Vec<Vec<f64>> = (0..70).map(unit).collect();
    let [maps, activity] = both(&set(track, spikes_s));
    assert_ne!(maps.verdict, Verdict::Torus, "{:#?}", maps.reasons);
    assert_eq!(activity.verdict, Verdict::Torus, "{:#?}", activity.reasons);
    assert!(activity.words().contains("torus of simultaneous activity"), "{}", activity.words());
}

/// Forty cells of one kind, 15 Hz at their peak, twenty minutes in a box of 1 m.
fn forty(seed: u64, mut cell: impl FnMut(&mut Draws) -> Tuning) -> RecordedSet {
    let mut draws = Draws::new(seed, "test population", 0);
    let cells: Vec<(Tuning, f64)> = (0..40).map(|_| (cell(&mut draws), 15.0)).collect();
    let cells = recorded(walk(1.0, 1200.0, seed), 1.0, &cells, seed);
    RecordedSet { cells, settings: MapSettings::default() }
}

#[test]
fn a_module_of_forty_cells_is_a_torus_in_maps_and_in_activity() {
    let (seeds, _) = extent();
    let count = seeds.end - seeds.start;
    for spacing_m in [0.38, 0.6] {
        let mut tori = [0u64; 2];
        for seed in seeds.clone() {
            let found = both(&forty(100 + seed, |draws| Tuning::grid(spacing_m, 12.0, draws)));
            for (tori, found) in tori.iter_mut().zip(&found) {
                *tori += u64::from(found.verdict == Verdict::Torus);
                eprintln!("{spacing_m} m, population {seed}: {}", found.words());
            }
        }
        eprintln!("{spacing_m} m: a torus in {tori:?} of {count}, in maps and in activity");
        assert!(tori.iter().all(|tori| 10 * tori >= 9 * count), "{spacing_m} m: {tori:?} of {count}");
    }
}

/// Makes one cell.
type Kind = fn(&mut Draws) -> Tuning;

/// Cells of another kind are no torus, neither way.
fn no_torus(what: &str, kind: Kind) {
    let (seeds, _) = extent();
    for seed in seeds {
        for found in both(&forty(200 + seed, kind)) {
            eprintln!("{what} cells, population {seed}: {}", found.words());
            assert_ne!(found.verdict, Verdict::Torus, "{what} {seed}, {}: {:#?}", found.source, found.reasons);
        }
    }
}

#[test]
fn place_cells_are_no_torus() {
    no_torus("place", |draws| Tuning::fields(1, 1.0, draws));
}

#[test]
fn boundary_cells_are_no_torus() {
    no_torus("boundary", |draws| Tuning::boundary(1.0, draws));
}
