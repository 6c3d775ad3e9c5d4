//! Colours and sizes as tokens: no other file names a colour.

use crate::draw::palette::{self, LineColours, Rgb};
use crate::stream::SERIES;
use eframe::egui::{self, Color32, FontFamily, FontId, Stroke, TextStyle, Visuals};

/// A colour of the palette on the screen.
const fn colour([red, green, blue]: Rgb) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

/// Which theme is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Dark,
    Light,
    /// For a bright room.
    Projector,
}

/// The tokens of a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub dark: bool,
    /// How much thicker lines and dots are than in a window …
    pub line: f32,
    /// … and how much larger letters are.
    pub letters: f32,
    /// One colour a curve, in the order of `stream::SERIES`.
    pub series: [Color32; SERIES.len()],
    /// Module colours, cycled.
    pub modules: [Color32; 6],
    /// Bins never visited: never a colour of a map.
    pub unvisited: Color32,
    pub accent: Color32,
    pub live: Color32,
    pub paused: Color32,
    pub warning: Color32,
    pub error: Color32,
    /// Controls that restart the run.
    pub restart: Color32,
    /// Lines where a parameter moved.
    pub mark: Color32,
    pub text: Color32,
    pub weak_text: Color32,
    pub panel: Color32,
    pub wall: Color32,
    /// Lines and letters over a map, and their outline: together legible on any colour map.
    pub over_map: Color32,
    pub over_map_outline: Color32,
    /// What is left of a baseline: outlines and dots behind what is now.
    pub ghost: Color32,
    /// Background of the top and bottom bars.
    pub bar: Color32,
    /// Background of blocks that stand out from a panel.
    pub raised: Color32,
    /// Laid over everything behind a dialog.
    pub behind_dialog: Color32,
    /// Firing fields of the program's icon.
    pub icon_field: Color32,
}

/// How much larger everything is on a stage of this height (points at normal size): a large screen stands no nearer to the
/// last row than a small one.
#[must_use]
pub(crate) fn zoom_for_stage(height: f32) -> f32 {
    const COMFORTABLE: f32 = 450.0;
    ((height / COMFORTABLE).clamp(1.0, 4.0) * 20.0).round() / 20.0
}

/// Width of a plain line in the theme in force, points: what lines and dots are so many times as wide as.
#[must_use]
pub(crate) fn line_width(visuals: &Visuals) -> f32 {
    visuals.widgets.noninteractive.fg_stroke.width
}

impl Theme {
    /// The colour of a curve among several that are not losses: the total's colour is not among them.
    #[must_use]
    pub(crate) fn curve(&self, index: usize) -> Color32 {
        self.series[1 + index % (self.series.len() - 1)]
    }

    /// The theme of this look, in a window.
    #[must_use]
    pub(crate) fn of(look: Look) -> Self {
        match look {
            Look::Dark => Self::dark(),
            Look::Light => Self::light(),
            Look::Projector => Self::projector(),
        }
    }

    /// The same with letters and lines that are seen from the last row.
    #[must_use]
    pub(crate) fn on_stage(self) -> Self {
        Self { line: 1.8, letters: 1.3, ..self }
    }

    #[must_use]
    pub fn dark() -> Self {
        Self {
            dark: true,
            line: 1.0,
            letters: 1.0,
            series: [Color32::from_gray(0xE8); SERIES.len()],
            modules: [Color32::from_gray(0xE8); 6],
            unvisited: Color32::from_gray(0x55),
            accent: colour(palette::SKY_BLUE),
            live: Color32::from_rgb(0x34, 0xC9, 0x8A),
            paused: colour(palette::ORANGE),
            warning: colour(palette::ORANGE),
            error: Color32::from_rgb(0xF7, 0x7A, 0x7A),
            restart: colour(palette::ORANGE),
            mark: Color32::from_gray(0xA8),
            text: Color32::from_gray(0xD6),
            weak_text: Color32::from_gray(0xA4),
            ghost: Color32::from_gray(0x70),
            panel: Color32::from_rgb(0x17, 0x1A, 0x1F),
            wall: Color32::from_rgb(0x10, 0x12, 0x16),
            bar: Color32::from_rgb(0x1E, 0x22, 0x29),
            raised: Color32::from_rgb(0x1F, 0x23, 0x2A),
            behind_dialog: Color32::from_black_alpha(110),
            icon_field: colour(palette::ORANGE),
            over_map: Color32::WHITE,
            over_map_outline: Color32::BLACK,
        }
        .with_lines(LineColours::default())
    }

    #[must_use]
    pub(crate) fn light() -> Self {
        Self {
            dark: false,
            line: 1.0,
            letters: 1.0,
            series: [Color32::from_gray(0x20); SERIES.len()],
            modules: [Color32::from_gray(0x20); 6],
            unvisited: Color32::from_gray(0xC4),
            accent: Color32::from_rgb(0x00, 0x58, 0x90),
            live: Color32::from_rgb(0x00, 0x60, 0x42),
            paused: Color32::from_rgb(0x80, 0x44, 0x00),
            warning: Color32::from_rgb(0x80, 0x44, 0x00),
            error: Color32::from_rgb(0xA0, 0x18, 0x18),
            restart: Color32::from_rgb(0x80, 0x44, 0x00),
            mark: Color32::from_gray(0x5E),
            text: Color32::from_gray(0x2C),
            weak_text: Color32::from_gray(0x58),
            ghost: Color32::from_gray(0x9A),
            panel: Color32::from_rgb(0xF7, 0xF7, 0xF8),
            wall: Color32::from_rgb(0xEC, 0xEC, 0xEE),
            bar: Color32::from_rgb(0xE6, 0xE8, 0xEB),
            raised: Color32::from_rgb(0xEC, 0xEE, 0xF1),
            behind_dialog: Color32::from_black_alpha(110),
            icon_field: colour(palette::ORANGE),
            over_map: Color32::WHITE,
            over_map_outline: Color32::BLACK,
        }
        .with_lines(LineColours::default())
    }

