//! One chart of loss curves: axes, curves and marks.

use super::drawn::{CurveOf, DrawnCurve, drawn_curves};
use super::glimpse::glimpse_ui;
use super::names::{TWIN_STYLE, line_style, names_ui, title_ui};
use super::overlays::{overlay_curves, overlays_ui, widened};
use super::range::{Cut, ValueRange};
use super::read_out::{read_out_ui, significant};
use super::state::LossesPanel;
use crate::app::kit::axes::tick_font;
use crate::app::kit::theme::{Theme, line_width};
use crate::app::view::View;
use crate::draw::AxisScale;
use crate::draw::ticks::tick_label;
use crate::stream::{Intervention, Series};
use eframe::egui::{Align2, Id, Pos2, Rect, Role, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{
    AxisHints, FilledArea, GridInput, GridMark, Line, LineStyle, Plot, PlotPoint, PlotPoints, PlotTransform, PlotUi,
    VLine,
};

/// Steps with a value that is not finite that are marked, at most.
const MOST_GAPS: usize = 100;
/// Sizes of a letter from one name of an axis to the next: along the steps, and along the values.
const BETWEEN_STEPS: f64 = 4.24;
const BETWEEN_VALUES: f64 = 1.26;
/// Lines nearer to each other than this are not drawn, points.
const FINEST_GRID: f32 = 2.0;
/// How far apart lines without a name claim to be, points: enough to be drawn faintly, too little for a name.
const MINOR: f64 = 6.0;
/// Width of a curve of the baseline, points.
const GHOST_WIDTH: f32 = 3.5;
/// Half the width of the mark where a curve is cut off, points.
const CUT_MARK: f32 = 4.5;

/// What a chart leaves out to save room, and whether it fits its axes to the data again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChartLook {
    pub refit: bool,
    /// Steps are written under the chart; charts above others do without.
    pub has_steps: bool,
    /// Curves are named above the chart, and not elsewhere.
    pub has_names: bool,
}

/// Draws the curves `shown` in one chart.
pub(super) fn chart_ui(ui: &mut Ui, state: &mut LossesPanel, view: &View<'_>, shown: &[Series], look: ChartLook) {
    let width = ui.available_width().max(50.0) as usize;
    let chart = drawn_curves(state, view, shown, width);
    let (scale, drawn) = (chart.scale, &chart.curves);
    let name = if let [single] = shown { single.spec().name } else { "losses" };
    match shown {
        _ if !look.has_names => {}
        [single] => title_ui(ui, view, *single, scale),
        several => names_ui(ui, view, several, scale),
    }
    let overlays = overlay_curves(state, view, drawn, scale, width);
    let (usual, shown_series) = (widened(ValueRange::of(chart.all()), &overlays), shown);
    let frozen = state.frozen.of(shown).map(|[low, high]| ValueRange { low, high });
    let wide = line_width(ui.visuals());
    let mut plot = plot(ui, name, scale, look);
    if look.refit {
        plot = plot.reset();
    }
    let shown = plot.show(ui, |plot_ui| {
        // Who zooms or moves a chart sees everything.
        let fits_itself = plot_ui.auto_bounds().y;
        let range = frozen.unwrap_or(if fits_itself { usual } else { ValueRange::ALL });
        if let Some(ValueRange { low, high }) = frozen {
            plot_ui.set_plot_bounds_y(low..=high);
        }
        marks_ui(plot_ui, view, &drawn[0], wide);
        overlays_ui(plot_ui, view, &overlays, range);
        for curve in chart.all() {
            let style = match curve.of {
                CurveOf::Twin => TWIN_STYLE,
                CurveOf::Run | CurveOf::Baseline if drawn.len() == 1 => LineStyle::Solid,
                CurveOf::Run | CurveOf::Baseline => line_style(curve.series),
            };
            curve_ui(plot_ui, curve, style, (range, wide));
        }
        range
    });
    if frozen.is_none() && !look.refit && state.frozen.are_due(view) {
        let bounds = shown.transform.bounds();
        state.frozen.freeze(shown_series, [bounds.min()[1], bounds.max()[1]]);
    }
    let cuts: Vec<(Cut, &DrawnCurve)> =
        drawn.iter().flat_map(|drawn| shown.inner.cuts(drawn).into_iter().map(move |cut| (cut, drawn))).collect();
    if let ([single], false) = (shown_series, look.has_names) {
        let at = shown.transform.frame().right_top() + vec2(-4.0, 2.0);
        let colour = view.theme.series[*single as usize];
        ui.painter().text(at, Align2::RIGHT_TOP, name, tick_font(ui), colour);
    }
    let farthest = cuts_ui(ui, &shown.transform, scale, shown.inner, cuts);
    let response = shown.response;
    let cut = farthest.map_or_else(String::new, |cut| format!(", cut off: {cut}"));
    let has = |of: CurveOf| chart.others.iter().any(|curve| curve.of == of);
    let beside = match (has(CurveOf::Twin), has(CurveOf::Baseline)) {
        (true, true) => ", with that of the twin, before the baseline",
        (true, false) => ", with that of the twin",
        (false, true) => ", before the baseline",
        (false, false) => "",
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("chart of {name}{beside}{cut}")));
    if let Some(pointer) = response.hover_pos() {
        let step = shown.transform.value_from_position(pointer).x;
        let reach = 6.0 * shown.transform.dvalue_dpos()[0].abs();
        let near: Vec<&Intervention> =
            view.interventions.iter().filter(|i| (i.step as f64 - step).abs() <= reach).collect();
        response.on_hover_ui_at_pointer(|ui| {
            read_out_ui(ui, &chart, step, &near);
            glimpse_ui(ui, state, view, step);
        });
    }
}

