//! A line of the list as it is drawn.

use super::entry::Entry;
use crate::app::kit::theme::Theme;
use eframe::egui::text::LayoutJob;
use eframe::egui::{
    self, Align2, Color32, FontSelection, Id, Response, RichText, Role, Sense, TextStyle, Ui, WidgetInfo, vec2,
};

/// Height of a line and of a heading, points.
const LINE: f32 = 26.0;
const HEADING: f32 = 22.0;
/// Room at both ends, and between the words and the keys.
const INSET: f32 = 10.0;

/// The line of a number, wherever it lies.
#[must_use]
pub(super) fn row_id(at: usize) -> Id {
    Id::unique(("found", at))
}

/// Draws the heading of a group.
pub(super) fn heading_ui(ui: &mut Ui, title: &str, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADING), Sense::hover());
    let font = TextStyle::Small.resolve(ui.style());
    let at = rect.left_bottom() + vec2(INSET - 4.0, -4.0);
    ui.painter().text(at, Align2::LEFT_BOTTOM, title, font, theme.weak_text);
}

/// Draws a line: its name, what is said of it or why it cannot be chosen, its keys at the right.
pub(super) fn row_ui(ui: &mut Ui, at: usize, entry: &Entry, is_chosen: bool, theme: &Theme) -> Response {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), LINE));
    let response = ui.interact(rect, row_id(at), Sense::click());
    let refusal = entry.does.as_ref().err();
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, refusal.is_none(), &entry.name));
    let said = refusal.unwrap_or(&entry.about).clone();
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_selected(is_chosen);
        node.set_description(said.as_str());
        if !entry.keys.is_empty() {
            node.set_keyboard_shortcut(entry.keys.as_str());
        }
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let visuals = ui.visuals();
    if is_chosen {
        ui.painter().rect_filled(rect, 4.0, visuals.selection.bg_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, visuals.faint_bg_color);
    }
    let keys_width = keys_ui(ui, rect, &entry.keys, theme);
    let name_colour = if refusal.is_some() { theme.weak_text } else { theme.text };
    let said_colour = if refusal.is_some() { theme.warning } else { theme.weak_text };
    let room = rect.width() - 2.0 * INSET - keys_width;
    let job = words(ui, (&entry.name, name_colour), (&said, said_colour), room);
    let galley = ui.painter().layout_job(job);
    let is_cut = galley.elided;
    let top = rect.center().y - 0.5 * galley.size().y;
    ui.painter().galley(egui::pos2(rect.left() + INSET, top), galley, theme.text);
    if is_cut { response.on_hover_text(said) } else { response }
}

/// A name and what is said of it on one line, cut short where there is no room.
fn words(ui: &Ui, name: (&str, Color32), said: (&str, Color32), room: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut add = |text: RichText| text.append_to(&mut job, ui.style(), FontSelection::Default, egui::Align::Center);
    add(RichText::new(name.0).color(name.1));
    if !said.0.is_empty() {
        add(RichText::new(format!("   {}", said.0)).text_style(TextStyle::Small).color(said.1));
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    job
}

/// Draws the keys at the right; their width.
fn keys_ui(ui: &Ui, rect: egui::Rect, keys: &str, theme: &Theme) -> f32 {
    if keys.is_empty() {
        return 0.0;
    }
    let font = TextStyle::Monospace.resolve(ui.style());
    let at = rect.right_center() - vec2(INSET, 0.0);
    ui.painter().text(at, Align2::RIGHT_CENTER, keys, font, theme.accent).width() + INSET
}
