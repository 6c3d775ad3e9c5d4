//! The maps on screen in one texture: only those that are seen have a place in it, and only what changed is uploaded.

use super::colour::Lut;
use super::map_texture::{key_of, map_pixels, peak};
use crate::maps::RateMaps;
use eframe::egui::{self, Color32, ColorImage, Rect, TextureHandle, TextureId, TextureOptions, pos2};
use std::borrow::Cow;
use std::ops::Range;

/// How the maps of an atlas are coloured.
#[derive(Clone, Copy)]
pub(crate) struct Colouring<'a> {
    pub lut: &'a Lut,
    /// The value of the brightest colour for all maps; `None` scales each map to its own peak.
    pub common_peak: Option<f32>,
    pub unvisited: Color32,
    /// Blend neighbouring bins.
    pub smooth: bool,
}

/// The maps that are seen: of all that could be, one stretch.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub maps: &'a RateMaps,
    /// Units in the order of their places.
    pub units: &'a [usize],
    /// The place of the first of them.
    pub first_place: usize,
}

/// Many maps of one size in one texture, each with a border of its own edge pixels so that blending stays inside it.
///
/// A place beyond the texture's end begins at its beginning again, so that scrolling writes only what comes into sight.
#[derive(Default)]
pub(crate) struct Atlas {
    texture: Option<TextureHandle>,
    options: TextureOptions,
    grid: SlotGrid,
    /// What each slot shows.
    keys: Vec<Option<u64>>,
    /// The texture's pixels.
    pixels: Vec<Color32>,
}

/// Slots of a texture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SlotGrid {
    columns: usize,
    rows: usize,
    /// Pixels of a map's side, border left out.
    side: usize,
    /// Every how many bins one is shown.
    stride: usize,
}

impl SlotGrid {
    /// Slots for at least `count` maps; a texture has a largest size, beyond which every second, third, … bin is shown.
    fn of(count: usize, bins: usize, largest_side: usize) -> Self {
        let columns = (count as f64).sqrt().ceil().max(1.0) as usize;
        let rows = count.div_ceil(columns).max(1);
        let bins = bins.max(1);
        let fits = |stride: &usize| (bins.div_ceil(*stride) + 2) * columns.max(rows) <= largest_side;
        let stride = (1..=bins).find(fits).unwrap_or(bins);
        Self { columns, rows, side: bins.div_ceil(stride), stride }
    }

    fn slots(&self) -> usize {
        self.columns * self.rows
    }

    /// Pixels from one map to the next.
    fn pitch(&self) -> usize {
        self.side + 2
    }

    fn image(&self) -> [usize; 2] {
        [self.columns * self.pitch(), self.rows * self.pitch()]
    }

    /// Upper left pixel of a slot, border included.
    fn corner(&self, slot: usize) -> [usize; 2] {
        [slot % self.columns * self.pitch(), slot / self.columns * self.pitch()]
    }
}

impl Atlas {
    /// Brings the atlas up to date. `look` changes whenever the maps or their colouring do; what neither changed nor came
    /// into sight is left as it is.
    pub(crate) fn update(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        look: u64,
        seen: Seen<'_>,
        colouring: Colouring<'_>,
    ) -> TextureId {
        let options = if colouring.smooth { TextureOptions::LINEAR } else { TextureOptions::NEAREST };
        let is_new = self.fit(ctx, seen, colouring.unvisited) || options != self.options || self.texture.is_none();
        self.options = options;
        let rows = self.draw(look, seen, colouring);
        let texture = match &mut self.texture {
            Some(texture) if !is_new => {
                for rows in stretches(&rows) {
                    let [width, _] = self.grid.image();
                    let (top, bottom) = (rows.start * self.grid.pitch(), rows.end * self.grid.pitch());
                    let part = self.pixels[top * width..bottom * width].to_vec();
                    texture.set_partial([0, top], ColorImage::new([width, bottom - top], part), options);
                }
                texture
            }
            texture => {
                let image = ColorImage::new(self.grid.image(), self.pixels.clone());
                match texture {
                    Some(texture) => {
                        texture.set(image, options);
                        texture
                    }
                    None => texture.insert(ctx.load_texture(name, image, options)),
                }
            }
        };
        texture.id()
    }

    /// Makes room for all that is seen, and for some more when it has to grow; whether it is another texture now.
    fn fit(&mut self, ctx: &egui::Context, seen: Seen<'_>, empty: Color32) -> bool {
        let largest_side = ctx.input(|i| i.max_texture_side).max(64);
        let bins = seen.maps.arena.bins;
        let count = seen.units.len();
        let same_bins = self.grid.side > 0 && self.grid.side == bins.max(1).div_ceil(self.grid.stride);
        if same_bins && count <= self.grid.slots() {
            return false;
        }
        let spare = if self.grid.side == 0 { 0 } else { count / 4 };
        self.grid = SlotGrid::of(count + spare, bins, largest_side);
        self.keys = vec![None; self.grid.slots()];
        let [width, height] = self.grid.image();
        self.pixels = vec![empty; width * height];
        true
    }

