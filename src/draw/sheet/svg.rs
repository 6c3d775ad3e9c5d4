//! The shapes of a frame as SVG 1.1: vectors stay vectors and words stay words.

use super::shape_parts::{around_band, outlined, plain_stroke, roundness, seen_shapes};
use super::svg_body::{Body, Colour, Outline, PlaceAt, px, turned};
use super::svg_image;
use super::svg_store::Images;
use super::svg_text::text;
use super::textures::Textures;
use crate::draw::palette::{Rgb, hex};
use crate::draw::svg::{Pixels, escaped};
use eframe::egui::epaint::{
    BandShape, CircleShape, ClippedShape, CubicBezierShape, EllipseShape, PathShape, QuadraticBezierShape, RectShape,
};
use eframe::egui::{Color32, Pos2, Rect, Shape, Stroke, pos2};
use std::fmt::Write as _;

/// A frame of this size in points.
pub(super) fn svg(
    shapes: &[ClippedShape],
    textures: &Textures,
    [width, height]: [f32; 2],
    ground: Rgb,
    title: &str,
) -> String {
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(width, height));
    let mut body = Body { text: String::new(), images: Images::default() };
    let mut cuts: Vec<Rect> = Vec::new();
    let mut open: Option<usize> = None;
    for (cut, shape) in seen_shapes(shapes, whole) {
        let index = cuts.iter().position(|known| *known == cut).unwrap_or_else(|| {
            cuts.push(cut);
            cuts.len() - 1
        });
        if open != Some(index) {
            if open.is_some() {
                body.add(format_args!("</g>"));
            }
            body.add(format_args!("<g clip-path=\"url(#cut{index})\">"));
            open = Some(index);
        }
        draw(&mut body, shape, textures);
    }
    if open.is_some() {
        body.add(format_args!("</g>"));
    }
    let mut defs = String::new();
    for (index, cut) in cuts.iter().enumerate() {
        let _ = writeln!(defs, "<clipPath id=\"cut{index}\"><rect{}/></clipPath>", PlaceAt(*cut));
    }
    let (title, ground, whole) = (escaped(title), hex(ground), PlaceAt(whole));
    let [width, height] = [width, height].map(|points| Pixels(f64::from(points)));
    let Body { text, images } = body;
    defs.push_str(&images.defs);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n<defs>\n{defs}</defs>\n\
         <rect{whole} fill=\"{ground}\"/>\n{text}</svg>\n"
    )
}

fn draw(body: &mut Body, shape: &Shape, textures: &Textures) {
    match shape {
        Shape::Noop | Shape::Callback(_) => {}
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| draw(body, shape, textures)),
        Shape::Circle(shape) => circle(body, shape),
        Shape::Ellipse(shape) => ellipse(body, shape),
        Shape::LineSegment { points, stroke } => line(body, *points, *stroke),
        Shape::Path(shape) => path(body, shape),
        Shape::Band(shape) => band(body, shape),
        Shape::Rect(shape) => rect(body, shape, textures),
        Shape::Text(shape) => text(body, shape),
        Shape::Mesh(mesh) => svg_image::mesh(body, mesh, textures),
        Shape::QuadraticBezier(shape) => quadratic(body, shape),
        Shape::CubicBezier(shape) => cubic(body, shape),
    }
}

