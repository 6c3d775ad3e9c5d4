//! Time per step against size, as a picture: one panel for each size that was varied, one line for each device.

use super::sizes::{Axis, Size};
use super::sweep::Row;
use crate::draw::svg::{Anchor, Point, SERIES_COLOURS, Stroke, Svg, TextStyle};

const INK: &str = "#222222";
const FAINT: &str = "#8a8a8a";
const GRID: &str = "#e4e4e4";
const TEXT: TextStyle<'_> = TextStyle { size: 12.0, colour: INK, anchor: Anchor::Middle, upwards: false };

const SMALL: TextStyle<'_> = TextStyle { size: 11.0, colour: FAINT, ..TEXT };

/// Width and height of the area inside a panel's axes, and what is around it, in pixels.
const AREA: Point = [300.0, 280.0];
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 72.0;

/// A line of a panel: rows that differ in one size only.
struct Series<'a> {
    label: String,
    colour: &'static str,
    /// By rising size, at least two.
    rows: Vec<&'a Row>,
}

impl Series<'_> {
    /// The best rate of its rows, 10⁹ counted operations a second.
    fn best_rate(&self) -> f64 {
        self.rows.iter().map(|row| row.gflop_per_s).fold(0.0, f64::max)
    }

    /// What each step would take at the best rate.
    fn by_count_ms(&self) -> Vec<f64> {
        let best = self.best_rate();
        self.rows.iter().map(|row| row.gflop / best * 1e3).collect()
    }
}

/// The plot as an SVG file. Both axes are logarithmic; all panels have the same vertical axis. Bars reach from the fastest
/// to the slowest step. Dashed: what the steps would take if each ran at the best rate of its line (counted operations).
pub(super) fn scaling_plot(rows: &[Row]) -> String {
    let panels: Vec<(Axis, Vec<Series<'_>>)> =
        Axis::ALL.into_iter().map(|axis| (axis, series(rows, axis))).filter(|(_, lines)| !lines.is_empty()).collect();
    let panel_width = LEFT + AREA[0] + RIGHT;
    let width = panel_width * panels.len().max(1) as f64;
    let mut svg = Svg::new(width, TOP + AREA[1] + BOTTOM, "Time per training step against the size of the step");
    svg.rect([0.0, 0.0], [width, TOP + AREA[1] + BOTTOM], "white");
    let times = panels.iter().flat_map(|(_, lines)| lines).flat_map(|line| &line.rows);
    let times = times.flat_map(|row| [row.report.min_ms, row.report.max_ms]);
    let by_count = panels.iter().flat_map(|(_, lines)| lines).flat_map(Series::by_count_ms);
    let times: Vec<f64> = times.chain(by_count).collect();
    let y = Scale::around(&times, [TOP + AREA[1], TOP]);
    let caption = "bars: fastest to slowest step; dashed: counted operations at the best rate of the line";
    svg.text([LEFT, 20.0], caption, TextStyle { anchor: Anchor::Start, ..SMALL });
    for (index, (axis, lines)) in panels.iter().enumerate() {
        draw_panel(&mut svg, panel_width * index as f64 + LEFT, &y, *axis, lines);
    }
    svg.finish()
}

/// Lines along one axis: rows that agree in everything else, as long as there are two of them.
fn series(rows: &[Row], axis: Axis) -> Vec<Series<'_>> {
    // The other sizes of a line: its key beside the device.
    let others = |row: &Row| row.size().with(axis, 0);
    let mut groups: Vec<(&str, Size, Vec<&Row>)> = Vec::new();
    for row in rows {
        let key = (row.report.device.as_str(), others(row));
        match groups.iter_mut().find(|(device, size, _)| (*device, *size) == key) {
            Some((.., group)) => group.push(row),
            None => groups.push((key.0, key.1, vec![row])),
        }
    }
    groups.retain(|(.., rows)| rows.len() > 1);
    let mut devices: Vec<&str> = rows.iter().map(|row| row.report.device.as_str()).collect();
    devices.dedup();
    let several = |device: &str| groups.iter().filter(|(other, ..)| *other == device).count() > 1;
    let label = |device: &str, size: Size| {
        if !several(device) {
            return device.to_owned();
        }
        let fixed = Axis::ALL.into_iter().filter(|other| *other != axis);
        fixed.fold(device.to_owned(), |label, other| format!("{label}, {} {}", symbol(other), size.get(other)))
    };
    let labels: Vec<String> = groups.iter().map(|(device, size, _)| label(device, *size)).collect();
    groups
        .into_iter()
        .zip(labels)
        .map(|((device, _, mut rows), label)| {
            rows.sort_by_key(|row| row.size().get(axis));
            let index = devices.iter().position(|other| *other == device).unwrap_or(0);
            Series { label, colour: SERIES_COLOURS[index % SERIES_COLOURS.len()], rows }
        })
        .collect()
}

