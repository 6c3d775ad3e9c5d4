//! One unit up close: rate map, autocorrelogram, Fourier power, and the numbers.

use super::autocorrelogram::autocorrelogram_ui;
use super::axes::{Axis, Frame, tick_font};
use super::colour::{self, Lut, shade};
use super::map_texture::{MapTexture, key_of, map_pixels, peak, whole};
use super::spectra::Picture;
use super::tile::rate;
use super::{empty_ui, number_or_dash};
use crate::analysis::{UnitDetail, UnitReport};
use crate::app::view::{Request, View};
use crate::maps::RateMaps;
use eframe::egui::{
    Align, Align2, Color32, ColorImage, CornerRadius, Label, Layout, Rect, RichText, Role, ScrollArea, Sense, Stroke,
    StrokeKind, TextStyle, TextureOptions, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use serde::{Deserialize, Serialize};

/// State of the unit panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitPanel {
    /// Blend neighbouring bins.
    pub smooth: bool,
    #[serde(skip)]
    map: MapTexture,
    #[serde(skip)]
    autocorrelogram: MapTexture,
    #[serde(skip)]
    spectrum: MapTexture,
}

/// The selected unit.
pub fn unit_ui(ui: &mut Ui, state: &mut UnitPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    let Some(maps) = view.maps().filter(|m| m.units > 0) else {
        empty_ui(ui, "No maps yet");
        return requests;
    };
    let Some(unit) = view.selected_unit.filter(|u| *u < maps.units) else {
        empty_ui(ui, "Click a rate map to look at its unit");
        return requests;
    };
    let entry = view.report.and_then(|r| r.units.get(unit)).filter(|u| u.unit == unit);
    header_ui(ui, state, view, maps, unit, entry, &mut requests);
    let area = ui.available_size();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if area.x >= 1.35 * area.y && area.x >= 620.0 {
            wide_ui(ui, state, view, maps, unit, entry, area);
        } else {
            tall_ui(ui, state, view, maps, unit, entry, area);
        }
    });
    requests
}

fn header_ui(
    ui: &mut Ui,
    state: &mut UnitPanel,
    view: &View<'_>,
    maps: &RateMaps,
    unit: usize,
    entry: Option<&UnitReport>,
    requests: &mut Vec<Request>,
) {
    ui.horizontal_wrapped(|ui| {
        let previous = ui.button("‹").on_hover_text("Previous unit ([)");
        previous.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Previous unit"));
        let next = ui.button("›").on_hover_text("Next unit (])");
        next.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Next unit"));
        if previous.clicked() {
            requests.push(Request::SelectUnit(Some((unit + maps.units - 1) % maps.units)));
        }
        if next.clicked() {
            requests.push(Request::SelectUnit(Some((unit + 1) % maps.units)));
        }
        ui.strong(format!("Unit {unit}"));
        match entry {
            Some(entry) if !entry.active => {
                ui.weak("silent in this box");
            }
            Some(UnitReport { module: Some(module), .. }) => {
                let colour = view.theme.module(Some(*module));
                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                super::marker::paint_marker(ui.painter(), rect.center(), 5.0, Some(*module), colour);
                ui.label(format!("module {}", module + 1));
            }
            Some(_) => {
                ui.weak("in no module");
            }
            None => {}
        }
        ui.checkbox(&mut state.smooth, "Smooth").on_hover_text("Blend neighbouring bins when drawing");
    });
}

/// Side by side: three pictures, then the numbers.
fn wide_ui(
    ui: &mut Ui,
    state: &mut UnitPanel,
    view: &View<'_>,
    maps: &RateMaps,
    unit: usize,
    entry: Option<&UnitReport>,
    area: eframe::egui::Vec2,
) {
    let numbers = 250.0;
    let side = ((area.x - numbers - 24.0) / 3.0).min(area.y - 6.0).max(120.0);
    ui.horizontal_top(|ui| {
        picture_ui(ui, vec2(side, side), "Rate map", |ui, rect| rate_map_ui(ui, rect, state, view, maps, unit));
        pair_ui(ui, state, view, side, side, unit);
        ui.vertical(|ui| unit_numbers_ui(ui, entry, view.unit_detail));
    });
}

