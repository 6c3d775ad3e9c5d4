//! The window: panels draw what a run tells, and what the user asks for goes to the run as commands.
//!
//! [`App`] needs no window of its own: `logic` takes in what the run says, `frame_ui` draws into any egui region. The
//! native window ([`start`]) and the tests drive the same two functions.
//!
//! Floors from the bottom; imports only point down:
//!
//! | floor | files |
//! |---|---|
//! | looks, then plain data | `kit::{theme, colour, widgets}`; `ask`, `view`, and what they name: `frames`, `log`, … |
//! | widgets | `kit` |
//! | panels | `panel`, `panels` |
//! | arrangement | `layout`, `settings` |
//! | frame | `chrome` |
//! | parts of the app | `again`, `run`, `shelf`, `analyses`, `selection`, `files`, `timing`, `options`, this file, `start` |

mod again;
mod analyses;
mod ask;
mod chrome;
mod files;
mod frames;
mod icon;
mod kit;
mod layout;
mod log;
mod meter;
mod notice;
mod opening;
mod options;
mod outbox;
mod pace;
mod panel;
mod panels;
mod run;
mod selection;
mod settings;
mod shelf;
mod speeds;
pub mod start;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timing;
mod view;

pub use chrome::dialogs::Folders;
pub use kit::theme::Theme;
pub use log::LogLine;
pub use notice::Notice;
pub use options::AppOptions;

use crate::maps::MapSetId;
use crate::measure::{MeasurementAsk, Measurements, Subject};
use crate::preset::Preset;
use crate::stream::{Command, Intervention, RunState, Severity, Source, Status};
use ask::Ask;
use chrome::browse::Browse;
use chrome::preset_row::SpeedHere;
use chrome::strip::strips_ui;
use chrome::{Chrome, banner};
use eframe::egui;
use files::{FileContents, Files};
use options::WindowClock;
use pace::Pace;
use panel::Panel as _;
use panels::PANELS;
use panels::generalisation::GeneralisationPanel;
use run::KnownRun;
use selection::Selection;
use settings::WindowSettings;
use shelf::{Shelf, ShelvedMaps};
use std::sync::Arc;
use std::time::Duration;
use timing::WindowTiming;
use view::View;

/// The names of all panels, as on their tabs.
pub fn panel_titles() -> impl Iterator<Item = &'static str> {
    PANELS.iter().map(|make| make().pane().title)
}

/// The app: one run, one window. Its parts do the work; what is asked for is routed here.
pub struct App {
    source: Box<dyn Source>,
    run: KnownRun,
    shelf: Shelf,
    selection: Selection,
    measurements: Measurements,
    files: Files,
    settings: WindowSettings,
    chrome: Chrome,
    timing: WindowTiming,
    clock: WindowClock,
}

impl App {
    /// Time for events in one frame; the rest waits for the next.
    const EVENT_BUDGET: Duration = Duration::from_millis(10);
    /// A live run wakes the window when there is news; should it ever forget, the window looks by itself.
    const LOOK_EVERY: Duration = Duration::from_millis(500);

    /// A window onto a run.
    pub fn new(source: Box<dyn Source>, options: AppOptions) -> Self {
        Self {
            source,
            run: KnownRun::new(options.preset),
            shelf: Shelf::new(Arc::clone(&options.wake)),
            selection: Selection::default(),
            measurements: Measurements::new(Arc::clone(&options.wake)),
            files: Files::new(Arc::clone(&options.wake), options.open),
            settings: options.settings,
            chrome: Chrome::new(options.folders, options.last_run, Browse::new(options.ask_system, options.wake)),
            timing: WindowTiming::new(options.began),
            clock: options.clock,
        }
    }

    /// The parameters in force, as confirmed by the run.
    pub fn preset(&self) -> &Preset {
        &self.run.preset
    }

    /// What waits for an answer.
    pub fn notice(&self) -> Option<&Notice> {
        self.run.notice.as_ref()
    }

    /// What the run is doing.
    pub fn status(&self) -> &Status {
        &self.run.status
    }

    /// Interventions of this run, oldest first.
    pub fn interventions(&self) -> &[Intervention] {
        &self.run.interventions
    }

    /// The problem that is news.
    pub fn problem(&self) -> Option<&LogLine> {
        self.chrome.toast.line()
    }

    /// The log, oldest line first.
    pub fn log_lines(&self) -> &[LogLine] {
        self.run.log.lines()
    }

