//! How runs get there: the median over the seeds of each group, look by look, in a band from the lowest to the highest.

use super::outcomes::colour_of;
use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::chart::{Line, lines_ui};
use crate::app::kit::empty_ui;
use crate::app::open_study::OpenStudy;
use crate::app::view::View;
use crate::campaign::{GroupOutcome, StudyTable};
use crate::numerics::median;
use eframe::egui::{Mesh, Painter, Role, Sense, Shape, Ui, WidgetInfo};
use std::collections::BTreeMap;

/// Values of a group at one step.
struct BandPoint {
    step: f64,
    low: f64,
    median: f64,
    high: f64,
}

pub(super) fn course_ui(ui: &mut Ui, study: &OpenStudy, column: &str, view: &View<'_>) {
    let Some((looks, groups)) = &study.looks else {
        empty_ui(ui, "No looks lie beside the table: a study with look_every has them (looks.csv)");
        return;
    };
    let bands: Vec<Vec<BandPoint>> = groups.iter().map(|group| band(looks, group, column)).collect();
    let lines: Vec<Line> = groups
        .iter()
        .zip(&bands)
        .enumerate()
        .map(|(index, (group, band))| {
            let name = format!("{} (n = {})", group.name, seeds(looks, group));
            Line::solid(name, colour_of(view, index), band.iter().map(|point| [point.step, point.median]).collect())
        })
        .collect();
    let points = || bands.iter().flatten();
    let x = Axis::around(points().map(|point| point.step), true, "training steps");
    let y = Axis::around(points().flat_map(|point| [point.low, point.high]), false, column.replace('_', " "));
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let words = format!("{} while training", column.replace('_', " "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.clone()));
    let (painter, frame) = lines_ui(ui, rect, [x, y], &lines);
    for (index, band) in bands.iter().enumerate() {
        paint_band(&painter, &frame, band, colour_of(view, index).gamma_multiply(0.22));
    }
}

/// How many runs there are in a group.
fn seeds(looks: &StudyTable, group: &GroupOutcome) -> usize {
    let runs: std::collections::BTreeSet<&str> = group.rows.iter().map(|&row| looks.text(row, "row")).collect();
    runs.len()
}

fn band(looks: &StudyTable, group: &GroupOutcome, column: &str) -> Vec<BandPoint> {
    let mut by_step: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for &row in &group.rows {
        if let (Ok(step), Some(value)) = (looks.text(row, "step").parse(), looks.number(row, column)) {
            by_step.entry(step).or_default().push(value);
        }
    }
    let point = |(step, values): (u64, Vec<f64>)| {
        let [low, high] =
            values.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &x| [low.min(x), high.max(x)]);
        Some(BandPoint { step: step as f64, low, median: median(values)?, high })
    };
    by_step.into_iter().filter_map(point).collect()
}

fn paint_band(painter: &Painter, frame: &Frame, band: &[BandPoint], colour: eframe::egui::Color32) {
    let mut mesh = Mesh::default();
    for point in band {
        mesh.colored_vertex(frame.at([point.step, point.low]), colour);
        mesh.colored_vertex(frame.at([point.step, point.high]), colour);
    }
    for left in 0..(band.len().saturating_sub(1) as u32) {
        let at = 2 * left;
        mesh.add_triangle(at, at + 1, at + 2);
        mesh.add_triangle(at + 1, at + 2, at + 3);
    }
    painter.add(Shape::mesh(mesh));
}
