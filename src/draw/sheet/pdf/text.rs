//! Words of a frame as words of a PDF file.

use super::faces::{Faces, Letter, face_name};
use super::ink::{Ink, hundredth};
use crate::draw::sheet::words::{LineOfWords, lines_of};
use eframe::egui::epaint::TextShape;
use eframe::egui::pos2;
use pdf_writer::{Name, Str};

/// How far italic letters lean to the right, parts of their height.
const LEAN: f32 = 0.2;
/// Letters that are this far from where they would come anyway are moved, points.
const NEAR: f32 = 0.01;

/// A text, row by row: each letter stands where it was drawn.
pub(super) fn text(ink: &mut Ink, faces: &mut Faces<'_>, shape: &TextShape) {
    for line in lines_of(shape) {
        write(ink, faces, &line);
    }
}

/// A letter and where it stands, points from the beginning of its line.
struct Placed {
    letter: Letter,
    x: f32,
}

fn write(ink: &mut Ink, faces: &mut Faces<'_>, line: &LineOfWords<'_>) {
    let size = line.format.font_id.size;
    let placed = placed(faces, line);
    if placed.is_empty() {
        return;
    }
    ink.fill_colour(line.colour);
    ink.content.begin_text();
    for run in placed.chunk_by(|a, b| a.letter.face == b.letter.face) {
        let Letter { face, scale, lower, .. } = run[0].letter;
        let (own_size, first) = (size * scale, run[0].x);
        ink.content.set_font(Name(face_name(face).as_bytes()), hundredth(own_size));
        let at = pos2(line.at.x + first, line.at.y + own_size * lower);
        let lean = if line.format.italics { LEAN } else { 0.0 };
        ink.content.set_text_matrix([1.0, 0.0, lean, -1.0, hundredth(at.x), hundredth(at.y)]);
        let mut show = ink.content.show_positioned();
        let mut items = show.items();
        let (mut pen, mut waiting) = (first, Vec::new());
        for Placed { letter, x } in run {
            if (x - pen).abs() > NEAR && own_size > 0.0 {
                if !waiting.is_empty() {
                    items.show(Str(&waiting));
                    waiting.clear();
                }
                // Thousandths of the size, to the left.
                items.adjust(((pen - x) * 1000.0 / own_size).round());
                pen = *x;
            }
            waiting.extend(letter.number.to_be_bytes());
            pen += letter.advance * own_size;
        }
        if !waiting.is_empty() {
            items.show(Str(&waiting));
        }
    }
    ink.content.end_text();
}

/// The letters of a line that are to be seen, and the blanks between them.
fn placed(faces: &mut Faces<'_>, line: &LineOfWords<'_>) -> Vec<Placed> {
    let (size, begin) = (line.format.font_id.size, line.glyphs[0].pos.x);
    let mut placed: Vec<Placed> = Vec::with_capacity(line.glyphs.len());
    let mut pen = 0.0;
    for glyph in line.glyphs {
        let Some(letter) = faces.letter(&line.format.font_id.family, glyph.chr) else { continue };
        // A letter without a width was joined with the one before it: apart, they stand side by side.
        let is_joined = glyph.advance_width <= 0.0 && letter.advance > 0.0 && !placed.is_empty();
        let x = if is_joined { pen } else { glyph.pos.x - begin };
        if x.is_finite() {
            placed.push(Placed { letter, x });
            pen = x + letter.advance * size * letter.scale;
        }
    }
    placed
}
