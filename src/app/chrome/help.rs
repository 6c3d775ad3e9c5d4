//! The list of keys.

use super::actions::keys::BUILT_IN;
use super::actions::{ACTIONS, ActionGroup, ActionSpec};
use crate::app::kit::theme::Theme;
use crate::app::kit::widgets::in_front_of_all;
use eframe::egui::{self, Align2, RichText};

/// What stays free above and below the list, its title among it, points.
const ABOVE_AND_BELOW: f32 = 100.0;

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
            let room = (ctx.content_rect().height() - ABOVE_AND_BELOW).max(120.0);
            let area = egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room);
            area.show(ui, |ui| list_ui(ui, theme));
        });
    in_front_of_all(ctx, window.as_ref(), theme);
}

fn list_ui(ui: &mut egui::Ui, theme: &Theme) {
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            group_ui(ui, ActionGroup::Run, theme);
            group_ui(ui, ActionGroup::Files, theme);
            group_ui(ui, ActionGroup::Compare, theme);
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
}

fn group_ui(ui: &mut egui::Ui, group: ActionGroup, theme: &Theme) {
    let has_keys = |spec: &&ActionSpec| spec.group == group && spec.keys().next().is_some();
    if !ACTIONS.iter().any(|spec| has_keys(&spec)) {
        return;
    }
    ui.strong(group.title());
    egui::Grid::new(group.title()).num_columns(2).spacing([16.0, 1.0]).show(ui, |ui| {
        for spec in ACTIONS.iter().filter(has_keys) {
            let keys = spec.keys_text(ui.ctx());
            ui.label(RichText::new(keys).monospace().color(theme.accent));
            ui.label(spec.label.trim_end_matches('…')).on_hover_text(spec.tooltip);
            ui.end_row();
        }
    });
    ui.add_space(6.0);
}
