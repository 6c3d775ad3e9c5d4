//! The whole window without a display: a scripted run on one side, clicks and keys on the other.

use super::testing::hands::Hands;
use super::testing::{ScriptedSource, Wire};
use super::{App, AppOptions, Folders, MapSource, Notice, Pane, Theme, Walk};
use crate::files::{Numbers, write_npz};
use crate::preset::{Preset, Value, default_preset};
use crate::stream::{Command, Event, Intervention, LossSample, RunState, SERIES, Severity};
use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::cell::{Cell, RefCell};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::time::Duration;

/// A window of the first size onto a scripted run, with a clock that stands still unless it is moved.
struct Window {
    hands: Hands<App>,
    wire: Rc<RefCell<Wire>>,
    now: Rc<Cell<Duration>>,
}

impl Window {
    fn open() -> Self {
        Self::with(|_, _| {})
    }

    fn with(prepare: impl FnOnce(&mut AppOptions, &mut Wire)) -> Self {
        let (source, wire) = ScriptedSource::new();
        let now = Rc::new(Cell::new(Duration::ZERO));
        let mut options = AppOptions::new(default_preset().clone());
        let clock = Rc::clone(&now);
        options.clock = Box::new(move || clock.get());
        wire.borrow_mut().status.state = RunState::Paused;
        wire.borrow_mut().status.device = "CPU".into();
        prepare(&mut options, &mut wire.borrow_mut());
        let app = App::new(Box::new(source), options);
        let hands = Hands::on(app, |ui, app| {
            app.logic(ui.ctx());
            app.frame_ui(ui);
        });
        let mut window = Self { hands, wire, now };
        window.frames();
        window
    }

    fn tell(&mut self, event: Event) {
        self.wire.borrow_mut().events.push_back(event);
        self.frames();
    }

    fn set_state(&mut self, state: RunState) {
        self.wire.borrow_mut().status.state = state;
        self.tell(Event::State(state));
    }

    fn key(&mut self, key: Key) {
        self.hands.press(Modifiers::NONE, key);
    }

    /// Where the handle of a slider stands.
    fn slider(&self, name: &str) -> Option<f64> {
        self.harness.get_by_role_and_label(Role::Slider, name).accesskit_node().numeric_value()
    }

    /// The commands that arrived since the last time.
    fn sent(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.wire.borrow_mut().commands)
    }
}

impl Deref for Window {
    type Target = Hands<App>;

    fn deref(&self) -> &Hands<App> {
        &self.hands
    }
}

impl DerefMut for Window {
    fn deref_mut(&mut self) -> &mut Hands<App> {
        &mut self.hands
    }
}

fn set(name: &str, value: Value) -> Command {
    Command::Set { name: name.into(), value }
}

#[test]
fn buttons_and_keys_run_pause_step_and_reset() {
    let mut window = Window::open();
    window.click("Run");
    assert_eq!(window.sent(), [Command::Run]);
    window.set_state(RunState::Running);
    assert!(window.shows("LIVE"), "badge");
    window.click("Pause");
    window.key(Key::Space);
    assert_eq!(window.sent(), [Command::Pause, Command::Pause], "button and key do the same");
    window.set_state(RunState::Paused);
    assert!(window.shows("PAUSED"), "badge");
    window.key(Key::Period);
    window.key(Key::R);
    window.key(Key::K);
    window.click("One step");
    let expected = [Command::Step, Command::Reset { seed: None }, Command::Checkpoint, Command::Step];
    assert_eq!(window.sent(), expected);
}

#[test]
fn a_slider_sends_and_waits_for_its_confirmation() {
    let mut window = Window::open();
    window.slide("sigma g", 0.25);
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(0.25))]);
    let before = default_preset().params.sigma_g;
    assert!((window.harness.state().preset().params.sigma_g - before).abs() < 1e-12, "not in force yet");
    let shown = window.slider("sigma g");
    assert_eq!(shown, Some(0.25), "the handle stays where it was put");
    window.tell(Event::Applied(Intervention {
        step: 7,
        name: "sigma_g".into(),
        old: before.to_string(),
        new: "0.25".into(),
    }));
    assert!((window.harness.state().preset().params.sigma_g - 0.25).abs() < 1e-12, "confirmed");
}

