//! What a parameter is, at more length than a tooltip: with its unit, its range, its formula and what becomes without it.

use super::theme::Theme;
use crate::preset::{LOSS_TERMS, ParamSpec};
use eframe::egui::{Grid, Key, Popup, PopupCloseBehavior, Response, RichText, SetOpenCommand, Ui};

/// Widest text, points.
const WIDEST: f32 = 400.0;

/// Opens a card about a parameter, with its name in words, on a right click on its row, or with the key I while the pointer is on it.
pub(crate) fn explain_ui(row: &Response, name: &str, spec: &ParamSpec, theme: &Theme) {
    let ctx = &row.ctx;
    let is_asked = row.contains_pointer() && {
        let is_typing = ctx.text_edit_focused();
        ctx.input(|input| input.pointer.secondary_clicked() || !is_typing && input.key_pressed(Key::I))
    };
    let popup = Popup::from_response(row).id(row.id.with("explained"));
    popup
        .open_memory(is_asked.then_some(SetOpenCommand::Toggle))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| card_ui(ui, name, spec, theme));
}

fn card_ui(ui: &mut Ui, name: &str, spec: &ParamSpec, theme: &Theme) {
    ui.set_max_width(WIDEST);
    ui.horizontal(|ui| {
        ui.strong(name);
        ui.label(RichText::new(spec.symbol).color(theme.accent));
    });
    ui.label(spec.summary);
    ui.add_space(4.0);
    Grid::new("about a parameter").num_columns(2).spacing([12.0, 3.0]).show(ui, |ui| {
        let mut line = |name: &str, text: &str| {
            if !text.is_empty() {
                ui.label(RichText::new(name).color(theme.weak_text));
                ui.label(text);
                ui.end_row();
            }
        };
        line("In a preset", spec.name);
        line("Unit", if spec.unit.is_empty() { "none" } else { spec.unit });
        line("Valid", &spec.range_text());
        line("Unless said", &spec.default_value().to_string());
        line("A change", if spec.live { "acts from the next step on" } else { "starts the run again" });
    });
    if let Some(term) = LOSS_TERMS.iter().find(|term| spec.term == Some(term.name)) {
        ui.add_space(4.0);
        ui.label(RichText::new(format!("{} loss", term.title)).color(theme.weak_text));
        ui.label(RichText::new(term.formula).monospace());
    }
    ui.add_space(4.0);
    ui.label(RichText::new("Without it, or at its ends").color(theme.weak_text));
    ui.label(spec.ablation);
}
