//! Smoothing of rate maps for display and for sparse samples.

use super::RateMaps;

impl RateMaps {
    /// These maps under a Gaussian of standard deviation `sd_m` (metres), each bin weighted by its visits: sums of
    /// activity and visits are smoothed apart and divided then, so that a bin with few visits borrows from its
    /// neighbours. Unvisited bins stay unvisited, and visits are as before. A `sd_m` that is not above 0 changes nothing.
    ///
    /// Scores are defined on unsmoothed maps: smoothing raises grid scores of noise.
    #[must_use]
    pub fn smoothed(&self, sd_m: f32) -> Self {
        let bins = self.arena.bins;
        let sd_bins = f64::from(sd_m) * bins as f64 / f64::from(self.arena.box_m);
        if !(sd_bins > 0.0 && sd_bins.is_finite()) || self.visits.len() != bins * bins {
            return self.clone();
        }
        let kernel = Kernel::new(sd_bins, bins);
        let mut rates = self.rates.clone();
        for map in rates.chunks_exact_mut((bins * bins).max(1)) {
            smooth_weighted(&kernel, map, &self.visits, bins);
        }
        Self { rates, ..self.clone() }
    }
}

/// Smooths a map, each bin weighted by its visits. A silent unit's map stays as it is; recordings have many of them.
pub(super) fn smooth_weighted(kernel: &Kernel, map: &mut [f32], visits: &[f32], bins: usize) {
    if is_silent(map) {
        return;
    }
    let weight = |bin: usize| if map[bin].is_finite() { f64::from(visits[bin]) } else { 0.0 };
    let counts: Vec<f64> = (0..map.len()).map(weight).collect();
    let sums = counts.iter().zip(map.iter()).map(|(n, r)| if *n > 0.0 { n * f64::from(*r) } else { 0.0 }).collect();
    let (sums, counts) = (kernel.smooth(sums, bins), kernel.smooth(counts, bins));
    for (rate, (sum, count)) in map.iter_mut().zip(sums.iter().zip(&counts)) {
        if rate.is_finite() && *count > 0.0 {
            *rate = (sum / count) as f32;
        }
    }
}

/// Smooths a map of rates: unvisited bins count as 0 and stay unvisited, the edges are mirrored (opexebo's `smooth`).
pub(super) fn smooth_rate(kernel: &Kernel, map: &mut [f32], bins: usize) {
    if is_silent(map) {
        return;
    }
    let rates = map.iter().map(|rate| if rate.is_finite() { f64::from(*rate) } else { 0.0 }).collect();
    for (rate, smooth) in map.iter_mut().zip(kernel.smooth_mirrored(rates, bins)) {
        if rate.is_finite() {
            *rate = smooth as f32;
        }
    }
}

fn is_silent(map: &[f32]) -> bool {
    map.iter().all(|rate| *rate == 0.0 || !rate.is_finite())
}

/// One half of a Gaussian: the weight of the bin itself, of its neighbour, and so on to four standard deviations.
pub(super) struct Kernel(Vec<f64>);

impl Kernel {
    const REACH_SD: f64 = 4.0;

    pub(super) fn new(sd_bins: f64, bins: usize) -> Self {
        let reach = ((Self::REACH_SD * sd_bins).ceil() as usize).min(bins);
        Self((0..=reach).map(|d| (-0.5 * (d as f64 / sd_bins).powi(2)).exp()).collect())
    }

    /// A picture `[y][x]` under the kernel along both axes; outside of it there is nothing.
    pub(super) fn smooth(&self, picture: Vec<f64>, bins: usize) -> Vec<f64> {
        let reach = self.0.len() - 1;
        let mut along_x = vec![0.0; picture.len()];
        let mut smooth = vec![0.0; picture.len()];
        // One neighbour of all bins at a time, nearest to the origin first: rows of products go fast.
        for (row, into) in picture.chunks_exact(bins.max(1)).zip(along_x.chunks_exact_mut(bins.max(1))) {
            for shift in (1..=reach).rev().filter(|shift| *shift < bins) {
                into[shift..].iter_mut().zip(row).for_each(|(sum, value)| *sum += self.0[shift] * value);
            }
            for shift in (0..=reach).filter(|shift| *shift < bins) {
                into.iter_mut().zip(&row[shift..]).for_each(|(sum, value)| *sum += self.0[shift] * value);
            }
        }
        for (y, into) in smooth.chunks_exact_mut(bins.max(1)).enumerate() {
            for other in y.saturating_sub(reach)..(y + reach + 1).min(bins) {
                let (weight, row) = (self.0[y.abs_diff(other)], &along_x[other * bins..(other + 1) * bins]);
                into.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
            }
        }
        smooth
    }

