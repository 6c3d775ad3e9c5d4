//! A sheet of paper for what is drawn with egui: no window, any size, as pixels or as vectors.
//!
//! [`Sheet::frame`] draws; [`Sheet::pixels`] and [`Sheet::svg`] are taken from the last frame, on any thread.

mod image;
mod paper;
mod raster;
mod svg;
mod svg_body;
mod svg_image;
mod svg_store;
mod svg_text;
mod textures;

pub(crate) use image::PixelImage;
pub(crate) use paper::{Sheet, SheetSize};
