//! The present batch: permuted paths that leave one point and meet at another.

use crate::app::ask::Ask;
use crate::app::kit::axes::{Axis, Frame, fitting, moved_into};
use crate::app::kit::number_field::NumberField;
use crate::app::kit::{count, empty_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::stream::BatchPaths;
use eframe::egui::{
    Align2, FontId, Pos2, Role, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, epaint::CornerRadius, pos2, vec2,
};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The largest batch there is.
const MOST_PATHS: usize = 1040;

/// State of the trajectories panel.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TrajectoriesPanel {
    /// Paths drawn at most.
    pub shown: usize,
    /// The path drawn thick.
    pub highlighted: usize,
}

impl Default for TrajectoriesPanel {
    fn default() -> Self {
        Self { shown: 16, highlighted: 0 }
    }
}

impl Panel for TrajectoriesPanel {
    const PANE: Pane = Pane { name: "trajectories", title: "Trajectories", place: PanePlace::Right, is_wall: false };

    /// The paths of the present training batch, in metres.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let paths = view.paths.filter(|p| p.length > 0 && p.positions_m.len() >= p.length);
        let Some(paths) = paths else {
            empty_ui(ui, "Paths appear with the first batch");
            return Vec::new();
        };
        let all = paths.positions_m.len() / paths.length;
        let fields_ui = |ui: &mut Ui| {
            ui.label("Paths");
            self.shown = path_field_ui(ui, "Paths", 1..=MOST_PATHS, self.shown);
            ui.weak(format!("of {all}"));
            ui.separator();
            ui.label("Highlight");
            self.highlighted = path_field_ui(ui, "Highlight", 0..=all - 1, self.highlighted);
        };
        if view.has_controls {
            ui.horizontal_wrapped(fields_ui);
        }
        let shown = self.shown.clamp(1, all);
        let highlighted = self.highlighted.min(all - 1);
        let text = if view.preset.params.permute {
            "one set of velocities, each path in its own order"
        } else {
            "permutations off: every path takes the velocities in the order drawn"
        };
        let line = ui.text_style_height(&TextStyle::Body) + ui.spacing().item_spacing.y;
        let area = ui.available_size();
        let side = area.x.min((area.y - 2.6 * line).max(140.0));
        ui.vertical_centered(|ui| {
            let (rect, response) = ui.allocate_exact_size(vec2(side.max(80.0), side.max(80.0)), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "paths of the present batch"));
            let half = half_range_m(paths);
            let axis = |name: &str| Axis::linear(-half, half, format!("{name} (m)"));
            let frame = Frame::layout(ui, rect, axis("x"), axis("y"), true);
            paths_ui(ui, &frame, paths, shown, highlighted, view);
        });
        ui.weak(format!("{} of {} · {text}", count(all, "path"), count(paths.length, "step")));
        Vec::new()
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(paths) = view.paths.filter(|paths| paths.length > 0) else { return Vec::new() };
        let mut table = CsvTable::new("paths", &["path", "step", "x_m", "y_m"]);
        for (index, [x_m, y_m]) in paths.positions_m.iter().enumerate() {
            table.push(&[&(index / paths.length), &(index % paths.length + 1), x_m, y_m]);
        }
        vec![table]
    }
}

/// A field for a number of paths, or for the number of one; returns what is in force.
fn path_field_ui(ui: &mut Ui, name: &str, range: RangeInclusive<usize>, value: usize) -> usize {
    let (first, last) = range.into_inner();
    let range = first as f64..=last as f64;
    let field = NumberField { name, range, is_whole: true, unit: "", speed: 0.15, size: vec2(40.0, 22.0) };
    field.ui(ui, value as f64).1.map_or(value, |number| number as usize)
}

fn paths_ui(ui: &Ui, frame: &Frame, paths: &BatchPaths, shown: usize, highlighted: usize, view: &View<'_>) {
    let theme = view.theme;
    let painter = frame.paint(ui, true);
    let points = |path: usize| -> Vec<Pos2> {
        let steps = &paths.positions_m[path * paths.length..(path + 1) * paths.length];
        let to_screen = |p: &[f32; 2]| frame.at([f64::from(p[0]), f64::from(p[1])]);
        std::iter::once(frame.at([0.0, 0.0])).chain(steps.iter().map(to_screen)).collect()
    };
    let thin = Stroke::new(theme.line, theme.weak_text);
    for path in (0..shown).filter(|p| *p != highlighted) {
        painter.line(points(path), thin);
    }
    let bold = points(highlighted);
    let end = bold[bold.len() - 1];
    let start = bold[0];
    for point in &bold {
        painter.circle_filled(*point, 2.2 * theme.line, theme.accent);
    }
    painter.line(bold, Stroke::new(2.2 * theme.line, theme.accent));

    let text = ui.visuals().strong_text_color();
    let fill = ui.visuals().panel_fill;
    painter.circle(start, 6.0, fill, Stroke::new(2.5, text));
    let square = eframe::egui::Rect::from_center_size(end, vec2(10.0, 10.0));
    painter.rect(square, CornerRadius::ZERO, text, Stroke::new(1.0, fill), StrokeKind::Outside);
    let radius = paths.sigma_x_m * frame.points_per_unit();
    painter.circle_stroke(end, radius, Stroke::new(2.0 * theme.line, theme.error));

    let body = TextStyle::Body.resolve(ui.style());
    let right = end.x < frame.rect.center().x;
    let (anchor, dx) = if right { (Align2::LEFT_CENTER, 1.0) } else { (Align2::RIGHT_CENTER, -1.0) };
    let offset = dx * (radius.max(8.0) + 6.0);
    let label = |at: Pos2, anchor: Align2, words: &str| {
        let mut galley = fitting(&painter, words, &body, text, frame.rect.width());
        if galley.elided {
            let small = FontId::new(10.0, body.family.clone());
            galley = painter.layout(words.replace(" · ", "\n"), small, text, frame.rect.width());
        }
        let rect = moved_into(anchor.anchor_size(at, galley.size()), frame.rect);
        painter.rect_filled(rect.expand(2.0), 3.0, fill.gamma_multiply(0.8));
        painter.galley(rect.min, galley, text);
    };
    label(end + vec2(offset, 0.0), anchor, &format!("end · σx = {:.1} cm", 100.0 * paths.sigma_x_m));
    let below = if end.y > start.y { -16.0 } else { 16.0 };
    label(pos2(start.x, start.y + below), Align2::CENTER_CENTER, "start");
}

/// Half the side of a square around the start that holds every path, in steps of a quarter metre so that it seldom moves.
fn half_range_m(paths: &BatchPaths) -> f64 {
    let reach =
        paths.positions_m.iter().flatten().copied().filter(|c| c.is_finite()).fold(0.0, |m: f32, c| m.max(c.abs()));
    ((f64::from(reach) * 1.05 / 0.25).ceil() * 0.25).max(0.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_holds_every_step() {
        let paths = |positions_m| BatchPaths { length: 2, positions_m, sigma_x_m: 0.05 };
        let half = half_range_m(&paths(vec![[0.1, -0.7], [1.02, 0.3]]));
        assert!((half - 1.25).abs() < 1e-9, "{half}");
        assert!((half_range_m(&paths(vec![[0.0, 0.0]])) - 0.25).abs() < 1e-9, "never empty");
        assert!((half_range_m(&paths(vec![[f32::NAN, 0.0]])) - 0.25).abs() < 1e-9, "never NaN");
    }
}
