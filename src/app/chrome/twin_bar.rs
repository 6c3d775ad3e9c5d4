//! The bar that says that a twin trains, and which change reaches whom.

use crate::app::ask::Ask;
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::grouped;
use crate::app::view::View;
use eframe::egui::{Frame, Margin, Panel, RichText, Ui};

/// Draws the bar below the others, while there is a twin.
pub(crate) fn twin_bar_ui(ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    let Some(twin) = view.twin else { return asks };
    let change = &twin.known.info.change;
    let ground = Frame::new().fill(view.theme.panel.blend(Theme::tint(view.theme.accent)));
    let bar = Panel::top("twin").resizable(false).frame(ground.inner_margin(Margin::symmetric(10, 3)));
    bar.show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("TWIN").strong().color(view.theme.accent));
            ui.label(format!("{} since step {}", twin.known.difference(), grouped(change.step)));
            let text = format!("Changes reach both networks; those of {} only the first", change.name);
            ui.label(RichText::new(text).color(view.theme.weak_text));
            if ui.button("Compare").on_hover_text("Both walls, what differs, and what can become of the twin").clicked()
            {
                asks.push(Ask::ChooseTwin);
            }
        });
    });
    asks
}
