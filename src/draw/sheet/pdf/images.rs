//! The pictures of a PDF file.

use crate::draw::sheet::image::PixelImage;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Filter, Pdf, Ref};
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
            let mut plane = |at: Ref, values: &[u8], mask: Option<Ref>| {
                let packed = compress_to_vec_zlib(values, EFFORT);
                let mut plane = pdf.image_xobject(at, &packed);
                plane.filter(Filter::FlateDecode);
                plane.width(image.width as i32).height(image.height as i32).bits_per_component(8);
                let space = plane.color_space();
                if values.len() == image.width * image.height {
                    space.device_gray();
                } else {
                    space.device_rgb();
                }
                plane.interpolate(is_smooth);
                if let Some(mask) = mask {
                    plane.s_mask(mask);
                }
            };
            plane(at, &colours, mask);
            if let Some(mask) = mask {
                plane(mask, &alpha, None);
            }
            (name_of(number), at)
        });
        written.collect()
    }
}

fn name_of(number: usize) -> String {
    format!("P{number}")
}
