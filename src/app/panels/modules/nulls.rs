//! The comparison of modules with random ones, which two pages rest on.

use crate::analysis::ModuleNulls;
use crate::app::ask::Ask;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::view::View;
use eframe::egui::Ui;

/// The comparison of the maps on screen with random populations. That of other maps stands under no heading but its own.
pub(super) const NULLS: MeasurementRow<ModuleNulls> =
    MeasurementRow { input: (), is_automatic: true, has_button: true, is_overlay: true };

/// The comparison with random populations, and the line that says what it is of.
pub(super) fn nulls_ui<'a>(ui: &mut Ui, view: &View<'a>, asks: &mut Vec<Ask>) -> Option<&'a ModuleNulls> {
    NULLS.ui(ui, view, asks).found.map(|(_, nulls)| nulls)
}
