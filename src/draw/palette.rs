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

/// One of [`OKABE_ITO`] as thin lines and letters on a dark or a light ground need it; any other colour as it is.
#[must_use]
pub fn on_ground(colour: Rgb, is_dark: bool) -> Rgb {
    let on = if is_dark { ON_DARK } else { ON_LIGHT };
    OKABE_ITO.iter().position(|own| *own == colour).map_or(colour, |index| on[index])
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
        assert_eq!((on_ground(SKY_BLUE, true), on_ground(SKY_BLUE, false)), (SKY_BLUE, ON_LIGHT[1]));
        assert_eq!(on_ground(INK, false), INK, "not one of them");
    }
}
