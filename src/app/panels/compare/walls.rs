//! Two walls beside each other, with the same unit at the same place of both, and the wall of what differs.

use super::deltas::{Deltas, can_subtract};
use super::pair::{Compared, Pair};
use crate::app::ask::Ask;
use crate::app::baseline::Side;
use crate::app::kit::atlas::{Atlas, Colouring, Seen};
use crate::app::kit::axes::{fitting, tick_font};
use crate::app::kit::map_texture::{key_of, peak};
use crate::app::kit::tile::{TileNumber, TilePlace, UnitTile, caption_font, outline_ui};
use crate::app::kit::tiles::{Order, SortBy, WallPlaces, order, wall};
use crate::app::kit::{colour, count, number_or_dash};
use crate::app::view::View;
use crate::maps::{MapKey, MapSet, MapSetId};
use crate::stream::RunState;
use eframe::egui::{
    Align2, Color32, Label, Rect, RichText, Role, Sense, TextStyle, TextureId, Ui, UiBuilder, Vec2, WidgetInfo, pos2,
    vec2,
};
use std::ops::Range;

/// Room between walls, points.
const GAP: f32 = 12.0;
/// Tiles change their places at most this often while the scores move, as those of *Rate maps* do.
const RESORT_S: f64 = 5.0;

/// The walls, and in which order their tiles stand.
#[derive(Default)]
pub(super) struct Walls {
    order: Order,
    sorted: Option<Sorted>,
    atlases: [Atlas; 2],
    deltas: Deltas,
    delta_atlas: Atlas,
}

/// What the present order was made from.
#[derive(Clone, Copy, PartialEq)]
struct Sorted {
    units: usize,
    sets: [Option<MapSetId>; 2],
    reported: [Option<MapKey>; 2],
    at_s: f64,
}

/// The two sets, where their units can be subtracted.
fn subtrahends<'a>(pair: &Pair<'a>) -> Option<(&'a MapSet, &'a MapSet)> {
    pair.from.side.set.zip(pair.to.side.set).filter(|(from, to)| can_subtract(from, to))
}

/// Where each wall begins, from the left, and how wide it is.
fn columns(pair: &Pair<'_>, width: f32) -> (Vec<f32>, f32) {
    let count = if subtrahends(pair).is_some() { 3 } else { 2 };
    let each = (width - GAP * (count as f32 - 1.0)) / count as f32;
    ((0..count).map(|i| i as f32 * (each + GAP)).collect(), each)
}

/// Draws the names of the walls, and why there is no third one.
pub(super) fn heads_ui(ui: &mut Ui, pair: &Pair<'_>) {
    if let (Some(from), Some(to), None) = (pair.from.side.set, pair.to.side.set, subtrahends(pair)) {
        let text = if from.maps.units == to.maps.units {
            format!(
                "No map of differences: boxes of {} m and {} m, or other bins",
                from.maps.arena.box_m, to.maps.arena.box_m
            )
        } else {
            format!("No map of differences: {} and {} units do not correspond", from.maps.units, to.maps.units)
        };
        ui.add(Label::new(RichText::new(text).color(ui.visuals().weak_text_color())).wrap());
    }
    let font = tick_font(ui);
    let (lefts, each) = columns(pair, ui.available_width());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.5 * font.size), Sense::hover());
    let colour = ui.visuals().strong_text_color();
    for (index, left) in lefts.into_iter().enumerate() {
        let place = Rect::from_min_size(rect.min + vec2(left, 0.0), vec2(each, rect.height()));
        let (name, about) = match index {
            0 => (pair.from.name.to_owned(), pair.from.words.clone()),
            1 => (pair.to.name.to_owned(), pair.to.words.clone()),
            _ => {
                let about = format!(
                    "{} less {}, bin by bin: white where both are equal, red where {} fires more, blue where less. \
                     Full colour is the larger peak of both. The number is the correlation of both maps",
                    pair.to.name, pair.from.name, pair.to.name
                );
                (format!("{} − {}", pair.to.name, pair.from.name), about)
            }
        };
        let response = ui.interact(place, ui.scope_id().with(("head", index)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("wall: {name}")));
        let words = fitting(ui.painter(), &name, &font, colour, each);
        ui.painter().galley(place.min, words, colour);
        response.on_hover_text(about);
    }
}

