//! Beside what the pointer reads off a chart: the recorded maps nearest to that step.

use super::state::LossesPanel;
use crate::app::kit::colour::lut;
use crate::app::kit::map_texture::{key_of, map_pixels, peak};
use crate::app::kit::widgets::grouped;
use crate::app::view::View;
use eframe::egui::{Color32, ColorImage, TextureOptions, Ui, load::SizedTexture, vec2};

/// Units whose maps are shown.
const UNITS: usize = 8;
/// Side of a map, points, and pixels between two.
const SIDE: f32 = 44.0;
const GAP: usize = 1;

/// Notes the step under the pointer, and draws the maps that were found for the last one.
pub(super) fn glimpse_ui(ui: &mut Ui, state: &LossesPanel, view: &View<'_>, step: f64) {
    if view.playback.is_none() && view.recorded.is_none() {
        return;
    }
    state.hovered.set(Some(step.max(0.0) as u64));
    let Some(glimpse) = view.glimpse else { return };
    let (maps, bins) = (&glimpse.set.maps, glimpse.set.maps.arena.bins);
    let units = maps.units.min(UNITS);
    let key = key_of((glimpse.step, glimpse.set.key, view.colour_map as u8));
    let texture = state.glimpse.borrow_mut().update(ui.ctx(), "recorded maps", key, TextureOptions::NEAREST, || {
        let width = units * (bins + GAP);
        let mut image = ColorImage::filled([width.max(1), bins.max(1)], Color32::TRANSPARENT);
        for unit in 0..units {
            let map = maps.unit(unit);
            let pixels = map_pixels(map, bins, (0.0, peak(map)), lut(view.colour_map), view.theme.unvisited);
            for (row, line) in pixels.chunks_exact(bins.max(1)).enumerate() {
                let from = row * width + unit * (bins + GAP);
                image.pixels[from..from + bins].copy_from_slice(line);
            }
        }
        image
    });
    ui.separator();
    ui.label(format!("Recorded maps of step {}", grouped(glimpse.step)));
    ui.image(SizedTexture::new(texture, vec2(SIDE * units as f32, SIDE)));
}
