//! Colour maps as tables of 256 entries.

use crate::draw::cyclic;
use eframe::egui::{Color32, ColorImage};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Colour map of rate maps and spectra.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ColourMap {
    #[default]
    Inferno,
    Viridis,
    /// As in the papers.
    Jet,
}

impl ColourMap {
    /// The one after this, around the end.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::Inferno => Self::Viridis,
            Self::Viridis => Self::Jet,
            Self::Jet => Self::Inferno,
        }
    }
}

/// A picture of three bytes a pixel.
#[must_use]
pub(crate) fn image_of_rgb(size: [usize; 2], rgb: &[u8]) -> ColorImage {
    ColorImage::from_rgb(size, rgb)
}

/// 256 colours from the lowest to the highest value.
pub(crate) type Lut = [Color32; 256];

/// The colours of a rate map or spectrum.
#[must_use]
pub(crate) fn lut(map: ColourMap) -> &'static Lut {
    static INFERNO: LazyLock<Lut> = LazyLock::new(|| gradient(colorous::INFERNO, false));
    static VIRIDIS: LazyLock<Lut> = LazyLock::new(|| gradient(colorous::VIRIDIS, false));
    static JET: LazyLock<Lut> = LazyLock::new(|| std::array::from_fn(|i| jet(i as f32 / 255.0)));
    match map {
        ColourMap::Inferno => &INFERNO,
        ColourMap::Viridis => &VIRIDIS,
        ColourMap::Jet => &JET,
    }
}

/// Blue for −1, white for 0, red for +1: for correlations.
#[must_use]
pub(crate) fn diverging() -> &'static Lut {
    static RED_BLUE: LazyLock<Lut> = LazyLock::new(|| gradient(colorous::RED_BLUE, true));
    &RED_BLUE
}

/// The circle of angles: its first and last colour are neighbours.
#[must_use]
pub(crate) fn cycle() -> &'static Lut {
    static CYCLE: LazyLock<Lut> = LazyLock::new(|| {
        std::array::from_fn(|i| {
            let [red, green, blue] = cyclic(i as f64 / 256.0);
            Color32::from_rgb(red, green, blue)
        })
    });
    &CYCLE
}

/// The colour of an angle, radians.
#[must_use]
pub(crate) fn hue(angle_rad: f32) -> Color32 {
    let turn = (angle_rad / std::f32::consts::TAU).rem_euclid(1.0);
    cycle()[(turn * 256.0) as usize % 256] // NaN casts to 0
}

/// The entry for a value between 0 and 1; values outside take the nearest end.
#[must_use]
pub(crate) fn shade(lut: &Lut, value: f32) -> Color32 {
    lut[(value.clamp(0.0, 1.0) * 255.0 + 0.5) as usize] // NaN casts to 0
}

/// Words for a colour map.
#[must_use]
pub(crate) fn name(map: ColourMap) -> &'static str {
    match map {
        ColourMap::Inferno => "inferno",
        ColourMap::Viridis => "viridis",
        ColourMap::Jet => "jet (as in the papers)",
    }
}

fn gradient(gradient: colorous::Gradient, reverse: bool) -> Lut {
    std::array::from_fn(|i| {
        let colour = gradient.eval_rational(if reverse { 255 - i } else { i }, 256);
        Color32::from_rgb(colour.r, colour.g, colour.b)
    })
}

/// The piecewise linear map of MATLAB: each channel is a trapezium of slope 4.
fn jet(value: f32) -> Color32 {
    let channel = |centre: f32| ((1.5 - (4.0 * value - centre).abs()).clamp(0.0, 1.0) * 255.0).round() as u8;
    Color32::from_rgb(channel(3.0), channel(2.0), channel(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luma(c: Color32) -> f32 {
        0.2126 * f32::from(c.r()) + 0.7152 * f32::from(c.g()) + 0.0722 * f32::from(c.b())
    }

    #[test]
    fn uniform_maps_grow_brighter_all_the_way() {
        for map in [ColourMap::Inferno, ColourMap::Viridis] {
            let lut = lut(map);
            assert!(lut.windows(2).all(|w| luma(w[1]) >= luma(w[0]) - 1.0), "{map:?} is not monotone");
            assert!(luma(lut[255]) > luma(lut[0]) + 100.0, "{map:?} has little contrast");
        }
    }

    #[test]
    fn jet_runs_from_dark_blue_over_green_to_dark_red() {
        let lut = lut(ColourMap::Jet);
        assert_eq!(lut[0].to_array(), [0, 0, 128, 255]);
        assert_eq!(lut[255].to_array(), [128, 0, 0, 255]);
        assert!(lut[128].g() == 255 && lut[128].r().abs_diff(lut[128].b()) < 8, "green with equal sides in the middle");
    }

    #[test]
    fn diverging_is_blue_white_red() {
        let lut = diverging();
        assert!(lut[0].b() > lut[0].r(), "negative is blue");
        assert!(lut[255].r() > lut[255].b(), "positive is red");
        assert!(luma(lut[128]) > 235.0 && luma(lut[127]) > 235.0, "zero is white");
    }

    #[test]
    fn shade_takes_every_number() {
        let lut = lut(ColourMap::Viridis);
        assert_eq!(shade(lut, -3.0), lut[0]);
        assert_eq!(shade(lut, f32::INFINITY), lut[255]);
        assert_eq!(shade(lut, f32::NAN), lut[0]);
    }
}
