//! The marks on a page: paths with their colours, and what they share.

use eframe::egui::{Color32, Pos2, Rect, Stroke};
use pdf_writer::types::LineJoinStyle;
use pdf_writer::{Content, Name};
use std::collections::BTreeSet;

/// How far the handles of four curves are from their ends, radii: the circle that they make is round to 0.03 %.
const HANDLE: f32 = 0.552_284_8;

/// A step of a path, points from the upper left corner.
#[derive(Clone, Copy)]
pub(super) enum PathStep {
    Move(Pos2),
    Line(Pos2),
    Curve(Pos2, Pos2, Pos2),
    Close,
}

/// A page that grows by one mark a call; y is downwards.
pub(super) struct Ink {
    pub(super) content: Content,
    /// How much is covered by what comes next, of 255; one of each state that is kept.
    covers: Vec<u8>,
    /// All that were used.
    pub(super) used: BTreeSet<u8>,
}

/// A length to a hundredth of a point.
pub(super) fn hundredth(points: f32) -> f32 {
    (points * 100.0).round() / 100.0 + 0.0
}

/// The name of the graphics state in which so much is covered, of 255.
pub(super) fn cover_name(alpha: u8) -> String {
    format!("A{alpha}")
}

/// Red, green, blue from 0 to 1, and how much is covered, of 255.
fn parts(colour: Color32) -> ([f32; 3], u8) {
    let [r, g, b, a] = colour.to_srgba_unmultiplied();
    // A thousandth is finer than a 255th.
    ([r, g, b].map(|part| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0), a)
}

impl Ink {
    /// An empty page of this height in points.
    pub(super) fn new(height: f32) -> Self {
        let mut content = Content::new();
        content.transform([1.0, 0.0, 0.0, -1.0, 0.0, height]);
        content.set_line_join(LineJoinStyle::RoundJoin);
        Self { content, covers: vec![u8::MAX], used: BTreeSet::new() }
    }

    /// Keeps colours, transformation and what is cut off until [`Self::restore`].
    pub(super) fn keep(&mut self) {
        self.content.save_state();
        self.covers.extend(self.covers.last().copied());
    }

    pub(super) fn restore(&mut self) {
        self.content.restore_state();
        self.covers.pop();
    }

    /// Cuts off what comes next.
    pub(super) fn cut(&mut self, at: Rect) {
        let [x, y, width, height] = [at.min.x, at.min.y, at.width(), at.height()].map(hundredth);
        self.content.rect(x, y, width, height).clip_nonzero().end_path();
    }

    /// Turns what comes next by so many radians, clockwise, around a place.
    pub(super) fn turn(&mut self, angle: f32, around: Pos2) {
        let (sin, cos) = angle.sin_cos();
        let x = around.x - cos * around.x + sin * around.y;
        let y = around.y - sin * around.x - cos * around.y;
        self.content.transform([cos, sin, -sin, cos, x, y]);
    }

    /// Has what comes next cover so much of what is below it, of 255.
    pub(super) fn cover(&mut self, alpha: u8) {
        if self.covers.last() != Some(&alpha) {
            self.content.set_parameters(Name(cover_name(alpha).as_bytes()));
            self.covers.pop();
            self.covers.push(alpha);
            self.used.insert(alpha);
        }
    }

    pub(super) fn fill_colour(&mut self, colour: Color32) {
        let ([r, g, b], alpha) = parts(colour);
        self.cover(alpha);
        self.content.set_fill_rgb(r, g, b);
    }

    /// Fills a path and draws its outline; nothing where a place is not finite.
    pub(super) fn path(&mut self, steps: &[PathStep], fill: Color32, stroke: Stroke) {
        let is_finite = |step: &PathStep| match step {
            PathStep::Move(at) | PathStep::Line(at) => at.is_finite(),
            PathStep::Curve(a, b, c) => a.is_finite() && b.is_finite() && c.is_finite(),
            PathStep::Close => true,
        };
        if !steps.iter().all(is_finite) {
            return;
        }
        if fill != Color32::TRANSPARENT {
            self.fill_colour(fill);
            self.steps(steps);
            self.content.fill_nonzero();
        }
        if !stroke.is_empty() && stroke.width.is_finite() {
            let ([r, g, b], alpha) = parts(stroke.color);
            self.cover(alpha);
            self.content.set_stroke_rgb(r, g, b).set_line_width(hundredth(stroke.width));
            self.steps(steps);
            self.content.stroke();
        }
    }

