//! How many groups of spacings there are, and whether spacings come in steps at all.

use super::nulls::nulls_ui;
use super::units::spacing_range;
use crate::analysis::{Discreteness, ModuleEvidence, ModuleNulls, NullComparison, Report};
use crate::app::ask::Ask;
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::capitalised;
use crate::app::kit::marker::paint_marker;
use crate::app::kit::number_table::wide_table;
use crate::app::kit::theme::Theme;
use crate::app::view::View;
use eframe::egui::{
    Align2, Color32, Grid, Label, Mesh, Pos2, Rect, RichText, Role, ScrollArea, Sense, Shape, Stroke, TextStyle, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

/// From this width on there are two columns.
const WIDE: f32 = 760.0;
/// Below this one, charts stand above each other.
const NARROW: f32 = 350.0;

/// Density of log spacing with its groups, the information criterion, and discreteness against random spacings.
pub(super) fn groups_ui(ui: &mut Ui, report: &Report, view: &View<'_>, asks: &mut Vec<Ask>) {
    let nulls = nulls_ui(ui, view, asks);
    if report.evidence.periodic.is_empty() {
        ui.weak("No unit is periodic and stable yet: there are no spacings to group");
        return;
    }
    let area = ui.available_size();
    let gap = ui.spacing().item_spacing;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let line = ui.text_style_height(&TextStyle::Body) + gap.y;
        let counts = report.evidence.group_counts.len() as f32;
        if area.x >= WIDE {
            let width = (area.x - 2.0 * gap.x) / 2.0;
            let density = (area.y - (counts + 1.5) * line).max(150.0);
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2(width, area.y), |ui| {
                    ui.vertical(|ui| groups_half_ui(ui, vec2(width, density), report, view));
                });
                ui.allocate_ui(vec2(width, area.y), |ui| {
                    ui.vertical(|ui| {
                        let height = (0.5 * area.y - 35.0).max(140.0);
                        discreteness_ui(ui, vec2(width, height), 1, nulls, view.theme);
                    });
                });
            });
        } else {
            let words = (counts + 6.0) * line;
            let chart = (0.27 * area.y).clamp(130.0, 200.0);
            let density = (area.y - words - chart - 3.0 * gap.y).clamp(150.0, 380.0);
            groups_half_ui(ui, vec2(area.x, density), report, view);
            ui.add_space(gap.y);
            let columns = if area.x < NARROW { 1 } else { 2 };
            discreteness_ui(ui, vec2(area.x, chart), columns, nulls, view.theme);
        }
    });
}

fn groups_half_ui(ui: &mut Ui, size: Vec2, report: &Report, view: &View<'_>) {
    density_ui(ui, size, report, view);
    criterion_ui(ui, &report.evidence);
}

