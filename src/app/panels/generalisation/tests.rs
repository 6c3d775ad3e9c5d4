//! The panel without a display, with ideal cells in three boxes, which are also those of the capacity panel's tests.

use super::*;
use crate::analysis::capacity::{PlacedStates, capacity as capacity_of};
use crate::analysis::generalisation::{
    Generalisation, Trace, compare_boxes, distance_density, path_integration, permuted_paths, separation_map,
};
use crate::analysis::{Report, analyze};
use crate::app::kit::theme::Theme;
use crate::app::testing::stage::{Stage, arena, begin, cancel, empty_stage, live};
use crate::data::Codebook;
use crate::maps::{Arena, FrozenNetwork, Origin, RateMaps, RunId};
use crate::measure::{BOXES_M, Lane, Measurements, MovementChoice, Subject, WalkedArena};
use crate::numerics::Progress;
use crate::preset::default_preset;
use crate::stream::Status;
use eframe::egui::{Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::f64::consts::{FRAC_PI_3, TAU};
use std::sync::Arc;

const UNITS: usize = 16;
pub(crate) const STEP: u64 = 1000;
const SPACING_M: f64 = 0.6;

/// The rate of an ideal grid cell; every unit has a phase of its own.
fn rate(unit: usize, [x, y]: [f32; 2]) -> f32 {
    let (phase_x, phase_y) = (0.15 * (unit % 4) as f64, 0.13 * (unit / 4) as f64);
    let wave = |j: u32| {
        let (sin, cos) = (f64::from(j) * FRAC_PI_3 + 0.3).sin_cos();
        let k = 2.0 * TAU / (3f64.sqrt() * SPACING_M);
        (k * ((f64::from(x) - phase_x) * cos + (f64::from(y) - phase_y) * sin)).cos()
    };
    ((wave(0) + wave(1) + wave(2) + 1.5) / 4.5) as f32
}

/// Maps of ideal grid cells in a box.
pub(crate) fn maps(box_m: f32) -> RateMaps {
    let arena = Arena { box_m, bins: (12.0 * box_m) as usize };
    let size = arena.bins * arena.bins;
    let place = |bin: usize| [arena.centre_m(bin % arena.bins), arena.centre_m(bin / arena.bins)];
    let rates = (0..UNITS * size).map(|i| rate(i / size, place(i % size))).collect();
    RateMaps { arena, units: UNITS, rates, visits: vec![1.0; size] }
}

/// An arena of 1.5 m, mapped once more, with a network that nobody walks.
fn mapped() -> MapSet {
    let codebook = Codebook::draw(0, 0.15, 3);
    let network =
        FrozenNetwork { step: STEP, units: UNITS, seed: 0, codebook, transitions: Vec::new(), start: Vec::new() };
    MapSet { walker: Some(Arc::new(network)), ..MapSet::new(arena(), Some(STEP), maps(1.5)) }
}

/// What walking ideal cells in boxes of 1, 1.5 and 2 m tells.
pub(crate) fn generalised() -> Generalised {
    let of = |box_m: f32| {
        let maps = maps(box_m);
        let report = analyze(&maps, None, None);
        WalkedArena { maps, report }
    };
    let arenas = [1.0, 1.5, 2.0].map(of).to_vec();
    let positions_m: Vec<[f32; 2]> =
        (0..300).map(|i| [0.45 * (0.1 * i as f32).sin(), 0.45 * (0.137 * i as f32).cos()]).collect();
    let states: Vec<f32> = positions_m.iter().flat_map(|place| (0..UNITS).map(|unit| rate(unit, *place))).collect();
    let trace = Trace { units: UNITS, length: 100, states: &states, positions_m: &positions_m };
    let reports: Vec<&Report> = arenas.iter().map(|arena| &arena.report).collect();
    let maps: Vec<&RateMaps> = arenas.iter().map(|arena| &arena.maps).collect();
    Generalised {
        generalisation: Generalisation {
            boxes: compare_boxes(&reports),
            distance: distance_density(trace, &positions_m),
            separation: separation_map(trace),
            path_integration: path_integration(trace, &PlacedStates::of(maps[0]), 1.0),
            permuted_paths: permuted_paths(&states[..4 * UNITS], UNITS, 2, 60).into_iter().collect(),
        },
        capacity: capacity_of(&maps, 0, &mut Progress::none()).expect("not cancelled"),
        arenas,
    }
}

/// A network mapped in an arena, nothing measured yet.
pub(crate) fn measured<P: Panel>() -> Stage<P> {
    let set = mapped();
    Stage {
        report: Some(analyze(&set.maps, None, None)),
        set: Some(set),
        status: Status { step: STEP, state: RunState::Paused, ..Status::default() },
        selected_unit: Some(3),
        ..empty_stage(P::default())
    }
}

/// The same, with everything walked already.
pub(crate) fn walked<P: Panel>() -> Stage<P> {
    let mut stage = measured();
    let choice = ArenaChoice { movement: MovementChoice::Smooth, sides_m: vec![1.0, 1.5, 2.0] };
    stage.measurements.put(Lane::with(stage.topic(choice), generalised()));
    stage
}

/// Measures what is asked for, as the window does. Its thread has ended some time later; the result waits to be polled.
pub(crate) fn measure<P>(stage: &mut Stage<P>, ask: &Ask) {
    let Ask::Measure(ask) = ask else { panic!("no measurement: {ask:?}") };
    let report = stage.report.clone().expect("analysed");
    let subject = Subject::new(Arc::new(stage.set().clone()), Arc::new(report), Some(&default_preset().params));
    stage.measurements.carry_out(ask, Some(&subject)).expect("there are maps");
}

/// The request to walk in the boxes that the form names at first.
fn walk(movement: MovementChoice) -> Ask {
    begin::<Generalised>(ArenaChoice { movement, sides_m: BOXES_M.to_vec() })
}

pub(crate) const SIZES: [Vec2; 4] =
    [Vec2::new(30.0, 20.0), Vec2::new(400.0, 560.0), Vec2::new(1100.0, 700.0), Vec2::new(900.0, 3000.0)];

fn open(stage: Stage<GeneralisationPanel>) -> Harness<'static, Stage<GeneralisationPanel>> {
    stage.window(Vec2::new(700.0, 2000.0))
}

