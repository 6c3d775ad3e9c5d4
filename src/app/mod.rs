//! The window: panels draw what a run tells, and what the user asks for goes to the run as commands.
//!
//! [`App`] needs no window of its own: `logic` takes in what the run says, `frame_ui` draws into any egui region. The
//! native window ([`start`]) and the tests drive the same two functions.
//!
//! Floors from the bottom; imports only point down:
//!
//! | floor | files |
//! |---|---|
//! | looks, then plain data | `kit::{theme, colour, widgets}`; `ask`, `view`, and what they name: `baseline`, `frames`, `log`, …; `talk` |
//! | widgets | `kit` |
//! | panels | `panel`, `panels` |
//! | arrangement | `layout`, `settings` |
//! | frame | `chrome` |
//! | parts of the app | `again`, `replays`, `replaying`, `stage`, `carry_out`, `comparing`, `going_back`, `undo`, `run`, `shelf`, `analyses`, `selection`, `files`, `reproducing`, `take_away`, `timing`, `options`, this file, `safe_start`, `start` |

mod again;
mod analyses;
mod ask;
mod baseline;
mod carry_out;
mod chrome;
mod comparing;
mod figure_look;
mod files;
mod frame;
mod frames;
mod glances;
mod going_back;
mod icon;
mod kit;
mod layout;
mod log;
mod meter;
mod notice;
mod open_study;
mod opening;
mod options;
mod outbox;
mod overlay;
mod pace;
mod panel;
mod panels;
mod replaying;
mod replays;
mod reproducing;
mod run;
mod run_changes;
mod run_list;
mod safe_start;
mod selection;
mod settings;
mod shelf;
mod speeds;
mod stage;
pub mod start;
mod take_away;
mod take_menu;
mod taking;
mod talk;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timing;
mod undo;
mod view;

pub use chrome::actions::keys::keys_table;
pub use chrome::dialogs::Folders;
pub use kit::theme::Theme;
pub use log::LogLine;
pub use notice::Notice;
pub use options::{AppOptions, StageOptions};

use crate::data::Intake;
use crate::measure::Measurements;
use crate::preset::Preset;
use crate::runs::{LastRun, is_recording};
use crate::stream::{Intervention, Playback, RunState, Severity, Source, Status};
use ask::Ask;
use baseline::Comparison;
use chrome::Chrome;
use chrome::browse::Browse;
use eframe::egui;
use files::{FileContents, Files};
use glances::{GlanceAsk, Glances};
use open_study::OpenStudy;
use pace::Pace;
use panel::Panel as _;
use panels::PANELS;
use panels::generalisation::GeneralisationPanel;
use panels::study::StudyPanel;
use replays::Replays;
use reproducing::Reproducing;
use run::KnownRun;
use run_list::RunList;
use selection::Selection;
use settings::WindowSettings;
use shelf::Shelf;
use stage::StageMode;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use take_away::TakeAway;
use timing::WindowTiming;
use undo::{Hand, UndoStack};

/// The names of all panels, as on their tabs.
pub fn panel_titles() -> impl Iterator<Item = &'static str> {
    PANELS.iter().map(|make| make().pane().title)
}

/// Whether there is a talk in a folder that can be shown.
///
/// # Errors
/// In words, with the place in `talk.ron` where something is wrong.
pub fn check_talk(folder: &Path) -> Result<(), String> {
    let panels: Vec<&'static str> = PANELS.iter().map(|make| make().pane().name).collect();
    talk::read_folder(folder, &panels).map(drop).map_err(|error| error.to_string())
}

/// The app: one run, one window. Its parts do the work; what is asked for is routed here.
pub struct App {
    source: Box<dyn Source>,
    run: KnownRun,
    shelf: Shelf,
    selection: Selection,
    comparison: Comparison,
    measurements: Measurements,
    files: Files,
    reproducing: Reproducing,
    settings: WindowSettings,
    stage: StageMode,
    chrome: Chrome,
    timing: WindowTiming,
    take_away: TakeAway,
    replays: Replays,
    clock: Rc<dyn Fn() -> Duration>,
    runs: RunList,
    glances: Glances,
    study: Option<Box<OpenStudy>>,
    undo: UndoStack,
    hand: Hand,
}

impl App {
    /// Time for events in one frame; the rest waits for the next.
    const EVENT_BUDGET: Duration = Duration::from_millis(10);
    /// A live run wakes the window when there is news; should it ever forget, the window looks by itself.
    const LOOK_EVERY: Duration = Duration::from_millis(500);

