//! Where the tiles of the wall go, and in which order.

use super::score::best_first;
use crate::analysis::{Report, UnitReport};
use eframe::egui::{Pos2, Rect, vec2};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::ops::Range;

/// Order of the tiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum SortBy {
    /// Module, then order of the lattice.
    #[default]
    Module,
    /// Adaptive grid score, best first.
    Score,
    /// Largest spacing first.
    Spacing,
    /// As in the network.
    Index,
}

impl SortBy {
    /// All orders, in the order of a menu.
    pub(crate) const ALL: [Self; 4] = [Self::Module, Self::Score, Self::Spacing, Self::Index];

    /// Words for a menu.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Score => "grid score",
            Self::Spacing => "spacing",
            Self::Index => "index",
        }
    }
}

/// Units of a wall, in order: those that fire, then those that do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    pub active: Vec<usize>,
    pub silent: Vec<usize>,
}

/// Sorts `units` units. `fires` says whether a unit's map shows anything, for units that the report does not hold.
#[must_use]
pub(crate) fn order(units: usize, report: Option<&Report>, by: SortBy, fires: impl Fn(usize) -> bool) -> Order {
    let entry = |unit: usize| report.and_then(|r| r.units.get(unit)).filter(|u| u.unit == unit);
    let is_active = |unit: &usize| entry(*unit).map_or_else(|| fires(*unit), |u| u.active);
    let (mut active, silent): (Vec<usize>, Vec<usize>) = (0..units).partition(is_active);
    active.sort_by(|&a, &b| match (entry(a), entry(b)) {
        (Some(a), Some(b)) => compare(a, b, by),
        _ => Ordering::Equal,
    });
    Order { active, silent }
}

fn compare(a: &UnitReport, b: &UnitReport, by: SortBy) -> Ordering {
    let score = best_first(a.grid_score_adaptive, b.grid_score_adaptive);
    let module = a.module.unwrap_or(usize::MAX).cmp(&b.module.unwrap_or(usize::MAX));
    let first = match by {
        SortBy::Module => module.then(best_first(a.lattice_score, b.lattice_score)),
        SortBy::Score => score,
        SortBy::Spacing => best_first(a.spacing_m, b.spacing_m),
        SortBy::Index => Ordering::Equal,
    };
    first.then(a.unit.cmp(&b.unit))
}

/// Sizes of a wall of square tiles: one block for units that fire and a smaller one for silent ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wall {
    pub active: Block,
    pub silent: Block,
    /// Total height, headings included; more than there is means that the wall scrolls.
    pub height: f32,
}

/// Equal square tiles in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Block {
    /// Side of a map, points.
    pub side: f32,
    pub columns: usize,
    pub rows: usize,
    /// Room above a map for its numbers, points.
    pub caption: f32,
    /// Space between columns and between rows, points.
    pub gaps: [f32; 2],
}

impl Block {
    /// Least space between tiles, points.
    pub(crate) const GAP: f32 = 4.0;
    /// Most space between tiles: from there on they would fall apart.
    const WIDEST_GAP: f32 = 14.0;
    /// Height of the score strip under a map, points.
    pub(crate) const STRIP: f32 = 5.0;

    fn of(side: f32, count: usize, width: f32, caption: f32) -> Self {
        let columns = (((width + Self::GAP) / (side + Self::GAP)) as usize).clamp(1, count.max(1));
        Self { side, columns, rows: count.div_ceil(columns), caption, gaps: [Self::GAP; 2] }
    }

    /// Height of one row, gap included.
    #[must_use]
    pub(crate) fn row_height(&self) -> f32 {
        self.caption + self.side + Self::STRIP + self.gaps[1]
    }

    /// Height of all rows.
    #[must_use]
    pub(crate) fn height(&self) -> f32 {
        self.rows as f32 * self.row_height()
    }

    /// Where a tile lies in the block.
    #[must_use]
    pub(crate) fn tile(&self, corner: Pos2, place: usize) -> Rect {
        let (row, column) = (place / self.columns.max(1), place % self.columns.max(1));
        let offset = vec2(column as f32 * (self.side + self.gaps[0]), row as f32 * self.row_height());
        Rect::from_min_size(corner + offset, vec2(self.side, self.row_height() - self.gaps[1]))
    }

