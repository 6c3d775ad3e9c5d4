//! One chart of loss curves: axes, curves and marks.

use super::drawn::{DrawnCurve, drawn_curves};
use super::names::{line_style, names_ui, title_ui};
use super::read_out::read_out_ui;
use super::state::LossesPanel;
use crate::app::kit::theme::Theme;
use crate::app::view::View;
use crate::draw::AxisScale;
use crate::draw::ticks::{linear_ticks, tick_label};
use crate::stream::{Intervention, Series};
use eframe::egui::{Id, Role, Ui, WidgetInfo, vec2};
use egui_plot::{AxisHints, FilledArea, GridInput, GridMark, Line, LineStyle, Plot, PlotPoints, PlotUi, VLine};

/// Steps with a value that is not finite that are marked, at most.
const MOST_GAPS: usize = 100;

/// What a chart leaves out to save room, and whether it fits its axes to the data again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChartLook {
    pub refit: bool,
    /// Steps are written under the chart; charts above others do without.
    pub has_steps: bool,
    /// Several curves are named above the chart.
    pub has_names: bool,
}

/// Draws the curves `shown` in one chart.
pub(super) fn chart_ui(ui: &mut Ui, state: &LossesPanel, view: &View<'_>, shown: &[Series], look: ChartLook) {
    let width = ui.available_width().max(50.0) as usize;
    let (scale, drawn) = drawn_curves(state, view, shown, width);
    let name = if let [single] = shown {
        title_ui(ui, view, *single, scale);
        single.spec().name
    } else {
        if look.has_names {
            names_ui(ui, view, shown, scale);
        }
        "losses"
    };
    let mut plot = plot(name, scale, look).grid_color(ui.visuals().weak_text_color().gamma_multiply(0.35));
    if look.refit {
        plot = plot.reset();
    }
    let shown = plot.show(ui, |plot_ui| {
        marks_ui(plot_ui, view, &drawn[0]);
        for curve in &drawn {
            let style = if drawn.len() == 1 { LineStyle::Solid } else { line_style(curve.series) };
            curve_ui(plot_ui, curve, style);
        }
    });
    let response = shown.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("chart of {name}")));
    if let Some(pointer) = response.hover_pos() {
        let step = shown.transform.value_from_position(pointer).x;
        let reach = 6.0 * shown.transform.dvalue_dpos()[0].abs();
        let near: Vec<&Intervention> =
            view.interventions.iter().filter(|i| (i.step as f64 - step).abs() <= reach).collect();
        response.on_hover_ui_at_pointer(|ui| read_out_ui(ui, &drawn, scale, step, &near));
    }
}

/// An empty chart, its steps linked to those of all others.
fn plot<'a>(name: &str, scale: AxisScale, look: ChartLook) -> Plot<'a> {
    // Marks are chosen here, so that none need be faded out for want of room.
    let heights = AxisHints::new_y()
        .formatter(move |mark, _| scale.tick_label(mark.value, mark.step_size))
        .label_spacing(10.0..=16.0)
        .min_thickness(34.0);
    Plot::new(("losses", name))
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
}

/// Lines where a parameter moved, and where a value was not finite.
fn marks_ui(plot_ui: &mut PlotUi<'_>, view: &View<'_>, first: &DrawnCurve) {
    let Theme { mark, warning, .. } = view.theme;
    // Marks outside the data would widen the axis.
    let [from, to] = first.steps();
    let inside = |i: &&Intervention| (from..=to).contains(&i.step) || (i.step == 0 && from == 1);
    for intervention in view.interventions.iter().filter(inside) {
        let line = VLine::new("", intervention.step as f64).color(mark.gamma_multiply(0.8)).width(1.0);
        plot_ui.vline(line.style(LineStyle::dashed_dense()).allow_hover(false));
    }
    for x in first.curve.gaps.iter().take(MOST_GAPS) {
        plot_ui.vline(VLine::new("", *x).color(warning.gamma_multiply(0.6)).width(1.0).allow_hover(false));
    }
}

fn curve_ui(plot_ui: &mut PlotUi<'_>, drawn: &DrawnCurve, style: LineStyle) {
    let (name, curve, colour) = (drawn.series.spec().name, &drawn.curve, drawn.colour);
    for stretch in &curve.band {
        let column = |k: usize| stretch.iter().map(|p| p[k]).collect::<Vec<_>>();
        let area = FilledArea::new("", &column(0), &column(1), &column(2));
        plot_ui.add(area.fill_color(colour.gamma_multiply(0.18)).allow_hover(false));
    }
    let smoothed = !curve.smooth.is_empty();
    for stretch in &curve.raw {
        let points = PlotPoints::from(stretch.clone());
        let line = Line::new(if smoothed { "" } else { name }, points).allow_hover(false);
        plot_ui.line(if smoothed {
            line.color(colour.gamma_multiply(0.35)).width(1.0)
        } else {
            line.color(colour).width(1.6).style(style)
        });
    }
    for stretch in &curve.smooth {
        let line = Line::new(name, PlotPoints::from(stretch.clone())).allow_hover(false);
        plot_ui.line(line.color(colour).width(2.0).style(style));
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
