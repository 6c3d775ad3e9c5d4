//! Colours of lines, dots and letters: the one list from which pictures and window take theirs.
//!
//! Groups take the colours in turn:
//!
//! ```
//! use gridscope::draw::palette::{BLUE, OKABE_ITO, hex, on_paper};
//!
//! assert_eq!(hex(BLUE), "#0072b2");
//! assert_eq!(on_paper(0), BLUE);
//! assert_eq!(on_paper(OKABE_ITO.len()), BLUE);
//! ```

use serde::{Deserialize, Serialize};

/// A colour in sRGB: red, green, blue.
pub type Rgb = [u8; 3];

// Okabe & Ito 2008, told apart by all eyes; without black and yellow.
pub const ORANGE: Rgb = [0xE6, 0x9F, 0x00];
pub const SKY_BLUE: Rgb = [0x56, 0xB4, 0xE9];
pub const GREEN: Rgb = [0x00, 0x9E, 0x73];
pub const PURPLE: Rgb = [0xCC, 0x79, 0xA7];
pub const VERMILION: Rgb = [0xD5, 0x5E, 0x00];
pub const BLUE: Rgb = [0x00, 0x72, 0xB2];

/// All of them in the order of their authors: modules on the screen.
pub const OKABE_ITO: [Rgb; 6] = [ORANGE, SKY_BLUE, GREEN, PURPLE, VERMILION, BLUE];
/// The same hues for thin lines and letters on dark grounds, and on light ones: contrast 4.5 or more on every ground of
/// the window, and told apart by all eyes.
const ON_DARK: [Rgb; 6] = [ORANGE, SKY_BLUE, [0x00, 0xA8, 0x7A], PURPLE, [0xF0, 0x68, 0x2B], [0x6F, 0x8F, 0xF5]];
const ON_LIGHT: [Rgb; 6] = [
    [0x7E, 0x5F, 0x00],
    [0x12, 0x64, 0xA3],
    [0x00, 0x6E, 0x4C],
    [0x85, 0x39, 0x6F],
    [0x7A, 0x1F, 0x00],
    [0x1E, 0x30, 0xC8],
];
// Of the other schemes, hues in the order of [`OKABE_ITO`], made lighter or darker until they have the contrast that they
// need and are still told apart.
const BRIGHT_ON_DARK: [Rgb; 6] = [
    [0xCC, 0xBB, 0x44],
    [0x66, 0xCC, 0xEE],
    [0x1C, 0xAC, 0x47],
    [0xD6, 0x76, 0xB0],
    [0xF7, 0x70, 0x80],
    [0x6F, 0x9E, 0xDF],
];
const BRIGHT_ON_LIGHT: [Rgb; 6] = [
    [0x6E, 0x63, 0x1A],
    [0x0F, 0x6A, 0x88],
    [0x0C, 0x54, 0x20],
    [0x9D, 0x16, 0x6E],
    [0xC1, 0x08, 0x4A],
    [0x04, 0x61, 0xA5],
];
const MUTED_ON_DARK: [Rgb; 6] = [
    [0xDD, 0xCC, 0x77],
    [0x88, 0xCC, 0xEE],
    [0x19, 0xAD, 0x4A],
    [0xDC, 0x72, 0xA7],
    [0xD7, 0x83, 0x87],
    [0x99, 0x8A, 0xE2],
];
const MUTED_ON_LIGHT: [Rgb; 6] = [
    [0x72, 0x61, 0x18],
    [0x15, 0x6A, 0x95],
    [0x12, 0x72, 0x3B],
    [0x88, 0x22, 0x55],
    [0x75, 0x11, 0x14],
    [0x33, 0x22, 0x88],
];
const HIGH_ON_DARK: [Rgb; 6] = [
    [0xE1, 0xB4, 0x4B],
    [0x8B, 0xE3, 0xFF],
    [0x61, 0xF3, 0x7C],
    [0xFF, 0x9D, 0xD5],
    [0xF5, 0xA7, 0x93],
    [0xB3, 0xB3, 0xFF],
];
const HIGH_ON_LIGHT: [Rgb; 6] = [
    [0x57, 0x43, 0x00],
    [0x0D, 0x48, 0x7F],
    [0x04, 0x52, 0x2C],
    [0x87, 0x03, 0x52],
    [0x52, 0x0C, 0x00],
    [0x00, 0x00, 0xEE],
];
/// All of them, the darker ones first: what is drawn on white paper.
const DARKER_FIRST: [Rgb; 6] = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY_BLUE];

