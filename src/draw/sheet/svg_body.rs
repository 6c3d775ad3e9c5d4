//! What all elements of an SVG file share: where they are collected, and how their attributes are written.

use super::svg_store::Images;
use crate::draw::palette::hex;
use crate::draw::svg::Pixels;
use eframe::egui::{Color32, Pos2, Rect, Stroke};
use std::fmt::{self, Write as _};

/// A picture that grows by one element a call.
pub(super) struct Body {
    pub(super) text: String,
    pub(super) images: Images,
}

impl Body {
    pub(super) fn add(&mut self, element: fmt::Arguments<'_>) {
        writeln!(self.text, "{element}").expect("a string takes whatever is written");
    }
}

/// A length in points.
pub(super) fn px(points: f32) -> Pixels {
    Pixels(f64::from(points))
}

/// The attributes of a rectangle's place.
pub(super) struct PlaceAt(pub(super) Rect);

impl fmt::Display for PlaceAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rect { min, .. } = self.0;
        let (width, height) = (px(self.0.width()), px(self.0.height()));
        write!(f, " x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\"", px(min.x), px(min.y))
    }
}

/// A colour as an attribute, with how much it covers.
pub(super) struct Colour(pub(super) &'static str, pub(super) Color32);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(name, colour) = self;
        if *colour == Color32::TRANSPARENT {
            return write!(f, " {name}=\"none\"");
        }
        let [r, g, b, a] = colour.to_srgba_unmultiplied();
        write!(f, " {name}=\"{}\"", hex([r, g, b]))?;
        if a < 255 { write!(f, " {name}-opacity=\"{}\"", Pixels(f64::from(a) / 255.0)) } else { Ok(()) }
    }
}

/// The attributes of an outline.
pub(super) struct Outline(pub(super) Stroke);

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, "{} stroke-width=\"{}\" stroke-linejoin=\"round\"", Colour("stroke", self.0.color), px(self.0.width))
    }
}

/// The attribute of a turn by so many radians around a place; empty for none.
pub(super) fn turned(angle: f32, around: Pos2) -> String {
    if angle.abs() < 1e-6 {
        return String::new();
    }
    format!(" transform=\"rotate({} {} {})\"", px(angle.to_degrees()), px(around.x), px(around.y))
}
