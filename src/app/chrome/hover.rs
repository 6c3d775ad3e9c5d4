//! What will be opened, while something is held over the window.

use crate::app::kit::file_name;
use crate::app::kit::theme::Theme;
use crate::app::opening::seeming;
use eframe::egui::{self, Align2, Area, Id, LayerId, Order, RichText};

/// Names that are said; of more, how many there are.
const SAID: usize = 6;

/// Draws over everything what is held over the window, if something is.
pub(crate) fn hover_ui(ctx: &egui::Context, theme: &Theme) {
    let files = ctx.input(|input| input.raw.hovered_files.clone());
    if files.is_empty() {
        return;
    }
    let screen = ctx.content_rect();
    let behind = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("behind what is dropped")));
    behind.rect_filled(screen, 0.0, theme.behind_dialog);
    let edge = egui::Stroke::new(3.0, theme.accent);
    behind.rect_stroke(screen.shrink(4.0), 6.0, edge, egui::StrokeKind::Inside);
    // Not all systems tell before it is dropped what it is.
    let lines: Vec<String> = files
        .iter()
        .filter_map(|file| file.path.as_deref())
        .map(|path| format!("{} ({})", file_name(path), seeming(path)))
        .collect();
    let area = Area::new(Id::unique("what is dropped")).order(Order::Tooltip).anchor(Align2::CENTER_CENTER, [0.0, 0.0]);
    area.interactable(false).show(ctx, |ui| {
        let frame = egui::Frame::new().fill(theme.panel).stroke(edge).corner_radius(8);
        frame.inner_margin(egui::Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_max_width(520.0);
            ui.label(RichText::new(if lines.is_empty() { "Drop to open" } else { "Drop to open:" }).heading().strong());
            for line in lines.iter().take(SAID) {
                ui.label(line);
            }
            if lines.len() > SAID {
                ui.weak(format!("and {} more", lines.len() - SAID));
            }
            if lines.len() > 1 {
                ui.weak("One of them becomes the run; cells and trajectories are read one after the other");
            }
        });
    });
}
