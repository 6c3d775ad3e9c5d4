//! Firing fields: connected regions of high rate.

use super::autocorrelogram::is_active;
use crate::analysis::thresholds::{FIELD_AREA_M2, FIELD_LEVEL};
use crate::maps::Arena;

/// Number of firing fields of a map `[y][x]`: regions, connected over bin edges, that exceed half of the peak rate and
/// are not mere specks. 0 for a silent map. Unvisited bins separate fields.
#[must_use]
pub fn count_fields(map: &[f32], arena: Arena) -> usize {
    fields(map, arena, FIELD_LEVEL).len()
}

/// The bins of each region that exceeds `level` times the peak rate and covers at least [`FIELD_AREA_M2`].
pub(crate) fn fields(map: &[f32], arena: Arena, level: f64) -> Vec<Vec<usize>> {
    let bins = arena.bins;
    if map.len() != bins * bins || !is_active(map) {
        return Vec::new();
    }
    let bin_m = f64::from(arena.box_m) / bins as f64;
    // Box sides are in single precision: 8 bins of 5 cm are 200 cm².
    let least = (FIELD_AREA_M2 / (bin_m * bin_m) - 1e-3).ceil().max(1.0) as usize;
    let peak = map.iter().filter(|r| r.is_finite()).copied().fold(f32::MIN, f32::max);
    let level = (f64::from(peak) * level) as f32;
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
}
