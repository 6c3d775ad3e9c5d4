//! The best few cells of each module as one figure, largest spacing first.

use crate::analysis::{Report, ScoreNull};
use crate::app::ask::Ask;
use crate::app::kit::atlas::{Atlas, Colouring, Seen};
use crate::app::kit::axes::moved_into;
use crate::app::kit::collapse::collapsed_ui;
use crate::app::kit::colour;
use crate::app::kit::corners::{Corners, corners_switch_ui};
use crate::app::kit::csv::maps_table;
use crate::app::kit::map_texture::key_of;
use crate::app::kit::measurement::MeasurementRow;
use crate::app::kit::score::{best_first, chance_words};
use crate::app::kit::tile::{TileNumber, TilePlace, UnitTile, caption_font};
use crate::app::kit::tiles::Block;
use crate::app::kit::whose::report_line_ui;
use crate::app::kit::{count, empty_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::View;
use crate::export::CsvTable;
use eframe::egui::{Align2, Pos2, Rect, Stroke, TextStyle, Ui, Vec2, pos2, vec2};
use serde::{Deserialize, Serialize};

/// Cells of the whole figure.
const CELLS: usize = 12;
/// Cells of one module at least, where it has so many.
const FEWEST: usize = 3;

/// Space between modules that stand beside each other, points.
const BETWEEN: f32 = 18.0;

/// State of the figure.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CellsPanel {
    /// Blend neighbouring bins.
    pub smooth: bool,
    #[serde(skip)]
    atlas: Atlas,
    #[serde(skip)]
    corners: Corners,
}

impl Default for CellsPanel {
    fn default() -> Self {
        Self { smooth: true, atlas: Atlas::default(), corners: Corners::default() }
    }
}

/// One row of the figure.
#[derive(Clone, Debug, PartialEq)]
struct CellsRow {
    module: Option<usize>,
    spacing_m: Option<f64>,
    members: usize,
    /// Best first.
    units: Vec<usize>,
}

impl Panel for CellsPanel {
    const PANE: Pane = Pane { name: "cells", title: "Best cells", place: PanePlace::Middle, is_wall: true };

