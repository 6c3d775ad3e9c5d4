//! Strips that float above the status bar: what waits for an answer, what is offered, what went wrong. They lie over the
//! panels and move nothing that the user is about to click.

use eframe::egui::{self, Align2, Area, Color32, Id, Order, Ui};

/// Room for the status bar below, points.
const ABOVE_BAR: f32 = 40.0;
/// Widest strip, points; longer texts take more lines.
const WIDEST: f32 = 780.0;

/// The place of all strips, the one drawn last nearest to the bars at the bottom, of which those above the status bar are so
/// high, points. Takes no room where there are none.
pub(crate) fn strips_ui(ctx: &egui::Context, bars: f32, add_strips: impl FnOnce(&mut Ui)) {
    let area = Area::new(Id::unique("strips")).anchor(Align2::CENTER_BOTTOM, [0.0, -ABOVE_BAR - bars]);
    area.order(Order::Foreground).show(ctx, |ui| {
        ui.set_max_width((ctx.content_rect().width() - 40.0).clamp(200.0, WIDEST));
        ui.spacing_mut().item_spacing.y = 6.0;
        add_strips(ui);
    });
}

/// A strip with a coloured edge. What stands in it takes as many lines as it needs.
pub(crate) fn strip_ui<T>(ui: &mut Ui, colour: Color32, add_contents: impl FnOnce(&mut Ui) -> T) -> T {
    let ground = ui.visuals().panel_fill;
    let frame = egui::Frame::new().fill(ground).stroke(egui::Stroke::new(1.5, colour)).corner_radius(6);
    let shown = frame.inner_margin(egui::Margin::symmetric(12, 7)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(12.0, 4.0);
            add_contents(ui)
        })
    });
    shown.inner.inner
}