/// The rate map above, the other two below it, the numbers last: all in sight where the panel is not too low.
fn tall_ui(
    ui: &mut Ui,
    state: &mut UnitPanel,
    view: &View<'_>,
    maps: &RateMaps,
    unit: usize,
    entry: Option<&UnitReport>,
    area: eframe::egui::Vec2,
) {
    let half = (area.x - 10.0) / 2.0;
    let gap = ui.spacing().item_spacing.y;
    let below = area.y - numbers_height(ui, area.x) - 3.0 * gap;
    let pair = (half + 26.0).min(below * 0.45).max(130.0);
    let side = (below - pair).max(150.0).min(area.x);
    ui.vertical_centered(|ui| {
        let size = vec2((side * 1.4).min(area.x), side);
        picture_ui(ui, size, "Rate map", |ui, rect| rate_map_ui(ui, rect, state, view, maps, unit));
    });
    ui.horizontal_top(|ui| pair_ui(ui, state, view, half, pair, unit));
    unit_numbers_ui(ui, entry, view.unit_detail);
}

fn pair_ui(ui: &mut Ui, state: &mut UnitPanel, view: &View<'_>, width: f32, height: f32, unit: usize) {
    let detail = view.unit_detail.filter(|d| d.size > 0);
    let key = key_of((view.maps_version, view.map_source as u8, unit));
    picture_ui(ui, vec2(width, height), "Autocorrelogram", |ui, rect| match detail {
        Some(detail) => autocorrelogram_ui(ui, rect, &mut state.autocorrelogram, detail, key, view.theme),
        None => waiting(ui, rect),
    });
    picture_ui(ui, vec2(width, height), "Fourier power", |ui, rect| match detail {
        Some(detail) if !detail.spectrum.power.is_empty() => {
            let picture = Picture { spectrum: &detail.spectrum, log_power: false, key };
            picture.paint(ui, rect, &mut state.spectrum, view);
        }
        _ => waiting(ui, rect),
    });
}

fn waiting(ui: &Ui, rect: Rect) {
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, "–", tick_font(ui), ui.visuals().weak_text_color());
}

/// A picture with its name above.
fn picture_ui(ui: &mut Ui, size: eframe::egui::Vec2, name: &str, draw: impl FnOnce(&mut Ui, Rect)) {
    let (outer, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let font = tick_font(ui);
    let line = font.size * 1.5;
    ui.painter().text(outer.center_top(), Align2::CENTER_TOP, name, font, ui.visuals().strong_text_color());
    let rect = Rect::from_min_max(outer.min + vec2(0.0, line), outer.max);
    draw(&mut ui.new_child(UiBuilder::new().max_rect(rect)), rect);
}

fn rate_map_ui(ui: &mut Ui, rect: Rect, state: &mut UnitPanel, view: &View<'_>, maps: &RateMaps, unit: usize) {
    let bins = maps.arena.bins;
    let map = maps.unit(unit);
    let top = peak(map);
    let lut = colour::lut(view.colour_map);
    let key = key_of((
        view.maps_version,
        view.map_source as u8,
        unit,
        view.colour_map as u8,
        view.theme.dark,
        state.smooth,
        bins,
    ));
    let options = if state.smooth { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
    let texture = state.map.update(ui.ctx(), "unit map", key, options, || {
        let pixels = map_pixels(map, bins, (0.0, top), lut, view.theme.unvisited);
        if pixels.len() == bins * bins && bins > 0 {
            ColorImage::new([bins, bins], pixels)
        } else {
            ColorImage::filled([1, 1], view.theme.unvisited)
        }
    });
    let half = f64::from(maps.arena.box_m) / 2.0;
    let font = tick_font(ui);
    let bar = 14.0;
    let bar_room = bar + 8.0 + font.size * 2.9;
    let outer = Rect::from_min_max(rect.min, pos2(rect.right() - bar_room + font.size * 0.9, rect.bottom()));
    let axis = |name: &str| Axis::linear(-half, half, format!("{name} (m)"));
    let frame = Frame::layout(ui, outer, axis("x"), axis("y"), true);
    frame.paint(ui, false).image(texture, frame.rect, whole(), Color32::WHITE);
    let bar = Rect::from_min_max(
        pos2(frame.rect.right() + 8.0, frame.rect.top()),
        pos2(frame.rect.right() + 8.0 + bar, frame.rect.bottom()),
    );
    colour_bar_ui(ui, bar, lut, [&rate(f64::from(top)), "0"]);
}

/// A vertical colour bar with the words for its two ends.
pub(super) fn colour_bar_ui(ui: &Ui, rect: Rect, lut: &Lut, [high, low]: [&str; 2]) {
    let painter = ui.painter();
    let slices = 64;
    for i in 0..slices {
        let y = |k: usize| rect.bottom() - rect.height() * k as f32 / slices as f32;
        let slice = Rect::from_min_max(pos2(rect.left(), y(i + 1)), pos2(rect.right(), y(i)));
        painter.rect_filled(slice, CornerRadius::ZERO, shade(lut, (i as f32 + 0.5) / slices as f32));
    }
    let line = Stroke::new(1.0, ui.visuals().weak_text_color());
    painter.rect_stroke(rect, CornerRadius::ZERO, line, StrokeKind::Outside);
    let font = tick_font(ui);
    let text = ui.visuals().text_color();
    painter.text(rect.right_top() + vec2(4.0, 0.0), Align2::LEFT_TOP, high, font.clone(), text);
    painter.text(rect.right_bottom() + vec2(4.0, 0.0), Align2::LEFT_BOTTOM, low, font, text);
}

/// From this width on, the numbers stand in two columns.
const TWO_COLUMNS: f32 = 330.0;
/// Numbers of a unit.
const NUMBERS: usize = 10;

/// What the numbers take, points.
fn numbers_height(ui: &Ui, width: f32) -> f32 {
    let rows = if width >= TWO_COLUMNS { NUMBERS / 2 } else { NUMBERS };
    rows as f32 * (ui.text_style_height(&TextStyle::Body) + 5.0) + 4.0
}

fn unit_numbers_ui(ui: &mut Ui, entry: Option<&UnitReport>, detail: Option<&UnitDetail>) {
    let Some(entry) = entry else {
        ui.weak("Not analysed yet");
        return;
    };
    numbers_ui(ui, &numbers(entry, detail));
}

/// Rows of name, value and explanation, in two columns where there is room.
pub(super) fn numbers_ui(ui: &mut Ui, rows: &[(&str, String, &str)]) {
    let columns = if ui.available_width() >= TWO_COLUMNS { 2 } else { 1 };
    let each = rows.len().div_ceil(columns);
    let height = ui.text_style_height(&TextStyle::Body) + 5.0;
    let gap = 18.0;
    let width = (ui.available_width() - gap * (columns as f32 - 1.0)) / columns as f32;
    let (outer, _) = ui.allocate_exact_size(vec2(ui.available_width(), height * each as f32), Sense::hover());
    for (i, (name, value, about)) in rows.iter().enumerate() {
        let (column, row) = (i / each, i % each);
        let corner = outer.min + vec2(column as f32 * (width + gap), row as f32 * height);
        let rect = Rect::from_min_size(corner, vec2(width, height));
        if row % 2 == 0 {
            ui.painter().rect_filled(rect.expand2(vec2(3.0, 0.0)), 2.0, ui.visuals().faint_bg_color);
        }
        ui.scope_builder(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)), |ui| {
            ui.add(Label::new(*name).truncate()).on_hover_text(*about);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(RichText::new(value).monospace()));
        });
    }
}

