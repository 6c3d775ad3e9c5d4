//! The baseline's maps in the corners of tiles.

use super::atlas::{Atlas, Colouring, Seen};
use super::colour;
use super::map_texture::key_of;
use crate::app::ask::Ask;
use crate::app::view::View;
use eframe::egui::{Rect, TextureId, Ui};

/// The baseline's maps of the units in sight, in a texture of their own.
#[derive(Default)]
pub(crate) struct Corners {
    atlas: Atlas,
    /// Where they are; `None` while no tile shows one.
    texture: Option<TextureId>,
}

impl Corners {
    /// Brings the maps of `units` up to date, whose first has this place; nothing where there is no baseline of so many units,
    /// or nobody wants to see it.
    pub(crate) fn update(&mut self, ui: &Ui, view: &View<'_>, units: &[usize], first_place: usize, smooth: bool) {
        self.texture = view.ghost_maps().filter(|_| view.has_corners).map(|set| {
            let look = key_of((set.key, view.colour_map as u8, view.theme.dark, smooth));
            let lut = colour::lut(view.colour_map);
            let colouring = Colouring { lut, common_peak: None, unvisited: view.theme.unvisited, smooth };
            let seen = Seen { maps: &set.maps, units, first_place };
            self.atlas.update(ui.ctx(), "baseline", look, seen, colouring)
        });
    }

    /// The map of a place.
    pub(crate) fn at(&self, place: usize) -> Option<(TextureId, Rect)> {
        self.texture.map(|texture| (texture, self.atlas.uv(place)))
    }
}

/// A switch for all corners, while there is a baseline.
pub(crate) fn corners_switch_ui(ui: &mut Ui, view: &View<'_>, asks: &mut Vec<Ask>) {
    if view.baseline.is_none() {
        return;
    }
    let mut has_corners = view.has_corners;
    let switch = ui.checkbox(&mut has_corners, "Baseline in the corner");
    if switch.on_hover_text("The baseline's map of the same unit, small and pale, in a corner of each map").changed() {
        asks.push(Ask::BaselineInCorners(has_corners));
    }
}
