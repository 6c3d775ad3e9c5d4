//! The window: panels draw what a run tells, and what the user asks for goes to the run as commands.
//!
//! [`App`] needs no window of its own: `logic` takes in what the run says, `frame_ui` draws into any egui region. The
//! native window (`start`) and the tests drive the same two functions.

mod actions;
mod chrome;
mod frames;
mod icon;
mod kit;
mod layout;
mod meter;
mod others;
mod outbox;
mod pace;
pub mod panels;
mod selection;
mod start;
mod state;
mod studies;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;
mod watched;

pub use actions::{ACTIONS, Action, ActionSpec, Group};
pub use chrome::banner::Notice;
pub use chrome::dialogs::Folders;
pub use frames::{FrameCost, FrameLog, Percentiles, Performance, Rates};
pub use kit::theme::Theme;
pub use layout::{Layout, Pane};
pub use others::is_data_file;
pub use start::{AppError, Waker, run};
pub use state::Settings;
pub use studies::{ArenaTopology, Lane, MapsKey, ModuleKey, Studies, StudyKind, StudyRequest, Walk, WalkKey};
pub use view::{ColourMap, LogLine, MapSource, Request, View};

use crate::preset::Preset;
use crate::stream::{Command, Intervention, RunState, SendError, Severity, Source, Status};
use actions::Ask;
use chrome::dialogs::{OpenDialog, Outcome, SaveDialog};
use chrome::toast::Toast;
use chrome::top_bar::{TopBar, TopBarInfo};
use eframe::egui;
use meter::Meter;
use others::Others;
use outbox::command_words;
use pace::Pace;
use std::sync::Arc;
use std::time::{Duration, Instant};
use studies::Subject;
use watched::Watched;

/// Tells the time since some fixed moment.
pub type Clock = Box<dyn Fn() -> Duration>;

/// How the window starts.
pub struct AppOptions {
    /// Shown until the run tells what it began with.
    pub preset: Preset,
    pub settings: Settings,
    pub folders: Folders,
    pub clock: Clock,
    /// When the program began: start-up and frames are timed from here.
    pub began: Instant,
    /// Called, from any thread, when there is something new to draw.
    pub wake: Waker,
    /// Cells or a trajectory to begin with.
    pub open: Option<std::path::PathBuf>,
}

impl AppOptions {
    /// Default settings, the system's clock, and nobody to wake.
    #[must_use]
    pub fn new(preset: Preset) -> Self {
        let began = Instant::now();
        Self {
            preset,
            settings: Settings::default(),
            folders: Folders::default(),
            clock: Box::new(move || began.elapsed()),
            began,
            wake: Arc::new(|| {}),
            open: None,
        }
    }
}

/// The app: one run, one window.
pub struct App {
    source: Box<dyn Source>,
    watched: Watched,
    studies: Studies,
    others: Others,
    settings: Settings,
    folders: Folders,
    clock: Clock,
    map_source: MapSource,
    selected_unit: Option<usize>,
    /// A unit that will be shown as soon as its pictures are there.
    next_unit: Option<usize>,
    /// A unit was chosen by hand.
    has_selected: bool,
    /// When a unit was last chosen for the user.
    chosen_at: Duration,
    selected_module: Option<usize>,
    top_bar: TopBar,
    open_dialog: Option<OpenDialog>,
    save_dialog: Option<SaveDialog>,
    shows_keys: bool,
    toast: Toast,
    /// What the window measures of itself.
    performance: Performance,
    meter: Meter,
    pace: Arc<Pace>,
    /// Start-up times are in the log.
    has_told_start: bool,
    runs_seen: u64,
    /// The theme whose style egui has.
    styled_dark: Option<bool>,
}

impl App {
    /// Time for events in one frame; the rest waits for the next.
    const EVENT_BUDGET: Duration = Duration::from_millis(10);
    /// A live run wakes the window when there is news; should it ever forget, the window looks by itself.
    const LOOK_EVERY: Duration = Duration::from_millis(500);

    /// A window onto a run.
    #[must_use]
    pub fn new(source: Box<dyn Source>, options: AppOptions) -> Self {
        Self {
            source,
            watched: Watched::new(options.preset, Arc::clone(&options.wake)),
            studies: Studies::new(Arc::clone(&options.wake)),
            others: Others::new(options.wake, options.open),
            settings: options.settings,
            folders: options.folders,
            clock: options.clock,
            map_source: MapSource::default(),
            selected_unit: None,
            next_unit: None,
            has_selected: false,
            chosen_at: Duration::ZERO,
            selected_module: None,
            top_bar: TopBar::default(),
            open_dialog: None,
            save_dialog: None,
            shows_keys: false,
            toast: Toast::default(),
            performance: Performance::default(),
            meter: Meter::new(options.began),
            pace: Arc::default(),
            has_told_start: false,
            runs_seen: 0,
            styled_dark: None,
        }
    }

