//! The 256 colours of a film: those of the maps, greys for letters, and the few of the curve and its marks.

use crate::draw::palette::{FAINT, LineColours, ORANGE, Rgb, SKY_BLUE};
use crate::draw::sheet::PixelImage;
use std::sync::OnceLock;

/// Colours of the maps.
const MAPS: usize = 168;
/// Shades between black and each of the other colours.
const SHADES: usize = 14;
/// Bits of each part of a colour that are looked at to find the nearest one.
const BITS: u32 = 5;

/// The palette, and the nearest colour of it to any.
pub(super) struct FilmColours {
    palette: Vec<Rgb>,
    nearest: Vec<u8>,
}

impl FilmColours {
    /// They are made once.
    pub(super) fn get() -> &'static Self {
        static COLOURS: OnceLock<FilmColours> = OnceLock::new();
        COLOURS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut palette: Vec<Rgb> = (0..MAPS)
            .map(|index| {
                let colorous::Color { r, g, b } = colorous::INFERNO.eval_rational(index, MAPS);
                [r, g, b]
            })
            .collect();
        let shade = |of: Rgb, index: usize, count: usize| {
            of.map(|part| (f64::from(part) * index as f64 / (count - 1) as f64).round() as u8)
        };
        for own in [SKY_BLUE, LineColours::default().on_ground(ORANGE, true)] {
            palette.extend((1..SHADES).map(|index| shade(own, index, SHADES)));
        }
        palette.push(FAINT);
        let greys = 256 - palette.len();
        palette.extend((0..greys).map(|index| shade([0xFF; 3], index, greys)));
        let side = 1usize << BITS;
        let part = |index: usize| (index * 255 / (side - 1)) as i32;
        let nearest = (0..side.pow(3)).map(|index| {
            let wanted = [part(index / side / side), part(index / side % side), part(index % side)];
            let distance = |own: &Rgb| -> i32 {
                own.iter().zip(wanted).map(|(own, wanted)| (i32::from(*own) - wanted).pow(2)).sum()
            };
            let found = palette.iter().enumerate().min_by_key(|(_, own)| distance(own));
            found.map_or(0, |(index, _)| index as u8)
        });
        let nearest = nearest.collect();
        Self { palette, nearest }
    }

    /// Red, green and blue of all 256 colours.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.palette.as_flattened().to_vec()
    }

    /// The number of the nearest colour of each pixel.
    pub(super) fn indices(&self, image: &PixelImage) -> Vec<u8> {
        let part = |byte: u8| usize::from(byte >> (8 - BITS));
        let side = 1usize << BITS;
        let index = |pixel: &[u8]| (part(pixel[0]) * side + part(pixel[1])) * side + part(pixel[2]);
        image.rgba.chunks_exact(4).map(|pixel| self.nearest[index(pixel)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_hardly_changed() {
        let colours = FilmColours::new();
        assert_eq!(colours.palette.len(), 256);
        let wanted: Vec<Rgb> = (0..=20)
            .map(|index| {
                let colorous::Color { r, g, b } = colorous::INFERNO.eval_rational(index, 21);
                [r, g, b]
            })
            .chain([[0xE6; 3], [0x10, 0x12, 0x16], [0x55; 3], SKY_BLUE, FAINT])
            .collect();
        let rgba = wanted.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
        let found = colours.indices(&PixelImage { width: wanted.len(), height: 1, rgba });
        for (wanted, found) in wanted.iter().zip(found) {
            let found = colours.palette[usize::from(found)];
            let farthest = wanted.iter().zip(found).map(|(a, b)| a.abs_diff(b)).max();
            assert!(farthest < Some(12), "{wanted:?} became {found:?}");
        }
    }
}