#[test]
fn an_unanswered_change_goes_back_to_what_is_in_force() {
    let mut window = Window::open();
    let before = default_preset().params.sigma_g;
    window.slide("sigma g", 0.25);
    window.now.set(Duration::from_mins(1));
    window.frames();
    let shown = window.slider("sigma g");
    assert_eq!(shown, Some(before), "nobody answered");
}

#[test]
fn a_busy_run_gets_the_newest_value_later() {
    let mut window = Window::with(|_, wire| wire.room = 0);
    for value in [0.2, 0.3, 0.5] {
        window.slide("sigma g", value);
    }
    assert!(window.sent().is_empty(), "the lane is full");
    window.wire.borrow_mut().room = 100;
    window.frames();
    assert_eq!(window.sent(), [set("sigma_g", Value::Number(0.5))], "one command, the newest");
}

#[test]
fn a_term_is_ablated_with_its_switch() {
    let mut window = Window::open();
    window.switch("capacity enabled");
    assert_eq!(window.sent(), [set("capacity.enabled", Value::Switch(false))]);
}

#[test]
fn a_late_change_offers_to_restart_the_schedule() {
    let mut window = Window::with(|options, wire| {
        wire.status.step = options.preset.params.training_steps as u64;
        wire.status.steps_left = 0;
        wire.status.learning_rate = 0.02 * options.preset.params.learning_rate;
    });
    assert!(!window.shows("Restart schedule now"), "nothing was moved yet");
    window.switch("capacity enabled");
    assert!(window.shows("a change will show little"), "offered");
    window.sent();
    window.click("Restart schedule now");
    assert_eq!(window.sent(), [Command::RestartSchedule]);
    assert!(!window.shows("Restart schedule now"), "settled");
}

#[test]
fn restart_parameters_wait_until_they_are_applied() {
    let mut window = Window::open();
    window.harness.get_by_label("Network and seed").scroll_to_me();
    window.frames();
    window.harness.get_by_label("Network and seed").click();
    window.frames();
    window.harness.get_by_role_and_label(Role::SpinButton, "units").scroll_to_me();
    window.frames();
    window.harness.get_by_role_and_label(Role::SpinButton, "units").set_value_accesskit(96.0);
    window.frames();
    assert!(window.sent().is_empty(), "nothing restarts yet");
    window.harness.get_by_role_and_label(Role::Button, "Apply and restart").scroll_to_me();
    window.frames();
    window.click("Apply and restart");
    let mut expected = default_preset().clone();
    expected.params.units = 96;
    assert_eq!(window.sent(), [Command::Load(Box::new(expected))], "one restart with every edit");
}

#[test]
fn the_rate_is_held_and_its_schedule_restarted() {
    let mut window = Window::open();
    window.click("Hold");
    window.click("Restart schedule");
    assert_eq!(window.sent(), [Command::HoldRate(true), Command::RestartSchedule]);
}

#[test]
fn a_non_finite_loss_names_term_and_step_and_offers_ways_on() {
    let mut window = Window::open();
    window.tell(Event::NonFinite { step: 123, term: "conformal isometry".into() });
    window.tell(Event::State(RunState::Paused));
    assert!(window.shows("conformal isometry was not finite in step 123"), "banner");
    window.click("Lower the learning rate ×0.3");
    let lowered = 0.3 * default_preset().params.learning_rate;
    assert_eq!(window.sent(), [set("learning_rate", Value::Number(lowered)), Command::Run]);
    window.click("Go on");
    assert_eq!(window.sent(), [Command::Run]);
    window.set_state(RunState::Running);
    assert_eq!(window.harness.state().notice(), None, "training again");
}

