//! A run begins, or another one: what stays in the window, and what goes.

use super::{Bell, Window, until};
use crate::analysis::ScoreNull;
use crate::analysis::test_maps::{hexagon, population};
use crate::app::panel::Panel as _;
use crate::app::panels::scores::ScoresPanel;
use crate::maps::{MapSet, Origin, RunId};
use crate::measure::{Lane, Topic};
use crate::preset::default_preset;
use crate::stream::{BatchPaths, Command, Event, Pictures};
use std::sync::Arc;

/// Live maps of one grid cell of a run that has not trained yet.
fn pictures(run: RunId) -> Arc<Pictures> {
    let maps = population(&[hexagon(20, 2.0, 0.6, 10.0, [0.0, 0.1])], 20, 2.0);
    let set = Arc::new(MapSet::new(Origin::Live(run), Some(0), maps));
    Arc::new(Pictures { set, paths: BatchPaths::default() })
}

fn chance(window: &Window) -> &Lane<ScoreNull> {
    window.harness.state().measurements.lane()
}

/// What the chance level is being measured of, or was.
fn measured(window: &Window) -> Option<Topic<()>> {
    let lane = chance(window);
    lane.asked().or_else(|| lane.found().map(|(topic, _)| topic)).cloned()
}

/// A window that shows the preview of a run, with an edit that needs a restart and a measurement in progress.
fn edited_and_measuring(run: RunId) -> (Window, Bell) {
    let (mut window, bell) =
        Window::with_bell(|options| options.settings.layout.bring_to_front(ScoresPanel::PANE.name));
    window.tell(Event::Preview { run, preset: Box::new(default_preset().clone()), pictures: pictures(run) });
    until(&mut window, &bell, |window| window.shows("Measure the chance level"));
    window.edit_units(96.0);
    window.click("Measure the chance level");
    (window, bell)
}

#[test]
fn what_is_edited_and_measured_after_a_preview_survives_the_beginning() {
    let run = RunId::fresh();
    let (mut window, bell) = edited_and_measuring(run);
    let topic = measured(&window);
    assert!(topic.is_some(), "it is in progress, or done by now");

    window.begin(run);
    assert!(window.shows("Apply and restart"), "the edit stays");
    until(&mut window, &bell, |window| window.shows("Chance: 99 % of surrogates"));
    assert_eq!(chance(&window).found().map(|(about, _)| about), topic.as_ref(), "and so does what was measured");
    window.apply_and_restart();
    let mut expected = default_preset().clone();
    expected.params.units = 96;
    assert_eq!(window.sent(), [Command::Load(Box::new(expected))]);
}

#[test]
fn another_run_takes_edits_with_it_and_leaves_findings_marked() {
    let (mut window, bell) = edited_and_measuring(RunId::fresh());
    assert!(window.shows("Apply and restart") && measured(&window).is_some(), "of the run that was previewed");

    window.begin(RunId::fresh());
    assert!(!window.shows("Apply and restart"), "edits meant the other one");
    let topic = measured(&window);
    assert!(topic.is_some(), "what is measured goes on");
    let is_said = window.shows("live maps of an earlier run");
    assert!(is_said || chance(&window).found().is_some(), "and says of what, as long as it does");
    until(&mut window, &bell, |window| chance(window).found().is_some());
    assert_eq!(chance(&window).found().map(|(about, _)| about), topic.as_ref(), "and is kept");
    assert!(!window.shows("above"), "but nothing is counted against it");
}
