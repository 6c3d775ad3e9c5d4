//! Pixels with their transparency.

use eframe::egui::ColorImage;

/// Pixels, row by row from the top: red, green, blue and alpha, not multiplied with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PixelImage {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgba: Vec<u8>,
}

impl PixelImage {
    /// The file as PNG.
    ///
    /// # Errors
    /// In words, when there are no pixels or too many.
    pub(crate) fn png(&self) -> Result<Vec<u8>, String> {
        let size = |pixels: usize| u32::try_from(pixels).map_err(|_| "too large".to_owned());
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, size(self.width)?, size(self.height)?);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.rgba)?;
            writer.finish()
        });
        written.map_err(|error| error.to_string())?;
        Ok(file)
    }
}

impl From<PixelImage> for ColorImage {
    /// As egui wants it, for the clipboard.
    fn from(image: PixelImage) -> Self {
        Self::from_rgba_unmultiplied([image.width, image.height], &image.rgba)
    }
}
