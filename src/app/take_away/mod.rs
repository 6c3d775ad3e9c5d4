//! Panels and whole runs as files: drawn on a sheet of their own where panels can be drawn, written on a thread of its own.

mod figure;
mod film;
mod names;
mod newest_file;
mod origin;
mod whole_run;
mod work;

use crate::analysis::Report;
use crate::app::ask::Ask;
use crate::app::chrome::strip::strip_ui;
use crate::app::figure_look::PanelForm;
use crate::app::kit::{count, file_name};
use crate::app::panel::{Pane, Panels};
use crate::app::view::View;
use crate::export::FilmKind;
use crate::maps::MapSet;
use crate::stream::{Background, BackgroundFailed, Journal, Priority, Severity, Wake};
use eframe::egui::{self, ColorImage, RichText};
use figure::figure;
use film::{FilmTaking, film_folder};
use newest_file::NewestFile;
pub(super) use origin::TakenRun;
use origin::of_panel;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use whole_run::WholeRun;
use work::DrawnPanel;

/// So many wishes may wait.
const MOST_WAITING: usize = 64;

/// What came of it.
enum Taken {
    /// For the clipboard, and of which panel.
    Picture(ColorImage, String),
    /// Files, the first one named.
    Files(Vec<PathBuf>),
    /// A whole run in a folder.
    Run(PathBuf),
    /// A part of a whole run.
    Part,
}

/// Something that waits for its thread.
type Work = Box<dyn FnOnce() -> Result<Taken, String> + Send>;

/// A panel that is to be drawn.
struct WantedPanel {
    name: &'static str,
    form: PanelForm,
    /// The whole run that it is a part of.
    part_of: Option<Arc<WholeRun>>,
}

/// Panels and runs on their way into files.
pub(crate) struct TakeAway {
    wake: Wake,
    working: Background<Taken>,
    wanted: VecDeque<WantedPanel>,
    waiting: VecDeque<Work>,
    written: Option<NewestFile>,
    film: FilmTaking,
    /// Where figures go of a run that has no folder.
    folder: Option<PathBuf>,
}

impl TakeAway {
    /// How long it is said where a file lies, seconds.
    const STAYS_S: f64 = 20.0;

    /// Nothing is taken away yet.
    pub(super) fn new(wake: Wake, folder: Option<PathBuf>) -> Self {
        let working = Background::new("gridscope-export", Priority::Normal);
        let (wanted, waiting) = (VecDeque::new(), VecDeque::new());
        Self { wake, working, wanted, waiting, written: None, film: FilmTaking::new(), folder }
    }

    /// Has a panel drawn in one of the next frames.
    pub(super) fn want(&mut self, name: &'static str, form: PanelForm) {
        self.wanted.push_back(WantedPanel { name, form, part_of: None });
        self.wanted.truncate(MOST_WAITING);
    }

    /// Has all panels of a run drawn, one a frame, and everything else of it written after them.
    ///
    /// # Errors
    /// In words, where there is no folder for it.
    pub(super) fn want_run(
        &mut self,
        panels: &Panels,
        run: TakenRun<'_>,
        step: u64,
        maps: Option<(Arc<MapSet>, Arc<Report>)>,
    ) -> Result<(), String> {
        let whole = Arc::new(WholeRun {
            parent: self.folder(run.folder).ok_or_else(no_folder)?,
            stem: names::stem(&run.preset.name, run.preset.params.seed, step, "run"),
            run: run.folder.map(Path::to_path_buf),
            preset: run.preset.clone(),
            journal: Journal { entries: run.interventions.to_vec() },
            from: run.at(step, "run"),
            maps,
            folder: Mutex::default(),
        });
        let part = |pane: Pane| WantedPanel {
            name: pane.name,
            form: PanelForm::Everything,
            part_of: Some(Arc::clone(&whole)),
        };
        self.wanted.extend(panels.panes().into_iter().map(part));
        Ok(())
    }

    /// Asks as what the recording is filmed.
    pub(super) fn ask_film(&mut self) {
        self.film.ask();
    }

    /// Films a recording, the one that comes with the program without a path; the folder is that of its run.
    ///
    /// # Errors
    /// In words, where there is no folder for it.
    pub(super) fn begin_film(
        &mut self,
        recording: Option<PathBuf>,
        run: Option<&Path>,
        kind: FilmKind,
    ) -> Result<(), String> {
        let folder = film_folder(recording.as_deref(), self.folder(run)).ok_or_else(no_folder)?;
        self.film.begin(Arc::clone(&self.wake), recording, folder, kind);
        Ok(())
    }

    /// Where files go.
    pub(super) fn folder(&self, run: Option<&Path>) -> Option<PathBuf> {
        run.map(|folder| folder.join(names::FOLDER)).or_else(|| self.folder.clone())
    }