/// An empty chart, its steps linked to those of all others.
fn plot<'a>(ui: &Ui, name: &str, scale: AxisScale, look: ChartLook) -> Plot<'a> {
    let (font, text) = (tick_font(ui), ui.visuals().text_color());
    let letter = f64::from(font.size);
    let (between_steps, between_values) = (BETWEEN_STEPS * letter, BETWEEN_VALUES * letter);
    // Named values are chosen with room for their names, so that none need be faded out for want of it.
    let axis = |axis: AxisHints<'a>| {
        axis.label_spacing(MINOR as f32 + 2.0..=between_values as f32 - 1.0)
            .tick_label_font(font.clone())
            .tick_label_color(text)
    };
    let steps = axis(AxisHints::new_x()).formatter(|mark, _| tick_label(mark.value, mark.step_size));
    let heights = axis(AxisHints::new_y())
        .formatter(move |mark, _| scale.tick_label(mark.value, mark.step_size))
        .min_thickness(2.67 * font.size);
    Plot::new(("losses", name))
        .link_axis(Id::unique("losses: steps"), [true, false])
        .link_cursor(Id::unique("losses: cursor"), [true, false])
        .show_y(false)
        .show_axes([look.has_steps, true])
        .min_size(vec2(30.0, 20.0))
        .label_formatter(|_| None)
        .allow_scroll(false)
        .set_margin_fraction(vec2(0.01, 0.09))
        .grid_color(ui.visuals().weak_text_color().gamma_multiply(0.5))
        .grid_spacing(FINEST_GRID..=80.0)
        .x_grid_spacer(move |input| {
            let distance = units(&input, between_steps);
            // Half steps do not exist.
            let ticks = AxisScale::Linear.ticks(input.bounds.0.max(0.0), input.bounds.1, distance.max(1.0));
            named(ticks, units(&input, 1e3))
        })
        .y_grid_spacer(move |input| {
            let (low, high) = input.bounds;
            let place = |value: f64| scale.to_axis(value);
            let values: Vec<f64> =
                scale.ticks(low, high, units(&input, between_values)).into_iter().map(place).collect();
            let between = scale.minor_ticks(low, high).into_iter().map(place).filter(|y| !values.contains(y));
            let between: Vec<GridMark> =
                between.map(|value| GridMark { value, step_size: units(&input, MINOR) }).collect();
            named(values, units(&input, 1e3)).into_iter().chain(between).collect()
        })
        .custom_x_axes(vec![steps])
        .custom_y_axes(vec![heights])
}

/// What so many points are along an axis.
fn units(input: &GridInput, points: f64) -> f64 {
    input.base_step_size / f64::from(FINEST_GRID) * points
}

/// Grid marks with names, which know the distance to their nearest neighbour; `alone` where there is none.
fn named(values: Vec<f64>, alone: f64) -> Vec<GridMark> {
    let step = values.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
    let step_size = if step.is_finite() { step } else { alone };
    values.into_iter().map(|value| GridMark { value, step_size }).collect()
}

/// Lines where a parameter moved, and where a value was not finite.
fn marks_ui(plot_ui: &mut PlotUi<'_>, view: &View<'_>, first: &DrawnCurve, wide: f32) {
    let Theme { mark, warning, .. } = *view.theme;
    // Marks outside the data would widen the axis.
    let [from, to] = first.steps();
    let inside = |i: &&Intervention| (from..=to).contains(&i.step) || (i.step == 0 && from == 1);
    for intervention in view.interventions.iter().filter(inside) {
        let line = VLine::new("", intervention.step as f64).color(mark).width(wide);
        plot_ui.vline(line.style(LineStyle::dashed_dense()).allow_hover(false));
    }
    for x in first.curve.gaps.iter().take(MOST_GAPS) {
        plot_ui.vline(VLine::new("", *x).color(warning).width(wide).allow_hover(false));
    }
}

