//! A run with everything that panels can show: maps with two modules, losses of every kind, and every measurement.

use super::Wire;
use crate::analysis::capacity::{Capacity, capacity};
use crate::analysis::dissection::{Dissection, dissect};
use crate::analysis::test_maps::{Noise, population, rectified};
use crate::analysis::topology::{Population, TopologySettings, topology};
use crate::analysis::{Members, ModuleNulls, Report, Score, ScoreNull, analyze, module_nulls};
use crate::app::panels::generalisation::tests::generalised;
use crate::maps::{MapSet, Origin, RateMaps, RunId};
use crate::measure::{ArenaChoice, ArenaTopology, Generalised, Lane, Measurements, MovementChoice, Topic};
use crate::numerics::Progress;
use crate::preset::default_preset;
use crate::stream::{
    BatchPaths, Event, Intervention, LossSample, Pictures, RunState, SERIES, Status, TwinInfo, TwinLook,
};
use std::sync::{Arc, LazyLock, RwLock};

/// Steps done.
pub(crate) const STEP: u64 = 12_345;

/// Maps and what is said of them.
static CELLS: LazyLock<(RateMaps, Report)> = LazyLock::new(|| {
    let mut noise = Noise(3);
    let mut cells = |count: usize, spacing_m: f64, orientation_deg: f64| -> Vec<Vec<f32>> {
        let mut place = || 2.0 * (noise.next() - 0.5);
        (0..count).map(|_| rectified(32, 2.4, spacing_m, orientation_deg, [place(), place()])).collect()
    };
    let mut maps = cells(24, 0.5, 12.0);
    maps.extend(cells(14, 0.8, 27.0));
    maps.push(vec![0.0; 32 * 32]);
    let maps = population(&maps, 32, 2.4);
    let report = analyze(&maps, None, None);
    assert_eq!(report.modules.len(), 2, "two modules");
    (maps, report)
});

/// Everything that was found out about [`CELLS`].
struct Found {
    members: Members,
    score_null: ScoreNull,
    module_nulls: ModuleNulls,
    dissection: Dissection,
    topology: ArenaTopology,
    generalised: Generalised,
    capacity: Capacity,
}

static FOUND: LazyLock<Found> = LazyLock::new(|| {
    let (maps, report) = &*CELLS;
    let largest = report.modules.iter().max_by_key(|module| module.units).expect("two modules");
    let members = Members::Module(largest.module);
    let units = report.members(members);
    let none = &mut Progress::none();
    let settings = TopologySettings { landmarks: 120, cavity_landmarks: 100, shuffles: 2, most_states: 500 };
    let topology = topology(&Population::of_maps(maps, &units), settings, 1, none).expect("enough of everything");
    Found {
        members,
        score_null: ScoreNull { surrogates: 60, levels: Score::ALL.map(|score| (score, Some(0.31))).into() },
        module_nulls: module_nulls(&report.evidence, 1, 199, none).expect("nobody cancels it"),
        dissection: dissect(maps, &units, 1, none).expect("nobody cancels it"),
        topology: ArenaTopology { arena: maps.arena, topology },
        generalised: generalised(),
        capacity: capacity(&[maps], 0, none).expect("nobody cancels it"),
    }
});

/// Has a run say what one says that trains for hours on a device with a long name.
pub(crate) fn tell(wire: &mut Wire, run: RunId) {
    wire.status = Status {
        state: RunState::Running,
        step: STEP,
        steps_per_second: 123.4,
        elapsed_s: 43_210.0,
        steps_left: 187_655,
        learning_rate: 1.07e-3,
        rate_held: true,
        picture_share: 0.083,
        device: "NVIDIA GeForce RTX 4090 Laptop GPU (Vulkan)".to_owned(),
        kernels: "fused kernels, 128 threads to a trajectory, tiles to 16".to_owned(),
        recording: None,
    };
    let set = MapSet::new(Origin::Live(run), Some(STEP), CELLS.0.clone());
    let place = |step: usize| [0.02 * step as f32, 0.3 * (0.3 * step as f32).sin()];
    let paths = BatchPaths { length: 40, positions_m: (0..8 * 40).map(|i| place(i % 40)).collect(), sigma_x_m: 0.05 };
    wire.pictures = Some(Arc::new(Pictures { set: Arc::new(set), paths }));
    let mut history = wire.history.write().expect("nobody panicked");
    for step in 1..=STEP {
        let share = step as f32 / STEP as f32;
        let mut values = [0.0123 * (1.0 - 0.7 * share) * (1.0 + 0.1 * (step % 7) as f32); SERIES.len()];
        values[3] = -0.9 * share; // capacity
        values[0] = if step == 4000 { 1000.0 } else { 0.4 - 0.6 * share };
        if step == 9000 {
            values[1] = f32::NAN;
        }
        history.push(LossSample { step, values });
    }
}

/// Has the run of [`tell`] say that a twin without capacity trains beside it since step 8 000, and what that shows: half of
/// the units are silent in it.
pub(crate) fn tell_twin(wire: &mut Wire, of: RunId) {
    let run = RunId::fresh();
    let mut preset = default_preset().clone();
    preset.params.capacity.enabled = false;
    let (name, old, new) = ("capacity.enabled".to_owned(), "true".to_owned(), "false".to_owned());
    let change = Intervention { step: 8000, name, old, new };
    wire.events.push_back(Event::TwinBegan(Arc::new(TwinInfo { run, of, change, preset: Box::new(preset) })));
    let mut maps = CELLS.0.clone();
    let half = maps.rates.len() / 2;
    maps.rates[half..].fill(0.0);
    let set = Arc::new(MapSet::new(Origin::Twin(run), Some(STEP), maps));
    let pictures = Some(Arc::new(Pictures { set, paths: BatchPaths::default() }));
    let mut history = wire.history.read().expect("nobody panicked").clone();
    history.rewind(8000);
    for step in 8001..=STEP {
        history.push(LossSample { step, values: [0.02; SERIES.len()] });
    }
    wire.twin = Some(TwinLook { pictures, history: Arc::new(RwLock::new(history)) });
}

/// Puts the findings about a set, which is that of [`tell`], where panels find them.
pub(crate) fn measure_all(measurements: &mut Measurements, set: &MapSet) {
    let found = &*FOUND;
    let choice = ArenaChoice { movement: MovementChoice::Smooth, sides_m: vec![1.0, 1.5, 2.0] };
    measurements.put(Lane::with(Topic::of(set, ()), found.score_null.clone()));
    measurements.put(Lane::with(Topic::of(set, ()), found.module_nulls.clone()));
    measurements.put(Lane::with(Topic::of(set, found.members), found.dissection.clone()));
    measurements.put(Lane::with(Topic::of(set, found.members), found.topology.clone()));
    measurements.put(Lane::with(Topic::of(set, choice), found.generalised.clone()));
    measurements.put(Lane::with(Topic::of(set, ()), found.capacity.clone()));
}
