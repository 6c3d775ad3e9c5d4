//! Time per step against size, as a picture: one panel for each size that was varied, one line for each device.

use super::lines::{SizeLine, size_lines, symbol};
use super::sizes::Varied;
use super::timed::TimedSize;
use crate::draw::palette::{FAINT, INK, PAPER};
use crate::draw::svg::{Anchor, Point, Stroke, Svg, TextStyle};
use crate::draw::{Axis, PlotArea};

const TEXT: TextStyle = TextStyle { size: 12.0, colour: INK, anchor: Anchor::Middle, upwards: false };
const SMALL: TextStyle = TextStyle { size: 11.0, colour: FAINT, ..TEXT };

/// Width and height of the area inside a panel's axes, and what is around it, in pixels.
const AREA: Point = [300.0, 280.0];
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 72.0;
/// From the sides of the area to the first and the last size.
const INSET: f64 = 14.0;

/// The plot as an SVG file. Both axes are logarithmic; all panels have the same vertical axis. Bars reach from the fastest
/// to the slowest step. Dashed: what the steps would take if each ran at the best rate of its line (counted operations).
pub(super) fn scaling_plot(rows: &[TimedSize]) -> String {
    let panels: Vec<(Varied, Vec<SizeLine<'_>>)> = Varied::ALL
        .into_iter()
        .map(|varied| (varied, size_lines(rows, varied)))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    let panel_width = LEFT + AREA[0] + RIGHT;
    let width = panel_width * panels.len().max(1) as f64;
    let mut svg = Svg::new(width, TOP + AREA[1] + BOTTOM, "Time per training step against the size of the step");
    svg.rect([0.0, 0.0], [width, TOP + AREA[1] + BOTTOM], PAPER);
    let times = times_axis(panels.iter().flat_map(|(_, lines)| lines));
    let caption = "bars: fastest to slowest step; dashed: counted operations at the best rate of the line";
    svg.text([LEFT, 20.0], caption, TextStyle { anchor: Anchor::Start, ..SMALL });
    for (index, (varied, lines)) in panels.iter().enumerate() {
        let corner = [panel_width * index as f64 + LEFT, TOP];
        let area = PlotArea { corner, size: AREA, axes: [sizes_axis(*varied, lines), times.clone()] };
        draw_panel(&mut svg, &area, *varied, lines);
    }
    svg.finish()
}

/// An axis for all times of some lines.
fn times_axis<'a>(lines: impl Iterator<Item = &'a SizeLine<'a>> + Clone) -> Axis {
    let rows = lines.clone().flat_map(|line| &line.rows);
    let times = rows.flat_map(|row| [row.report.min_ms, row.report.max_ms]);
    Axis::log_around(times.chain(lines.flat_map(SizeLine::by_count_ms)), "time per step / ms")
}

