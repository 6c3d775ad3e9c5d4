//! The area of a chart: where values lie, and the lines and texts that tell so.

use super::axis::Axis;
use super::palette::{GRID, INK};
use super::svg::{Anchor, Point, Stroke, Svg, TextStyle};

/// Round values along an axis, at most one more.
const TICKS: usize = 6;
/// Texts of a chart.
pub(super) const WORDS: TextStyle = TextStyle { size: 12.0, colour: INK, anchor: Anchor::Middle, upwards: false };

/// A rectangle in which values are drawn, with its axes.
pub struct PlotArea {
    /// Its upper left corner, pixels.
    pub corner: Point,
    /// Its width and height, pixels.
    pub size: Point,
    /// Along its lower side and along its left side.
    pub axes: [Axis; 2],
}

impl PlotArea {
    /// Where a pair of values lies, pixels.
    #[must_use]
    pub fn place(&self, [x, y]: Point) -> Point {
        let ([left, top], [width, height]) = (self.corner, self.size);
        [left + width * self.axes[0].fraction(x), top + height * (1.0 - self.axes[1].fraction(y))]
    }

    /// Its right and lower sides, pixels.
    #[must_use]
    pub fn far_corner(&self) -> Point {
        [self.corner[0] + self.size[0], self.corner[1] + self.size[1]]
    }

    /// Lines upwards from the round values of the lower axis, their texts, and the axis' name.
    pub fn draw_x(&self, svg: &mut Svg) {
        let ([_, top], [_, bottom]) = (self.corner, self.far_corner());
        for (value, text) in self.axes[0].ticks(TICKS) {
            let [at, _] = self.place([value, self.axes[1].min]);
            svg.line([at, top], [at, bottom], Stroke::solid(GRID, 1.0));
            svg.text([at, bottom + 17.0], &text, WORDS);
        }
        self.name_x(svg);
    }

    /// The name of the lower axis.
    pub fn name_x(&self, svg: &mut Svg) {
        let [_, bottom] = self.far_corner();
        svg.text([self.corner[0] + self.size[0] / 2.0, bottom + 38.0], &self.axes[0].label, WORDS);
    }

    /// Lines across from the round values of the left axis, their texts, and the axis' name.
    pub fn draw_y(&self, svg: &mut Svg) {
        let ([left, top], [right, _]) = (self.corner, self.far_corner());
        for (value, text) in self.axes[1].ticks(TICKS) {
            let [_, at] = self.place([self.axes[0].min, value]);
            svg.line([left, at], [right, at], Stroke::solid(GRID, 1.0));
            svg.text([left - 7.0, at + 4.0], &text, TextStyle { anchor: Anchor::End, ..WORDS });
        }
        if !self.axes[1].label.is_empty() {
            let middle = [left - 50.0, top + self.size[1] / 2.0];
            svg.text(middle, &self.axes[1].label, TextStyle { upwards: true, ..WORDS });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_place_and_round_ones_a_line() {
        let axes = [Axis::linear(0.0, 4.0, "m"), Axis::log(0.1, 10.0, "ms")];
        let area = PlotArea { corner: [100.0, 50.0], size: [200.0, 80.0], axes };
        for (value, place) in [([0.0, 0.1], [100.0, 130.0]), ([4.0, 10.0], [300.0, 50.0]), ([2.0, 1.0], [200.0, 90.0])]
        {
            let found = area.place(value);
            assert!((found[0] - place[0]).abs() < 1e-9 && (found[1] - place[1]).abs() < 1e-9, "{value:?}: {found:?}");
        }
        let mut svg = Svg::new(400.0, 200.0, "");
        area.draw_x(&mut svg);
        area.draw_y(&mut svg);
        let text = svg.finish();
        for word in [">1<", ">4<", ">0.1<", ">10<", ">m<", ">ms<"] {
            assert!(text.contains(word), "{word} in {text}");
        }
    }
}