/// The order of the units: as in the first network, those that fire in either of both before the others.
fn sorted(pair: &Pair<'_>, units: usize) -> Order {
    let fires = |side: &Side<'_>, unit: usize| match side.report.and_then(|report| report.units.get(unit)) {
        Some(entry) => entry.active,
        None => side.set.is_some_and(|set| peak(set.maps.unit(unit)) > 0.0),
    };
    let (from, to) = (&pair.from.side, &pair.to.side);
    let Order { mut active, silent } = order(units, from.report, SortBy::Module, |unit| fires(from, unit));
    let (woken, silent): (Vec<usize>, Vec<usize>) = silent.into_iter().partition(|unit| fires(to, *unit));
    active.extend(woken);
    Order { active, silent }
}

impl Walls {
    /// Nothing is known any more.
    pub(super) fn forget(&mut self) {
        self.sorted = None;
        self.deltas.forget();
    }

    /// Draws what of the walls is in sight, in a room of this size.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        pair: &Pair<'_>,
        (area, viewport): (Vec2, Rect),
        view: &View<'_>,
        asks: &mut Vec<Ask>,
    ) {
        self.sort(ui, pair, view);
        let heading = ui.text_style_height(&TextStyle::Body) + 8.0;
        let font = caption_font(ui);
        let (lefts, each) = columns(pair, ui.available_width() - 2.0);
        let counts = [self.order.active.len(), self.order.silent.len()];
        let wall = wall(each, area.y - 4.0, counts[0], counts[1], heading, 1.25 * font.size);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), wall.height), Sense::hover());
        let places = |left: f32| wall.places(rect.min + vec2(left, 0.0), counts, heading);
        let seen = places(0.0).seen(viewport.translate(rect.min.to_vec2()));
        let all = self.order.active.iter().chain(&self.order.silent);
        let units: Vec<usize> = all.skip(seen.start).take(seen.len()).copied().collect();
        for (index, compared) in [&pair.from, &pair.to].into_iter().enumerate() {
            let own = places(lefts[index]);
            self.wall_ui(ui, index, compared, (own, &units, seen.clone()), view, asks);
        }
        if let Some((sets, left)) = subtrahends(pair).zip(lefts.get(2)) {
            self.deltas_ui(ui, sets, (places(*left), &units, seen), view, asks);
        }
        if counts[1] > 0 {
            let text = format!("{} in both", count(counts[1], "silent unit"));
            let at = pos2(rect.left() + 2.0, rect.top() + wall.active.height() + heading / 2.0);
            ui.painter().text(at, Align2::LEFT_CENTER, text, TextStyle::Body.resolve(ui.style()), view.theme.weak_text);
        }
    }

    /// Sorts anew for other maps, and else only now and then while something trains.
    fn sort(&mut self, ui: &Ui, pair: &Pair<'_>, view: &View<'_>) {
        let sides = [&pair.from.side, &pair.to.side];
        let units = sides.iter().filter_map(|side| side.set).map(|set| set.maps.units).max().unwrap_or(0);
        let now = Sorted {
            units,
            sets: sides.map(|side| side.set.map(|set| set.key.id)),
            reported: sides.map(|side| side.reported),
            at_s: ui.input(|input| input.time),
        };
        let is_due = self.sorted.is_none_or(|old| {
            let is_other = old.units != now.units || old.sets != now.sets;
            let is_first = old.reported.map(|key| key.is_some()) != now.reported.map(|key| key.is_some());
            let is_resting = view.status.state != RunState::Running || now.at_s - old.at_s >= RESORT_S;
            is_other || is_first || (old.reported != now.reported && is_resting)
        });
        if is_due {
            self.order = sorted(pair, units);
            self.sorted = Some(now);
        }
    }

    /// Draws the tiles of one network.
    fn wall_ui(
        &mut self,
        ui: &mut Ui,
        index: usize,
        compared: &Compared<'_>,
        (places, units, seen): (WallPlaces, &[usize], Range<usize>),
        view: &View<'_>,
        asks: &mut Vec<Ask>,
    ) {
        let Some(set) = compared.side.set else {
            let text = "No maps yet";
            let at = places.tile(0).1.min;
            ui.painter().text(at, Align2::LEFT_TOP, text, tick_font(ui), view.theme.weak_text);
            return;
        };
        // The other tiles' modules and numbers are those of its own report.
        let Side { report, reported, .. } = compared.side;
        let own = View { set: Some(set), report, reported, selected_module: None, ..*view };
        let colouring = Colouring {
            lut: colour::lut(view.colour_map),
            common_peak: None,
            unvisited: view.theme.unvisited,
            smooth: false,
        };
        let look = key_of((set.key, view.colour_map as u8, view.theme.dark));
        let atlas = &mut self.atlases[index];
        let shown = Seen { maps: &set.maps, units, first_place: seen.start };
        let texture = atlas.update(ui.ctx(), "compared maps", look, shown, colouring);
        let of = format!(", {}", compared.name);
        let tile = UnitTile {
            of: &of,
            view: &own,
            maps: &set.maps,
            texture,
            font: caption_font(ui),
            number: TileNumber::Lattice,
        };
        let wall = ui.new_child(UiBuilder::new().id_salt(compared.name));
        for (place, &unit) in seen.zip(units).filter(|(_, unit)| **unit < set.maps.units) {
            let (block, rect) = places.tile(place);
            let at = TilePlace { rect, block, uv: self.atlases[index].uv(place), ghost: None };
            tile.show(&wall, at, unit, asks);
        }
    }

    /// Draws what differs, a tile a unit.
    fn deltas_ui(
        &mut self,
        ui: &mut Ui,
        (from, to): (&MapSet, &MapSet),
        (places, units, seen): (WallPlaces, &[usize], Range<usize>),
        view: &View<'_>,
        asks: &mut Vec<Ask>,
    ) {
        let maps = self.deltas.update(from, to, units);
        let colouring = Colouring {
            lut: colour::diverging(),
            common_peak: Some(1.0),
            unvisited: view.theme.unvisited,
            smooth: false,
        };
        let look = key_of((from.key, to.key, view.theme.dark));
        let shown = Seen { maps, units, first_place: seen.start };
        let texture = self.delta_atlas.update(ui.ctx(), "differences of maps", look, shown, colouring);
        let wall = ui.new_child(UiBuilder::new().id_salt("differences"));
        for (place, &unit) in seen.zip(units) {
            let (block, rect) = places.tile(place);
            let at = TilePlace { rect, block, uv: self.delta_atlas.uv(place), ghost: None };
            delta_ui(&wall, at, unit, (texture, self.deltas.correlation(unit)), view, asks);
        }
    }
}

