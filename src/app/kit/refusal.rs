//! What is wrong with a field, said at the field.

use eframe::egui::{self, Area, Label, Order, RichText, Ui};

/// Widest text, points.
const WIDEST: f32 = 360.0;
/// Room that a line needs below a field, points.
const LINE: f32 = 34.0;

/// Says below a field (above it, at the foot of the window) why what stands in it was refused. Nothing moves for it, and what
/// lies under it can be clicked.
pub(crate) fn refusal_ui(ui: &Ui, field: &egui::Response, text: &str) {
    field.ctx.accesskit_node_builder(field.id, |node| {
        node.set_invalid(egui::accesskit::Invalid::True);
        node.set_description(text);
    });
    if !ui.is_rect_visible(field.rect) {
        return; // scrolled away
    }
    let window = ui.ctx().content_rect();
    let is_low = field.rect.bottom() + LINE > window.bottom();
    let (pivot, at) = if is_low {
        (egui::Align2::LEFT_BOTTOM, field.rect.left_top() - egui::vec2(0.0, 2.0))
    } else {
        (egui::Align2::LEFT_TOP, field.rect.left_bottom() + egui::vec2(0.0, 2.0))
    };
    let area = Area::new(field.id.with("refusal")).order(Order::Tooltip).pivot(pivot).fixed_pos(at);
    area.constrain_to(window).interactable(false).fade_in(false).show(ui.ctx(), |ui| {
        let visuals = ui.visuals();
        let (ground, colour) = (visuals.panel_fill, visuals.error_fg_color);
        let frame = egui::Frame::new().fill(ground).stroke(egui::Stroke::new(1.0, colour)).corner_radius(4);
        frame.inner_margin(egui::Margin::symmetric(6, 3)).show(ui, |ui| {
            ui.set_max_width(WIDEST);
            ui.add(Label::new(RichText::new(text).color(colour)).selectable(false));
        });
    });
}

/// Adds a field, with the look of one whose text was refused if it was. Unlike in a scope, a field that has no room left in
/// a wrapped row goes to the next one.
pub(crate) fn refusable_ui<R>(ui: &mut Ui, is_refused: bool, add: impl FnOnce(&mut Ui) -> R) -> R {
    let style = ui.style().clone();
    if is_refused {
        refused_look(ui);
    }
    let added = add(ui);
    ui.set_style(style);
    added
}

/// Gives a field the look of one whose text was refused.
pub(crate) fn refused_look(ui: &mut Ui) {
    let colour = ui.visuals().error_fg_color;
    let visuals = ui.visuals_mut();
    visuals.override_text_color = Some(colour);
    visuals.selection.stroke.color = colour;
    for widget in [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active] {
        widget.bg_stroke = egui::Stroke::new(1.0, colour);
    }
}
