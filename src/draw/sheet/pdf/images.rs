//! The pictures of a PDF file.

use crate::draw::sheet::image::PixelImage;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Filter, Finish as _, Pdf, Ref};
use std::collections::HashMap;

/// How hard streams are compressed, of 10.
pub(super) const EFFORT: u8 = 6;

/// The pictures of a file: each is there once, however often it is seen.
#[derive(Default)]
pub(super) struct PageImages {
    known: HashMap<(PixelImage, bool), usize>,
}

impl PageImages {
    /// The name of a picture; `None` for one without pixels or too large for the format.
    pub(super) fn name(&mut self, image: PixelImage, is_smooth: bool) -> Option<String> {
        let side = |pixels: usize| pixels > 0 && i32::try_from(pixels).is_ok();
        if !side(image.width) || !side(image.height) {
            return None;
        }
        let next = self.known.len();
        Some(name_of(*self.known.entry((image, is_smooth)).or_insert(next)))
    }

    /// Writes all of them; each one's name, and where it lies.
    pub(super) fn write(self, pdf: &mut Pdf, mut fresh: impl FnMut() -> Ref) -> Vec<(String, Ref)> {
        let mut all: Vec<_> = self.known.into_iter().collect();
        all.sort_by_key(|(_, number)| *number);
        let written = all.into_iter().map(|((image, is_smooth), number)| {
            let at = fresh();
            let colours: Vec<u8> = image.rgba.chunks(4).flat_map(|pixel| pixel.iter().take(3).copied()).collect();
            let alpha: Vec<u8> = image.rgba.iter().skip(3).step_by(4).copied().collect();
            let mask = alpha.iter().any(|alpha| *alpha < u8::MAX).then(&mut fresh);
            let packed = compress_to_vec_zlib(&colours, EFFORT);
            let mut colours = pdf.image_xobject(at, &packed);
            colours.filter(Filter::FlateDecode);
            colours.width(image.width as i32).height(image.height as i32).bits_per_component(8);
            colours.color_space().device_rgb();
            colours.interpolate(is_smooth);
            if let Some(mask) = mask {
                colours.s_mask(mask);
            }
            colours.finish();
            if let Some(mask) = mask {
                let packed = compress_to_vec_zlib(&alpha, EFFORT);
                let mut alpha = pdf.image_xobject(mask, &packed);
                alpha.filter(Filter::FlateDecode);
                alpha.width(image.width as i32).height(image.height as i32).bits_per_component(8);
                alpha.color_space().device_gray();
                alpha.interpolate(is_smooth);
            }
            (name_of(number), at)
        });
        written.collect()
    }
}

fn name_of(number: usize) -> String {
    format!("P{number}")
}