fn click<P: Panel>(window: &mut Harness<'_, Stage<P>>, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(3);
}

#[test]
fn ideal_cells_have_one_spacing_in_all_boxes() {
    let mut window = open(walked::<GeneralisationPanel>());
    window.get_by_label("Spacing over that in 1 m: 1.00 in 1.5 m (16 units), 1.00 in 2 m (16 units)");
    window.get_by_label("smooth walks that avoid the walls · modules, arena · step 1 000 · 16 units");
    let figures = [
        "State distance against distance",
        "State distance against separation",
        "Path integration",
        "Permuted paths to the same end",
    ];
    for figure in figures {
        window.get_by_label_contains(figure);
    }
    click(&mut window, "maps of unit 3 in all boxes");
    assert_eq!(window.state().asks, [Ask::SelectUnit(Some(3))]);
    window.state_mut().status.step = STEP + 5;
    window.run_steps(2);
    window.get_by_label_contains("step 1 000, the run is at 1 005");
}

#[test]
fn it_draws_at_every_size_with_and_without_findings() {
    for size in SIZES {
        measured::<GeneralisationPanel>().window(size);
        for theme in [Theme::light(), Theme::dark()] {
            Stage { theme, ..walked::<GeneralisationPanel>() }.window(size);
        }
    }
}

#[test]
fn present_weights_are_walked_at_once() {
    let mut window = open(measured::<GeneralisationPanel>());
    click(&mut window, "Walk the network");
    assert_eq!(window.state().asks, [walk(MovementChoice::Smooth)]);
}

/// Clicks for a walk of weights that were not mapped yet, and lets the window wait for the arena.
fn await_arena(window: &mut Harness<'_, Stage<GeneralisationPanel>>) {
    click(window, "Walk the network");
    assert_eq!(std::mem::take(&mut window.state_mut().asks), [Ask::MapArena]);
    window.get_by_label("Mapping the arena with the present weights");
}

/// What was walked of a run that is over took as long as it took: it is not thrown away, and is not taken for that of the
/// run at hand.
#[test]
fn what_was_walked_of_an_earlier_run_is_kept_and_marked() {
    let mut stage = walked::<GeneralisationPanel>();
    stage.run = Some(RunId::fresh());
    let mut window = open(stage);
    assert!(window.query_by_label_contains("Spacing over that in 1 m").is_none(), "it is not of this run");
    click(&mut window, "Kept (1)");
    click(&mut window, "boxes of 1, 1.5, 2 m, arena of an earlier run · step 1 000");
    window.get_by_label_contains("Spacing over that in 1 m");
    window.get_by_label("smooth walks that avoid the walls · arena of an earlier run · step 1 000 · 16 units");
    click(&mut window, "Back");
    assert!(window.query_by_label_contains("Spacing over that in 1 m").is_none());
}

