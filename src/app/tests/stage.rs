//! Stage mode and the talk on it, by keys and labels.

use super::{Window, set};
use crate::app::options::StageOptions;
use crate::app::panels::losses::LossesPanel;
use crate::app::testing::live_pictures;
use crate::maps::RunId;
use crate::preset::{Value, default_preset, resolve};
use crate::stream::{Command, Event, History, Intervention, LossSample, RunState, SERIES, Severity};
use eframe::egui::{self, Event as Input, Key, Modifiers, Role, ViewportCommand};
use egui_kittest::kittest::Queryable as _;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const PRESETS: &str = "Open…"; // the button of the bar that a window alone has

/// A window on stage with losses and maps.
fn stage() -> Window {
    let run = RunId::fresh();
    let mut window = Window::with(|_, wire| {
        wire.pictures = Some(Arc::new(live_pictures(run, 1000, 8)));
        let mut history = wire.history.write().expect("nobody panicked");
        for step in 1..=1000 {
            history.push(LossSample { step, values: [1.0 / step as f32; SERIES.len()] });
        }
    });
    window.begin(run);
    window.key(Key::F11);
    window
}

fn shows_panel(window: &Window, name: &str) -> bool {
    window.harness.query_all_by_label(name).next().is_some()
}

/// The button that goes back to the window.
fn has_leave(window: &Window) -> bool {
    window.harness.query_by_role_and_label(Role::Button, "Stage").is_some()
}

#[test]
fn f11_fills_the_screen_with_large_letters_and_goes_back() {
    let mut window = Window::open();
    let told = |window: &mut Window| {
        let output = window.harness.output();
        let commands = output.viewport_output.values().flat_map(|viewport| viewport.commands.clone());
        commands.filter(|command| matches!(command, ViewportCommand::Fullscreen(_))).collect::<Vec<_>>()
    };
    let press = |window: &mut Window| {
        let key = Key::F11;
        let event = Input::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        window.harness.input_mut().events.push(event);
        window.harness.run_steps(1);
    };
    press(&mut window);
    assert_eq!(told(&mut window), [ViewportCommand::Fullscreen(true)]);
    window.frames();
    let body = |window: &Window| egui::TextStyle::Body.resolve(&window.harness.ctx.global_style()).size;
    let (zoom, size) = (window.harness.ctx.zoom_factor(), body(&window));
    assert!(zoom * size > 14.5 * 2.0, "letters twice as large: {size} points at zoom {zoom}");
    assert_eq!(window.harness.ctx.global_style().visuals.panel_fill, egui::Color32::WHITE, "for a projector");
    assert!(!window.shows(PRESETS), "no bar of a window");
    press(&mut window);
    assert_eq!(told(&mut window), [ViewportCommand::Fullscreen(false)]);
    window.frames();
    assert!((window.harness.ctx.zoom_factor() - 1.0).abs() < 1e-3 && window.shows(PRESETS), "as it was");
}

#[test]
fn tab_hides_every_control_and_the_window_keeps_its_own_arrangement() {
    let mut window = stage();
    assert!(shows_panel(&window, "Controls") && has_leave(&window), "with controls at first");
    assert!(window.harness.query_by_role_and_label(Role::Button, "Live").is_some(), "those of panels too");
    window.key(Key::Tab);
    assert!(!shows_panel(&window, "Controls") && !has_leave(&window), "hidden");
    assert!(window.harness.query_by_role_and_label(Role::Button, "Live").is_none(), "those of panels too");
    assert!(window.shows("unit 7"), "the maps alone");
    window.key(Key::Tab);
    assert!(shows_panel(&window, "Controls"), "and back");
    window.key(Key::Tab);
    window.key(Key::F11);
    assert!(window.harness.state().settings().layout.is_shown("controls"), "the window never hid them");
    assert!(window.harness.query_by_role_and_label(Role::Button, "Live").is_some());
}

#[test]
fn enter_enlarges_a_panel_arrows_go_on_and_escape_goes_back() {
    let mut window = stage();
    assert!(window.shows("Best cells"), "tabs of all panels");
    let rect = window.harness.get_by_label_contains("chart of losses").rect();
    window.harness.hover_at(rect.center());
    window.frames();
    window.key(Key::Enter);
    assert!(window.shows("chart of total") && !window.shows("unit 7"), "the panel under the mouse alone");
    assert!(!window.shows("Best cells"), "no tabs");
    window.key(Key::ArrowLeft);
    assert!(window.shows("Best cells") && !window.shows("chart of total"), "the one before in the menu");
    window.key(Key::ArrowLeft);
    assert!(window.shows("unit 7"), "rate maps");
    window.key(Key::ArrowRight);
    window.key(Key::ArrowDown);
    assert!(window.shows("chart of total"), "and back");
    window.key(Key::Escape);
    assert!(window.shows("chart of losses") && window.shows("unit 7"), "all of them");
    window.key(Key::Escape);
    assert!(window.shows("unit 7") && window.sent().is_empty(), "Escape never destroys");
}

