//! The shapes of a frame as marks on a page.

use super::faces::Faces;
use super::images::PageImages;
use super::ink::{Ink, PathStep, hundredth, rounded, straight};
use super::text::text;
use crate::draw::sheet::seen::{MeshPart, SeenPart, mesh_parts, seen_part};
use crate::draw::sheet::shape_parts::{around_band, outlined, plain_stroke, roundness};
use crate::draw::sheet::textures::Textures;
use eframe::egui::epaint::{CubicBezierShape, Mesh, QuadraticBezierShape, RectShape};
use eframe::egui::{Color32, Pos2, Rect, Shape, Stroke, pos2, vec2};
use pdf_writer::Name;

/// What a page is made with.
pub(super) struct PageDrawing<'a> {
    pub(super) ink: Ink,
    pub(super) images: PageImages,
    pub(super) faces: Faces<'a>,
    pub(super) textures: &'a Textures,
}

impl PageDrawing<'_> {
    /// Draws a shape over those before it.
    pub(super) fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Noop | Shape::Callback(_) => {}
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.draw(shape)),
            Shape::Circle(shape) => self.ellipse(shape.center, [shape.radius; 2], shape.fill, shape.stroke),
            Shape::Ellipse(shape) => self.turned(shape.angle, shape.center, |own| {
                own.ellipse(shape.center, [shape.radius.x, shape.radius.y], shape.fill, shape.stroke);
            }),
            Shape::LineSegment { points, stroke } => {
                self.ink.path(&straight(*points, false), Color32::TRANSPARENT, *stroke);
            }
            Shape::Path(shape) => {
                let stroke = plain_stroke(&shape.stroke, shape.visual_bounding_rect());
                self.ink.path(&straight(shape.points.iter().copied(), shape.closed), shape.fill, stroke);
            }
            Shape::Band(shape) => self.turned(shape.angle, Pos2::ZERO, |own| {
                own.ink.path(&straight(around_band(shape), true), shape.fill, shape.stroke);
            }),
            Shape::Rect(shape) => self.rect(shape),
            Shape::Text(shape) => {
                self.turned(shape.angle, shape.pos, |own| text(&mut own.ink, &mut own.faces, shape));
            }
            Shape::Mesh(mesh) => self.mesh(mesh),
            Shape::QuadraticBezier(shape) => self.quadratic(shape),
            Shape::CubicBezier(shape) => self.cubic(shape),
        }
    }

    /// Draws turned by so many radians around a place.
    fn turned(&mut self, angle: f32, around: Pos2, draw: impl FnOnce(&mut Self)) {
        if angle.abs() < 1e-6 || !angle.is_finite() || !around.is_finite() {
            return draw(self);
        }
        self.ink.keep();
        self.ink.turn(angle, around);
        draw(self);
        self.ink.restore();
    }

    fn ellipse(&mut self, center: Pos2, [rx, ry]: [f32; 2], fill: Color32, stroke: Stroke) {
        if rx > 0.0 && ry > 0.0 {
            let around = Rect::from_center_size(center, vec2(2.0 * rx, 2.0 * ry));
            self.ink.path(&rounded(around, rx, ry), fill, stroke);
        }
    }

    fn quadratic(&mut self, shape: &QuadraticBezierShape) {
        let [a, b, c] = shape.points;
        // The same curve with one handle more.
        let handle = |end: Pos2| end + (b - end) * (2.0 / 3.0);
        let stroke = plain_stroke(&shape.stroke, shape.visual_bounding_rect());
        self.curve([a, handle(a), handle(c), c], shape.closed, shape.fill, stroke);
    }

    fn cubic(&mut self, shape: &CubicBezierShape) {
        let stroke = plain_stroke(&shape.stroke, shape.visual_bounding_rect());
        self.curve(shape.points, shape.closed, shape.fill, stroke);
    }

    fn curve(&mut self, [a, b, c, d]: [Pos2; 4], is_closed: bool, fill: Color32, stroke: Stroke) {
        let mut steps = vec![PathStep::Move(a), PathStep::Curve(b, c, d)];
        if is_closed {
            steps.push(PathStep::Close);
        }
        self.ink.path(&steps, fill, stroke);
    }

    fn rect(&mut self, shape: &RectShape) {
        let RectShape { rect, corner_radius, fill, stroke, stroke_kind, blur_width, brush, angle, .. } = shape;
        if !rect.is_finite() || !rect.is_positive() && stroke.is_empty() || *blur_width > 0.0 {
            return; // a shadow is for the screen
        }
        if let Some(brush) = brush
            && let Some(part) = seen_part(*rect, brush.uv, *fill, self.textures.get(brush.fill_texture_id))
        {
            self.picture(part);
        }
        let fill = if brush.is_some() { Color32::TRANSPARENT } else { *fill };
        self.turned(*angle, rect.center(), |own| {
            let radius = roundness(*rect, *corner_radius);
            own.ink.path(&rounded(outlined(*rect, *stroke, *stroke_kind), radius, radius), fill, *stroke);
        });
    }

    fn mesh(&mut self, mesh: &Mesh) {
        for part in mesh_parts(mesh, self.textures) {
            match part {
                MeshPart::Picture(part) => self.picture(part),
                MeshPart::Area { colour, triangles } => {
                    let steps: Vec<PathStep> =
                        triangles.into_iter().flat_map(|corners| straight(corners, true)).collect();
                    // A hair of the same colour closes the gaps between neighbours.
                    let hair = if colour.a() == u8::MAX { Stroke::new(0.3, colour) } else { Stroke::NONE };
                    self.ink.path(&steps, colour, hair);
                }
            }
        }
    }

    fn picture(&mut self, SeenPart { image, is_smooth, from, reach: [across, down] }: SeenPart) {
        let Some(name) = self.images.name(image, is_smooth) else { return };
        self.ink.keep();
        self.ink.cover(u8::MAX);
        // A picture is one unit high, with its first row at the top, where y is 1.
        let Pos2 { x, y } = pos2(from.x, from.y + down);
        self.ink.content.transform([across, 0.0, 0.0, -down, x, y].map(hundredth));
        self.ink.content.x_object(Name(name.as_bytes()));
        self.ink.restore();
    }
}