#[test]
fn older_weights_are_measured_first() {
    let mut window = open(measured::<GeneralisationPanel>());
    window.state_mut().status.step = STEP + 7;
    window.run_steps(2);
    await_arena(&mut window);
    assert!(window.state().asks.is_empty(), "the old network is no answer");
    let stage = window.state_mut();
    let report = stage.report.take();
    (stage.set, stage.awaits_arena) = (Some(mapped()), false);
    window.run_steps(3);
    assert!(window.state().asks.is_empty(), "it is not analysed yet");
    window.state_mut().report = report;
    window.run_steps(3);
    assert_eq!(window.state().asks, [walk(MovementChoice::Smooth)], "the new one, once");

    window.state_mut().asks.clear();
    await_arena(&mut window);
    click(&mut window, "Cancel");
    assert!(window.query_by_label_contains("Mapping the arena").is_none(), "nobody waits any more");
}

#[test]
fn a_refused_arena_ends_the_waiting() {
    let mut window = open(measured::<GeneralisationPanel>());
    window.state_mut().status.step = STEP + 7;
    window.run_steps(2);
    await_arena(&mut window);
    window.state_mut().awaits_arena = false;
    window.run_steps(3);
    assert!(window.query_by_label_contains("Mapping the arena").is_none(), "there is nothing to wait for");
    assert!(window.state().asks.is_empty(), "nor to walk");
    await_arena(&mut window); // and it can be tried again
}

#[test]
fn cells_from_a_file_are_not_walked_but_the_run_is() {
    let mut stage = measured::<GeneralisationPanel>();
    stage.set = Some(MapSet::new(Origin::File("cells.npz".into()), None, maps(1.5)));
    let mut window = open(stage);
    window.get_by_label("Cells from a file cannot be walked: Walk the network walks that of the run");
    click(&mut window, "Walk the network");
    assert_eq!(window.state().asks, [Ask::MapArena]);
    let mut ended = measured::<GeneralisationPanel>();
    ended.set = Some(MapSet::new(live(), Some(STEP), maps(1.5)));
    ended.status.state = RunState::Stopped;
    let window = open(ended);
    assert!(window.get_by_label("Walk the network").accesskit_node().is_disabled(), "nothing can be measured");
}

#[test]
fn wrong_boxes_are_said_and_a_recorded_walk_waits_for_its_file() {
    let mut stage = measured::<GeneralisationPanel>();
    stage.panel = ron::from_str("(form: (boxes: \"2, 99\"))").expect("a stored panel");
    let window = open(stage);
    window.get_by_label("`99` is no box. Valid: 0.5 to 20 m");
    assert!(window.get_by_label("Walk the network").accesskit_node().is_disabled());

    let mut window = open(measured::<GeneralisationPanel>());
    click(&mut window, "Recorded");
    assert!(window.get_by_label("Walk the network").accesskit_node().is_disabled(), "no file");
    assert!(window.state_mut().panel.answer(&Ask::WalkAlong("rat.csv".into())));
    window.run_steps(2);
    click(&mut window, "Walk the network");
    assert_eq!(window.state().asks, [walk(MovementChoice::Recorded("rat.csv".into()))]);
}

#[test]
fn a_walk_can_be_cancelled_and_its_failure_is_said() {
    let mut stage = measured::<GeneralisationPanel>();
    let missing = walk(MovementChoice::Recorded("absent.csv".into()));
    measure(&mut stage, &missing);
    stage.panel.answer(&Ask::WalkAlong("absent.csv".into()));
    let mut window = open(stage);
    click(&mut window, "Cancel");
    assert_eq!(window.state().asks, [cancel::<Generalised>()]);

    // The bell rings when it has ended.
    let (sender, bell) = crossbeam_channel::unbounded();
    window.state_mut().measurements = Measurements::new(Arc::new(move || {
        let _ = sender.send(()); // nobody listens at the end of the test
    }));
    measure(window.state_mut(), &missing);
    while window.state_mut().measurements.poll().is_empty() {
        bell.recv().expect("it ends");
    }
    window.run_steps(2);
    window.get_by_label_contains("absent.csv");
}
