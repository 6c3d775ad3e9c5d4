//! *Scores*: scores of all units against chance.

use super::empty_ui;
use crate::app::view::{Request, View};
use eframe::egui;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoresPanel {}

/// Draws the panel.
pub fn scores_ui(ui: &mut egui::Ui, _panel: &mut ScoresPanel, _view: &View<'_>) -> Vec<Request> {
    empty_ui(ui, "Nothing measured yet");
    Vec::new()
}