    /// Twelve cells: the best few of each module, by the order of their lattice.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        let (Some(maps), Some(report)) = (view.maps(), view.report) else {
            empty_ui(ui, "The best cells of each module appear after the first analysis");
            return asks;
        };
        let rows = best_cells(report);
        let shown: Vec<usize> = rows.iter().flat_map(|r| &r.units).copied().filter(|u| *u < maps.units).collect();
        if shown.is_empty() {
            if !collapsed_ui(ui, view) {
                empty_ui(ui, "No unit fires in this box");
            }
            return asks;
        }
        let heading_ui = |ui: &mut Ui| {
            let text = if report.modules.is_empty() { "No modules" } else { "Best cells of each module" };
            ui.strong(text).on_hover_text(
                "Best first: by the larger of adaptive 60° score and 90° score, so that square lattices have their turn; the \
                 score with its name stands above each cell",
            );
            ui.checkbox(&mut self.smooth, "Smooth").on_hover_text("Blend neighbouring bins when drawing");
            corners_switch_ui(ui, view, &mut asks);
        };
        if view.has_controls {
            ui.horizontal_wrapped(heading_ui);
        }
        report_line_ui(ui, view);
        let row = MeasurementRow::<ScoreNull> { input: (), is_automatic: true, has_button: true, is_overlay: true };
        // On stage the room is the maps': nobody presses its button there, and the words were not shown.
        let null = if view.on_stage { None } else { row.ui(ui, view, &mut asks).found };
        if let Some((_, null)) = null.filter(|(of, _)| view.reported == Some(of.maps)) {
            ui.label(chance_words(&report.units, null));
        }
        let set = view.set.map(|set| set.key);
        let look = key_of((set, view.colour_map as u8, view.theme.dark, self.smooth));
        let colouring = Colouring {
            lut: colour::lut(view.colour_map),
            common_peak: None,
            unvisited: view.theme.unvisited,
            smooth: self.smooth,
        };
        let seen = Seen { maps, units: &shown, first_place: 0 };
        let texture = self.atlas.update(ui.ctx(), "best cells", look, seen, colouring);

        self.corners.update(ui, view, &shown, 0, self.smooth);

        let font = caption_font(ui);
        let caption = font.size * 1.35;
        let outer = ui.available_rect_before_wrap();
        let lengths: Vec<usize> = rows.iter().map(|r| r.units.len()).collect();
        let line = ui.text_style_height(&TextStyle::Body);
        // Labels stand beside the cells or, where that gives larger cells, above them.
        let beside = vec2(font.size * 8.5, 0.0);
        let above = vec2(0.0, line * 1.6);
        // A label above holds its words and a bar as long as the spacing.
        let widest = rows.iter().filter_map(|row| row.spacing_m).fold(0.0, f64::max) as f32 / maps.arena.box_m;
        let one_line = |side: f32| font.size * 16.0 + widest * side;
        let best = [beside, above]
            .into_iter()
            .filter_map(|label| {
                let least = |side: f32| if label.y > 0.0 { one_line(side) } else { 0.0 };
                fit(outer.size(), label, least, &lengths, caption + Block::STRIP).map(|arranged| (label, arranged))
            })
            .max_by(|a, b| a.1.side.total_cmp(&b.1.side));
        let Some((label, Arrangement { side, columns, abreast })) = best else { return asks };
        let block = Block { side, columns, rows: 0, caption, gaps: [Block::GAP; 2] };
        let tile = UnitTile { of: "", view, maps, texture, font, number: TileNumber::Lattice };
        let mut top = outer.top() + 4.0;
        let mut place = 0;
        let pitch = vec2(side + 2.0 * Block::GAP, block.row_height() + Block::GAP);
        for band in rows.chunks(abreast) {
            let mut left = outer.left();
            for row in band {
                let corner = pos2(left, top + if label.y > 0.0 { 0.0 } else { caption });
                let room = row.units.len().div_ceil(columns) as f32 * pitch.y - caption;
                let room = if label.y > 0.0 { LabelRoom::Above } else { LabelRoom::Beside(room) };
                label_ui(ui, corner, row, view, side / maps.arena.box_m, room);
                for (i, &unit) in row.units.iter().enumerate() {
                    let offset = vec2((i % columns) as f32 * pitch.x, (i / columns) as f32 * pitch.y);
                    let size = vec2(side, block.row_height() - Block::GAP);
                    let rect = Rect::from_min_size(pos2(left, top) + label + offset, size);
                    let at = TilePlace { rect, block, uv: self.atlas.uv(place), ghost: self.corners.at(place) };
                    tile.show(ui, at, unit, &mut asks);
                    place += 1;
                }
                left += label.x + columns as f32 * pitch.x + BETWEEN;
            }
            let lines = band.iter().map(|row| row.units.len().div_ceil(columns)).max().unwrap_or(0);
            top += label.y + lines as f32 * pitch.y + Block::GAP;
        }
        ui.allocate_rect(Rect::from_min_max(outer.min, pos2(outer.right(), top)), eframe::egui::Sense::hover());
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let (Some(maps), Some(report)) = (view.maps(), view.report) else { return Vec::new() };
        let columns = ["module", "place", "unit", "lattice_score", "spacing_m", "orientation_deg", "peak_rate"];
        let mut cells = CsvTable::new("cells", &columns);
        let rows = best_cells(report);
        for row in &rows {
            for (place, unit) in row.units.iter().enumerate() {
                let Some(entry) = report.units.iter().find(|entry| entry.unit == *unit) else { continue };
                let (score, spacing_m) = (entry.lattice_score, entry.spacing_m);
                let place = place + 1;
                cells.push(&[&row.module, &place, unit, &score, &spacing_m, &entry.orientation_deg, &entry.peak_rate]);
            }
        }
        let units = rows.iter().flat_map(|row| &row.units).copied();
        vec![cells.in_unit(view.rate_unit()), maps_table(maps, units, view.rate_unit())]
    }
}