    /// Draws the panel whose turn it is; what is wrong is returned in words.
    pub(super) fn draw(
        &mut self,
        ctx: &egui::Context,
        panels: &Panels,
        view: &View<'_>,
        run: Option<&Path>,
    ) -> Option<String> {
        let WantedPanel { name, form, part_of } = self.wanted.pop_front()?;
        ctx.request_repaint();
        let is_last = part_of.as_ref().is_some_and(|own| {
            !self.wanted.iter().any(|other| other.part_of.as_ref().is_some_and(|other| Arc::ptr_eq(own, other)))
        });
        let panel = panels.find(name)?;
        let has_picture = form != PanelForm::Csv;
        let sheet = has_picture.then(|| figure(panel, view, view.figure));
        let tables = if form.has_csv() { panel.numbers(view) } else { Vec::new() };
        let title = panel.pane().title;
        let from = of_panel(name, title, view, run);
        let stem = names::stem(&from.preset, from.seed, from.step.unwrap_or(0), title);
        let preset = part_of.is_none().then(|| view.preset.to_full_ron());
        let drawn = DrawnPanel { sheet, tables, from, stem, preset };
        let run_folder = run.map(Path::to_path_buf);
        if let Some(whole) = part_of {
            let last = is_last.then(|| Arc::clone(&whole));
            self.begin(Box::new(move || {
                whole.add_panel(&drawn)?;
                Ok(Taken::Part)
            }));
            if let Some(whole) = last {
                self.begin(Box::new(move || whole.finish().map(Taken::Run)));
            }
            return None;
        }
        if form == PanelForm::Clipboard {
            self.begin(Box::new(move || {
                let image = drawn.pixels()?;
                Ok(Taken::Picture(image.into(), drawn.from.what))
            }));
            return None;
        }
        let Some(folder) = self.folder(run) else { return Some(no_folder()) };
        self.begin(Box::new(move || drawn.write(&folder, form, run_folder.as_deref()).map(Taken::Files)));
        None
    }

    /// Begins work, or has it wait for what is in progress.
    fn begin(&mut self, work: Work) {
        self.waiting.push_back(work);
        self.go_on();
    }

    fn go_on(&mut self) {
        if self.working.progress().is_some() {
            return;
        }
        let Some(work) = self.waiting.pop_front() else { return };
        self.working.begin(Arc::clone(&self.wake), move |_| work().map_err(BackgroundFailed));
    }

    /// Takes in what is done; what is to be said of it.
    pub(super) fn poll(&mut self, ctx: &egui::Context, now_s: f64) -> Option<(Severity, String)> {
        if let Some((severity, said, written)) = self.film.poll(now_s) {
            self.written = written.or(self.written.take());
            ctx.request_repaint();
            return Some((severity, said));
        }
        let result = self.working.take()?;
        self.go_on();
        ctx.request_repaint();
        match result {
            Ok(Taken::Picture(image, what)) => {
                ctx.copy_image(image);
                Some((Severity::Info, format!("Copied as a picture: {what}")))
            }
            Ok(Taken::Files(paths)) => {
                let path = paths.first()?.clone();
                let more = if paths.len() > 1 {
                    format!(" and {}", count(paths.len() - 1, "more file"))
                } else {
                    String::new()
                };
                let words = format!("Saved {}{more}", file_name(&path));
                let said = format!("Saved {}{more}", path.display());
                self.written = Some(NewestFile { words, path, since_s: now_s });
                Some((Severity::Info, said))
            }
            Ok(Taken::Run(path)) => {
                let said = format!("Exported the run into {}", path.display());
                self.written =
                    Some(NewestFile { words: format!("Exported into {}", file_name(&path)), path, since_s: now_s });
                Some((Severity::Info, said))
            }
            Ok(Taken::Part) => None,
            Err(BackgroundFailed(text)) => Some((Severity::Warning, format!("Nothing was exported: {text}"))),
        }
    }

    /// The strip that says where the newest file lies, for a while, or that one is being written.
    pub(super) fn strip_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>, now_s: f64) -> Vec<Ask> {
        let mut asks: Vec<Ask> = self.film.strip_ui(ui, view).into_iter().collect();
        if !self.wanted.is_empty() || self.working.progress().is_some() {
            strip_ui(ui, view.theme.accent, |ui| {
                ui.spinner();
                let left = self.wanted.len() + self.waiting.len();
                ui.label(if left > 0 { format!("Exporting, {left} to go") } else { "Exporting".to_owned() });
            });
        }
        self.written.take_if(|written| now_s - written.since_s > Self::STAYS_S);
        let Some(written) = &self.written else { return asks };
        ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
        let is_read = strip_ui(ui, view.theme.accent, |ui| {
            ui.label(RichText::new(&written.words).strong()).on_hover_text(written.path.display().to_string());
            let copy = ui.button("Copy path").on_hover_text("Put the whole path on the clipboard");
            if copy.clicked() {
                asks.push(Ask::Copy(written.path.display().to_string()));
            }
            ui.button("Dismiss").clicked()
        });
        if is_read {
            self.written = None;
        }
        asks
    }
}

fn no_folder() -> String {
    "This system has no folder for pictures".to_owned()
}
