//! What is seen of textures: the part that a shape shows, and the triangles of meshes, for every format of vectors.

use super::image::PixelImage;
use super::textures::{Texture, Textures};
use eframe::egui::epaint::{Mesh, Vertex};
use eframe::egui::{Color32, Pos2, Rect, TextureId};

/// The texels of a picture that are seen, in their tint, and where they lie.
#[derive(Debug, PartialEq)]
pub(super) struct SeenPart {
    pub(super) image: PixelImage,
    pub(super) is_smooth: bool,
    /// Where the first column and the first row begin, points.
    pub(super) from: Pos2,
    /// How far it reaches from there; below 0 where it is mirrored.
    pub(super) reach: [f32; 2],
}

/// Pictures whose texels are to be told apart are made so large, pixels a side, of whole pixels a texel: some programs blend
/// the few pixels of a small one, whatever the file says.
const SHARP_SIDE: usize = 160;

/// A part of a mesh.
pub(super) enum MeshPart {
    Picture(SeenPart),
    /// Triangles of one colour.
    Area {
        colour: Color32,
        triangles: Vec<[Pos2; 3]>,
    },
}

/// A part of a texture, in a tint. `uv` may run backwards: then it is mirrored. `None` where nothing is to be seen.
pub(super) fn seen_part(place: Rect, uv: Rect, tint: Color32, texture: Option<&Texture>) -> Option<SeenPart> {
    let texture = texture?;
    if !place.is_finite() || !place.is_positive() || !uv.is_finite() {
        return None;
    }
    let axis = |from: f32, to: f32, size: usize| {
        let (low, high) = (from.min(to) * size as f32, from.max(to) * size as f32);
        let first = (low + 0.01).floor().clamp(0.0, size.saturating_sub(1) as f32);
        let end = (high - 0.01).ceil().clamp(first + 1.0, size as f32);
        (low, high, first as usize, end as usize)
    };
    let [width, height] = texture.size;
    let (left, right, first_column, end_column) = axis(uv.min.x, uv.max.x, width);
    let (top, bottom, first_row, end_row) = axis(uv.min.y, uv.max.y, height);
    let mut rgba = Vec::with_capacity(4 * (end_column - first_column) * (end_row - first_row));
    for row in first_row..end_row {
        for column in first_column..end_column {
            let texel = texture.texels.get(row * width + column).copied().unwrap_or_default();
            rgba.extend(tinted(texel, tint).to_srgba_unmultiplied());
        }
    }
    let image = PixelImage { width: end_column - first_column, height: end_row - first_row, rgba };
    let image = if texture.is_smooth { image } else { magnified(&image) };
    // Half a texel may be seen of those at the edge: the picture is that much larger than its place.
    let (mirror_x, mirror_y) = (uv.min.x > uv.max.x, uv.min.y > uv.max.y);
    let stretch = |place: [f32; 2], seen: [f32; 2], whole: [usize; 2], mirror: bool| {
        let scale = (place[1] - place[0]) / (seen[1] - seen[0]).max(f32::MIN_POSITIVE);
        let (from, length) = (place[0] + (whole[0] as f32 - seen[0]) * scale, (whole[1] - whole[0]) as f32 * scale);
        if mirror { (place[1] + place[0] - from, -length) } else { (from, length) }
    };
    let (x, across) = stretch([place.left(), place.right()], [left, right], [first_column, end_column], mirror_x);
    let (y, down) = stretch([place.top(), place.bottom()], [top, bottom], [first_row, end_row], mirror_y);
    Some(SeenPart { image, is_smooth: texture.is_smooth, from: Pos2::new(x, y), reach: [across, down] })
}

/// The same picture of more pixels, where it has few.
fn magnified(image: &PixelImage) -> PixelImage {
    let PixelImage { width, height, rgba } = image;
    let times = SHARP_SIDE / (*width).max(*height).max(1);
    if times < 2 {
        return image.clone();
    }
    let mut larger = Vec::with_capacity(rgba.len() * times * times);
    for row in rgba.chunks(4 * width) {
        let wide: Vec<u8> = row.chunks(4).flat_map(|pixel| pixel.repeat(times)).collect();
        (0..times).for_each(|_| larger.extend(&wide));
    }
    PixelImage { width: width * times, height: height * times, rgba: larger }
}

fn tinted(texel: Color32, tint: Color32) -> Color32 {
    if tint == Color32::WHITE {
        return texel;
    }
    let (texel, tint) = (texel.to_array(), tint.to_array());
    let part = |index: usize| ((u32::from(texel[index]) * u32::from(tint[index]) + 127) / 255) as u8;
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}

/// Triangles: rectangles with a picture, or areas of one colour each.
pub(super) fn mesh_parts(mesh: &Mesh, textures: &Textures) -> Vec<MeshPart> {
    let corners: Vec<&Vertex> = mesh.indices.iter().filter_map(|index| mesh.vertices.get(*index as usize)).collect();
    if mesh.texture_id == TextureId::default() {
        return areas(&corners);
    }
    let rectangles = corners.as_chunks::<6>().0.iter().filter_map(|rectangle| {
        let places = Rect::from_points(&rectangle.map(|corner| corner.pos));
        let uv = |at: Pos2| {
            let distance = |corner: &&&Vertex| corner.pos.distance_sq(at);
            let nearest = rectangle.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            nearest.map_or(Pos2::ZERO, |corner| corner.uv)
        };
        let uv = Rect { min: uv(places.min), max: uv(places.max) };
        seen_part(places, uv, rectangle[0].color, textures.get(mesh.texture_id)).map(MeshPart::Picture)
    });
    rectangles.collect()
}

/// Triangles of one colour each. Those of the same colour that follow each other are one area.
fn areas(corners: &[&Vertex]) -> Vec<MeshPart> {
    let mut parts: Vec<MeshPart> = Vec::new();
    for triangle in corners.as_chunks::<3>().0 {
        let colour = mean(triangle.map(|corner| corner.color));
        if colour == Color32::TRANSPARENT || triangle.iter().any(|corner| !corner.pos.is_finite()) {
            continue;
        }
        let places = triangle.map(|corner| corner.pos);
        match parts.last_mut() {
            Some(MeshPart::Area { colour: known, triangles }) if *known == colour => triangles.push(places),
            _ => parts.push(MeshPart::Area { colour, triangles: vec![places] }),
        }
    }
    parts
}

fn mean(colours: [Color32; 3]) -> Color32 {
    let part = |index: usize| (colours.iter().map(|c| u32::from(c.to_array()[index])).sum::<u32>() / 3) as u8;
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}
