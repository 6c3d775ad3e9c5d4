//! What the rates of a map say without regard to where they are.

use crate::analysis::unit::weighed_rates::WeighedRates;

/// Numbers of one map, each bin counting as long as it was visited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateStatistics {
    /// Σ p r, with p the share of the visits in a bin and r its rate.
    pub mean: f64,
    /// Largest rate in any bin.
    pub peak: f64,
    /// (Σ p r)² / Σ p r²: the share of the arena in which it would fire if it fired evenly there (Skaggs et al. 1996).
    pub sparsity: f64,
    /// Peak over mean rate (Skaggs et al. 1996).
    pub selectivity: f64,
    /// Σ p r log₂(r/r̄): what it tells of the place in a second, bits a second for rates in spikes a second (Skaggs et al. 1993).
    pub information_per_s: f64,
}

/// Statistics of a map `[y][x]`. Without fitting `visits`, all visited bins count alike. `None` where the mean rate is not above
/// 0 or a rate is negative: the formulas mean nothing there.
#[must_use]
pub fn rate_statistics(map: &[f32], visits: &[f32]) -> Option<RateStatistics> {
    let rates = WeighedRates::of(map, visits)?;
    let mean = rates.mean;
    let square = rates.average(|visit, rate| visit * rate * rate);
    let peak = rates.rates().fold(0.0, f64::max);
    let term = |visit: f64, rate: f64| if rate > 0.0 { visit * rate * (rate / mean).log2() } else { 0.0 };
    let information_per_s = rates.average(term).max(0.0);
    Some(RateStatistics { mean, peak, sparsity: mean * mean / square, selectivity: peak / mean, information_per_s })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_of_an_eighth_has_a_sparsity_of_an_eighth() {
        let mut map = vec![0.0f32; 64];
        map[..8].fill(4.0);
        let found = rate_statistics(&map, &[]).expect("it fires");
        let expected =
            RateStatistics { mean: 0.5, peak: 4.0, sparsity: 0.125, selectivity: 8.0, information_per_s: 1.5 };
        assert_eq!(found, expected, "3 bits a spike, half a spike a second");
    }

    #[test]
    fn visits_weigh_and_holes_do_not_count() {
        // NumPy: r = [1, 2, 4], p = [2, 1, 1] / 4; mean 2, Σ p r² = 5.5.
        let found = rate_statistics(&[1.0, 2.0, f32::NAN, 4.0], &[2.0, 1.0, 9.0, 1.0]).expect("it fires");
        let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(
            close(found.mean, 2.0) && close(found.sparsity, 4.0 / 5.5) && close(found.selectivity, 2.0),
            "{found:?}"
        );
        assert!(close(found.information_per_s, 0.5), "0.5·1·(−1) + 0.25·2·0 + 0.25·4·1: {found:?}");
    }

    #[test]
    fn where_they_mean_nothing_there_are_none() {
        for map in [&[][..], &[0.0; 4], &[f32::NAN; 4], &[1.0, -0.5]] {
            assert_eq!(rate_statistics(map, &[]), None, "{map:?}");
        }
    }

    proptest! {
        /// A gain scales rates and bits a second, and nothing else; a constant rate has sparsity and selectivity 1.
        #[test]
        fn a_gain_changes_rates_alone(rates in prop::collection::vec(0.0f32..10.0, 2..60), gain in 0.1f64..10.0) {
            let scaled: Vec<f32> = rates.iter().map(|rate| rate * gain as f32).collect();
            if let (Some(a), Some(b)) = (rate_statistics(&rates, &[]), rate_statistics(&scaled, &[])) {
                prop_assert!((b.mean / a.mean / gain - 1.0).abs() < 1e-5);
                prop_assert!((a.sparsity - b.sparsity).abs() < 1e-5 && a.sparsity <= 1.0 + 1e-9);
                prop_assert!((a.selectivity / b.selectivity - 1.0).abs() < 1e-5 && a.selectivity >= 1.0 - 1e-9);
                prop_assert!((b.information_per_s - gain * a.information_per_s).abs() < 1e-4 * gain.max(1.0));
            }
        }
    }
}
