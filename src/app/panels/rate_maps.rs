//! The wall: the rate map of every unit, live.

use crate::app::kit::atlas::{Atlas, Colouring, Seen};
use crate::app::kit::colour;
use crate::app::kit::map_texture::{key_of, peak};
use crate::app::kit::tile::{Tile, caption_font};
use crate::app::kit::tiles::{Order, SortBy, order, wall};
use crate::app::kit::{count, empty_ui, is_of_file};
use crate::app::view::{ColourMap, MapSource, Request, View};
use crate::maps::RateMaps;
use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{
    self, Align2, ComboBox, DragValue, PopupCloseBehavior, RichText, ScrollArea, Sense, TextStyle, TextureId, Ui, pos2,
    vec2,
};
use serde::{Deserialize, Serialize};

/// Tiles change their places at most this often while the scores move, so that the eye can follow a unit.
const RESORT_S: f64 = 5.0;

/// State of the wall.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct RateMapsPanel {
    pub sort: SortBy,
    /// One scale for all units, so that weak units look weak; else each map is scaled to its own peak.
    pub common_scale: bool,
    /// Blend neighbouring bins.
    pub smooth: bool,
    /// Side of the arena to measure in, metres.
    pub box_m: f32,
    #[serde(skip)]
    order: Order,
    #[serde(skip)]
    sorted: Option<Sorted>,
    #[serde(skip)]
    atlas: Atlas,
    /// The largest rate of all maps of one version.
    #[serde(skip)]
    common_peak: Option<(u64, f32)>,
}

/// What the present order was made from.
#[derive(Clone, Copy, PartialEq)]
struct Sorted {
    by: SortBy,
    units: usize,
    /// Step of the report, if there was one.
    report_step: Option<u64>,
    at_s: f64,
}

impl Default for RateMapsPanel {
    fn default() -> Self {
        Self {
            sort: SortBy::default(),
            common_scale: false,
            smooth: false,
            box_m: 2.0,
            order: Order::default(),
            sorted: None,
            atlas: Atlas::default(),
            common_peak: None,
        }
    }
}

/// The wall of rate maps with its controls.
pub fn rate_maps_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    controls_ui(ui, state, view, &mut requests);
    let Some(maps) = view.maps().filter(|m| m.units > 0) else {
        caption_ui(ui, "No maps yet");
        empty_ui(
            ui,
            match view.map_source {
                MapSource::Live => "Rate maps appear as soon as the network has walked",
                MapSource::Arena => "Nothing measured yet: choose a box and press Measure",
            },
        );
        return requests;
    };
    resort(ui, state, view, maps);
    caption_ui(ui, &caption(maps, &state.order, view));
    tiles_ui(ui, state, view, maps, &mut requests);
    requests
}

/// One line of controls, also beside those of the arena: how maps look is behind a button.
fn controls_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, requests: &mut Vec<Request>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let mut source = view.map_source;
        let live = ui.selectable_value(&mut source, MapSource::Live, "Live");
        live.on_hover_text("Maps gathered from the training batches themselves, old visits fading");
        let arena = ui.selectable_value(&mut source, MapSource::Arena, "Arena");
        arena.on_hover_text("Maps measured on walks in an empty box of chosen size");
        if source != view.map_source {
            if source == MapSource::Arena && view.evaluation.is_none() && view.is_live {
                requests.push(Request::Measure); // one click shows what it promises
            } else {
                requests.push(Request::ShowMaps(source));
            }
        }
        if source == MapSource::Arena {
            arena_ui(ui, state, view, requests);
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
        MenuButton::new("Colours").config(stay_open).ui(ui, |ui| colours_ui(ui, state, view, requests));
    });
}

fn colours_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, requests: &mut Vec<Request>) {
    for map in [ColourMap::Inferno, ColourMap::Viridis, ColourMap::Jet] {
        let choice = ui.radio(view.colour_map == map, colour::name(map)).on_hover_text("Colour map (C)");
        if choice.clicked() {
            requests.push(Request::UseColours(map));
        }
    }
    ui.separator();
    ui.checkbox(&mut state.common_scale, "Common scale")
        .on_hover_text("One colour scale for all units; otherwise each map is scaled to its own peak");
    ui.checkbox(&mut state.smooth, "Smooth").on_hover_text("Blend neighbouring bins when drawing");
}

/// Gives a list the name that its place alone tells the eye.
fn name_it(response: &egui::Response, name: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
}

