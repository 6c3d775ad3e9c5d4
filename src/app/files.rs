//! Other people's data in the window: cells or a trajectory from a file, read on a thread of its own.

use super::ask::Ask;
use super::chrome::banner::strip_ui;
use super::view::View;
use crate::import::{Cells, DataKind, MapSettings, data_kind, read_cells, read_trajectory};
use crate::maps::{MapSet, Origin};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use eframe::egui::{self, RichText};
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
}

impl Files {
    /// Begins with a file, if there is one to begin with.
    pub(super) fn new(wake: Wake, open: Option<PathBuf>) -> Self {
        let mut files =
            Self { wake, reading: Background::new("gridscope-file", Priority::Normal), path: PathBuf::new() };
        if let Some(path) = open {
            files.read(path);
        }
        files
    }

    /// Reads a file, in place of one that is still being read.
    pub(super) fn read(&mut self, path: PathBuf) {
        self.path.clone_from(&path);
        self.reading.begin(self.wake.clone(), move |_| read(&path).map_err(BackgroundFailed));
    }

    /// What was read, once, as soon as it is there, or why it could not be, in words.
    pub(super) fn take(&mut self) -> Option<(PathBuf, Result<FileContents, String>)> {
        let result = self.reading.take()?;
        Some((self.path.clone(), result.map_err(|BackgroundFailed(text)| text)))
    }

    /// The line across the top that says whose cells these are, while they are on screen or being read.
    pub(super) fn strip_ui(&self, ui: &mut egui::Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if self.reading.progress().is_some() {
            strip_ui(ui, view.theme.accent, |ui| {
                ui.spinner();
                ui.label(format!("Reading {}", self.path.display()));
            });
        }
        let Some(Origin::File(path)) = view.set.map(|set| &set.origin) else { return asks };
        let live = view.choices.iter().find(|choice| matches!(choice.origin, Origin::Live(_)));
        strip_ui(ui, view.theme.accent, |ui| {
            ui.label(RichText::new(path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()).strong());
            ui.label("Cells from a file, not of the run");
            if let Some(live) = live
                && ui.button("Back to the run").on_hover_text("Show the live maps of the run").clicked()
            {
                asks.push(Ask::ShowMaps(live.id));
            }
        });
        asks
    }
}

fn read(path: &Path) -> Result<FileContents, String> {
    if data_kind(path) == DataKind::Trajectory {
        let recording = read_trajectory(path).map_err(|error| error.to_string())?;
        return Ok(FileContents::Trajectory { duration_s: recording.duration_s() });
    }
    let Cells { maps, halves } = read_cells(path, MapSettings::default()).map_err(|error| error.to_string())?;
    if maps.units == 0 {
        return Err(format!("{}: there are no units in it", path.display()));
    }
    let set = MapSet::new(Origin::File(path.to_owned()), None, maps);
    Ok(FileContents::Cells(Arc::new(MapSet { halves, ..set })))
}