/// The tile of one unit: its difference, and the correlation of its maps where there is room.
fn delta_ui(
    ui: &Ui,
    place: TilePlace,
    unit: usize,
    (texture, correlation): (TextureId, Option<f64>),
    view: &View<'_>,
    asks: &mut Vec<Ask>,
) {
    let response = ui.interact(place.rect, ui.scope_id().with(("tile", unit)), Sense::click());
    let selected = view.selected_unit == Some(unit);
    let words = format!("correlation {}", number_or_dash(correlation, 2));
    response.widget_info(|| {
        WidgetInfo::selected(
            Role::Button,
            true,
            selected,
            format!("unit {}, difference: {words}", view.unit_name(unit)),
        )
    });
    let image = place.image();
    ui.painter().image(texture, image, place.uv, Color32::WHITE);
    if place.block.caption > 0.0 {
        let at = pos2(place.rect.left(), place.rect.top() + place.block.caption / 2.0);
        let number = number_or_dash(correlation, 2).replace('-', "−");
        ui.painter().text(at, Align2::LEFT_CENTER, number, caption_font(ui), ui.visuals().text_color());
    }
    outline_ui(ui, image, &response, selected, view.theme);
    if response.clicked() {
        asks.push(Ask::SelectUnit(Some(unit)));
    }
    response.on_hover_ui(|ui| {
        ui.strong(format!("Unit {}", view.unit_name(unit)));
        ui.label(format!("{words} of its two maps"));
    });
}