/// Name, value and explanation of every number of a unit: the field, then the scores.
fn numbers(entry: &UnitReport, detail: Option<&UnitDetail>) -> [(&'static str, String, &'static str); NUMBERS] {
    let with_unit = |value: Option<f64>, decimals: usize, unit: &str| {
        value.map_or_else(|| "–".to_owned(), |v| format!("{v:.decimals$}{unit}"))
    };
    [
        ("Peak rate", rate(entry.peak_rate), "Largest mean activity in any bin; a state has length 1"),
        ("Spacing", with_unit(entry.spacing_m, 2, " m"), "Lattice constant: distance between neighbouring fields"),
        ("Orientation", with_unit(entry.orientation_deg, 1, "°"), "Direction of one lattice vector, modulo 60°"),
        ("Fields", entry.fields.to_string(), "Connected regions above half of the peak rate"),
        (
            "Stability",
            number_or_dash(entry.stability, 2),
            "Correlation of maps from two disjoint halves of the walks; measured in an arena only",
        ),
        (
            "Score, adaptive",
            number_or_dash(entry.grid_score_adaptive, 2),
            "Grid score on the ring from 0.5 to 1.5 spacings: the one that may be compared between boxes",
        ),
        (
            "Score, mean",
            number_or_dash(entry.grid_score_mean, 2),
            "Grid score (C60 + C120)/2 − (C30 + C90 + C150)/3, best of ten rings (Banino et al. 2018)",
        ),
        (
            "Score, min–max",
            number_or_dash(entry.grid_score_min_max, 2),
            "Grid score min(C60, C120) − max(C30, C90, C150), best of ten rings (Sargolini et al. 2006)",
        ),
        ("90° score", number_or_dash(entry.score_90, 2), "C90 − (C45 + C135)/2: high for a square lattice"),
        (
            "Ellipse ratio",
            number_or_dash(detail.and_then(|d| d.ellipse_ratio), 2),
            "Long over short axis of the ellipse through the six peaks: 1 for a regular hexagon",
        ),
    ]
}
