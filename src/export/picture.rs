//! Pixel pictures: walls of maps as PNG.

use crate::draw::cyclic;
use crate::draw::palette::{PAPER, Rgb};
use crate::maps::RateMaps;

/// Space between tiles, pixels.
const GAP: usize = 4;
/// A tile is magnified to about this many pixels a side …
const TILE: usize = 96;
/// … or to so many where there are few.
const LARGE_TILE: usize = 480;
const FEW_TILES: usize = 6;
/// More than these are not magnified.
const MANY_TILES: usize = 400;
/// Tiles of a picture; the rest is left out, or the picture could not be opened.
const MOST_TILES: usize = 2500;
/// Unvisited bins are grey, never a colour of the map.
const MISSING: Rgb = [150; 3];

/// Which colours tell values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colours {
    /// From dark to bright: rates, power.
    Inferno,
    /// Blue below the middle, white, red above: correlations.
    Diverging,
    /// Round a circle: angles, in turns.
    Cyclic,
}

impl Colours {
    fn of(self, value: f32) -> Rgb {
        let share = f64::from(value.clamp(0.0, 1.0));
        let colour = match self {
            Self::Inferno => colorous::INFERNO.eval_continuous(share),
            Self::Diverging => colorous::RED_BLUE.eval_continuous(1.0 - share),
            Self::Cyclic => return cyclic(f64::from(value)),
        };
        [colour.r, colour.g, colour.b]
    }
}

/// One map, row 0 at the bottom.
pub(crate) struct MapTile<'a> {
    /// `[row][column]`; what is not finite is missing.
    pub(crate) values: &'a [f32],
    pub(crate) columns: usize,
    /// Values of the first and the last colour.
    pub(crate) range: [f32; 2],
}

impl<'a> MapTile<'a> {
    /// A map on its own scale: from 0, or its least value if that is below, to its largest.
    pub(crate) fn own_scale(values: &'a [f32], columns: usize) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        Self { values, columns, range: [finite().fold(0.0, f32::min), finite().fold(0.0, f32::max)] }
    }

    fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    fn colour(&self, row: usize, column: usize, colours: Colours) -> Rgb {
        let [low, high] = self.range;
        let value = self.values[row * self.columns + column];
        if value.is_finite() { colours.of((value - low) / (high - low).max(f32::MIN_POSITIVE)) } else { MISSING }
    }
}

/// Pixels, row by row from the top.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PixelPicture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgb: Vec<u8>,
}

/// Tiles of equal size side by side, row by row, a little wider than high.
pub(crate) fn wall(tiles: &[MapTile<'_>], colours: Colours) -> PixelPicture {
    let tiles = &tiles[..tiles.len().min(MOST_TILES)];
    let across = ((tiles.len() as f64 * 1.4).sqrt().ceil() as usize).clamp(1, tiles.len().max(1));
    let down = tiles.len().div_ceil(across).max(1);
    let columns = tiles.iter().map(|tile| tile.columns).max().unwrap_or(0);
    let rows = tiles.iter().map(MapTile::rows).max().unwrap_or(0);
    let target = if tiles.len() <= FEW_TILES {
        LARGE_TILE
    } else if tiles.len() <= MANY_TILES {
        TILE
    } else {
        1
    };
    let magnify = target.div_ceil(columns.max(rows).max(1));
    let (step_x, step_y) = (columns * magnify + GAP, rows * magnify + GAP);
    let (width, height) = (across * step_x + GAP, down * step_y + GAP);
    let mut rgb = PAPER.repeat(width * height);
    for (index, tile) in tiles.iter().enumerate() {
        let (left, top) = (GAP + index % across * step_x, GAP + index / across * step_y);
        for y in 0..tile.rows() * magnify {
            for x in 0..tile.columns * magnify {
                let colour = tile.colour(tile.rows() - 1 - y / magnify, x / magnify, colours);
                let at = 3 * ((top + y) * width + left + x);
                rgb[at..at + 3].copy_from_slice(&colour);
            }
        }
    }
    PixelPicture { width, height, rgb }
}

/// The rate maps of all units, each on its own scale.
pub(crate) fn rate_maps(maps: &RateMaps) -> PixelPicture {
    let tiles: Vec<MapTile<'_>> =
        (0..maps.units).map(|unit| MapTile::own_scale(maps.unit(unit), maps.arena.bins)).collect();
    wall(&tiles, Colours::Inferno)
}

impl PixelPicture {
    /// A PNG file.
    ///
    /// # Errors
    /// In words, when it is larger than the format allows.
    pub(crate) fn png(&self) -> Result<Vec<u8>, String> {
        let mut file = Vec::new();
        let size = |pixels: usize| u32::try_from(pixels).map_err(|_| "too large".to_owned());
        let mut encoder = png::Encoder::new(&mut file, size(self.width)?, size(self.height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let pixels = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.rgb)?;
            writer.finish()
        });
        pixels.map_err(|error| error.to_string())?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(picture: &PixelPicture, x: usize, y: usize) -> Rgb {
        let at = 3 * (y * picture.width + x);
        [picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]]
    }

    #[test]
    fn the_first_row_of_a_map_is_at_the_bottom() {
        let values = [0.0, 1.0, 2.0, f32::NAN];
        let picture = wall(&[MapTile::own_scale(&values, 2)], Colours::Inferno);
        let side = picture.height / 2;
        let [left, right] = [GAP + 1, picture.height - GAP - 2];
        assert_eq!(pixel(&picture, right, GAP + side / 2), MISSING, "above, right");
        assert_eq!(pixel(&picture, left, GAP + side / 2), Colours::Inferno.of(1.0), "above, left: the largest");
        assert_eq!(pixel(&picture, left, picture.height - GAP - 2), Colours::Inferno.of(0.0), "below, left");
        assert_eq!(pixel(&picture, 0, 0), PAPER);
    }

    #[test]
    fn files_are_png_and_walls_have_room_for_all() {
        let values = [0.5; 6];
        for count in [0, 1, 7, 3000] {
            let tiles: Vec<MapTile<'_>> = (0..count).map(|_| MapTile::own_scale(&values, 3)).collect();
            let picture = wall(&tiles, Colours::Diverging);
            let file = picture.png().expect("small");
            let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG file");
            let mut rgb = vec![0; reader.output_buffer_size().expect("small")];
            reader.next_frame(&mut rgb).expect("a whole PNG file");
            assert_eq!(rgb, picture.rgb, "{count} tiles");
        }
    }
}
