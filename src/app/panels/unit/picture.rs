//! The rate map of one unit as a texture.

use crate::app::kit::colour;
use crate::app::kit::map_texture::{MapTexture, key_of, map_pixels, peak};
use crate::app::view::View;
use crate::maps::{MapKey, RateMaps};
use eframe::egui::{ColorImage, TextureId, TextureOptions, Ui};

/// A unit's map, scaled to its own peak.
pub(super) fn map_texture(
    ui: &Ui,
    texture: &mut MapTexture,
    smooth: bool,
    view: &View<'_>,
    (set, maps, unit): (Option<MapKey>, &RateMaps, usize),
) -> TextureId {
    let bins = maps.arena.bins;
    let key = key_of((set, unit, view.colour_map as u8, view.theme.dark, smooth, bins));
    let options = if smooth { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
    texture.update(ui.ctx(), "unit map", key, options, || {
        let map = maps.unit(unit);
        let pixels = map_pixels(map, bins, (0.0, peak(map)), colour::lut(view.colour_map), view.theme.unvisited);
        if pixels.len() == bins * bins && bins > 0 {
            ColorImage::new([bins, bins], pixels)
        } else {
            ColorImage::filled([1, 1], view.theme.unvisited)
        }
    })
}
