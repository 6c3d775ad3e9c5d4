//! The whole window without a display: a scripted run on one side, clicks and keys on the other.

mod beginning;
mod browsing;
mod compare;
mod going_back;
mod hands;
mod intake;
mod leaving;
mod looks;
mod map_sets;
mod numbers;
mod opening;
mod pace;
mod palette;
mod panels;
mod replaying;
mod reproducing;
mod runs_panel;
mod stage;
mod steering;
mod studies;
mod take_away;
mod texts;
mod title;
mod tour;

use super::testing::hands::Hands;
use super::testing::{ScriptedSource, Wire};
use super::{App, AppOptions, Folders, Notice, Theme};
use crate::maps::{MapSet, RunId};
use crate::preset::{Value, default_preset};
use crate::stream::{Command, Event, RunState};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::cell::{Cell, RefCell};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::sync::Arc;
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

    /// A window, and a bell that whatever works for it rings.
    fn with_bell(prepare: impl FnOnce(&mut AppOptions)) -> (Self, Bell) {
        let (sender, bell) = crossbeam_channel::unbounded();
        let window = Self::with(|options, _| {
            options.wake = Arc::new(move || {
                let _ = sender.send(()); // nobody listens at the end of the test
            });
            prepare(options);
        });
        (window, bell)
    }

    fn tell(&mut self, event: Event) {
        self.wire.borrow_mut().events.push_back(event);
        self.frames();
    }

    fn set_state(&mut self, state: RunState) {
        self.wire.borrow_mut().status.state = state;
        self.tell(Event::State(state));
    }

    /// Tells that a run begins, at step 0 with the default preset.
    fn begin(&mut self, run: RunId) {
        let preset = Box::new(default_preset().clone());
        self.tell(Event::Began { run, preset, step: 0, device: "CPU".into() });
    }

    /// Edits a parameter that restarts the run, and does not apply it.
    fn edit_units(&mut self, units: f64) {
        self.harness.get_by_label("Network and seed").scroll_to_me();
        self.frames();
        self.harness.get_by_label("Network and seed").click();
        self.frames();
        self.harness.get_by_role_and_label(Role::SpinButton, "units").scroll_to_me();
        self.frames();
        self.harness.get_by_role_and_label(Role::SpinButton, "units").set_value_accesskit(units);
        self.frames();
    }

    /// Applies what was edited.
    fn apply_and_restart(&mut self) {
        self.harness.get_by_role_and_label(Role::Button, "Apply and restart").scroll_to_me();
        self.frames();
        self.click("Apply and restart");
    }

    /// The maps on screen.
    fn shown(&self) -> Option<&MapSet> {
        self.harness.state().shown().map(|shown| shown.set.as_ref())
    }

    fn has_said(&self, text: &str) -> bool {
        self.harness.state().log_lines().iter().any(|line| line.text.contains(text))
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

/// Rings when something has ended that a window waits for.
type Bell = crossbeam_channel::Receiver<()>;

/// Lets a window draw until something is so.
fn until(window: &mut Window, bell: &Bell, so: impl Fn(&Window) -> bool) {
    while !so(window) {
        bell.recv().expect("something is still at work");
        window.frames();
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
