//! The panel without a display: ideal cells, nothing, failures, and what it asks for.

use super::TopologyPanel;
use crate::analysis::Members;
use crate::analysis::topology::{Population, StatesOf, TopologySettings, TorusShape, Verdict, topology};
use crate::app::kit::theme::Theme;
use crate::app::testing::stage::{ONLY_MODULE, Stage, arena, begin, cancel, cells, stage_of_cells};
use crate::data::{ArenaShape, CellTrack, RecordedCells};
use crate::maps::{MapSet, MapSettings, Origin, RecordedSet};
use crate::measure::{ActivityTopology, ArenaTopology, Displaced, Lane, Topic};
use crate::numerics::Progress;
use eframe::egui::Vec2;
use egui_kittest::kittest::Queryable as _;
use std::sync::OnceLock;

const TALL: Vec2 = Vec2::new(700.0, 1400.0);

fn ideal() -> ArenaTopology {
    static IDEAL: OnceLock<ArenaTopology> = OnceLock::new();
    let found = IDEAL.get_or_init(|| {
        let (maps, report) = cells();
        let settings = TopologySettings { landmarks: 200, cavity_landmarks: 160, shuffles: 3, most_states: 900 };
        let population = Population::of_maps(maps, &report.members(ONLY_MODULE));
        let found = topology(&population, settings, 1, &mut Progress::none());
        ArenaTopology { arena: maps.arena, topology: found.expect("enough of everything") }
    });
    found.clone()
}

fn stage(lane: Option<ArenaTopology>) -> Stage<TopologyPanel> {
    let mut stage = stage_of_cells(TopologyPanel::default(), arena());
    if let Some(found) = lane {
        stage.measurements.put(Lane::with(stage.topic(ONLY_MODULE), found));
    }
    stage
}

#[test]
fn ideal_cells_make_a_torus_on_the_screen() {
    let found = ideal();
    assert_eq!(found.topology.verdict, Verdict::Torus, "{:?}", found.topology.reasons);
    assert_eq!(found.topology.shape, Some(TorusShape::Twisted), "{:?}", found.topology.reasons);
    for size in [TALL, Vec2::new(1100.0, 1400.0)] {
        let window = stage(Some(found.clone())).window(size);
        for label in
            ["Twisted torus of mean maps", "H⁰ 1 long", "H¹ 2 long", "H² 1 long", "First angle", "Second angle"]
        {
            window.get_by_label(label);
        }
        window.get_by_label_contains("Barcodes: the 12 longest of");
        for reason in &found.topology.reasons {
            window.get_by_label(reason);
        }
        window.get_by_label("200 and 160");
        assert!(window.state().asks.is_empty(), "nothing more to ask for");
    }
}

#[test]
fn the_verdict_names_what_is_no_torus() {
    for (verdict, shape, words) in [
        (Verdict::NoTorusFound, None, "No torus of mean maps found"),
        (Verdict::Undecided, None, "Torus of mean maps undecided"),
        (Verdict::Torus, Some(TorusShape::Square), "Square torus of mean maps"),
        (Verdict::Torus, Some(TorusShape::Unclear), "Torus of unclear shape of mean maps"),
    ] {
        let mut found = ideal();
        found.topology.verdict = verdict;
        found.topology.shape = shape;
        stage(Some(found)).window(TALL).get_by_label(words);
    }
}

#[test]
fn it_begins_by_button_only_and_can_be_cancelled() {
    let mut window = stage(None).window(TALL);
    assert!(window.state().asks.is_empty(), "it is costly");
    window.get_by_label("Measure the topology of module 1").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<ArenaTopology>(ONLY_MODULE)]);
    let topic = window.state().topic(ONLY_MODULE);
    window.state_mut().measurements.put(Lane::<ArenaTopology>::busy(topic));
    window.run_steps(3);
    window.get_by_label("Cancel").click();
    window.run_steps(3);
    assert_eq!(window.state().asks[1..], [cancel::<ArenaTopology>()]);
}

#[test]
fn a_failure_is_told_and_can_be_tried_again() {
    let mut stage = stage(None);
    stage.measurements.put(Lane::<ArenaTopology>::broken(stage.topic(ONLY_MODULE), "too few states"));
    let mut window = stage.window(TALL);
    window.get_by_label("No result: too few states");
    window.get_by_label("Try again").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<ArenaTopology>(ONLY_MODULE)]);
}

/// What one measurement pushes out of its lane does not vanish without a word.
#[test]
fn what_is_stopped_for_another_one_is_said() {
    let mut stage = stage(None);
    let (stopped, by) = (stage.topic(Members::AllActive), stage.topic(ONLY_MODULE));
    let displaced = Displaced { topic: stopped, share: 0.4, by: by.clone() };
    stage.measurements.put(Lane::<ArenaTopology>::busy(by).after(displaced));
    let window = stage.window(TALL);
    window.get_by_label(
        "Stopped at 40 %: topology of mean maps of all active units, modules, arena · step 300; that of module 1, modules, arena · step 300 \
         took its place",
    );
}

/// What is at work in the lane shows in the panel also while it looks at something else.
#[test]
fn a_measurement_of_something_else_is_in_sight() {
    let mut stage = stage(None);
    let file = MapSet::new(Origin::File("theirs.npz".into()), None, cells().0.clone());
    stage.measurements.put(Lane::<ArenaTopology>::busy(Topic::of(&file, ONLY_MODULE)));
    let mut window = stage.window(TALL);
    window.get_by_label("measuring the topology of mean maps · 0 % · module 1, theirs.npz");
    window.get_by_label("Measure the topology of module 1");
    window.get_by_label("Cancel").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [cancel::<ArenaTopology>()]);
}

