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
            series: Self::series(Color32::from_gray(0xE8), true),
            modules: Self::modules(true),
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
            series: Self::series(Color32::from_gray(0x20), false),
            modules: Self::modules(false),
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

    fn series(total: Color32, is_dark: bool) -> [Color32; SERIES.len()] {
        SERIES.map(|spec| spec.colour.map_or(total, |own| colour(palette::on_ground(own, is_dark))))
    }

    fn modules(is_dark: bool) -> [Color32; 6] {
        palette::OKABE_ITO.map(|own| colour(palette::on_ground(own, is_dark)))
    }

    /// A colour as the ground of words in the same colour or in that of all text: badges, strips and notices.
    #[must_use]
    pub(crate) fn tint(colour: Color32) -> Color32 {
        colour.gamma_multiply(0.16)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What text and thin marks need, as WCAG 2.1 has it for text (1.4.3).
    const ENOUGH: f64 = 4.5;

    /// Share of the light of white (WCAG 2.1).
    fn luminance(colour: Color32) -> f64 {
        assert_eq!(colour.a(), 255, "what is seen is opaque");
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(Color32::from_gray(0x77), Color32::WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn text_and_thin_marks_are_told_from_every_ground() {
        for theme in [Theme::dark(), Theme::light()] {
            let visuals = theme.visuals();
            // Every token has to be told apart here: what is seen on a ground, the grounds, and the rest.
            let Theme {
                dark,
                series,
                modules,
                unvisited: _, // bins of a map
                accent,
                live,
                paused,
                warning,
                error,
                restart,
                mark,
                text,
                weak_text,
                panel,
                wall,
                over_map,
                over_map_outline,
                bar,
                raised,
                behind_dialog: _,
                icon_field: _,
            } = theme.clone();
            let widgets = &visuals.widgets;
            let words = [
                ("text", text),
                ("weak text", weak_text),
                ("strong text", visuals.strong_text_color()),
                ("words of buttons", widgets.inactive.text_color()),
                ("accent", accent),
                ("live", live),
                ("paused", paused),
                ("warning", warning),
                ("error", error),
                ("restart", restart),
                ("mark", mark),
            ];
            let curves = series.iter().chain(&modules).map(|colour| ("curve or module", *colour));
            let stripe = |ground: Color32| ground.blend(visuals.faint_bg_color);
            let plain = [panel, wall, bar, raised, visuals.extreme_bg_color];
            let grounds = plain.into_iter().chain([panel, raised].map(stripe));
            let mut pairs: Vec<(&str, Color32, Color32)> = Vec::new();
            for ground in grounds {
                pairs.extend(words.into_iter().chain(curves.clone()).map(|(name, colour)| (name, colour, ground)));
            }
            for ground in [panel, bar, raised] {
                for colour in [accent, live, paused, warning, error, restart, weak_text] {
                    let tinted = ground.blend(Theme::tint(colour));
                    pairs.extend([("a badge", colour, tinted), ("text of a strip", text, tinted)]);
                }
                let chosen = ground.blend(visuals.selection.bg_fill);
                pairs.push(("what is chosen", visuals.selection.stroke.color, chosen));
            }
            for look in [&widgets.inactive, &widgets.hovered, &widgets.active, &widgets.open] {
                pairs.push(("words of a button", look.text_color(), look.weak_bg_fill));
                pairs.push(("the tick of a box", look.text_color(), look.bg_fill));
            }
            for look in [&widgets.inactive, &widgets.hovered] {
                pairs.extend([live, paused].map(|colour| ("words that run or pause", colour, look.weak_bg_fill)));
            }
            pairs.push(("what lies over maps", over_map, over_map_outline));
            for (name, colour, ground) in pairs {
                let found = contrast(colour, ground);
                let theme = if dark { "dark" } else { "light" };
                assert!(found >= ENOUGH, "{theme}: {name}, {colour:?} on {ground:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn curves_and_modules_are_told_from_each_other() {
        // Differences of CIELAB; 20 is what a glance tells.
        let lab = |colour: Color32| {
            let linear = |byte: u8| (f64::from(byte) / 255.0).powf(2.2);
            let [r, g, b] = [colour.r(), colour.g(), colour.b()].map(linear);
            let xyz = [
                (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
                0.2126 * r + 0.7152 * g + 0.0722 * b,
                (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
            ];
            let [x, y, z] = xyz.map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
            [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
        };
        for theme in [Theme::dark(), Theme::light()] {
            for colours in [theme.series.as_slice(), theme.modules.as_slice()] {
                for (i, a) in colours.iter().enumerate() {
                    for b in &colours[i + 1..] {
                        let difference: f64 = lab(*a).iter().zip(lab(*b)).map(|(a, b)| (a - b) * (a - b)).sum();
                        assert!(difference.sqrt() > 20.0, "{a:?} {b:?}: {:.0}", difference.sqrt());
                    }
                }
            }
        }
    }
}
