//! The signs on buttons, drawn: the fonts have none of them, and lines stay sharp at every size.

use eframe::egui::{
    self, Atom, Button, Color32, IdSalt, Pos2, Rect, Response, Role, Shape, Stroke, Ui, WidgetInfo, pos2,
};
use std::f32::consts::TAU;

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Play,
    Pause,
    Step,
    Reset,
    Copy,
    Sun,
    Moon,
    Twin,
    /// Out of a tray, upwards.
    Take,
    Record,
    Before,
    After,
}

impl Sign {
    /// Draws the sign into a square.
    pub(crate) fn paint(self, painter: &egui::Painter, square: Rect, colour: Color32) {
        let at = |x: f32, y: f32| square.min + egui::vec2(x, y) * square.width();
        let line = Stroke::new((square.width() * 0.11).max(1.2), colour);
        match self {
            Self::Play => fill(painter, vec![at(0.18, 0.08), at(0.92, 0.5), at(0.18, 0.92)], colour),
            Self::Pause => {
                bar(painter, at(0.18, 0.1), at(0.4, 0.9), colour);
                bar(painter, at(0.6, 0.1), at(0.82, 0.9), colour);
            }
            Self::Step => {
                fill(painter, vec![at(0.1, 0.1), at(0.68, 0.5), at(0.1, 0.9)], colour);
                bar(painter, at(0.72, 0.1), at(0.9, 0.9), colour);
            }
            Self::Reset => {
                // Three quarters of a circle, counter-clockwise, with an arrow head at its end.
                let arc = (0..=24).map(|i| {
                    let angle = TAU * (-0.1 + 0.78 * i as f32 / 24.0);
                    at(0.5 + 0.38 * angle.cos(), 0.54 + 0.38 * angle.sin())
                });
                painter.add(Shape::line(arc.collect(), line));
                fill(painter, vec![at(0.24, 0.02), at(0.64, 0.14), at(0.34, 0.44)], colour);
            }
            Self::Record => drop(painter.circle_filled(square.center(), 0.36 * square.width(), colour)),
            Self::Before => {
                fill(painter, vec![at(0.9, 0.1), at(0.9, 0.9), at(0.34, 0.5)], colour);
                bar(painter, at(0.12, 0.1), at(0.3, 0.9), colour);
            }
            Self::After => {
                fill(painter, vec![at(0.1, 0.1), at(0.66, 0.5), at(0.1, 0.9)], colour);
                bar(painter, at(0.7, 0.1), at(0.88, 0.9), colour);
            }
            Self::Copy => {
                let outline = |min: Pos2, max: Pos2| {
                    painter.rect_stroke(Rect::from_min_max(min, max), 1.5, line, egui::StrokeKind::Inside);
                };
                outline(at(0.08, 0.08), at(0.66, 0.66));
                outline(at(0.34, 0.34), at(0.92, 0.92));
            }
            Self::Twin => {
                // Two circles, one partly behind the other.
                for (x, y) in [(0.36, 0.38), (0.64, 0.62)] {
                    painter.circle_stroke(at(x, y), 0.3 * square.width(), line);
                }
            }
            Self::Take => {
                painter.add(Shape::line(vec![at(0.08, 0.58), at(0.08, 0.94), at(0.92, 0.94), at(0.92, 0.58)], line));
                painter.line_segment([at(0.5, 0.7), at(0.5, 0.2)], line);
                fill(painter, vec![at(0.24, 0.36), at(0.5, 0.04), at(0.76, 0.36)], colour);
            }
            Self::Sun => {
                painter.circle_filled(square.center(), 0.24 * square.width(), colour);
                for ray in 0..8 {
                    let (sin, cos) = (TAU * ray as f32 / 8.0).sin_cos();
                    painter.line_segment(
                        [at(0.5 + 0.36 * cos, 0.5 + 0.36 * sin), at(0.5 + 0.5 * cos, 0.5 + 0.5 * sin)],
                        line,
                    );
                }
            }
            Self::Moon => {
                // The outer edge of one circle, and back along a smaller one inside it.
                let outer = (0..=24).map(|i| {
                    let angle = TAU * (0.06 + 0.63 * i as f32 / 24.0);
                    at(0.5 + 0.42 * angle.cos(), 0.5 + 0.42 * angle.sin())
                });
                let points: Vec<Pos2> = outer.collect();
                let (first, last) = (points[0], points[points.len() - 1]);
                let bulge = pos2(square.left() + 0.56 * square.width(), square.top() + 0.62 * square.width());
                let inner = (0..=12).map(|i| {
                    let t = i as f32 / 12.0;
                    // A quadratic curve from the last point back to the first.
                    let (a, b) = (last + (bulge - last) * t, bulge + (first - bulge) * t);
                    a + (b - a) * t
                });
                let line = Stroke::new((square.width() * 0.1).max(1.2), colour);
                painter.add(Shape::closed_line(points.iter().copied().chain(inner).collect(), line));
            }
        }
    }
}

fn fill(painter: &egui::Painter, corners: Vec<Pos2>, colour: Color32) {
    painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
}

fn bar(painter: &egui::Painter, min: Pos2, max: Pos2, colour: Color32) {
    painter.rect_filled(Rect::from_min_max(min, max), 1.0, colour);
}

/// Height of a button with a sign, points.
const HEIGHT: f32 = 26.0;

/// A button with a sign and perhaps a word. `name` is what a screen reader and a test call it; `colour` is the text's
/// unless given.
pub(crate) fn sign_button(
    ui: &mut Ui,
    sign: Sign,
    word: Option<&str>,
    name: &str,
    tooltip: &str,
    colour: Option<Color32>,
) -> Response {
    let id = IdSalt::new("sign");
    let square = Atom::custom(id, egui::Vec2::splat(14.0));
    let button = match word {
        Some(word) => {
            let mut text = egui::RichText::new(word);
            if let Some(colour) = colour {
                text = text.color(colour).strong();
            }
            Button::new((square, text))
        }
        None => Button::new(square),
    };
    // The one coloured button changes its word with every press: it keeps its width.
    let width = if colour.is_some() { 84.0 } else { 30.0 };
    let answer = button.min_size(egui::vec2(width, HEIGHT)).atom_ui(ui);
    let rect = answer.rect(id);
    let response = answer.response;
    if let Some(rect) = rect {
        let own = ui.style().interact(&response).text_color();
        let faded = if ui.is_enabled() { 1.0 } else { 0.4 };
        sign.paint(ui.painter(), rect, colour.unwrap_or(own).gamma_multiply(faded));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    response.on_hover_text(tooltip)
}
