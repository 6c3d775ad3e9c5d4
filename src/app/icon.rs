//! The window's icon, drawn: firing fields on a hexagonal lattice.

use super::kit::theme::Theme;
use eframe::egui::IconData;

/// Side of the icon, pixels.
const SIZE: u32 = 128;

/// The icon.
///
/// A grid cell as in the textbook: the sum of three plane waves 60° apart (Solstad et al. 2006), cut at its zero.
#[must_use]
pub(crate) fn icon() -> IconData {
    /// Wavelength of the waves, as a share of the side.
    const WAVELENGTH: f32 = 0.36;
    let theme = Theme::dark();
    let (ground, field) = (theme.wall, theme.icon_field);
    let mut rgba = Vec::with_capacity((4 * SIZE * SIZE) as usize);
    for y in 0..SIZE {
        for x in 0..SIZE {
            let [px, py] = [x, y].map(|c| (c as f32 + 0.5) / SIZE as f32 - 0.5);
            let waves = [0.0_f32, 60.0, 120.0].map(|degrees| {
                let (sin, cos) = degrees.to_radians().sin_cos();
                (std::f32::consts::TAU / WAVELENGTH * (px * cos + py * sin)).cos()
            });
            let rate = (waves.iter().sum::<f32>() / 3.0).clamp(0.0, 1.0).sqrt();
            let mix = |from: u8, to: u8| (f32::from(from) + rate * (f32::from(to) - f32::from(from))).round() as u8;
            let inside = px.hypot(py) < 0.5;
            let colour = [mix(ground.r(), field.r()), mix(ground.g(), field.g()), mix(ground.b(), field.b())];
            rgba.extend(colour);
            rgba.push(if inside { 255 } else { 0 });
        }
    }
    IconData { rgba, width: SIZE, height: SIZE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_has_fields_and_a_round_edge() {
        let icon = icon();
        assert_eq!(icon.rgba.len(), (4 * SIZE * SIZE) as usize);
        assert_eq!(icon.rgba[3], 0, "the corner is see-through");
        let brightness = |x: u32, y: u32| icon.rgba[(4 * (y * SIZE + x)) as usize];
        let spread = (0..SIZE).map(|x| brightness(x, SIZE / 2)).fold((255, 0), |(a, b), v| (v.min(a), v.max(b)));
        assert!(spread.1 - spread.0 > 100, "fields stand out: {spread:?}");
    }
}
