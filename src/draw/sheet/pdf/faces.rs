//! The fonts of a PDF file: which letters of which font are used, and the parts of the fonts that have them.

use super::images::EFFORT;
use eframe::egui::FontFamily;
use eframe::egui::epaint::text::{FontData, FontDefinitions};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, Str};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// Letters are numbered as the font of the file numbers them.
const NUMBERED: SystemInfo<'_> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// Units of an em in a PDF file.
const EM: f32 = 1000.0;

/// A letter of a font.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letter {
    /// Number of its font in the file.
    pub(super) face: usize,
    /// Its number in that font.
    pub(super) number: u16,
    /// How far it moves on, parts of the font's size.
    pub(super) advance: f32,
    /// How much larger than the text it is drawn.
    pub(super) scale: f32,
    /// How much lower it is drawn, parts of the size.
    pub(super) lower: f32,
}

struct Face<'a> {
    name: &'a str,
    data: &'a FontData,
    font: FontRef<'a>,
    used: GlyphRemapper,
    /// What letters mean, by their number in the file.
    meanings: BTreeMap<u16, char>,
}

/// All fonts of a file.
pub(super) struct Faces<'a> {
    definitions: &'a FontDefinitions,
    faces: Vec<Face<'a>>,
}

impl<'a> Faces<'a> {
    /// Nothing is written yet.
    pub(super) fn new(definitions: &'a FontDefinitions) -> Self {
        Self { definitions, faces: Vec::new() }
    }

    /// The letter that the window shows, too: that of the first font of the family that has it, or else the sign of the first
    /// font for a letter that it lacks.
    pub(super) fn letter(&mut self, family: &FontFamily, meaning: char) -> Option<Letter> {
        let names = self.definitions.families.get(family)?;
        let mut faces = names.iter().filter_map(|name| {
            let (name, data) = self.definitions.font_data.get_key_value(name)?;
            let font = FontRef::from_index(data.bytes(), data.index).ok()?;
            Some((name, data, font))
        });
        let has = |font: &FontRef<'_>| font.charmap().map(meaning).filter(|glyph| *glyph != GlyphId::NOTDEF);
        let lacking = faces.clone().next();
        let found = faces.find_map(|(name, data, font)| has(&font).map(|glyph| (name, data, font, glyph)));
        let (name, data, font, glyph) =
            found.or_else(|| lacking.map(|(name, data, font)| (name, data, font, GlyphId::NOTDEF)))?;
        let glyph = u16::try_from(glyph.to_u32()).ok()?;
        let face = self.faces.iter().position(|face| face.name == name).unwrap_or_else(|| {
            let used = GlyphRemapper::new();
            self.faces.push(Face { name, data, font: font.clone(), used, meanings: BTreeMap::new() });
            self.faces.len() - 1
        });
        let own = self.faces.get_mut(face)?;
        let number = own.used.remap(glyph);
        own.meanings.entry(number).or_insert(meaning);
        let advance = advance(&font, glyph);
        Some(Letter { face, number, advance, scale: data.tweak.scale, lower: data.tweak.y_offset_factor })
    }

    /// Writes them; each one's name, and where it lies.
    ///
    /// # Errors
    /// In words, when a font is none that can be taken apart.
    pub(super) fn write(self, pdf: &mut Pdf, mut fresh: impl FnMut() -> Ref) -> Result<Vec<(String, Ref)>, String> {
        let faces = self.faces.into_iter().enumerate();
        faces.map(|(number, face)| face.write(pdf, number, &mut fresh).map(|at| (face_name(number), at))).collect()
    }
}

/// What a font of the file is called on its pages.
pub(super) fn face_name(face: usize) -> String {
    format!("F{face}")
}

/// How far a letter moves on, parts of an em.
fn advance(font: &FontRef<'_>, glyph: u16) -> f32 {
    let location = LocationRef::default();
    let units = font.metrics(Size::unscaled(), location).units_per_em.max(1);
    let advance = font.glyph_metrics(Size::unscaled(), location).advance_width(GlyphId::from(glyph));
    advance.unwrap_or(0.0) / f32::from(units)
}

impl Face<'_> {
    fn write(&self, pdf: &mut Pdf, number: usize, fresh: &mut impl FnMut() -> Ref) -> Result<Ref, String> {
        let [at, letters_at, about_at, meanings_at, file_at] = std::array::from_fn(|_| fresh());
        let failed = |error: subsetter::Error| format!("font {}: {error}", self.name);
        let file = subsetter::subset(self.data.bytes(), self.data.index, &self.used).map_err(failed)?;
        // Six letters say that it is a part, and tell the parts of one file apart.
        let plain: String = self.name.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("GRIDS{}+{plain}", char::from(b'A' + (number % 26) as u8));
        let name = Name(name.as_bytes());

        pdf.type0_font(at)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(letters_at)
            .to_unicode(meanings_at);

        let mut letters = pdf.cid_font(letters_at);
        letters.subtype(CidFontType::Type2).base_font(name).system_info(NUMBERED).font_descriptor(about_at);
        letters.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        letters.widths().consecutive(0, self.used.remapped_gids().map(|glyph| advance(&self.font, glyph) * EM));
        letters.finish();

        let metrics = self.font.metrics(Size::unscaled(), LocationRef::default());
        let unit = EM / f32::from(metrics.units_per_em.max(1));
        let bounds = metrics.bounds.unwrap_or_default();
        let [left, bottom, right, top] =
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|edge| edge * unit);
        let fixed = if metrics.is_monospace { FontFlags::FIXED_PITCH } else { FontFlags::empty() };
        pdf.font_descriptor(about_at)
            .name(name)
            .flags(FontFlags::SYMBOLIC | fixed)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(metrics.italic_angle)
            .ascent(metrics.ascent * unit)
            .descent(metrics.descent * unit)
            .cap_height(metrics.cap_height.unwrap_or(metrics.ascent) * unit)
            .stem_v(80.0)
            .font_file2(file_at);

        let mut meanings = UnicodeCmap::new(Name(b"Meanings"), NUMBERED);
        for (number, meaning) in &self.meanings {
            meanings.pair(*number, *meaning);
        }
        pdf.cmap(meanings_at, &meanings.finish()).name(Name(b"Meanings")).system_info(NUMBERED);

        let packed = compress_to_vec_zlib(&file, EFFORT);
        let length = i32::try_from(file.len()).map_err(|_| format!("font {}: too large", self.name))?;
        pdf.stream(file_at, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        Ok(at)
    }
}
