//! Other people's data in the window: cells or a trajectory from a file, read on a thread of its own.

use super::App;
use super::chrome::banner;
use super::layout::Pane;
use super::start::Waker;
use super::view::{MapSource, Request, View};
use crate::import::{Cells, CellsError, MapSettings, is_npz, read_cells, read_trajectory};
use crate::maps::Evaluation;
use crate::stream::{Severity, Study, StudyFailed};
use eframe::egui::{self, RichText};
use std::path::{Path, PathBuf};

/// What a file holds.
enum Found {
    Cells(Box<Evaluation>),
    /// Where an animal went, seconds long.
    Trajectory {
        duration_s: f64,
    },
}

/// The file that is being read, if there is one.
pub struct Others {
    wake: Waker,
    study: Study<Found>,
    path: PathBuf,
}

impl Others {
    /// Begins with a file, if there is one to begin with.
    pub fn new(wake: Waker, open: Option<PathBuf>) -> Self {
        let mut others = Self { wake, study: Study::new("gridscope-file"), path: PathBuf::new() };
        if let Some(path) = open {
            others.read(path);
        }
        others
    }

    /// Reads a file, in place of one that is still being read.
    pub fn read(&mut self, path: PathBuf) {
        self.path.clone_from(&path);
        self.study.begin(self.wake.clone(), move |_, _| read(&path).map_err(StudyFailed));
    }
}

/// Whether a path names a file of cells or of a trajectory.
#[must_use]
pub fn is_data_file(path: &Path) -> bool {
    let has = |ending: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
    is_npz(path) || ["csv", "tsv", "txt"].into_iter().any(has)
}

fn read(path: &Path) -> Result<Found, String> {
    let trajectory = || match read_trajectory(path) {
        Ok(recording) => Ok(Found::Trajectory { duration_s: recording.duration_s() }),
        Err(error) => Err(error.to_string()),
    };
    if !is_npz(path) {
        return trajectory();
    }
    match read_cells(path, MapSettings::default()) {
        Ok(Cells { maps, .. }) if maps.units == 0 => Err(format!("{}: there are no units in it", path.display())),
        Ok(Cells { maps, halves }) => Ok(Found::Cells(Box::new(Evaluation { step: 0, maps, halves, network: None }))),
        // A track without spikes is a trajectory.
        Err(CellsError::Arrays { names, .. }) if names.iter().any(|name| name == "t") => trajectory(),
        Err(error) => Err(error.to_string()),
    }
}

impl App {
    /// Shows what was read: cells as the arena's maps, a trajectory where networks are walked along one.
    pub(super) fn take_others(&mut self) {
        let Some(result) = self.others.study.take() else { return };
        let path = self.others.path.clone();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match result {
            Ok(Found::Cells(cells)) => {
                let text = format!("{} units in {} m: not of the run", cells.maps.units, cells.maps.arena.box_m);
                self.say(Severity::Info, format!("Cells from {}: {text}", path.display()));
                self.watched.show_cells(name, *cells);
                (self.map_source, self.selected_module) = (MapSource::Arena, None);
                (self.selected_unit, self.has_selected) = (None, false);
            }
            Ok(Found::Trajectory { duration_s }) => {
                self.say(Severity::Info, format!("Trajectory from {}: {duration_s:.0} s", path.display()));
                self.settings.panels.drawing.generalisation.follow(path);
                self.settings.layout.bring_to_front(Pane::Generalisation);
            }
            Err(StudyFailed(text)) => self.complain(text),
        }
    }

    /// A new run shows its live maps; cells from a file are not of any run, and stay.
    pub(super) fn show_run(&mut self) {
        if self.watched.cells_file.is_none() {
            self.map_source = MapSource::Live;
        }
    }
}

/// The line across the top that says whose cells these are, while they are on screen or being read.
pub fn others_ui(ui: &mut egui::Ui, others: &Others, cells_file: Option<&str>, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    if others.study.progress().is_some() {
        banner::strip_ui(ui, view.theme.accent, |ui| {
            ui.spinner();
            ui.label(format!("Reading {}", others.path.display()));
        });
    }
    let Some(file) = cells_file.filter(|_| view.map_source == MapSource::Arena) else { return requests };
    banner::strip_ui(ui, view.theme.accent, |ui| {
        ui.label(RichText::new(file).strong());
        ui.label("Cells from a file, not of the run");
        if ui.button("Back to the run").on_hover_text("Show the live maps of the run").clicked() {
            requests.push(Request::ShowMaps(MapSource::Live));
        }
    });
    requests
}
