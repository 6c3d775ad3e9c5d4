//! The border score: does the unit fire along a wall?

use super::fields::fields;
use crate::analysis::thresholds::BORDER_FIELD_LEVEL;
use crate::data::ArenaShape;
use crate::maps::Arena;
use std::f64::consts::TAU;

/// Turns of the quarter of a rim that are looked at.
const TURNS: usize = 36;
/// A quarter of a rim with fewer visited bins is no wall.
const LEAST_RIM: usize = 3;

/// (c − d) / (c + d) after Solstad et al. (2008), −1 to 1; above 0.5 is customary for a border cell. `None` without a
/// field, or where no bin along any wall was visited.
///
/// c is the largest share of the visited bins along one wall that one field covers; d the distance of the fields' bins
/// to the nearest wall, averaged with the rates as weights, over half a side of the box.
#[must_use]
pub fn border_score(map: &[f32], arena: Arena) -> Option<f64> {
    let side = f64::from(arena.box_m);
    border_score_in(map, arena, ArenaShape::Rectangle { width_m: side, height_m: side })
}

/// The same in an arena of any form, in the middle of the square of the map. Of a rectangle, d is over half of the shorter
/// side. A circle has one wall: c is the largest share of the visited bins along a quarter of the rim, as a wall is of a
/// square, and d is over the radius. `None` on a track.
///
/// What fires everywhere has 0.5 in a square and in a circle: its one field covers the wall, and lies a third of the way to
/// the middle on average.
#[must_use]
pub fn border_score_in(map: &[f32], arena: Arena, shape: ArenaShape) -> Option<f64> {
    let fields = fields(map, arena, BORDER_FIELD_LEVEL);
    let rate = |bin: &usize| f64::from(map[*bin]);
    let total: f64 = fields.iter().flatten().map(rate).sum();
    // With a peak below 0 the "fields" would be where the unit fires least.
    if fields.is_empty() || fields.iter().flatten().any(|bin| rate(bin) <= 0.0) || total <= 0.0 {
        return None;
    }
    let bins_in = |side_m: f64| side_m * arena.bins as f64 / f64::from(arena.box_m);
    let mean_gap =
        |gap: &dyn Fn(&usize) -> f64| fields.iter().flatten().map(|bin| rate(bin) * gap(bin)).sum::<f64>() / total;
    let (c, d) = match shape {
        ArenaShape::Rectangle { width_m, height_m } => {
            let walls = Walls::of(arena.bins, bins_in(width_m), bins_in(height_m));
            let covered = walls.each().map(|at_wall| covered_share(map, &fields, at_wall));
            (covered.into_iter().flatten().reduce(f64::max)?, mean_gap(&|bin| walls.gap(*bin)) / walls.half_side())
        }
        ArenaShape::Circle { diameter_m } => {
            let rim = Rim { bins: arena.bins, radius: bins_in(diameter_m) / 2.0 };
            (rim.covered(map, &fields)?, mean_gap(&|bin| rim.gap(*bin)) / rim.radius)
        }
        ArenaShape::Track { .. } => return None,
    };
    Some((c - d) / (c + d))
}

/// The walls of a rectangle in the middle of a square of bins: the first and the last bin within, along x and y.
#[derive(Clone, Copy)]
struct Walls {
    bins: usize,
    x: [usize; 2],
    y: [usize; 2],
}

impl Walls {
    /// A rectangle that is so many bins wide and high.
    fn of(bins: usize, width: f64, height: f64) -> Self {
        let ends = |side: f64| {
            let side = (side.round() as usize).clamp(1, bins);
            let first = (bins - side) / 2;
            [first, first + side - 1]
        };
        Self { bins, x: ends(width), y: ends(height) }
    }

