//! The system's own dialog beside the typed path, asked on a thread of its own.

use crate::platform::{Chosen, Wanted};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use eframe::egui::{Spinner, Ui};
use std::path::PathBuf;
use std::sync::Arc;

/// Shows the system's dialog and waits for the answer.
pub(crate) type AskSystem = Arc<dyn Fn(Wanted) -> Chosen + Send + Sync>;

/// Buttons that ask the system's dialog for a path.
pub(crate) struct Browse {
    ask_system: AskSystem,
    wake: Wake,
    asked: Background<Chosen>,
    /// Why the last question had no answer.
    no_dialog: Option<String>,
}

impl Browse {
    /// Nothing was asked.
    pub(crate) fn new(ask_system: AskSystem, wake: Wake) -> Self {
        Self { ask_system, wake, asked: Background::new("gridscope-browse", Priority::Normal), no_dialog: None }
    }

    /// Takes no answer any more to what was asked.
    pub(crate) fn forget(&mut self) {
        self.asked.cancel();
        self.no_dialog = None;
    }

    /// Draws the buttons and what became of them; returns what was chosen.
    pub(crate) fn ui(&mut self, ui: &mut Ui) -> Option<PathBuf> {
        let chosen = self.take();
        let is_asking = self.asked.progress().is_some();
        ui.horizontal(|ui| {
            for (wanted, label, tooltip) in [
                (
                    Wanted::File,
                    "Browse…",
                    "Choose a preset, a checkpoint, cells or a trajectory in the system's dialog",
                ),
                (Wanted::Folder, "Browse for a run…", "Choose a run folder in the system's dialog"),
            ] {
                let button = ui.add_enabled(!is_asking, eframe::egui::Button::new(label));
                if button.on_hover_text(tooltip).clicked() {
                    self.begin(wanted);
                }
            }
            if is_asking {
                ui.add(Spinner::new());
                ui.weak("Waiting for the system's dialog");
            } else if let Some(why) = &self.no_dialog {
                ui.weak("This system shows no dialog for files: type the path").on_hover_text(why);
            }
        });
        chosen
    }

    fn begin(&mut self, wanted: Wanted) {
        let ask_system = Arc::clone(&self.ask_system);
        self.no_dialog = None;
        self.asked.begin(Arc::clone(&self.wake), move |_| Ok(ask_system(wanted)));
    }

    fn take(&mut self) -> Option<PathBuf> {
        match self.asked.take()? {
            Ok(Chosen::Path(path)) => return Some(path),
            Ok(Chosen::Nothing) => {}
            Ok(Chosen::NoDialog(why)) | Err(BackgroundFailed(why)) => self.no_dialog = Some(why),
        }
        None
    }
}