#[test]
fn a_dead_thread_is_a_banner_with_a_restart() {
    let mut window = Window::open();
    window.tell(Event::Message { severity: Severity::Error, text: "index out of bounds".into() });
    window.set_state(RunState::Failed);
    assert!(window.shows("index out of bounds") && window.shows("FAILED"), "said");
    assert!(matches!(window.harness.state().notice(), Some(Notice::Failed { .. })), "kept");
    window.click("Restart");
    assert_eq!(window.sent(), [Command::Recover]);
    window.set_state(RunState::Paused);
    assert_eq!(window.harness.state().notice(), None, "recovered");
}

#[test]
fn no_key_acts_while_text_is_typed() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::TextInput, "seed").focus();
    window.frames();
    window.key(Key::Space);
    window.key(Key::R);
    window.key(Key::Period);
    assert!(window.sent().is_empty(), "typing is not steering");
}

#[test]
fn a_typed_seed_resets_with_it() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::TextInput, "seed").focus();
    window.frames();
    window.press(Modifiers::COMMAND, Key::A);
    window.harness.get_by_role_and_label(Role::TextInput, "seed").type_text("18446744073709551615");
    window.frames();
    window.key(Key::Enter);
    assert_eq!(window.sent(), [Command::Reset { seed: Some(u64::MAX) }]);
    window.click("New seed");
    let sent = window.sent();
    assert!(matches!(sent[..], [Command::Reset { seed: Some(_) }]), "{sent:?}");
}

#[test]
fn a_preset_is_saved_and_loaded_by_hand() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let presets = folder.path().to_owned();
    let mut window = Window::with(|options, _| {
        options.folders = Folders { presets: Some(presets), runs: None };
    });
    let file = |name: &str| folder.path().join(name);
    window.press(Modifiers::COMMAND, Key::S);
    window.click("Save");
    assert_eq!(Preset::read(&file("modules-mine.ron")).expect("saved").params, default_preset().params);

    std::fs::write(file("modules-mine.ron"), "(version: 1, purpose: \"by hand\")").expect("writable");
    window.press(Modifiers::COMMAND, Key::S);
    window.click("Save");
    assert!(window.shows("Replace it?"), "asks first");
    let text = std::fs::read_to_string(file("modules-mine.ron")).expect("there");
    assert!(text.contains("by hand"), "untouched so far");
    window.click("Cancel");

    window.press(Modifiers::COMMAND, Key::O);
    window.click("modules-mine");
    let sent = window.sent();
    assert!(matches!(&sent[..], [Command::Load(preset)] if preset.purpose == "by hand"), "{sent:?}");
}

#[test]
fn a_bad_preset_is_refused_with_the_whole_message() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bad.ron");
    std::fs::write(&path, "(version: 1,\n parameters: (sigma_y: 0.1))").expect("writable");
    let mut window = Window::open();
    window.press(Modifiers::COMMAND, Key::O);
    window.harness.get_by_role_and_label(Role::TextInput, "Path").focus();
    window.frames();
    window.harness.get_by_role_and_label(Role::TextInput, "Path").type_text(path.to_str().expect("UTF-8"));
    window.frames();
    window.click("Open path");
    assert!(window.sent().is_empty(), "nothing is loaded");
    assert!(window.shows("sigma_x") && window.shows("bad.ron:2:"), "place and nearest name, in the dialog");
    let logged = window.harness.state().log_lines().iter().any(|line| line.text.contains("bad.ron:2:"));
    assert!(logged, "and in the log");
}

#[test]
fn what_is_dropped_is_opened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut window = Window::open();
    window.drop_file(folder.path());
    assert_eq!(window.sent(), [Command::Open(folder.path().to_owned())]);
}

#[test]
fn keys_change_the_view_and_never_the_run() {
    let mut window = Window::open();
    let log_axis = |window: &Window| window.harness.state().settings().panels.drawing.losses.log_axis;
    let before = log_axis(&window);
    window.key(Key::L);
    assert_ne!(log_axis(&window), before, "log axis");
    window.key(Key::T);
    assert!(!window.harness.state().settings().is_dark, "light");
    window.key(Key::Tab);
    assert!(!window.harness.state().settings().layout.is_shown(Pane::Controls), "controls hidden");
    window.key(Key::Tab);
    assert!(window.harness.state().settings().layout.is_shown(Pane::Controls), "and back");
    window.key(Key::F1);
    assert!(window.shows("No key acts while text is being typed"), "keys");
    window.key(Key::Escape);
    assert!(!window.shows("No key acts while text is being typed"), "closed");
    assert!(window.sent().is_empty(), "the run was left alone");
}

