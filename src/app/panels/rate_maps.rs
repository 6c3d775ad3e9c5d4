//! The wall: the rate map of every unit, live.

use crate::analysis::Report;
use crate::app::ask::Ask;
use crate::app::kit::atlas::{Atlas, Colouring, Seen};
use crate::app::kit::baseline_line::baseline_line_ui;
use crate::app::kit::collapse::collapsed_ui;
use crate::app::kit::colour;
use crate::app::kit::colour::ColourMap;
use crate::app::kit::corners::{Corners, corners_switch_ui};
use crate::app::kit::csv::maps_table;
use crate::app::kit::map_texture::{key_of, peak};
use crate::app::kit::number_field::NumberField;
use crate::app::kit::tile::{TileNumber, TilePlace, UnitTile, caption_font};
use crate::app::kit::tiles::{Order, SortBy, order, wall};
use crate::app::kit::whose::Whose;
use crate::app::kit::{count, empty_ui};
use crate::app::panel::{Pane, PanePlace, Panel};
use crate::app::view::{MapChoice, View};
use crate::export::CsvTable;
use crate::maps::{Arena, MapKey, Origin, RateMaps};
use crate::stream::RunState;
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{
    self, Align2, ComboBox, PopupCloseBehavior, RichText, ScrollArea, Sense, TextStyle, TextureId, Ui, pos2, vec2,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Tiles change their places at most this often while the scores move, so that the eye can follow a unit.
const RESORT_S: f64 = 5.0;

/// State of the wall.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RateMapsPanel {
    pub sort: SortBy,
    /// One scale for all units, so that weak units look weak; else each map is scaled to its own peak.
    pub common_scale: bool,
    /// Blend neighbouring bins.
    pub smooth: bool,
    #[serde(skip)]
    order: Order,
    #[serde(skip)]
    sorted: Option<Sorted>,
    #[serde(skip)]
    atlas: Atlas,
    #[serde(skip)]
    corners: Corners,
    /// The largest rate of all maps of one version.
    #[serde(skip)]
    common_peak: Option<(Option<MapKey>, f32)>,
}

/// What the present order was made from.
#[derive(Clone, Copy, PartialEq)]
struct Sorted {
    by: SortBy,
    units: usize,
    /// What the report was about, if there was one.
    reported: Option<MapKey>,
    at_s: f64,
}

impl Panel for RateMapsPanel {
    const PANE: Pane = Pane { name: "rate_maps", title: "Rate maps", place: PanePlace::Middle, is_wall: true };

    /// The wall of rate maps with its controls.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if view.has_controls {
            controls_ui(ui, self, view, &mut asks);
        }
        let Some(maps) = view.maps().filter(|m| m.units > 0) else {
            caption_ui(ui, "No maps yet");
            empty_ui(ui, "Rate maps appear as soon as the network has walked");
            return asks;
        };
        resort(ui, self, view, maps);
        if !view.on_stage {
            caption_ui(ui, &caption(maps, &self.order, view));
        }
        baseline_line_ui(ui, view);
        collapsed_ui(ui, view);
        tiles_ui(ui, self, view, maps, &mut asks);
        asks
    }

    fn tables(&self, view: &View<'_>) -> Vec<CsvTable> {
        let Some(maps) = view.maps() else { return Vec::new() };
        let units = view
            .report
            .and_then(|report| CsvTable::of("units", &report.units))
            .map(|units| units.in_unit(view.rate_unit()));
        std::iter::once(maps_table(maps, 0..maps.units, view.rate_unit())).chain(units).collect()
    }
}

/// One line of controls, also beside those of the arena: how maps look is behind a button.
fn controls_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, asks: &mut Vec<Ask>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        source_ui(ui, view, asks);
        if shows_arena(view) {
            arena_ui(ui, view, asks);
        } else {
            ui.separator();
        }
        let by = format!("by {}", state.sort.name());
        let combo = ComboBox::from_id_salt("sort").selected_text(by).width(100.0).show_ui(ui, |ui| {
            for by in SortBy::ALL {
                ui.selectable_value(&mut state.sort, by, by.name());
            }
        });
        name_it(&combo.response, "Sort by");
        combo.response.on_hover_text("Order of the units");
        let stay_open = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        MenuButton::new("Colours").config(stay_open).ui(ui, |ui| colours_ui(ui, state, view, asks));
    });
}

/// Whether the maps of an arena are on screen, or will be.
fn shows_arena(view: &View<'_>) -> bool {
    view.awaits_arena || view.set.is_some_and(|set| matches!(set.origin, Origin::Arena(_)))
}