    /// Whether a bin is along each of the four walls.
    fn each(self) -> [Box<dyn Fn(usize) -> bool>; 4] {
        let Self { bins, x, y } = self;
        let within = |at: usize, [first, last]: [usize; 2]| (first..=last).contains(&at);
        let along_x = move |wall: usize| move |bin: usize| bin / bins == wall && within(bin % bins, x);
        let along_y = move |wall: usize| move |bin: usize| bin % bins == wall && within(bin / bins, y);
        [Box::new(along_x(y[0])), Box::new(along_x(y[1])), Box::new(along_y(x[0])), Box::new(along_y(x[1]))]
    }

    /// From the middle of a bin to the nearest wall, bins.
    fn gap(self, bin: usize) -> f64 {
        let from = |at: usize, [first, last]: [usize; 2]| at.saturating_sub(first).min(last.saturating_sub(at));
        from(bin / self.bins, self.y).min(from(bin % self.bins, self.x)) as f64 + 0.5
    }

    /// Half of the shorter side, bins.
    fn half_side(self) -> f64 {
        let side = |[first, last]: [usize; 2]| last + 1 - first;
        side(self.x).min(side(self.y)) as f64 / 2.0
    }
}

/// The wall of a circle in the middle of a square of bins.
#[derive(Clone, Copy)]
struct Rim {
    bins: usize,
    /// In bins.
    radius: f64,
}

impl Rim {
    /// The middle of a bin from that of the circle.
    fn place(self, bin: usize) -> [f64; 2] {
        [bin % self.bins, bin / self.bins].map(|at| at as f64 + 0.5 - self.bins as f64 / 2.0)
    }

    /// From the middle of a bin to the wall, bins.
    fn gap(self, bin: usize) -> f64 {
        let [x, y] = self.place(bin);
        (self.radius - x.hypot(y)).max(0.0)
    }

    /// The largest share of the visited bins along a quarter of the rim that one field covers.
    fn covered(self, map: &[f32], fields: &[Vec<usize>]) -> Option<f64> {
        let turn = |bin: usize| {
            let [x, y] = self.place(bin);
            y.atan2(x).rem_euclid(TAU)
        };
        let shares = (0..TURNS).filter_map(|step| {
            let from = TAU * step as f64 / TURNS as f64;
            let at_wall = |bin: usize| self.gap(bin) < 1.0 && (turn(bin) - from).rem_euclid(TAU) < TAU / 4.0;
            let visited = (0..map.len()).filter(|bin| map[*bin].is_finite() && at_wall(*bin)).count();
            covered_share(map, fields, at_wall).filter(|_| visited >= LEAST_RIM)
        });
        shares.reduce(f64::max)
    }
}