    /// The tiles of `count` that lie between two heights below the block's top.
    #[must_use]
    pub(crate) fn between(&self, top: f32, bottom: f32, count: usize) -> Range<usize> {
        let row = |height: f32| (height / self.row_height()).max(0.0);
        let first = (row(top) as usize * self.columns).min(count);
        let last = (row(bottom).ceil() as usize * self.columns).min(count);
        first..last.max(first)
    }

    /// Moves the tiles apart until they fill `width`, and `spare` more points of height.
    fn spread(&mut self, width: f32, spare: f32) {
        let room = width - self.columns as f32 * self.side;
        let between = self.columns.saturating_sub(1).max(1) as f32;
        self.gaps[0] = (room / between).clamp(Self::GAP, Self::WIDEST_GAP);
        self.gaps[1] = (Self::GAP + spare / self.rows.max(1) as f32).clamp(Self::GAP, Self::WIDEST_GAP);
    }
}

impl Wall {
    /// Where the tiles lie whose places are counted through both blocks, and which of them are seen.
    #[must_use]
    pub(crate) fn places(&self, corner: Pos2, [active, silent]: [usize; 2], heading: f32) -> WallPlaces {
        WallPlaces { wall: *self, corner, active, silent, heading }
    }
}

/// The places of a wall: those of the units that fire, then those of the silent ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WallPlaces {
    wall: Wall,
    corner: Pos2,
    active: usize,
    silent: usize,
    heading: f32,
}

impl WallPlaces {
    fn silent_corner(&self) -> Pos2 {
        self.corner + vec2(0.0, self.wall.active.height() + self.heading)
    }

    /// The block and the rectangle of a place.
    #[must_use]
    pub(crate) fn tile(&self, place: usize) -> (Block, Rect) {
        match place.checked_sub(self.active) {
            None => (self.wall.active, self.wall.active.tile(self.corner, place)),
            Some(silent) => (self.wall.silent, self.wall.silent.tile(self.silent_corner(), silent)),
        }
    }

    /// The places of which something lies inside a region; they follow each other.
    #[must_use]
    pub(crate) fn seen(&self, region: Rect) -> Range<usize> {
        let below = |corner: Pos2| (region.top() - corner.y, region.bottom() - corner.y);
        let (top, bottom) = below(self.corner);
        let active = self.wall.active.between(top, bottom, self.active);
        let (top, bottom) = below(self.silent_corner());
        let silent = self.wall.silent.between(top, bottom, self.silent);
        match (active.is_empty(), silent.is_empty()) {
            (_, true) => active,
            (true, false) => self.active + silent.start..self.active + silent.end,
            (false, false) => active.start..self.active + silent.end,
        }
    }
}

/// Tiles smaller than this are not worth looking at: the wall scrolls instead.
pub(crate) const SMALLEST_SIDE: f32 = 28.0;
/// Tiles grow no larger than this.
pub(crate) const LARGEST_SIDE: f32 = 260.0;
/// From this side on, tiles carry numbers.
pub(crate) const CAPTION_SIDE: f32 = 60.0;

