//! Maps as textures: pixels, one atlas for many maps, and uploads only when something changed.

use super::colour::{Lut, shade};
use crate::maps::RateMaps;
use eframe::egui::{self, Color32, ColorImage, Pos2, Rect, TextureHandle, TextureId, TextureOptions, pos2};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Pixels of a square map `[y][x]` with row 0 at the bottom, as an image has it at the top. `missing` stands for NaN.
#[must_use]
pub fn map_pixels(values: &[f32], size: usize, range: (f32, f32), lut: &Lut, missing: Color32) -> Vec<Color32> {
    let scale = 1.0 / (range.1 - range.0).max(f32::MIN_POSITIVE);
    let mut pixels = Vec::with_capacity(size * size);
    for row in values.chunks_exact(size.max(1)).take(size).rev() {
        pixels.extend(row.iter().map(|v| if v.is_finite() { shade(lut, (v - range.0) * scale) } else { missing }));
    }
    pixels
}

/// The largest finite value of a map, 0 if there is none.
#[must_use]
pub fn peak(values: &[f32]) -> f32 {
    values.iter().copied().filter(|v| v.is_finite()).fold(0.0, f32::max)
}

/// One number for everything a picture depends on.
#[must_use]
pub fn key_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// A texture that is made again only when its key changes.
#[derive(Default)]
pub struct MapTexture {
    key: Option<u64>,
    handle: Option<TextureHandle>,
}

impl MapTexture {
    /// The texture for `key`; `make` draws it when the last one had another key.
    pub fn update(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        key: u64,
        options: TextureOptions,
        make: impl FnOnce() -> ColorImage,
    ) -> TextureId {
        let known = self.key.replace(key) == Some(key);
        if let Some(handle) = &mut self.handle {
            if !known {
                handle.set(make(), options);
            }
            return handle.id();
        }
        self.handle.insert(ctx.load_texture(name, make(), options)).id()
    }
}

/// How the maps of an atlas are coloured.
#[derive(Clone, Copy)]
pub struct Colouring<'a> {
    pub lut: &'a Lut,
    /// The value of the brightest colour for all maps; `None` scales each map to its own peak.
    pub common_peak: Option<f32>,
    pub unvisited: Color32,
    /// Blend neighbouring bins.
    pub smooth: bool,
}

/// Many maps of one size in one texture, each with a border of its own edge pixels so that blending stays inside it.
#[derive(Default)]
pub struct Atlas {
    texture: MapTexture,
    columns: usize,
    /// Pixels a map's side takes, border included.
    pitch: usize,
    image: [usize; 2],
}

impl Atlas {
    /// Brings the atlas up to date: it shows `units` of `maps` in this order whenever `key` changed.
    pub fn update(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        key: u64,
        maps: &RateMaps,
        units: &[usize],
        colouring: Colouring<'_>,
    ) -> TextureId {
        let limit = ctx.input(|i| i.max_texture_side).max(64);
        let columns = (units.len() as f64).sqrt().ceil().max(1.0) as usize;
        let rows = units.len().div_ceil(columns).max(1);
        // A texture has a largest size: beyond it every second, third, … bin is shown.
        let bins = maps.arena.bins.max(1);
        let stride = (1..=bins).find(|s| (bins.div_ceil(*s) + 2) * columns.max(rows) <= limit).unwrap_or(bins);
        let side = bins.div_ceil(stride);
        self.columns = columns;
        self.pitch = side + 2;
        self.image = [columns * self.pitch, rows * self.pitch];
        let options = if colouring.smooth { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
        let (pitch, image) = (self.pitch, self.image);
        self.texture.update(ctx, name, key, options, || {
            let mut pixels = vec![colouring.unvisited; image[0] * image[1]];
            for (place, &unit) in units.iter().enumerate() {
                let map = thin_out(maps.unit(unit), maps.arena.bins, stride);
                let top = colouring.common_peak.unwrap_or_else(|| peak(&map));
                let tile = map_pixels(&map, side, (0.0, top), colouring.lut, colouring.unvisited);
                if tile.len() == side * side {
                    let corner = [place % columns * pitch, place / columns * pitch];
                    blit_with_border(&mut pixels, image[0], corner, &tile, side);
                }
            }
            ColorImage::new(image, pixels)
        })
    }

    /// Where the map at `place` lies in the texture.
    #[must_use]
    pub fn uv(&self, place: usize) -> Rect {
        let scale = |x: usize, y: usize| pos2(x as f32 / self.image[0] as f32, y as f32 / self.image[1] as f32);
        let (x, y) = (place % self.columns * self.pitch, place / self.columns * self.pitch);
        Rect::from_min_max(scale(x + 1, y + 1), scale(x + self.pitch - 1, y + self.pitch - 1))
    }
}

/// The whole of a texture.
#[must_use]
pub fn whole() -> Rect {
    Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0))
}