/// White paper.
pub const PAPER: Rgb = [0xFF; 3];
/// Letters, and curves without a colour of their own.
pub const INK: Rgb = [0x22; 3];
/// Lines across a chart.
pub const GRID: Rgb = [0xDD; 3];
/// Lines and letters beside what matters.
pub const FAINT: Rgb = [0x8A; 3];
/// Dots and bars that belong to no group.
pub const OTHERS: Rgb = [0x99; 3];

/// The colour of a group or curve on paper, cycled.
#[must_use]
pub fn on_paper(index: usize) -> Rgb {
    DARKER_FIRST[index % DARKER_FIRST.len()]
}

/// Which six colours modules and curves have in the window. All are told apart with a red or a green cone missing, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineColours {
    /// Okabe & Ito 2008.
    #[default]
    OkabeIto,
    /// After the bright scheme of Paul Tol (SRON technical note 09-002).
    TolBright,
    /// After his muted scheme.
    TolMuted,
    /// Contrast 7 or more on every ground: what WCAG 2.1 asks for at level AAA.
    HighContrast,
}

impl LineColours {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::OkabeIto, Self::TolBright, Self::TolMuted, Self::HighContrast];

    /// Its name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OkabeIto => "Okabe–Ito",
            Self::TolBright => "Tol bright",
            Self::TolMuted => "Tol muted",
            Self::HighContrast => "High contrast",
        }
    }

    /// Its colours for thin lines and letters on a dark or a light ground, in the order of [`OKABE_ITO`].
    #[must_use]
    pub fn on(self, is_dark: bool) -> [Rgb; 6] {
        match (self, is_dark) {
            (Self::OkabeIto, true) => ON_DARK,
            (Self::OkabeIto, false) => ON_LIGHT,
            (Self::TolBright, true) => BRIGHT_ON_DARK,
            (Self::TolBright, false) => BRIGHT_ON_LIGHT,
            (Self::TolMuted, true) => MUTED_ON_DARK,
            (Self::TolMuted, false) => MUTED_ON_LIGHT,
            (Self::HighContrast, true) => HIGH_ON_DARK,
            (Self::HighContrast, false) => HIGH_ON_LIGHT,
        }
    }

    /// One of [`OKABE_ITO`] as these draw it on a dark or a light ground; any other colour as it is.
    #[must_use]
    pub fn on_ground(self, colour: Rgb, is_dark: bool) -> Rgb {
        OKABE_ITO.iter().position(|own| *own == colour).map_or(colour, |index| self.on(is_dark)[index])
    }
}

/// A colour as in a web page: `#0072b2`.
#[must_use]
pub fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_hold_the_same_colours() {
        let sorted = |mut colours: [Rgb; 6]| {
            colours.sort_unstable();
            colours
        };
        assert_eq!(sorted(OKABE_ITO), sorted(DARKER_FIRST));
        assert_eq!((on_paper(0), on_paper(6)), (BLUE, BLUE), "cycled");
        assert_eq!(hex(BLUE), "#0072b2");
        let on_ground = |colour, is_dark| LineColours::OkabeIto.on_ground(colour, is_dark);
        assert_eq!((on_ground(SKY_BLUE, true), on_ground(SKY_BLUE, false)), (SKY_BLUE, ON_LIGHT[1]));
        assert_eq!(on_ground(INK, false), INK, "not one of them");
        assert_eq!(LineColours::TolBright.on_ground(SKY_BLUE, true), BRIGHT_ON_DARK[1]);
    }
}
