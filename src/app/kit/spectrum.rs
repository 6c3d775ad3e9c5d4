//! Fourier power around zero frequency as a picture, with its wave vectors k₁ k₂ k₃.

use super::axes::{Axis, Frame, tick_font};
use super::colour::{self, Lut};
use super::map_texture::{MapTexture, key_of, map_pixels, whole};
use super::theme::Theme;
use crate::analysis::Spectrum;
use crate::app::view::View;
use eframe::egui::{
    self, Align2, Color32, ColorImage, Painter, Pos2, Rect, Stroke, TextStyle, TextureId, TextureOptions, Ui, vec2,
};

/// Powers below this many decibels under the peak are drawn as the lowest colour.
pub(crate) const FLOOR_DB: f32 = 40.0;

/// The sign of a wave, counted from 0: k₁ is the first.
pub(crate) fn subscript(index: usize) -> char {
    ['₁', '₂', '₃', '₄', '₅', '₆'][index % 6]
}

/// A spectrum as a picture; `key` changes whenever its numbers do.
pub(crate) struct SpectrumPicture<'a> {
    pub spectrum: &'a Spectrum,
    pub log_power: bool,
    pub key: u64,
}

impl SpectrumPicture<'_> {
    /// Draws the power alone into a square: the part of it that is worth showing, pale, with a name.
    pub(crate) fn paint_ghost(&self, ui: &Ui, square: Rect, name: &str, texture: &mut MapTexture, view: &View<'_>) {
        let crop = Crop::of(self.spectrum);
        let id = self.texture(ui, &crop, texture, view);
        let painter = ui.painter();
        painter.rect_filled(square, 0.0, view.theme.panel);
        painter.image(id, square, whole(), Color32::WHITE.gamma_multiply(0.7));
        painter.rect_stroke(square, 0.0, Stroke::new(1.5, view.theme.ghost), egui::StrokeKind::Inside);
        let at = square.left_top() + vec2(4.0, 2.0);
        outlined_text(painter, at, Align2::LEFT_TOP, name, tick_font(ui), view.theme);
    }

    fn texture(&self, ui: &Ui, crop: &Crop, texture: &mut MapTexture, view: &View<'_>) -> TextureId {
        let lut = colour::lut(view.colour_map);
        let key = key_of((self.key, self.log_power, view.colour_map as u8, crop.samples, view.theme.dark));
        texture.update(ui.ctx(), "spectrum", key, TextureOptions::LINEAR, || {
            crop.image(self.spectrum, self.log_power, lut, view.theme.unvisited)
        })
    }

    /// Draws the power around zero frequency with axes in cycles/m and its wave vectors as arrows.
    pub(crate) fn paint(&self, ui: &Ui, rect: Rect, texture: &mut MapTexture, view: &View<'_>) {
        let crop = Crop::of(self.spectrum);
        let axis = |label: &str| Axis::linear(-crop.half_range_cpm, crop.half_range_cpm, label);
        let frame = Frame::layout(ui, rect, axis("cycles/m"), axis(""), true);
        let id = self.texture(ui, &crop, texture, view);
        let painter = frame.paint(ui, false);
        painter.image(id, frame.rect, whole(), Color32::WHITE);
        let body = TextStyle::Body.resolve(ui.style());
        let origin = frame.at([0.0, 0.0]);
        for (i, peak) in self.spectrum.peaks_cpm.iter().enumerate() {
            let tip = frame.at(*peak);
            arrow(&painter, origin, tip, view.theme);
            let away = (tip - origin).normalized() * body.size * 0.9;
            let text = format!("k{}", subscript(i));
            let room = frame.rect.shrink(0.7 * body.size);
            let at = (tip + away).clamp(room.min, room.max.max(room.min));
            outlined_text(&painter, at, Align2::CENTER_CENTER, &text, body.clone(), view.theme);
        }
    }
}

/// The part of a spectrum around zero frequency that is worth showing.
struct Crop {
    /// Samples each side of zero.
    samples: usize,
    half_range_cpm: f64,
}

