//! Comparing: a baseline is frozen and let go, a twin begins, is looked at, and is promoted or discarded.

use super::{Bell, Window, until};
use crate::app::panel::Panel as _;
use crate::app::panels::compare::ComparePanel;
use crate::app::shelf::ShelvedMaps;
use crate::app::testing::live_pictures;
use crate::maps::{MapKey, MapSet, Origin, RunId};
use crate::preset::{Value, default_preset};
use crate::stream::{
    BatchPaths, Command, Event, History, Intervention, LossSample, Pictures, RunState, SERIES, TwinEnd, TwinInfo,
    TwinLook,
};
use eframe::egui::accesskit::Toggled;
use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::{Arc, RwLock};

/// Units of every set here.
const UNITS: usize = 12;
/// Training steps done.
const STEP: u64 = 300;

/// Maps in which the first so many units fire and the others do not.
fn firing(origin: Origin, active: usize) -> MapSet {
    let run = RunId::fresh();
    let mut set = MapSet::clone(&live_pictures(run, STEP, UNITS).set);
    for (at, rate) in set.maps.rates.iter_mut().enumerate() {
        *rate = if at / 16 < active { (at % 16) as f32 } else { 0.0 };
    }
    MapSet { origin, ..set }
}

fn pictures(set: MapSet) -> Arc<Pictures> {
    Arc::new(Pictures { set: Arc::new(set), paths: BatchPaths::default() })
}

fn losses(steps: u64, value: f32) -> History {
    let mut history = History::default();
    for step in 1..=steps {
        history.push(LossSample { step, values: [value; SERIES.len()] });
    }
    history
}

/// A window with a run of twelve units in it, nine of which fire.
fn window(run: RunId) -> (Window, Bell) {
    let (mut window, bell) = Window::with_bell(|_| {});
    window.harness.set_size([1600.0, 1200.0].into()); // both walls are in sight
    window.wire.borrow_mut().status.step = STEP;
    *window.wire.borrow().history.write().expect("nobody panicked") = losses(STEP, 0.25);
    window.begin(run);
    show(&mut window, &bell, firing(Origin::Live(run), 9));
    (window, bell)
}

/// Shows live maps of the run, and waits for what is said of them.
fn show(window: &mut Window, bell: &Bell, set: MapSet) {
    let key = set.key;
    window.wire.borrow_mut().pictures = Some(pictures(set));
    window.frames();
    until(window, bell, |window| {
        let shown = window.harness.state().shown().and_then(ShelvedMaps::reported);
        shown.is_some_and(|reported| reported.set.key == key)
    });
    window.frames();
}

/// Has the run tell that a twin without capacity began, and shows its maps, in which four units fire.
fn begin_twin(window: &mut Window, bell: &Bell, of: RunId) -> RunId {
    let run = RunId::fresh();
    let mut preset = default_preset().clone();
    preset.params.capacity.enabled = false;
    let (name, old, new) = ("capacity.enabled".into(), "true".into(), "false".into());
    let change = Intervention { step: 200, name, old, new };
    let look = TwinLook {
        pictures: Some(pictures(firing(Origin::Twin(run), 4))),
        history: Arc::new(RwLock::new(losses(STEP, 0.75))),
    };
    window.wire.borrow_mut().twin = Some(look);
    window.tell(Event::TwinBegan(Arc::new(TwinInfo { run, of, change, preset: Box::new(preset) })));
    until(window, bell, |window| window.harness.state().shelf.twin().and_then(ShelvedMaps::reported).is_some());
    window.frames();
    run
}

fn front(window: &mut Window, panel: &str) {
    window.harness.state_mut().settings.layout.bring_to_front(panel);
    window.frames();
}

/// Whether something on screen has this label.
fn has(window: &Window, label: &str) -> bool {
    window.harness.query_all_by_label(label).next().is_some()
}

