//! How runs get there: the median over the seeds of each group, look by look, in a band from the lowest to the highest.

use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::chart::{Line, lines_ui};
use crate::app::kit::empty_ui;
use crate::app::open_study::OpenStudy;
use crate::app::view::View;
use crate::campaign::{GroupOutcome, StudyTable};
use crate::numerics::{ends, median};
use eframe::egui::{Mesh, Painter, Role, Sense, Shape, Ui, WidgetInfo};

/// Values of a group at one step.
struct BandPoint {
    step: f64,
    low: f64,
    median: f64,
    high: f64,
}

/// Labels of runs among which one has to be chosen, because values vary within them: all lines at once could not be told
/// apart. None where all are shown.
pub(super) fn labels(study: &OpenStudy) -> Vec<&str> {
    let Some((looks, groups)) = &study.looks else { return Vec::new() };
    let mut labels: Vec<&str> = groups.iter().map(|group| label(looks, group)).collect();
    labels.dedup();
    if labels.len() < groups.len() { labels } else { Vec::new() }
}

fn label<'a>(looks: &'a StudyTable, group: &GroupOutcome) -> &'a str {
    group.rows.first().map_or("", |&row| looks.text(row, "label"))
}

/// The curves of a column of the runs of a label; of all runs where it is none.
pub(super) fn course_ui(ui: &mut Ui, study: &OpenStudy, [column, chosen]: [&str; 2], view: &View<'_>) {
    let Some((looks, groups)) = &study.looks else {
        empty_ui(ui, "No looks lie beside the table: a study with look_every has them (looks.csv)");
        return;
    };
    let is_shown = |group: &&GroupOutcome| chosen.is_empty() || label(looks, group) == chosen;
    let groups: Vec<&GroupOutcome> = groups.iter().filter(is_shown).collect();
    let bands: Vec<Vec<BandPoint>> = groups.iter().map(|group| band(looks, group, column)).collect();
    let lines: Vec<Line> = groups
        .iter()
        .zip(&bands)
        .enumerate()
        .map(|(index, (group, band))| {
            let name = format!("{} (n = {})", group.name, seeds(looks, group));
            Line::solid(name, view.theme.curve(index), band.iter().map(|point| [point.step, point.median]).collect())
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
        paint_band(&painter, &frame, band, view.theme.curve(index).gamma_multiply(0.22));
    }
}

/// How many runs there are in a group.
fn seeds(looks: &StudyTable, group: &GroupOutcome) -> usize {
    let runs: std::collections::BTreeSet<&str> = group.rows.iter().map(|&row| looks.text(row, "row")).collect();
    runs.len()
}

fn band(looks: &StudyTable, group: &GroupOutcome, column: &str) -> Vec<BandPoint> {
    let point = |(step, values): (u64, Vec<f64>)| {
        let [low, high] = ends(values.iter().copied());
        Some(BandPoint { step: step as f64, low, median: median(values)?, high })
    };
    group.by_step(looks, column).into_iter().filter_map(point).collect()
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
