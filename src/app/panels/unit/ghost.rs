//! The baseline's map of the same unit, beside that of now.

use super::picture::map_texture;
use crate::app::kit::axes::{fitting, tick_font};
use crate::app::kit::map_texture::{MapTexture, peak, whole};
use crate::app::kit::rate::rate;
use crate::app::view::View;
use eframe::egui::{Color32, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

/// The part of the room that it takes, and its least side, points.
const PART: f32 = 0.3;
const LEAST_SIDE: f32 = 40.0;
/// What is left of the width beside it at least, in its own sides; axes come on top of that.
const LEAST_LEFT: f32 = 1.4;

/// Draws the baseline's map at the right of `rect`, where there is one; what is left of the room.
pub(super) fn beside_ui(
    ui: &Ui,
    rect: Rect,
    (ghost, smooth): (&mut MapTexture, bool),
    view: &View<'_>,
    unit: usize,
) -> Rect {
    let Some(set) = view.ghost_maps() else { return rect };
    let font = tick_font(ui);
    let line = 1.35 * font.size;
    let side = (PART * rect.width()).min(rect.height() - 2.0 * line);
    // The map of now is the larger one.
    if side < LEAST_SIDE || rect.width() - side < LEAST_LEFT * side + 8.0 * font.size {
        return rect;
    }
    let corner = pos2(rect.right() - side, rect.top() + line);
    let place = Rect::from_min_size(corner, Vec2::splat(side));
    let response = ui.interact(place, Id::unique("unit: baseline"), Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("baseline of unit {}", view.unit_name(unit))));
    let painter = ui.painter();
    let texture = map_texture(ui, ghost, smooth, view, (Some(set.key), &set.maps, unit));
    painter.rect_filled(place, 0.0, view.theme.panel);
    painter.image(texture, place, whole(), Color32::WHITE.gamma_multiply(0.7));
    painter.rect_stroke(place, 0.0, Stroke::new(1.5, view.theme.ghost), StrokeKind::Outside);
    let colour = view.theme.weak_text;
    let name = fitting(painter, "Baseline", &font, colour, side);
    painter.galley(place.left_top() - vec2(0.0, line), name, colour);
    let top = peak(set.maps.unit(unit));
    let words = fitting(painter, &format!("peak {}", rate(f64::from(top), set.rate_unit)), &font, colour, side);
    painter.galley(place.left_bottom() + vec2(0.0, 3.0), words, colour);
    let words = match view.baseline {
        Some(baseline) => {
            format!("The map of unit {} when the baseline was frozen: {}", view.unit_name(unit), baseline.words())
        }
        None => String::new(),
    };
    response.on_hover_text(words);
    Rect::from_min_max(rect.min, pos2(place.left() - 8.0, rect.bottom()))
}
