//! The firing fields of a map, one by one.

use crate::analysis::thresholds::FIELD_LEVEL;
use crate::analysis::unit::fields::fields;
use crate::maps::Arena;
use serde::Serialize;

/// A region of high rate: what [`count_fields`](crate::analysis::count_fields) counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FiringField {
    /// Its middle, weighted by rates, metres from the centre of the arena.
    pub x_m: f64,
    pub y_m: f64,
    /// What it covers, square metres.
    pub area_m2: f64,
    /// Largest rate in it, and the mean over its bins.
    pub peak_rate: f64,
    pub mean_rate: f64,
}

/// The fields of a map `[y][x]`, the one with the highest rate first.
#[must_use]
pub fn firing_fields(map: &[f32], arena: Arena) -> Vec<FiringField> {
    let bin_m = f64::from(arena.box_m) / arena.bins.max(1) as f64;
    let of = |bins: &Vec<usize>| {
        let (mut sum, mut peak_rate, mut middle) = (0.0, 0.0f64, [0.0; 2]);
        for &bin in bins {
            let rate = f64::from(map[bin]);
            sum += rate;
            peak_rate = peak_rate.max(rate);
            middle[0] += rate * f64::from(arena.centre_m(bin % arena.bins));
            middle[1] += rate * f64::from(arena.centre_m(bin / arena.bins));
        }
        let [x_m, y_m] = middle.map(|weighted| weighted / sum);
        let mean_rate = sum / bins.len() as f64;
        FiringField { x_m, y_m, area_m2: bins.len() as f64 * bin_m * bin_m, peak_rate, mean_rate }
    };
    let mut found: Vec<FiringField> = fields(map, arena, FIELD_LEVEL).iter().map(of).collect();
    found.sort_by(|a, b| b.peak_rate.total_cmp(&a.peak_rate));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_its_place_its_area_and_its_rates() {
        // 20 × 20 bins of 5 cm; two fields of 3 × 3 bins, the second with a hot middle.
        let arena = Arena { box_m: 1.0, bins: 20 };
        let mut map = vec![0.0f32; 400];
        for (y, x) in (0..9).map(|i| (i / 3, i % 3)) {
            map[(4 + y) * 20 + 2 + x] = 5.0;
            map[(14 + y) * 20 + 15 + x] = if (y, x) == (1, 1) { 9.0 } else { 6.0 };
        }
        let found = firing_fields(&map, arena);
        assert_eq!(found.len(), 2);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-6;
        let [hot, even] = [found[0], found[1]];
        assert!(close(hot.x_m, 0.325) && close(hot.y_m, 0.275), "{hot:?}");
        assert!(close(hot.peak_rate, 9.0) && close(hot.mean_rate, 57.0 / 9.0) && close(hot.area_m2, 0.0225), "{hot:?}");
        assert!(close(even.x_m, -0.325) && close(even.y_m, -0.225) && close(even.mean_rate, 5.0), "{even:?}");
        assert!(firing_fields(&[0.0; 400], arena).is_empty() && firing_fields(&[], arena).is_empty());
    }
}
