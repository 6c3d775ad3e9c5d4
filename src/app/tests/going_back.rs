//! Going back: undo and redo, states that are kept, checkpoints of the run.

use super::{Window, set, until};
use crate::app::Folders;
use crate::app::testing::live_pictures;
use crate::maps::RunId;
use crate::preset::{Value, default_preset};
use crate::runs::{RunFolders, checkpoint_name, glance, list_runs};
use crate::stream::{Command, Event, Intervention, KeptId, KeptState};
use crate::train::{EngineOptions, Foreground};
use eframe::egui::{Event as Input, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::Queryable as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

fn applied(step: u64, name: &str, old: &str, new: &str) -> Event {
    Event::Applied(Intervention { step, name: name.into(), old: old.into(), new: new.into() })
}

fn button(window: &mut Window, pos: Pos2, pressed: bool) {
    let event = Input::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
    window.harness.input_mut().events.push(event);
    window.frames();
}

/// Moves the handle of a slider several times while the button of the mouse is held.
fn drag(window: &mut Window, name: &str) {
    let nowhere = Pos2::new(2.0, 2.0);
    button(window, nowhere, true);
    for value in [0.3, 0.25, 0.2] {
        window.slide(name, value);
    }
    button(window, nowhere, false);
}

#[test]
fn a_drag_of_a_slider_is_undone_in_one_step_and_done_again() {
    let mut window = Window::with(|_, wire| wire.status.step = 4000);
    window.begin(RunId::fresh());
    let before = default_preset().params.sigma_g;
    drag(&mut window, "sigma g");
    let sent = window.sent();
    assert_eq!(sent.len(), 3, "a value in every frame that moved: {sent:?}");
    let Some(Command::Set { value: Value::Number(after), .. }) = sent.last().cloned() else { panic!("{sent:?}") };
    window.tell(applied(4000, "sigma_g", &format!("{before:?}"), &format!("{after:?}")));

    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(before))], "all of the drag at once");
    window.tell(applied(4000, "sigma_g", &format!("{after:?}"), &format!("{before:?}")));
    assert!(window.shows("σ_g back to 0.4, from step 4001: training time is not rewound"));
    window.click("Redo");
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(after))], "the strip has the way back");
    window.press(Modifiers::COMMAND, Key::Z);
    window.press(Modifiers::COMMAND, Key::Y);
    window.press(Modifiers::COMMAND, Key::Z);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    let [back, again] = [before, after].map(|value| set("sigma_g", Value::Number(value)));
    assert_eq!(window.sent(), [back.clone(), again.clone(), back, again], "both keys");
}

#[test]
fn switches_are_single_steps_and_a_new_run_has_none() {
    let mut window = Window::open();
    window.begin(RunId::fresh());
    for term in ["capacity enabled", "invariance enabled"] {
        window.switch(term);
    }
    window.click("Hold");
    window.sent();
    for _ in 0..3 {
        window.press(Modifiers::COMMAND, Key::Z);
    }
    let on = |name: &str| set(name, Value::Switch(true));
    assert_eq!(window.sent(), [Command::HoldRate(false), on("invariance.enabled"), on("capacity.enabled")]);
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(window.sent().is_empty() && window.shows("Nothing to undo"));

    window.switch("capacity enabled");
    window.begin(RunId::fresh());
    window.sent();
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(window.sent().is_empty(), "it was of another run");
}

#[test]
fn what_is_no_change_by_hand_cannot_be_undone() {
    let mut window = Window::open();
    window.begin(RunId::fresh());
    window.tell(applied(5, "sigma_g", "0.4", "0.2"));
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(window.sent().is_empty(), "a script did it");
    window.click("Restart schedule");
    window.sent();
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(window.sent().is_empty() && window.shows("cannot be undone"), "said, and nothing sent");
    window.now.set(Duration::from_mins(1));
    window.frames();
    assert!(!window.shows("cannot be undone"), "it goes by itself");
}

