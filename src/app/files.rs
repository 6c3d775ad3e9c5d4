//! Other people's data in the window: cells or a trajectory from a file, read on a thread of its own.

use super::ask::Ask;
use super::chrome::strip::strip_ui;
use super::kit::{count, file_name};
use super::view::{MapChoice, View};
use crate::import::{DataKind, ReadSettings, data_kind, read_cells, read_trajectory};
use crate::maps::{MapSet, Origin};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use eframe::egui::{self, RichText};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file holds.
pub(crate) enum FileContents {
    Cells(Arc<MapSet>),
    /// Where an animal went, seconds long.
    Trajectory {
        duration_s: f64,
    },
}

/// The file that is being read, if there is one.
pub(crate) struct Files {
    wake: Wake,
    reading: Background<FileContents>,
    path: PathBuf,
    /// Files that are read after it.
    next: VecDeque<PathBuf>,
    /// Cells that were on screen when an arena of the run was asked for.
    left: Option<MapChoice>,
}

impl Files {
    /// Begins with a file, if there is one to begin with.
    pub(super) fn new(wake: Wake, open: Option<PathBuf>) -> Self {
        let reading = Background::new("gridscope-file", Priority::Normal);
        let mut files = Self { wake, reading, path: PathBuf::new(), next: VecDeque::new(), left: None };
        if let Some(path) = open {
            files.read(path);
        }
        files
    }

    /// Reads a file, in place of those that are still being read.
    pub(super) fn read(&mut self, path: PathBuf) {
        self.next.clear();
        self.begin(path);
    }

    /// Reads files one after the other, in place of those that are still being read.
    pub(super) fn read_all(&mut self, paths: Vec<PathBuf>) {
        self.next = paths.into();
        if let Some(first) = self.next.pop_front() {
            self.begin(first);
        }
    }

    fn begin(&mut self, path: PathBuf) {
        self.path.clone_from(&path);
        self.reading.begin(self.wake.clone(), move |_| read(&path).map_err(BackgroundFailed));
    }

    /// What was read, once, as soon as it is there, or why it could not be, in words.
    pub(super) fn take(&mut self) -> Option<(PathBuf, Result<FileContents, String>)> {
        let result = self.reading.take()?;
        let path = self.path.clone();
        if let Some(next) = self.next.pop_front() {
            self.begin(next);
        }
        Some((path, result.map_err(|BackgroundFailed(text)| text)))
    }

    /// The strip that says whose cells these are, while they are on screen or being read. It stays as a way
    /// back when an arena of the run takes their place.
    pub(super) fn strip_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if self.reading.progress().is_some() {
            strip_ui(ui, view.theme.accent, |ui| {
                ui.spinner();
                ui.label(format!("Reading {}", self.path.display()));
            });
        }
        let Some(set) = view.set else { return asks };
        let Origin::File(path) = &set.origin else {
            self.way_back_ui(ui, set, view, &mut asks);
            return asks;
        };
        self.left = view.awaits_arena.then(|| MapChoice { id: set.key.id, origin: set.origin.clone() });
        let live = view.choices.iter().find(|choice| matches!(choice.origin, Origin::Live(_)));
        strip_ui(ui, view.theme.accent, |ui| {
            ui.label(RichText::new(file_name(path)).strong());
            ui.label("Cells from a file, not of the run");
            if view.awaits_arena {
                ui.spinner();
                ui.label("An arena of the run is being mapped, and will be shown");
            }
            if let Some(live) = live
                && ui.button("Back to the run").on_hover_text("Show the live maps of the run").clicked()
            {
                asks.push(Ask::ShowMaps(live.id));
            }
        });
        asks
    }

    /// Back to the cells that were on screen before an arena of the run, as long as that is.
    fn way_back_ui(&mut self, ui: &mut egui::Ui, set: &MapSet, view: &View<'_>, asks: &mut Vec<Ask>) {
        self.left.take_if(|left| set.is_live() || !view.choices.contains(left));
        let Some(MapChoice { id, origin: Origin::File(path) }) = &self.left else { return };
        let name = file_name(path);
        strip_ui(ui, view.theme.accent, |ui| {
            ui.label(RichText::new("Arena of the run").strong());
            ui.label(format!("In place of the cells in {name}, which stay open"));
            if ui.button(format!("Back to {name}")).on_hover_text("Show the cells from the file again").clicked() {
                asks.push(Ask::ShowMaps(*id));
            }
        });
    }
}

/// What the log says of cells from a file.
pub(crate) fn words_of_cells(path: &Path, set: &MapSet) -> String {
    let (units, box_m) = (count(set.maps.units, "unit"), set.maps.arena.box_m);
    format!("Cells from {}: {units} in {box_m} m: not of the run", path.display())
}

fn read(path: &Path) -> Result<FileContents, String> {
    if data_kind(path) == DataKind::Trajectory {
        let recording = read_trajectory(path).map_err(|error| error.to_string())?;
        return Ok(FileContents::Trajectory { duration_s: recording.duration_s() });
    }
    let cells = read_cells(path, &ReadSettings::default()).map_err(|error| error.to_string())?;
    if cells.maps.units == 0 {
        return Err(format!("{}: there are no units in it", path.display()));
    }
    Ok(FileContents::Cells(Arc::new(cells.into_set(path))))
}