    /// A picture `[y][x]` under the kernel with weights of sum 1 along both axes; beyond its edges it is mirrored, the bin at the
    /// edge twice.
    fn smooth_mirrored(&self, mut picture: Vec<f64>, bins: usize) -> Vec<f64> {
        let sum = 2.0 * self.0.iter().sum::<f64>() - self.0[0];
        let reach = self.0.len() - 1;
        let mirrored = |place: usize| {
            let place = place % (2 * bins);
            if place < bins { place } else { 2 * bins - 1 - place }
        };
        for (along, across) in [(1, bins), (bins, 1)] {
            let at = |i: usize| {
                let (line, start) = (i / along % bins, i / across % bins * across);
                let weight = |offset: usize| self.0[offset.abs_diff(reach)] / sum;
                // Two periods more, so that no place is below 0.
                let value = |offset: usize| picture[start + mirrored(line + offset + 2 * bins - reach) * along];
                (0..=2 * reach).map(|offset| weight(offset) * value(offset)).sum()
            };
            picture = (0..picture.len()).map(at).collect();
        }
        picture
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::Arena;
    use proptest::prelude::*;

    /// The definition, bin by bin.
    fn direct(maps: &RateMaps, sd_bins: f64, bin: usize) -> f64 {
        let bins = maps.arena.bins;
        let (mut sum, mut count) = (0.0, 0.0);
        for other in 0..bins * bins {
            let (dy, dx) = ((bin / bins).abs_diff(other / bins) as f64, (bin % bins).abs_diff(other % bins) as f64);
            let reach = (4.0 * sd_bins).ceil();
            if maps.rates[other].is_finite() && dy <= reach && dx <= reach {
                let weight = (-0.5 * (dy * dy + dx * dx) / (sd_bins * sd_bins)).exp() * f64::from(maps.visits[other]);
                sum += weight * f64::from(maps.rates[other]);
                count += weight;
            }
        }
        sum / count
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn agrees_with_the_definition(
            bins in 1usize..9,
            rates in prop::collection::vec(0.0f32..1.0, 64),
            visits in prop::collection::vec(0u8..4, 64),
            sd_m in 0.02f32..0.5,
        ) {
            let visits: Vec<f32> = visits[..bins * bins].iter().map(|&v| f32::from(v)).collect();
            let rates = (0..bins * bins).map(|i| if visits[i] > 0.0 { rates[i] } else { f32::NAN }).collect();
            let maps = RateMaps { arena: Arena { box_m: 1.0, bins }, units: 1, rates, visits };
            let smooth = maps.smoothed(sd_m);
            prop_assert_eq!(&smooth.visits, &maps.visits);
            for bin in 0..bins * bins {
                prop_assert_eq!(smooth.rates[bin].is_finite(), maps.rates[bin].is_finite(), "the same mask");
                if maps.rates[bin].is_finite() {
                    let want = direct(&maps, f64::from(sd_m) * bins as f64, bin);
                    prop_assert!((f64::from(smooth.rates[bin]) - want).abs() < 1e-5, "{} and {}", smooth.rates[bin], want);
                }
            }
        }
    }

    #[test]
    fn visits_are_weights_and_no_width_changes_nothing() {
        let arena = Arena { box_m: 0.2, bins: 2 };
        let maps = RateMaps { arena, units: 1, rates: vec![1.0, 0.0, 0.0, 0.0], visits: vec![97.0, 1.0, 1.0, 1.0] };
        assert!((maps.smoothed(100.0).rates[3] - 0.97).abs() < 1e-3, "a wide Gaussian gives the mean of all visits");
        for none in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert_eq!(maps.smoothed(none), maps, "{none}");
        }
        let empty = RateMaps { arena: Arena { box_m: 1.0, bins: 0 }, units: 0, rates: Vec::new(), visits: Vec::new() };
        assert_eq!(empty.smoothed(0.1), empty, "no map");
    }
}