/// Draws a curve within a range, so many times as thick as in a window.
fn curve_ui(plot_ui: &mut PlotUi<'_>, drawn: &DrawnCurve, style: LineStyle, (range, wide): (ValueRange, f32)) {
    let (name, curve, colour) = (drawn.series.spec().name, &drawn.curve, drawn.colour);
    let is_ghost = drawn.of == CurveOf::Baseline;
    let points =
        |stretch: &[[f64; 2]]| -> PlotPoints<'_> { stretch.iter().map(|p| [p[0], range.clamp(p[1])]).collect() };
    // One line is enough of a ghost.
    for stretch in curve.band.iter().filter(|_| !is_ghost) {
        let column = |k: usize| stretch.iter().map(move |p| if k == 0 { p[0] } else { range.clamp(p[k]) });
        let [x, low, high] = [0, 1, 2].map(|k| column(k).collect::<Vec<_>>());
        let area = FilledArea::new("", &x, &low, &high);
        plot_ui.add(area.fill_color(colour.gamma_multiply(0.18)).allow_hover(false));
    }
    let smoothed = !curve.smooth.is_empty();
    for stretch in curve.raw.iter().filter(|_| !is_ghost || !smoothed) {
        let line = Line::new(if smoothed { "" } else { name }, points(stretch)).allow_hover(false);
        plot_ui.line(if smoothed {
            line.color(colour.gamma_multiply(0.35)).width(wide)
        } else {
            line.color(colour).width(if is_ghost { GHOST_WIDTH } else { 1.6 } * wide).style(style)
        });
    }
    for stretch in &curve.smooth {
        let line = Line::new(name, points(stretch)).allow_hover(false);
        plot_ui.line(line.color(colour).width(if is_ghost { GHOST_WIDTH } else { 2.0 } * wide).style(style));
    }
}

/// Marks where curves are cut off, the farthest values in numbers as long as they have room; the farthest in words.
fn cuts_ui(
    ui: &Ui,
    transform: &PlotTransform,
    scale: AxisScale,
    range: ValueRange,
    mut cuts: Vec<(Cut, &DrawnCurve)>,
) -> Option<String> {
    let beyond = |cut: &Cut| if cut.is_above { cut.y - range.high } else { range.low - cut.y };
    cuts.sort_by(|(a, _), (b, _)| beyond(b).total_cmp(&beyond(a)));
    let (frame, font) = (*transform.frame(), tick_font(ui));
    let painter = ui.painter().with_clip_rect(frame.intersect(ui.clip_rect()));
    let mut taken: Vec<Rect> = Vec::new();
    for (cut, drawn) in &cuts {
        let way = if cut.is_above { -1.0 } else { 1.0 };
        let edge = if cut.is_above { range.high } else { range.low };
        let at = transform.position_from_point(&PlotPoint::new(cut.step, edge));
        // A chart may be lower than that.
        let (highest, lowest) = (frame.top() + 1.0, (frame.bottom() - 1.0).max(frame.top() + 1.0));
        let tip = pos2(at.x, (at.y + way * 2.0 * CUT_MARK).clamp(highest, lowest));
        let foot = tip.y - way * 1.6 * CUT_MARK;
        let mark = Rect::from_two_pos(pos2(at.x - CUT_MARK, tip.y), pos2(at.x + CUT_MARK, foot));
        if !frame.contains(at) || taken.iter().any(|rect| rect.intersects(mark)) {
            continue;
        }
        let corners: Vec<Pos2> = vec![tip, pos2(mark.left(), foot), pos2(mark.right(), foot)];
        painter.add(Shape::convex_polygon(corners, drawn.colour, Stroke::NONE));
        taken.push(mark);
        let words = significant(scale.value_at(cut.y));
        let galley = painter.layout_no_wrap(words, font.clone(), ui.visuals().text_color());
        let (anchor, x) = if mark.right() + 3.0 + galley.size().x < frame.right() {
            (Align2::LEFT_CENTER, mark.right() + 3.0)
        } else {
            (Align2::RIGHT_CENTER, mark.left() - 3.0)
        };
        let half = galley.size().y / 2.0;
        let y = mark.center().y.clamp(frame.top() + half, (frame.bottom() - half).max(frame.top() + half));
        let place = anchor.anchor_size(pos2(x, y), galley.size());
        if frame.contains_rect(place) && !taken.iter().any(|rect| rect.intersects(place)) {
            painter.galley(place.min, galley, ui.visuals().text_color());
            taken.push(place);
        }
    }
    let (cut, drawn) = cuts.first()?;
    // Its points are no finer than the screen; the columns are.
    let finite = drawn.columns.iter().filter(|column| column.mean.is_finite());
    let farthest = if cut.is_above {
        finite.max_by(|a, b| a.max.total_cmp(&b.max))
    } else {
        finite.min_by(|a, b| a.min.total_cmp(&b.min))
    };
    let (value, step) = farthest.map(|column| (if cut.is_above { column.max } else { column.min }, column.middle()))?;
    Some(format!("{} of {} at step {step:.0}", drawn.series.spec().name, significant(value)))
}
