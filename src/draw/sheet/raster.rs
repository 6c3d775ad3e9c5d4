//! Triangles to pixels, without a GPU: textured, coloured at their corners, cut off at rectangles.

use super::image::PixelImage;
use super::textures::{Texture, Textures};
use crate::draw::palette::Rgb;
use eframe::egui::epaint::{ClippedPrimitive, Mesh, Primitive, Vertex};
use eframe::egui::{Color32, Rect};

/// Places are whole parts of a pixel, so that two triangles with a common side cover each pixel along it just once.
const PARTS: i64 = 256;

/// What is being painted; colours are multiplied with their alpha.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

/// Pixels from `left` to before `right`, and from `top` to before `bottom`.
#[derive(Clone, Copy)]
struct Cut {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

/// Paints triangles, the later ones over the earlier ones.
pub(super) fn raster(
    triangles: &[ClippedPrimitive],
    textures: &Textures,
    [width, height]: [usize; 2],
    scale: f32,
    [r, g, b]: Rgb,
) -> PixelImage {
    let mut canvas = Canvas { width, height, pixels: vec![Color32::from_rgb(r, g, b); width * height] };
    for ClippedPrimitive { clip_rect, primitive } in triangles {
        // What a window draws by calling back is not in any panel.
        let Primitive::Mesh(mesh) = primitive else { continue };
        if let Some(texture) = textures.get(mesh.texture_id) {
            let cut = canvas.cut(*clip_rect, scale);
            canvas.mesh(mesh, texture, cut, scale);
        }
    }
    let rgba = canvas.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    PixelImage { width, height, rgba }
}

/// A corner in parts of a pixel.
fn place(vertex: &Vertex, scale: f32) -> [i64; 2] {
    [vertex.pos.x, vertex.pos.y].map(|points| (points * scale * PARTS as f32).round() as i64)
}

/// Twice the area of the triangle of two corners and a place; positive on the right of the line between them, as seen with y
/// downwards.
fn side([ax, ay]: [i64; 2], [bx, by]: [i64; 2], [x, y]: [i64; 2]) -> i64 {
    (bx - ax) * (y - ay) - (by - ay) * (x - ax)
}

/// Whether places exactly on a side belong to its triangle: on upper and left sides they do.
fn is_inclusive([ax, ay]: [i64; 2], [bx, by]: [i64; 2]) -> bool {
    by < ay || (by == ay && bx > ax)
}

impl Canvas {
    fn cut(&self, clip: Rect, scale: f32) -> Cut {
        let inside = |points: f32, most: usize| (points * scale).round().clamp(0.0, most as f32) as i64;
        Cut {
            left: inside(clip.min.x, self.width),
            top: inside(clip.min.y, self.height),
            right: inside(clip.max.x, self.width),
            bottom: inside(clip.max.y, self.height),
        }
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, cut: Cut, scale: f32) {
        for corners in mesh.indices.as_chunks::<3>().0 {
            let corner = |index: u32| mesh.vertices.get(index as usize);
            if let [Some(a), Some(b), Some(c)] = corners.map(corner)
                && [a, b, c].iter().all(|corner| corner.pos.is_finite())
            {
                self.triangle([a, b, c], texture, cut, scale);
            }
        }
    }