/// Where the words of a module stand.
#[derive(Clone, Copy, PartialEq)]
enum LabelRoom {
    /// On one line above its maps.
    Above,
    /// Beside them, so high, points.
    Beside(f32),
}

/// The name of a module, and a bar as long as its spacing at the scale of the maps beside it. Where there is no room for all, the
/// bar is more than the count of units.
fn label_ui(ui: &Ui, corner: Pos2, row: &CellsRow, view: &View<'_>, points_per_m: f32, room: LabelRoom) {
    let one_line = room == LabelRoom::Above;
    let painter = ui.painter();
    let body = TextStyle::Body.resolve(ui.style());
    let line = body.size * 1.35;
    let strong = ui.visuals().strong_text_color();
    let name = row.module.map_or_else(|| "All units".to_owned(), |m| format!("Module {}", m + 1));
    let name = painter.text(corner, Align2::LEFT_TOP, name, body.clone(), strong);
    let next = if one_line { pos2(name.right() + 10.0, corner.y) } else { corner + vec2(0.0, line) };
    let needs = |lines: f32| lines * line + 6.0 + body.size;
    let has_room = |lines: f32| !matches!(room, LabelRoom::Beside(room) if room < needs(lines));
    let has_count = row.spacing_m.is_none() || has_room(2.75) || !has_room(1.75);
    let members = if has_count {
        painter.text(next, Align2::LEFT_TOP, count(row.members, "unit"), body.clone(), view.theme.weak_text)
    } else {
        name
    };
    let Some(spacing_m) = row.spacing_m.filter(|_| has_room(1.75)) else { return };
    let below = if has_count { 2.75 } else { 1.75 };
    let length = spacing_m as f32 * points_per_m;
    let (left, y) =
        if one_line { (members.right() + 14.0, members.center().y) } else { (corner.x + 1.0, corner.y + below * line) };
    let stroke = Stroke::new(2.5 * view.theme.line, view.theme.module(row.module));
    painter.line_segment([pos2(left, y), pos2(left + length, y)], stroke);
    for x in [left, left + length] {
        painter.line_segment([pos2(x, y - 4.0), pos2(x, y + 4.0)], stroke);
    }
    let text = format!("{spacing_m:.2} m");
    if one_line {
        let text = painter.layout_no_wrap(text, body, strong);
        let place = Align2::LEFT_CENTER.anchor_size(pos2(left + length + 8.0, y), text.size());
        painter.galley(moved_into(place, ui.clip_rect()).min, text, strong);
    } else {
        painter.text(pos2(left, y + 6.0), Align2::LEFT_TOP, text, body, strong);
    }
}

/// The best cells of each module (largest spacing first), or of everything while there are no modules.
fn best_cells(report: &Report) -> Vec<CellsRow> {
    let best = |module: Option<usize>, count: usize| {
        let mut units: Vec<_> =
            report.units.iter().filter(|u| u.active && (module.is_none() || u.module == module)).collect();
        units.sort_by(|a, b| best_first(a.lattice_score, b.lattice_score).then(a.unit.cmp(&b.unit)));
        units.into_iter().take(count).map(|u| u.unit).collect::<Vec<_>>()
    };
    if report.modules.is_empty() {
        let members = report.units.iter().filter(|u| u.active).count();
        return vec![CellsRow { module: None, spacing_m: None, members, units: best(None, CELLS) }];
    }
    let each = (CELLS / report.modules.len()).max(FEWEST);
    report
        .modules
        .iter()
        .map(|m| CellsRow {
            module: Some(m.module),
            spacing_m: Some(m.spacing_m),
            members: m.units,
            units: best(Some(m.module), each),
        })
        .collect()
}

/// How the figure fills its panel.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Arrangement {
    /// Side of a map, points.
    side: f32,
    /// Maps in a line of a module.
    columns: usize,
    /// Modules beside each other.
    abreast: usize,
}

