//! The sheet itself.

use super::image::PixelImage;
use super::pdf::{PdfSheet, pdf};
use super::raster::raster;
use super::svg::svg;
use super::textures::Textures;
use crate::draw::palette::Rgb;
use eframe::egui::{
    CentralPanel, Color32, Context, Frame, FullOutput, Pos2, RawInput, Rect, Ui, ViewportId, epaint::ClippedShape, vec2,
};

/// How large a sheet is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SheetSize {
    /// Points.
    pub(crate) width: f32,
    /// Points.
    pub(crate) height: f32,
    /// Pixels a point.
    pub(crate) scale: f32,
}

impl SheetSize {
    /// Columns and rows of pixels.
    pub(crate) fn pixels(self) -> [usize; 2] {
        [self.width, self.height].map(|points| (points * self.scale).round().max(1.0) as usize)
    }
}

/// Time that passes between two frames, seconds: whatever moves has arrived in a few of them.
const FRAME_S: f64 = 1.0;
/// No texture is larger than this.
const TEXTURE_SIDE: usize = 8192;

/// A sheet on which egui draws.
pub(crate) struct Sheet {
    context: Context,
    size: SheetSize,
    ground: Rgb,
    textures: Textures,
    shapes: Vec<ClippedShape>,
    time_s: f64,
}

impl Sheet {
    /// An empty sheet with a ground of this colour.
    pub(crate) fn new(size: SheetSize, ground: Rgb) -> Self {
        let context = Context::default();
        context.options_mut(|options| options.reduce_texture_memory = false);
        Self { context, size, ground, textures: Textures::default(), shapes: Vec::new(), time_s: 0.0 }
    }

    /// The context that draws on it: fonts and style can be set before the first frame.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// Draws it anew. Layouts may need a few frames to settle.
    pub(crate) fn frame(&mut self, mut draw: impl FnMut(&mut Ui)) {
        let area = Rect::from_min_size(Pos2::ZERO, vec2(self.size.width, self.size.height));
        let mut input = RawInput {
            screen_rect: Some(area),
            max_texture_side: Some(TEXTURE_SIDE),
            time: Some(self.time_s),
            focused: false,
            ..RawInput::default()
        };
        input.viewports.entry(ViewportId::ROOT).or_default().native_pixels_per_point = Some(self.size.scale);
        self.time_s += FRAME_S;
        let [r, g, b] = self.ground;
        let frame = Frame::new().fill(Color32::from_rgb(r, g, b)).inner_margin(8.0);
        let FullOutput { textures_delta, shapes, .. } = self.context.run_ui(input, |ui| {
            CentralPanel::default().frame(frame).show(ui, |ui| draw(ui));
        });
        self.textures.take(textures_delta);
        self.shapes = shapes;
    }

    /// The last frame as pixels.
    pub(crate) fn pixels(&self) -> PixelImage {
        let triangles = self.context.tessellate(self.shapes.clone(), self.size.scale);
        raster(&triangles, &self.textures, self.size.pixels(), self.size.scale, self.ground)
    }

    /// The last frame as vectors. Of textures it shows the part that was drawn, as pixels.
    pub(crate) fn svg(&self, title: &str) -> String {
        svg(&self.shapes, &self.textures, [self.size.width, self.size.height], self.ground, title)
    }

    /// The last frame as a PDF file of one page, as large as the sheet, with a name and what is noted under it.
    ///
    /// # Errors
    /// In words, when a font is none that can be taken apart.
    pub(crate) fn pdf(&self, title: &str, note: (&str, &str)) -> Result<Vec<u8>, String> {
        let fonts = self.context.fonts(|fonts| fonts.definitions().clone());
        pdf(&PdfSheet {
            shapes: &self.shapes,
            textures: &self.textures,
            fonts: &fonts,
            size: [self.size.width, self.size.height],
            ground: self.ground,
            title,
            note,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::sheet::opened_pdf;
    use eframe::egui::{ColorImage, RichText, TextureHandle, TextureOptions};

    /// A sheet with a text, a frame and a picture of two texels.
    fn sheet(scale: f32) -> Sheet {
        let size = SheetSize { width: 120.0, height: 80.0, scale };
        let mut sheet = Sheet::new(size, [255; 3]);
        let mut handle: Option<TextureHandle> = None;
        for _ in 0..3 {
            sheet.frame(|ui| {
                ui.label(RichText::new("a < b & \"c\"").color(Color32::BLACK));
                let texture = handle.get_or_insert_with(|| {
                    let image = ColorImage::new([2, 1], vec![Color32::RED, Color32::BLUE]);
                    ui.ctx().load_texture("two", image, TextureOptions::NEAREST)
                });
                let place = Rect::from_min_size(Pos2::new(20.0, 40.0), vec2(40.0, 20.0));
                let whole = Rect::from_min_size(Pos2::ZERO, vec2(1.0, 1.0));
                ui.painter().image(texture.id(), place, whole, Color32::WHITE);
            });
        }
        sheet
    }

    #[test]
    fn pixels_show_what_was_drawn_at_any_size() {
        for scale in [1.0, 2.0, 3.0] {
            let image = sheet(scale).pixels();
            assert_eq!([image.width, image.height], [(120.0 * scale) as usize, (80.0 * scale) as usize]);
            let at = |x: f32, y: f32| {
                let at = 4 * ((y * scale) as usize * image.width + (x * scale) as usize);
                [image.rgba[at], image.rgba[at + 1], image.rgba[at + 2], image.rgba[at + 3]]
            };
            assert_eq!(at(2.0, 2.0), [255; 4], "the ground");
            assert_eq!((at(25.0, 50.0), at(55.0, 50.0)), ([255, 0, 0, 255], [0, 0, 255, 255]), "the picture");
            let dark = image.rgba.chunks(4).filter(|pixel| pixel[..3].iter().all(|part| *part < 90)).count();
            assert!(dark > 20, "letters: {dark} at {scale}");
        }
    }

    #[test]
    fn vectors_have_words_as_words_and_pictures_as_pictures() {
        let svg = sheet(1.0).svg("x < y");
        assert!(svg.contains("a &lt; b &amp; &quot;c&quot;</text>"), "{svg}");
        assert!(svg.contains("<title>x &lt; y</title>") && svg.contains("data:image/png;base64,"), "{svg}");
        assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count(), "every group ends");
    }

    #[test]
    fn pages_have_words_as_words_and_pictures_as_pictures() {
        let [first, again] = [sheet(2.0), sheet(2.0)];
        let file = first.pdf("x < y (z)", ("gridscope", "σ")).expect("the window's own fonts");
        let opened = opened_pdf(&file).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(opened.size.map(f32::to_bits), [120.0f32, 80.0].map(f32::to_bits), "points, not pixels");
        assert_eq!(opened.words, ["a < b & \"c\""]);
        assert_eq!((opened.pictures, opened.shown_pictures), (1, 1));
        assert!(opened.paths >= 1, "the ground");
        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("/Title (x < y \\(z\\))") || text.contains("/Title (x < y (z))"), "{text:.300}");
        assert!(file.len() < 20_000, "{} bytes: only the letters that are used", file.len());
        assert_eq!(file, again.pdf("x < y (z)", ("gridscope", "σ")).expect("as before"), "the same");
    }

    #[test]
    fn a_sheet_can_be_finished_on_another_thread() {
        let sheet = sheet(1.0);
        let here = sheet.pixels();
        let there = std::thread::scope(|scope| scope.spawn(|| sheet.pixels()).join().expect("no panic"));
        assert_eq!(here, there);
    }
}