/// An axis for the sizes of some lines, a little longer than they need.
fn sizes_axis(varied: Varied, lines: &[SizeLine<'_>]) -> Axis {
    let sizes = measured_sizes(varied, lines);
    let [low, high] = [sizes.first(), sizes.last()].map(|size| size.copied().unwrap_or(1) as f64);
    let margin = (high / low).powf(INSET / (AREA[0] - 2.0 * INSET));
    Axis::log(low / margin, high * margin, title(varied))
}

/// The sizes of some lines, rising, each once.
fn measured_sizes(varied: Varied, lines: &[SizeLine<'_>]) -> Vec<usize> {
    let mut sizes: Vec<usize> = lines.iter().flat_map(|line| &line.rows).map(|row| row.size().get(varied)).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn draw_panel(svg: &mut Svg, area: &PlotArea, varied: Varied, lines: &[SizeLine<'_>]) {
    let ([left, top], [right, bottom]) = (area.corner, area.far_corner());
    area.draw_y(svg);
    draw_sizes(svg, area, &measured_sizes(varied, lines));
    area.name_x(svg);
    svg.line([left, top], [left, bottom], Stroke::solid(FAINT, 1.0));
    svg.line([left, bottom], [right, bottom], Stroke::solid(FAINT, 1.0));
    if let Some(fixed) = fixed_sizes(varied, lines) {
        svg.text([left + AREA[0] / 2.0, bottom + 60.0], &fixed, SMALL);
    }
    for line in lines {
        draw_line(svg, area, varied, line);
    }
    let end = |line: &SizeLine<'_>| line.rows.last().map_or(top, |row| area.place([1.0, row.report.max_ms])[1]) - 10.0;
    let ends: Vec<f64> = lines.iter().map(end).collect();
    for (line, at) in lines.iter().zip(apart(&ends, 14.0)) {
        svg.text([right, at], &cut(&line.name), TextStyle { colour: line.colour, anchor: Anchor::End, ..TEXT });
    }
}

/// Names every measured size, as long as the names do not touch.
fn draw_sizes(svg: &mut Svg, area: &PlotArea, sizes: &[usize]) {
    let [_, bottom] = area.far_corner();
    let mut free_from = area.corner[0] - 20.0;
    for size in sizes {
        let [at, _] = area.place([*size as f64, area.axes[1].min]);
        svg.line([at, bottom], [at, bottom + 5.0], Stroke::solid(FAINT, 1.0));
        let half = 4.0 * size.to_string().len() as f64;
        if at - half >= free_from {
            svg.text([at, bottom + 19.0], &size.to_string(), TEXT);
            free_from = at + half;
        }
    }
}

/// What is the same in all lines of a panel, in words; `None` where they differ.
fn fixed_sizes(varied: Varied, lines: &[SizeLine<'_>]) -> Option<String> {
    let size = lines.first()?.rows.first()?.size().with(varied, 0);
    let same = lines.iter().all(|line| line.rows[0].size().with(varied, 0) == size);
    let fixed = varied.others().map(|other| format!("{} = {}", symbol(other), size.get(other)));
    same.then(|| fixed.collect::<Vec<_>>().join(", "))
}

fn draw_line(svg: &mut Svg, area: &PlotArea, varied: Varied, line: &SizeLine<'_>) {
    let place = |row: &TimedSize, ms: f64| area.place([row.size().get(varied) as f64, ms]);
    let by_count = line.rows.iter().zip(line.by_count_ms());
    let by_count: Vec<Point> = by_count.map(|(row, ms)| place(row, ms)).collect();
    svg.polyline(&by_count, Stroke::dashed(FAINT, 1.0, 4.0));
    if let Some([at, height]) = by_count.first() {
        let below = (height + 14.0).min(area.far_corner()[1] - 6.0);
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

fn title(varied: Varied) -> &'static str {
    match varied {
        Varied::Units => "units N",
        Varied::Trajectories => "trajectories B",
        Varied::Length => "trajectory length T / steps",
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

    fn row(device: &str, [units, trajectories, trajectory_length]: [usize; 3], median_ms: f64) -> TimedSize {
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
        TimedSize { report, gflop: 1.0, gflop_per_s: 1e3 / median_ms }
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
        let lines = size_lines(&rows, Varied::Units);
        let sizes: Vec<usize> = lines[0].rows.iter().map(|row| row.report.units).collect();
        assert_eq!((lines.len(), sizes), (2, vec![64, 128, 256]), "by rising size");
        assert_ne!(lines[0].colour, lines[1].colour);
    }

    #[test]
    fn combinations_are_told_apart() {
        let sizes = [[64, 16, 60], [128, 16, 60], [64, 32, 60], [128, 32, 60]];
        let rows: Vec<TimedSize> = sizes.into_iter().map(|size| row("CPU", size, size[0] as f64)).collect();
        let labels: Vec<String> = size_lines(&rows, Varied::Units).into_iter().map(|line| line.name).collect();
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
    fn sizes_lie_inside_their_axis() {
        let rows = [row("CPU", [64, 16, 60], 3.0), row("CPU", [1024, 16, 60], 41.0)];
        let axis = sizes_axis(Varied::Units, &size_lines(&rows, Varied::Units));
        for (size, pixels) in [(64.0, INSET), (256.0, AREA[0] / 2.0), (1024.0, AREA[0] - INSET)] {
            assert!((axis.fraction(size) * AREA[0] - pixels).abs() < 1e-9, "{size}");
        }
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
