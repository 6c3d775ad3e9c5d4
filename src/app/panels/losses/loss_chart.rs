//! One chart of loss curves: axes, curves, marks, and what the pointer reads off.

use super::curves::{self, Column, Curve};
use super::scale::{LINEAR_WITHIN, Scale};
use super::{LossesPanel, series_name};
use crate::app::kit::axes::{linear_ticks, tick_label};
use crate::app::view::View;
use crate::stream::{Intervention, Series};
use eframe::egui::{self, Color32, Id, RichText, Role, TextStyle, Ui, WidgetInfo, vec2};
use egui_plot::{AxisHints, FilledArea, GridInput, GridMark, Line, LineStyle, Plot, PlotPoints, PlotUi, VLine};

/// Size of a piece of a curve beside its name, points.
const SWATCH: egui::Vec2 = vec2(18.0, 12.0);

/// What one series looks like in one frame.
struct Drawn {
    series: Series,
    columns: Vec<Column>,
    curve: Curve,
    colour: Color32,
}

/// What a chart leaves out to save room, and whether it fits its axes to the data again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChartLook {
    pub refit: bool,
    /// Steps are written under the chart; charts above others do without.
    pub has_steps: bool,
    /// Several curves are named above the chart.
    pub has_names: bool,
}

/// Draws the curves `shown` in one chart.
pub(crate) fn chart_ui(ui: &mut Ui, state: &LossesPanel, view: &View<'_>, shown: &[Series], look: ChartLook) {
    let width = ui.available_width().max(50.0) as usize;
    let newest = state.newest_only.then_some(state.newest_steps);
    let columns: Vec<Vec<Column>> = shown.iter().map(|s| curves::columns(view.history, *s, newest)).collect();
    let scale = Scale::of(state.log_axis, columns.iter().any(|c| curves::has_negative(c)));
    let draw = |(&series, columns): (&Series, Vec<Column>)| {
        // The learning rate is known exactly: nothing to smooth.
        let smoothed = state.smoothing && series != Series::LearningRate;
        let curve = curves::curve(&columns, scale, smoothed.then_some(state.smoothing_steps), width);
        Drawn { series, columns, curve, colour: view.theme.series[series as usize] }
    };
    let drawn: Vec<Drawn> = shown.iter().zip(columns).map(draw).collect();
    let single = drawn.len() == 1;
    if single {
        title_ui(ui, view, &drawn[0], scale);
    } else if look.has_names {
        names_ui(ui, view, &drawn, scale);
    }
    let name = if single { series_name(drawn[0].series) } else { "losses" };
    // Marks are chosen here, so that none need be faded out for want of room.
    let heights = AxisHints::new_y()
        .formatter(move |mark, _| scale.tick_label(mark.value, mark.step_size))
        .label_spacing(10.0..=16.0)
        .min_thickness(34.0);
    let mut plot = Plot::new(("losses", name))
        .link_axis(Id::unique("losses: steps"), [true, false])
        .link_cursor(Id::unique("losses: cursor"), [true, false])
        .show_y(false)
        .show_axes([look.has_steps, true])
        .label_formatter(|_| None)
        .allow_scroll(false)
        .set_margin_fraction(vec2(0.01, 0.07))
        .x_grid_spacer(|input| marks(linear_ticks(input.bounds.0.max(0.0), input.bounds.1, x_ticks(&input))))
        .y_grid_spacer(move |input| {
            let ticks = scale.ticks(input.bounds.0, input.bounds.1, y_ticks(&input));
            marks(ticks.into_iter().map(|value| scale.to_axis(value)).collect())
        })
        .x_axis_formatter(|mark, _| tick_label(mark.value, mark.step_size))
        .custom_y_axes(vec![heights])
        .grid_color(ui.visuals().weak_text_color().gamma_multiply(0.35));
    if look.refit {
        plot = plot.reset();
    }
    // Marks outside the data would widen the axis.
    let range =
        drawn[0].columns.first().map_or(0, |c| c.first_step)..=drawn[0].columns.last().map_or(0, |c| c.last_step);
    let inside = |i: &&Intervention| range.contains(&i.step) || (i.step == 0 && *range.start() == 1);
    let marks_at: Vec<f64> = view.interventions.iter().filter(inside).map(|i| i.step as f64).collect();
    let (mark, warning) = (view.theme.mark, view.theme.warning);
    let gaps = drawn.first().map(|d| d.curve.gaps.clone()).unwrap_or_default();
    let curves: Vec<(Series, Curve, Color32)> = drawn.iter().map(|d| (d.series, d.curve.clone(), d.colour)).collect();
    let shown = plot.show(ui, move |plot_ui| {
        for x in marks_at {
            plot_ui.vline(
                VLine::new("", x)
                    .color(mark.gamma_multiply(0.8))
                    .width(1.0)
                    .style(LineStyle::dashed_dense())
                    .allow_hover(false),
            );
        }
        for x in gaps.into_iter().take(100) {
            plot_ui.vline(VLine::new("", x).color(warning.gamma_multiply(0.6)).width(1.0).allow_hover(false));
        }
        for (series, curve, colour) in curves {
            let style = if single { LineStyle::Solid } else { line_style(series) };
            curve_ui(plot_ui, series_name(series), curve, colour, style);
        }
    });
    let response = shown.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("chart of {name}")));
    if let Some(pointer) = response.hover_pos() {
        let step = shown.transform.value_from_position(pointer).x;
        let reach = 6.0 * shown.transform.dvalue_dpos()[0].abs();
        let near: Vec<&Intervention> =
            view.interventions.iter().filter(|i| (i.step as f64 - step).abs() <= reach).collect();
        response.on_hover_ui_at_pointer(|ui| read_out_ui(ui, state, &drawn, scale, step, &near));
    }
}