    /// Draws the maps that are not there yet; says which rows of slots have other pixels now.
    fn draw(&mut self, look: u64, seen: Seen<'_>, colouring: Colouring<'_>) -> Vec<bool> {
        let SlotGrid { columns, rows, side, stride } = self.grid;
        let mut changed = vec![false; rows];
        for (i, &unit) in seen.units.iter().enumerate() {
            let slot = self.slot(seen.first_place + i);
            let key = key_of((look, unit));
            if self.keys[slot].replace(key) == Some(key) {
                continue;
            }
            let map = thin_out(seen.maps.unit(unit), seen.maps.arena.bins, stride);
            let top = colouring.common_peak.unwrap_or_else(|| peak(&map));
            let tile = map_pixels(&map, side, (0.0, top), colouring.lut, colouring.unvisited);
            if tile.len() == side * side {
                let width = self.grid.image()[0];
                changed[slot / columns] |=
                    blit_with_border(&mut self.pixels, width, self.grid.corner(slot), &tile, side);
            }
        }
        changed
    }

    fn slot(&self, place: usize) -> usize {
        place % self.grid.slots().max(1)
    }

    /// Where the map at `place` lies in the texture.
    #[must_use]
    pub(crate) fn uv(&self, place: usize) -> Rect {
        let [width, height] = self.grid.image();
        let scale = |x: usize, y: usize| pos2(x as f32 / width as f32, y as f32 / height as f32);
        let [x, y] = self.grid.corner(self.slot(place));
        let side = self.grid.side;
        Rect::from_min_max(scale(x + 1, y + 1), scale(x + 1 + side, y + 1 + side))
    }
}

/// The unbroken stretches of `true`.
fn stretches(flags: &[bool]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (i, _) in flags.iter().enumerate().filter(|(_, flag)| **flag) {
        match found.last_mut() {
            Some(last) if last.end == i => last.end = i + 1,
            _ => found.push(i..i + 1),
        }
    }
    found
}

fn thin_out(map: &[f32], bins: usize, stride: usize) -> Cow<'_, [f32]> {
    if stride <= 1 {
        return map.into();
    }
    map.chunks_exact(bins.max(1)).step_by(stride).flat_map(|row| row.iter().step_by(stride).copied()).collect()
}