    fn triangle(&mut self, [a, b, c]: [&Vertex; 3], texture: &Texture, cut: Cut, scale: f32) {
        let area = side(place(a, scale), place(b, scale), place(c, scale));
        if area == 0 {
            return;
        }
        let corners = if area > 0 { [a, b, c] } else { [a, c, b] };
        let [pa, pb, pc] = corners.map(|corner| place(corner, scale));
        let sides = [(pb, pc), (pc, pa), (pa, pb)];
        let least = |axis: usize| [pa, pb, pc].iter().map(|place| place[axis]).min().unwrap_or(0);
        let most = |axis: usize| [pa, pb, pc].iter().map(|place| place[axis]).max().unwrap_or(0);
        let first = |parts: i64, edge: i64| parts.div_euclid(PARTS).max(edge);
        let last = |parts: i64, edge: i64| (parts.div_euclid(PARTS) + 1).min(edge);
        let (left, right) = (first(least(0), cut.left), last(most(0), cut.right));
        let (top, bottom) = (first(least(1), cut.top), last(most(1), cut.bottom));
        let paint = Paint::of(corners, texture, area.abs());
        let middle = |pixel: i64| pixel * PARTS + PARTS / 2;
        for y in top..bottom {
            // At the first pixel, and how much more at each further one.
            let mut at = sides.map(|(from, to)| side(from, to, [middle(left), middle(y)]));
            let more = sides.map(|(from, to)| -(to[1] - from[1]) * PARTS);
            let row = y as usize * self.width;
            for x in left..right {
                let is_inside = sides.iter().zip(at).all(|((a, b), at)| at > 0 || at == 0 && is_inclusive(*a, *b));
                if is_inside {
                    let pixel = &mut self.pixels[row + x as usize];
                    *pixel = over(paint.colour(at), *pixel);
                }
                for (at, more) in at.iter_mut().zip(more) {
                    *at += more;
                }
            }
        }
    }
}

/// What colours the places of a triangle.
struct Paint<'a> {
    corners: [&'a Vertex; 3],
    texture: &'a Texture,
    area: f32,
    /// The same everywhere.
    plain: Option<Color32>,
}

impl<'a> Paint<'a> {
    fn of(corners: [&'a Vertex; 3], texture: &'a Texture, area: i64) -> Self {
        let [a, b, c] = corners;
        let is_plain = [b, c].iter().all(|other| other.uv == a.uv && other.color == a.color);
        let plain = is_plain.then(|| times(texture.at([a.uv.x, a.uv.y]), a.color));
        Self { corners, texture, area: area as f32, plain }
    }

    /// The colour at a place, told by how far it is from each side.
    fn colour(&self, at: [i64; 3]) -> Color32 {
        if let Some(plain) = self.plain {
            return plain;
        }
        let share = at.map(|at| at as f32 / self.area);
        let mix = |of: &dyn Fn(&Vertex) -> f32| -> f32 {
            self.corners.iter().zip(share).map(|(corner, share)| share * of(corner)).sum()
        };
        let texel = self.texture.at([mix(&|corner| corner.uv.x), mix(&|corner| corner.uv.y)]);
        let part = |index: usize| (mix(&|corner| f32::from(corner.color.to_array()[index])) + 0.5) as u8;
        times(texel, Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3)))
    }
}

/// A texel in the colour of its triangle.
fn times(texel: Color32, tint: Color32) -> Color32 {
    let (texel, tint) = (texel.to_array(), tint.to_array());
    let part = |index: usize| ((u32::from(texel[index]) * u32::from(tint[index]) + 127) / 255) as u8;
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}