fn arena_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, requests: &mut Vec<Request>) {
    let mut again = false;
    for side in [2.0, 3.0, 4.0] {
        let chosen = (state.box_m - side).abs() < 1e-3 && !is_of_file(view);
        if ui.selectable_label(chosen, format!("{side:.0} m")).clicked() {
            state.box_m = side;
            again = true;
        }
    }
    let side = DragValue::new(&mut state.box_m).range(0.5..=10.0).speed(0.05).max_decimals(2).suffix(" m");
    let side = ui.add(side).on_hover_text("Side of the arena, any size");
    name_it(&side, "Box");
    again |= ui.button("Measure").on_hover_text("Measure again with the present weights").clicked();
    if again {
        requests.push(Request::Measure);
    }
}

fn caption_ui(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).weak()).truncate()).on_hover_text(
        "Number above a map: peak rate (left), adaptive grid score (right)\n\
         Strip below a map: colour of its module, as long as its grid score (full at 1)",
    );
}

fn caption(maps: &RateMaps, order: &Order, view: &View<'_>) -> String {
    let arena = maps.arena;
    let of = match view.map_source {
        MapSource::Arena if is_of_file(view) => "cells from a file".to_owned(),
        MapSource::Arena => format!("step {}", view.evaluation.map_or(0, |e| e.step)),
        MapSource::Live => format!("step {}", view.pictures.map_or(0, |p| p.step)),
    };
    format!(
        "{} · {} active · bins {:.1} cm · box {:.1} m · {of}",
        count(maps.units, "unit"),
        order.active.len(),
        100.0 * arena.box_m / arena.bins.max(1) as f32,
        arena.box_m,
    )
}

/// Sorts anew when asked for another order or population, and else only now and then.
fn resort(ui: &Ui, state: &mut RateMapsPanel, view: &View<'_>, maps: &RateMaps) {
    let now = Sorted {
        by: state.sort,
        units: maps.units,
        report_step: view.report.map(|r| r.step),
        at_s: ui.input(|i| i.time),
    };
    let due = state.sorted.is_none_or(|old| {
        let restarted = now.report_step < old.report_step;
        let first_report = old.report_step.is_none() && now.report_step.is_some();
        let waited = now.report_step != old.report_step && now.at_s - old.at_s >= RESORT_S;
        old.by != now.by || old.units != now.units || restarted || first_report || waited
    });
    if due {
        state.order = order(maps.units, view.report, state.sort, |unit| peak(maps.unit(unit)) > 0.0);
        state.sorted = Some(now);
    }
}

/// Draws the tiles in sight, and nothing of the others.
fn tiles_ui(ui: &mut Ui, state: &mut RateMapsPanel, view: &View<'_>, maps: &RateMaps, requests: &mut Vec<Request>) {
    let heading = ui.text_style_height(&TextStyle::Body) + 8.0;
    let font = caption_font(ui);
    let counts = [state.order.active.len(), state.order.silent.len()];
    let area = ui.available_size();
    let wall = wall(area.x - 2.0, area.y - 4.0, counts[0], counts[1], heading, font.size * 1.25);
    ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), wall.height), Sense::hover());
        let places = wall.places(rect.min, counts, heading);
        let seen = places.seen(viewport.translate(rect.min.to_vec2()));
        let order = state.order.active.iter().chain(&state.order.silent);
        let units: Vec<usize> = order.skip(seen.start).take(seen.len()).copied().collect();
        let texture = texture(ui, state, view, Seen { maps, units: &units, first_place: seen.start });
        let tile = Tile { view, maps, texture, font };
        for (place, &unit) in seen.zip(&units) {
            let (block, at) = places.tile(place);
            tile.show(ui, at, block, unit, state.atlas.uv(place), requests);
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
    let common_peak = state.common_scale.then(|| match state.common_peak {
        Some((version, peak)) if version == view.maps_version => peak,
        _ => {
            let peak = peak(&seen.maps.rates);
            state.common_peak = Some((view.maps_version, peak));
            peak
        }
    });
    let look = key_of((
        view.maps_version,
        view.map_source as u8,
        view.colour_map as u8,
        view.theme.dark,
        state.common_scale,
        state.smooth,
    ));
    let colouring = Colouring {
        lut: colour::lut(view.colour_map),
        common_peak,
        unvisited: view.theme.unvisited,
        smooth: state.smooth,
    };
    state.atlas.update(ui.ctx(), "rate maps", look, seen, colouring)
}
