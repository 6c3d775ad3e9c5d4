//! Other people's data in the window: cells or a trajectory from a file, read on a thread of its own.

mod contents;
mod doubts;

use super::ask::Ask;
use super::chrome::strip::strip_ui;
use super::kit::file_name;
use super::view::{MapChoice, View};
use crate::import::{ImportQuestion, ReadChoice, WalkFile};
use crate::maps::{MapSet, MapSetId, Origin};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use contents::read;
use doubts::{Doubt, implausible_ui};
use eframe::egui::{self, RichText};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

pub(crate) use contents::{FileContents, words_of_cells};

/// The file that is being read, if there is one, and what is odd about those that were.
pub(crate) struct Files {
    wake: Wake,
    reading: Background<FileContents>,
    path: PathBuf,
    /// Files that are read after it.
    next: VecDeque<PathBuf>,
    /// Cells that were on screen when an arena of the run was asked for.
    left: Option<MapChoice>,
    /// Questions that wait for an answer, the first one on screen.
    doubts: VecDeque<Doubt>,
    /// Cells of which it was seen what is implausible about them.
    seen: Vec<MapSetId>,
    /// The newest trajectory, and what is implausible about it.
    odd_walk: Option<(PathBuf, Vec<String>)>,
}

impl Files {
    /// Begins with a file, if there is one to begin with.
    pub(super) fn new(wake: Wake, open: Option<PathBuf>) -> Self {
        let reading = Background::new("gridscope-file", Priority::Normal);
        let mut files = Self {
            wake,
            reading,
            path: PathBuf::new(),
            next: VecDeque::new(),
            left: None,
            doubts: VecDeque::new(),
            seen: Vec::new(),
            odd_walk: None,
        };
        if let Some(path) = open {
            files.read(path);
        }
        files
    }

    /// Reads a file, in place of those that are still being read.
    pub(super) fn read(&mut self, path: PathBuf) {
        self.read_so(path, ReadChoice::default());
    }

    /// The same, as the file is said to be meant.
    pub(super) fn read_so(&mut self, path: PathBuf, choice: ReadChoice) {
        self.next.clear();
        self.begin(path, choice, false);
    }

    /// Reads the trajectory in a file, whatever else is in it.
    pub(super) fn read_walk(&mut self, WalkFile { path, choice }: WalkFile) {
        self.next.clear();
        self.begin(path, choice, true);
    }

    /// Reads files one after the other, in place of those that are still being read.
    pub(super) fn read_all(&mut self, paths: Vec<PathBuf>) {
        self.next = paths.into();
        if let Some(first) = self.next.pop_front() {
            self.begin(first, ReadChoice::default(), false);
        }
    }

    fn begin(&mut self, path: PathBuf, choice: ReadChoice, is_walk: bool) {
        self.leave(&path);
        self.path.clone_from(&path);
        self.reading.begin(self.wake.clone(), move |_| read(&path, &choice, is_walk).map_err(BackgroundFailed));
    }

    /// Asks how a file is meant.
    pub(super) fn ask(&mut self, path: PathBuf, question: ImportQuestion, is_walk: bool) {
        self.doubts.push_back(Doubt::new(path, question, is_walk));
    }

    /// Nobody is asked about this file any more.
    pub(super) fn leave(&mut self, path: &Path) {
        self.doubts.retain(|doubt| doubt.path() != path);
    }

    /// A trajectory was read, about which this is implausible.
    pub(super) fn note_walk(&mut self, path: &Path, warnings: Vec<String>) {
        self.odd_walk = (!warnings.is_empty()).then(|| (path.to_path_buf(), warnings));
    }

    /// What was read, once, as soon as it is there, or why it could not be, in words.
    pub(super) fn take(&mut self) -> Option<(PathBuf, Result<FileContents, String>)> {
        let result = self.reading.take()?;
        let path = self.path.clone();
        if let Some(next) = self.next.pop_front() {
            self.begin(next, ReadChoice::default(), false);
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
        asks.extend(self.doubts.front_mut().and_then(|doubt| doubt.question_ui(ui, view.theme)));
        self.odd_walk.take_if(|(path, warnings)| implausible_ui(ui, path, warnings, view.theme));
        let Some(set) = view.set else { return asks };
        let Origin::File(path) = &set.origin else {
            self.way_back_ui(ui, set, view, &mut asks);
            return asks;
        };
        let warnings = set.taken_in.as_ref().map_or(&[][..], |intake| &intake.warnings);
        if !warnings.is_empty() && !self.seen.contains(&set.key.id) && implausible_ui(ui, path, warnings, view.theme) {
            self.seen.push(set.key.id);
        }
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
