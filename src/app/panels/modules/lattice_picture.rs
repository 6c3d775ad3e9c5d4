//! Two lattices on one another, in space and as waves: points that both have are marked.

use crate::analysis::LatticePoint;
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::count;
use crate::app::kit::theme::Theme;
use crate::numerics::Basis;
use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2};

/// One of the two lattices.
pub(super) struct Layer<'a> {
    pub vectors: [[f64; 2]; 2],
    pub points: &'a [LatticePoint],
    pub colour: Color32,
}

/// Both lattices around the origin.
pub(super) struct Overlay<'a> {
    pub title: &'static str,
    /// What the axes count: "m".
    pub unit: &'static str,
    /// Half the width and half the height of the picture.
    pub reach: [f64; 2],
    /// Drawn as dots.
    pub finer: Layer<'a>,
    /// Drawn as rings.
    pub coarser: Layer<'a>,
    /// A lattice that holds both, drawn as specks.
    pub common: &'a [LatticePoint],
}

impl Overlay<'_> {
    /// Draws the picture: lines and one cell of each lattice, dots and rings at their points, a halo where both have one.
    pub(super) fn show(&self, ui: &mut Ui, size: Vec2, theme: &Theme) {
        let (outer, response) = ui.allocate_exact_size(size, Sense::hover());
        let shared = self.finer.points.iter().filter(|point| point.shared).count();
        let words = format!("{}: {shared} of {} shared", self.title, count(self.finer.points.len(), "point"));
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
        let font = tick_font(ui);
        let heading = font.size * 1.5;
        let rect = Rect::from_min_max(outer.min + vec2(0.0, heading), outer.max);
        // Both axes are alike: the numbers below say it for both.
        let [x, y] = self.reach;
        let frame = Frame::layout(ui, rect, Axis::linear(-x, x, self.unit), Axis::bare(-y, y), true);
        let above = frame.rect.center_top() - vec2(0.0, 0.4 * font.size);
        ui.painter().text(above, Align2::CENTER_BOTTOM, self.title, font, ui.visuals().strong_text_color());
        let painter = frame.paint(ui, false).with_clip_rect(frame.rect.intersect(ui.clip_rect()));
        self.paint(&painter, &frame, theme);
    }

    fn paint(&self, painter: &Painter, frame: &Frame, theme: &Theme) {
        let at = |point: [f64; 2]| frame.at(point);
        for layer in [&self.finer, &self.coarser] {
            lines(painter, frame, layer, self.reach[0].hypot(self.reach[1]));
        }
        // The larger cell first, so that the smaller one is seen in it.
        let mut layers = [&self.finer, &self.coarser];
        layers.sort_by(|a, b| area(b.vectors).total_cmp(&area(a.vectors)));
        for layer in layers {
            let [a, b] = layer.vectors;
            let corners = [[0.0; 2], a, [a[0] + b[0], a[1] + b[1]], b].map(at).to_vec();
            painter.add(Shape::convex_polygon(
                corners,
                layer.colour.gamma_multiply(0.3),
                Stroke::new(1.5, layer.colour),
            ));
        }
        let step =
            [&self.finer, &self.coarser].map(|layer| shortest(layer.vectors)).into_iter().fold(f64::MAX, f64::min);
        let room = (step as f32 * frame.points_per_unit()).max(6.0);
        let dot = (0.14 * room).clamp(2.0, 6.5);
        let ring = (0.27 * room).clamp(4.0, 12.5);
        for point in self.common {
            painter.circle_filled(at(point.at), 0.55 * dot, theme.weak_text);
        }
        for point in self.coarser.points.iter().filter(|point| point.shared) {
            painter.circle_filled(at(point.at), ring, theme.live.gamma_multiply(0.45));
        }
        for point in self.coarser.points {
            painter.circle_stroke(at(point.at), ring, Stroke::new((0.4 * dot).max(1.2), self.coarser.colour));
        }
        for point in self.finer.points {
            painter.circle_filled(at(point.at), dot, self.finer.colour);
        }
    }
}

/// The lines of a lattice along both of its vectors, up to `reach` from the middle.
fn lines(painter: &Painter, frame: &Frame, layer: &Layer<'_>, reach: f64) {
    const MOST: i32 = 60;
    let [a, b] = layer.vectors;
    let area = area(layer.vectors);
    if !(area.is_finite() && area > 0.0) {
        return;
    }
    let stroke = Stroke::new(1.0, layer.colour.gamma_multiply(0.35));
    for (along, across) in [(a, b), (b, a)] {
        let length = along[0].hypot(along[1]);
        // Lines lie area/|along| apart.
        let most = ((reach * length / area) as i32 + 1).min(MOST);
        let far = 1.1 * reach / length;
        for n in -most..=most {
            let offset = across.map(|x| x * f64::from(n));
            // The foot of the perpendicular from the middle, so that the line covers the picture whatever the shear.
            let back = (offset[0] * along[0] + offset[1] * along[1]) / (length * length);
            let end = |times: f64| -> Pos2 { frame.at([0, 1].map(|i| offset[i] + (times - back) * along[i])) };
            painter.line_segment([end(-far), end(far)], stroke);
        }
    }
}

fn area([a, b]: [[f64; 2]; 2]) -> f64 {
    (a[0] * b[1] - a[1] * b[0]).abs()
}

fn shortest(vectors: [[f64; 2]; 2]) -> f64 {
    vectors.map(|[x, y]| x.hypot(y)).into_iter().fold(f64::MAX, f64::min)
}

/// The waves of a lattice as the basis its reciprocal lattice is drawn with.
pub(super) fn waves(basis: &Basis) -> [[f64; 2]; 2] {
    basis.reciprocal().vectors()
}