/// The largest tiles with which everything fits into `width` × `height`, or the smallest ones if nothing fits.
#[must_use]
pub(crate) fn wall(width: f32, height: f32, active: usize, silent: usize, heading: f32, caption: f32) -> Wall {
    let at = |side: f32| {
        let caption = if side >= CAPTION_SIDE { caption } else { 0.0 };
        let active = Block::of(side, active, width, caption);
        let small = (side * 0.4).clamp(SMALLEST_SIDE * 0.5, 24.0).min(side);
        let silent_block = Block::of(small, silent, width, 0.0);
        let silent_height = if silent == 0 { 0.0 } else { heading + silent_block.height() };
        Wall { active, silent: silent_block, height: active.height() + silent_height }
    };
    let mut side = LARGEST_SIDE.min(width.max(SMALLEST_SIDE));
    while side > SMALLEST_SIDE {
        let mut candidate = at(side);
        let fits_across = candidate.active.columns as f32 * (side + Block::GAP) - Block::GAP <= width + 0.5;
        if candidate.height <= height && fits_across {
            let before = candidate.active.height();
            candidate.active.spread(width, height - candidate.height);
            candidate.height += candidate.active.height() - before;
            return candidate;
        }
        side -= 1.0;
    }
    // It scrolls: then tiles may as well be easy to see.
    let columns = ((width / (1.4 * SMALLEST_SIDE)).floor()).max(1.0);
    at(((width + Block::GAP) / columns - Block::GAP).clamp(SMALLEST_SIDE, LARGEST_SIDE).floor())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::analysis::Membership;
    use proptest::prelude::*;

    pub(crate) fn unit(unit: usize, score: Option<f64>, spacing_m: Option<f64>, module: Option<usize>) -> UnitReport {
        UnitReport {
            unit,
            active: true,
            peak_rate: 0.3,
            grid_score_mean: score,
            grid_score_min_max: score,
            grid_score_adaptive: score,
            lattice_score: score,
            lattice_turn_deg: score.map(|_| 60),
            membership: if module.is_some() { Membership::Member } else { Membership::Unmatched },
            stability: Some(0.9),
            spacing_m,
            orientation_deg: Some(7.0),
            fields: 5,
            module,
            ..UnitReport::default()
        }
    }

    pub(crate) fn report(units: Vec<UnitReport>) -> Report {
        Report {
            box_m: 2.4,
            bins: 48,
            variance_share: Some(0.5),
            collapsed: false,
            has_halves: true,
            rules: crate::analysis::Rules::Network,
            units,
            modules: Vec::new(),
            evidence: crate::analysis::ModuleEvidence::default(),
            population_spectrum: crate::analysis::Spectrum::default(),
            module_spectra: Vec::new(),
            elapsed_ms: 1.0,
        }
    }

    #[test]
    fn units_are_sorted_with_missing_values_last_and_silent_apart() {
        let mut units = vec![
            unit(0, Some(0.2), Some(0.5), Some(1)),
            unit(1, None, None, None),
            unit(2, Some(1.1), Some(0.9), Some(0)),
            unit(3, Some(0.4), Some(0.5), Some(1)),
            unit(4, None, None, None),
        ];
        units[4].active = false;
        let report = report(units);
        let sorted = |by| order(5, Some(&report), by, |_| true);
        assert_eq!(sorted(SortBy::Score).active, [2, 3, 0, 1]);
        assert_eq!(sorted(SortBy::Module).active, [2, 3, 0, 1]);
        assert_eq!(sorted(SortBy::Spacing).active, [2, 0, 3, 1]);
        assert_eq!(sorted(SortBy::Index).active, [0, 1, 2, 3]);
        assert_eq!(sorted(SortBy::Index).silent, [4]);
    }

    #[test]
    fn without_a_report_the_maps_themselves_tell_who_is_silent() {
        let order = order(3, None, SortBy::Score, |unit| unit != 1);
        assert_eq!((order.active, order.silent), (vec![0, 2], vec![1]));
    }

    proptest! {
        #[test]
        fn tiles_stay_inside_and_all_have_a_place(width in 60.0f32..2000.0, height in 30.0f32..1500.0,
                                                  active in 0usize..1100, silent in 0usize..300) {
            let wall = wall(width, height, active, silent, 20.0, 16.0);
            for (block, count) in [(wall.active, active), (wall.silent, silent)] {
                prop_assert!(block.columns * block.rows >= count, "every unit has a tile");
                let across = block.columns as f32 * (block.side + block.gaps[0]) - block.gaps[0];
                prop_assert!(across <= width + 0.5 || block.columns == 1);
            }
            prop_assert!(wall.height <= height + 0.5 || wall.active.side >= SMALLEST_SIDE, "small tiles only where they make it fit");
        }
    }

    proptest! {
        #[test]
        fn what_is_seen_is_what_lies_inside(active in 0usize..1100, silent in 0usize..300, top in -100f32..6000.0,
                                            height in 1f32..900.0) {
            let wall = wall(560.0, 480.0, active, silent, 20.0, 16.0);
            let places = wall.places(Pos2::new(7.0, 30.0), [active, silent], 20.0);
            let region = Rect::from_min_size(Pos2::new(0.0, top), vec2(700.0, height));
            let seen = places.seen(region);
            for place in 0..active + silent {
                let inside = places.tile(place).1.intersects(region);
                prop_assert!(!inside || seen.contains(&place), "place {place} is inside, seen {seen:?}");
            }
            let row = wall.active.row_height().max(wall.silent.row_height());
            for place in seen {
                prop_assert!(places.tile(place).1.intersects(region.expand(row)), "place {place} is far away");
            }
        }
    }

    #[test]
    fn a_common_panel_holds_all_128_units_without_scrolling() {
        let wall = wall(600.0, 480.0, 105, 23, 24.0, 16.0);
        assert!(wall.height <= 480.0 && wall.active.side >= SMALLEST_SIDE, "{wall:?}");
    }
}
