//! A share of trials, with what is known of the true one.

/// How many of some trials had an outcome.
///
/// ```
/// use gridscope::numerics::Share;
///
/// let [low, high] = Share { hits: 9, trials: 10 }.wilson().expect("ten trials");
/// assert!((low - 0.596).abs() < 1e-3 && (high - 0.982).abs() < 1e-3);
/// assert_eq!(Share { hits: 9, trials: 10 }.to_string(), "9 of 10 (0.60 to 0.98)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub hits: usize,
    pub trials: usize,
}

impl Share {
    /// The 95 % interval of the true share (Wilson 1927); `None` without trials.
    #[must_use]
    pub fn wilson(self) -> Option<[f64; 2]> {
        /// The 97.5th percentile of the normal distribution.
        const Z: f64 = 1.959_963_984_540_054;
        if self.trials == 0 {
            return None;
        }
        let n = self.trials as f64;
        let share = self.hits as f64 / n;
        let whole = 1.0 + Z * Z / n;
        let middle = (share + Z * Z / (2.0 * n)) / whole;
        let reach = Z / whole * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some([(middle - reach).max(0.0), (middle + reach).min(1.0)])
    }
}

impl std::fmt::Display for Share {
    /// `9 of 10 (0.60 to 0.98)`: never without the number of trials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.hits, self.trials)?;
        self.wilson().map_or(Ok(()), |[low, high]| write!(f, " ({low:.2} to {high:.2})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn extremes_stay_inside_and_nothing_is_nothing() {
        let of = |hits, trials| Share { hits, trials }.wilson();
        assert_eq!(of(0, 0), None);
        let ([low, high], [least, most]) = (of(0, 5).expect("five"), of(5, 5).expect("five"));
        assert!(low.abs() < 1e-12 && (high - 0.4345).abs() < 1e-4, "{low} {high}: as statsmodels gives it");
        assert!((least - 0.5655).abs() < 1e-4 && (most - 1.0).abs() < 1e-12, "{least} {most}");
        assert_eq!(Share::default().to_string(), "0 of 0");
    }

    proptest! {
        #[test]
        fn the_share_lies_in_its_interval(trials in 1usize..500, part in 0.0f64..=1.0) {
            let hits = (part * trials as f64) as usize;
            let [low, high] = Share { hits, trials }.wilson().expect("trials");
            let share = hits as f64 / trials as f64;
            prop_assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
            prop_assert!(low <= share + 1e-12 && share <= high + 1e-12);
        }
    }
}
