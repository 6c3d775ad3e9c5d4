//! Rings: the states seen along each wave, coloured by the place they belong to.

use super::state::{DissectionPanel, ShownDissection, wave_name};
use crate::analysis::dissection::Ring;
use crate::app::kit::colour::hue;
use crate::app::kit::dots::paint_dots;
use crate::app::kit::figure::{Figure, FigureShape, columns_ui};
use crate::app::kit::number_or_dash;
use eframe::egui::{Color32, Rect, Stroke, TextureId, Ui, pos2, vec2};

/// One figure a wave.
pub(super) fn rings_ui(ui: &mut Ui, panel: &mut DissectionPanel, shown: &ShownDissection<'_, '_>) {
    let rings = &shown.found.rings;
    let disc = panel.disc.texture(ui);
    let shape = FigureShape { least_width: 112.0, aspect: 0.95, tallest: 250.0 };
    columns_ui(ui, shape, rings.len(), |ui, index, size| {
        let ring = &rings[index];
        let quality = number_or_dash(ring.quality, 1);
        let follows = number_or_dash(ring.position_correlation, 2);
        let figure = Figure {
            title: &format!("Ring along {}", wave_name(index)),
            caption: &format!("quality {quality}, r {follows}"),
            about: "States projected on z = Σ (g − mean) exp(iφ), coloured by k·x; the quality is the mean of |z| over \
                    its standard deviation (1.9 for a cloud), r its circular correlation with k·x",
        };
        figure.show(ui, size, |ui, rect| ring_ui(ui, rect, ring, disc));
    });
}

fn ring_ui(ui: &Ui, rect: Rect, ring: &Ring, disc: TextureId) {
    let farthest = ring.points.iter().map(|[re, im]| re.hypot(*im)).fold(0.0, f32::max).max(f32::MIN_POSITIVE);
    let half = 0.5 * rect.width().min(rect.height()) - 4.0;
    let (centre, painter) = (rect.center(), ui.painter_at(rect));
    let faint = Stroke::new(1.0, ui.visuals().weak_text_color().gamma_multiply(0.4));
    painter.line_segment([pos2(centre.x - half, centre.y), pos2(centre.x + half, centre.y)], faint);
    painter.line_segment([pos2(centre.x, centre.y - half), pos2(centre.x, centre.y + half)], faint);
    let dot = |(point, angle): (&[f32; 2], &f32)| -> (_, f32, Color32) {
        (centre + vec2(point[0], -point[1]) * (half / farthest), 1.9, hue(*angle))
    };
    paint_dots(&painter, disc, ring.points.iter().zip(&ring.position_rad).map(dot));
}
