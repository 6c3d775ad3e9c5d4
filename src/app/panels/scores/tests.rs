//! The panel on hexagons, a stripe and a silent unit.

use super::{ScoresPanel, places};
use crate::analysis::significance::{Shifts, Significance, significance};
use crate::analysis::test_maps::{hexagon, population};
use crate::analysis::test_recordings::recorded_set;
use crate::analysis::{Report, Score, ScoreNull, analyze, analyze_set};
use crate::app::testing::stage::{Stage, arena, begin, cancel, empty_stage, live};
use crate::data::simulated::Tuning;
use crate::maps::{MapSet, Origin, RateMaps};
use crate::measure::{Lane, Topic};
use crate::numerics::Progress;
use eframe::egui::{Vec2, vec2};
use egui_kittest::kittest::Queryable as _;

const BINS: usize = 24;

/// Five hexagons, a gradient without a lattice, and a silent unit.
fn cells() -> (RateMaps, Report) {
    let mut maps: Vec<Vec<f32>> = (0..5).map(|i| hexagon(BINS, 2.4, 0.8, 7.0, [0.1 * f64::from(i), 0.05])).collect();
    maps.push((0..BINS * BINS).map(|bin| (bin % BINS) as f32 / BINS as f32).collect());
    maps.push(vec![0.0; BINS * BINS]);
    let maps = population(&maps, BINS, 2.4);
    let report = analyze(&maps, None, None);
    (maps, report)
}

fn stage_of(origin: Origin) -> Stage<ScoresPanel> {
    let (maps, report) = cells();
    let set = Some(MapSet::new(origin, Some(7), maps));
    Stage { set, report: Some(report), ..empty_stage(ScoresPanel::default()) }
}

fn null() -> ScoreNull {
    ScoreNull { surrogates: 60, levels: [(Score::Adaptive, Some(0.8))].into() }
}

/// An arena that was compared with chance.
fn with_null() -> Stage<ScoresPanel> {
    let mut stage = stage_of(arena());
    stage.measurements.put(Lane::with(stage.topic(()), null()));
    stage
}

#[test]
fn it_draws_at_every_size_whatever_is_shown() {
    for size in [vec2(30.0, 20.0), vec2(400.0, 560.0), vec2(1100.0, 700.0)] {
        for shown in [[true; Score::ALL.len()], [false; Score::ALL.len()]] {
            let mut stage = with_null();
            stage.panel.shown = shown;
            stage.window(size);
        }
    }
}

#[test]
fn silent_units_and_missing_scores_are_counted_apart() {
    let window = with_null().window(vec2(400.0, 560.0));
    window.get_by_label("6 active units · 1 silent, not counted");
    window.get_by_label("Grid score, adaptive: 5 of 5 above · 1 none");
    // Nobody measured a level for this one.
    window.get_by_label("Spatial information (bits): 6 units");
}

#[test]
fn chance_is_measured_at_once_in_an_arena_and_on_request_live() {
    let ask = [begin::<ScoreNull>(())];
    let mapped = stage_of(arena()).window(vec2(400.0, 560.0));
    assert!(mapped.state().asks.starts_with(&ask), "{:?}", mapped.state().asks);
    mapped.get_by_label("Grid score, adaptive: 5 units · 1 none");
    let mut moving = stage_of(live()).window(vec2(400.0, 560.0));
    assert!(moving.state().asks.is_empty(), "live maps change all the time");
    moving.get_by_label("Measure the chance level").click();
    moving.run_steps(2);
    assert_eq!(moving.state().asks, ask);
}

/// A chance level is that of one set of maps in one box: over others it would lie.
#[test]
fn chance_levels_of_other_maps_are_not_drawn_on_these() {
    let mut stage = stage_of(live());
    let run = stage.set().origin.run().expect("live maps are of a run");
    let set = MapSet { origin: Origin::Arena(run), ..stage_of(arena()).set.expect("there are maps") };
    stage.measurements.put(Lane::with(Topic::of(&set, ()), null()));
    let mut window = stage.window(vec2(400.0, 560.0));
    window.get_by_label("Grid score, adaptive: 5 units · 1 none");
    window.get_by_label("Not drawn here, being of other maps: chance level of the scores (modules, arena · step 7)");
    window.get_by_label("Measure the chance level").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [begin::<ScoreNull>(())]);
}

