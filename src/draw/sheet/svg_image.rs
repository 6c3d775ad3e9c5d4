//! Pictures of a frame in an SVG file: the part of a texture that is seen, as PNG; and triangles without one.

use super::seen::{MeshPart, SeenPart, mesh_parts, seen_part};
use super::svg_body::{Body, Colour, px};
use super::textures::{Texture, Textures};
use eframe::egui::epaint::Mesh;
use eframe::egui::{Color32, Pos2, Rect};
use std::fmt::Write as _;

/// A part of a texture, in a tint. `uv` may run backwards: then it is mirrored.
pub(super) fn picture(body: &mut Body, place: Rect, uv: Rect, tint: Color32, texture: Option<&Texture>) {
    if let Some(part) = seen_part(place, uv, tint, texture) {
        put(body, part);
    }
}

fn put(body: &mut Body, part: SeenPart) {
    let SeenPart { image, is_smooth, from, reach: [across, down] } = part;
    let Some(number) = body.images.number(image, is_smooth) else { return };
    let (x, y) = (px(from.x), px(from.y));
    body.add(format_args!(
        "<use xlink:href=\"#picture{number}\" transform=\"translate({x} {y}) scale({across:.4} {down:.4})\"/>"
    ));
}

/// Triangles: rectangles with a picture, or areas of one colour each.
pub(super) fn mesh(body: &mut Body, mesh: &Mesh, textures: &Textures) {
    for part in mesh_parts(mesh, textures) {
        match part {
            MeshPart::Picture(part) => put(body, part),
            MeshPart::Area { colour, triangles } => area(body, colour, &triangles),
        }
    }
}

fn area(body: &mut Body, colour: Color32, triangles: &[[Pos2; 3]]) {
    let mut data = String::new();
    for [a, b, c] in triangles.iter().map(|corners| corners.map(|Pos2 { x, y }| format!("{} {}", px(x), px(y)))) {
        let _ = write!(data, "M{a}L{b}L{c}Z"); // a String takes all
    }
    // A hair of the same colour closes the gaps between neighbours.
    let hair =
        if colour.a() == 255 { format!("{} stroke-width=\"0.3\"", Colour("stroke", colour)) } else { String::new() };
    body.add(format_args!("<path d=\"{data}\"{}{hair}/>", Colour("fill", colour)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::sheet::svg_store::Images;
    use eframe::egui::{pos2, vec2};

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
        let part = seen_part(place(0.0), left, Color32::WHITE, Some(&texture)).expect("it is seen");
        assert_eq!((part.image.width, part.image.height), (160, 160), "two texels of 80 pixels, told apart everywhere");
        assert_eq!(part.reach.map(|side| side.round() as i32), [20, 10]);
        assert_eq!(body.images.defs.matches("<image").count(), 2, "{}", body.images.defs);
        assert_eq!(body.text.matches("#picture0").count(), 2, "{}", body.text);
        assert!(body.text.contains("translate(30 0) scale(20.0000 10.0000)"), "{}", body.text);
        assert!(body.text.contains("translate(60 10) scale(20.0000 -10.0000)"), "upside down: {}", body.text);
    }
}
