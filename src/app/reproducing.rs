//! A recorded run that is trained again beside the present one, and the verdict.

use super::ask::Ask;
use super::chrome::strip::strip_ui;
use super::kit::{capitalised, file_name};
use super::view::View;
use crate::runs::{ReproduceOptions, Reproduction, Sameness, reproduce};
use crate::stream::{Background, BackgroundFailed, Priority, Severity, Wake};
use eframe::egui::{self, RichText};
use std::path::PathBuf;

/// Lines of a verdict that a strip shows; all of them are in the log.
const SHOWN_LINES: usize = 5;

/// The run that is trained again, if there is one, and what came of the last one.
pub(super) struct Reproducing {
    wake: Wake,
    work: Background<Reproduction>,
    folder: PathBuf,
    found: Option<Reproduction>,
}

impl Reproducing {
    /// Nothing is trained again yet.
    pub(super) fn new(wake: Wake) -> Self {
        let work = Background::new("gridscope-reproduce", Priority::Low);
        Self { wake, work, folder: PathBuf::new(), found: None }
    }

    /// Trains the run in a folder again, on one thread with what training leaves, in place of another one.
    pub(super) fn begin(&mut self, folder: PathBuf) {
        self.folder.clone_from(&folder);
        self.found = None;
        let options =
            ReproduceOptions { threads: Some(1), program: std::env::current_exe().ok(), ..ReproduceOptions::default() };
        self.work.begin(self.wake.clone(), move |progress| {
            reproduce(&folder, &options, progress).map_err(|error| BackgroundFailed(error.to_string()))
        });
    }

    /// Stops; nothing comes of it.
    pub(super) fn cancel(&mut self) {
        self.work.cancel();
    }

    /// Puts the verdict away.
    pub(super) fn forget(&mut self) {
        self.found = None;
    }

    /// What came of it, once, as soon as it is there: how bad that is, in words.
    pub(super) fn take(&mut self) -> Vec<(Severity, String)> {
        let name = file_name(&self.folder);
        match self.work.take() {
            Some(Ok(found)) => {
                let severity = if found.is_same() { Severity::Info } else { Severity::Warning };
                let sentences = found.sentences().into_iter();
                let words = sentences.map(|sentence| (severity, format!("Reproduced {name}: {sentence}"))).collect();
                self.found = Some(found);
                words
            }
            Some(Err(BackgroundFailed(why))) => vec![(Severity::Error, format!("{name} was not reproduced: {why}"))],
            None => Vec::new(),
        }
    }

    /// The strip that says how far it is, then the verdict until it is put away.
    pub(super) fn strip_ui(&self, ui: &mut egui::Ui, view: &View<'_>) -> Option<Ask> {
        let mut ask = None;
        let name = file_name(&self.folder);
        if let Some(share) = self.work.progress() {
            strip_ui(ui, view.theme.accent, |ui| {
                ui.spinner();
                ui.label(RichText::new(format!("Reproducing {name}")).strong());
                ui.label(format!("{:.0} % trained again from step 0", 100.0 * share));
                let stop = ui.button("Stop reproducing").on_hover_text("Nothing was written, and nothing comes of it");
                if stop.clicked() {
                    ask = Some(Ask::CancelReproducing);
                }
            });
        }
        if let Some(found) = &self.found {
            let colour = match found.verdict {
                _ if found.is_same() => view.theme.accent,
                Sameness::Same | Sameness::Near => view.theme.warning,
                Sameness::Differs => view.theme.error,
            };
            strip_ui(ui, colour, |ui| {
                ui.label(RichText::new(format!("Reproduced {name}")).strong());
                for sentence in found.sentences().into_iter().take(SHOWN_LINES) {
                    ui.label(capitalised(&sentence));
                }
                if ui.button("Close").on_hover_text("All of it stays in the log").clicked() {
                    ask = Some(Ask::ForgetReproduction);
                }
            });
        }
        ask
    }
}