#[test]
fn a_baseline_is_frozen_compared_and_let_go() {
    let run = RunId::fresh();
    let (mut window, bell) = window(run);
    window.key(Key::B);
    assert!(window.has_said("Frozen as the baseline: modules at step 300"));
    let set = firing(Origin::Live(run), 3);
    let of = window.shown().expect("live maps").key;
    *window.wire.borrow().history.write().expect("nobody panicked") = losses(STEP + 1, 0.5);
    window.wire.borrow_mut().status.step = STEP + 1;
    show(&mut window, &bell, MapSet { key: MapKey { version: of.version + 1, ..of }, ..set });

    assert!(window.shows("baseline modules, step 300: modules 0 → 0, active 9 → 3"), "above the wall");
    assert!(window.shows("chart of total, before the baseline"), "behind the curves");
    front(&mut window, ComparePanel::PANE.name);
    assert!(has(&window, "Active units: 9 to 3, −6"), "in numbers");
    assert!(has(&window, "Total loss: 0.25 to 0.5, +0.25"));
    assert!(window.shows("baseline: modules, step 300") && window.shows("now: modules, step 300"));
    assert!(has(&window, "unit 2, difference: correlation 1.00"), "fires in both");
    assert!(has(&window, "unit 5, difference: correlation –"), "silent now: there is no correlation");

    window.key(Key::B);
    assert!(!window.shows("Active units:") && !window.shows("before the baseline"), "let go");
    assert!(window.harness.state().shelf.sets().all(|shelved| shelved.set.is_live()), "its maps, too");
    assert!(window.sent().is_empty(), "the run was left alone");
}

#[test]
fn a_baseline_outlives_its_run() {
    let run = RunId::fresh();
    let (mut window, bell) = window(run);
    front(&mut window, ComparePanel::PANE.name);
    window.click("Freeze baseline");
    let next = RunId::fresh();
    *window.wire.borrow().history.write().expect("nobody panicked") = History::default();
    window.wire.borrow_mut().status.step = 0;
    window.begin(next);
    show(&mut window, &bell, firing(Origin::Live(next), 1));
    assert!(window.shows("baseline: modules, step 300"), "what it is for");
    assert!(has(&window, "Active units: 9 to 1, −8") && has(&window, "Total loss: 0.25 to –, –"));

    front(&mut window, "rate_maps");
    window.click("Baseline");
    assert!(window.shown().is_some_and(|set| matches!(set.origin, Origin::Baseline(_))), "its maps can be shown");
    assert!(!window.shows("baseline modules, step 300: "), "and are no ghost of themselves");
    front(&mut window, ComparePanel::PANE.name);
    window.click("Unfreeze baseline");
    assert_eq!(window.shown().map(|set| &set.origin), Some(&Origin::Live(next)), "back to what trains");
}

#[test]
fn there_has_to_be_something_to_freeze() {
    let mut window = Window::open();
    window.key(Key::B);
    assert!(window.shows("There is nothing to freeze yet"), "said");
    assert!(window.harness.state().comparison.baseline.is_none());
}

#[test]
fn a_baseline_frozen_before_the_first_report_gets_it_later() {
    let (mut window, bell) = Window::with_bell(|_| {});
    let run = RunId::fresh();
    window.begin(run);
    window.wire.borrow_mut().pictures = Some(pictures(firing(Origin::Live(run), 5)));
    window.harness.state_mut().logic(&eframe::egui::Context::default());
    window.harness.state_mut().toggle_baseline();
    until(&mut window, &bell, |window| {
        window.harness.state().comparison.baseline.as_ref().is_some_and(|baseline| baseline.report.is_some())
    });
}

#[test]
fn a_twin_is_begun_beside_what_it_lacks_and_compared() {
    let run = RunId::fresh();
    let (mut window, bell) = window(run);
    window.click("Twin without capacity");
    let begun = Command::BeginTwin { name: "capacity.enabled".into(), value: Value::Switch(false) };
    assert_eq!(window.sent(), [begun]);
    begin_twin(&mut window, &bell, run);
    assert!(
        window.has_said("A twin trains beside the run, with capacity.enabled false in place of true, from step 201")
    );
    assert!(window.shows("Changes reach both networks; those of capacity.enabled only the first"), "at the edge");
    assert!(window.shows("twin: capacity.enabled false since step 200"), "the panel comes to the front");
    assert!(window.shows("first: capacity.enabled true"));
    for label in ["Active units: 9 to 4, −5", "Total loss: 0.25 to 0.75, +0.5", "unit 3, first", "unit 3, twin"] {
        assert!(has(&window, label), "{label}");
    }
    assert!(window.shows("chart of total, with that of the twin"), "its curve");

    window.click("unit 3, twin");
    for wall in ["first", "twin", "difference: correlation 1.00"] {
        let label = format!("unit 3, {wall}");
        let tile = window.harness.get_by_role_and_label(Role::Button, &label);
        assert_eq!(tile.accesskit_node().toggled(), Some(Toggled::True), "selected in both: {wall}");
    }
    let again = window.harness.get_by_role_and_label(Role::Button, "Twin without separation");
    assert!(again.accesskit_node().is_disabled(), "one twin at a time");
    assert!(window.sent().is_empty());
}