#[test]
fn nothing_lies_over_the_picture() {
    let mut window = stage();
    let text = "the disk is full";
    window.tell(Event::Message { severity: Severity::Error, text: text.into() });
    assert!(window.shows(text), "said in the line below");
    assert!(window.harness.query_by_role_and_label(Role::Button, "Dismiss").is_none(), "and not over the panels");
    let rect = window.harness.get_by_label(text).rect();
    assert!(rect.top() > window.harness.ctx.content_rect().bottom() - 40.0, "at the foot: {rect:?}");
    window.now.set(Duration::from_secs(20));
    window.frames();
    assert!(!window.shows(text), "read by now");
    window.wire.borrow_mut().status.step = 500;
    window.key(Key::R);
    assert!(window.shows("Start again from step 0? 500 steps end here"), "asked in the line");
    window.key(Key::Enter);
    assert_eq!(window.sent(), [Command::Reset { seed: None }], "and answered");
    window.set_state(RunState::Failed);
    assert!(window.shows("Training failed") && !window.shows("Copy details"));
}

#[test]
fn axes_stay_until_they_are_fitted() {
    let mut window = stage();
    window.frames();
    let low = |window: &Window| {
        let frozen = window.harness.state().settings().panels.get::<LossesPanel>().frozen_ends();
        frozen.first().copied()
    };
    let before = low(&window).expect("frozen");
    let jump = |window: &Window, from: u64| {
        let wire = window.wire.borrow();
        let mut history = wire.history.write().expect("nobody panicked");
        for step in from..from + 300 {
            history.push(LossSample { step, values: [100.0; SERIES.len()] });
        }
    };
    jump(&window, 1001);
    window.frames();
    assert_eq!(low(&window), Some(before), "a loss that jumps is seen to");
    window.key(Key::A);
    window.frames();
    let after = low(&window).expect("frozen again");
    assert!(after[1] > before[1], "fitted: {before:?}, then {after:?}");
    window.key(Key::F11);
    window.frames();
    assert_eq!(low(&window), None, "in a window axes follow");
}

#[test]
fn axes_of_a_run_that_begins_on_stage_follow_until_something_is_changed() {
    let mut window = stage();
    let push = |window: &Window, steps: RangeInclusive<u64>| {
        let wire = window.wire.borrow();
        let mut history = wire.history.write().expect("nobody panicked");
        steps.for_each(|step| history.push(LossSample { step, values: [1.0; SERIES.len()] }));
    };
    *window.wire.borrow().history.write().expect("nobody panicked") = History::default();
    window.set_state(RunState::Running);
    window.begin(RunId::fresh());
    push(&window, 1..=1);
    window.frames();
    push(&window, 2..=400);
    window.frames();
    let frozen = |window: &Window| window.harness.state().settings().panels.get::<LossesPanel>().frozen_ends();
    assert!(frozen(&window).is_empty(), "nobody knows yet where its curves will be");
    let (name, old, new) = ("sigma_g".into(), "0.4".into(), "0.2".into());
    window.tell(Event::Applied(Intervention { step: 400, name, old, new }));
    assert!(!frozen(&window).is_empty(), "what comes of that is to be seen");
}

/// A talk of presets in a folder.
fn talk(folder: &Path) {
    let text = r#"(version: 1, title: "Mine", idle_s: 60, scenes: [
        (title: "One", look_at: "See this", note: "Say that", preset: "instant", panel: "losses", beside: "trajectories",
         duration_s: 5, interventions: [(step: 500, name: "capacity.enabled", value: false), (after_s: 8, name: "sigma_g", value: 0.2)]),
        (title: "Two", note: "The end", preset: "hexagons", module: 1),
    ])"#;
    fs::write(folder.join("talk.ron"), text).expect("writable");
}

fn with_talk(folder: &Path, saves: bool) -> Window {
    talk(folder);
    let stage = StageOptions { is_on: true, shows_first: true, talk: Some(folder.to_owned()), booth_s: None, saves };
    Window::with(|options, _| options.stage = stage)
}

/// Tells that the run of a scene begins, which trains from then on.
fn train(window: &mut Window, name: &str) {
    let preset = Box::new(resolve(name, None).expect("bundled"));
    window.set_state(RunState::Running);
    window.tell(Event::Began { run: RunId::fresh(), preset, step: 0, device: "CPU".into() });
}

fn load(name: &str) -> Command {
    Command::Load(Box::new(resolve(name, None).expect("bundled")))
}