fn density_ui(ui: &mut Ui, size: Vec2, report: &Report, view: &View<'_>) {
    let ModuleEvidence { periodic, spacing_density, .. } = &report.evidence;
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let ghost = view.ghost_report().map(|report| &report.evidence).filter(|evidence| !evidence.periodic.is_empty());
    let ghost_spacings = ghost.into_iter().flat_map(|evidence| &evidence.periodic);
    let (low, high) = spacing_range(periodic.iter().chain(ghost_spacings).map(|unit| unit.spacing_m));
    let top = spacing_density.iter().map(|[_, density]| *density).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let x = Axis::log(low, high, "spacing (m), logarithmic");
    // The lowest tenth is for the units themselves.
    let frame = Frame::layout(ui, rect, x, Axis::bare(-0.12 * top, 1.15 * top), false);
    let painter = frame.paint(ui, true);
    let before = if ghost.is_some() { ", before that of the baseline" } else { "" };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("density of spacings{before}")));
    if let Some(ghost) = ghost {
        // As high as that of now: the shapes are compared.
        let highest = ghost.spacing_density.iter().map(|[_, density]| *density).fold(0.0, f64::max);
        let scale = top / highest.max(f64::MIN_POSITIVE);
        let scaled: Vec<[f64; 2]> = ghost.spacing_density.iter().map(|[at, density]| [*at, scale * density]).collect();
        painter.add(Shape::line(thinned(&scaled, &frame), Stroke::new(3.5, view.theme.pale(view.theme.text))));
    }
    let ink = ui.visuals().text_color();
    let curve = thinned(spacing_density, &frame);
    let floor = frame.at([low, 0.0]).y;
    painter.add(below_curve(&curve, floor, ink.gamma_multiply(0.15)));
    painter.add(Shape::line(curve, Stroke::new(2.0, ink)));
    painter.hline(frame.rect.x_range(), floor, Stroke::new(1.0, ui.visuals().weak_text_color()));
    let module = |unit: usize| report.units.get(unit).and_then(|unit| unit.module);
    for unit in periodic {
        let at = pos2(frame.at([unit.spacing_m, 0.0]).x, f32::midpoint(floor, frame.rect.bottom()));
        paint_marker(&painter, at, 4.0, module(unit.unit), view.theme.module(module(unit.unit)));
    }
    let font = tick_font(ui);
    let mut free = f32::NEG_INFINITY;
    for centre in report.evidence.preferred().into_iter().flat_map(|count| &count.centres_m) {
        let x = frame.at([*centre, 0.0]).x;
        let line = [pos2(x, frame.rect.top()), pos2(x, floor)];
        painter.extend(Shape::dashed_line(&line, Stroke::new(1.5, view.theme.accent), 5.0, 4.0));
        let text = painter.layout_no_wrap(format!("{centre:.2} m"), font.clone(), view.theme.accent);
        let left = if x + 5.0 + text.size().x > frame.rect.right() { x - 5.0 - text.size().x } else { x + 5.0 };
        // Groups that lie close together name themselves on two lines.
        let down = if left < free { font.size * 1.3 } else { 0.0 };
        free = left + text.size().x + 6.0;
        painter.galley(pos2(left, frame.rect.top() + 3.0 + down), text, view.theme.accent);
    }
}

/// The area between a curve and a floor.
fn below_curve(curve: &[Pos2], floor: f32, colour: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for point in curve {
        let next = mesh.vertices.len() as u32;
        mesh.colored_vertex(*point, colour);
        mesh.colored_vertex(pos2(point.x, floor), colour);
        if next > 0 {
            mesh.add_triangle(next - 2, next - 1, next);
            mesh.add_triangle(next - 1, next, next + 1);
        }
    }
    mesh
}

/// Points no finer than the screen.
fn thinned(curve: &[[f64; 2]], frame: &Frame) -> Vec<Pos2> {
    let inside = curve.iter().filter(|[spacing, _]| (0.0..=1.0).contains(&frame.x.fraction(*spacing)));
    let mut points: Vec<Pos2> = inside.map(|point| frame.at(*point)).collect();
    points.dedup_by(|next, kept| next.x - kept.x < 1.0);
    points
}

/// The information criterion of each number of groups.
fn criterion_ui(ui: &mut Ui, evidence: &ModuleEvidence) {
    let Some(best) = evidence.preferred() else { return };
    let about = "Bayesian information criterion of a mixture of so many Gaussians in log spacing, of the units that \
                 share a lattice with two others of a near spacing at least: the lowest wins, and a difference of 10 is very \
                 strong evidence (Kass and Raftery 1995)";
    wide_table("groups of spacings").show(ui, |ui| {
        Grid::new("groups of spacings").num_columns(4).spacing([18.0, 4.0]).striped(true).show(ui, |ui| {
            for name in ["Groups", "BIC", "Above best", "Centres (m)"] {
                ui.label(RichText::new(name).strong()).on_hover_text(about);
            }
            ui.end_row();
            for count in &evidence.group_counts {
                let chosen = count.groups == best.groups;
                let text = |text: String| {
                    let text = RichText::new(text).monospace();
                    if chosen { text.strong() } else { text }
                };
                ui.label(text(format!("{}{}", count.groups, if chosen { " best" } else { "" })));
                ui.label(text(format!("{:.1}", count.bic)));
                ui.label(text(if chosen { "–".to_owned() } else { format!("+{:.1}", count.bic - best.bic) }));
                let centres: Vec<String> = count.centres_m.iter().map(|centre| format!("{centre:.2}")).collect();
                ui.label(text(centres.join("  ")));
                ui.end_row();
            }
        });
    });
}

