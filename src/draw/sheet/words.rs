//! The words of a text as it was laid out: letters of one look on one line, for every format of vectors.

use eframe::egui::epaint::TextShape;
use eframe::egui::epaint::text::{Galley, Glyph, PlacedRow, TextFormat};
use eframe::egui::{Color32, Pos2, pos2};

/// Letters that look alike and stand on one line, without what is blank at both ends.
pub(super) struct LineOfWords<'a> {
    pub(super) glyphs: &'a [Glyph],
    pub(super) format: &'a TextFormat,
    /// Beginning of the line that the first one stands on, points, before the text is turned.
    pub(super) at: Pos2,
    pub(super) colour: Color32,
}

/// Every line of a text, row by row; nothing that cannot be seen.
pub(super) fn lines_of(shape: &TextShape) -> Vec<LineOfWords<'_>> {
    let galley = &shape.galley;
    let (mut byte, mut lines) = (0, Vec::new());
    for row in &galley.rows {
        lines.extend(runs(galley, row, &mut byte).into_iter().filter_map(|run| line(shape, row, run)));
        byte += usize::from(row.ends_with_newline);
    }
    lines
}

/// The look of the letter at a byte of the text.
fn format_at(galley: &Galley, byte: usize) -> Option<(usize, &TextFormat)> {
    let sections = &galley.job.sections;
    let index = sections.iter().position(|section| byte < section.byte_range.end.0);
    let index = index.or(sections.len().checked_sub(1))?;
    Some((index, &sections[index].format))
}

fn runs<'a>(galley: &'a Galley, row: &'a PlacedRow, byte: &mut usize) -> Vec<(&'a [Glyph], &'a TextFormat)> {
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
        (glyphs, look[0].1)
    });
    alike.collect()
}

fn line<'a>(
    shape: &TextShape,
    row: &PlacedRow,
    (glyphs, format): (&'a [Glyph], &'a TextFormat),
) -> Option<LineOfWords<'a>> {
    let is_blank = |glyph: &Glyph| glyph.chr.is_whitespace();
    let first = glyphs.iter().position(|glyph| !is_blank(glyph))?;
    let last = glyphs.iter().rposition(|glyph| !is_blank(glyph)).unwrap_or(first);
    let glyphs = &glyphs[first..=last];
    let own = if format.color == Color32::PLACEHOLDER { shape.fallback_color } else { format.color };
    let colour = shape.override_text_color.unwrap_or(own).gamma_multiply(shape.opacity_factor);
    let at = pos2(shape.pos.x + row.pos.x + glyphs[0].pos.x, shape.pos.y + row.pos.y + glyphs[0].pos.y);
    (colour != Color32::TRANSPARENT && at.is_finite()).then_some(LineOfWords { glyphs, format, at, colour })
}
