//! One unit up close: rate map, autocorrelogram, Fourier power, and the numbers.

mod autocorrelogram;
mod ghost;
mod numbers;
mod path;
mod picture;

use crate::analysis::{Significance, UnitReport, UnitSignificance};
use crate::app::ask::Ask;
use crate::app::kit::axes::{Axis, Frame, tick_font};
use crate::app::kit::colour;
use crate::app::kit::colour_bar::colour_bar_ui;
use crate::app::kit::csv::{maps_table, spectra_table, waves_table};
use crate::app::kit::empty_ui;
use crate::app::kit::map_texture::{MapTexture, key_of, peak, whole};
use crate::app::kit::marker::paint_marker;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::kit::rate::rate;
use crate::app::kit::spectrum::SpectrumPicture;
use crate::app::kit::whose::report_line_ui;
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use crate::maps::RateMaps;
use crate::measure::CellMeasures;
use autocorrelogram::autocorrelogram_ui;
use eframe::egui::{
    Align2, Color32, Label, Rect, Role, ScrollArea, Sense, TextStyle, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};
use numbers::UnitNumbers;
use path::PathPicture;
use picture::map_texture;
use serde::{Deserialize, Serialize};

/// State of the unit panel.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct UnitPanel {
    /// Blend neighbouring bins.
    pub smooth: bool,
    #[serde(skip)]
    map: MapTexture,
    #[serde(skip)]
    path: PathPicture,
    #[serde(skip)]
    ghost: MapTexture,
    #[serde(skip)]
    autocorrelogram: MapTexture,
    #[serde(skip)]
    spectrum: MapTexture,
}

/// The unit on the screen.
#[derive(Clone, Copy)]
struct ShownUnit<'a, 'v> {
    view: &'a View<'v>,
    maps: &'a RateMaps,
    unit: usize,
    /// `None` before its first analysis.
    entry: Option<&'a UnitReport>,
}

impl Panel for UnitPanel {
    const PANE: Pane = Pane { name: "unit", title: "Unit", place: PanePlace::Right, is_wall: false };

    /// The selected unit.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let Some(maps) = view.maps().filter(|m| m.units > 0) else {
            empty_ui(ui, "No maps yet");
            return asks;
        };
        let Some(unit) = view.selected_unit.filter(|u| *u < maps.units) else {
            empty_ui(ui, "Click a rate map to look at its unit");
            return asks;
        };
        let entry = view.report.and_then(|r| r.units.get(unit)).filter(|u| u.unit == unit);
        let shown = ShownUnit { view, maps, unit, entry };
        if view.has_controls {
            header_ui(ui, self, shown, &mut asks);
        }
        report_line_ui(ui, view);
        measure_spikes(view, &mut asks);
        let area = ui.available_size();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if area.x >= 1.35 * area.y && area.x >= 620.0 {
                wide_ui(ui, self, shown, area);
            } else {
                tall_ui(ui, self, shown, area);
            }
        });
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some((maps, unit)) = view.maps().zip(view.selected_unit).filter(|(maps, unit)| *unit < maps.units) else {
            return Vec::new();
        };
        let entry = view.report.and_then(|report| report.units.iter().find(|entry| entry.unit == unit));
        let scores = entry.and_then(|entry| CsvTable::of("scores", std::slice::from_ref(entry)));
        let detail = view.unit_detail.map(|(_, detail)| detail).filter(|detail| detail.size > 0);
        let pictures = detail.map(|detail| {
            let waves = waves_table([(entry.and_then(|entry| entry.module), detail.spectrum.peaks_cpm.as_slice())]);
            let module = entry.and_then(|entry| entry.module);
            [autocorrelogram::table(detail), spectra_table([(module, &detail.spectrum)]), waves]
        });
        let recorded = view.set.and_then(|set| set.recorded.as_deref());
        let path = recorded.map(|recorded| path::tables(recorded, maps.arena, unit));
        let map = maps_table(maps, [unit], view.rate_unit());
        let scores = scores.map(|scores| scores.in_unit(view.rate_unit()));
        let pictures = pictures.into_iter().flatten().chain(path.into_iter().flatten());
        std::iter::once(map).chain(scores).chain(pictures).collect()
    }
}

/// Has what spikes say measured, which takes seconds at most.
fn measure_spikes(view: &View<'_>, asks: &mut Vec<Ask>) {
    let lane = view.measurements.lane::<CellMeasures>();
    let has_spikes = view.set.is_some_and(|set| set.recorded.is_some());
    let row = MeasurementRow::<CellMeasures> { input: (), is_automatic: true, has_button: false, is_overlay: true };
    if has_spikes && lane.asked().is_none() && view.reported.is_some_and(|now| lane.is_untried(now, &())) {
        asks.push(row.begin());
    }
}