fn thin_out(map: &[f32], bins: usize, stride: usize) -> std::borrow::Cow<'_, [f32]> {
    if stride <= 1 {
        return map.into();
    }
    map.chunks_exact(bins.max(1)).step_by(stride).flat_map(|row| row.iter().step_by(stride).copied()).collect()
}

fn blit_with_border(pixels: &mut [Color32], width: usize, corner: [usize; 2], tile: &[Color32], side: usize) {
    for y in 0..side + 2 {
        let row = &tile[y.saturating_sub(1).min(side - 1) * side..][..side];
        let target = &mut pixels[(corner[1] + y) * width + corner[0]..][..side + 2];
        target[0] = row[0];
        target[1..=side].copy_from_slice(row);
        target[side + 1] = row[side - 1];
    }
}

#[cfg(test)]
mod tests {
    use super::super::colour;
    use super::*;
    use crate::app::view::ColourMap;
    use crate::maps::Arena;

    #[test]
    fn row_zero_of_a_map_is_at_the_bottom() {
        let lut = colour::lut(ColourMap::Viridis);
        let missing = Color32::from_gray(7);
        let pixels = map_pixels(&[0.0, 1.0, f32::NAN, 0.5], 2, (0.0, 1.0), lut, missing);
        assert_eq!(pixels, [missing, lut[128], lut[0], lut[255]]);
    }

    #[test]
    fn maps_that_are_empty_or_constant_do_no_harm() {
        let lut = colour::lut(ColourMap::Inferno);
        assert!(map_pixels(&[], 0, (0.0, 1.0), lut, Color32::WHITE).is_empty());
        assert_eq!(map_pixels(&[0.0], 1, (0.0, 0.0), lut, Color32::WHITE), [lut[0]]);
        assert!(peak(&[f32::NAN, f32::INFINITY]).abs() < f32::EPSILON);
    }

    #[test]
    fn borders_repeat_the_edge() {
        let (a, b) = (Color32::from_gray(1), Color32::from_gray(2));
        let mut pixels = vec![Color32::BLACK; 16];
        blit_with_border(&mut pixels, 4, [0, 0], &[a, b, b, a], 2);
        assert_eq!(pixels, [a, a, b, b, a, a, b, b, b, b, a, a, b, b, a, a]);
    }

    #[test]
    fn a_texture_is_drawn_again_only_when_its_key_changes() {
        let ctx = egui::Context::default();
        let mut texture = MapTexture::default();
        let mut drawn = 0;
        for key in [1, 1, 2, 2, 1] {
            texture.update(&ctx, "test", key, TextureOptions::NEAREST, || {
                drawn += 1;
                ColorImage::filled([1, 1], Color32::WHITE)
            });
        }
        assert_eq!(drawn, 3);
    }

    #[test]
    fn a_map_too_large_for_a_texture_is_thinned_out() {
        let ctx = egui::Context::default();
        let bins = 100;
        let maps = RateMaps {
            arena: Arena { box_m: 5.0, bins },
            units: 1024,
            rates: vec![0.0; 1024 * bins * bins],
            visits: vec![1.0; bins * bins],
        };
        let units: Vec<usize> = (0..1024).collect();
        let lut = colour::lut(ColourMap::Inferno);
        let colouring = Colouring { lut, common_peak: None, unvisited: Color32::GRAY, smooth: false };
        let mut atlas = Atlas::default();
        atlas.update(&ctx, "test", 0, &maps, &units, colouring);
        let limit = ctx.input(|i| i.max_texture_side);
        assert!(atlas.image.iter().all(|side| *side <= limit), "{:?} exceeds {limit}", atlas.image);
        let last = atlas.uv(1023);
        assert!(last.max.x <= 1.0 && last.max.y <= 1.0 && last.width() > 0.0);
    }
}
