//! A vertical bar that says what the colours of a picture mean.

use super::axes::tick_font;
use super::colour::{Lut, shade};
use eframe::egui::{Align2, CornerRadius, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// A vertical colour bar with the words for its two ends.
pub(crate) fn colour_bar_ui(ui: &Ui, rect: Rect, lut: &Lut, [high, low]: [&str; 2]) {
    let painter = ui.painter();
    let slices = 64;
    for i in 0..slices {
        // Up to the top, and the next ones over it: as vectors, slices side by side would let the ground through.
        let bottom = rect.bottom() - rect.height() * i as f32 / slices as f32;
        let slice = Rect::from_min_max(rect.min, pos2(rect.right(), bottom));
        painter.rect_filled(slice, CornerRadius::ZERO, shade(lut, (i as f32 + 0.5) / slices as f32));
    }
    let line = Stroke::new(1.0, ui.visuals().weak_text_color());
    painter.rect_stroke(rect, CornerRadius::ZERO, line, StrokeKind::Outside);
    let font = tick_font(ui);
    let text = ui.visuals().text_color();
    painter.text(rect.right_top() + vec2(4.0, 0.0), Align2::LEFT_TOP, high, font.clone(), text);
    painter.text(rect.right_bottom() + vec2(4.0, 0.0), Align2::LEFT_BOTTOM, low, font, text);
}