/// Minutes of work are not lost when other maps come, and are not taken for theirs.
#[test]
fn findings_about_other_maps_are_kept_and_marked() {
    let mut stage = stage(None);
    let run = stage.set().origin.run();
    let file = MapSet::new(Origin::File("theirs.npz".into()), None, cells().0.clone());
    let over = MapSet::new(arena(), Some(10_620), cells().0.clone());
    let lane = Lane::with(Topic::of(&file, ONLY_MODULE), ideal()).and(Topic::of(&over, ONLY_MODULE), ideal());
    stage.measurements.put(lane);
    stage.run = run;
    let mut window = stage.window(TALL);
    assert!(window.query_by_label("Twisted torus of mean maps").is_none(), "nothing is known of these maps");
    for (name, whose) in [
        ("module 1, theirs.npz", "Kept: module 1, theirs.npz · 1.5 m box · 40 units"),
        (
            "module 1, arena of an earlier run · step 10 620",
            "Kept: module 1, arena of an earlier run · 1.5 m box · step 10 620 · 40 units",
        ),
    ] {
        window.get_by_label("Kept (2)").click();
        window.run_steps(3);
        window.get_by_label(name).click();
        window.run_steps(3);
        window.get_by_label("Twisted torus of mean maps");
        window.get_by_label(whose);
    }
    window.get_by_label("Back").click();
    window.run_steps(3);
    window.get_by_label("Measure the topology of module 1");

    // Also where the maps on screen have nothing to measure, as after a restart.
    window.state_mut().report = None;
    window.run_steps(2);
    window.get_by_label("Kept (2)");
}

#[test]
fn an_older_arena_of_the_run_stays_until_there_is_a_newer_one() {
    let mut stage = stage(None);
    let older = MapSet { key: MapSet::new(arena(), None, cells().0.clone()).key, ..stage.set().clone() };
    stage.measurements.put(Lane::with(Topic::of(&older, ONLY_MODULE), ideal()));
    stage.status.step = 11_919;
    let mut window = stage.window(TALL);
    window.get_by_label("Twisted torus of mean maps");
    window
        .get_by_label("Topology of mean maps: modules, arena · 1.5 m box · step 300, the run is at 11 919 · 40 units");
    window.get_by_label("Again").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [begin::<ArenaTopology>(ONLY_MODULE)]);
}

#[test]
fn every_topology_draws_at_every_size() {
    let mut without = ideal();
    without.topology.angles = None;
    without.topology.evidence = None;
    let mut broken = ideal();
    broken.arena.bins = 7;
    broken.topology.barcodes[1].bars.clear();
    broken.topology.barcodes[2].band = f64::NAN;
    broken.topology.barcodes[2].bars[0].death = Some(f64::INFINITY);
    let mut nothing = ideal();
    nothing.topology.barcodes.clear();
    nothing.topology.reasons.clear();
    for found in [ideal(), without, broken, nothing] {
        for size in [Vec2::new(30.0, 20.0), Vec2::new(400.0, 560.0), Vec2::new(1100.0, 700.0)] {
            for theme in [Theme::dark(), Theme::light()] {
                let mut stage = stage(Some(found.clone()));
                stage.theme = theme;
                stage.window(size);
            }
        }
    }
}

#[test]
fn without_modules_all_active_units_can_be_looked_at() {
    let mut stage = stage(None);
    let report = stage.report.as_mut().expect("there is one");
    report.modules.clear();
    for unit in &mut report.units {
        unit.module = None;
    }
    let mut window = stage.window(TALL);
    window.get_by_label("Measure the topology of all active units").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [begin::<ArenaTopology>(Members::AllActive)]);
}

/// Of a recording both are there, each under its own name; of maps alone there is no choice.
#[test]
fn a_recording_has_mean_maps_and_simultaneous_activity() {
    let window = stage(Some(ideal())).window(TALL);
    assert!(window.query_by_label("Simultaneous activity").is_none(), "maps alone");
    let mut stage = stage(Some(ideal()));
    let shape = ArenaShape::Rectangle { width_m: 1.5, height_m: 1.5 };
    let cells = RecordedCells { track: CellTrack::default(), units: Vec::new(), shape };
    let recorded = RecordedSet { cells, settings: MapSettings::default() };
    let set = MapSet { recorded: Some(recorded.into()), ..stage.set().clone() };
    stage.set = Some(set);
    let mut window = stage.window(TALL);
    window.get_by_label("Twisted torus of mean maps");
    window.get_by_label("Simultaneous activity").click();
    window.run_steps(3);
    assert!(window.query_by_label("Twisted torus of mean maps").is_none(), "nothing is known of the other");
    window.get_by_label("Measure the simultaneous activity of module 1").click();
    window.run_steps(3);
    assert_eq!(window.state().asks, [begin::<ActivityTopology>(ONLY_MODULE)]);
    let mut found = ideal();
    found.topology.source = StatesOf::SimultaneousActivity;
    found.topology.verdict = Verdict::NoTorusFound;
    found.topology.shape = None;
    let topic = window.state().topic(ONLY_MODULE);
    window.state_mut().measurements.put(Lane::with(topic, ActivityTopology(found)));
    window.run_steps(3);
    window.get_by_label("No torus of simultaneous activity found");
    window.get_by_label("Twisted torus of mean maps");
    window.get_by_label("Mean maps").click();
    window.run_steps(3);
    window.get_by_label("No torus of simultaneous activity found");
}
