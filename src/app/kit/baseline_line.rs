//! What came of the maps on screen since the baseline was frozen, on one line.

use super::axes::tick_font;
use super::differences::{Outcome, summary};
use crate::app::view::View;
use eframe::egui::{FontFamily, FontId, Label, RichText, Ui};

/// Draws the line, while there is a baseline other than the maps on screen.
pub(crate) fn baseline_line_ui(ui: &mut Ui, view: &View<'_>) {
    let Some(baseline) = view.ghost() else { return };
    let from = Outcome::of(baseline.report.as_deref(), baseline.losses());
    let to = Outcome::of(view.report, view.history.last());
    let words = format!("baseline {}: {}", baseline.words(), summary(&from, &to));
    // The proportional font has no arrow.
    let font = FontId::new(tick_font(ui).size, FontFamily::Monospace);
    let line = Label::new(RichText::new(words).font(font).color(view.theme.weak_text)).wrap();
    ui.add(line).on_hover_text("From the baseline to the maps on screen; the panel Compare tells more");
}
