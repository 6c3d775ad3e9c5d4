//! Words of a frame as words of an SVG file.

use super::svg_body::{Body, Colour, px, turned};
use super::words::{LineOfWords, lines_of};
use crate::draw::svg::escaped;
use eframe::egui::FontFamily;
use eframe::egui::epaint::TextShape;

/// Letters of the window's fonts where they are installed, then what looks much like them
/// and is about as wide: some programs that show SVG do not know `textLength`.
const PROPORTIONAL: &str = "'Ubuntu Light', Ubuntu, 'DejaVu Sans Condensed', 'Noto Sans', sans-serif";
const MONOSPACE: &str = "Hack, 'DejaVu Sans Mono', monospace";

/// A text, row by row. Each piece is as wide as it was drawn, whichever font there is.
pub(super) fn text(body: &mut Body, shape: &TextShape) {
    for line in lines_of(shape) {
        piece(body, shape, &line);
    }
}

fn piece(body: &mut Body, shape: &TextShape, line: &LineOfWords<'_>) {
    let LineOfWords { glyphs, format, at, colour } = line;
    let words: String = glyphs.iter().map(|glyph| glyph.chr).collect();
    let family = if format.font_id.family == FontFamily::Monospace { MONOSPACE } else { PROPORTIONAL };
    let width = glyphs.last().map_or(0.0, eframe::epaint::text::Glyph::max_x) - glyphs[0].pos.x;
    let lean = if format.italics { " font-style=\"italic\"" } else { "" };
    let (turn, colour, words) = (turned(shape.angle, shape.pos), Colour("fill", *colour), escaped(&words));
    let (x, y, size, width) = (px(at.x), px(at.y), px(format.font_id.size), px(width));
    body.add(format_args!(
        "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{size}\"{lean}{colour} textLength=\"{width}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\"{turn}>{words}</text>"
    ));
}