#[test]
fn the_chance_level_of_an_earlier_state_is_marked_and_counts_nothing() {
    let mut stage = stage_of(live());
    stage.measurements.put(Lane::with(stage.topic(()), null()));
    stage.move_on();
    stage.status.step = 12_000;
    let window = stage.window(vec2(400.0, 560.0));
    window.get_by_label("Grid score, adaptive: 5 units · 1 none; chance of step 7: 0.80");
    window.get_by_label_contains(
        "Chance: 99 % of surrogates: modules, live maps · 2.4 m box · step 7, the run is at 12 000",
    );
    window.get_by_label("Again");
}

#[test]
fn every_figure_says_whose_it_is_and_what_its_test_was() {
    let window = with_null().window(vec2(400.0, 560.0));
    window.get_by_label("modules, arena · 2.4 m box · step 7 · 7 units, 6 active");
    window.get_by_label("Above: p < 0.01 a unit, against 60 surrogates");
}

#[test]
fn it_can_be_cancelled_and_a_failure_is_told() {
    let mut stage = stage_of(arena());
    stage.measurements.put(Lane::<ScoreNull>::busy(stage.topic(())));
    let mut window = stage.window(vec2(400.0, 560.0));
    window.get_by_label("Cancel").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [cancel::<ScoreNull>()]);
    let mut stage = stage_of(arena());
    stage.measurements.put(Lane::<ScoreNull>::broken(stage.topic(()), "no thread"));
    let window = stage.window(vec2(400.0, 560.0));
    window.get_by_label("No result: no thread");
    assert!(window.state().asks.is_empty(), "not over and over");
}

#[test]
fn without_an_analysis_it_offers_to_measure() {
    empty_stage(ScoresPanel::default()).window(vec2(400.0, 560.0)).get_by_label("Map in a 2 m box");
}

#[test]
fn histograms_fill_the_panel_and_stay_readable() {
    for (area, charts) in [(vec2(400.0, 480.0), 6), (vec2(1080.0, 640.0), 6), (vec2(400.0, 480.0), 11), (Vec2::ZERO, 0)]
    {
        let (columns, height) = places(area, charts);
        assert!(columns >= 1 && height >= 135.0, "{area:?}: {columns} × {height}");
        assert!(columns == 1 || area.x / columns as f32 >= 185.0, "{area:?}: {columns}");
    }
    let (columns, height) = places(vec2(1080.0, 640.0), 6);
    assert!((2..=3).contains(&columns) && height > 180.0, "{columns} × {height}");
}

/// Shifted spikes are for recordings: for them they begin by themselves, and say classes with their rules.
#[test]
fn recordings_shift_their_spikes_by_themselves() {
    let set = recorded_set(0.8, 90.0, &[(Tuning::Flat, 4.0), (Tuning::Flat, 2.0)], 1);
    let report = analyze_set(&set, None);
    let mut stage = Stage { set: Some(set), report: Some(report), ..empty_stage(ScoresPanel::default()) };
    let shift = begin::<Significance>(());
    assert!(stage_of(arena()).window(vec2(400.0, 560.0)).state().asks.iter().all(|ask| *ask != shift), "of a network");
    let units = stage.report.as_ref().map_or(&[][..], |report| &report.units);
    let recorded = stage.set().recorded.clone().expect("a recording");
    let shifts = Shifts { least: 20, decisive: 20 };
    let progress = &mut Progress::none();
    let found = significance(&recorded, stage.set().maps.arena, units, shifts, 1, progress).expect("long enough");
    let words = format!("Classes: {}", found.summary());
    let other = Stage { set: stage.set.clone(), report: stage.report.clone(), ..empty_stage(ScoresPanel::default()) };
    assert!(other.window(vec2(400.0, 560.0)).state().asks.contains(&shift));
    stage.measurements.put(Lane::with(stage.topic(()), found));
    stage.window(vec2(400.0, 560.0)).get_by_label(&words);
}
