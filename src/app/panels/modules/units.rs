//! Spacing and orientation of every unit, and the modules they make.

use crate::analysis::{Report, Score, ScoreNull, ShiftedScore, Significance, UnitReport};
use crate::app::ask::Ask;
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::marker::paint_marker;
use crate::app::kit::number_table::wide_table;
use crate::app::kit::{empty_ui, number_or_dash};
use crate::app::view::View;
use eframe::egui::{
    Align2, CornerRadius, Grid, Id, Painter, Pos2, Rect, RichText, Role, ScrollArea, Sense, Stroke, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};

/// Bars of the histogram of spacings.
const BARS: usize = 28;

/// Scatter, histogram and table of modules.
pub(super) fn units_ui(ui: &mut Ui, members_only: bool, report: &Report, view: &View<'_>, asks: &mut Vec<Ask>) {
    let shown = report.units.iter().filter(|unit| is_placed(unit)).filter(|u| !members_only || u.module.is_some());
    let units: Vec<&UnitReport> = shown.collect();
    if units.is_empty() {
        empty_ui(ui, "No unit belongs to a module");
        return;
    }
    let line = ui.text_style_height(&TextStyle::Body) + 7.0;
    let rows = report.modules.len() as f32;
    let table = if report.modules.is_empty() { 0.0 } else { (rows + 1.6) * line };
    let area = ui.available_size();
    let height = (area.y - table).max(170.0).min(area.x * 1.25);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let right = (rect.width() * 0.26).clamp(60.0, 170.0);
        let scatter = Rect::from_min_max(rect.min, pos2(rect.right() - right, rect.bottom()));
        let ghost = ghost_units(members_only, view);
        let (low, high) = spacing_range(units.iter().copied().chain(ghost.iter().copied()).filter_map(|u| u.spacing_m));
        let x = Axis::linear(0.0, 60.0, "orientation (°)");
        let frame = Frame::layout(ui, scatter, x, Axis::log(low, high, "spacing (m)"), false);
        scatter_ui(ui, &frame, (&units, &ghost), view, asks);
        let beside = Rect::from_x_y_ranges(frame.rect.right() + 10.0..=rect.right() - 4.0, frame.rect.y_range());
        histogram_ui(ui, beside, &frame, &units, view);
        if !report.modules.is_empty() {
            table_ui(ui, report, view, asks);
        }
    });
}

/// Whether a unit has a place in the scatter.
fn is_placed(unit: &UnitReport) -> bool {
    unit.spacing_m.is_some_and(|spacing_m| spacing_m > 0.0) && unit.orientation_deg.is_some()
}

/// A range of spacings that holds every unit and is at least a factor of 2 wide.
pub(super) fn spacing_range(spacings_m: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = spacings_m.fold((f64::INFINITY, 0.0f64), |(low, high), s| (low.min(s), high.max(s)));
    let middle = (low * high).sqrt();
    // Round ends, so that the axis seldom moves.
    let low = ((low * 0.9).min(middle / std::f64::consts::SQRT_2) * 20.0).floor().max(1.0) / 20.0;
    let high = ((high * 1.1).max(middle * std::f64::consts::SQRT_2) * 10.0).ceil() / 10.0;
    (low, high)
}

/// The units of the baseline that have a place among those of now.
fn ghost_units<'a>(members_only: bool, view: &View<'a>) -> Vec<&'a UnitReport> {
    let units = view.ghost_report().map_or(&[][..], |report| &report.units).iter();
    units.filter(|unit| is_placed(unit)).filter(|unit| !members_only || unit.module.is_some()).collect()
}

/// Draws what the baseline had: a pale dot a unit, and a ring around the middle of each module.
fn ghost_ui(painter: &Painter, frame: &Frame, ghost: &[&UnitReport], view: &View<'_>) {
    for unit in ghost {
        let at = frame.at([unit.orientation_deg.unwrap_or(0.0).rem_euclid(60.0), unit.spacing_m.unwrap_or(1.0)]);
        painter.circle_filled(at, 3.5, view.theme.pale(view.theme.text));
    }
    for module in view.ghost_report().map_or(&[][..], |report| &report.modules) {
        let at = frame.at([module.orientation_deg.rem_euclid(60.0), module.spacing_m]);
        painter.circle_stroke(at, 15.0, Stroke::new(2.0, view.theme.ghost));
    }
}

