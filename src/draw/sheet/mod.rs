//! A sheet of paper for what is drawn with egui: no window, any size, as pixels or as vectors.
//!
//! [`Sheet::frame`] draws; [`Sheet::pixels`], [`Sheet::svg`] and [`Sheet::pdf`] are taken from the last frame, on any thread.

mod image;
mod paper;
mod pdf;
mod raster;
mod seen;
mod shape_parts;
mod svg;
mod svg_body;
mod svg_image;
mod svg_store;
mod svg_text;
mod textures;
mod words;

pub(crate) use image::PixelImage;
pub(crate) use paper::{Sheet, SheetSize};
#[cfg(test)]
pub(crate) use pdf::opened_pdf;
