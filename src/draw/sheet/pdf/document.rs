//! The file: one page, with what it needs and what is written about it.

use super::faces::Faces;
use super::images::{EFFORT, PageImages};
use super::ink::{Ink, cover_name, rounded};
use super::shapes::PageDrawing;
use crate::draw::palette::Rgb;
use crate::draw::sheet::shape_parts::seen_shapes;
use crate::draw::sheet::textures::Textures;
use eframe::egui::epaint::ClippedShape;
use eframe::egui::epaint::text::FontDefinitions;
use eframe::egui::{Color32, Pos2, Rect, Stroke, pos2};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect as PageRect, Ref, TextStr};

/// A frame that becomes a page.
pub(in crate::draw::sheet) struct PdfSheet<'a> {
    pub(in crate::draw::sheet) shapes: &'a [ClippedShape],
    pub(in crate::draw::sheet) textures: &'a Textures,
    pub(in crate::draw::sheet) fonts: &'a FontDefinitions,
    /// Width and height, points.
    pub(in crate::draw::sheet) size: [f32; 2],
    pub(in crate::draw::sheet) ground: Rgb,
    pub(in crate::draw::sheet) title: &'a str,
    /// A name and what is written under it in the document's information dictionary.
    pub(in crate::draw::sheet) note: (&'a str, &'a str),
}

/// The file.
///
/// # Errors
/// In words, when a font is none that can be taken apart.
pub(in crate::draw::sheet) fn pdf(sheet: &PdfSheet<'_>) -> Result<Vec<u8>, String> {
    let PdfSheet { shapes, textures, fonts, size: [width, height], ground: [r, g, b], title, note } = *sheet;
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        Ref::new(next)
    };
    let [info, catalog, pages, page, content] = std::array::from_fn(|_| fresh());

    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    // What is written about it stands first, so that it is found without the tables at the end.
    let mut about = pdf.document_info(info);
    about.title(TextStr(title)).creator(TextStr(crate::files::PROGRAM));
    about.pair(Name(note.0.as_bytes()), TextStr(note.1));
    about.finish();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);

    let whole = Rect::from_min_max(Pos2::ZERO, pos2(width, height));
    let mut drawing =
        PageDrawing { ink: Ink::new(height), images: PageImages::default(), faces: Faces::new(fonts), textures };
    drawing.ink.path(&rounded(whole, 0.0, 0.0), Color32::from_rgb(r, g, b), Stroke::NONE);
    let mut open: Option<Rect> = None;
    for (cut, shape) in seen_shapes(shapes, whole) {
        if open != Some(cut) {
            if open.is_some() {
                drawing.ink.restore();
            }
            drawing.ink.keep();
            drawing.ink.cut(cut);
            open = Some(cut);
        }
        drawing.draw(shape);
    }
    if open.is_some() {
        drawing.ink.restore();
    }
    let PageDrawing { ink: Ink { content: marks, used, .. }, images, faces, .. } = drawing;

    let images = images.write(&mut pdf, &mut fresh);
    let faces = faces.write(&mut pdf, &mut fresh)?;
    let covers: Vec<(String, Ref)> = used.iter().map(|alpha| (cover_name(*alpha), fresh())).collect();
    for ((_, at), alpha) in covers.iter().zip(&used) {
        let share = f32::from(*alpha) / f32::from(u8::MAX);
        pdf.ext_graphics(*at).stroking_alpha(share).non_stroking_alpha(share);
    }

    let mut written = pdf.page(page);
    written.parent(pages).media_box(PageRect::new(0.0, 0.0, width, height)).contents(content);
    // Colours are blended as they are on the screen.
    written.group().transparency().isolated(true).color_space().device_rgb();
    let mut resources = written.resources();
    resources.x_objects().pairs(images.iter().map(|(name, at)| (Name(name.as_bytes()), *at)));
    resources.fonts().pairs(faces.iter().map(|(name, at)| (Name(name.as_bytes()), *at)));
    resources.ext_g_states().pairs(covers.iter().map(|(name, at)| (Name(name.as_bytes()), *at)));
    resources.finish();
    written.finish();

    let packed = compress_to_vec_zlib(&marks.finish(), EFFORT);
    pdf.stream(content, &packed).filter(Filter::FlateDecode);
    Ok(pdf.finish())
}
