//! The exponential average of a curve, without bias at its start and deaf to non-finite values.

/// Averages `(value, steps)` pairs with a time constant of `tau_steps` steps: entry i is the weighted mean of everything up
/// to i, a step's weight falling by `exp(−1/τ)` a step. A non-finite value adds nothing and leaves a gap.
///
/// Dividing by the sum of the weights removes the pull towards zero at the start (as in Kingma & Ba 2015, section 3).
#[must_use]
pub(crate) fn smooth(values: impl IntoIterator<Item = (f64, u64)>, tau_steps: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut weight = 0.0;
    values
        .into_iter()
        .map(|(value, steps)| {
            let keep = if tau_steps > 0.0 { (-(steps as f64) / tau_steps).exp() } else { 0.0 };
            if !value.is_finite() {
                return f64::NAN;
            }
            sum = keep * sum + (1.0 - keep) * value;
            weight = keep * weight + (1.0 - keep);
            if weight > 0.0 { sum / weight } else { value }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_constant_stays_and_means_stay_inside(value in -5.0f64..5.0, noise in prop::collection::vec(-1.0f64..1.0, 1..60),
                                                  tau in 0.1f64..500.0) {
            let flat = smooth(noise.iter().map(|_| (value, 1)), tau);
            prop_assert!(flat.iter().all(|v| (v - value).abs() < 1e-9), "no pull to zero at the start");
            let mean = smooth(noise.iter().map(|n| (*n, 1)), tau);
            prop_assert!(mean.iter().all(|v| (-1.0..=1.0).contains(v)));
        }
    }

    #[test]
    fn non_finite_values_leave_a_gap_and_nothing_else() {
        let with = smooth([(1.0, 1), (f64::NAN, 1), (f64::INFINITY, 1), (3.0, 1)], 10.0);
        let without = smooth([(1.0, 1), (3.0, 1)], 10.0);
        assert!(with[1].is_nan() && with[2].is_nan(), "gaps");
        assert!((with[3] - without[1]).abs() < 1e-12, "the average goes on as if nothing had been");
    }

    #[test]
    fn no_time_constant_means_no_smoothing() {
        assert_eq!(smooth([(1.0, 1), (5.0, 1)], 0.0), [1.0, 5.0]);
    }

    #[test]
    fn a_wide_bucket_forgets_more() {
        let narrow = smooth([(0.0, 1), (1.0, 1)], 5.0);
        let wide = smooth([(0.0, 1), (1.0, 20)], 5.0);
        assert!(wide[1] > narrow[1], "twenty steps of ones outweigh one");
    }
}