#[test]
fn no_tooltip_stays_over_a_dialog() {
    let mut window = Window::open();
    let tooltip = "Start again from step 0 with another seed";
    window.harness.get_by_role_and_label(Role::Button, "New seed").hover();
    window.harness.run_steps(8);
    assert!(window.shows(tooltip), "under the pointer");
    window.press(Modifiers::COMMAND, Key::O);
    assert!(window.shows("Bundled presets"), "the dialog");
    assert!(!window.shows(tooltip), "behind the dialog nothing is under the pointer");
    window.harness.get_by_role_and_label(Role::Button, "New seed").click();
    window.frames();
    assert!(window.sent().is_empty(), "nor under the finger");
    window.key(Key::Escape);
    window.click("New seed");
    assert_eq!(window.sent().len(), 1, "as before");
}

#[test]
fn a_full_screen_is_read_from_the_last_row() {
    for (height, zoom) in [(800.0, 1.0), (1080.0, 1.25), (2160.0, 2.0)] {
        let mut window = Window::open();
        let screen = egui::vec2(16.0 / 9.0 * height, height);
        let input = window.harness.input_mut();
        input.viewports.entry(egui::ViewportId::ROOT).or_default().monitor_size = Some(screen);
        window.key(Key::F11);
        let found = window.harness.ctx.zoom_factor();
        assert!((found - zoom).abs() < 1e-3, "{found} on a screen {height} points high");
        let input = window.harness.input_mut();
        input.viewports.entry(egui::ViewportId::ROOT).or_default().fullscreen = Some(true);
        window.key(Key::F11);
        assert!((window.harness.ctx.zoom_factor() - 1.0).abs() < 1e-3, "back to a window");
    }
}

#[test]
fn closed_panels_come_back_from_the_menu() {
    let mut window = Window::open();
    window.key(Key::Tab);
    window.click("Panels");
    window.switch("Controls");
    assert!(window.harness.state().settings().layout.is_shown(Pane::Controls), "back");
}

#[test]
fn a_recording_says_what_it_cannot_do() {
    let mut window = Window::with(|_, wire| wire.unsupported = true);
    assert!(window.shows("REPLAY"), "badge");
    assert!(window.shows("A recorded run cannot be changed"), "controls");
    window.key(Key::K);
    let said =
        window.harness.state().log_lines().iter().any(|line| line.text.contains("a recorded run cannot do this"));
    assert!(said, "log");
}

#[test]
fn many_events_do_not_hold_up_a_frame() {
    let mut window = Window::open();
    let now = Rc::clone(&window.now);
    // A clock that runs while events are taken: a millisecond at every look.
    let events = 500u64;
    for step in 0..events {
        let (name, old, new) = (Intervention::HOLD.into(), "false".into(), "true".into());
        window.wire.borrow_mut().events.push_back(Event::Applied(Intervention { step, name, old, new }));
    }
    let before = window.wire.borrow().events.len();
    window.harness.state_mut().clock = Box::new(move || {
        now.set(now.get() + Duration::from_millis(1));
        now.get()
    });
    window.harness.run_steps(1);
    let taken = before - window.wire.borrow().events.len();
    assert!((1..50).contains(&taken), "{taken} events in one frame");
    window.harness.run_steps(80);
    assert!(window.wire.borrow().events.is_empty(), "all in the end");
}

/// How many frames the window asks for by itself in `time`, counted after it has settled.
fn frames_asked_for(window: &mut Window, time: Duration) -> usize {
    window.harness.run_steps(20);
    let end = window.now.get() + time;
    let mut frames = 0;
    while frames < 10_000 {
        let delay = window.harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        let next = window.now.get().saturating_add(delay);
        if next > end {
            break;
        }
        window.now.set(next);
        window.harness.run_steps(1);
        frames += 1;
    }
    window.now.set(end);
    frames
}