    /// The parameters in force, as confirmed by the run.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        &self.watched.preset
    }

    /// What waits for an answer across the top.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.watched.notice.as_ref()
    }

    /// What the run is doing.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.watched.status
    }

    /// Interventions of this run, oldest first.
    #[must_use]
    pub fn interventions(&self) -> &[Intervention] {
        &self.watched.interventions
    }

    /// The maps on screen: walked in training, or measured.
    #[must_use]
    pub fn map_source(&self) -> MapSource {
        self.map_source
    }

    /// The problem that is news.
    #[must_use]
    pub fn problem(&self) -> Option<&LogLine> {
        self.toast.line()
    }

    /// The log, oldest line first.
    #[must_use]
    pub fn log_lines(&self) -> &[LogLine] {
        self.watched.log.lines()
    }

    /// What is kept between runs of the program.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes in what the run tells and sends what is waiting; also while the window is hidden.
    pub fn logic(&mut self, ctx: &egui::Context) {
        let now = (self.clock)();
        let mut more = false;
        while let Some(event) = self.source.next_event() {
            self.watched.apply(event);
            if (self.clock)().saturating_sub(now) > Self::EVENT_BUDGET {
                more = true;
                break;
            }
        }
        self.watched.take_latest(self.source.as_mut(), now);
        if self.runs_seen != self.watched.runs_begun {
            self.runs_seen = self.watched.runs_begun;
            self.settings.panels.controls.forget_edits();
            self.selected_module = None;
            self.studies.clear();
            self.show_run();
        }
        for (severity, text) in self.studies.poll() {
            self.say(severity, text);
        }
        self.take_others();
        self.select_best(now);
        self.watched.look_closely(self.map_source, self.next_unit.or(self.selected_unit));
        if self.watched.status.state != RunState::Starting {
            self.watched.outbox.forget_old(now.as_secs_f64());
        }
        self.flush();
        self.toast.look_at(&self.watched.log, now.as_secs_f64());
        let toast_s = self.toast.time_left_s(now.as_secs_f64());
        if toast_s > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(toast_s));
        }
        self.tell_start();
        let outbox = &self.watched.outbox;
        if more {
            ctx.request_repaint();
        } else if outbox.is_waiting() || outbox.has_waiting() {
            ctx.request_repaint_after(Pace::FRAME);
        } else if self.watched.status.state == RunState::Running {
            ctx.request_repaint_after(if self.source.is_live() { Self::LOOK_EVERY } else { self.pace.interval() });
        }
    }

    /// Says once how long the window took to open.
    fn tell_start(&mut self) {
        let Performance { first_frame: Some(frame), first_picture: Some(picture), .. } = self.performance else {
            return;
        };
        if !std::mem::replace(&mut self.has_told_start, true) {
            let text =
                format!("First frame after {} ms, first maps after {} ms", frame.as_millis(), picture.as_millis());
            self.say(Severity::Info, text);
        }
    }

    /// Draws everything and carries out what was asked for.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        let theme = self.theme(&ctx);
        let mut asks = Vec::new();
        if self.open_dialog.is_none() && self.save_dialog.is_none() {
            asks.extend(actions::pressed(&ctx).into_iter().map(Ask::Do));
        }
        // Nothing behind a dialog is under the pointer: an open tooltip would stay for as long as the pointer does.
        let has_dialog = self.open_dialog.is_some() || self.save_dialog.is_some() || self.shows_keys;
        let pointer = has_dialog.then(|| ctx.input_mut(|input| std::mem::take(&mut input.pointer)));
        self.draw_ui(ui, &theme, &mut asks);
        if let Some(pointer) = pointer {
            ctx.input_mut(|input| input.pointer = pointer);
        }
        self.dialogs_ui(&ctx, &theme);
        chrome::help::keys_ui(&ctx, &mut self.shows_keys, &theme);
        // The banner says the same at more length.
        if self.watched.notice.is_none() {
            self.toast.ui(&ctx, &theme);
        }
        for ask in asks {
            self.carry_out(ask, &ctx);
        }
        self.flush();
        if self.watched.outbox.is_waiting() {
            ctx.request_repaint_after(Pace::FRAME);
        }
    }

    /// The bars, the banner and the panels.
    fn draw_ui(&mut self, ui: &mut egui::Ui, theme: &Theme, asks: &mut Vec<Ask>) {
        let watched = &self.watched;
        let view = View {
            status: &watched.status,
            is_live: self.source.is_live(),
            preset: &watched.preset,
            history: &watched.history,
            interventions: &watched.interventions,
            pictures: watched.pictures.as_deref(),
            evaluation: watched.evaluation.as_deref(),
            report: watched.report(self.map_source),
            unit_detail: watched.unit_detail(self.map_source, self.selected_unit),
            map_source: self.map_source,
            box_m: self.settings.panels.drawing.rate_maps.box_m,
            colour_map: self.settings.colour_map,
            selected_unit: self.selected_unit,
            selected_module: self.selected_module,
            log: watched.log.lines(),
            theme,
            maps_version: watched.maps_version(self.map_source),
            studies: &self.studies,
            performance: &self.performance,
        };
        let sent = watched.outbox.all_waiting();
        let bar = egui::Frame::new().fill(theme.bar).inner_margin(egui::Margin::symmetric(10, 6));
        egui::Panel::top("top bar").exact_size(42.0).resizable(false).frame(bar).show(ui, |ui| {
            let info = TopBarInfo {
                layout: &self.settings.layout,
                is_edited: watched.is_edited(),
                presets_folder: self.folders.presets.as_deref(),
            };
            asks.extend(chrome::top_bar::top_bar_ui(ui, &mut self.top_bar, &info, &view));
        });
        egui::Panel::bottom("bottom bar").exact_size(32.0).resizable(false).frame(bar).show(ui, |ui| {
            chrome::bottom_bar::bottom_bar_ui(ui, &view);
        });
        // Its ground is the window's: filling it again would cost a software renderer as much as all the maps.
        egui::CentralPanel::default().frame(egui::Frame::new()).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut requests = chrome::banner::banner_ui(ui, watched.notice.as_ref(), &view);
            requests.extend(others::others_ui(ui, &self.others, watched.cells_file.as_deref(), &view));
            asks.extend(requests.into_iter().map(Ask::Request));
            ui.spacing_mut().item_spacing.y = egui::Spacing::default().item_spacing.y;
            let Settings { layout, panels, .. } = &mut self.settings;
            layout.ui(ui, panels, &sent, &view, asks);
        });
    }

    fn dialogs_ui(&mut self, ctx: &egui::Context, theme: &Theme) {
        let mut outcomes = Vec::new();
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        outcomes
            .extend(dropped.iter().map(|file| chrome::dialogs::opening(file.path()).unwrap_or_else(Outcome::Complain)));
        if let Some(dialog) = &mut self.open_dialog
            && !dialog.ui(ctx, &self.folders, theme, &mut outcomes)
        {
            self.open_dialog = None;
        }
        if let Some(dialog) = &mut self.save_dialog
            && !dialog.ui(ctx, &self.folders, theme, &mut outcomes)
        {
            self.save_dialog = None;
        }
        for outcome in outcomes {
            match outcome {
                Outcome::Send(command) => self.send(command),
                Outcome::Read(path) => self.others.read(path),
                Outcome::Saved(path) => self.say(Severity::Info, format!("Preset saved: {}", path.display())),
                Outcome::Complain(text) => self.complain(text),
            }
        }
    }

    fn carry_out(&mut self, ask: Ask, ctx: &egui::Context) {
        match ask {
            Ask::Request(request) => self.carry_out_request(request, ctx),
            Ask::Do(action) => self.act(action, ctx),
            Ask::TogglePane(pane) => self.settings.layout.toggle(pane),
            Ask::ResetLayout => self.settings.layout = Layout::default(),
            Ask::Complain(text) => self.complain(text),
        }
    }

    fn carry_out_request(&mut self, request: Request, ctx: &egui::Context) {
        match request {
            Request::Send(command) => self.send(command),
            Request::SelectUnit(unit) => {
                self.selected_unit = unit;
                self.has_selected = true;
                self.watched.look_closely(self.map_source, unit);
            }
            Request::SelectModule(module) => self.selected_module = module,
            Request::ShowMaps(source) => self.map_source = source,
            Request::Measure => self.act(Action::Measure, ctx),
            Request::Study(request) => self.study(request),
            Request::UseColours(map) => self.settings.colour_map = map,
            Request::Copy(text) => ctx.copy_text(text),
        }
        ctx.request_repaint();
    }

    /// Begins or cancels a study of the maps on screen.
    fn study(&mut self, request: StudyRequest) {
        let source = self.map_source;
        let (Some(measured), Some(report)) = (self.watched.measured(source), self.watched.report(source)) else {
            return;
        };
        let key = MapsKey { source, version: self.watched.maps_version(source), step: report.step };
        let params = &self.watched.preset.params;
        self.studies.carry_out(request, Subject { key, measured, report, params });
    }

    fn act(&mut self, action: Action, ctx: &egui::Context) {
        let panels = &mut self.settings.panels.drawing;
        match action {
            Action::RunPause => {
                let is_running = self.watched.status.state == RunState::Running;
                self.send(if is_running { Command::Pause } else { Command::Run });
            }
            Action::Step => self.send(Command::Step),
            Action::Reset => self.send(Command::Reset { seed: None }),
            Action::NewSeed => {
                let seed = Some(self.fresh_seed());
                self.send(Command::Reset { seed });
            }
            Action::RestartSchedule => self.send(Command::RestartSchedule),
            Action::Checkpoint => self.send(Command::Checkpoint),
            Action::Measure => {
                let box_m = panels.rate_maps.box_m;
                self.send(Command::Evaluate { box_m });
                self.map_source = MapSource::Arena;
            }
            Action::Open => self.open_dialog = Some(OpenDialog::new(&self.folders)),
            Action::SavePreset => self.save_dialog = Some(SaveDialog::new(&self.watched.preset)),
            Action::PreviousUnit => self.move_selection(false),
            Action::NextUnit => self.move_selection(true),
            Action::LogAxis => panels.losses.log_axis = !panels.losses.log_axis,
            Action::Smoothing => panels.losses.smoothing = !panels.losses.smoothing,
            Action::Colours => {
                self.settings.colour_map = match self.settings.colour_map {
                    ColourMap::Inferno => ColourMap::Viridis,
                    ColourMap::Viridis => ColourMap::Jet,
                    ColourMap::Jet => ColourMap::Inferno,
                }
            }
            Action::Controls => self.settings.layout.toggle(Pane::Controls),
            Action::Theme => self.settings.is_dark = !self.settings.is_dark,
            Action::FullScreen => {
                let (is_full, screen) = ctx.input(|input| {
                    let viewport = input.viewport();
                    (viewport.fullscreen.unwrap_or(false), viewport.monitor_size.map_or(0.0, |size| size.y))
                });
                ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!is_full));
                ctx.set_zoom_factor(if is_full {
                    1.0
                } else {
                    kit::theme::zoom_for_screen(screen * ctx.zoom_factor())
                });
            }
            Action::Keys => self.shows_keys = !self.shows_keys,
            Action::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        }
        ctx.request_repaint();
    }

    /// A small seed that differs from the present one, easy to read out and type in. Nothing else depends on chance here.
    fn fresh_seed(&self) -> u64 {
        use std::hash::{BuildHasher as _, RandomState};
        let seed = RandomState::new().hash_one((self.clock)()) % 10_000;
        if seed == self.watched.preset.params.seed { seed + 1 } else { seed }
    }

    fn send(&mut self, command: Command) {
        let now_s = (self.clock)().as_secs_f64();
        self.watched.outbox.push(command, now_s);
    }

    fn flush(&mut self) {
        for (command, error) in self.watched.outbox.flush(self.source.as_mut()) {
            let text = match error {
                SendError::Unsupported => format!("{}: {error}", command_words(&command)),
                SendError::Busy | SendError::Gone => error.to_string(),
            };
            self.say(Severity::Warning, text);
        }
    }

    /// Says a problem in the log, and shows the log.
    fn complain(&mut self, text: String) {
        self.say(Severity::Warning, text);
        self.settings.layout.bring_to_front(Pane::Log);
    }

    fn say(&mut self, severity: Severity, text: String) {
        let step = self.watched.status.step;
        self.watched.log.push(severity, step, text);
    }

    /// The theme in force; tells egui when it changed.
    fn theme(&mut self, ctx: &egui::Context) -> Theme {
        let is_dark = self.settings.is_dark;
        let theme = if is_dark { Theme::dark() } else { Theme::light() };
        if self.styled_dark != Some(is_dark) {
            theme.apply(ctx);
            self.styled_dark = Some(is_dark);
        }
        theme
    }
}
