//! *Capacity*: how much space the code can tell apart.

use super::empty_ui;
use crate::app::view::{Request, View};
use eframe::egui;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CapacityPanel {}

/// Draws the panel.
pub fn capacity_ui(ui: &mut egui::Ui, _panel: &mut CapacityPanel, _view: &View<'_>) -> Vec<Request> {
    empty_ui(ui, "Nothing measured yet");
    Vec::new()
}
