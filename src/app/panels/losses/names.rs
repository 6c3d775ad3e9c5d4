//! Names of curves with a piece of each, and their newest values.

use super::read_out::significant;
use crate::app::view::View;
use crate::draw::{AxisScale, LINEAR_WITHIN};
use crate::stream::{LinePattern, Series};
use eframe::egui::{self, Color32, RichText, TextStyle, Ui, vec2};
use egui_plot::LineStyle;

/// Size of a piece of a curve beside its name, points.
const SWATCH: egui::Vec2 = vec2(18.0, 12.0);

/// What the reader must know about a two-sided axis.
fn scale_tooltip(response: egui::Response, scale: AxisScale) {
    if scale == AxisScale::SymLog {
        response
            .on_hover_text(format!("The axis is logarithmic both ways from zero, and linear within ±{LINEAR_WITHIN}"));
    }
}

/// Name and newest value above a chart of one curve.
pub(super) fn title_ui(ui: &mut Ui, view: &View<'_>, series: Series, scale: AxisScale) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        swatch_ui(ui, view.theme.series[series as usize], LineStyle::Solid);
        let value = view.history.last().map_or(f64::NAN, |s| f64::from(s.get(series)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.monospace(significant(value));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(series.spec().name).strong();
                scale_tooltip(ui.add(egui::Label::new(name).truncate()), scale);
            });
        });
    });
}

/// Names above a chart of several curves, with their newest values where there is room.
pub(super) fn names_ui(ui: &mut Ui, view: &View<'_>, shown: &[Series], scale: AxisScale) {
    let has_values = ui.available_width() > 160.0 * shown.len() as f32;
    ui.horizontal_wrapped(|ui| {
        for &series in shown {
            scale_tooltip(short_name_ui(ui, series, view.theme.series[series as usize]), scale);
            if has_values {
                let value = view.history.last().map_or(f64::NAN, |s| f64::from(s.get(series)));
                ui.label(RichText::new(format!("{:>8}", significant(value))).monospace().weak());
            }
            ui.add_space(8.0);
        }
    });
}

/// Names of curves and nothing else, for a line that holds other things too.
pub(super) fn short_names_ui(ui: &mut Ui, view: &View<'_>, shown: &[Series]) {
    for &series in shown {
        short_name_ui(ui, series, view.theme.series[series as usize]);
        ui.add_space(6.0);
    }
}

/// A piece of a curve and its name, on one line.
fn short_name_ui(ui: &mut Ui, series: Series, colour: Color32) -> egui::Response {
    ui.spacing_mut().item_spacing.x = 5.0;
    let font = TextStyle::Body.resolve(ui.style());
    let name = ui.painter().layout_no_wrap(series.spec().name.to_owned(), font, ui.visuals().text_color());
    if ui.available_size_before_wrap().x < SWATCH.x + 5.0 + name.size().x {
        ui.end_row();
    }
    swatch_ui(ui, colour, line_style(series));
    ui.label(series.spec().name)
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

/// The pattern of a curve where several share a chart.
pub(super) fn line_style(series: Series) -> LineStyle {
    match series.spec().pattern {
        LinePattern::Solid => LineStyle::Solid,
        LinePattern::LooseDashes => LineStyle::dashed_loose(),
        LinePattern::DenseDashes => LineStyle::dashed_dense(),
        LinePattern::Dots => LineStyle::dotted_dense(),
    }
}
