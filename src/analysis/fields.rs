//! Firing fields: connected regions of high rate.

use super::autocorrelogram::is_active;
use super::thresholds::{FIELD_BINS, FIELD_LEVEL};

/// Number of firing fields of a map `[y][x]` with `bins` bins a side: regions, connected over bin edges, that exceed
/// half of the peak rate and are not mere specks. 0 for a silent map. Unvisited bins separate fields.
#[must_use]
pub fn count_fields(map: &[f32], bins: usize) -> usize {
    if map.len() != bins * bins || !is_active(map) {
        return 0;
    }
    let peak = map.iter().filter(|r| r.is_finite()).copied().fold(f32::MIN, f32::max);
    let level = (f64::from(peak) * FIELD_LEVEL) as f32;
    let mut open: Vec<bool> = map.iter().map(|&r| r.is_finite() && r > level).collect();
    let mut fields = 0;
    let mut queue = Vec::new();
    for start in 0..open.len() {
        if !open[start] {
            continue;
        }
        open[start] = false;
        queue.push(start);
        let mut size = 0;
        while let Some(bin) = queue.pop() {
            size += 1;
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
        fields += usize::from(size >= FIELD_BINS);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_and_specks_are_not() {
        let bins = 12;
        let mut map = vec![0.0f32; bins * bins];
        for x in 1..5 {
            (map[bins + x], map[2 * bins + x]) = (1.0, 1.0);
        }
        map[8 * bins + 2..9 * bins].fill(1.0); // thin: ten bins in a row
        map[5 * bins + 5] = 1.0; // a speck
        assert_eq!(count_fields(&map, bins), 2, "two fields and a speck");
        map[8 * bins + 6] = f32::NAN; // four bins on one side, five on the other
        assert_eq!(count_fields(&map, bins), 1, "a hole cuts a thin field into specks");
        assert_eq!(count_fields(&vec![1.0; bins * bins], bins), 0, "constant");
        assert_eq!(count_fields(&[], 0), 0, "no map");
        assert_eq!(count_fields(&[], 3), 0, "not a map of 3 bins");
    }
}