    /// Takes in what the run tells and sends what is waiting; also while the window is hidden.
    pub fn logic(&mut self, ctx: &egui::Context) {
        let now = (self.clock)();
        let has_more = self.take_events(now);
        self.run.take_latest(self.source.as_mut(), &mut self.shelf);
        if self.run.take_beginning() {
            self.settings.panels.run_began();
            self.selection.begin_run(&self.shelf);
            self.chrome.run_began(self.run.take_left());
        }
        if let Some(set) = self.run.take_arena() {
            self.selection.arena_came(&set, &self.shelf);
        }
        if self.run.take_arena_loss() {
            self.selection.give_up_arena();
        }
        for text in self.measurements.poll() {
            self.run.say(Severity::Warning, text);
        }
        self.take_file(ctx);
        for text in self.shelf.poll(now, self.run.status.state == RunState::Running) {
            self.run.say(Severity::Error, text);
        }
        self.selection.follow(&self.shelf, now);
        self.look_closely();
        if self.run.status.state != RunState::Starting {
            self.run.outbox.forget_old(now.as_secs_f64());
        }
        self.run.flush(self.source.as_mut());
        self.settings.speeds.note(&self.run.preset.params, &self.run.status);
        self.chrome.toast.look_at(&self.run.log, now.as_secs_f64());
        self.chrome.forget_old(now.as_secs_f64());
        if let Some(text) = self.timing.take_start_words() {
            self.run.say(Severity::Info, text);
        }
        self.ask_for_frames(ctx, now, has_more);
    }

    /// Takes events as long as there is time; whether there are more.
    fn take_events(&mut self, now: Duration) -> bool {
        while let Some(event) = self.source.next_event() {
            self.run.apply(event, &mut self.shelf);
            if (self.clock)().saturating_sub(now) > Self::EVENT_BUDGET {
                return true;
            }
        }
        false
    }

    /// Shows what was read: cells, or a trajectory where networks are walked along one.
    fn take_file(&mut self, ctx: &egui::Context) {
        let Some((path, contents)) = self.files.take() else { return };
        match contents {
            Ok(FileContents::Cells(cells)) => {
                self.run.say(Severity::Info, files::words_of_cells(&path, &cells));
                self.selection.show_cells(&cells);
                self.shelf.put(cells);
            }
            Ok(FileContents::Trajectory { duration_s }) => {
                self.run.say(Severity::Info, format!("Trajectory from {}: {duration_s:.0} s", path.display()));
                self.carry_out(Ask::WalkAlong(path), ctx);
                self.carry_out(Ask::ShowPane(GeneralisationPanel::PANE.name), ctx);
            }
            Err(text) => self.carry_out(Ask::Complain(text), ctx),
        }
    }

