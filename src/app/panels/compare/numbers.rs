//! What differs, in numbers: a cell a number, as many beside each other as have room.

use crate::app::kit::axes::{fitting, tick_font};
use crate::app::kit::differences::Difference;
use crate::app::kit::theme::Theme;
use eframe::egui::{FontFamily, FontId, Rect, Role, Sense, Ui, WidgetInfo, vec2};

/// Room for the name of a number with its change, points.
const LEAST_WIDTH: f32 = 176.0;
/// Room between cells, points.
const GAP: f32 = 10.0;

/// Draws the numbers, row by row.
pub(super) fn numbers_ui(ui: &mut Ui, rows: &[Difference], theme: &Theme) {
    let font = tick_font(ui);
    let line = 1.35 * font.size;
    let width = ui.available_width();
    let columns = (((width + GAP) / (LEAST_WIDTH + GAP)) as usize).clamp(1, rows.len().max(1));
    let cell = vec2((width + GAP) / columns as f32 - GAP, 2.0 * line + 4.0);
    let lines = rows.len().div_ceil(columns);
    let (outer, _) = ui.allocate_exact_size(vec2(width, lines as f32 * (cell.y + 2.0)), Sense::hover());
    for (i, row) in rows.iter().enumerate() {
        let offset = vec2((i % columns) as f32 * (cell.x + GAP), (i / columns) as f32 * (cell.y + 2.0));
        let rect = Rect::from_min_size(outer.min + offset, cell);
        cell_ui(ui, rect, row, theme, &font);
    }
    ui.add_space(2.0);
}

/// Name and change above, both values below.
fn cell_ui(ui: &Ui, rect: Rect, row: &Difference, theme: &Theme, font: &FontId) {
    let response = ui.interact(rect, ui.scope_id().with(("difference", &row.name)), Sense::hover());
    let Difference { name, about, from, to, change } = row;
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {from} to {to}, {change}")));
    let painter = ui.painter();
    painter.rect_filled(rect.expand2(vec2(3.0, 0.0)), 3.0, theme.raised);
    let inner = rect.shrink2(vec2(2.0, 2.0));
    // The proportional font has no arrow.
    let digits = FontId::new(font.size, FontFamily::Monospace);
    let strong = ui.visuals().strong_text_color();
    let change = painter.layout_no_wrap(change.clone(), digits.clone(), strong);
    let room = inner.width() - change.size().x - 6.0;
    let name = fitting(painter, name, font, theme.weak_text, room);
    painter.galley(inner.left_top(), name, theme.weak_text);
    painter.galley(inner.right_top() - vec2(change.size().x, 0.0), change, strong);
    let both = fitting(painter, &format!("{from} → {to}"), &digits, theme.text, inner.width());
    let below = inner.left_bottom() - vec2(0.0, both.size().y);
    painter.galley(below, both, theme.text);
    response.on_hover_text(*about);
}