    fn steps(&mut self, steps: &[PathStep]) {
        for step in steps {
            match *step {
                PathStep::Move(at) => self.content.move_to(hundredth(at.x), hundredth(at.y)),
                PathStep::Line(at) => self.content.line_to(hundredth(at.x), hundredth(at.y)),
                PathStep::Curve(a, b, c) => {
                    let [ax, ay, bx, by, cx, cy] = [a.x, a.y, b.x, b.y, c.x, c.y].map(hundredth);
                    self.content.cubic_to(ax, ay, bx, by, cx, cy)
                }
                PathStep::Close => self.content.close_path(),
            };
        }
    }
}

/// Straight lines from place to place.
pub(super) fn straight(points: impl IntoIterator<Item = Pos2>, is_closed: bool) -> Vec<PathStep> {
    let mut steps: Vec<PathStep> = points.into_iter().map(PathStep::Line).collect();
    if let Some(PathStep::Line(first)) = steps.first().copied() {
        steps[0] = PathStep::Move(first);
    }
    if is_closed && !steps.is_empty() {
        steps.push(PathStep::Close);
    }
    steps
}

/// A rectangle with corners that are a quarter of an ellipse each, of these radii.
pub(super) fn rounded(rect: Rect, radius_x: f32, radius_y: f32) -> Vec<PathStep> {
    let Rect { min, max } = rect;
    if radius_x <= 0.0 || radius_y <= 0.0 {
        return straight([min, Pos2::new(max.x, min.y), max, Pos2::new(min.x, max.y)], true);
    }
    let at = Pos2::new;
    let (hx, hy) = (radius_x * (1.0 - HANDLE), radius_y * (1.0 - HANDLE));
    vec![
        PathStep::Move(at(min.x + radius_x, min.y)),
        PathStep::Line(at(max.x - radius_x, min.y)),
        PathStep::Curve(at(max.x - hx, min.y), at(max.x, min.y + hy), at(max.x, min.y + radius_y)),
        PathStep::Line(at(max.x, max.y - radius_y)),
        PathStep::Curve(at(max.x, max.y - hy), at(max.x - hx, max.y), at(max.x - radius_x, max.y)),
        PathStep::Line(at(min.x + radius_x, max.y)),
        PathStep::Curve(at(min.x + hx, max.y), at(min.x, max.y - hy), at(min.x, max.y - radius_y)),
        PathStep::Line(at(min.x, min.y + radius_y)),
        PathStep::Curve(at(min.x, min.y + hy), at(min.x + hx, min.y), at(min.x + radius_x, min.y)),
        PathStep::Close,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    #[test]
    fn a_turn_leaves_its_place_where_it_is() {
        let mut ink = Ink::new(100.0);
        ink.keep();
        ink.turn(std::f32::consts::FRAC_PI_2, pos2(30.0, 10.0));
        ink.restore();
        let text = String::from_utf8_lossy(&ink.content.finish().into_vec()).into_owned();
        let line = text.lines().rfind(|line| line.ends_with(" cm")).expect("a transformation");
        let matrix: Vec<f32> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
        let [a, b, c, d, e, f] = matrix[..] else { panic!("{line}") };
        let turned = |x: f32, y: f32| [a * x + c * y + e, b * x + d * y + f].map(|place| place.round() as i32);
        assert_eq!(turned(30.0, 10.0), [30, 10]);
        assert_eq!(turned(40.0, 10.0), [30, 20], "clockwise, as y is downwards");
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        let mut ink = Ink::new(100.0);
        let steps = straight([pos2(1.0, 2.0), pos2(f32::NAN, 3.0)], false);
        ink.path(&steps, Color32::RED, Stroke::new(1.0, Color32::RED));
        let text = String::from_utf8_lossy(&ink.content.finish().into_vec()).into_owned();
        assert!(!text.contains("NaN") && !text.contains(" m\n"), "{text}");
    }
}