/// Spacing against orientation of the units of now and, behind them, of the baseline.
fn scatter_ui(
    ui: &mut Ui,
    frame: &Frame,
    (units, ghost): (&[&UnitReport], &[&UnitReport]),
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let response = ui.interact(frame.rect, Id::unique("modules: scatter"), Sense::click());
    let before = if ghost.is_empty() { "" } else { ", before those of the baseline" };
    let name = format!("spacing against orientation of every unit{before}");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    let painter = frame.paint(ui, true);
    ghost_ui(&painter, frame, ghost, view);
    let at = |u: &UnitReport| frame.at([u.orientation_deg.unwrap_or(0.0).rem_euclid(60.0), u.spacing_m.unwrap_or(1.0)]);
    for unit in units {
        let colour = view.theme.module(unit.module);
        let faded = view.selected_module.is_some_and(|m| unit.module != Some(m));
        paint_marker(&painter, at(unit), 4.5, unit.module, if faded { colour.gamma_multiply(0.3) } else { colour });
        if view.selected_unit == Some(unit.unit) {
            painter.circle_stroke(at(unit), 8.5, Stroke::new(2.0, view.theme.accent));
        }
    }
    let Some(pointer) = response.hover_pos() else { return };
    let distance = |u: &UnitReport, p: Pos2| at(u).distance(p);
    let nearest = units.iter().min_by(|a, b| distance(a, pointer).total_cmp(&distance(b, pointer)));
    let Some(unit) = nearest.filter(|u| distance(u, pointer) < 12.0) else { return };
    painter.circle_stroke(at(unit), 7.5, Stroke::new(1.5, ui.visuals().text_color()));
    if response.clicked() {
        asks.push(Ask::SelectUnit(Some(unit.unit)));
    }
    response.on_hover_ui_at_pointer(|ui| {
        ui.strong(format!("Unit {}", view.unit_name(unit.unit)));
        let number = |v: Option<f64>, decimals, suffix: &str| format!("{}{suffix}", number_or_dash(v, decimals));
        ui.label(format!(
            "spacing {} · orientation {}",
            number(unit.spacing_m, 2, " m"),
            number(unit.orientation_deg, 1, "°")
        ));
        ui.label(unit.membership_words());
    });
}

/// Stacked bars of the spacings, sharing the spacing axis of the scatter.
fn histogram_ui(ui: &Ui, rect: Rect, frame: &Frame, units: &[&UnitReport], view: &View<'_>) {
    let modules = view.report.map_or(0, |r| r.modules.len());
    let counts = histogram(&frame.y, units, modules);
    let longest = counts.iter().map(|bar| bar.iter().sum::<usize>()).max().unwrap_or(0).max(1);
    let painter = ui.painter();
    let step = rect.height() / BARS as f32;
    for (i, bar) in counts.iter().enumerate() {
        let bottom = rect.bottom() - step * i as f32;
        let mut left = rect.left();
        for (slot, &n) in bar.iter().enumerate().filter(|(_, n)| **n > 0) {
            let module = (slot < modules).then_some(slot);
            let width = rect.width() * n as f32 / longest as f32;
            let part = Rect::from_min_max(pos2(left, bottom - step + 1.0), pos2(left + width, bottom));
            let faded = view.selected_module.is_some_and(|m| module != Some(m));
            let colour = view.theme.module(module).gamma_multiply(if faded { 0.3 } else { 0.9 });
            painter.rect_filled(part, CornerRadius::ZERO, colour);
            left += width;
        }
    }
    let stroke = Stroke::new(1.0, ui.visuals().weak_text_color());
    painter.line_segment([rect.left_top(), rect.left_bottom()], stroke);
    painter.line_segment([rect.left_bottom(), rect.right_bottom()], stroke);
    let font = tick_font(ui);
    let text = ui.visuals().text_color();
    painter.text(rect.right_bottom() + vec2(0.0, 5.0), Align2::RIGHT_TOP, longest, font.clone(), text);
    let below = pos2(rect.center().x, rect.bottom() + 5.0 + font.size * 1.3);
    painter.text(below, Align2::CENTER_TOP, "units", font, text);
}

/// Units per bar, from the smallest spacing, and per module (the last slot holds units outside any module).
fn histogram(axis: &Axis, units: &[&UnitReport], modules: usize) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; modules + 1]; BARS];
    for unit in units {
        let fraction = axis.fraction(unit.spacing_m.unwrap_or(0.0));
        let bar = ((fraction * BARS as f64).max(0.0) as usize).min(BARS - 1);
        counts[bar][unit.module.filter(|m| *m < modules).unwrap_or(modules)] += 1;
    }
    counts
}

/// On a stage a table narrower than so many lines' height is without what only the close look needs: nobody scrolls there.
const BRIEF_LINES: f32 = 20.0;
/// The columns that it is without.
const CLOSE_LOOK: [&str; 3] = ["Orient.", "Coher.", "Score"];