/// What shifted spikes say of a unit of the maps on screen, where that was measured.
fn significance_of<'a>(view: &View<'a>, unit: usize) -> Option<&'a UnitSignificance> {
    view.finding::<Significance>(&())?.units.get(unit)
}

fn header_ui(ui: &mut Ui, state: &mut UnitPanel, shown: ShownUnit<'_, '_>, asks: &mut Vec<Ask>) {
    let ShownUnit { view, maps, unit, entry } = shown;
    ui.horizontal_wrapped(|ui| {
        let previous = ui.button("‹").on_hover_text("Previous unit ([)");
        previous.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Previous unit"));
        let next = ui.button("›").on_hover_text("Next unit (])");
        next.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Next unit"));
        if previous.clicked() {
            asks.push(Ask::SelectUnit(Some((unit + maps.units - 1) % maps.units)));
        }
        if next.clicked() {
            asks.push(Ask::SelectUnit(Some((unit + 1) % maps.units)));
        }
        ui.strong(format!("Unit {}", view.unit_name(unit)));
        if let Some(entry) = entry {
            if let Some(module) = entry.module {
                let colour = view.theme.module(Some(module));
                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                paint_marker(ui.painter(), rect.center(), 5.0, Some(module), colour);
            }
            let words = entry.membership_words();
            _ = if entry.module.is_some() { ui.label(words) } else { ui.weak(words) };
        }
        if let Some(found) = significance_of(view, unit) {
            ui.add(Label::new(found.words()).wrap()).on_hover_text(found.class.rule());
        }
        ui.checkbox(&mut state.smooth, "Smooth").on_hover_text("Blend neighbouring bins when drawing");
    });
}

/// Side by side: three pictures, of recorded cells a fourth, then the numbers.
fn wide_ui(ui: &mut Ui, state: &mut UnitPanel, shown: ShownUnit<'_, '_>, area: Vec2) {
    let numbers = if shown.view.on_stage { 0.0 } else { 250.0 };
    let pictures = if has_path(shown.view) { 4.0 } else { 3.0 };
    let side = ((area.x - numbers - 24.0) / pictures).min(area.y - 6.0).max(120.0);
    ui.horizontal_top(|ui| {
        picture_ui(ui, vec2(side, side), "Rate map", |ui, rect| rate_map_ui(ui, rect, state, shown));
        path_ui(ui, state, shown, vec2(side, side));
        pair_ui(ui, state, shown, vec2(side, side));
        if !shown.view.on_stage {
            ui.vertical(|ui| UnitNumbers::of(shown.view, shown.unit, shown.entry).ui(ui, shown.view));
        }
    });
}

/// Two pictures beside each other have room for their titles from so many lines' height of width on, also in the large type of a
/// stage.
const PAIR_LINES: f32 = 14.0;

/// The rate map above, of recorded cells beside path and spikes; the other two below it, the numbers last: all in sight where the
/// panel is not too low.
fn tall_ui(ui: &mut Ui, state: &mut UnitPanel, shown: ShownUnit<'_, '_>, area: Vec2) {
    let half = (area.x - 10.0) / 2.0;
    let gap = ui.spacing().item_spacing.y;
    let numbers = UnitNumbers::of(shown.view, shown.unit, shown.entry);
    if area.x < PAIR_LINES * ui.text_style_height(&TextStyle::Body) {
        let size = Vec2::splat(area.x);
        ui.vertical(|ui| {
            picture_ui(ui, size, "Rate map", |ui, rect| rate_map_ui(ui, rect, state, shown));
            path_ui(ui, state, shown, size);
            pair_ui(ui, state, shown, size);
            numbers.ui(ui, shown.view);
        });
        return;
    }
    let below = area.y - numbers.height(ui, area.x) - 4.0 - 3.0 * gap;
    let mut pair = (half + 26.0).min(below * 0.45).max(130.0);
    let side = (below - pair).max(150.0).min(area.x);
    if has_path(shown.view) {
        // The colour bar beside the map takes nothing from it: both are of one size.
        let [map, path] = [0.5, -0.5].map(|share| half + share * bar_room(ui));
        let height = side.min(path + 8.0);
        pair = (half + 26.0).min(below - height).max(130.0);
        ui.horizontal_top(|ui| {
            picture_ui(ui, vec2(map, height), "Rate map", |ui, rect| rate_map_ui(ui, rect, state, shown));
            path_ui(ui, state, shown, vec2(path, height));
        });
    } else {
        ui.vertical_centered(|ui| {
            let size = vec2((side * 1.4).min(area.x), side);
            picture_ui(ui, size, "Rate map", |ui, rect| rate_map_ui(ui, rect, state, shown));
        });
    }
    ui.horizontal_top(|ui| pair_ui(ui, state, shown, vec2(half, pair)));
    numbers.ui(ui, shown.view);
}

