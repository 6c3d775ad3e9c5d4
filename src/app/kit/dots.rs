//! Many dots at once: thousands of states are one mesh, not thousands of shapes.

use super::map_texture::{MapTexture, whole};
use super::theme::line_width;
use eframe::egui::{Color32, ColorImage, Mesh, Painter, Pos2, Rect, Shape, TextureId, TextureOptions, Ui, vec2};

/// Pixels along a side of the disc that every dot is a copy of.
const SIDE: usize = 32;

/// The disc that every dot is a copy of.
#[derive(Default)]
pub(crate) struct Disc(MapTexture);

impl Disc {
    /// A white disc with a soft rim, made once.
    pub(crate) fn texture(&mut self, ui: &Ui) -> TextureId {
        self.0.update(ui.ctx(), "disc", 0, TextureOptions::LINEAR, || {
            let middle = SIDE as f32 / 2.0;
            let pixel = |i: usize| {
                let (x, y) = ((i % SIDE) as f32 + 0.5 - middle, (i / SIDE) as f32 + 0.5 - middle);
                // The rim is about a screen pixel wide for dots of the sizes drawn.
                Color32::WHITE.gamma_multiply(((middle - x.hypot(y)) / 4.0).clamp(0.0, 1.0))
            };
            ColorImage::new([SIDE, SIDE], (0..SIDE * SIDE).map(pixel).collect())
        })
    }
}

/// Draws dots, later ones above earlier ones.
pub(crate) fn paint_dots(painter: &Painter, disc: TextureId, dots: impl Iterator<Item = (Pos2, f32, Color32)>) {
    let larger = line_width(&painter.ctx().global_style().visuals);
    let mut mesh = Mesh::with_texture(disc);
    for (centre, radius, colour) in dots.filter(|(centre, ..)| centre.is_finite()) {
        mesh.add_rect_with_uv(Rect::from_center_size(centre, vec2(radius, radius) * 2.0 * larger), whole(), colour);
    }
    painter.add(Shape::mesh(mesh));
}