    /// The light one on white: figures for paper.
    #[must_use]
    pub(crate) fn paper() -> Self {
        let white = colour(palette::PAPER);
        Self { panel: white, wall: white, raised: white, ..Self::light() }
    }

    /// Black on white: a projector in a bright room leaves little of a contrast, and nothing of a dark ground.
    #[must_use]
    pub(crate) fn projector() -> Self {
        Self {
            accent: Color32::from_rgb(0x00, 0x3C, 0x8C),
            live: Color32::from_rgb(0x00, 0x50, 0x30),
            paused: Color32::from_rgb(0x70, 0x36, 0x00),
            warning: Color32::from_rgb(0x70, 0x36, 0x00),
            error: Color32::from_rgb(0x98, 0x00, 0x10),
            restart: Color32::from_rgb(0x70, 0x36, 0x00),
            mark: Color32::from_gray(0x30),
            text: Color32::from_gray(0x08),
            weak_text: Color32::from_gray(0x3A),
            panel: Color32::WHITE,
            wall: Color32::WHITE,
            bar: Color32::from_gray(0xF2),
            raised: Color32::from_gray(0xF4),
            ..Self::light()
        }
    }

    /// The same with other colours of modules and curves.
    #[must_use]
    pub(crate) fn with_lines(mut self, lines: LineColours) -> Self {
        for (own, spec) in self.series.iter_mut().zip(SERIES) {
            if let Some(hue) = spec.colour {
                *own = colour(lines.on_ground(hue, self.dark));
            }
        }
        self.modules = lines.on(self.dark).map(colour);
        self
    }

    /// A colour as the ground of words in the same colour or in that of all text: badges, strips and notices.
    #[must_use]
    pub(crate) fn tint(colour: Color32) -> Color32 {
        colour.gamma_multiply(0.16)
    }

    /// A colour as it is left behind by a baseline: pale, and opaque, so that lines that cross do not add up.
    #[must_use]
    pub(crate) fn pale(&self, colour: Color32) -> Color32 {
        self.panel.blend(colour.gamma_multiply(0.38))
    }

    /// The colour of a module; `None` is the colour of units outside any module.
    #[must_use]
    pub(crate) fn module(&self, module: Option<usize>) -> Color32 {
        module.map_or(self.weak_text, |m| self.modules[m % self.modules.len()])
    }

    /// egui's visuals for this theme.
    #[must_use]
    pub(crate) fn visuals(&self) -> Visuals {
        let mut visuals = if self.dark { Visuals::dark() } else { Visuals::light() };
        visuals.panel_fill = self.panel;
        if !self.dark {
            // egui's light buttons vanish on a grey ground, and its switches on a white one.
            visuals.widgets.inactive.weak_bg_fill = Color32::from_gray(0xD6);
            visuals.widgets.inactive.bg_fill = Color32::from_gray(0xC8);
            visuals.widgets.hovered.weak_bg_fill = Color32::from_gray(0xCA);
        }
        visuals.window_fill = self.panel;
        visuals.hyperlink_color = self.accent;
        visuals.selection.bg_fill = self.accent.gamma_multiply(0.3);
        visuals.selection.stroke = Stroke::new(1.0, self.text);
        visuals.warn_fg_color = self.warning;
        visuals.error_fg_color = self.error;
        visuals.weak_text_color = Some(self.weak_text);
        visuals.widgets.noninteractive.fg_stroke = Stroke::new(self.line, self.text);
        visuals
    }

    /// Makes egui draw in this theme, with text that can be read from the last row.
    pub(crate) fn apply(&self, ctx: &egui::Context) {
        let theme = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_theme(theme);
        ctx.style_mut_of(theme, |style| {
            style.visuals = self.visuals();
            let font = |points: f32, family| FontId::new(points * self.letters, family);
            style.text_styles = [
                (TextStyle::Heading, font(18.0, FontFamily::Proportional)),
                (TextStyle::Body, font(14.5, FontFamily::Proportional)),
                (TextStyle::Button, font(14.5, FontFamily::Proportional)),
                (TextStyle::Monospace, font(14.0, FontFamily::Monospace)),
                (TextStyle::Small, font(12.5, FontFamily::Proportional)),
            ]
            .into();
            style.spacing.item_spacing = egui::vec2(8.0, 4.0);
            style.spacing.button_padding = egui::vec2(7.0, 3.0);
            style.spacing.interact_size.y = 22.0;
            style.interaction.tooltip_delay = 0.35;
        });
    }
}

#[cfg(test)]
mod tests;