fn has_path(view: &View<'_>) -> bool {
    view.set.is_some_and(|set| set.recorded.is_some())
}

/// Path and spikes, where the maps are of spikes.
fn path_ui(ui: &mut Ui, state: &mut UnitPanel, shown: ShownUnit<'_, '_>, size: Vec2) {
    if has_path(shown.view) {
        picture_ui(ui, size, "Path and spikes", |ui, rect| state.path.ui(ui, rect, shown.view, shown.unit));
    }
}

fn pair_ui(ui: &mut Ui, state: &mut UnitPanel, shown: ShownUnit<'_, '_>, size: Vec2) {
    let ShownUnit { view, unit, entry, .. } = shown;
    // Of a silent unit there would be peaks and waves of rounding. Of live maps the look is a moment older than the maps: what is drawn of it goes by its own state.
    let (of, detail) =
        view.unit_detail.filter(|(_, detail)| detail.size > 0 && entry.is_none_or(|entry| entry.active)).unzip();
    let key = key_of((of, unit));
    picture_ui(ui, size, "Autocorrelogram", |ui, rect| match detail {
        Some(detail) => autocorrelogram_ui(ui, rect, &mut state.autocorrelogram, detail, key, view.theme),
        None => waiting(ui, rect),
    });
    picture_ui(ui, size, "Fourier power", |ui, rect| match detail {
        Some(detail) if !detail.spectrum.power.is_empty() => {
            let picture = SpectrumPicture { spectrum: &detail.spectrum, log_power: false, key };
            picture.paint(ui, rect, &mut state.spectrum, view);
        }
        _ => waiting(ui, rect),
    });
}

fn waiting(ui: &Ui, rect: Rect) {
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, "–", tick_font(ui), ui.visuals().weak_text_color());
}

/// A picture with its name above.
fn picture_ui(ui: &mut Ui, size: Vec2, name: &str, draw: impl FnOnce(&mut Ui, Rect)) {
    let (outer, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let font = tick_font(ui);
    let line = font.size * 1.5;
    ui.painter().text(outer.center_top(), Align2::CENTER_TOP, name, font, ui.visuals().strong_text_color());
    let rect = Rect::from_min_max(outer.min + vec2(0.0, line), outer.max);
    draw(&mut ui.new_child(UiBuilder::new().max_rect(rect)), rect);
}

/// Width of a colour bar.
const BAR: f32 = 14.0;

/// What a colour bar with its numbers takes from the width of a picture.
fn bar_room(ui: &Ui) -> f32 {
    BAR + 8.0 + 2.0 * tick_font(ui).size
}

fn rate_map_ui(ui: &mut Ui, rect: Rect, state: &mut UnitPanel, shown: ShownUnit<'_, '_>) {
    let ShownUnit { view, maps, unit, .. } = shown;
    let rect = ghost::beside_ui(ui, rect, (&mut state.ghost, state.smooth), view, unit);
    let top = peak(maps.unit(unit));
    let lut = colour::lut(view.colour_map);
    let set = view.set.map(|set| set.key);
    let texture = map_texture(ui, &mut state.map, state.smooth, view, (set, maps, unit));
    let half = f64::from(maps.arena.box_m) / 2.0;
    let outer = Rect::from_min_max(rect.min, pos2(rect.right() - bar_room(ui), rect.bottom()));
    let axis = |name: &str| Axis::linear(-half, half, format!("{name} (m)"));
    let frame = Frame::layout(ui, outer, axis("x"), axis("y"), true);
    frame.paint(ui, false).image(texture, frame.rect, whole(), Color32::WHITE);
    let bar = Rect::from_min_max(
        pos2(frame.rect.right() + 8.0, frame.rect.top()),
        pos2(frame.rect.right() + 8.0 + BAR, frame.rect.bottom()),
    );
    colour_bar_ui(ui, bar, lut, [&rate(f64::from(top), view.rate_unit()), "0"]);
}