#[test]
fn a_still_window_draws_nothing() {
    for pane in Pane::ALL {
        let mut window = Window::with(|options, wire| {
            options.settings.layout.bring_to_front(pane);
            wire.history.write().expect("nobody panicked").push(LossSample { step: 1, values: [0.5; SERIES.len()] });
        });
        assert_eq!(frames_asked_for(&mut window, Duration::from_mins(10)), 0, "{pane:?} in front, paused");
    }
}

#[test]
fn a_live_run_wakes_the_window_and_a_recording_is_looked_at() {
    let mut live = Window::open();
    live.set_state(RunState::Running);
    let frames = frames_asked_for(&mut live, Duration::from_secs(10));
    assert!((10..=30).contains(&frames), "{frames} frames in ten seconds, in case a wake was lost");
    live.set_state(RunState::Paused);
    assert_eq!(frames_asked_for(&mut live, Duration::from_mins(1)), 0, "paused");

    let mut recorded = Window::with(|_, wire| wire.unsupported = true);
    recorded.set_state(RunState::Running);
    let frames = frames_asked_for(&mut recorded, Duration::from_secs(10));
    assert!((200..=300).contains(&frames), "{frames} frames in ten seconds");
}

#[test]
fn a_problem_is_drawn_once_more_when_it_goes() {
    let mut window = Window::open();
    window.tell(Event::Message { severity: Severity::Warning, text: "refused".into() });
    assert!(window.shows("Dismiss"), "a problem");
    let frames = frames_asked_for(&mut window, Duration::from_mins(1));
    assert!((1..=4).contains(&frames), "{frames} frames");
    assert!(!window.shows("Dismiss"), "gone");
}

#[test]
fn every_state_is_drawn_in_both_themes_and_all_sizes() {
    for is_dark in [true, false] {
        for size in [[900.0, 600.0], [1280.0, 800.0], [1920.0, 1080.0]] {
            let mut window = Window::with(|options, wire| {
                options.settings.is_dark = is_dark;
                let mut history = wire.history.write().expect("nobody panicked");
                for step in 1..200 {
                    let value = if step == 100 { f32::NAN } else { 1.0 / step as f32 };
                    history.push(LossSample { step, values: [value; SERIES.len()] });
                }
            });
            window.harness.set_size(size.into());
            for state in [RunState::Starting, RunState::Running, RunState::Paused, RunState::Failed, RunState::Stopped]
            {
                window.set_state(state);
            }
            window.harness.check_accessibility();
        }
    }
}

#[test]
fn every_panel_is_drawn_with_signs_that_the_fonts_have() {
    for pane in Pane::ALL {
        let mut window = Window::with(|options, _| options.settings.layout.bring_to_front(pane));
        let (name, old, new) = ("sigma_x".into(), "0.05".into(), "0.06".into());
        window.tell(Event::Applied(Intervention { step: 3, name, old, new })); // a missing sign panics
        window.tell(Event::Checkpoint { step: 4, path: "runs/a/4.safetensors".into() });
        assert!(window.harness.state().settings().layout.is_shown(pane), "{pane:?}");
    }
}

#[test]
fn themes_differ_where_it_matters() {
    let (dark, light) = (Theme::dark(), Theme::light());
    assert_ne!(dark.panel, light.panel);
    assert_ne!(dark.raised, dark.panel, "blocks stand out");
    assert_ne!(light.raised, light.panel, "blocks stand out");
}

/// Lets a window draw until something is so; whatever works for it rings.
fn until(window: &mut Window, bell: &crossbeam_channel::Receiver<()>, so: impl Fn(&Window) -> bool) {
    while !so(window) {
        bell.recv().expect("something is still at work");
        window.frames();
    }
}