/// The arrangement with the largest maps in which modules with so many cells fit into `area`. `label` is the room that a
/// module's label takes beside or above its maps, `least` the least width of a module with maps of some size if there are
/// several abreast, `extra` what a map needs besides itself. Lines of a module are about equally long.
fn fit(area: Vec2, label: Vec2, least: impl Fn(f32) -> f32, lengths: &[usize], extra: f32) -> Option<Arrangement> {
    let longest = lengths.iter().copied().max()?.max(1);
    let columns =
        (1..=longest).filter(|n| longest.is_multiple_of(*n) || longest % n >= n.div_ceil(2)).collect::<Vec<_>>();
    (1..=lengths.len())
        .flat_map(|abreast| columns.iter().map(move |columns| (abreast, *columns)))
        .filter_map(|(abreast, columns)| {
            let bands = lengths.chunks(abreast);
            let between = bands.len() as f32 * (label.y + Block::GAP) + 6.0;
            let lines: usize = bands.map(|band| band.iter().map(|n| n.div_ceil(columns)).max().unwrap_or(0)).sum();
            let gaps = lines as f32 * (extra + 2.0 * Block::GAP) + between;
            let width = (area.x + BETWEEN) / abreast as f32 - BETWEEN - label.x;
            let across = width / columns as f32 - 2.0 * Block::GAP;
            let side = across.min((area.y - gaps) / lines.max(1) as f32).clamp(24.0, 400.0).floor();
            let is_readable = abreast == 1 || columns as f32 * (side + 2.0 * Block::GAP) >= least(side);
            is_readable.then_some(Arrangement { side, columns, abreast })
        })
        .max_by(|a, b| a.side.total_cmp(&b.side).then(b.abreast.cmp(&a.abreast)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ModuleReport;
    use crate::app::kit::tiles::tests::{report, unit};

    #[test]
    fn each_module_shows_its_best_cells() {
        let mut report = report((0..20).map(|i| unit(i, Some(i as f64 / 20.0), Some(0.5), Some(i % 2))).collect());
        assert_eq!(best_cells(&report).len(), 1, "no modules: one row of everything");
        assert_eq!(best_cells(&report)[0].units.len(), CELLS);
        let module = |module, spacing_m| ModuleReport {
            module,
            units: 10,
            spacing_m,
            orientation_deg: 5.0,
            orientation_coherence: 0.9,
            orientation_coherence_chance: 0.5,
            grid_score_adaptive: None,
        };
        report.modules = vec![module(0, 0.9), module(1, 0.5)];
        let rows = best_cells(&report);
        assert_eq!(rows[0].units, [18, 16, 14, 12, 10, 8], "even units, best first");
        assert_eq!(rows[1].units[0], 19);
    }

    #[test]
    fn maps_fit_the_panel() {
        for (width, height) in [(300.0, 500.0), (900.0, 300.0), (500.0, 500.0), (620.0, 190.0)] {
            let found = fit(vec2(width, height), Vec2::ZERO, |_| 0.0, &[4, 4, 4], 20.0).expect("there are rows");
            let Arrangement { side, columns, abreast } = found;
            assert!((abreast * columns) as f32 * side <= width, "{width} × {height}: {found:?}");
            let lines = 3_usize.div_ceil(abreast) * 4_usize.div_ceil(columns);
            assert!(lines as f32 * (side + 20.0) <= height, "{width} × {height}: {found:?}");
        }
        assert!(fit(vec2(100.0, 100.0), Vec2::ZERO, |_| 0.0, &[], 20.0).is_none());
    }

    #[test]
    fn modules_stand_abreast_in_a_low_panel() {
        let label = vec2(0.0, 22.0);
        let low = fit(vec2(550.0, 200.0), label, |_| 190.0, &[6, 6], 22.0).expect("there are rows");
        assert_eq!(low.abreast, 2, "{low:?}");
        let narrow = fit(vec2(310.0, 600.0), label, |_| 190.0, &[6, 6], 22.0).expect("there are rows");
        assert_eq!(narrow.abreast, 1, "{narrow:?}");
    }
}
