//! Box by box: a table, and the maps of a few units side by side, a metre as long in each.

use crate::analysis::generalisation::BoxSummary;
use crate::analysis::{Report, UnitReport};
use crate::app::ask::Ask;
use crate::app::kit::axes::tick_font;
use crate::app::kit::colour;
use crate::app::kit::map_texture::{MapTexture, key_of, map_pixels, peak, whole};
use crate::app::kit::marker::paint_marker;
use crate::app::kit::number_or_dash;
use crate::app::kit::number_table::wide_table;
use crate::app::view::View;
use crate::measure::{ArenaChoice, Generalised, Topic, WalkedArena};
use eframe::egui::{
    Align2, Color32, ColorImage, Grid, Pos2, Rect, RichText, Role, Sense, Stroke, StrokeKind, TextStyle,
    TextureOptions, Ui, WidgetInfo, pos2, vec2,
};

/// Units shown besides the selected one.
const UNITS: usize = 4;
/// Largest side of a map, points.
const LARGEST: f32 = 260.0;
/// Room between maps, points.
const GAP: f32 = 12.0;
/// From this width on, two units stand side by side, points.
const WIDE: f32 = 720.0;

/// What was found in each box.
pub(super) fn table_ui(ui: &mut Ui, boxes: &[BoxSummary]) {
    let is_scaled = boxes.iter().any(|arena| arena.walk_scale.is_some());
    let spacing = (ui.available_width() / 34.0).clamp(8.0, 26.0);
    wide_table("generalisation").show(ui, |ui| {
        Grid::new("generalisation: boxes").spacing([spacing, 4.0]).striped(true).show(ui, |ui| {
            let mut names = vec![
                ("Box", "Side of the arena"),
                ("Active", "Units that fire"),
                ("Periodic", "Units with a spacing that can be trusted: stable, and at most 3/4 of the box"),
                ("Spacing", "Median spacing of the periodic units"),
                ("Compared", "Units that are periodic both here and in the first box"),
                ("Ratio", "Spacing over that in the first box: median over the compared units"),
                ("± 5 %", "Share of the compared units whose spacing is within 5 % of that in the first box"),
                ("Modules", "Modules found in this box"),
            ];
            if is_scaled {
                names.push(("Walk", "Factor by which the recorded trajectory was scaled to fill the box"));
            }
            for (name, about) in names {
                ui.label(RichText::new(name).strong()).on_hover_text(about);
            }
            ui.end_row();
            for arena in boxes {
                ui.monospace(format!("{} m", arena.box_m));
                ui.monospace(arena.active_units.to_string());
                ui.monospace(arena.periodic_units.to_string());
                ui.monospace(metres(arena.median_spacing_m));
                ui.monospace(arena.compared_units.to_string());
                ui.monospace(number_or_dash(arena.median_spacing_ratio, 3));
                ui.monospace(
                    arena.within_5_percent.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", 100.0 * share)),
                );
                ui.monospace(arena.modules.len().to_string());
                if is_scaled {
                    ui.monospace(arena.walk_scale.map_or_else(|| "–".to_owned(), |scale| format!("×{scale:.2}")));
                }
                ui.end_row();
            }
        });
    });
}

fn metres(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3} m"))
}

/// The best unit of each module (or the best units, where there is none) and the selected one.
fn units(report: &Report, selected: Option<usize>) -> Vec<usize> {
    let score = |unit: &UnitReport| unit.lattice_score.unwrap_or(f64::NEG_INFINITY);
    let mut best: Vec<&UnitReport> = report.units.iter().filter(|unit| unit.active).collect();
    best.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.unit.cmp(&b.unit)));
    let of_module = |module: usize| best.iter().find(|unit| unit.module == Some(module));
    let mut chosen: Vec<usize> = if report.modules.is_empty() {
        best.iter().take(3).map(|unit| unit.unit).collect()
    } else {
        report.modules.iter().take(UNITS).filter_map(|module| of_module(module.module)).map(|unit| unit.unit).collect()
    };
    chosen.extend(selected.filter(|unit| *unit < report.units.len() && !chosen.contains(unit)));
    if chosen.len() % 2 == 1 {
        // They stand in pairs where there is room.
        let next = best.iter().find(|unit| !chosen.contains(&unit.unit)).map(|unit| unit.unit);
        chosen.extend(next);
    }
    chosen
}