fn window_with_bell() -> (Window, crossbeam_channel::Receiver<()>) {
    let (sender, bell) = crossbeam_channel::unbounded();
    let window = Window::with(|options, _| {
        options.wake = std::sync::Arc::new(move || {
            let _ = sender.send(()); // nobody listens at the end of the test
        });
    });
    (window, bell)
}

/// Maps of ideal grid cells `[unit][y][x]` in a box of 1.5 m.
fn write_cells(path: &std::path::Path) {
    let rate = |i: usize| {
        let (unit, x, y) = (i / 900, (i % 30) as f64 * 0.05, (i / 30 % 30) as f64 * 0.05);
        let k = 2.0 * std::f64::consts::TAU / (3f64.sqrt() * 0.5);
        let wave = |angle: f64| (k * ((x - 0.1 * unit as f64) * angle.cos() + y * angle.sin())).cos();
        (wave(0.2) + wave(0.2 + std::f64::consts::FRAC_PI_3) + wave(0.2 + 2.0 * std::f64::consts::FRAC_PI_3) + 1.5)
            as f32
    };
    let rates: Vec<f32> = (0..5 * 900).map(rate).collect();
    let arrays: [(&str, &[usize], Numbers<'_>); 2] =
        [("rate_maps", &[5, 30, 30], Numbers::F32(&rates)), ("box_m", &[], Numbers::F64(&[1.5]))];
    write_npz(path, &arrays).expect("writable");
}

#[test]
fn other_peoples_cells_are_shown_and_named_until_the_run_is_wanted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cells = folder.path().join("their cells.npz");
    write_cells(&cells);
    let (mut window, bell) = window_with_bell();
    window.drop_file(&cells);
    until(&mut window, &bell, |window| window.shows("5 units · 5 active"));
    assert!(window.sent().is_empty(), "the run is left alone");
    assert!(window.shows("their cells.npz") && window.shows("Cells from a file, not of the run"), "named");
    assert!(window.shows("box 1.5 m · cells from a file"), "above the wall too");
    let logged = |window: &Window, text: &str| window.harness.state().log_lines().iter().any(|l| l.text.contains(text));
    assert!(logged(&window, "5 units in 1.5 m: not of the run"));

    let bad = folder.path().join("bad.npz");
    std::fs::write(&bad, "no archive").expect("writable");
    window.drop_file(&bad);
    until(&mut window, &bell, |window| logged(window, "bad.npz"));
    assert!(window.shows("their cells.npz"), "nothing is lost");

    window.tell(Event::Began { preset: Box::new(default_preset().clone()), step: 0, device: "CPU".into() });
    assert_eq!(window.harness.state().map_source(), MapSource::Arena, "they are of no run");
    window.click("Back to the run");
    assert_eq!(window.harness.state().map_source(), MapSource::Live);
    assert!(!window.shows("Cells from a file, not of the run"), "what is on screen is the run's");
}

#[test]
fn a_track_without_cells_is_walked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let npz = folder.path().join("rat.npz");
    let arrays: [(&str, &[usize], Numbers<'_>); 3] = [
        ("t", &[3], Numbers::F64(&[0.0, 1.0, 2.0])),
        ("x", &[3], Numbers::F64(&[0.0, 0.5, 1.0])),
        ("y", &[3], Numbers::F64(&[0.0, 0.5, 0.2])),
    ];
    write_npz(&npz, &arrays).expect("writable");
    let csv = folder.path().join("rat.csv");
    std::fs::write(&csv, "t,x,y\n0,0,0\n1,0.5,0.5\n2,1,0.2\n").expect("writable");
    for path in [npz, csv] {
        let (mut window, bell) = window_with_bell();
        window.drop_file(&path);
        until(&mut window, &bell, |window| window.shows("Walk the network"));
        let said = &window.harness.state().log_lines().last().expect("a line").text;
        assert!(said.contains(&path.display().to_string()) && said.ends_with("2 s"), "{said}");
        let panels = &window.harness.state().settings().panels.drawing;
        assert_eq!(panels.generalisation.walk(), Some(Walk::Recorded(path)));
    }
}