    /// A window onto a run.
    pub fn new(source: Box<dyn Source>, options: AppOptions) -> Self {
        let (recording, data) = match options.open {
            Some(path) if is_recording(&path) => (Some(path), None),
            path => (None, path),
        };
        let mut replays = Replays::new(Arc::clone(&options.wake));
        if recording.is_some() {
            replays.open(recording);
        }
        let offers = (options.last_run, options.offers_recording);
        let runs = RunList::new(options.folders.runs.clone(), options.trash, Arc::clone(&options.wake));
        let mut glances = Glances::new(options.glances, Arc::clone(&options.wake));
        let offered = offers.0.as_ref().and_then(LastRun::stored);
        if let Some(stored) = offered {
            glances.carry_out(GlanceAsk::WantKept(stored));
        }
        let shows_tour = options.may_tour && options.settings.wants_tour && !options.stage.is_on;
        let start_words = options.start_words;
        let mut app = Self {
            source,
            run: KnownRun::new(options.preset),
            shelf: Shelf::new(Arc::clone(&options.wake)),
            selection: Selection::default(),
            comparison: Comparison::default(),
            take_away: TakeAway::new(Arc::clone(&options.wake), options.exports),
            measurements: Measurements::new(Arc::clone(&options.wake)),
            files: Files::new(Arc::clone(&options.wake), data),
            reproducing: Reproducing::new(Arc::clone(&options.wake)),
            settings: options.settings,
            stage: StageMode::new(options.stage),
            chrome: Chrome::new(options.folders, offers, Browse::new(options.ask_system, options.wake)),
            timing: WindowTiming::new(options.began),
            replays,
            clock: Rc::from(options.clock),
            runs,
            glances,
            study: None,
            undo: UndoStack::default(),
            hand: Hand::default(),
        };
        app.chrome.say_of_start(start_words);
        if shows_tour {
            app.chrome.start_tour();
        }
        app
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

    /// Where a recording plays that is on screen; `None` of a live run.
    pub fn playback(&self) -> Option<Playback> {
        self.source.playback()
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
            self.tell_stage_of_run();
            self.forget_changes();
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
        if let Err(text) = self.take_recording() {
            self.carry_out(Ask::Complain(text), ctx);
        }
        self.take_reproduction();
        self.replays.take_glimpse();
        self.take_run_news();
        for text in self.shelf.poll(now, self.run.status.state == RunState::Running) {
            self.run.say(Severity::Error, text);
        }
        self.follow_comparison();
        if let Some((severity, text)) = self.take_away.poll(ctx, now.as_secs_f64()) {
            self.run.say(severity, text);
        }
        self.selection.follow(&self.shelf, now);
        self.look_closely();
        if self.run.status.state != RunState::Starting {
            self.run.outbox.forget_old(now.as_secs_f64());
        }
        self.run.flush(self.source.as_mut());
        if self.source.is_live() {
            self.settings.speeds.note(&self.run.preset.params, &self.run.status);
        }
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
            self.note_event(&event);
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
                if let Some(intake) = &cells.taken_in {
                    self.tell_intake(&path, intake);
                }
                self.selection.show_cells(&cells);
                self.shelf.put(cells);
            }
            Ok(FileContents::Trajectory { duration_s, file, intake }) => {
                self.tell_intake(&path, &intake);
                self.files.note_walk(&path, intake.warnings);
                self.run.say(Severity::Info, format!("Trajectory from {}: {duration_s:.0} s", path.display()));
                self.carry_out(Ask::WalkAlong(*file), ctx);
                self.carry_out(Ask::ShowPane(GeneralisationPanel::PANE.name), ctx);
            }
            Ok(FileContents::Study(study)) => {
                self.run.say(
                    Severity::Info,
                    format!("Study from {}: {}", path.display(), kit::count(study.runs.rows.len(), "run")),
                );
                self.show_study(*study, ctx);
            }
            Ok(FileContents::Asks { question, is_walk }) => {
                self.run.say(Severity::Info, format!("{}: {}", path.display(), question.text));
                self.files.ask(path, question, is_walk);
            }
            Err(text) => {
                self.carry_out(Ask::Complain(text.clone()), ctx);
                self.carry_out(Ask::NotWalked(path, text), ctx);
            }
        }
    }

    /// Puts a study on its panel, and the panel in front.
    fn show_study(&mut self, study: OpenStudy, ctx: &egui::Context) {
        self.study = Some(Box::new(study));
        self.carry_out(Ask::ShowPane(StudyPanel::PANE.name), ctx);
    }

    /// Says what was found in a file.
    fn tell_intake(&mut self, path: &Path, intake: &Intake) {
        let name = kit::file_name(path);
        self.run.say(Severity::Info, format!("{name}: {}", intake.words().join("; ")));
        for words in &intake.warnings {
            self.run.say(Severity::Warning, format!("{name}: {words}"));
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
}

#[cfg(test)]
impl App {
    /// What is kept between runs of the program.
    fn settings(&self) -> &WindowSettings {
        &self.settings
    }

    /// The maps on screen.
    fn shown(&self) -> Option<&shelf::ShelvedMaps> {
        self.selection.shown(&self.shelf)
    }
}