/// Maps of some units in all boxes.
pub(super) fn maps_ui(
    ui: &mut Ui,
    textures: &mut Vec<MapTexture>,
    topic: &Topic<ArenaChoice>,
    found: &Generalised,
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let Some(WalkedArena { report: first, .. }) = found.arenas.first() else { return };
    // The unit of that number among somebody's cells is another one.
    let units = units(first, view.selected_unit.filter(|_| !view.shows_file()));
    if units.is_empty() {
        ui.weak("No unit fires");
        return;
    }
    ui.strong("Rate maps, a metre equally long in all boxes").on_hover_text(
        "The best unit of each module and the selected unit, each map scaled to its own peak; below, its spacing",
    );
    let width = ui.available_width();
    let beside = if width >= WIDE && units.len() > 1 { 2 } else { 1 };
    let room = (width - 2.0 * GAP * (beside as f32 - 1.0)) / beside as f32;
    let sides: Vec<f32> = found.arenas.iter().map(|arena| arena.maps.arena.box_m).collect();
    let (sum, largest) = (sides.iter().sum::<f32>(), sides.iter().copied().fold(0.0, f32::max));
    let scale = ((room - GAP * sides.len() as f32) / sum).min(LARGEST / largest).max(1.0);
    let line = ui.text_style_height(&TextStyle::Body);
    let height = 2.6 * line + largest * scale + 1.4 * line;
    textures.resize_with(units.len() * sides.len(), MapTexture::default);
    let mut textures = textures.chunks_mut(sides.len());
    for pair in units.chunks(beside) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0 * GAP;
            for &unit in pair {
                let (rect, response) = ui.allocate_exact_size(vec2(room, height), Sense::click());
                let name = format!("maps of unit {unit} in all boxes");
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                if response.on_hover_text("Click to look at this unit").clicked() {
                    asks.push(Ask::SelectUnit(Some(unit)));
                }
                let row = UnitMaps { unit, rect, line, scale, entry: first.units.get(unit) };
                row.paint(ui, textures.next().unwrap_or_default(), topic, found, view);
            }
        });
    }
}

/// The maps of one unit.
struct UnitMaps<'a> {
    unit: usize,
    rect: Rect,
    /// Height of a line of text.
    line: f32,
    /// Points a metre.
    scale: f32,
    /// The unit in the first box.
    entry: Option<&'a UnitReport>,
}

impl UnitMaps<'_> {
    fn paint(
        &self,
        ui: &Ui,
        textures: &mut [MapTexture],
        topic: &Topic<ArenaChoice>,
        found: &Generalised,
        view: &View<'_>,
    ) {
        let (painter, theme) = (ui.painter(), view.theme);
        let (text, font) = (ui.visuals().text_color(), tick_font(ui));
        let module = self.entry.and_then(|entry| entry.module);
        let head = self.rect.min + vec2(8.0, 0.7 * self.line);
        paint_marker(painter, head, 5.0, module, theme.module(module));
        let words = match module {
            Some(module) => format!("unit {} · module {}", self.unit, module + 1),
            None => format!("unit {} · in no module", self.unit),
        };
        let colour = if view.selected_unit == Some(self.unit) { theme.accent } else { text };
        painter.text(head + vec2(12.0, 0.0), Align2::LEFT_CENTER, words, TextStyle::Body.resolve(ui.style()), colour);
        let foot = self.rect.bottom() - 1.4 * self.line;
        let mut left = self.rect.left();
        let first_m = found.arenas.first().map_or(0.0, |first| first.maps.arena.box_m);
        for ((walked, summary), texture) in found.arenas.iter().zip(&found.generalisation.boxes).zip(textures) {
            let arena = walked.maps.arena;
            let side = arena.box_m * self.scale;
            let rect = Rect::from_min_max(pos2(left, foot - side), pos2(left + side, foot));
            let map = walked.maps.unit(self.unit);
            let lut = colour::lut(view.colour_map);
            let picture = key_of((topic_key(topic), self.unit, arena.bins, view.colour_map as u8, theme.dark));
            let id = texture.update(ui.ctx(), "generalisation map", picture, TextureOptions::NEAREST, || {
                let pixels = map_pixels(map, arena.bins, (0.0, peak(map)), lut, theme.unvisited);
                if pixels.len() == arena.bins * arena.bins && arena.bins > 0 {
                    ColorImage::new([arena.bins, arena.bins], pixels)
                } else {
                    ColorImage::filled([1, 1], theme.unvisited)
                }
            });
            painter.image(id, rect, whole(), Color32::WHITE);
            let inner = Rect::from_center_size(rect.center(), vec2(first_m, first_m) * self.scale);
            let stroke = Stroke::new(1.0, theme.over_map.gamma_multiply(0.6));
            painter.rect_stroke(inner, 0.0, stroke, StrokeKind::Inside);
            let at = |y: f32| pos2(rect.center().x, y);
            let write = |at: Pos2, anchor, words: String| painter.text(at, anchor, words, font.clone(), text);
            write(at(rect.top() - 3.0), Align2::CENTER_BOTTOM, format!("{} m", arena.box_m));
            let spacing = summary.unit_spacings_m.get(self.unit).copied().flatten();
            let words = spacing.map_or_else(|| "–".to_owned(), |spacing| format!("{spacing:.2} m"));
            write(at(rect.bottom() + 3.0), Align2::CENTER_TOP, words);
            left += side + GAP;
        }
    }
}

/// What a finding is about as one number.
pub(super) fn topic_key(topic: &Topic<ArenaChoice>) -> u64 {
    let sides: Vec<u32> = topic.input.sides_m.iter().map(|side| side.to_bits()).collect();
    key_of((topic.maps, topic.input.movement.to_string(), sides))
}
