//! Curves of recorded runs beside those of the present one: paler, with a colour and a dash each.

use super::curves::{Column, curve};
use super::drawn::DrawnCurve;
use super::range::ValueRange;
use super::state::LossesPanel;
use crate::app::ask::Ask;
use crate::app::kit::axes::tick_font;
use crate::app::kit::overlay_look::{overlay_colour, overlay_style, overlay_swatch_ui};
use crate::app::overlay::RunOverlay;
use crate::app::run_changes::RunsAsk;
use crate::app::view::View;
use crate::draw::AxisScale;
use crate::stream::Series;
use eframe::egui::{Button, RichText, Ui};
use egui_plot::{Line, LineStyle, PlotPoints, PlotUi};

/// At either end so many of a hundred values do not count for the axis.
const BEYOND: f64 = 0.05;

/// A curve of another run as it is drawn.
pub(super) struct OverlayCurve {
    look: usize,
    stretches: Vec<Vec<[f64; 2]>>,
}

/// The curves of all runs that are laid over a chart of these series.
pub(super) fn overlay_curves(
    state: &LossesPanel,
    view: &View<'_>,
    drawn: &[DrawnCurve],
    scale: AxisScale,
    width: usize,
) -> Vec<OverlayCurve> {
    let steps = drawn.first().map_or([0, u64::MAX], DrawnCurve::steps);
    let of_series = |overlay: &RunOverlay, series: Series| {
        let columns: Vec<Column> = columns(overlay, series, state.newest_only.then_some(steps));
        let smoothed = state.smoothing && series != Series::LearningRate;
        let curve = curve(&columns, scale, smoothed.then_some(state.smoothing_steps), width);
        let stretches = if curve.smooth.is_empty() { curve.raw } else { curve.smooth };
        OverlayCurve { look: overlay.look, stretches }
    };
    let runs = view.runs.overlays().iter();
    runs.flat_map(|overlay| drawn.iter().map(move |drawn| of_series(overlay, drawn.series))).collect()
}

/// The points of a run, all of them or those between two steps.
fn columns(overlay: &RunOverlay, series: Series, within: Option<[u64; 2]>) -> Vec<Column> {
    let [from, to] = within.unwrap_or([0, u64::MAX]);
    let points = overlay.curves.points.iter().filter(|point| point.last_step >= from && point.first_step <= to);
    let column = |point: &crate::runs::CurvePoint| {
        let mean = f64::from(point.mean[series as usize]);
        let (first_step, last_step) = (point.first_step, point.last_step);
        Column { first_step, last_step, min: mean, max: mean, mean, gap: !mean.is_finite() }
    };
    points.map(column).collect()
}

/// A range that holds what these curves usually are, too.
pub(super) fn widened(range: ValueRange, overlays: &[OverlayCurve]) -> ValueRange {
    overlays.iter().fold(range, |range, overlay| {
        let mut heights: Vec<f64> = overlay.stretches.iter().flatten().map(|point| point[1]).collect();
        if heights.is_empty() {
            return range;
        }
        let last = heights.len() - 1;
        let mut at = |share: f64| *heights.select_nth_unstable_by((share * last as f64) as usize, f64::total_cmp).1;
        ValueRange { low: range.low.min(at(BEYOND)), high: range.high.max(at(1.0 - BEYOND)) }
    })
}

/// Draws them; they lie behind the curves of the present run.
pub(super) fn overlays_ui(plot_ui: &mut PlotUi<'_>, view: &View<'_>, overlays: &[OverlayCurve], range: ValueRange) {
    for overlay in overlays {
        let (colour, style) = (overlay_colour(view.theme, overlay.look), overlay_style(view.theme, overlay.look));
        for stretch in &overlay.stretches {
            let points: PlotPoints<'_> = stretch.iter().map(|point| [point[0], range.clamp(point[1])]).collect();
            // A single point has no dash.
            let style = if stretch.len() < 2 { LineStyle::Solid } else { style };
            let line = Line::new("", points).color(colour.gamma_multiply(0.75)).width(1.2).style(style);
            plot_ui.line(line.allow_hover(false));
        }
    }
}

/// Names the runs that are laid over the charts; a click on one takes it away.
pub(super) fn legend_ui(ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    if view.runs.overlays().is_empty() {
        return asks;
    }
    let font = tick_font(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = eframe::egui::vec2(5.0, 0.0);
        ui.spacing_mut().interact_size.y = 1.4 * font.size;
        for overlay in view.runs.overlays() {
            overlay_swatch_ui(ui, view.theme, overlay.look, &overlay.name);
            let name = RichText::new(&overlay.name).font(font.clone());
            let button = ui.add(Button::new(name).frame(false));
            if button.on_hover_text("A recorded run; a click takes its curves away").clicked() {
                asks.push(Ask::Runs(RunsAsk::Select(overlay.folder.clone(), false)));
            }
            ui.add_space(6.0);
        }
    });
    asks
}
