//! Bins of a histogram of scores.

/// The bins of a histogram, with round ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreBins {
    /// Lower end of the first bin.
    pub low: f64,
    pub width: f64,
    pub count: usize,
}

impl ScoreBins {
    /// At most so many bins, one more for the round ends.
    const MOST: f64 = 24.0;

    /// Bins of a round width that hold all values (of those that are finite).
    #[must_use]
    pub fn around(values: impl Iterator<Item = f64>) -> Self {
        let finite = values.filter(|value| value.is_finite() && value.abs() < 1e9);
        let (low, high) = finite.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        // Scores that differ by less than this do not differ.
        let least = ((high - low) / Self::MOST).max(0.01);
        let power = 10f64.powf(least.log10().floor());
        let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= 0.999 * least);
        let width = factor.unwrap_or(10.0) * power;
        let first = (low / width + 1e-9).floor();
        let last = (high / width - 1e-9).ceil().max(first + 1.0);
        Self { low: first * width, width, count: (last - first) as usize }
    }

    /// Upper end of the last bin.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.low + self.width * self.count as f64
    }

    /// The bin of a value; values outside fall into the nearest one.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        let bin = ((value - self.low) / self.width + 1e-9).max(0.0) as usize; // NaN casts to 0
        bin.min(self.count.saturating_sub(1))
    }

    /// Lower and upper end of a bin.
    #[must_use]
    pub fn ends(&self, bin: usize) -> [f64; 2] {
        [bin, bin + 1].map(|i| self.low + self.width * i as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bins_have_round_ends() {
        let bins = ScoreBins::around([-0.23, 1.31].into_iter());
        assert!((bins.low + 0.3).abs() < 1e-9 && (bins.high() - 1.4).abs() < 1e-9, "{bins:?}");
        assert_eq!((bins.bin(-0.23), bins.bin(0.05), bins.bin(9.0), bins.bin(f64::NAN)), (0, 3, 16, 0));
        let none = ScoreBins::around(std::iter::empty());
        assert!(none.low == 0.0 && none.count > 0, "{none:?}");
        assert_eq!(ScoreBins::around([0.5, f64::NAN].into_iter()).count, 1, "one value");
    }

    proptest! {
        #[test]
        fn every_value_is_in_its_bin(values in prop::collection::vec(-3.0f64..3.0, 1..50)) {
            let bins = ScoreBins::around(values.iter().copied());
            prop_assert!((1..=27).contains(&bins.count), "{bins:?}");
            for value in values {
                let [low, high] = bins.ends(bins.bin(value));
                prop_assert!(value >= low - 1e-6 && value <= high + 1e-6, "{value} in {low} to {high}");
            }
        }
    }
}
