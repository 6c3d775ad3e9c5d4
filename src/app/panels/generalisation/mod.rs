//! *Generalisation*: the network outside its training range.

use super::empty_ui;
use crate::app::view::{Request, View};
use eframe::egui;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GeneralisationPanel {}

/// Draws the panel.
pub fn generalisation_ui(ui: &mut egui::Ui, _panel: &mut GeneralisationPanel, _view: &View<'_>) -> Vec<Request> {
    empty_ui(ui, "Nothing measured yet");
    Vec::new()
}
