//! How figures that are taken away look, and in which forms.

use serde::{Deserialize, Serialize};

/// Size and ground of a figure; nothing of it depends on the window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FigureLook {
    /// Points.
    pub width: f32,
    /// Points.
    pub height: f32,
    /// Pixels a point, of pictures made of pixels.
    pub scale: f32,
    /// On white paper, whatever the window looks like.
    pub on_white: bool,
}

impl Default for FigureLook {
    fn default() -> Self {
        Self { width: 800.0, height: 600.0, scale: 2.0, on_white: true }
    }
}

impl FigureLook {
    /// Sides of a figure, points.
    pub(crate) const SIDES: std::ops::RangeInclusive<f32> = 200.0..=4000.0;
    /// Pixels a point.
    pub(crate) const SCALES: std::ops::RangeInclusive<f32> = 1.0..=4.0;

    /// The nearest look that can be drawn: a file of settings may hold anything.
    pub(crate) fn checked(self) -> Self {
        let usual = Self::default();
        let side = |side: f32, usual: f32| {
            if side.is_finite() { side.round().clamp(*Self::SIDES.start(), *Self::SIDES.end()) } else { usual }
        };
        let scale = if self.scale.is_finite() { self.scale.round() } else { usual.scale };
        Self {
            width: side(self.width, usual.width),
            height: side(self.height, usual.height),
            scale: scale.clamp(*Self::SCALES.start(), *Self::SCALES.end()),
            on_white: self.on_white,
        }
    }
}

/// As what a panel is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PanelForm {
    /// A picture on the clipboard.
    Clipboard,
    /// A file of pixels.
    Png,
    /// A file of vectors.
    Svg,
    /// A page of vectors.
    Pdf,
    /// Files of numbers.
    Csv,
    /// All files, and the preset.
    Everything,
}

impl PanelForm {
    /// In the order of a menu: its words, and what comes of it.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Clipboard, "Copy picture", "Put the panel on the clipboard as a picture of the size below"),
        (Self::Png, "Save PNG", "Write the panel as a picture of pixels, of the size below"),
        (
            Self::Svg,
            "Save SVG",
            "Write the panel as vectors, for Inkscape or LaTeX: lines stay lines and words stay words",
        ),
        (
            Self::Pdf,
            "Save PDF",
            "Write the panel as a page of vectors, for LaTeX or to print: words stay words, in the letters seen here",
        ),
        (Self::Csv, "Save CSV", "Write the numbers that the panel shows, a file a table"),
        (Self::Everything, "Save everything", "Write PNG, SVG, PDF, CSV and the preset beside each other"),
    ];

    pub(crate) fn has_png(self) -> bool {
        matches!(self, Self::Png | Self::Everything)
    }

    pub(crate) fn has_svg(self) -> bool {
        matches!(self, Self::Svg | Self::Everything)
    }

    pub(crate) fn has_pdf(self) -> bool {
        matches!(self, Self::Pdf | Self::Everything)
    }

    pub(crate) fn has_csv(self) -> bool {
        matches!(self, Self::Csv | Self::Everything)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_becomes_what_can() {
        let wild = FigureLook { width: f32::NAN, height: 1e9, scale: 0.0, on_white: false };
        assert_eq!(wild.checked(), FigureLook { width: 800.0, height: 4000.0, scale: 1.0, on_white: false });
        assert_eq!(FigureLook::default().checked(), FigureLook::default());
    }
}