#[test]
fn scenes_are_picked_by_digits_and_do_what_they_say() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut window = with_talk(folder.path(), true);
    assert_eq!(window.sent(), [load("instant")], "the first scene");
    assert!(window.shows("One") && window.shows("See this") && window.shows("1/2"));
    assert!(!window.shows("Say that"), "notes are for the presenter");
    assert!(!shows_panel(&window, "Controls"), "no controls");
    train(&mut window, "instant");
    assert_eq!(window.sent(), [Command::Run], "it trains");
    window.wire.borrow_mut().status.step = 499;
    window.frames();
    assert!(window.sent().is_empty(), "not yet");
    window.wire.borrow_mut().status.step = 500;
    window.frames();
    assert_eq!(window.sent(), [set("capacity.enabled", Value::Switch(false))], "at its step, once");
    window.now.set(Duration::from_secs(8));
    window.frames();
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(0.2))], "at its time, once");

    window.key(Key::Num2);
    assert_eq!(window.sent(), [load("hexagons")]);
    assert!(window.shows("Two") && window.shows("2/2") && window.shows("Rate maps"), "all panels");
    window.key(Key::PageDown);
    assert!(window.sent().is_empty() && window.has_said("The talk has 2 scenes"));
    window.key(Key::PageUp);
    assert_eq!(window.sent(), [load("instant")]);
    window.key(Key::Escape);
    window.key(Key::ArrowRight);
    assert_eq!(window.sent(), [load("hexagons")], "arrows too, when no panel is enlarged");
    window.key(Key::Num0);
    assert_eq!(window.sent(), [load("instant")], "0 is the first");
    window.press(Modifiers::ALT, Key::Num2);
    assert!(window.shows("1/2"), "with Alt it means something else");
    assert_eq!(window.sent(), [set("invariance.enabled", Value::Switch(false))], "a loss term");
    window.key(Key::F11);
    window.key(Key::Num2);
    assert!(window.sent().is_empty(), "digits mean nothing in a window");
}

#[test]
fn the_presenter_has_a_window_with_notes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut window = with_talk(folder.path(), true);
    window.key(Key::P);
    assert!(window.shows("Say that") && window.shows("1 of 2: One") && window.shows("Next: Two"));
    assert!(window.shows("At step 500: capacity.enabled = false"), "what will happen");
    window.now.set(Duration::from_secs(83));
    window.frames();
    assert!(window.shows("1:23"), "since the first scene");
    window.click("From 0");
    assert!(window.shows("0:00"));
    window.key(Key::Num2);
    assert!(window.shows("The end") && window.shows("The last scene"));
    window.key(Key::P);
    assert!(!window.shows("The last scene"), "closed");
}

#[test]
fn a_booth_plays_by_itself_until_somebody_comes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |window: &mut Window, seconds: u64| {
        window.now.set(Duration::from_secs(seconds));
        window.harness.run_steps(1);
        window.sent()
    };
    let mut window = with_talk(folder.path(), false);
    assert_eq!(at(&mut window, 0), [load("instant")]);
    assert!(at(&mut window, 59).is_empty());
    assert_eq!(at(&mut window, 60), [load("hexagons")], "nobody is there");
    assert!(at(&mut window, 79).is_empty());
    assert_eq!(at(&mut window, 80), [load("instant")], "around the end");
    assert_eq!(at(&mut window, 85), [load("hexagons")], "after its five seconds");
    window.harness.event(Input::PointerMoved(egui::pos2(300.0, 300.0)));
    assert!(at(&mut window, 106).is_empty(), "somebody comes");
    assert!(at(&mut window, 165).is_empty());
    assert_eq!(at(&mut window, 166).len(), 1, "and goes");

    let mut window = with_talk(folder.path(), true);
    assert_eq!(at(&mut window, 0), [load("instant")]);
    assert!(at(&mut window, 500).is_empty(), "no run is left behind where runs are recorded");
}

#[test]
fn without_a_talk_digits_show_that_of_the_program() {
    let mut window = stage();
    window.key(Key::Num2);
    assert!(window.shows("2/12") && window.shows("One set of steps in many orders, and four losses"));
    window.key(Key::F11);
    assert!(window.shows(PRESETS), "a window again");
}

#[test]
fn a_talk_is_opened_by_dropping_its_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    talk(folder.path());
    let mut window = Window::open();
    window.key(Key::PageDown);
    assert!(window.has_said("No talk is open") && window.sent().is_empty());
    window.drop_file(folder.path());
    assert_eq!(window.sent(), [load("instant")]);
    assert!(window.has_said("Talk with 2 scenes: Mine"));
    fs::write(folder.path().join("talk.ron"), "(version: 1, scenes: 3)").expect("writable");
    window.drop_file(folder.path());
    assert!(window.has_said("talk.ron:1:22: `scenes` has to be a list"), "and what is wrong is said");
    assert_eq!(window.harness.state().preset().name, default_preset().name);
}

#[test]
fn every_theme_is_a_key_away() {
    let mut window = stage();
    let ground = |window: &Window| window.harness.ctx.global_style().visuals.panel_fill;
    let projector = ground(&window);
    let mut seen = vec![projector];
    for _ in 0..3 {
        window.key(Key::T);
        seen.push(ground(&window));
    }
    assert_eq!(seen[3], projector, "around");
    assert!(seen[0] != seen[1] && seen[1] != seen[2] && seen[0] != seen[2], "{seen:?}");
    window.key(Key::F11);
    assert!(window.harness.state().settings().is_dark, "the window keeps its own");
}