fn table_ui(ui: &mut Ui, report: &Report, view: &View<'_>, asks: &mut Vec<Ask>) {
    let is_brief = view.on_stage && ui.available_width() < BRIEF_LINES * ui.text_style_height(&TextStyle::Body);
    let step = |module: usize| report.evidence.steps.iter().find(|step| step.larger == module);
    let spacing = (ui.available_width() / 30.0).clamp(8.0, 24.0);
    wide_table("modules").show(ui, |ui| {
        Grid::new("modules").num_columns(7).spacing([spacing, 4.0]).striped(true).show(ui, |ui| {
            let columns = [
                ("Module", "Largest spacing first; click to look at one"),
                ("Units", "Members"),
                ("Spacing", "Median lattice constant"),
                ("Orient.", "Circular mean of the orientations, modulo 60°"),
                ("Coher.", "Agreement of the orientations: length of the mean of exp(6iθ), 1 when all agree; beside it what 95 % of as many random ones stay below"),
                ("Score", "Median adaptive grid score of its units, beside what 99 % of their shifted spikes, or of random maps, stay below"),
                ("Ratio", "Spacing of this module over that of the next smaller one"),
            ];
            for (name, about) in columns.into_iter().filter(|(name, _)| !is_brief || !CLOSE_LOOK.contains(name)) {
                ui.label(RichText::new(name).strong()).on_hover_text(about);
            }
            ui.end_row();
            for module in &report.modules {
                let chosen = view.selected_module == Some(module.module);
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(13.0, 13.0), Sense::hover());
                    let colour = view.theme.module(Some(module.module));
                    paint_marker(ui.painter(), rect.center(), 5.0, Some(module.module), colour);
                    let label = ui.selectable_label(chosen, format!("{}", module.module + 1));
                    let name = format!("Select module {}", module.module + 1);
                    label.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
                    if label.clicked() {
                        asks.push(Ask::SelectModule((!chosen).then_some(module.module)));
                    }
                });
                ui.monospace(format!("{}", module.units));
                ui.monospace(format!("{:.2} m", module.spacing_m));
                if !is_brief {
                    ui.monospace(format!("{:.1}°", module.orientation_deg));
                    let coherence = [module.orientation_coherence, module.orientation_coherence_chance];
                    ui.monospace(beside(Some(coherence[0]), Some(coherence[1])));
                    ui.monospace(beside(module.grid_score_adaptive, score_by_chance(module.module, report, view)));
                }
                ui.monospace(number_or_dash(step(module.module).map(|step| step.spacing_ratio), 2));
                ui.end_row();
            }
        });
    });
}

/// A number, and what chance stays below where that is known.
fn beside(value: Option<f64>, chance: Option<f64>) -> String {
    let chance = chance.map_or_else(String::new, |chance| format!(" ({chance:.2})"));
    format!("{}{chance}", number_or_dash(value, 2))
}

/// The grid score that chance stays below: of shifted spikes of a module's units, or else of random maps.
fn score_by_chance(module: usize, report: &Report, view: &View<'_>) -> Option<f64> {
    let is_member = |unit: usize| report.units.get(unit).is_some_and(|unit| unit.module == Some(module));
    let shifted = view.finding::<Significance>(&()).and_then(|found| found.level_99th(ShiftedScore::Grid, is_member));
    shifted.or_else(|| view.finding::<ScoreNull>(&())?.level(Score::Adaptive))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::tiles::tests::{report, unit};

    #[test]
    fn every_unit_is_in_the_histogram_once() {
        let report = report(
            (0..50)
                .map(|i| unit(i, Some(0.5), Some(0.3 + 0.03 * i as f64), (i % 3 > 0).then_some(i % 3 - 1)))
                .collect(),
        );
        let units: Vec<&UnitReport> = report.units.iter().collect();
        let (low, high) = spacing_range(units.iter().filter_map(|u| u.spacing_m));
        assert!(low < 0.3 && high > 1.77, "{low} to {high}");
        let counts = histogram(&Axis::log(low, high, ""), &units, 2);
        let total = |slot: usize| counts.iter().map(|bar| bar[slot]).sum::<usize>();
        assert_eq!((total(0), total(1), total(2)), (17, 16, 17));
    }

    #[test]
    fn a_single_spacing_still_has_a_range() {
        let (low, high) = spacing_range(std::iter::once(0.6));
        assert!(low > 0.0 && high / low >= 1.9, "{low} to {high}");
    }
}
