//! The states that are kept in memory, in a row above the status bar while there are any: one click goes back to one.

use crate::app::ask::Ask;
use crate::app::kit::kept_picture::kept_picture_ui;
use crate::app::kit::sheet::SheetPictures;
use crate::app::kit::widgets::grouped;
use crate::app::view::View;
use crate::stream::Command;
use eframe::egui::{self, RichText, Ui};

/// States that have room, newest first.
const SHOWN: usize = 6;
/// Side of a picture, points.
const PICTURE: f32 = 34.0;
/// Height of the row, points.
pub(super) const HEIGHT: f32 = 46.0;

/// Draws the row.
pub(super) fn kept_row_ui(ui: &mut Ui, pictures: &mut SheetPictures, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let about = "States that are kept in memory until the program ends; F keeps another one";
        ui.label(RichText::new("Kept").color(view.theme.weak_text)).on_hover_text(about);
        for kept in view.kept.iter().rev().take(SHOWN) {
            ui.add_space(4.0);
            if kept_picture_ui(ui, pictures, kept, PICTURE, view).clicked() {
                asks.push(Ask::Send(Command::ReturnTo(kept.id)));
            }
            ui.label(RichText::new(grouped(kept.step)).monospace());
        }
        let more = view.kept.len().saturating_sub(SHOWN);
        if more > 0 {
            let button = ui.button(format!("{more} more"));
            if button.on_hover_text("The panel States has all that are kept").clicked() {
                asks.push(Ask::ShowPane("states"));
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = ui.button("All states");
            if button.on_hover_text("All kept states and the checkpoints of this run, in a panel").clicked() {
                asks.push(Ask::ShowPane("states"));
            }
        });
    });
    asks
}
