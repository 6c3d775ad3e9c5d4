//! Firing fields: connected regions of high rate.

use super::autocorrelogram::is_active;
use crate::analysis::thresholds::{
    FIELD_AREA_M2, FIELD_LARGEST_SHARE, FIELD_LEVEL, FIELD_SMOOTHING_BINS, FIELD_SPACING_SHARE, MIN_BINS,
};
use crate::maps::{Arena, RateMaps};

/// Number of firing fields of a map `[y][x]`: regions, connected over bin edges, that exceed half of the peak rate and
/// are not mere specks. 0 for a silent map. Unvisited bins separate fields.
#[must_use]
pub fn count_fields(map: &[f32], arena: Arena) -> usize {
    fields(map, arena, FIELD_LEVEL).len()
}

/// The same for a grid cell of this spacing, metres: fields may be as small as [`FIELD_SPACING_SHARE`] of its square.
#[must_use]
pub fn count_grid_fields(map: &[f32], arena: Arena, spacing_m: f64) -> usize {
    let least_m2 = FIELD_AREA_M2.min(FIELD_SPACING_SHARE * spacing_m * spacing_m);
    fields_from(map, arena, FIELD_LEVEL, least_m2).len()
}

/// The bins of each region that exceeds `level` times the peak rate and covers at least [`FIELD_AREA_M2`].
pub(crate) fn fields(map: &[f32], arena: Arena, level: f64) -> Vec<Vec<usize>> {
    fields_from(map, arena, level, FIELD_AREA_M2)
}

/// The bins of each region that exceeds `level` times the peak rate and covers at least so many square metres.
fn fields_from(map: &[f32], arena: Arena, level: f64, least_m2: f64) -> Vec<Vec<usize>> {
    let bins = arena.bins;
    if map.len() != bins * bins || !is_active(map) {
        return Vec::new();
    }
    let peak = map.iter().filter(|r| r.is_finite()).copied().fold(f32::MIN, f32::max);
    let bin_m = f64::from(arena.box_m) / bins as f64;
    // Box sides are in single precision: 8 bins of 5 cm are 200 cm².
    let least = (least_m2 / (bin_m * bin_m) - 1e-3).ceil().max(1.0) as usize;
    above(map, bins, (f64::from(peak) * level) as f32, least)
}

/// Whether the map of a unit, smoothed by [`FIELD_SMOOTHING_BINS`], has firing fields: regions above the middle between its
/// lowest and its highest rate, of [`MIN_BINS`] bins or more, that together cover no more than [`FIELD_LARGEST_SHARE`] of the
/// visited bins. What fires everywhere but in holes has a ground and no fields. The size of the box does not matter.
#[must_use]
pub fn has_fields(maps: &RateMaps, unit: usize) -> bool {
    let RateMaps { arena, .. } = *maps;
    let alone = RateMaps { arena, units: 1, rates: maps.unit(unit).to_vec(), visits: maps.visits.clone() };
    let smoothed = alone.smoothed(FIELD_SMOOTHING_BINS * arena.box_m / arena.bins.max(1) as f32);
    let map = smoothed.unit(0);
    if map.len() != arena.bins * arena.bins || !is_active(map) {
        return false;
    }
    let visited = || map.iter().copied().filter(|rate| rate.is_finite());
    let (low, high) = visited().fold((f32::MAX, f32::MIN), |(low, high), rate| (low.min(rate), high.max(rate)));
    let covered: usize = above(map, arena.bins, low.midpoint(high), MIN_BINS).iter().map(Vec::len).sum();
    covered > 0 && covered as f64 <= FIELD_LARGEST_SHARE * visited().count() as f64
}

