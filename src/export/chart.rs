//! Line and dot charts as SVG.

use crate::draw::svg::{Anchor, Point, SERIES_COLOURS, Stroke, Svg, TextStyle};

/// Size of the plotted area, pixels.
const AREA: Point = [460.0, 240.0];
/// Space for title, axes and the labels of lines.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 36.0;
const BOTTOM: f64 = 52.0;
pub(crate) const INK: &str = "#222222";
pub(crate) const FAINT: &str = "#dddddd";

/// What belongs to no group.
pub(crate) const OTHERS: &str = "#999999";

/// Points that belong together.
pub(crate) struct Series {
    pub(crate) label: String,
    pub(crate) colour: &'static str,
    /// Joined by a line; dots otherwise.
    pub(crate) line: bool,
    pub(crate) dashed: bool,
    pub(crate) points: Vec<Point>,
}

impl Series {
    pub(crate) fn line(label: impl Into<String>, index: usize, points: Vec<Point>) -> Self {
        Self {
            label: label.into(),
            colour: SERIES_COLOURS[index % SERIES_COLOURS.len()],
            line: true,
            dashed: false,
            points,
        }
    }

    pub(crate) fn dots(label: impl Into<String>, colour: &'static str, points: Vec<Point>) -> Self {
        Self { label: label.into(), colour, line: false, dashed: false, points }
    }

    pub(crate) fn dashed(self) -> Self {
        Self { dashed: true, ..self }
    }
}

/// One plot.
pub(crate) struct Chart {
    pub(crate) title: String,
    /// Words and units at the axes.
    pub(crate) axes: [&'static str; 2],
    pub(crate) series: Vec<Series>,
    /// Whether both axes begin at 0.
    pub(crate) from_zero: bool,
}

/// Charts below each other.
pub(crate) fn column(charts: &[Chart], title: &str) -> String {
    let height = TOP + AREA[1] + BOTTOM;
    let size = [LEFT + AREA[0] + RIGHT, height * charts.len().max(1) as f64];
    let mut svg = Svg::new(size[0], size[1], title);
    svg.rect([0.0, 0.0], size, "#ffffff");
    for (index, chart) in charts.iter().enumerate() {
        chart.draw(&mut svg, height * index as f64 + TOP);
    }
    svg.finish()
}

impl Chart {
    fn draw(&self, svg: &mut Svg, top: f64) {
        let words = TextStyle { size: 12.0, colour: INK, anchor: Anchor::Middle, upwards: false };
        let [x, y] = [0, 1].map(|axis| Axis::of(self.values(axis), self.from_zero));
        let place = |[px, py]: Point| [LEFT + AREA[0] * x.share(px), top + AREA[1] * (1.0 - y.share(py))];
        let bottom = top + AREA[1];
        svg.text([LEFT, top - 12.0], &self.title, TextStyle { size: 14.0, anchor: Anchor::Start, ..words });
        for tick in x.ticks() {
            let [at, _] = place([tick, y.low]);
            svg.line([at, top], [at, bottom], Stroke::solid(FAINT, 1.0));
            svg.text([at, bottom + 16.0], &x.word(tick), words);
        }
        for tick in y.ticks() {
            let [_, at] = place([x.low, tick]);
            svg.line([LEFT, at], [LEFT + AREA[0], at], Stroke::solid(FAINT, 1.0));
            svg.text([LEFT - 6.0, at + 4.0], &y.word(tick), TextStyle { anchor: Anchor::End, ..words });
        }
        svg.text([LEFT + AREA[0] / 2.0, bottom + 36.0], self.axes[0], words);
        svg.text([LEFT - 52.0, top + AREA[1] / 2.0], self.axes[1], TextStyle { upwards: true, ..words });
        for (index, series) in self.series.iter().enumerate() {
            let points: Vec<Point> = series.points.iter().map(|point| place(*point)).collect();
            let stroke = Stroke { colour: series.colour, width: 1.6, dash: series.dashed.then_some(5.0) };
            let label = [LEFT + AREA[0] + 12.0, top + 12.0 + 18.0 * index as f64];
            if series.line {
                svg.polyline(&points, stroke);
                svg.line([label[0], label[1] - 4.0], [label[0] + 18.0, label[1] - 4.0], stroke);
            } else {
                for point in points {
                    svg.disc(point, 3.0, series.colour);
                }
                svg.disc([label[0] + 9.0, label[1] - 4.0], 3.0, series.colour);
            }
            svg.text([label[0] + 24.0, label[1]], &series.label, TextStyle { anchor: Anchor::Start, ..words });
        }
    }

    fn values(&self, axis: usize) -> impl Iterator<Item = f64> {
        self.series.iter().flat_map(move |series| series.points.iter().map(move |point| point[axis]))
    }
}

/// A linear axis from one round number to another.
pub(crate) struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    pub(crate) fn of(values: impl Iterator<Item = f64>, from_zero: bool) -> Self {
        let start = if from_zero { 0.0 } else { f64::INFINITY };
        let finite = values.filter(|value| value.is_finite());
        let (low, high) = finite.fold((start, if from_zero { 0.0 } else { -start }), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let (low, high) =
            if high - low > 1e-12 * high.abs().max(low.abs()) { (low, high) } else { (low - 0.5, high + 0.5) };
        // About five steps of 1, 2 or 5 times a power of ten.
        let rough = (high - low) / 5.0;
        let power = 10f64.powf(rough.log10().floor());
        let step = power * [1.0, 2.0, 5.0, 10.0].into_iter().find(|nice| nice * power >= rough).unwrap_or(10.0);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    pub(crate) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    pub(crate) fn ticks(&self) -> impl Iterator<Item = f64> {
        let (low, step) = (self.low, self.step);
        let count = ((self.high - self.low) / self.step).round().clamp(0.0, 20.0) as usize;
        (0..=count).map(move |index| low + step * index as f64)
    }

    pub(crate) fn word(&self, tick: f64) -> String {
        let digits = (-self.step.log10().floor()).clamp(0.0, 9.0) as usize;
        if tick.abs() >= 1e6 || self.step < 1e-6 { format!("{tick:.1e}") } else { format!("{:.digits$}", tick + 0.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_ends_around_the_values() {
        for (values, low, high) in
            [(vec![0.13, 0.87], 0.0, 1.0), (vec![-3.0, 11.0], -5.0, 15.0), (vec![7.0], 6.4, 7.6), (vec![], 0.0, 1.0)]
        {
            let axis = Axis::of(values.iter().copied(), false);
            assert!(
                (axis.low - low).abs() < 1e-9 && (axis.high - high).abs() < 1e-9,
                "{values:?}: {} {}",
                axis.low,
                axis.high
            );
            assert!((3..=8).contains(&axis.ticks().count()), "{values:?}");
        }
        let zero = Axis::of([f64::NAN, 2.0].into_iter(), true);
        assert!(zero.low == 0.0 && zero.high >= 2.0, "what is not finite does not count");
    }

    #[test]
    fn a_chart_has_its_words_and_points() {
        let chart = Chart {
            title: "Error".into(),
            axes: ["steps", "m"],
            series: vec![
                Series::line("mean", 0, vec![[0.0, 0.0], [1.0, 2.0]]),
                Series::line("chance", 1, vec![[0.0, 1.0], [1.0, 1.0]]).dashed(),
                Series::dots("units", OTHERS, vec![[0.5, 0.5]]),
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
