//! The autocorrelogram of a map: where its fields repeat.

use crate::analysis::UnitDetail;
use crate::app::kit::axes::{Axis, Frame};
use crate::app::kit::colour;
use crate::app::kit::map_texture::{MapTexture, key_of, map_pixels, whole};
use crate::app::kit::theme::Theme;
use crate::export::CsvTable;
use eframe::egui::{Color32, ColorImage, Rect, Stroke, TextureOptions, Ui};

/// The outer lags overlap too little to mean much: the central 0.9 are shown (as opexebo does).
const SHOWN: f64 = 0.9;

/// Draws correlations from −1 (blue) over 0 (white) to 1 (red) with the inner peaks and the ring of the adaptive score.
/// `key` changes whenever the numbers do.
pub(super) fn autocorrelogram_ui(
    ui: &Ui,
    rect: Rect,
    texture: &mut MapTexture,
    detail: &UnitDetail,
    key: u64,
    theme: &Theme,
) {
    let shown = cropped_side(detail.size);
    let half = (shown as f64 / 2.0 * detail.step_m).max(f64::MIN_POSITIVE);
    let axis = |label: &str| Axis::linear(-half, half, label);
    let frame = Frame::layout(ui, rect, axis("lag (m)"), axis(""), true);
    let key = key_of((key, shown, theme.dark));
    let id = texture.update(ui.ctx(), "autocorrelogram", key, TextureOptions::LINEAR, || {
        let values = crop(&detail.autocorrelogram, detail.size, shown);
        let pixels = map_pixels(&values, shown, (-1.0, 1.0), colour::diverging(), theme.unvisited);
        if pixels.len() == shown * shown && shown > 0 {
            ColorImage::new([shown, shown], pixels)
        } else {
            ColorImage::filled([1, 1], theme.unvisited)
        }
    });
    let painter = frame.paint(ui, false);
    painter.image(id, frame.rect, whole(), Color32::WHITE);
    let dark = theme.over_map_outline;
    let centre = frame.at([0.0, 0.0]);
    for radius_m in detail.adaptive_ring_m.into_iter().flatten() {
        let radius = radius_m as f32 * frame.points_per_unit();
        painter.circle_stroke(centre, radius, Stroke::new(1.0, dark.gamma_multiply(0.45)));
    }
    for peak in &detail.peaks_m {
        painter.circle(frame.at(*peak), 4.0, theme.over_map, Stroke::new(1.8, dark));
    }
}

/// The odd number of lags shown per side.
fn cropped_side(size: usize) -> usize {
    let half = (size / 2) as f64 * SHOWN;
    if size == 0 { 0 } else { 2 * half.round() as usize + 1 }
}

/// The central `shown` × `shown` values of a square picture.
fn crop(values: &[f32], size: usize, shown: usize) -> Vec<f32> {
    let start = size.saturating_sub(shown) / 2;
    values
        .chunks_exact(size.max(1))
        .skip(start)
        .take(shown)
        .flat_map(|row| row[start..(start + shown).min(size)].iter().copied())
        .collect()
}

/// The correlation at every lag, a row each.
pub(super) fn table(detail: &UnitDetail) -> CsvTable {
    let mut table = CsvTable::new("autocorrelogram", &["lag_x_m", "lag_y_m", "correlation"]);
    let size = detail.size.max(1);
    let lag = |index: usize| (index as f64 - (size / 2) as f64) * detail.step_m;
    for (index, correlation) in detail.autocorrelogram.iter().enumerate() {
        table.push(&[&lag(index % size), &lag(index / size), correlation]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crop_is_central_and_odd() {
        assert_eq!(cropped_side(95), 85);
        assert_eq!(cropped_side(1), 1);
        assert_eq!(cropped_side(0), 0);
        let values: Vec<f32> = (0..25).map(|i| i as f32).collect();
        assert_eq!(crop(&values, 5, 3), [6.0, 7.0, 8.0, 11.0, 12.0, 13.0, 16.0, 17.0, 18.0]);
        assert!(crop(&[], 0, 0).is_empty());
    }
}
