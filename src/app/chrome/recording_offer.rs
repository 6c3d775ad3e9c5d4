//! The recording that comes with the program, offered at the first start: grid cells at once, without training.

use super::strip::strip_ui;
use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use eframe::egui::{RichText, Ui};

/// How it is called everywhere.
pub(crate) const BUNDLED_TITLE: &str = "Recording: modules with ablations";
/// What it shows.
pub(crate) const BUNDLED_ABOUT: &str =
    "A recorded run with grid cells, and with losses that are taken away: it plays at once, and nothing is trained";
/// How long it is offered, seconds.
const STAYS_S: f64 = 60.0;

/// Whether it is offered, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RecordingOffer {
    is_open: bool,
    since_s: Option<f64>,
}

impl RecordingOffer {
    pub(crate) fn new(is_open: bool) -> Self {
        Self { is_open, since_s: None }
    }

    /// Nobody took it in time.
    pub(crate) fn forget_old(&mut self, now_s: f64) {
        self.since_s.get_or_insert(now_s);
        if self.time_left_s(now_s) <= 0.0 {
            self.is_open = false;
        }
    }

    /// Seconds until it goes; 0 when there is none.
    #[must_use]
    pub(crate) fn time_left_s(self, now_s: f64) -> f64 {
        if self.is_open { (self.since_s.unwrap_or(now_s) + STAYS_S - now_s).max(0.0) } else { 0.0 }
    }

    /// Draws it; returns what it means when it is taken.
    pub(crate) fn ui(&mut self, ui: &mut Ui, theme: &Theme) -> Option<Ask> {
        if !self.is_open {
            return None;
        }
        let mut taken = None;
        strip_ui(ui, theme.accent, |ui| {
            ui.label(RichText::new("See grid cells now").strong());
            ui.label("A recorded run shows them at once, while this one has only begun to learn");
            if ui.button("Play the recording").on_hover_text(BUNDLED_ABOUT).clicked() {
                taken = Some(Ask::ReplayBundled);
            }
            if ui.button("Later").on_hover_text("Open… has it among the bundled presets").clicked() {
                self.is_open = false;
            }
        });
        self.is_open &= taken.is_none();
        taken
    }
}
