//! The textures of a sheet: what an egui context wants to have uploaded, kept in memory.

use eframe::egui::epaint::textures::{TextureFilter, TexturesDelta};
use eframe::egui::epaint::{ImageData, ImageDelta};
use eframe::egui::{Color32, TextureId};
use std::collections::HashMap;

/// Texels, row by row from the top, multiplied with their alpha.
#[derive(Clone, Debug)]
pub(super) struct Texture {
    pub(super) size: [usize; 2],
    pub(super) texels: Vec<Color32>,
    /// Neighbouring texels are blended where they are magnified.
    pub(super) is_smooth: bool,
}

/// All textures of a context.
#[derive(Debug, Default)]
pub(super) struct Textures(HashMap<TextureId, Texture>);

impl Textures {
    /// Takes what a frame wants to have uploaded. What it frees stays: the frame may still show it.
    pub(super) fn take(&mut self, mut delta: TexturesDelta) {
        for (id, parts) in &delta.set {
            for part in parts {
                self.put(*id, part);
            }
        }
        delta.clear();
    }

    fn put(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let is_smooth = delta.options.magnification == TextureFilter::Linear;
        let Some([left, top]) = delta.pos else {
            let whole = Texture { size: image.size, texels: image.pixels.clone(), is_smooth };
            self.0.insert(id, whole);
            return;
        };
        let Some(texture) = self.0.get_mut(&id) else { return };
        texture.is_smooth = is_smooth;
        let [width, height] = texture.size;
        for (row, pixels) in image.pixels.chunks(image.size[0].max(1)).enumerate() {
            if top + row < height && left + pixels.len() <= width {
                let at = (top + row) * width + left;
                texture.texels[at..at + pixels.len()].copy_from_slice(pixels);
            }
        }
    }

    pub(super) fn get(&self, id: TextureId) -> Option<&Texture> {
        self.0.get(&id)
    }
}

impl Texture {
    fn texel(&self, x: i64, y: i64) -> Color32 {
        let inside = |at: i64, size: usize| at.clamp(0, size as i64 - 1) as usize;
        let [width, height] = self.size;
        self.texels[inside(y, height) * width + inside(x, width)]
    }

    /// The colour at a place, (0, 0) the upper left corner and (1, 1) the lower right one; beyond them it goes on as at the edge.
    pub(super) fn at(&self, [u, v]: [f32; 2]) -> Color32 {
        if self.texels.is_empty() {
            return Color32::TRANSPARENT;
        }
        let (x, y) = (u * self.size[0] as f32, v * self.size[1] as f32);
        if !self.is_smooth {
            return self.texel(x.floor() as i64, y.floor() as i64);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, lower_share) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let mut sum = [0.0f32; 4];
        for (dx, dy, share) in [
            (0, 0, (1.0 - right_share) * (1.0 - lower_share)),
            (1, 0, right_share * (1.0 - lower_share)),
            (0, 1, (1.0 - right_share) * lower_share),
            (1, 1, right_share * lower_share),
        ] {
            for (sum, part) in sum.iter_mut().zip(self.texel(left + dx, top + dy).to_array()) {
                *sum += share * f32::from(part);
            }
        }
        let [r, g, b, a] = sum.map(|part| (part + 0.5) as u8);
        Color32::from_rgba_premultiplied(r, g, b, a)
    }
}