/// The largest share of the visited bins along a wall that one field covers; `None` where none was visited.
fn covered_share(map: &[f32], fields: &[Vec<usize>], at_wall: impl Fn(usize) -> bool) -> Option<f64> {
    let visited = (0..map.len()).filter(|bin| at_wall(*bin) && map[*bin].is_finite()).count();
    let most = fields.iter().map(|field| field.iter().filter(|bin| at_wall(**bin)).count()).max();
    (visited > 0).then(|| most.unwrap_or(0) as f64 / visited as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARENA: Arena = Arena { box_m: 1.0, bins: 20 };

    fn map(rate: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        (0..400).map(|i| rate(i / 20, i % 20)).collect()
    }

    #[test]
    fn walls_score_high_and_the_middle_low() {
        for turned in [false, true] {
            let wall = map(|y, x| f32::from(u8::from(if turned { x } else { 19 - y } < 2)));
            // 22 bins (with two corners) at half a bin from a wall, 18 at one and a half, of at most ten: d = 0.095.
            let want = (1.0 - 0.095) / (1.0 + 0.095);
            assert!((border_score(&wall, ARENA).expect("a field") - want).abs() < 1e-9, "a strip along one wall");
        }
        let middle = map(|y, x| f32::from(u8::from(y.abs_diff(10) < 3 && x.abs_diff(10) < 3)));
        assert!((border_score(&middle, ARENA).expect("a field") + 1.0).abs() < 1e-9, "touches no wall");
    }

    /// A map of 40 × 40 bins in 1.5 m, unvisited where there is no rate.
    fn in_shape(rate: impl Fn(f64, f64) -> Option<f32>) -> Vec<f32> {
        let at = |i: usize| (i as f64 + 0.5) * 1.5 / 40.0 - 0.75;
        (0..1600).map(|i| rate(at(i % 40), at(i / 40)).unwrap_or(f32::NAN)).collect()
    }

    #[test]
    fn long_walls_are_walls_as_short_ones_are() {
        let arena = Arena { box_m: 1.5, bins: 40 };
        let shape = ArenaShape::Rectangle { width_m: 1.5, height_m: 0.75 };
        let inside = |y: f64| y.abs() < 0.375;
        let fires = |is: bool| Some(f32::from(u8::from(is)));
        let long = in_shape(|_, y| fires(y > 0.3).filter(|_| inside(y)));
        let short = in_shape(|x, y| fires(x < -0.675).filter(|_| inside(y)));
        let middle = in_shape(|x, y| fires(x.hypot(y) < 0.15).filter(|_| inside(y)));
        let [long_score, short_score] = [&long, &short].map(|map| border_score_in(map, arena, shape).expect("a field"));
        assert!(long_score > 0.75 && short_score > 0.75, "{long_score} {short_score}");
        assert!(border_score(&long, arena).is_none_or(|score| score < 0.0), "by the walls of the square");
        assert_eq!(border_score_in(&middle, arena, shape), Some(-1.0));
        assert_eq!(border_score_in(&long, arena, ArenaShape::Track { length_m: 1.5 }), None);
    }

    #[test]
    fn a_circle_has_one_wall() {
        let arena = Arena { box_m: 1.5, bins: 40 };
        let shape = ArenaShape::Circle { diameter_m: 1.5 };
        let disc = |rate: &dyn Fn(f64, f64) -> f32| in_shape(|x, y| (x.hypot(y) < 0.75).then(|| rate(x, y)));
        let score = |map: &[f32]| border_score_in(map, arena, shape).expect("a field");
        let rim = disc(&|x, y| f32::from(u8::from(x.hypot(y) > 0.65 && x > 0.0)));
        assert!(score(&rim) > 0.75, "{}", score(&rim));
        let middle = disc(&|x, y| f32::from(u8::from(x.hypot(y) < 0.2)));
        assert!(score(&middle) < -0.9, "{}", score(&middle));
        let everywhere = disc(&|x, _| 1.0 + 0.01 * x as f32);
        assert!((score(&everywhere) - 0.5).abs() < 0.05, "{}", score(&everywhere));
        let square = map(|_, x| 1.0 + 0.001 * x as f32);
        assert!((border_score(&square, ARENA).expect("a field") - 0.5).abs() < 0.05);
    }

    #[test]
    fn unvisited_bins_are_no_wall() {
        let half = map(|y, x| if y == 0 && x < 10 { f32::NAN } else { f32::from(u8::from(y < 2)) });
        let whole = map(|y, _| f32::from(u8::from(y < 2)));
        let [half_score, score] = [&half, &whole].map(|m| border_score(m, ARENA).expect("a field"));
        assert!((half_score - score).abs() < 0.03, "every visited bin of the wall is covered: {half_score}, {score}");
        let inside = map(|y, x| if y.min(x).min(19 - y).min(19 - x) == 0 { f32::NAN } else { (x + y) as f32 });
        assert_eq!(border_score(&inside, ARENA), None, "no wall was visited");
        assert_eq!(border_score(&map(|_, _| 1.0), ARENA), None, "constant");
        assert_eq!(border_score(&map(|y, x| -((x + y) as f32) - 1.0), ARENA), None, "never above 0");
        assert_eq!(border_score(&[], ARENA), None, "no map");
    }
}