/// Both nulls, `columns` charts in a row.
fn discreteness_ui(ui: &mut Ui, size: Vec2, columns: usize, nulls: Option<&ModuleNulls>, theme: &Theme) {
    let Some(nulls) = nulls else {
        ui.weak("Whether spacings come in steps shows only beside random ones");
        return;
    };
    let Some(discreteness) = &nulls.discreteness else {
        ui.weak("Too few periodic units to ask whether spacings come in steps");
        return;
    };
    let Discreteness { jittered, even, verdict, .. } = discreteness;
    ui.add(Label::new(capitalised(verdict)).wrap()).on_hover_text(Discreteness::DEFINITION);
    ui.horizontal_wrapped(|ui| {
        let names =
            [("spacings", theme.accent, false), ("random", theme.weak_text, false), ("95 %", theme.weak_text, true)];
        for (name, colour, dashed) in names {
            let (rect, _) = ui.allocate_exact_size(vec2(20.0, 14.0), Sense::hover());
            let line = [rect.left_center(), rect.right_center()];
            let stroke = Stroke::new(2.0, colour);
            if dashed {
                ui.painter().extend(Shape::dashed_line(&line, stroke, 5.0, 4.0));
            } else {
                ui.painter().line_segment(line, stroke);
            }
            ui.label(name);
        }
    });
    let gap = ui.spacing().item_spacing.x;
    let each = vec2((size.x - gap * (columns as f32 - 1.0)) / columns as f32, size.y);
    let charts = [("Against jittered spacings", jittered), ("Against evenly spread ones", even)];
    let charts_ui = |ui: &mut Ui| {
        for (name, comparison) in charts {
            null_chart_ui(ui, each, name, (comparison, discreteness.level), theme);
        }
    };
    if columns > 1 {
        ui.horizontal_top(charts_ui);
    } else {
        ui.vertical(charts_ui);
    }
}

/// Standard deviation of the counts against the width of the bins, with what random spacings make of it.
fn null_chart_ui(ui: &mut Ui, size: Vec2, name: &str, (comparison, level): (&NullComparison, f64), theme: &Theme) {
    let NullComparison { widths, sd, null_mean, null_95th, ratio, p_value } = comparison;
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words = format!("{ratio:.2} × random, p {p_value:.3} {} {level}", if *p_value <= level { '≤' } else { '>' });
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{name}: {words}")));
    let font = tick_font(ui);
    let line = font.size * 1.35;
    let (ink, weak) = (ui.visuals().strong_text_color(), ui.visuals().text_color());
    ui.painter().text(rect.left_top(), Align2::LEFT_TOP, name, font.clone(), ink);
    ui.painter().text(rect.left_top() + vec2(0.0, line), Align2::LEFT_TOP, words, font.clone(), weak);
    let inner = Rect::from_min_max(rect.min + vec2(0.0, 2.0 * line), rect.max);
    let top = sd.iter().chain(null_95th).copied().filter(|sd| sd.is_finite()).fold(0.0, f64::max).max(0.1) * 1.2;
    let most = widths.iter().copied().fold(0.01, f64::max);
    let x = Axis::linear(0.0, 105.0 * most, "bin width (%)");
    let frame = Frame::layout(ui, inner, x, Axis::linear(0.0, top, "SD of counts"), false);
    let painter = frame.paint(ui, true);
    let points = |values: &[f64]| -> Vec<Pos2> {
        widths.iter().zip(values).map(|(width, value)| frame.at([100.0 * width, *value])).collect()
    };
    let random = theme.weak_text;
    painter.add(Shape::line(points(null_mean), Stroke::new(1.5, random)));
    painter.extend(Shape::dashed_line(&points(null_95th), Stroke::new(1.5, random), 5.0, 4.0));
    painter.add(Shape::line(points(sd), Stroke::new(2.5, theme.accent)));
    for point in points(sd) {
        painter.circle_filled(point, 3.0, theme.accent);
    }
}