/// Copies a map into an image and repeats its edge around it; whether a pixel changed.
fn blit_with_border(pixels: &mut [Color32], width: usize, corner: [usize; 2], tile: &[Color32], side: usize) -> bool {
    let mut changed = false;
    for y in 0..side + 2 {
        let row = &tile[y.saturating_sub(1).min(side - 1) * side..][..side];
        let target = &mut pixels[(corner[1] + y) * width + corner[0]..][..side + 2];
        // The border follows from the row; it differs only while the slot is empty.
        if target[1..=side] != *row || target[0] != row[0] || target[side + 1] != row[side - 1] {
            target[0] = row[0];
            target[1..=side].copy_from_slice(row);
            target[side + 1] = row[side - 1];
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::colour;
    use crate::app::kit::colour::ColourMap;
    use crate::maps::Arena;
    use proptest::prelude::*;

    /// Maps whose every bin tells its unit and `version`; unit 0 is silent.
    fn maps(units: usize, bins: usize, version: usize) -> RateMaps {
        let size = bins * bins;
        let rate = |i: usize| if i < size { 0.0 } else { ((i / size * 7 + i % size + version * 3) % 11) as f32 };
        RateMaps {
            arena: Arena { box_m: 2.0, bins },
            units,
            rates: (0..units * size).map(rate).collect(),
            visits: vec![1.0; size],
        }
    }

    fn colouring(smooth: bool) -> Colouring<'static> {
        let lut = colour::lut(ColourMap::Inferno);
        Colouring { lut, common_peak: None, unvisited: Color32::GRAY, smooth }
    }

    /// An atlas with what egui is told to upload.
    struct Desk {
        ctx: egui::Context,
        atlas: Atlas,
    }

    impl Desk {
        fn new() -> Self {
            Self { ctx: egui::Context::default(), atlas: Atlas::default() }
        }

        /// Pixels uploaded for this view.
        fn show(&mut self, look: u64, maps: &RateMaps, units: &[usize], first_place: usize) -> usize {
            let seen = Seen { maps, units, first_place };
            self.atlas.update(&self.ctx, "test", look, seen, colouring(false));
            let mut delta = self.ctx.tex_manager().write().take_delta();
            let pixels = delta.set.values().flatten().map(|d| d.image.width() * d.image.height()).sum();
            delta.clear();
            pixels
        }

        /// The pixels that the tile at a place shows.
        fn tile(&self, place: usize) -> Vec<Color32> {
            let [width, height] = self.atlas.grid.image();
            let uv = self.atlas.uv(place);
            let (x, y) = ((uv.left() * width as f32).round() as usize, (uv.top() * height as f32).round() as usize);
            let side = self.atlas.grid.side;
            (0..side).flat_map(|row| self.atlas.pixels[(y + row) * width + x..][..side].to_vec()).collect()
        }
    }

    fn expected(maps: &RateMaps, unit: usize) -> Vec<Color32> {
        let map = maps.unit(unit);
        map_pixels(map, maps.arena.bins, (0.0, peak(map)), colour::lut(ColourMap::Inferno), Color32::GRAY)
    }

    #[test]
    fn only_what_changed_is_uploaded() {
        let (first, second) = (maps(16, 6, 0), maps(16, 6, 1));
        let units: Vec<usize> = (0..16).collect();
        let mut desk = Desk::new();
        let whole = 16 * 8 * 8;
        assert_eq!(desk.show(1, &first, &units, 0), whole, "all of it at first");
        assert_eq!(desk.show(1, &first, &units, 0), 0, "nothing changed");
        assert_eq!(desk.show(2, &first, &units, 0), 0, "another look with the same pixels");
        let mut one = first.clone();
        one.rates[5 * 36 + 7] = 11.0;
        assert_eq!(desk.show(3, &one, &units, 0), whole / 4, "the row of slots with the one map that changed");
        assert_eq!(desk.show(4, &second, &units, 0), whole, "new maps");
        let silent = [0, 0, 0, 0];
        assert_eq!(desk.show(5, &first, &silent, 1), whole / 2, "three of the first row, one of the second");
        assert_eq!(desk.show(6, &second, &silent, 1), 0, "silent units stay as they are");
    }

    #[test]
    fn scrolling_writes_only_what_comes_into_sight() {
        let maps = maps(1000, 6, 0);
        let units: Vec<usize> = (0..1000).collect();
        let mut desk = Desk::new();
        desk.show(1, &maps, &units[..100], 0);
        let slots = desk.atlas.grid.slots();
        assert!(slots < 150, "{slots} slots for a hundred maps");
        let pixels = desk.show(1, &maps, &units[10..110], 10);
        assert!(pixels > 0 && pixels <= 2 * 10 * 8 * 8 + 10 * 8 * 8, "ten new maps took {pixels} pixels");
        assert_eq!(desk.show(1, &maps, &units[12..108], 12), 0, "nothing new in sight");
    }

    proptest! {
        #[test]
        fn every_place_shows_its_unit(views in prop::collection::vec((0usize..60, 1usize..40, 0usize..3, 1usize..8), 1..8)) {
            let mut desk = Desk::new();
            for (first, count, version, bins) in views {
                let maps = maps(100, bins, version);
                let units: Vec<usize> = (0..100).map(|place| (place * 37) % 100).collect(); // some order
                let seen = &units[first..first + count];
                desk.show((version * 10 + bins) as u64, &maps, seen, first);
                for (i, &unit) in seen.iter().enumerate() {
                    prop_assert_eq!(desk.tile(first + i), expected(&maps, unit), "place {}", first + i);
                }
            }
        }
    }

    #[test]
    fn borders_repeat_the_edge() {
        let (a, b) = (Color32::from_gray(1), Color32::from_gray(2));
        let mut pixels = vec![Color32::BLACK; 16];
        assert!(blit_with_border(&mut pixels, 4, [0, 0], &[a, b, b, a], 2));
        assert_eq!(pixels, [a, a, b, b, a, a, b, b, b, b, a, a, b, b, a, a]);
        assert!(!blit_with_border(&mut pixels, 4, [0, 0], &[a, b, b, a], 2), "the same again");
    }

    #[test]
    fn stretches_are_unbroken() {
        assert_eq!(stretches(&[true, true, false, true]), [0..2, 3..4]);
        assert!(stretches(&[false]).is_empty());
    }

    #[test]
    fn blending_is_a_matter_of_the_whole_texture() {
        let (maps, ctx, mut atlas) = (maps(4, 6, 0), egui::Context::default(), Atlas::default());
        ctx.tex_manager().write().take_delta().clear(); // the fonts
        let seen = Seen { maps: &maps, units: &[0, 1, 2, 3], first_place: 0 };
        for (smooth, uploads) in [(false, 1), (false, 0), (true, 1)] {
            atlas.update(&ctx, "test", 1, seen, colouring(smooth));
            let mut delta = ctx.tex_manager().write().take_delta();
            let found: Vec<_> = delta.set.values().flatten().map(|d| (d.is_whole(), d.options)).collect();
            assert_eq!(found.len(), uploads, "smooth {smooth}");
            assert!(found.iter().all(|(is_whole, options)| *is_whole && *options == atlas.options), "smooth {smooth}");
            delta.clear();
        }
    }

    #[test]
    fn a_map_too_large_for_a_texture_is_thinned_out() {
        let bins = 100;
        let maps = maps(1024, bins, 0);
        let units: Vec<usize> = (0..1024).collect();
        let mut desk = Desk::new();
        desk.show(0, &maps, &units, 0);
        let limit = desk.ctx.input(|i| i.max_texture_side);
        let image = desk.atlas.grid.image();
        assert!(image.iter().all(|side| *side <= limit), "{image:?} exceeds {limit}");
        let last = desk.atlas.uv(1023);
        assert!(last.max.x <= 1.0 && last.max.y <= 1.0 && last.width() > 0.0);
    }
}
