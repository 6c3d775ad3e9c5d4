//! Marker shapes: the second code of a module, beside its colour.

use super::theme::line_width;
use eframe::egui::{Color32, Painter, Pos2, Shape, Stroke, vec2};

/// Draws the marker of a module (cycled over six shapes; a small ring for units outside any module).
pub(crate) fn paint_marker(painter: &Painter, centre: Pos2, radius: f32, module: Option<usize>, colour: Color32) {
    let line = line_width(&painter.ctx().global_style().visuals);
    let radius = radius * line.sqrt();
    let outline = |points: Vec<Pos2>| Shape::convex_polygon(points, colour, Stroke::NONE);
    let at = |x: f32, y: f32| centre + radius * vec2(x, y);
    let shape = match module.map(|m| m % 6) {
        None => Shape::circle_stroke(centre, radius * 0.8, Stroke::new(1.2 * line, colour)),
        Some(0) => Shape::circle_filled(centre, radius, colour),
        Some(1) => outline(vec![at(0.0, -1.15), at(1.05, 0.75), at(-1.05, 0.75)]),
        Some(2) => outline(vec![at(-0.85, -0.85), at(0.85, -0.85), at(0.85, 0.85), at(-0.85, 0.85)]),
        Some(3) => outline(vec![at(0.0, -1.25), at(1.25, 0.0), at(0.0, 1.25), at(-1.25, 0.0)]),
        Some(4) => outline(vec![at(0.0, 1.15), at(-1.05, -0.75), at(1.05, -0.75)]),
        Some(_) => {
            let stroke = Stroke::new(radius * 0.6, colour);
            Shape::Vec(vec![
                Shape::line_segment([at(-0.9, -0.9), at(0.9, 0.9)], stroke),
                Shape::line_segment([at(-0.9, 0.9), at(0.9, -0.9)], stroke),
            ])
        }
    };
    painter.add(shape);
}
