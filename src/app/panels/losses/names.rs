//! Names of curves with a piece of each, and their newest values.

use super::read_out::significant;
use crate::app::kit::axes::tick_font;
use crate::app::kit::theme::line_width;
use crate::app::view::View;
use crate::draw::{AxisScale, LINEAR_WITHIN};
use crate::stream::{LinePattern, Series};
use eframe::egui::{self, Color32, RichText, Ui, vec2};
use egui_plot::LineStyle;

/// Size of a piece of a curve beside its name, points.
const SWATCH: egui::Vec2 = vec2(18.0, 12.0);

/// What the reader must know about an axis.
fn scale_tooltip(response: egui::Response, series: Series, scale: AxisScale) {
    let meaning = series.spec().meaning;
    response.on_hover_text(match scale {
        AxisScale::SymLog => {
            format!("{meaning}\nThe axis is logarithmic both ways from zero, and linear within ±{LINEAR_WITHIN}")
        }
        _ if series.has_own_axis() => format!("{meaning}\nBetween −1 and 0, on a linear axis of its own"),
        _ => meaning.to_owned(),
    });
}

/// Name and newest value above a chart of one curve; where there is no room for both, the name.
pub(super) fn title_ui(ui: &mut Ui, view: &View<'_>, series: Series, scale: AxisScale) {
    let value = view.history.last().map_or(f64::NAN, |s| f64::from(s.get(series)));
    let font = tick_font(ui);
    let colour = view.theme.series[series as usize];
    let spec = series.spec();
    let width = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font.clone(), colour).size().x;
    let value = significant(value);
    let has_value = width(spec.name) + 10.0 + width(&value) <= ui.available_width();
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 1.4 * font.size;
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if has_value {
                ui.label(RichText::new(value).font(font.clone()));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(spec.name).font(font).color(colour);
                scale_tooltip(ui.add(egui::Label::new(name).truncate()), series, scale);
            });
        });
    });
}

/// Names above a chart of several curves, with their newest values where there is room.
pub(super) fn names_ui(ui: &mut Ui, view: &View<'_>, shown: &[Series], scale: AxisScale) {
    let has_values = ui.available_width() > 175.0 * shown.len() as f32;
    let font = tick_font(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = 1.4 * font.size;
        for &series in shown {
            let response = name_ui(ui, view, series);
            scale_tooltip(response, series, scale);
            if has_values {
                let value = view.history.last().map_or(f64::NAN, |s| f64::from(s.get(series)));
                ui.label(RichText::new(significant(value)).font(font.clone()).weak());
            }
            ui.add_space(6.0);
        }
    });
}

/// Names of curves and nothing else, for a line that holds other things too.
pub(super) fn short_names_ui(ui: &mut Ui, view: &View<'_>, shown: &[Series]) {
    for &series in shown {
        name_ui(ui, view, series).on_hover_text(series.spec().meaning);
        ui.add_space(4.0);
    }
}

/// A piece of a curve and its name, on one line.
fn name_ui(ui: &mut Ui, view: &View<'_>, series: Series) -> egui::Response {
    ui.spacing_mut().item_spacing.x = 5.0;
    let (name, font, colour) = (series.spec().name, tick_font(ui), view.theme.series[series as usize]);
    let width = ui.painter().layout_no_wrap(name.to_owned(), font.clone(), colour).size().x;
    if ui.available_size_before_wrap().x < SWATCH.x + 6.0 + width {
        ui.end_row();
    }
    swatch_ui(ui, colour, line_style(series));
    ui.label(RichText::new(name).font(font))
}

/// A piece of the curve as it is drawn.
fn swatch_ui(ui: &mut Ui, colour: Color32, style: LineStyle) {
    let (rect, _) = ui.allocate_exact_size(SWATCH, egui::Sense::hover());
    let line = [rect.left_center(), rect.right_center()];
    let stroke = egui::Stroke::new(2.5 * line_width(ui.visuals()), colour);
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

/// The pattern of every curve of a twin: longer dashes than any curve of a run has.
pub(super) const TWIN_STYLE: LineStyle = LineStyle::Dashed { length: 15.0 };

/// Whose the other curves are: a piece of a line and a name for the twin and for the baseline.
pub(super) fn others_ui(ui: &mut Ui, view: &View<'_>) {
    let font = tick_font(ui);
    let mut entry_ui = |colour: Color32, style: LineStyle, text: String, about: &str| {
        ui.spacing_mut().item_spacing.x = 5.0;
        swatch_ui(ui, colour, style);
        ui.label(RichText::new(text).font(font.clone())).on_hover_text(about);
        ui.add_space(4.0);
    };
    if let Some(twin) = view.twin {
        let about = format!(
            "Long dashes in the colour of each curve: {}, from step {} on; before that both are one",
            twin.known.difference(),
            twin.known.info.change.step
        );
        entry_ui(view.theme.text, TWIN_STYLE, "twin".to_owned(), &about);
    }
    if let Some(baseline) = view.baseline {
        let about = format!("Pale and wide, behind each curve, at steps of equal number: {}", baseline.words());
        entry_ui(view.theme.pale(view.theme.text), LineStyle::Solid, "baseline".to_owned(), &about);
    }
}
