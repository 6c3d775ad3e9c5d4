//! Line and dot charts as SVG.
//!
//! A chart of one line, as the text of a file:
//!
//! ```
//! use gridscope::draw::chart::{Chart, PointSet, column};
//!
//! let error = PointSet::line("mean", 0, vec![[0.0, 0.02], [10.0, 0.05], [20.0, 0.09]]);
//! let axes = ["steps", "error (m)"];
//! let svg = column(&[Chart { title: "Drift".into(), axes, sets: vec![error], from_zero: true }], "path integration");
//! assert_eq!(svg.matches("<polyline").count(), 1);
//! assert!(svg.starts_with("<svg") && svg.contains("error (m)"));
//! ```

use super::axis::Axis;
use super::palette::{PAPER, Rgb, on_paper};
use super::plot::{PlotArea, WORDS};
use super::svg::{Anchor, Point, Stroke, Svg, TextStyle};

/// Size of the plotted area, pixels.
const AREA: Point = [460.0, 240.0];
/// Space for title, axes and the names of sets.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 36.0;
const BOTTOM: f64 = 52.0;

/// How the points of a set are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointLook {
    Line,
    Dashes,
    Dots,
}

/// Points that belong together. One that is not finite leaves a gap.
#[derive(Clone, Debug)]
pub struct PointSet {
    /// Its name, beside the chart.
    pub name: String,
    pub colour: Rgb,
    pub look: PointLook,
    pub points: Vec<Point>,
}

impl PointSet {
    /// A line in the colour of its place among the sets of a chart.
    #[must_use]
    pub fn line(name: impl Into<String>, index: usize, points: Vec<Point>) -> Self {
        Self { name: name.into(), colour: on_paper(index), look: PointLook::Line, points }
    }

    /// Dots, not joined.
    #[must_use]
    pub fn dots(name: impl Into<String>, colour: Rgb, points: Vec<Point>) -> Self {
        Self { name: name.into(), colour, look: PointLook::Dots, points }
    }

    /// The same as dashes.
    #[must_use]
    pub fn dashed(self) -> Self {
        Self { look: PointLook::Dashes, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn coloured(self, colour: Rgb) -> Self {
        Self { colour, ..self }
    }

    /// How its line is drawn; `None` for dots.
    fn stroke(&self) -> Option<Stroke> {
        match self.look {
            PointLook::Line => Some(Stroke::solid(self.colour, 1.6)),
            PointLook::Dashes => Some(Stroke::dashed(self.colour, 1.6, 5.0)),
            PointLook::Dots => None,
        }
    }

    /// Draws the points in their area.
    fn draw(&self, svg: &mut Svg, area: &PlotArea) {
        let places: Vec<Point> = self.points.iter().map(|point| area.place(*point)).collect();
        match self.stroke() {
            Some(stroke) => svg.polyline(&places, stroke),
            None => places.into_iter().for_each(|place| svg.disc(place, 3.0, self.colour)),
        }
    }

    /// Draws its name after a piece of it.
    fn draw_name(&self, svg: &mut Svg, [x, y]: Point) {
        match self.stroke() {
            Some(stroke) => svg.line([x, y - 4.0], [x + 18.0, y - 4.0], stroke),
            None => svg.disc([x + 9.0, y - 4.0], 3.0, self.colour),
        }
        svg.text([x + 24.0, y], &self.name, TextStyle { anchor: Anchor::Start, ..WORDS });
    }
}

/// One chart.
#[derive(Clone, Debug)]
pub struct Chart {
    pub title: String,
    /// Words and units at the axes.
    pub axes: [&'static str; 2],
    pub sets: Vec<PointSet>,
    /// Whether both axes begin at 0.
    pub from_zero: bool,
}

/// Charts below each other, as a file.
#[must_use]
pub fn column(charts: &[Chart], title: &str) -> String {
    let height = TOP + AREA[1] + BOTTOM;
    let size = [LEFT + AREA[0] + RIGHT, height * charts.len().max(1) as f64];
    let mut svg = Svg::new(size[0], size[1], title);
    svg.rect([0.0, 0.0], size, PAPER);
    for (index, chart) in charts.iter().enumerate() {
        chart.draw(&mut svg, height * index as f64 + TOP);
    }
    svg.finish()
}

impl Chart {
    fn draw(&self, svg: &mut Svg, top: f64) {
        let axes = [0, 1].map(|axis| Axis::around(self.values(axis), self.from_zero, self.axes[axis]));
        let area = PlotArea { corner: [LEFT, top], size: AREA, axes };
        let heading = TextStyle { size: 14.0, anchor: Anchor::Start, ..WORDS };
        svg.text([LEFT, top - 12.0], &self.title, heading);
        area.draw_x(svg);
        area.draw_y(svg);
        for (index, set) in self.sets.iter().enumerate() {
            set.draw(svg, &area);
            set.draw_name(svg, [LEFT + AREA[0] + 12.0, top + 12.0 + 18.0 * index as f64]);
        }
    }

    fn values(&self, axis: usize) -> impl Iterator<Item = f64> {
        self.sets.iter().flat_map(move |set| set.points.iter().map(move |point| point[axis]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::palette::OTHERS;

    #[test]
    fn a_chart_has_its_words_and_points() {
        let chart = Chart {
            title: "Error".into(),
            axes: ["steps", "m"],
            sets: vec![
                PointSet::line("mean", 0, vec![[0.0, 0.0], [1.0, 2.0]]),
                PointSet::line("chance", 1, vec![[0.0, 1.0], [1.0, 1.0]]).dashed(),
                PointSet::dots("units", OTHERS, vec![[0.5, 0.5]]),
            ],
            from_zero: true,
        };
        let svg = column(&[chart], "a chart");
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert_eq!(svg.matches("<circle").count(), 2, "the dot and the one of its label");
        for word in ["Error", "steps", ">m<", "mean", "chance", "stroke-dasharray", "a chart"] {
            assert!(svg.contains(word), "{word}: {svg}");
        }
        assert!(column(&[], "nothing").contains("</svg>"));
    }
}
