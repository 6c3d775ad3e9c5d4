//! Words of a frame as words of an SVG file.

use super::svg_body::{Body, Colour, px, turned};
use crate::draw::svg::escaped;
use eframe::egui::epaint::TextShape;
use eframe::egui::epaint::text::{Galley, Glyph, PlacedRow, TextFormat};
use eframe::egui::{Color32, FontFamily, pos2};

/// Letters of the window's fonts where they are installed, then what looks much like them.
const PROPORTIONAL: &str = "Ubuntu, 'Noto Sans', 'DejaVu Sans', sans-serif";
const MONOSPACE: &str = "Hack, 'DejaVu Sans Mono', monospace";

/// Letters that look alike and stand on one line.
struct Run<'a> {
    glyphs: &'a [Glyph],
    format: &'a TextFormat,
}

/// A text, row by row. Each piece is as wide as it was drawn, whichever font there is.
pub(super) fn text(body: &mut Body, shape: &TextShape) {
    let galley = &shape.galley;
    let mut byte = 0;
    for row in &galley.rows {
        for run in runs(galley, row, &mut byte) {
            piece(body, shape, row, &run);
        }
        byte += usize::from(row.ends_with_newline);
    }
}

/// The look of the letter at a byte of the text.
fn format_at(galley: &Galley, byte: usize) -> Option<(usize, &TextFormat)> {
    let sections = &galley.job.sections;
    let index = sections.iter().position(|section| byte < section.byte_range.end.0);
    let index = index.or(sections.len().checked_sub(1))?;
    Some((index, &sections[index].format))
}

fn runs<'a>(galley: &'a Galley, row: &'a PlacedRow, byte: &mut usize) -> Vec<Run<'a>> {
    let glyphs = row.glyphs.as_slice();
    let mut looks = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let Some(look) = format_at(galley, *byte) else { return Vec::new() };
        *byte += glyph.chr.len_utf8();
        looks.push(look);
    }
    let mut begin = 0;
    let alike = looks.chunk_by(|(a, _), (b, _)| a == b).map(|look| {
        let glyphs = &glyphs[begin..begin + look.len()];
        begin += look.len();
        Run { glyphs, format: look[0].1 }
    });
    alike.collect()
}

fn piece(body: &mut Body, shape: &TextShape, row: &PlacedRow, run: &Run<'_>) {
    let is_blank = |glyph: &Glyph| glyph.chr.is_whitespace();
    let Some(first) = run.glyphs.iter().position(|glyph| !is_blank(glyph)) else { return };
    let last = run.glyphs.iter().rposition(|glyph| !is_blank(glyph)).unwrap_or(first);
    let glyphs = &run.glyphs[first..=last];
    let words: String = glyphs.iter().map(|glyph| glyph.chr).collect();
    let (from, to) = (&glyphs[0], &glyphs[glyphs.len() - 1]);
    let own = if run.format.color == Color32::PLACEHOLDER { shape.fallback_color } else { run.format.color };
    let colour = shape.override_text_color.unwrap_or(own);
    let colour = colour.gamma_multiply(shape.opacity_factor);
    let family = if run.format.font_id.family == FontFamily::Monospace { MONOSPACE } else { PROPORTIONAL };
    let at = pos2(shape.pos.x + row.pos.x + from.pos.x, shape.pos.y + row.pos.y + from.pos.y);
    if colour == Color32::TRANSPARENT || !at.is_finite() {
        return;
    }
    let width = to.max_x() - from.pos.x;
    let lean = if run.format.italics { " font-style=\"italic\"" } else { "" };
    let (turn, colour, words) = (turned(shape.angle, shape.pos), Colour("fill", colour), escaped(&words));
    let (x, y, size, width) = (px(at.x), px(at.y), px(run.format.font_id.size), px(width));
    body.add(format_args!(
        "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{size}\"{lean}{colour} textLength=\"{width}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\"{turn}>{words}</text>"
    ));
}