    /// When the next frame is wanted, although nobody touches the window.
    fn ask_for_frames(&self, ctx: &egui::Context, now: Duration, has_more: bool) {
        let stays_s = self.chrome.time_left_s(now.as_secs_f64());
        if stays_s > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(stays_s));
        }
        let outbox = &self.run.outbox;
        if has_more {
            ctx.request_repaint();
        } else if outbox.is_waiting() || outbox.has_waiting() {
            ctx.request_repaint_after(Pace::FRAME);
        } else if self.run.status.state == RunState::Running {
            let wait = if self.source.is_live() { Self::LOOK_EVERY } else { self.timing.pace.interval() };
            ctx.request_repaint_after(wait);
        }
    }

    /// Draws everything and carries out what was asked for.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let theme = self.chrome.theme(&ctx, &mut self.settings);
        let mut asks = self.chrome.pressed(&ctx);
        // Nothing behind a dialog is under the pointer: an open tooltip would stay for as long as the pointer does.
        let pointer = self.chrome.has_dialog().then(|| ctx.input_mut(|input| std::mem::take(&mut input.pointer)));
        self.draw_ui(ui, &theme, &mut asks);
        if let Some(pointer) = pointer {
            ctx.input_mut(|input| input.pointer = pointer);
        }
        let pace = SpeedHere { speeds: &self.settings.speeds, device: &self.run.status.device };
        asks.extend(self.chrome.dialogs_ui(&ctx, pace, &theme));
        for ask in asks {
            self.carry_out(ask, &ctx);
        }
        self.run.flush(self.source.as_mut());
        if self.run.outbox.is_waiting() {
            ctx.request_repaint_after(Pace::FRAME);
        }
    }

    /// The bars, the panels and the strips over them.
    fn draw_ui(&mut self, ui: &mut egui::Ui, theme: &Theme, asks: &mut Vec<Ask>) {
        let (run, selection) = (&self.run, &self.selection);
        let shown = selection.shown(&self.shelf);
        let reported = shown.and_then(ShelvedMaps::reported);
        let choices = self.shelf.choices();
        let view = View {
            status: &run.status,
            run: run.id,
            is_live: self.source.is_live(),
            preset: &run.preset,
            sent: &run.outbox.all_waiting(),
            history: &run.history,
            interventions: &run.interventions,
            paths: run.paths.as_ref(),
            set: shown.map(|shown| shown.set.as_ref()),
            report: reported.map(|reported| reported.report.as_ref()),
            reported: reported.map(|reported| reported.set.key),
            reported_step: reported.and_then(|reported| reported.set.step),
            unit_detail: shown.and_then(|shown| shown.unit_detail(selection.unit())),
            choices: &choices,
            awaits_arena: selection.awaits_arena(),
            arena_side_m: self.settings.arena_side_m,
            colour_map: self.settings.colour_map,
            selected_unit: selection.unit(),
            selected_module: selection.module_among(reported),
            log: run.log.lines(),
            theme,
            measurements: &self.measurements,
            performance: &self.timing.performance,
        };
        asks.extend(self.chrome.bars_ui(ui, &self.settings, run.is_edited(), &view));
        // Its ground is the window's: filling it again would cost a software renderer as much as all the maps.
        egui::CentralPanel::default().frame(egui::Frame::new()).show(ui, |ui| {
            let WindowSettings { layout, panels, .. } = &mut self.settings;
            layout.ui(ui, panels, &view, asks);
        });
        strips_ui(ui.ctx(), |ui| {
            asks.extend(self.chrome.strips_ui(ui, run.folder.is_some(), run.notice.is_some(), &view));
            asks.extend(banner::banner_ui(ui, run.notice.as_ref(), run.unsaved.as_ref(), run.owned.as_ref(), &view));
            asks.extend(self.files.strip_ui(ui, &view));
        });
    }

    /// Carries out what was asked for, or has it done by the part or the panel whose business it is.
    fn carry_out(&mut self, ask: Ask, ctx: &egui::Context) {
        ctx.request_repaint();
        if self.settings.panels.tell(&ask) {
            return;
        }
        match ask {
            Ask::Send(command) => self.send(command),
            Ask::RunPause if self.run.status.state == RunState::Running => self.send(Command::Pause),
            Ask::RunPause => self.send(Command::Run),
            Ask::Step => self.send(Command::Step),
            Ask::Reset | Ask::SetSeed(_) | Ask::NewSeed => self.start_again(&ask),
            Ask::RestartSchedule => self.send(Command::RestartSchedule),
            Ask::Checkpoint => self.send(Command::Checkpoint),
            Ask::MapArena => {
                self.send(Command::MapArena { side_m: self.settings.arena_side_m });
                self.selection.await_arena();
            }
            Ask::SetArenaSide(side_m) => self.settings.arena_side_m = side_m,
            Ask::ShowMaps(id) => self.show_maps(id),
            Ask::UseColours(map) => self.settings.colour_map = map,
            Ask::NextColours => self.settings.colour_map = self.settings.colour_map.next(),
            Ask::SelectUnit(unit) => {
                self.selection.choose_unit(unit);
                self.look_closely();
            }
            Ask::PreviousUnit => self.step_unit(false),
            Ask::NextUnit => self.step_unit(true),
            Ask::SelectModule(module) => self.selection.module = module,
            Ask::Measure(ask) => self.measure(&ask),
            Ask::Open => self.chrome.show_open_dialog(),
            Ask::SavePreset => self.chrome.show_save_dialog(&self.run.preset),
            Ask::Read(path) => self.files.read(path),
            Ask::Say(text) => self.run.say(Severity::Info, text),
            Ask::Complain(text) => self.run.say(Severity::Warning, text),
            Ask::Copy(text) => ctx.copy_text(text),
            Ask::TogglePane(name) => self.settings.layout.toggle(name),
            Ask::ShowPane(name) => self.settings.layout.bring_to_front(name),
            Ask::ToggleAbout => self.settings.shows_about = !self.settings.shows_about,
            Ask::ResetLayout => self.settings.reset_layout(),
            Ask::SwitchTheme => self.settings.is_dark = !self.settings.is_dark,
            Ask::FullScreen => chrome::toggle_full_screen(ctx),
            Ask::ToggleKeys => self.chrome.toggle_keys(),
            Ask::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Ask::LogAxis | Ask::Smoothing | Ask::WalkAlong(_) => {} // of panels that this window lacks
        }
    }

    fn show_maps(&mut self, id: MapSetId) {
        if let Some(shelved) = self.shelf.get(id) {
            self.selection.show(&shelved.set);
            self.selection.give_up_arena();
        }
    }

    fn step_unit(&mut self, forward: bool) {
        self.selection.step_unit(forward, &self.shelf);
        self.look_closely();
    }

    /// Has the unit whose pictures are wanted looked at.
    fn look_closely(&mut self) {
        if let Some(id) = self.selection.shown(&self.shelf).map(|shown| shown.set.key.id) {
            self.shelf.look_closely(id, self.selection.wanted_unit());
        }
    }

    /// Begins or cancels a measurement of the maps on screen.
    fn measure(&mut self, ask: &MeasurementAsk) {
        let reported = self.selection.shown(&self.shelf).and_then(ShelvedMaps::reported).cloned();
        let params = &self.run.preset.params;
        let subject = reported.map(|reported| Subject::new(reported.set, reported.report, Some(params)));
        if let Err(why) = self.measurements.carry_out(ask, subject.as_ref()) {
            self.run.say(Severity::Warning, why.to_string());
        }
    }

    fn send(&mut self, command: Command) {
        self.run.outbox.push(command, (self.clock)().as_secs_f64());
    }
}

#[cfg(test)]
impl App {
    /// What is kept between runs of the program.
    fn settings(&self) -> &WindowSettings {
        &self.settings
    }

    /// The maps on screen.
    fn shown(&self) -> Option<&ShelvedMaps> {
        self.selection.shown(&self.shelf)
    }
}
