//! The two angles of the torus at every place of the arena, in cyclic colours.

use crate::analysis::topology::Topology;
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::colour::hue;
use crate::app::kit::empty_ui;
use crate::app::kit::map_texture::{MapTexture, key_of, whole};
use crate::app::kit::theme::Theme;
use crate::maps::Arena;
use eframe::egui::{
    Align2, Color32, ColorImage, CornerRadius, Rect, Stroke, StrokeKind, TextureOptions, Ui, UiBuilder, pos2, vec2,
};
use std::f32::consts::{PI, TAU};

/// Draws one of the angles; `key` names the finding and which angle it is.
pub(super) fn angle_ui(
    ui: &mut Ui,
    rect: Rect,
    texture: &mut MapTexture,
    key: (u64, usize),
    found: &Topology,
    arena: Arena,
    theme: &Theme,
) {
    let bins = arena.bins;
    let angles = found.angles.as_ref().and_then(|angles| angles.angles_rad.get(key.1));
    let Some(angles) = angles.filter(|angles| bins > 0 && angles.len() == bins * bins) else {
        let child = &mut ui.new_child(UiBuilder::new().max_rect(rect));
        return empty_ui(child, "No angle: no two loops live at the same distance");
    };
    let id = texture.update(ui.ctx(), "decoded angle", key_of(key), TextureOptions::NEAREST, || {
        let colour = |angle: &f32| if angle.is_finite() { hue(*angle) } else { theme.unvisited };
        // Row 0 of a map is at the bottom, of an image at the top.
        ColorImage::new([bins, bins], angles.chunks_exact(bins).rev().flatten().map(colour).collect())
    });
    let font = tick_font(ui);
    let bar = 12.0;
    let outer = Rect::from_min_max(rect.min, pos2(rect.right() - bar - 1.6 * font.size, rect.bottom()));
    let half = f64::from(arena.box_m) / 2.0;
    let frame = Frame::layout(ui, outer, Axis::linear(-half, half, "x (m)"), Axis::linear(-half, half, "y (m)"), true);
    frame.paint(ui, false).image(id, frame.rect, whole(), Color32::WHITE);
    let left = frame.rect.right() + 8.0;
    bar_ui(ui, Rect::from_x_y_ranges(left..=left + bar, frame.rect.y_range()));
}

/// The colours of a turn, from −π to π.
fn bar_ui(ui: &Ui, rect: Rect) {
    const SLICES: u8 = 64;
    let painter = ui.painter();
    for i in 0..SLICES {
        // Up to the top, and the next ones over it: as vectors, slices side by side would let the ground through.
        let bottom = rect.bottom() - rect.height() * f32::from(i) / f32::from(SLICES);
        let slice = Rect::from_x_y_ranges(rect.x_range(), rect.top()..=bottom);
        let angle = TAU * (f32::from(i) + 0.5) / f32::from(SLICES) - PI;
        painter.rect_filled(slice, CornerRadius::ZERO, hue(angle));
    }
    let line = Stroke::new(1.0, ui.visuals().weak_text_color());
    painter.rect_stroke(rect, CornerRadius::ZERO, line, StrokeKind::Outside);
    let (font, text) = (tick_font(ui), ui.visuals().text_color());
    for (at, anchor, word) in [
        (rect.right_top(), Align2::LEFT_TOP, "π"),
        (rect.right_center(), Align2::LEFT_CENTER, "0"),
        (rect.right_bottom(), Align2::LEFT_BOTTOM, "−π"),
    ] {
        painter.text(at + vec2(3.0, 0.0), anchor, word, font.clone(), text);
    }
}
