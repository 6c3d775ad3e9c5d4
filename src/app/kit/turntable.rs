//! Clouds in three dimensions that one turns with the mouse.

use super::dots::paint_dots;
use crate::analysis::dissection::turned;
use eframe::egui::{Color32, CursorIcon, Id, Painter, Pos2, Rect, Sense, Stroke, TextureId, Ui, vec2};
use std::f32::consts::FRAC_PI_2;

/// Radians for a drag of a point.
const SPEED: f32 = 0.01;

/// The direction from which a cloud is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Turntable {
    turn: f32,
    tilt: f32,
}

impl Default for Turntable {
    fn default() -> Self {
        Self { turn: 0.6, tilt: 0.85 }
    }
}

impl Turntable {
    /// Turns with a drag; a double click turns back. The figure's words say so: a tooltip would cover the cloud.
    pub(crate) fn drag_ui(&mut self, ui: &Ui, rect: Rect, id: Id) {
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let moved = response.drag_delta();
        self.turn += SPEED * moved.x;
        self.tilt = (self.tilt + SPEED * moved.y).clamp(-FRAC_PI_2, FRAC_PI_2);
        if response.double_clicked() {
            *self = Self::default();
        }
        response.on_hover_cursor(CursorIcon::Grab);
    }

    /// How points within `extent` of the origin lie in a rectangle.
    pub(crate) fn scene(self, rect: Rect, extent: f32) -> Scene {
        Scene {
            table: self,
            rect,
            scale: 0.5 * rect.width().min(rect.height()) / extent.max(f32::MIN_POSITIVE),
            extent,
        }
    }
}

/// A cloud's place on the screen.
#[derive(Clone, Copy)]
pub(crate) struct Scene {
    table: Turntable,
    rect: Rect,
    scale: f32,
    extent: f32,
}

impl Scene {
    /// Where a point is seen, and how near it is: −1 at the back, 1 in front.
    pub(crate) fn at(&self, point: [f32; 3]) -> (Pos2, f32) {
        let [right, up, nearer] = turned(point, self.table.turn, self.table.tilt);
        (self.rect.center() + self.scale * vec2(right, -up), nearer / self.extent)
    }

    /// Draws a path.
    pub(crate) fn line(&self, painter: &Painter, points: &[[f32; 3]], stroke: Stroke) {
        painter.line(points.iter().map(|point| self.at(*point).0).collect(), stroke);
    }

    /// Draws points with their colours, the farthest first; what is far is small and fades into the ground.
    pub(crate) fn points(
        &self,
        painter: &Painter,
        disc: TextureId,
        radius: f32,
        ground: Color32,
        points: impl Iterator<Item = ([f32; 3], Color32)>,
    ) {
        let mut seen: Vec<(Pos2, f32, Color32)> = points
            .map(|(point, colour)| {
                let (at, near) = self.at(point);
                (at, near, colour)
            })
            .collect();
        seen.sort_by(|a, b| a.1.total_cmp(&b.1));
        paint_dots(
            painter,
            disc,
            seen.into_iter().map(|(at, near, colour)| {
                let near = (0.5 + 0.5 * near).clamp(0.0, 1.0);
                (at, radius * (0.65 + 0.5 * near), colour.lerp_to_gamma(ground, 0.72 * (1.0 - near)))
            }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    #[test]
    fn the_origin_is_in_the_middle_and_what_is_near_is_near() {
        let rect = Rect::from_min_max(pos2(10.0, 10.0), pos2(110.0, 210.0));
        let scene = Turntable { turn: 0.0, tilt: 0.0 }.scene(rect, 2.0);
        assert_eq!(scene.at([0.0; 3]), (rect.center(), 0.0));
        let (right, _) = scene.at([2.0, 0.0, 0.0]);
        assert!((right.x - rect.right()).abs() < 1e-3 && (right.y - rect.center().y).abs() < 1e-3, "{right:?}");
        assert!(scene.at([0.0, 0.0, 2.0]).0.y < rect.center().y, "up is up");
        assert!(scene.at([0.0, -2.0, 0.0]).1 > 0.99, "in front");
        let above = Turntable { turn: 0.3, tilt: FRAC_PI_2 }.scene(rect, 2.0);
        assert!(above.at([0.0, 0.0, 1.0]).1 > 0.4, "from above, the top is near");
    }
}