#[test]
fn undo_belongs_to_the_text_while_one_is_typed() {
    let mut window = Window::open();
    window.begin(RunId::fresh());
    window.switch("capacity enabled");
    window.sent();
    window.press(Modifiers::COMMAND, Key::S);
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(window.sent().is_empty(), "a dialog is open");
    window.key(Key::Escape);
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.sent().len(), 1);
}

fn kept(run: RunId, step: u64) -> Arc<KeptState> {
    Arc::new(KeptState {
        id: KeptId::fresh(),
        run,
        preset: "modules".into(),
        step,
        state_hash: "0".into(),
        set: live_pictures(run, step, 3).set,
        losses: None,
    })
}

#[test]
fn states_are_kept_and_gone_back_to_by_key_and_by_picture() {
    let mut window = Window::open();
    let run = RunId::fresh();
    window.begin(run);
    window.press(Modifiers::SHIFT, Key::F);
    assert!(window.sent().is_empty() && window.shows("nothing is kept to go back to"));
    window.key(Key::F);
    assert_eq!(window.sent(), [Command::Keep]);
    let states = [kept(run, 100), kept(run, 2000)];
    for state in &states {
        window.tell(Event::Kept(Arc::clone(state)));
    }
    window.press(Modifiers::SHIFT, Key::F);
    assert_eq!(window.sent(), [Command::ReturnTo(states[1].id)], "the newest");
    window.click("Go back to step 100");
    assert_eq!(window.sent(), [Command::ReturnTo(states[0].id)], "in the row above the status bar");

    window.begin(RunId::fresh());
    assert!(window.shows("2 000"), "they outlive their run");
    window.click("All states");
    assert!(window.shows("of another run"));
    window.click("Forget the state of step 2000");
    assert_eq!(window.sent(), [Command::Forget(states[1].id)]);
    window.tell(Event::Forgotten(states[1].id));
    window.tell(Event::Forgotten(states[0].id));
    assert!(window.harness.query_by_label("Go back to step 100").is_none(), "the row is gone with them");
}

/// A tiny run with checkpoints at steps 0 and 3.
fn recorded(runs: &Path) {
    let mut preset = default_preset().clone();
    (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
    let records = Box::new(RunFolders::Exactly(runs.join("mine")));
    let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
    let mut run = Foreground::begin(options, 1).expect("a small run");
    (0..3).for_each(|_| run.step());
    run.finish();
}

#[test]
fn checkpoints_of_the_run_are_shown_and_opened() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    recorded(runs.path());
    let folder = runs.path().to_owned();
    let (mut window, bell) = Window::with_bell(|options| {
        options.folders = Folders { runs: Some(folder), presets: None };
        options.settings.layout.bring_to_front("states");
    });
    window.begin(RunId::fresh());
    let newest = runs.path().join("mine").join(checkpoint_name(3));
    window.tell(Event::Checkpoint { step: 3, path: newest.clone() });
    until(&mut window, &bell, |window| window.harness.query_by_label("Open the checkpoint of step 3").is_some());
    assert!(window.shows("units"), "what its units are");
    window.sent();
    window.click("Go on from step 3");
    assert_eq!(window.sent(), [Command::Open(newest)]);
}

#[test]
fn the_run_of_last_time_has_its_picture_if_one_was_made() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    recorded(runs.path());
    let cache = runs.path().join("cache");
    let none = &mut crate::numerics::Progress::none();
    let listing = list_runs(runs.path(), 9, none).expect("nobody cancels it");
    let stored = listing.entries[0].newest().expect("it has one").clone();
    glance(&stored.path, Some(&cache), false, none).expect("a whole checkpoint");
    let last = crate::runs::last_run(runs.path());
    assert!(last.is_some());
    let (mut window, bell) = Window::with_bell(|options| {
        options.last_run = last;
        options.glances = Some(cache);
    });
    window.begin(RunId::fresh());
    until(&mut window, &bell, |window| window.harness.query_by_label("Maps of modules").is_some());
    assert!(window.shows("Last time"));
}
