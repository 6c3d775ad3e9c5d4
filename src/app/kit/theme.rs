//! Colours and sizes as tokens: no other file names a colour.

use crate::draw::palette::{self, Rgb};
use crate::stream::SERIES;
use eframe::egui::{self, Color32, FontFamily, FontId, Stroke, TextStyle, Visuals};

/// A colour of the palette on the screen.
const fn colour([red, green, blue]: Rgb) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

/// The tokens of a light or dark theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub dark: bool,
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
    /// Background of the top and bottom bars.
    pub bar: Color32,
    /// Background of blocks that stand out from a panel.
    pub raised: Color32,
    /// Laid over everything behind a dialog.
    pub behind_dialog: Color32,
    /// Firing fields of the program's icon.
    pub icon_field: Color32,
}

/// How much larger everything is on a full screen of this height (points at normal size): who fills a screen shows it to
/// others, and a large screen stands no nearer to the last row than a small one.
#[must_use]
pub(crate) fn zoom_for_screen(height: f32) -> f32 {
    const COMFORTABLE: f32 = 860.0;
    ((height / COMFORTABLE).clamp(1.0, 2.0) * 20.0).round() / 20.0
}

impl Theme {
    #[must_use]
    pub fn dark() -> Self {
        Self {
            dark: true,
            series: Self::series(Color32::from_gray(0xE8)),
            modules: palette::OKABE_ITO.map(colour),
            unvisited: Color32::from_gray(0x55),
            accent: colour(palette::SKY_BLUE),
            live: Color32::from_rgb(0x2E, 0xB8, 0x7C),
            paused: colour(palette::ORANGE),
            warning: colour(palette::ORANGE),
            error: Color32::from_rgb(0xE0, 0x4F, 0x4F),
            restart: colour(palette::ORANGE),
            mark: Color32::from_gray(0xA0),
            text: Color32::from_gray(0xD6),
            weak_text: Color32::from_gray(0x9A),
            panel: Color32::from_rgb(0x17, 0x1A, 0x1F),
            wall: Color32::from_rgb(0x10, 0x12, 0x16),
            bar: Color32::from_rgb(0x1E, 0x22, 0x29),
            raised: Color32::from_rgb(0x1F, 0x23, 0x2A),
            behind_dialog: Color32::from_black_alpha(110),
            icon_field: colour(palette::ORANGE),
            over_map: Color32::WHITE,
            over_map_outline: Color32::BLACK,
        }
    }

    #[must_use]
    pub(crate) fn light() -> Self {
        Self {
            dark: false,
            series: Self::series(Color32::from_gray(0x20)),
            modules: palette::OKABE_ITO.map(colour),
            unvisited: Color32::from_gray(0xC4),
            accent: colour(palette::BLUE),
            live: Color32::from_rgb(0x00, 0x7A, 0x55),
            paused: Color32::from_rgb(0xA8, 0x5A, 0x00),
            warning: Color32::from_rgb(0xA8, 0x5A, 0x00),
            error: Color32::from_rgb(0xB0, 0x20, 0x20),
            restart: Color32::from_rgb(0xA8, 0x5A, 0x00),
            mark: Color32::from_gray(0x70),
            text: Color32::from_gray(0x2C),
            weak_text: Color32::from_gray(0x60),
            panel: Color32::from_rgb(0xF7, 0xF7, 0xF8),
            wall: Color32::from_rgb(0xEC, 0xEC, 0xEE),
            bar: Color32::from_rgb(0xE6, 0xE8, 0xEB),
            raised: Color32::from_rgb(0xEC, 0xEE, 0xF1),
            behind_dialog: Color32::from_black_alpha(110),
            icon_field: colour(palette::ORANGE),
            over_map: Color32::WHITE,
            over_map_outline: Color32::BLACK,
        }
    }

    fn series(total: Color32) -> [Color32; SERIES.len()] {
        SERIES.map(|spec| spec.colour.map_or(total, colour))
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
        visuals.selection.bg_fill = self.accent.gamma_multiply(if self.dark { 0.45 } else { 0.35 });
        visuals.selection.stroke = Stroke::new(1.0, self.accent);
        visuals.warn_fg_color = self.warning;
        visuals.error_fg_color = self.error;
        visuals.weak_text_color = Some(self.weak_text);
        visuals.widgets.noninteractive.fg_stroke.color = self.text;
        visuals
    }

    /// Makes egui draw in this theme, with text that can be read from the last row.
    pub(crate) fn apply(&self, ctx: &egui::Context) {
        let theme = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_theme(theme);
        ctx.style_mut_of(theme, |style| {
            style.visuals = self.visuals();
            style.text_styles = [
                (TextStyle::Heading, FontId::new(18.0, FontFamily::Proportional)),
                (TextStyle::Body, FontId::new(14.5, FontFamily::Proportional)),
                (TextStyle::Button, FontId::new(14.5, FontFamily::Proportional)),
                (TextStyle::Monospace, FontId::new(14.0, FontFamily::Monospace)),
                (TextStyle::Small, FontId::new(12.5, FontFamily::Proportional)),
            ]
            .into();
            style.spacing.item_spacing = egui::vec2(8.0, 4.0);
            style.spacing.button_padding = egui::vec2(7.0, 3.0);
            style.spacing.interact_size.y = 22.0;
            style.interaction.tooltip_delay = 0.35;
        });
    }
}
