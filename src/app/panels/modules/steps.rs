//! From one module to the next: ratios of spacings beside those that were measured or derived, and turns.

use crate::analysis::{ModuleStep, REFERENCE_RATIOS, Report};
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::empty_ui;
use crate::app::kit::marker::paint_marker;
use crate::app::kit::number_table::wide_table;
use crate::app::view::View;
use eframe::egui::{
    Align2, FontId, Grid, Label, Painter, Pos2, Rect, RichText, Role, ScrollArea, Sense, Shape, Stroke, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};

/// Chart of the ratios, strip of the turns, table of both.
pub(super) fn steps_ui(ui: &mut Ui, report: &Report, view: &View<'_>) {
    let steps = &report.evidence.steps;
    if steps.is_empty() {
        let why =
            if report.modules.is_empty() { "Ratios need modules" } else { "One module: it takes two for a ratio" };
        empty_ui(ui, why);
        return;
    }
    let line = ui.text_style_height(&TextStyle::Body) + 7.0;
    let strip = 4.6 * line;
    let table = (steps.len() as f32 + 3.0) * line;
    let height = (ui.available_height() - strip - table).max(9.0 * line).min(34.0 * line);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "spacing ratios beside those expected"));
        ratios_ui(ui, rect, steps, view);
        if let Some(pointer) = response.hover_pos() {
            let row = row_at(&rows(ui, rect).1, pointer);
            response.on_hover_ui_at_pointer(|ui| {
                let reference = &REFERENCE_RATIOS[row];
                ui.strong(format!("{} = {:.3}", reference.name, reference.ratio));
                ui.add(Label::new(reference.source).wrap());
            });
        }
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), strip), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "turns between modules"));
        turns_ui(ui, rect, steps, view);
        table_ui(ui, steps);
        ui.add(
            Label::new(
                RichText::new(
                    "Nearest is not equal: several references lie closer together than modules can be measured",
                )
                .weak(),
            )
            .wrap(),
        );
    });
}

/// Where the names of the references end, and the heights of their rows.
fn rows(ui: &Ui, rect: Rect) -> (f32, Vec<f32>) {
    let font = tick_font(ui);
    let widest = REFERENCE_RATIOS.iter().map(|r| r.name.chars().count()).max().unwrap_or(0) as f32;
    let left = rect.left() + widest * font.size * 0.55 + 8.0;
    let bottom = rect.bottom() - font.size * 2.9;
    let top = rect.top() + font.size * 1.8;
    let step = (bottom - top) / REFERENCE_RATIOS.len() as f32;
    (left, (0..REFERENCE_RATIOS.len()).map(|row| top + step * (row as f32 + 0.5)).collect())
}

fn row_at(heights: &[f32], pointer: Pos2) -> usize {
    let nearest = (0..heights.len()).min_by(|&a, &b| {
        let distance = |row: usize| (heights[row] - pointer.y).abs();
        distance(a).total_cmp(&distance(b))
    });
    nearest.unwrap_or(0)
}