/// Which maps are shown: those of the run, its newest arena, or cells from a file.
fn source_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
    let newest = |is: fn(&Origin) -> bool| view.choices.iter().rev().find(|choice| is(&choice.origin));
    let live = newest(|origin| matches!(origin, Origin::Live(_)));
    let arena = newest(|origin| matches!(origin, Origin::Arena(_)));
    let is_shown = |choice: &MapChoice| view.set.is_some_and(|set| set.key.id == choice.id) && !view.awaits_arena;
    let button = ui.selectable_label(view.shows_live() && !view.awaits_arena, "Live");
    if button.on_hover_text("Maps gathered from the training batches themselves, old visits fading").clicked() {
        asks.extend(live.map(|live| Ask::ShowMaps(live.id)));
    }
    let button = ui.selectable_label(shows_arena(view), "Arena");
    if button.on_hover_text("Maps of smooth walks in an arena of chosen size").clicked() && !shows_arena(view) {
        match arena {
            Some(arena) => asks.push(Ask::ShowMaps(arena.id)),
            None if view.is_live => asks.push(Ask::MapArena), // one click shows what it promises
            None => {}
        }
    }
    let twin = newest(|origin| matches!(origin, Origin::Twin(_)));
    let baseline = newest(|origin| matches!(origin, Origin::Baseline(_)));
    let others = [
        (twin, "Twin", "Live maps of the network that trains beside the run"),
        (baseline, "Baseline", "The maps that were frozen"),
    ];
    for (choice, name, about) in others {
        let Some(choice) = choice else { continue };
        if ui.selectable_label(is_shown(choice), name).on_hover_text(about).clicked() {
            asks.push(Ask::ShowMaps(choice.id));
        }
    }
    for choice in view.choices {
        if let Origin::File(path) = &choice.origin {
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
            let button = ui.selectable_label(is_shown(choice), name);
            if button.on_hover_text(path.display().to_string()).clicked() {
                asks.push(Ask::ShowMaps(choice.id));
            }
        }
    }
}

fn colours_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, asks: &mut Vec<Ask>) {
    for map in [ColourMap::Inferno, ColourMap::Viridis, ColourMap::Jet] {
        let choice = ui.radio(view.colour_map == map, colour::name(map)).on_hover_text("Colour map (C)");
        if choice.clicked() {
            asks.push(Ask::UseColours(map));
        }
    }
    ui.separator();
    ui.checkbox(&mut state.common_scale, "Common scale")
        .on_hover_text("One colour scale for all units; otherwise each map is scaled to its own peak");
    ui.checkbox(&mut state.smooth, "Smooth").on_hover_text("Blend neighbouring bins when drawing");
    corners_switch_ui(ui, view, asks);
}

/// Gives a list the name that its place alone tells the eye.
fn name_it(response: &egui::Response, name: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
}

fn arena_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
    let mut again = false;
    for side_m in [2.0, 3.0, 4.0] {
        let chosen = (view.arena_side_m - side_m).abs() < 1e-3;
        let button = ui.selectable_label(chosen, format!("{side_m:.0} m"));
        if button.on_hover_text("Map an arena of this side with the present weights").clicked() {
            asks.push(Ask::SetArenaSide(side_m));
            again = true;
        }
    }
    let (smallest_m, largest_m) = Arena::SIDES_M.into_inner();
    let side = NumberField {
        name: "Box",
        range: f64::from(smallest_m)..=f64::from(largest_m),
        is_whole: false,
        unit: "m",
        speed: 0.05,
        size: vec2(62.0, 22.0),
    };
    let (side, asked) = side.ui(ui, f64::from(view.arena_side_m));
    side.on_hover_text(
        "Side of the arena that is mapped, metres, any from 0.5 to 20; a larger one shows whether lattices go on beyond \
         what was trained, and walks visit each place of it less often",
    );
    asks.extend(asked.map(|side_m| Ask::SetArenaSide(side_m as f32)));
    again |= ui.button("Map").on_hover_text("Map the arena again with the present weights").clicked();
    if again {
        asks.push(Ask::MapArena);
    }
    if view.awaits_arena {
        ui.spinner();
    }
}

fn caption_ui(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).weak()).truncate()).on_hover_text(
        "Numbers above a map: peak rate (left); by score or spacing that (right), else the larger of the \
         adaptive 60° score (hexagon) and the 90° score (square)\n\
         Strip below a map: colour of its module, as long as that score (full at 1)\n\
         Stability: correlation of the maps of two halves of the samples, median over the active units",
    );
}

fn caption(maps: &RateMaps, order: &Order, view: &View<'_>) -> String {
    let arena = maps.arena;
    let of = Whose::maps(view).map_or_else(String::new, |whose| whose.short(view));
    let stability = match view.report.map(|report| (report.has_halves, report.median_stability())) {
        Some((true, Some(stability))) => format!(" · stability {stability:.2}"),
        Some((false, _)) if view.shows_live() => " · stability not known yet".to_owned(),
        _ => String::new(),
    };
    format!(
        "{of} · {} · {} active{stability} · box {:.1} m · bins {:.1} cm",
        count(maps.units, "unit"),
        order.active.len(),
        arena.box_m,
        100.0 * arena.box_m / arena.bins.max(1) as f32,
    )
}