/// The bins of each region whose rates exceed `level` and that has at least so many.
fn above(map: &[f32], bins: usize, level: f32, least: usize) -> Vec<Vec<usize>> {
    let mut open: Vec<bool> = map.iter().map(|&r| r.is_finite() && r > level).collect();
    let mut fields = Vec::new();
    let mut queue = Vec::new();
    for start in 0..open.len() {
        if !open[start] {
            continue;
        }
        open[start] = false;
        queue.push(start);
        let mut field = Vec::new();
        while let Some(bin) = queue.pop() {
            field.push(bin);
            let (y, x) = (bin / bins, bin % bins);
            let around = [
                (y > 0).then(|| bin - bins),
                (y + 1 < bins).then(|| bin + bins),
                (x > 0).then(|| bin - 1),
                (x + 1 < bins).then(|| bin + 1),
            ];
            for neighbour in around.into_iter().flatten() {
                if std::mem::take(&mut open[neighbour]) {
                    queue.push(neighbour);
                }
            }
        }
        if field.len() >= least {
            fields.push(field);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{centres, hexagon, population, square};

    #[test]
    fn fields_are_counted_and_specks_are_not() {
        let bins = 12;
        let arena = Arena { box_m: 0.6, bins };
        let mut map = vec![0.0f32; bins * bins];
        for x in 1..5 {
            (map[bins + x], map[2 * bins + x]) = (1.0, 1.0);
        }
        map[8 * bins + 2..9 * bins].fill(1.0); // thin: ten bins in a row
        map[5 * bins + 5] = 1.0; // a speck
        assert_eq!(count_fields(&map, arena), 2, "two fields and a speck");
        assert_eq!(count_fields(&map, Arena { box_m: 3.0, bins }), 3, "a bin of 25 cm is no speck");
        map[8 * bins + 6] = f32::NAN; // four bins on one side, five on the other
        assert_eq!(count_fields(&map, arena), 1, "a hole cuts a thin field into specks");
        assert_eq!(count_fields(&vec![1.0; bins * bins], arena), 0, "constant");
        assert_eq!(count_fields(&[], Arena { box_m: 1.0, bins: 0 }), 0, "no map");
        assert_eq!(count_fields(&[], arena), 0, "not a map of these bins");
    }

    #[test]
    fn fields_of_a_narrow_grid_are_no_specks() {
        // A grid of 0.3 m in a box of 1.2 m, in bins of 2.5 cm: about 1.44 m² / (0.3² · √3 / 2 m²) fields.
        let (arena, spacing_m) = (Arena { box_m: 1.2, bins: 48 }, 0.3);
        let thresholded: Vec<f32> =
            hexagon(48, 1.2, spacing_m, 10.0, [0.1, 0.0]).iter().map(|rate| (rate - 0.4).max(0.0)).collect();
        let found = count_grid_fields(&thresholded, arena, spacing_m);
        assert!((14..=24).contains(&found), "{found}");
        assert!(count_fields(&thresholded, arena) < 3, "less than 200 cm² each");
        let wide = hexagon(48, 2.4, 0.8, 10.0, [0.1, 0.0]);
        let wide_arena = Arena { box_m: 2.4, bins: 48 };
        assert_eq!(count_grid_fields(&wide, wide_arena, 0.8), count_fields(&wide, wide_arena), "the customary rule");
    }

    #[test]
    fn lattices_and_places_have_fields_and_grounds_have_holes() {
        let (bins, box_m) = (48, 2.4);
        let turned = |map: &[f32]| map.iter().map(|rate| 1.0 - rate).collect::<Vec<f32>>();
        let hexagons = hexagon(bins, box_m, 0.6, 10.0, [0.1, 0.0]);
        let squares = square(bins, box_m, 0.6, 10.0, [0.1, 0.0]);
        let place: Vec<f32> = centres(bins, box_m).map(|(x, y)| (-(x * x + y * y) / 0.08).exp() as f32).collect();
        let lifted: Vec<f32> = hexagons.iter().map(|rate| 3.0 + rate).collect();
        let holes = [turned(&hexagons), turned(&place), vec![0.5; bins * bins]];
        let mut maps = vec![lifted, turned(&squares), squares, hexagons, place];
        maps.extend(holes);
        let expected = [true, true, true, true, true, false, false, false];
        // Of cells in a small box too, whose fields are smaller than 200 cm².
        for box_m in [2.4, 0.6] {
            let cells = population(&maps, bins, box_m);
            let found = [0, 1, 2, 3, 4, 5, 6, 7].map(|unit| has_fields(&cells, unit));
            assert_eq!(found, expected, "{box_m} m");
        }
        assert!(!has_fields(&population(&[], 0, 2.4), 0) && !has_fields(&population(&[], bins, 2.4), 0), "nothing");
    }
}