fn draw_panel(svg: &mut Svg, left: f64, y: &Scale, axis: Axis, lines: &[Series<'_>]) {
    let [right, bottom] = [left + AREA[0], TOP + AREA[1]];
    let mut values: Vec<usize> = lines.iter().flat_map(|line| &line.rows).map(|row| row.size().get(axis)).collect();
    values.sort_unstable();
    values.dedup();
    let ends = [values.first(), values.last()].map(|value| value.copied().unwrap_or(1) as f64);
    let x = Scale { from: ends[0].log10(), to: ends[1].log10(), pixels: [left + 14.0, right - 14.0] };

    for tick in y.ticks() {
        let at = y.place(tick);
        svg.line([left, at], [right, at], Stroke::solid(GRID, 1.0));
        svg.text([left - 8.0, at + 4.0], &tick.to_string(), TextStyle { anchor: Anchor::End, ..TEXT });
    }
    // Every measured size is named, as long as the names do not touch.
    let mut free_from = left - 20.0;
    for value in values {
        let at = x.place(value as f64);
        svg.line([at, bottom], [at, bottom + 5.0], Stroke::solid(FAINT, 1.0));
        let half = 4.0 * value.to_string().len() as f64;
        if at - half >= free_from {
            svg.text([at, bottom + 19.0], &value.to_string(), TEXT);
            free_from = at + half;
        }
    }
    svg.line([left, TOP], [left, bottom], Stroke::solid(FAINT, 1.0));
    svg.line([left, bottom], [right, bottom], Stroke::solid(FAINT, 1.0));
    svg.text([left - 46.0, TOP + AREA[1] / 2.0], "time per step / ms", TextStyle { upwards: true, ..TEXT });
    svg.text([left + AREA[0] / 2.0, bottom + 42.0], title(axis), TEXT);
    if let Some(row) = lines.first().and_then(|line| line.rows.first()) {
        let fixed = Axis::ALL.into_iter().filter(|other| *other != axis);
        let fixed: Vec<String> = fixed.map(|other| format!("{} = {}", symbol(other), row.size().get(other))).collect();
        if lines.iter().all(|line| line.rows[0].size().with(axis, 0) == row.size().with(axis, 0)) {
            svg.text([left + AREA[0] / 2.0, bottom + 60.0], &fixed.join(", "), SMALL);
        }
    }

    for line in lines {
        draw_line(svg, &x, y, axis, line);
    }
    let ends: Vec<f64> =
        lines.iter().map(|line| line.rows.last().map_or(TOP, |row| y.place(row.report.max_ms)) - 10.0).collect();
    for (line, at) in lines.iter().zip(apart(&ends, 14.0)) {
        svg.text([right, at], &cut(&line.label), TextStyle { colour: line.colour, anchor: Anchor::End, ..TEXT });
    }
}

fn draw_line(svg: &mut Svg, x: &Scale, y: &Scale, axis: Axis, line: &Series<'_>) {
    let place = |row: &Row, ms: f64| [x.place(row.size().get(axis) as f64), y.place(ms)];
    let by_count = line.rows.iter().zip(line.by_count_ms());
    let by_count: Vec<Point> = by_count.map(|(row, ms)| place(row, ms)).collect();
    svg.polyline(&by_count, Stroke::dashed(FAINT, 1.0, 4.0));
    if let Some([at, height]) = by_count.first() {
        let below = (height + 14.0).min(TOP + AREA[1] - 6.0);
        let text = format!("{} GFLOP/s", two_digits(line.best_rate()));
        svg.text([at + 6.0, below], &text, TextStyle { anchor: Anchor::Start, ..SMALL });
    }
    let medians: Vec<Point> = line.rows.iter().map(|row| place(row, row.report.median_ms)).collect();
    svg.polyline(&medians, Stroke::solid(line.colour, 2.0));
    for (row, median) in line.rows.iter().zip(medians) {
        svg.line(place(row, row.report.min_ms), place(row, row.report.max_ms), Stroke::solid(line.colour, 1.0));
        svg.disc(median, 3.5, line.colour);
    }
}

/// A number with two digits that count, or all of a larger whole number.
fn two_digits(value: f64) -> String {
    let decimals = if value > 0.0 { (1.0 - value.log10().floor()).clamp(0.0, 9.0) } else { 0.0 };
    format!("{value:.*}", decimals as usize)
}

/// A label no longer than there is room for.
fn cut(label: &str) -> String {
    const ROOM: usize = 30;
    if label.chars().count() <= ROOM {
        return label.to_owned();
    }
    label.chars().take(ROOM - 1).chain(['…']).collect()
}

fn symbol(axis: Axis) -> &'static str {
    match axis {
        Axis::Units => "N",
        Axis::Trajectories => "B",
        Axis::Length => "T",
    }
}

