//! *Dissection*: one module, taken apart.

use super::empty_ui;
use crate::app::view::{Request, View};
use eframe::egui;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DissectionPanel {}

/// Draws the panel.
pub fn dissection_ui(ui: &mut egui::Ui, _panel: &mut DissectionPanel, _view: &View<'_>) -> Vec<Request> {
    empty_ui(ui, "Nothing measured yet");
    Vec::new()
}