/// Sorts anew when asked for another order or population, and else only now and then.
fn resort(ui: &Ui, state: &mut RateMapsPanel, view: &View<'_>, maps: &RateMaps) {
    let now = Sorted { by: state.sort, units: maps.units, reported: view.reported, at_s: ui.input(|i| i.time) };
    let due = state.sorted.is_none_or(|old| {
        let of_another_set = now.reported.map(|key| key.id) != old.reported.map(|key| key.id);
        let is_news = now.reported != old.reported;
        let left_s = RESORT_S - (now.at_s - old.at_s);
        // Maps that rest wait for nobody, and those that move get their turn even if no other picture is drawn until then.
        let rests = !view.shows_live() || view.status.state != RunState::Running;
        if is_news && !rests && left_s > 0.0 {
            ui.request_repaint_after(Duration::from_secs_f64(left_s));
        }
        // Who is silent is never of older maps than the number of active units beside it.
        let moved = || {
            view.report.is_some_and(|report| {
                state.order.active.iter().any(|unit| is_silent(report, *unit))
                    || state.order.silent.iter().any(|unit| !is_silent(report, *unit))
            })
        };
        old.by != now.by || old.units != now.units || of_another_set || is_news && (rests || left_s <= 0.0 || moved())
    });
    if due {
        state.order = order(maps.units, view.report, state.sort, |unit| peak(maps.unit(unit)) > 0.0);
        state.sorted = Some(now);
    }
}

/// Whether a report says that a unit does not fire.
fn is_silent(report: &Report, unit: usize) -> bool {
    report.units.get(unit).is_some_and(|entry| !entry.active)
}

/// Draws the tiles in sight, and nothing of the others.
fn tiles_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, maps: &RateMaps, asks: &mut Vec<Ask>) {
    let heading = ui.text_style_height(&TextStyle::Body) + 8.0;
    let font = caption_font(ui);
    let counts = [state.order.active.len(), state.order.silent.len()];
    let area = ui.available_size();
    // The audience sees maps; numbers would make them smaller.
    let caption = if view.on_stage { 0.0 } else { font.size * 1.25 };
    let wall = wall(area.x - 2.0, area.y - 4.0, counts[0], counts[1], heading, caption);
    ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), wall.height), Sense::hover());
        let places = wall.places(rect.min, counts, heading);
        let seen = places.seen(viewport.translate(rect.min.to_vec2()));
        let order = state.order.active.iter().chain(&state.order.silent);
        let units: Vec<usize> = order.skip(seen.start).take(seen.len()).copied().collect();
        let texture = texture(ui, state, view, Seen { maps, units: &units, first_place: seen.start });
        let number = match state.sort {
            SortBy::Module | SortBy::Index => TileNumber::Lattice,
            SortBy::Score => TileNumber::Hexagon,
            SortBy::Spacing => TileNumber::Spacing,
        };
        state.corners.update(ui, view, &units, seen.start, state.smooth);
        let tile = UnitTile { of: "", view, maps, texture, font, number };
        for (place, &unit) in seen.zip(&units) {
            let (block, rect) = places.tile(place);
            let at = TilePlace { rect, block, uv: state.atlas.uv(place), ghost: state.corners.at(place) };
            tile.show(ui, at, unit, asks);
        }
        if counts[1] > 0 {
            let text = count(counts[1], "silent unit");
            let at = pos2(rect.left() + 2.0, rect.top() + wall.active.height() + heading / 2.0);
            ui.painter().text(at, Align2::LEFT_CENTER, text, TextStyle::Body.resolve(ui.style()), view.theme.weak_text);
        }
    });
}

/// The maps in sight, coloured as the controls say.
fn texture(ui: &Ui, state: &mut RateMapsPanel, view: &View<'_>, seen: Seen<'_>) -> TextureId {
    let now = view.set.map(|set| set.key);
    let common_peak = state.common_scale.then(|| match state.common_peak {
        Some((set, peak)) if set == now => peak,
        _ => {
            let peak = peak(&seen.maps.rates);
            state.common_peak = Some((now, peak));
            peak
        }
    });
    let look = key_of((now, view.colour_map as u8, view.theme.dark, state.common_scale, state.smooth));
    let colouring = Colouring {
        lut: colour::lut(view.colour_map),
        common_peak,
        unvisited: view.theme.unvisited,
        smooth: state.smooth,
    };
    state.atlas.update(ui.ctx(), "rate maps", look, seen, colouring)
}