impl Crop {
    fn of(spectrum: &Spectrum) -> Self {
        let whole = spectrum.size / 2;
        let highest = spectrum.peaks_cpm.iter().map(|k| k[0].abs().max(k[1].abs())).fold(0.0, f64::max);
        // A few fixed ranges, so that the picture does not breathe with every new analysis.
        let wanted = 2.1 * highest;
        let range = [2.0, 3.0, 4.0, 6.0, 8.0].into_iter().find(|r| highest > 0.0 && *r >= wanted);
        let range = range.unwrap_or(if highest > 0.0 { f64::INFINITY } else { 4.0 });
        let samples = if spectrum.step_cpm > 0.0 { (range / spectrum.step_cpm).round() as usize } else { whole };
        let samples = samples.clamp(1, whole.max(1)).min(whole);
        Self { samples, half_range_cpm: ((samples as f64 + 0.5) * spectrum.step_cpm).max(f64::MIN_POSITIVE) }
    }

    fn image(&self, spectrum: &Spectrum, log_power: bool, lut: &Lut, missing: Color32) -> ColorImage {
        let side = 2 * self.samples + 1;
        let start = spectrum.size / 2 - self.samples;
        let shown: Vec<f32> = spectrum
            .power
            .chunks_exact(spectrum.size.max(1))
            .skip(start)
            .take(side)
            .flat_map(|row| row[start..start + side].iter().copied())
            .map(|power| if log_power { (10.0 * power.max(1e-30).log10() / FLOOR_DB + 1.0).max(0.0) } else { power })
            .collect();
        let pixels = map_pixels(&shown, side, (0.0, 1.0), lut, missing);
        if pixels.len() == side * side {
            ColorImage::new([side, side], pixels)
        } else {
            ColorImage::filled([1, 1], missing)
        }
    }
}

/// An arrow that stands out on any colour map.
fn arrow(painter: &Painter, from: Pos2, to: Pos2, theme: &Theme) {
    let along = to - from;
    if along.length() < 4.0 {
        return;
    }
    let along = along.normalized();
    let across = vec2(-along.y, along.x);
    let neck = to - along * 10.0;
    for (colour, extra) in [(theme.over_map_outline, 2.0), (theme.over_map, 0.0)] {
        painter.line_segment([from, neck], Stroke::new(2.0 + extra, colour));
        let head = vec![to, neck + across * 5.0, neck - across * 5.0];
        painter.add(egui::Shape::convex_polygon(head, colour, Stroke::new(extra, colour)));
    }
}

/// Text that stands out on any colour map.
fn outlined_text(painter: &Painter, at: Pos2, anchor: Align2, text: &str, font: egui::FontId, theme: &Theme) {
    for offset in [vec2(1.0, 0.0), vec2(-1.0, 0.0), vec2(0.0, 1.0), vec2(0.0, -1.0), vec2(1.0, 1.0)] {
        painter.text(at + offset, anchor, text, font.clone(), theme.over_map_outline);
    }
    painter.text(at, anchor, text, font, theme.over_map);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::colour::ColourMap;

    fn spectrum(size: usize, step_cpm: f64, peaks_cpm: Vec<[f64; 2]>) -> Spectrum {
        Spectrum { size, step_cpm, power: vec![0.5; size * size], peaks_cpm }
    }

    #[test]
    fn the_crop_holds_the_peaks_and_stays_inside() {
        let tight = Crop::of(&spectrum(255, 0.078, vec![[1.3, 0.2], [0.5, 1.2]]));
        assert!(tight.half_range_cpm > 2.0 * 1.3 && tight.half_range_cpm < 3.5, "{}", tight.half_range_cpm);
        let all = Crop::of(&spectrum(21, 0.1, vec![[0.9, 0.2]]));
        assert_eq!(all.samples, 10, "never more than there is");
        for odd in [spectrum(0, 0.0, Vec::new()), spectrum(1, 0.0, Vec::new()), spectrum(3, 0.1, Vec::new())] {
            let crop = Crop::of(&odd);
            let image = crop.image(&odd, true, colour::lut(ColourMap::Jet), Color32::GRAY);
            assert_eq!(image.pixels.len(), image.size[0] * image.size[1]);
        }
    }

    #[test]
    fn log_power_shows_what_linear_power_hides() {
        let mut weak = spectrum(3, 1.0, Vec::new());
        weak.power = vec![0.001, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        let lut = colour::lut(ColourMap::Viridis);
        let crop = Crop { samples: 1, half_range_cpm: 1.5 };
        assert_eq!(crop.image(&weak, false, lut, Color32::GRAY).pixels[6], lut[0], "linear: dark");
        assert_eq!(crop.image(&weak, true, lut, Color32::GRAY).pixels[6], lut[64], "−30 dB of −40: a quarter up");
    }
}
