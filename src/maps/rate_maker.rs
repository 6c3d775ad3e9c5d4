//! From counts of spikes to rates, again and again over the same time.

use super::smoothing::{Kernel, smooth_rate};
use super::{Arena, MapSettings, SmoothedQuantity};

/// A bin where less time was spent was not visited, seconds: no tracking is so fast, and no rate would be a number.
const LEAST_S: f64 = 1e-6;

/// The time that was spent in each bin, ready to make rates of counts. Bins without a visit stay unvisited.
pub struct RateMaker {
    bins: usize,
    /// Seconds of each bin, 0 where it was not visited, as they are and as they are smoothed.
    visits: Vec<f32>,
    seconds: Vec<f64>,
    kernel: Option<Kernel>,
    smoothed: SmoothedQuantity,
}

impl RateMaker {
    /// Of the seconds in each bin `[y][x]`.
    #[must_use]
    pub(super) fn new(arena: Arena, settings: MapSettings, seconds: Vec<f64>) -> Self {
        let least = LEAST_S.max(settings.least_occupancy_s);
        let known = |seconds: f64| if seconds < least { 0.0 } else { seconds };
        let seconds: Vec<f64> = seconds.into_iter().map(known).collect();
        let visits = seconds.iter().map(|seconds| *seconds as f32).collect();
        let sd_bins = settings.smoothing_m * arena.bins as f64 / f64::from(arena.box_m);
        let kernel = (sd_bins > 0.0 && sd_bins.is_finite()).then(|| Kernel::new(sd_bins, arena.bins));
        let seconds = match (&kernel, settings.smoothed) {
            (Some(kernel), SmoothedQuantity::SpikesAndSeconds) => kernel.smooth(seconds, arena.bins),
            _ => seconds,
        };
        Self { bins: arena.bins, visits, seconds, kernel, smoothed: settings.smoothed }
    }

    /// Seconds of each bin `[y][x]`, 0 where it was not visited.
    #[must_use]
    pub fn visits(&self) -> &[f32] {
        &self.visits
    }

    /// Rates `[y][x]` of counts of spikes `[y][x]`, spikes a second; NaN where the bin was not visited.
    #[must_use]
    pub fn rates(&self, counts: &[u32]) -> Vec<f32> {
        let was_visited = |bin: usize| self.visits[bin] > 0.0;
        let known = |(bin, count): (usize, &u32)| if was_visited(bin) { f64::from(*count) } else { 0.0 };
        let mut counts: Vec<f64> = counts.iter().enumerate().map(known).collect();
        if let (Some(kernel), SmoothedQuantity::SpikesAndSeconds) = (&self.kernel, self.smoothed) {
            // A silent unit's map stays as it is; recordings have many of them.
            if counts.iter().any(|count| *count > 0.0) {
                counts = kernel.smooth(counts, self.bins);
            }
        }
        let rate = |(bin, count): (usize, f64)| {
            if was_visited(bin) && self.seconds[bin] > 0.0 { (count / self.seconds[bin]) as f32 } else { f32::NAN }
        };
        let mut rates: Vec<f32> = counts.into_iter().enumerate().map(rate).collect();
        if let (Some(kernel), SmoothedQuantity::Rate) = (&self.kernel, self.smoothed) {
            smooth_rate(kernel, &mut rates, self.bins);
        }
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::super::RateMaps;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Rates are those of maps that are made first and smoothed then.
        #[test]
        fn smoothing_counts_is_smoothing_maps(
            cells in prop::collection::vec((0u32..5, 0u8..4), 36),
            smoothing_m in prop::sample::select(vec![0.0, 0.08, 0.3]),
        ) {
            let arena = Arena { box_m: 0.6, bins: 6 };
            let seconds: Vec<f64> = cells.iter().map(|(_, seconds)| f64::from(*seconds)).collect();
            let counts: Vec<u32> = cells.iter().map(|(count, _)| *count).collect();
            let maker = RateMaker::new(arena, MapSettings { smoothing_m, ..MapSettings::default() }, seconds.clone());
            let visits: Vec<f32> = seconds.iter().map(|seconds| *seconds as f32).collect();
            let rates = counts.iter().zip(&visits).map(|(n, s)| if *s > 0.0 { *n as f32 / s } else { f32::NAN }).collect();
            let maps = RateMaps { arena, units: 1, rates, visits }.smoothed(smoothing_m as f32);
            prop_assert_eq!(maker.visits(), &maps.visits[..]);
            for (a, b) in maker.rates(&counts).iter().zip(&maps.rates) {
                prop_assert!(a.is_nan() && b.is_nan() || (a - b).abs() < 1e-4, "{} and {}", a, b);
            }
        }
    }
}