/// A colour over another one, blended as egui's painters do: in sRGB.
fn over(upper: Color32, lower: Color32) -> Color32 {
    let rest = 255 - u32::from(upper.a());
    if rest == 0 {
        return upper;
    }
    let (upper, lower) = (upper.to_array(), lower.to_array());
    let part = |index: usize| (u32::from(upper[index]) + (u32::from(lower[index]) * rest + 127) / 255).min(255) as u8;
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::epaint::{ImageData, ImageDelta, textures::TexturesDelta};
    use eframe::egui::{ColorImage, Pos2, TextureId, TextureOptions, pos2};
    use std::sync::Arc;

    const EVERYTHING: Rect = Rect::from_min_max(Pos2::ZERO, pos2(1e6, 1e6));

    fn textures(image: ColorImage, options: TextureOptions) -> Textures {
        let mut delta = TexturesDelta::default();
        delta.push(TextureId::default(), ImageDelta::full(ImageData::Color(Arc::new(image)), options));
        let mut textures = Textures::default();
        textures.take(delta);
        textures
    }

    fn white() -> Textures {
        textures(ColorImage::new([1, 1], vec![Color32::WHITE]), TextureOptions::NEAREST)
    }

    fn mesh(corners: &[[f32; 4]], colour: Color32, clip_rect: Rect) -> ClippedPrimitive {
        let vertex = |[x, y, u, v]: &[f32; 4]| Vertex { pos: pos2(*x, *y), uv: pos2(*u, *v), color: colour };
        let vertices: Vec<Vertex> = corners.iter().map(vertex).collect();
        let indices = if corners.len() == 4 { vec![0, 1, 2, 0, 2, 3] } else { vec![0, 1, 2] };
        let mesh = Mesh { indices, vertices, texture_id: TextureId::default() };
        ClippedPrimitive { clip_rect, primitive: Primitive::Mesh(mesh) }
    }

    /// Which pixels of 8 × 8 are dark, as rows of text.
    fn dark(image: &PixelImage) -> Vec<String> {
        let row = |pixels: &[u8]| pixels.chunks(4).map(|p| if p[0] < 128 { '#' } else { '.' }).collect();
        image.rgba.chunks(4 * image.width).map(row).collect()
    }

    #[test]
    fn a_known_triangle_covers_the_pixels_whose_middle_lies_inside() {
        let triangle = [[1.0, 1.0, 0.0, 0.0], [6.0, 1.0, 0.0, 0.0], [1.0, 6.0, 0.0, 0.0]];
        for corners in [triangle, [triangle[0], triangle[2], triangle[1]]] {
            let image = raster(&[mesh(&corners, Color32::BLACK, EVERYTHING)], &white(), [8, 8], 1.0, [255; 3]);
            let expected =
                ["........", ".####...", ".###....", ".##.....", ".#......", "........", "........", "........"];
            assert_eq!(dark(&image), expected, "whichever way it turns; middles on the slope belong to the other side");
        }
    }

    #[test]
    fn a_common_side_is_painted_once() {
        let square = [[1.0, 1.0, 0.0, 0.0], [7.0, 1.0, 0.0, 0.0], [7.0, 7.0, 0.0, 0.0], [1.0, 7.0, 0.0, 0.0]];
        let half = Color32::from_black_alpha(128);
        let image = raster(&[mesh(&square, half, EVERYTHING)], &white(), [8, 8], 1.0, [255; 3]);
        let values: std::collections::BTreeSet<u8> = image.rgba.chunks(4).map(|pixel| pixel[0]).collect();
        assert_eq!(values.into_iter().collect::<Vec<_>>(), [127, 255], "grey once, white outside");
    }

    #[test]
    fn nothing_is_painted_beyond_the_cut() {
        let square = [[-9.0, -9.0, 0.0, 0.0], [99.0, -9.0, 0.0, 0.0], [99.0, 99.0, 0.0, 0.0], [-9.0, 99.0, 0.0, 0.0]];
        let cut = Rect::from_min_max(pos2(2.0, 3.0), pos2(5.0, 4.0));
        let image = raster(&[mesh(&square, Color32::BLACK, cut)], &white(), [8, 8], 1.0, [255; 3]);
        let count = dark(&image).concat().matches('#').count();
        assert_eq!((count, dark(&image)[3].as_str()), (3, "..###..."));
    }

    #[test]
    fn texels_are_blended_where_they_are_asked_to_be() {
        let square = [[0.0, 0.0, 0.0, 0.0], [8.0, 0.0, 1.0, 0.0], [8.0, 8.0, 1.0, 1.0], [0.0, 8.0, 0.0, 1.0]];
        let image = || ColorImage::new([2, 1], vec![Color32::BLACK, Color32::WHITE]);
        let row = |options| {
            let all = raster(
                &[mesh(&square, Color32::WHITE, EVERYTHING)],
                &textures(image(), options),
                [8, 8],
                1.0,
                [255; 3],
            );
            all.rgba.chunks(4).take(8).map(|pixel| pixel[0]).collect::<Vec<_>>()
        };
        assert_eq!(row(TextureOptions::NEAREST), [0, 0, 0, 0, 255, 255, 255, 255]);
        let smooth = row(TextureOptions::LINEAR);
        assert!(
            smooth.is_sorted() && smooth[0] == 0 && smooth[7] == 255 && (90..165).contains(&smooth[3]),
            "{smooth:?}"
        );
    }
}
