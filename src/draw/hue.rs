//! Colours of angles: a circle of hues without a beginning.

use super::palette::Rgb;
use std::f64::consts::TAU;

/// Lightness of the circle in the middle, and how far it goes up and down: opposite angles also differ for eyes that do
/// not tell red from green.
const LIGHTNESS: [f64; 2] = [0.70, 0.11];
/// As colourful as the screen can show at every hue.
const CHROMA: f64 = 0.15;

/// The colour of an angle, in turns: about equally far apart everywhere. Hues of Oklab (Ottosson 2020).
#[must_use]
pub fn cyclic(turns: f64) -> Rgb {
    let (sin, cos) = (TAU * turns).sin_cos();
    let (a, b) = (CHROMA * cos, CHROMA * sin);
    // Yellow is lightest and blue darkest, as they are by nature.
    let lightness = LIGHTNESS[0] + LIGHTNESS[1] * (-0.3 * cos + 0.95 * sin);
    let cone = |of_a: f64, of_b: f64| (lightness + of_a * a + of_b * b).powi(3);
    let (l, m, s) = (
        cone(0.396_337_777_4, 0.215_803_757_3),
        cone(-0.105_561_345_8, -0.063_854_172_8),
        cone(-0.089_484_177_5, -1.291_485_548_0),
    );
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    linear.map(|value| (255.0 * gamma(value.clamp(0.0, 1.0))).round() as u8)
}

/// The transfer curve of sRGB (IEC 61966-2-1).
fn gamma(linear: f64) -> f64 {
    if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_circle_closes_and_has_no_step() {
        assert_eq!(cyclic(0.0), cyclic(1.0), "closed");
        assert_eq!(cyclic(-0.25), cyclic(0.75), "negative angles too");
        let step = |i: u32| {
            let (a, b) = (cyclic(f64::from(i) / 256.0), cyclic(f64::from(i + 1) / 256.0));
            a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b))).sum::<u32>()
        };
        let steps: Vec<u32> = (0..256).map(step).collect();
        assert!(steps.iter().all(|&step| step <= 24), "no edges: {steps:?}");
        assert!(steps.iter().sum::<u32>() > 800, "it goes round");
    }

    #[test]
    fn opposite_angles_differ_in_hue_and_no_number_is_a_colour_too() {
        for i in 0..32 {
            let turn = f64::from(i) / 64.0;
            let (a, b) = (cyclic(turn), cyclic(turn + 0.5));
            let apart: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b))).sum();
            assert!(apart > 120, "{turn}: {a:?} and {b:?}");
        }
        assert_eq!(cyclic(f64::NAN), [0; 3]);
    }
}