/// What the reader must know about a two-sided axis.
fn scale_tooltip(response: egui::Response, scale: Scale) {
    if scale == Scale::SymLog {
        response
            .on_hover_text(format!("The axis is logarithmic both ways from zero, and linear within ±{LINEAR_WITHIN}"));
    }
}

/// Name and newest value above a chart of one curve.
fn title_ui(ui: &mut Ui, view: &View<'_>, drawn: &Drawn, scale: Scale) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        swatch_ui(ui, drawn.colour, LineStyle::Solid);
        let value = view.history.last().map_or(f64::NAN, |s| f64::from(s.get(drawn.series)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.monospace(significant(value));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(series_name(drawn.series)).strong();
                scale_tooltip(ui.add(egui::Label::new(name).truncate()), scale);
            });
        });
    });
}

/// Names above a chart of several curves, with their newest values where there is room.
fn names_ui(ui: &mut Ui, view: &View<'_>, drawn: &[Drawn], scale: Scale) {
    let has_values = ui.available_width() > 160.0 * drawn.len() as f32;
    ui.horizontal_wrapped(|ui| {
        for d in drawn {
            scale_tooltip(short_name_ui(ui, d.series, d.colour), scale);
            if has_values {
                let value = view.history.last().map_or(f64::NAN, |s| f64::from(s.get(d.series)));
                ui.label(RichText::new(format!("{:>8}", significant(value))).monospace().weak());
            }
            ui.add_space(8.0);
        }
    });
}

/// Names of curves and nothing else, for a line that holds other things too.
pub(crate) fn short_names_ui(ui: &mut Ui, view: &View<'_>, shown: &[Series]) {
    for &series in shown {
        short_name_ui(ui, series, view.theme.series[series as usize]);
        ui.add_space(6.0);
    }
}

/// A piece of a curve and its name, on one line.
fn short_name_ui(ui: &mut Ui, series: Series, colour: Color32) -> egui::Response {
    ui.spacing_mut().item_spacing.x = 5.0;
    let font = TextStyle::Body.resolve(ui.style());
    let name = ui.painter().layout_no_wrap(series_name(series).to_owned(), font, ui.visuals().text_color());
    if ui.available_size_before_wrap().x < SWATCH.x + 5.0 + name.size().x {
        ui.end_row();
    }
    swatch_ui(ui, colour, line_style(series));
    ui.label(series_name(series))
}

/// A piece of the curve as it is drawn.
fn swatch_ui(ui: &mut Ui, colour: Color32, style: LineStyle) {
    let (rect, _) = ui.allocate_exact_size(SWATCH, egui::Sense::hover());
    let line = [rect.left_center(), rect.right_center()];
    let stroke = egui::Stroke::new(2.5, colour);
    match style {
        LineStyle::Solid => {
            ui.painter().line_segment(line, stroke);
        }
        LineStyle::Dotted { spacing } => {
            ui.painter().extend(egui::Shape::dotted_line(&line, colour, spacing.min(4.5), 1.5));
        }
        LineStyle::Dashed { length } => {
            ui.painter().extend(egui::Shape::dashed_line(&line, stroke, length.min(7.0), length.min(7.0) * 0.6));
        }
    }
}

