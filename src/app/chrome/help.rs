//! The list of keys.

use super::actions::{ACTIONS, ActionGroup, key_text};
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::in_front_of_all;
use eframe::egui::{self, Align2, RichText};

/// What egui itself does with keys and the mouse.
const BUILT_IN: &[(&str, &str)] = &[
    ("Ctrl +   Ctrl −   Ctrl 0", "Larger, smaller or normal text"),
    ("Shift+Tab, then Tab", "Go through the controls by keyboard"),
    ("Enter   Escape", "Confirm or cancel what is asked or typed"),
    ("Double click in a plot", "Fit the whole curve"),
    ("Drag a tab", "Move a panel"),
];

/// Draws the list while `open` holds; Escape, F1 and the close button end it.
pub(crate) fn keys_ui(ctx: &egui::Context, open: &mut bool, theme: &Theme) {
    if *open && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
        *open = false;
    }
    let window = egui::Window::new("Keys")
        .open(open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0]) // it never changes its size
        .show(ctx, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    group_ui(ui, ActionGroup::Run, theme);
                    group_ui(ui, ActionGroup::Files, theme);
                });
                ui.add_space(24.0);
                ui.vertical(|ui| {
                    group_ui(ui, ActionGroup::Pictures, theme);
                    group_ui(ui, ActionGroup::Window, theme);
                });
            });
            ui.separator();
            egui::Grid::new("built-in keys").num_columns(2).spacing([16.0, 1.0]).show(ui, |ui| {
                for (key, text) in BUILT_IN {
                    ui.label(RichText::new(*key).monospace().color(theme.accent));
                    ui.label(*text);
                    ui.end_row();
                }
            });
            ui.add_space(4.0);
            ui.label(RichText::new("No key acts while text is being typed").color(theme.weak_text));
        });
    in_front_of_all(ctx, window.as_ref(), theme);
}

fn group_ui(ui: &mut egui::Ui, group: ActionGroup, theme: &Theme) {
    ui.strong(group.title());
    egui::Grid::new(group.title()).num_columns(2).spacing([16.0, 1.0]).show(ui, |ui| {
        for spec in ACTIONS.iter().filter(|spec| spec.group == group) {
            let Some(key) = spec.key else { continue };
            let key = key_text(ui.ctx(), key);
            ui.label(RichText::new(key).monospace().color(theme.accent));
            ui.label(spec.label.trim_end_matches('…')).on_hover_text(spec.tooltip);
            ui.end_row();
        }
    });
    ui.add_space(6.0);
}