fn circle(body: &mut Body, CircleShape { center, radius, fill, stroke }: &CircleShape) {
    if center.is_finite() {
        let (x, y, radius, fill) = (px(center.x), px(center.y), px(*radius), Colour("fill", *fill));
        body.add(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{fill}{}/>", Outline(*stroke)));
    }
}

fn ellipse(body: &mut Body, EllipseShape { center, radius, fill, stroke, angle }: &EllipseShape) {
    if center.is_finite() && radius.is_finite() {
        let (x, y, fill) = (px(center.x), px(center.y), Colour("fill", *fill));
        let turn = turned(*angle, *center);
        let (rx, ry) = (px(radius.x), px(radius.y));
        body.add(format_args!(
            "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\"{fill}{}{turn}/>",
            Outline(*stroke)
        ));
    }
}

fn line(body: &mut Body, [from, to]: [Pos2; 2], stroke: Stroke) {
    if from.is_finite() && to.is_finite() && !stroke.is_empty() {
        let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(px);
        body.add(format_args!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{}/>", Outline(stroke)));
    }
}

/// Places as the data of a path; nothing where one is not finite.
fn data(points: impl IntoIterator<Item = Pos2>, is_closed: bool) -> Option<String> {
    let mut text = String::new();
    for point in points {
        if !point.is_finite() {
            return None;
        }
        let _ = write!(text, "{}{} {}", if text.is_empty() { "M" } else { "L" }, px(point.x), px(point.y));
    }
    if is_closed {
        text.push('Z');
    }
    (text.len() > 1).then_some(text)
}

fn path(body: &mut Body, shape: &PathShape) {
    let PathShape { points, closed, fill, stroke } = shape;
    if let Some(data) = data(points.iter().copied(), *closed) {
        let outline = Outline(plain_stroke(stroke, shape.visual_bounding_rect()));
        body.add(format_args!("<path d=\"{data}\"{}{outline}/>", Colour("fill", *fill)));
    }
}

fn band(body: &mut Body, shape: &BandShape) {
    let BandShape { fill, stroke, angle, .. } = shape;
    if let Some(data) = data(around_band(shape), true) {
        let turn = turned(*angle, Pos2::ZERO);
        body.add(format_args!("<path d=\"{data}\"{}{}{turn}/>", Colour("fill", *fill), Outline(*stroke)));
    }
}

fn quadratic(body: &mut Body, shape: &QuadraticBezierShape) {
    let [a, b, c] = shape.points.map(|point| format!("{} {}", px(point.x), px(point.y)));
    let (end, fill) = (if shape.closed { "Z" } else { "" }, Colour("fill", shape.fill));
    let outline = Outline(plain_stroke(&shape.stroke, shape.visual_bounding_rect()));
    body.add(format_args!("<path d=\"M{a}Q{b} {c}{end}\"{fill}{outline}/>"));
}

fn cubic(body: &mut Body, shape: &CubicBezierShape) {
    let [a, b, c, d] = shape.points.map(|point| format!("{} {}", px(point.x), px(point.y)));
    let (end, fill) = (if shape.closed { "Z" } else { "" }, Colour("fill", shape.fill));
    let outline = Outline(plain_stroke(&shape.stroke, shape.visual_bounding_rect()));
    body.add(format_args!("<path d=\"M{a}C{b} {c} {d}{end}\"{fill}{outline}/>"));
}

fn rect(body: &mut Body, shape: &RectShape, textures: &Textures) {
    let RectShape { rect, corner_radius, fill, stroke, stroke_kind, blur_width, brush, angle, .. } = shape;
    if !rect.is_finite() || !rect.is_positive() && stroke.is_empty() || *blur_width > 0.0 {
        return; // a shadow is for the screen
    }
    if let Some(brush) = brush {
        svg_image::picture(body, *rect, brush.uv, *fill, textures.get(brush.fill_texture_id));
    }
    let fill = if brush.is_some() { Color32::TRANSPARENT } else { *fill };
    let turn = turned(*angle, rect.center());
    let (place, most) = (PlaceAt(outlined(*rect, *stroke, *stroke_kind)), roundness(*rect, *corner_radius));
    let round = if most > 0.0 { format!(" rx=\"{}\"", px(most)) } else { String::new() };
    if fill != Color32::TRANSPARENT || !stroke.is_empty() {
        body.add(format_args!("<rect{place}{round}{}{}{turn}/>", Colour("fill", fill), Outline(*stroke)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{CornerRadius as Corners, StrokeKind, vec2};

    fn drawn(shapes: Vec<Shape>) -> String {
        let everything = Rect::from_min_max(Pos2::ZERO, pos2(100.0, 100.0));
        let shapes: Vec<_> = shapes.into_iter().map(|shape| ClippedShape::new(everything, shape)).collect();
        svg(&shapes, &Textures::default(), [100.0, 100.0], [255; 3], "t")
    }

    #[test]
    fn shapes_become_elements() {
        let place = Rect::from_min_size(pos2(10.0, 20.0), vec2(30.0, 40.0));
        let stroke = Stroke::new(2.0, Color32::BLACK);
        let points = vec![pos2(1.0, 2.0), pos2(3.0, 4.5), pos2(5.0, 6.0)];
        let text = drawn(vec![
            Shape::rect_filled(place, Corners::same(3), Color32::RED),
            Shape::rect_stroke(place, Corners::ZERO, stroke, StrokeKind::Inside),
            Shape::circle_filled(pos2(50.0, 50.0), 7.5, Color32::from_rgba_unmultiplied(0, 0, 255, 51)),
            Shape::line(points.clone(), stroke),
            Shape::line_segment([pos2(0.0, 0.0), pos2(9.0, 9.0)], stroke),
            Shape::convex_polygon(points, Color32::GREEN, Stroke::NONE),
        ]);
        for wanted in [
            r##"<rect x="10" y="20" width="30" height="40" rx="3" fill="#ff0000"/>"##,
            r##"<rect x="11" y="21" width="28" height="38" fill="none" stroke="#000000" stroke-width="2""##,
            r##"<circle cx="50" cy="50" r="7.5" fill="#0000ff" fill-opacity="0.2"/>"##,
            r##"<path d="M1 2L3 4.5L5 6" fill="none" stroke="#000000""##,
            r#"<line x1="0" y1="0" x2="9" y2="9""#,
            r##"<path d="M1 2L3 4.5L5 6Z" fill="#00ff00"/>"##,
        ] {
            assert!(text.contains(wanted), "{wanted}\n{text}");
        }
    }

    #[test]
    fn what_is_out_of_sight_or_no_number_is_left_out() {
        let far = Shape::circle_filled(pos2(500.0, 50.0), 7.5, Color32::RED);
        let never = Shape::line(vec![pos2(1.0, f32::NAN), pos2(3.0, 4.0)], Stroke::new(1.0, Color32::RED));
        let text = drawn(vec![far, never]);
        assert!(!text.contains("circle") && !text.contains("NaN"), "{text}");
    }

    #[test]
    fn what_is_cut_off_on_screen_is_cut_off_here() {
        let cut = Rect::from_min_max(Pos2::ZERO, pos2(40.0, 100.0));
        let shape = Shape::circle_filled(pos2(40.0, 50.0), 7.5, Color32::RED);
        let text = svg(&[ClippedShape::new(cut, shape)], &Textures::default(), [100.0, 100.0], [255; 3], "t");
        assert!(
            text.contains(r#"<clipPath id="cut0"><rect x="0" y="0" width="40" height="100"/></clipPath>"#),
            "{text}"
        );
        assert!(text.contains("<g clip-path=\"url(#cut0)\">"), "{text}");
    }
}