fn curve_ui(plot_ui: &mut PlotUi<'_>, name: &str, curve: Curve, colour: Color32, style: LineStyle) {
    for stretch in &curve.band {
        let column = |k: usize| stretch.iter().map(|p| p[k]).collect::<Vec<_>>();
        let area = FilledArea::new("", &column(0), &column(1), &column(2));
        plot_ui.add(area.fill_color(colour.gamma_multiply(0.18)).allow_hover(false));
    }
    let smoothed = !curve.smooth.is_empty();
    for stretch in curve.raw {
        let line = Line::new(if smoothed { "" } else { name }, PlotPoints::from(stretch)).allow_hover(false);
        plot_ui.line(if smoothed {
            line.color(colour.gamma_multiply(0.35)).width(1.0)
        } else {
            line.color(colour).width(1.6).style(style)
        });
    }
    for stretch in curve.smooth {
        let line = Line::new(name, PlotPoints::from(stretch)).allow_hover(false);
        plot_ui.line(line.color(colour).width(2.0).style(style));
    }
}

/// A second code beside colour where curves share a chart.
fn line_style(series: Series) -> LineStyle {
    match series {
        Series::Total | Series::Separation | Series::LearningRate => LineStyle::Solid,
        Series::Invariance | Series::GradientNorm => LineStyle::dashed_loose(),
        Series::Capacity => LineStyle::dotted_dense(),
        Series::ConformalIsometry => LineStyle::dashed_dense(),
    }
}

fn read_out_ui(ui: &mut Ui, state: &LossesPanel, drawn: &[Drawn], scale: Scale, step: f64, near: &[&Intervention]) {
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    if let Some(column) = drawn.first().and_then(|d| curves::nearest(&d.columns, step).map(|i| d.columns[i])) {
        if column.first_step == column.last_step {
            ui.strong(format!("step {}", column.last_step));
        } else {
            ui.strong(format!("steps {} to {}", column.first_step, column.last_step));
        }
    }
    egui::Grid::new("read-out").num_columns(2).spacing([12.0, 2.0]).show(ui, |ui| {
        for d in drawn {
            let Some(i) = curves::nearest(&d.columns, step) else { continue };
            let value = d.columns[i].mean;
            ui.colored_label(d.colour, series_name(d.series));
            ui.monospace(if value.is_finite() { significant(value) } else { "not finite".to_owned() });
            ui.end_row();
            if drawn.len() == 1 && state.smoothing {
                let smoothed = d.curve.smooth.iter().flatten();
                let at = smoothed.min_by(|a, b| (a[0] - step).abs().total_cmp(&(b[0] - step).abs()));
                if let Some(point) = at {
                    ui.label("smoothed");
                    ui.monospace(significant(scale.value_at(point[1])));
                    ui.end_row();
                }
            }
        }
    });
    if !near.is_empty() {
        ui.separator();
    }
    for intervention in near.iter().rev().take(6).rev() {
        ui.monospace(intervention_text(intervention)); // the proportional font has no arrow
    }
}

/// An intervention in words: `sigma_g: 0.4 → 0.2 after step 1200`.
fn intervention_text(i: &Intervention) -> String {
    match i.name.as_str() {
        Intervention::HOLD if i.new == "true" => format!("learning rate held after step {}", i.step),
        Intervention::HOLD => format!("learning rate released after step {}", i.step),
        Intervention::RESTART => format!("rate schedule restarted after step {}", i.step),
        name => format!("{name}: {} → {} after step {}", i.old, i.new, i.step),
    }
}

/// Four significant digits, as short as possible.
fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let size = value.abs();
    if (1e-3..1e5).contains(&size) {
        let decimals = (3 - size.log10().floor() as i32).clamp(0, 6) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.2e}")
    }
}

fn x_ticks(input: &GridInput) -> usize {
    // `base_step_size` is what 8 points span, so this asks for a label every 65 points at most.
    (((input.bounds.1 - input.bounds.0) / input.base_step_size * 8.0 / 65.0) as usize).clamp(1, 10)
}

fn y_ticks(input: &GridInput) -> usize {
    (((input.bounds.1 - input.bounds.0) / input.base_step_size * 8.0 / 22.0) as usize).clamp(2, 8)
}

/// Grid marks that know the distance to their nearest neighbour.
fn marks(values: Vec<f64>) -> Vec<GridMark> {
    let step = values.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
    let step_size = if step.is_finite() { step } else { 1e9 };
    values.into_iter().map(|value| GridMark { value, step_size }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interventions_read_as_sentences() {
        let entry = |name: &str, old: &str, new: &str| Intervention {
            step: 1200,
            name: name.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
        };
        assert_eq!(intervention_text(&entry("sigma_g", "0.4", "0.2")), "sigma_g: 0.4 → 0.2 after step 1200");
        assert_eq!(
            intervention_text(&entry(Intervention::HOLD, "false", "true")),
            "learning rate held after step 1200"
        );
    }

    #[test]
    fn values_have_four_digits() {
        assert_eq!(significant(0.012_345), "0.01235");
        assert_eq!(significant(-12.3456), "-12.35");
        assert_eq!(significant(3e-7), "3.00e-7");
        assert_eq!(significant(0.0), "0");
    }
}
