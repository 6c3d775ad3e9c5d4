//! Widgets that serve panels: theme, tiles, axes, charts, tables, offers.

pub(crate) mod atlas;
pub(crate) mod axes;
pub(crate) mod baseline_line;
pub(crate) mod chart;
pub(crate) mod collapse;
pub(crate) mod colour;
pub(crate) mod colour_bar;
pub(crate) mod corners;
pub(crate) mod csv;
pub(crate) mod differences;
pub(crate) mod dots;
pub(crate) mod explain;
pub(crate) mod figure;
pub(crate) mod kept;
pub(crate) mod kept_picture;
pub(crate) mod map_texture;
pub(crate) mod marker;
pub(crate) mod measurement;
pub(crate) mod members;
pub(crate) mod number_field;
pub(crate) mod number_table;
pub(crate) mod offer;
pub(crate) mod overlay_look;
pub(crate) mod param_row;
pub(crate) mod rate;
pub(crate) mod refusal;
pub(crate) mod score;
pub(crate) mod sheet;
pub(crate) mod sign;
pub(crate) mod spectrum;
pub(crate) mod theme;
pub(crate) mod tile;
pub(crate) mod tiles;
pub(crate) mod turntable;
pub(crate) mod twin_menu;
pub(crate) mod whose;
pub(crate) mod widgets;
pub(crate) mod zoom;

pub(crate) use crate::numerics::count;

use eframe::egui;
use std::path::Path;

/// What a panel shows while it has no data: one quiet line in the middle, saying why.
pub(crate) fn empty_ui(ui: &mut egui::Ui, text: &str) {
    let (rect, _) = ui.allocate_exact_size(ui.available_size().max(egui::vec2(60.0, 40.0)), egui::Sense::hover());
    let mut child = ui.new_child(
        egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::centered_and_justified(egui::Direction::TopDown)),
    );
    child.add(egui::Label::new(egui::RichText::new(text).weak()).wrap());
}

/// The last part of a path, as it is shown.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A sentence with a capital letter in front.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number or a dash where it does not exist.
pub(crate) fn number_or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.decimals$}"))
}