/// A row for each reference with its ratio; the steps of this population run across all rows.
fn ratios_ui(ui: &Ui, rect: Rect, steps: &[ModuleStep], view: &View<'_>) {
    let (left, heights) = rows(ui, rect);
    let font = tick_font(ui);
    let all = || steps.iter().map(|step| step.spacing_ratio).chain([1.2, 2.1]);
    let (low, high) = all().fold((f64::MAX, f64::MIN), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
    let outer = Rect::from_min_max(pos2(left - 10.0, rect.top() + font.size * 1.2), rect.max);
    let x = Axis::log((low * 0.97).max(0.1), high * 1.04, "ratio of neighbouring spacings");
    let frame = Frame::layout(ui, outer, x, Axis::bare(0.0, 1.0), false);
    let painter = frame.paint(ui, false);
    let ink = ui.visuals().text_color();
    let weak = view.theme.weak_text;
    for (reference, y) in REFERENCE_RATIOS.iter().zip(&heights) {
        let at = |ratio: f64| pos2(frame.at([ratio, 0.0]).x, *y);
        ui.painter().text(pos2(frame.rect.left() - 6.0, *y), Align2::RIGHT_CENTER, reference.name, font.clone(), ink);
        painter.hline(frame.rect.x_range(), *y, Stroke::new(1.0, weak.gamma_multiply(0.25)));
        if let Some(sd) = reference.sd {
            let ends = [at(reference.ratio - sd), at(reference.ratio + sd)];
            painter.line_segment(ends, Stroke::new(3.0, weak));
        }
        painter.circle_filled(at(reference.ratio), 4.5, ink);
    }
    let mut labels = Labels::new(rect.top(), font.clone());
    for step in steps {
        let x = frame.at([step.spacing_ratio, 0.0]).x;
        painter.vline(x, frame.rect.y_range(), Stroke::new(2.5, view.theme.accent));
        let text = format!("{} to {}: {:.2}", step.larger + 1, step.smaller + 1, step.spacing_ratio);
        labels.paint(ui.painter(), &frame, x, text, view);
    }
}

/// Labels over a frame: one that would run into its neighbour is left to the table.
struct Labels {
    top: f32,
    font: FontId,
    taken: Vec<(f32, f32)>,
}

impl Labels {
    fn new(top: f32, font: FontId) -> Self {
        Self { top, font, taken: Vec::new() }
    }

    fn paint(&mut self, painter: &Painter, frame: &Frame, x: f32, text: String, view: &View<'_>) {
        let galley = painter.layout_no_wrap(text, self.font.clone(), view.theme.accent);
        let half = galley.size().x / 2.0;
        let middle = x.clamp(frame.rect.left() + half, (frame.rect.right() - half).max(frame.rect.left() + half));
        let (from, to) = (middle - half, middle + half);
        if self.taken.iter().all(|(start, end)| to + 4.0 < *start || from > end + 4.0) {
            painter.galley(pos2(from, self.top), galley, view.theme.accent);
            self.taken.push((from, to));
        }
    }
}

/// Turns between neighbouring modules on a line from 0 to 30 degrees.
fn turns_ui(ui: &Ui, rect: Rect, steps: &[ModuleStep], view: &View<'_>) {
    let font = tick_font(ui);
    let outer = Rect::from_min_max(rect.min + vec2(0.0, font.size * 1.4), rect.max);
    let x = Axis::linear(0.0, 30.0, "difference of orientations (°)");
    let frame = Frame::layout(ui, outer, x, Axis::bare(0.0, 1.0), false);
    let painter = frame.paint(ui, false);
    let mut labels = Labels::new(rect.top(), font.clone());
    for step in steps {
        let at = frame.at([step.orientation_difference_deg, 0.5]);
        paint_marker(&painter, at, 6.0, Some(0), view.theme.accent);
        let text = format!("{} to {}: {:.1}°", step.larger + 1, step.smaller + 1, step.orientation_difference_deg);
        labels.paint(ui.painter(), &frame, at.x, text, view);
        painter.add(Shape::line_segment(
            [pos2(at.x, frame.rect.top()), pos2(at.x, at.y)],
            Stroke::new(1.0, view.theme.accent),
        ));
    }
}

fn table_ui(ui: &mut Ui, steps: &[ModuleStep]) {
    let spacing = (ui.available_width() / 24.0).clamp(8.0, 30.0);
    wide_table("steps").show(ui, |ui| {
        Grid::new("steps").num_columns(4).spacing([spacing, 4.0]).striped(true).show(ui, |ui| {
            for (name, about) in [
                ("Modules", "Larger spacing first"),
                ("Ratio", "Larger over smaller spacing; in rats 1.42 ± 0.17 (Stensola et al. 2012)"),
                ("Nearest", "The reference that is nearest on a logarithmic scale"),
                (
                    "Turn",
                    "Smallest turn between the orientations, 0 to 30°: it says little where lattices are not hexagons",
                ),
            ] {
                ui.label(RichText::new(name).strong()).on_hover_text(about);
            }
            ui.end_row();
            for step in steps {
                ui.monospace(format!("{} to {}", step.larger + 1, step.smaller + 1));
                ui.monospace(format!("{:.2}", step.spacing_ratio));
                ui.label(step.nearest_reference);
                ui.monospace(format!("{:.1}°", step.orientation_difference_deg));
                ui.end_row();
            }
        });
    });
}
