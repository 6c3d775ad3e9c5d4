//! Maps as textures: pixels, and uploads only when something changed.

use super::colour::{Lut, shade};
use eframe::egui::{self, Color32, ColorImage, Pos2, Rect, TextureHandle, TextureId, TextureOptions, pos2};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Pixels of a square map `[y][x]` with row 0 at the bottom, as an image has it at the top. `missing` stands for NaN.
#[must_use]
pub(crate) fn map_pixels(values: &[f32], size: usize, range: (f32, f32), lut: &Lut, missing: Color32) -> Vec<Color32> {
    let scale = 1.0 / (range.1 - range.0).max(f32::MIN_POSITIVE);
    let mut pixels = Vec::with_capacity(size * size);
    for row in values.chunks_exact(size.max(1)).take(size).rev() {
        pixels.extend(row.iter().map(|v| if v.is_finite() { shade(lut, (v - range.0) * scale) } else { missing }));
    }
    pixels
}

/// The largest finite value of a map, 0 if there is none.
#[must_use]
pub(crate) fn peak(values: &[f32]) -> f32 {
    values.iter().copied().filter(|v| v.is_finite()).fold(0.0, f32::max)
}

/// One number for everything a picture depends on.
#[must_use]
pub(crate) fn key_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// A texture that is made again only when its key changes.
#[derive(Default)]
pub(crate) struct MapTexture {
    key: Option<u64>,
    handle: Option<TextureHandle>,
}

impl MapTexture {
    /// The texture for `key`; `make` draws it when the last one had another key.
    pub(crate) fn update(
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

/// The whole of a texture.
#[must_use]
pub(crate) fn whole() -> Rect {
    Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::colour;
    use crate::app::kit::colour::ColourMap;

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
}
