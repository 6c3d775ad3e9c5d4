//! Pictures of a frame in an SVG file: the part of a texture that is seen, as PNG; and triangles without one.

use super::image::PixelImage;
use super::svg_body::{Body, Colour, px};
use super::textures::{Texture, Textures};
use eframe::egui::epaint::{Mesh, Vertex};
use eframe::egui::{Color32, Pos2, Rect, TextureId, pos2};
use std::fmt::Write as _;

/// A part of a texture, in a tint. `uv` may run backwards: then it is mirrored.
pub(super) fn picture(body: &mut Body, place: Rect, uv: Rect, tint: Color32, texture: Option<&Texture>) {
    let Some(texture) = texture else { return };
    if !place.is_finite() || !place.is_positive() || !uv.is_finite() {
        return;
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
    let Some(number) = body.images.number(image, texture.is_smooth) else { return };
    // Half a texel may be seen of those at the edge: the picture is that much larger than its place.
    let (mirror_x, mirror_y) = (uv.min.x > uv.max.x, uv.min.y > uv.max.y);
    let stretch = |place: [f32; 2], seen: [f32; 2], whole: [usize; 2], mirror: bool| {
        let scale = (place[1] - place[0]) / (seen[1] - seen[0]).max(f32::MIN_POSITIVE);
        let (from, length) = (place[0] + (whole[0] as f32 - seen[0]) * scale, (whole[1] - whole[0]) as f32 * scale);
        if mirror { (place[1] + place[0] - from, -length) } else { (from, length) }
    };
    let (x, across) = stretch([place.left(), place.right()], [left, right], [first_column, end_column], mirror_x);
    let (y, down) = stretch([place.top(), place.bottom()], [top, bottom], [first_row, end_row], mirror_y);
    let (x, y, across, down) = (px(x), px(y), across, down);
    body.add(format_args!(
        "<use xlink:href=\"#picture{number}\" transform=\"translate({x} {y}) scale({across:.4} {down:.4})\"/>"
    ));
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
pub(super) fn mesh(body: &mut Body, mesh: &Mesh, textures: &Textures) {
    let corners: Vec<&Vertex> = mesh.indices.iter().filter_map(|index| mesh.vertices.get(*index as usize)).collect();
    if mesh.texture_id == TextureId::default() {
        return areas(body, &corners);
    }
    for rectangle in corners.as_chunks::<6>().0 {
        let places = Rect::from_points(&rectangle.map(|corner| corner.pos));
        let uv = |at: Pos2| {
            let distance = |corner: &&&Vertex| corner.pos.distance_sq(at);
            let nearest = rectangle.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
            nearest.map_or(Pos2::ZERO, |corner| corner.uv)
        };
        let uv = Rect { min: uv(places.min), max: uv(places.max) };
        picture(body, places, uv, rectangle[0].color, textures.get(mesh.texture_id));
    }
}

/// Triangles of one colour each. Those of the same colour that follow each other are one element.
fn areas(body: &mut Body, corners: &[&Vertex]) {
    let mut open: Option<(Color32, String)> = None;
    let mut close = |open: Option<(Color32, String)>| {
        if let Some((colour, data)) = open {
            // A hair of the same colour closes the gaps between neighbours.
            let hair = if colour.a() == 255 {
                format!("{} stroke-width=\"0.3\"", Colour("stroke", colour))
            } else {
                String::new()
            };
            body.add(format_args!("<path d=\"{data}\"{}{hair}/>", Colour("fill", colour)));
        }
    };
    for triangle in corners.as_chunks::<3>().0 {
        let colour = mean(triangle.map(|corner| corner.color));
        if colour == Color32::TRANSPARENT || triangle.iter().any(|corner| !corner.pos.is_finite()) {
            continue;
        }
        let [a, b, c] = triangle.map(|corner| {
            let Pos2 { x, y } = pos2(corner.pos.x, corner.pos.y);
            format!("{} {}", px(x), px(y))
        });
        if open.as_ref().is_none_or(|(known, _)| *known != colour) {
            close(open.take());
            open = Some((colour, String::new()));
        }
        if let Some((_, data)) = &mut open {
            let _ = write!(data, "M{a}L{b}L{c}Z"); // a String takes all
        }
    }
    close(open);
}

fn mean(colours: [Color32; 3]) -> Color32 {
    let part = |index: usize| (colours.iter().map(|c| u32::from(c.to_array()[index])).sum::<u32>() / 3) as u8;
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::sheet::svg_store::Images;
    use eframe::egui::vec2;

    #[test]
    fn a_part_of_a_texture_is_a_picture_of_that_part_once() {
        let texels = (0..16).map(|index| if index % 4 < 2 { Color32::RED } else { Color32::BLUE }).collect();
        let texture = Texture { size: [4, 4], texels, is_smooth: false };
        let mut body = Body { text: String::new(), images: Images::default() };
        let place = |x: f32| Rect::from_min_size(pos2(x, 0.0), vec2(20.0, 10.0));
        let left = Rect::from_min_max(pos2(0.0, 0.0), pos2(0.5, 0.5));
        picture(&mut body, place(0.0), left, Color32::WHITE, Some(&texture));
        picture(&mut body, place(30.0), left, Color32::WHITE, Some(&texture));
        let upwards = Rect { min: pos2(0.5, 1.0), max: pos2(1.0, 0.0) };
        picture(&mut body, place(60.0), upwards, Color32::WHITE, Some(&texture));
        assert_eq!(body.images.defs.matches("<image").count(), 2, "{}", body.images.defs);
        assert_eq!(body.text.matches("#picture0").count(), 2, "{}", body.text);
        assert!(body.text.contains("translate(30 0) scale(20.0000 10.0000)"), "{}", body.text);
        assert!(body.text.contains("translate(60 10) scale(20.0000 -10.0000)"), "upside down: {}", body.text);
    }
}
