//! The drawing panels: one file each, plain data in, requests out.

pub mod atlas;
pub mod autocorrelogram;
pub mod axes;
pub mod capacity;
pub mod cells;
mod chart;
pub mod colour;
pub mod curves;
pub mod dissection;
mod dots;
mod figure;
pub mod generalisation;
pub mod loss_chart;
pub mod losses;
pub mod map_texture;
pub mod marker;
mod module_study;
pub mod modules;
mod number_table;
mod offer;
pub mod performance;
pub mod rate_maps;
pub mod scale;
pub mod scores;
pub mod smoothing;
pub mod spectra;
pub mod study_line;
pub mod tile;
pub mod tiles;
pub mod topology;
pub mod trajectories;
mod turntable;
pub mod unit;

use crate::app::view::View;
use eframe::egui;
use serde::{Deserialize, Serialize};

/// What every panel keeps between runs of the program.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Panels {
    pub losses: losses::LossesPanel,
    pub rate_maps: rate_maps::RateMapsPanel,
    pub cells: cells::CellsPanel,
    pub unit: unit::UnitPanel,
    pub spectra: spectra::SpectraPanel,
    pub modules: modules::ModulesPanel,
    pub capacity: capacity::CapacityPanel,
    pub dissection: dissection::DissectionPanel,
    pub generalisation: generalisation::GeneralisationPanel,
    pub scores: scores::ScoresPanel,
    pub topology: topology::TopologyPanel,
    pub trajectories: trajectories::TrajectoriesPanel,
}

/// What a panel shows while it has no data: one quiet line in the middle, saying why.
pub(crate) fn empty_ui(ui: &mut egui::Ui, text: &str) {
    let (rect, _) = ui.allocate_exact_size(ui.available_size().max(egui::vec2(60.0, 40.0)), egui::Sense::hover());
    let mut child = ui.new_child(
        egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::centered_and_justified(egui::Direction::TopDown)),
    );
    child.add(egui::Label::new(egui::RichText::new(text).weak()).wrap());
}

/// A count with its noun: `1 unit`, `3 units`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Which weights a finding is about, and whether the run has left them behind.
pub(crate) fn weights_of(step: u64, view: &View<'_>) -> String {
    let now = view.status.step;
    if step == now { format!("step {step}") } else { format!("step {step}, while the run is at step {now}") }
}

/// Whether the arena's maps are of cells from a file, and not of the run.
pub(crate) fn is_of_file(view: &View<'_>) -> bool {
    view.evaluation.is_some_and(|evaluation| evaluation.network.is_none())
}

/// A number or a dash where it does not exist.
pub(crate) fn number_or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.decimals$}"))
}

#[cfg(test)]
mod test_view;
#[cfg(test)]
mod tests;