fn title(axis: Axis) -> &'static str {
    match axis {
        Axis::Units => "units N",
        Axis::Trajectories => "trajectories B",
        Axis::Length => "trajectory length T / steps",
    }
}

/// A logarithmic axis.
struct Scale {
    /// Decimal logarithms of its ends.
    from: f64,
    to: f64,
    pixels: [f64; 2],
}

impl Scale {
    /// Logarithms that differ by less are of the same value.
    const SLACK: f64 = 1e-9;

    /// An axis on which all values have a place, from 1, 2 or 5 times a power of ten to another.
    fn around(values: &[f64], pixels: [f64; 2]) -> Self {
        let logs = values.iter().map(|value| value.log10()).filter(|log| log.is_finite());
        let (low, high) = logs.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), log| (l.min(log), h.max(log)));
        let (low, high) = if low <= high { (low, high) } else { (0.0, 0.0) };
        let steps = |log: f64| {
            let decade = log.floor();
            [1.0f64, 2.0, 5.0, 10.0].map(|mantissa| decade + mantissa.log10())
        };
        let from = steps(low).into_iter().rev().find(|step| *step <= low + Self::SLACK).unwrap_or(low);
        let to = steps(high).into_iter().find(|step| *step >= high - Self::SLACK).unwrap_or(high);
        Self { from, to, pixels }
    }

    fn place(&self, value: f64) -> f64 {
        let share = if self.to > self.from { (value.log10() - self.from) / (self.to - self.from) } else { 0.5 };
        self.pixels[0] + share * (self.pixels[1] - self.pixels[0])
    }

    /// 1, 2 and 5 times powers of ten; only the powers when those are many.
    fn ticks(&self) -> Vec<f64> {
        const MANY_DECADES: f64 = 3.0;
        let mantissas: &[f64] = if self.to - self.from > MANY_DECADES { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let decades = self.from.floor() as i32..=self.to.ceil() as i32;
        // Powers below one by division: 1 / 10 prints as 0.1, ten to the −1 need not.
        let power = |decade: i32| if decade < 0 { 1.0 / 10f64.powi(-decade) } else { 10f64.powi(decade) };
        let all = decades.flat_map(|decade| mantissas.iter().map(move |mantissa| mantissa * power(decade)));
        all.filter(|tick| (self.from - Self::SLACK..=self.to + Self::SLACK).contains(&tick.log10())).collect()
    }
}