#[test]
fn a_twin_is_promoted_or_discarded() {
    for (button, command, end) in
        [("Promote", Command::PromoteTwin, TwinEnd::Promoted), ("Discard", Command::DiscardTwin, TwinEnd::Discarded)]
    {
        let run = RunId::fresh();
        let (mut window, bell) = window(run);
        let twin = begin_twin(&mut window, &bell, run);
        window.click(button);
        assert_eq!(window.sent(), [command]);
        window.wire.borrow_mut().twin = None;
        let is_promoted = end == TwinEnd::Promoted;
        window.tell(Event::TwinEnded(end));
        if is_promoted {
            window.begin(twin);
        }
        assert!(!window.shows("Changes reach both networks") && !window.shows("unit 3, twin"), "{button}: gone");
        assert!(window.harness.state().shelf.twin().is_none(), "{button}: its maps, too");
        assert!(window.has_said(if is_promoted { "The twin is the run now" } else { "The twin is discarded" }));
        assert!(window.harness.query_by_label("Promote").is_none(), "{button}: nothing to end");
    }
}

#[test]
fn a_twin_that_cannot_go_on_says_why() {
    let run = RunId::fresh();
    let (mut window, bell) = window(run);
    begin_twin(&mut window, &bell, run);
    window.tell(Event::TwinEnded(TwinEnd::Failed("its loss was not finite".into())));
    assert!(window.shows("The twin has ended: its loss was not finite") && !window.shows("Changes reach both"));
    begin_twin(&mut window, &bell, run);
    window.begin(RunId::fresh());
    assert!(!window.shows("Changes reach both"), "nor beside another run");
}

#[test]
fn a_twin_may_have_another_value_of_what_acts_at_once() {
    let (mut window, _) = window(RunId::fresh());
    window.click("Twin with another sigma g");
    window.harness.get_by_role_and_label(Role::SpinButton, "value of the twin").set_value_accesskit(0.25);
    window.frames();
    let begin = window.harness.query_all_by_label_contains("Begin the twin with 0.25").next().expect("a button");
    begin.click();
    window.frames();
    let begun = Command::BeginTwin { name: "sigma_g".into(), value: Value::Number(0.25) };
    assert_eq!(window.sent(), [begun]);
    window.harness.get_by_label("Network and seed").scroll_to_me();
    window.frames();
    window.harness.get_by_label("Network and seed").click();
    window.frames();
    assert!(window.harness.query_by_label("units").is_some(), "on screen");
    assert!(window.harness.query_by_label("Twin with another units").is_none(), "it restarts the run");
}

#[test]
fn the_switches_are_listed_where_twins_are_compared() {
    let (mut window, _) = window(RunId::fresh());
    front(&mut window, ComparePanel::PANE.name);
    window.click("Twin…");
    let item = window.harness.query_all_by_label("Twin without path invariance").last().expect("in the list");
    item.click();
    window.frames();
    let begun = Command::BeginTwin { name: "invariance.enabled".into(), value: Value::Switch(false) };
    assert_eq!(window.sent(), [begun]);
}

#[test]
fn a_recording_has_no_twin_and_may_have_a_baseline() {
    let mut window = Window::with(|_, wire| wire.unsupported = true);
    front(&mut window, ComparePanel::PANE.name);
    assert!(window.harness.query_by_label("Twin…").is_none() && has(&window, "Freeze baseline"));
    assert!(window.harness.query_by_label("Twin without capacity").is_none());
    window.set_state(RunState::Paused);
}
