//! How a population covers space: where units fire, and how evenly they share the work.

use crate::analysis::unit::autocorrelogram::is_active;
use crate::maps::RateMaps;
use serde::Serialize;

/// Coverage of the arena by some units.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Units that are not silent.
    pub units: usize,
    /// A unit fires where its rate exceeds this share of its peak.
    pub level: f64,
    /// Share of the visited bins where at least one unit fires.
    pub covered_share: Option<f64>,
    /// Units that fire in a visited bin, on average.
    pub mean_firing_units: Option<f64>,
    /// Entropy of the mean rates over units, bits: log₂ of the number of units when all are equally active. Negative
    /// rates count as none.
    pub activity_entropy_bits: Option<f64>,
    /// 2 to the entropy: as many equally active units would have it.
    pub effective_units: Option<f64>,
    /// Units that fire in each bin `[y][x]`, NaN where it was never visited by any.
    #[serde(skip)]
    pub firing_units: Vec<f32>,
}

/// Coverage by these units, which fire above `level` (0 to 1) of their peak rates.
#[must_use]
pub fn coverage(maps: &RateMaps, units: &[usize], level: f64) -> Coverage {
    let active: Vec<&[f32]> = units.iter().map(|&unit| maps.unit(unit)).filter(|map| is_active(map)).collect();
    let mut firing_units = vec![f32::NAN; maps.arena.bins * maps.arena.bins];
    let mut activity = Vec::with_capacity(active.len());
    for map in &active {
        let visited = || map.iter().copied().filter(|rate| rate.is_finite());
        let peak = f64::from(visited().fold(f32::NEG_INFINITY, f32::max));
        let sum = visited().map(f64::from).sum::<f64>();
        activity.push((sum / visited().count() as f64).max(0.0));
        for (count, &rate) in firing_units.iter_mut().zip(*map) {
            if rate.is_finite() {
                let fires = peak > 0.0 && f64::from(rate) > level * peak;
                *count = if count.is_nan() { 0.0 } else { *count } + f32::from(u8::from(fires));
            }
        }
    }
    let visited: Vec<f64> =
        firing_units.iter().filter(|count| !count.is_nan()).map(|&count| f64::from(count)).collect();
    let mean = |sum: f64| (!visited.is_empty()).then(|| sum / visited.len() as f64);
    let total: f64 = activity.iter().sum();
    let bits = |rate: f64| if rate > 0.0 { -(rate / total) * (rate / total).log2() } else { 0.0 };
    let activity_entropy_bits = (total > 0.0).then(|| activity.iter().map(|&rate| bits(rate)).sum::<f64>());
    Coverage {
        units: active.len(),
        level,
        covered_share: mean(visited.iter().filter(|count| **count > 0.0).count() as f64),
        mean_firing_units: mean(visited.iter().sum()),
        activity_entropy_bits,
        effective_units: activity_entropy_bits.map(f64::exp2),
        firing_units,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::population;

    #[test]
    fn four_units_cover_their_quarters() {
        // Each fires in one quarter of a 4 × 4 arena; one bin was never visited.
        let quarter = |q: usize| -> Vec<f32> {
            let inside = |i: usize| (i % 4 / 2, i / 8) == (q % 2, q / 2);
            let mut map: Vec<f32> = (0..16).map(|i| if inside(i) { 2.0 } else { 0.1 }).collect();
            map[15] = f32::NAN;
            map
        };
        let maps = population(&(0..4).map(quarter).collect::<Vec<_>>(), 4, 1.0);
        let all = coverage(&maps, &[0, 1, 2, 3], 0.5);
        assert_eq!((all.units, all.covered_share, all.mean_firing_units), (4, Some(1.0), Some(1.0)));
        assert!(all.firing_units[15].is_nan() && all.firing_units[..15].iter().all(|count| (count - 1.0).abs() < 1e-6));
        assert!((3.9..=4.0).contains(&all.effective_units.expect("they fire")), "{all:?}");
        let one = coverage(&maps, &[1], 0.5);
        assert_eq!((one.covered_share, one.activity_entropy_bits), (Some(4.0 / 15.0), Some(0.0)));
        assert_eq!(coverage(&maps, &[1], 0.01).covered_share, Some(1.0), "a low level");
    }

    #[test]
    fn silent_units_cover_nothing() {
        let maps = population(&[vec![1.0; 9], vec![f32::NAN; 9], vec![-1.0; 9]], 3, 1.0);
        let found = coverage(&maps, &[0, 1, 2, 9], 0.5);
        assert_eq!((found.units, found.covered_share, found.effective_units), (0, None, None));
        let negative: Vec<f32> = (0..9).map(|i| -1.0 - i as f32).collect();
        let found = coverage(&population(&[negative], 3, 1.0), &[0], 0.5);
        assert_eq!((found.covered_share, found.activity_entropy_bits), (Some(0.0), None), "nothing above zero");
    }
}
