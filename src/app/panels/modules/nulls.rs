//! The comparison of modules with random ones, which two pages rest on.

use crate::analysis::ModuleNulls;
use crate::app::ask::Ask;
use crate::app::kit::measurement::{MeasurementRow, Stopped};
use crate::app::view::View;
use eframe::egui::Ui;

/// The comparison with random populations, and the line that says what it is of.
pub(super) fn nulls_ui<'a>(
    ui: &mut Ui,
    stopped: &mut Stopped<ModuleNulls>,
    view: &View<'a>,
    asks: &mut Vec<Ask>,
) -> Option<&'a ModuleNulls> {
    let row = MeasurementRow { input: (), is_automatic: true, has_button: true };
    row.ui(ui, view, stopped, asks).found.map(|(_, nulls)| nulls)
}