/// Heights of labels, moved down where they would touch the one above.
fn apart(heights: &[f64], distance: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let mut placed = heights.to_vec();
    for pair in order.windows(2) {
        placed[pair[1]] = placed[pair[1]].max(placed[pair[0]] + distance);
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::BenchReport;

    fn row(device: &str, [units, trajectories, trajectory_length]: [usize; 3], median_ms: f64) -> Row {
        let report = BenchReport {
            device: device.into(),
            units,
            hidden: 64,
            trajectory_length,
            trajectories,
            threads: 2,
            timed_steps: 5,
            median_ms,
            min_ms: median_ms * 0.9,
            max_ms: median_ms * 1.2,
            picture_share: 0.0,
            peak_rss_mib: None,
        };
        Row { report, gflop: 1.0, gflop_per_s: 1e3 / median_ms }
    }

    #[test]
    fn a_panel_for_each_size_that_was_varied_and_a_line_for_each_device() {
        let mut rows = Vec::new();
        for (device, factor) in [("CPU <1>", 1.0), ("GPU", 0.1)] {
            rows.push(row(device, [256, 16, 60], 30.0 * factor));
            rows.push(row(device, [64, 16, 60], 8.0 * factor));
            rows.push(row(device, [128, 16, 60], 14.0 * factor));
            rows.push(row(device, [128, 130, 60], 150.0 * factor));
        }
        let text = scaling_plot(&rows);
        for (words, times) in [
            ("units N", 1),
            ("trajectories B", 1),
            ("trajectory length", 0),
            ("time per step / ms", 2),
            ("B = 16, T = 60", 1),
            ("N = 128, T = 60", 1),
            (">CPU &lt;1&gt;<", 2),
            (">GPU<", 2),
            (">256<", 1),
            (">130<", 1),
        ] {
            assert_eq!(text.matches(words).count(), times, "{words} in {text}");
        }
        assert_eq!(text.matches("<circle").count(), 2 * (3 + 2), "a point for each row of each panel");
        let lines = series(&rows, Axis::Units);
        let sizes: Vec<usize> = lines[0].rows.iter().map(|row| row.report.units).collect();
        assert_eq!((lines.len(), sizes), (2, vec![64, 128, 256]), "by rising size");
        assert_ne!(lines[0].colour, lines[1].colour);
    }

    #[test]
    fn combinations_are_told_apart() {
        let sizes = [[64, 16, 60], [128, 16, 60], [64, 32, 60], [128, 32, 60]];
        let rows: Vec<Row> = sizes.into_iter().map(|size| row("CPU", size, size[0] as f64)).collect();
        let labels: Vec<String> = series(&rows, Axis::Units).into_iter().map(|line| line.label).collect();
        assert_eq!(labels, ["CPU, B 16, T 60", "CPU, B 32, T 60"]);
        assert!(!scaling_plot(&rows).contains("B = 16, T = 60"), "no one value for the whole panel");
    }

    #[test]
    fn nothing_to_plot_is_an_empty_picture() {
        for rows in [vec![], vec![row("CPU", [64, 16, 60], 1.0)]] {
            let text = scaling_plot(&rows);
            assert!(text.starts_with("<svg") && !text.contains("<circle") && !text.contains("NaN"), "{text}");
        }
    }

    #[test]
    fn axes_end_at_round_values_and_name_them() {
        let scale = Scale::around(&[0.7, 3.0, 41.0], [100.0, 0.0]);
        assert_eq!(scale.ticks(), [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
        assert!((scale.place(0.5) - 100.0).abs() < 1e-9 && scale.place(50.0).abs() < 1e-9);
        assert!((scale.place(5.0) - 50.0).abs() < 1e-9, "half way on a logarithmic axis");
        let many = Scale::around(&[0.02, 900.0], [0.0, 1.0]);
        assert_eq!(many.ticks(), [0.1, 1.0, 10.0, 100.0, 1000.0], "powers only");
        let names: Vec<String> = Scale::around(&[0.001, 0.5], [0.0, 1.0]).ticks().iter().map(f64::to_string).collect();
        assert_eq!(names, ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5"]);
    }

    #[test]
    fn numbers_and_labels_are_short() {
        let words = [0.0, 0.0234, 0.2, 1.26, 9.96, 34.4, 161.7].map(two_digits);
        assert_eq!(words, ["0", "0.023", "0.20", "1.3", "10.0", "34", "162"]);
        assert_eq!(cut("CPU (AVX-512)"), "CPU (AVX-512)");
        assert_eq!(cut("Ä".repeat(31).as_str()), format!("{}…", "Ä".repeat(29)), "by characters, not bytes");
    }

    #[test]
    fn labels_do_not_touch() {
        assert_eq!(apart(&[50.0, 10.0, 12.0, 20.0], 14.0), [52.0, 10.0, 24.0, 38.0]);
        assert_eq!(apart(&[], 14.0), [0.0; 0]);
    }
}
