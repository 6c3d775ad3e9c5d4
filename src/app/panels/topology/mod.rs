//! *Topology*: is the state space of a module a torus?.

use super::empty_ui;
use crate::app::view::{Request, View};
use eframe::egui;
use serde::{Deserialize, Serialize};

/// What the panel remembers.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TopologyPanel {}

/// Draws the panel.
pub fn topology_ui(ui: &mut egui::Ui, _panel: &mut TopologyPanel, _view: &View<'_>) -> Vec<Request> {
    empty_ui(ui, "Nothing measured yet");
    Vec::new()
}
