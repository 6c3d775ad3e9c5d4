//! The axis of a chart: its range, its round values, and where a value lies on it.

use super::ticks::{linear_ticks, log_tick_label, log_ticks, round_down, round_up, tick_label};

/// One axis: its range, whether it is logarithmic, and its name with the unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub min: f64,
    pub max: f64,
    pub log: bool,
    /// Without numbers: what matters is beside it.
    pub bare: bool,
    pub label: String,
}

impl Axis {
    /// A linear axis.
    #[must_use]
    pub fn linear(min: f64, max: f64, label: impl Into<String>) -> Self {
        Self { min, max, log: false, bare: false, label: label.into() }
    }

    /// A logarithmic axis; both ends must be positive.
    #[must_use]
    pub fn log(min: f64, max: f64, label: impl Into<String>) -> Self {
        Self { min, max, log: true, bare: false, label: label.into() }
    }

    /// A linear axis without numbers.
    #[must_use]
    pub fn bare(min: f64, max: f64) -> Self {
        Self { bare: true, ..Self::linear(min, max, "") }
    }

    /// A linear axis from one round number to another, with all values that are finite between them, and 0 if told so.
    #[must_use]
    pub fn around(values: impl Iterator<Item = f64>, from_zero: bool, label: impl Into<String>) -> Self {
        /// Steps between round numbers, about.
        const STEPS: f64 = 5.0;
        let start = if from_zero { [0.0; 2] } else { [f64::INFINITY, f64::NEG_INFINITY] };
        let [low, high] = ends(values, start).unwrap_or([0.0, 1.0]);
        let [low, high] =
            if high - low > 1e-12 * high.abs().max(low.abs()) { [low, high] } else { [low - 0.5, high + 0.5] };
        let step = round_up((high - low) / STEPS);
        Self::linear((low / step).floor() * step, (high / step).ceil() * step, label)
    }

    /// A logarithmic axis from one round number to another, with all values that are positive and finite between them.
    #[must_use]
    pub fn log_around(values: impl Iterator<Item = f64>, label: impl Into<String>) -> Self {
        let positive = values.filter(|value| *value > 0.0);
        let [low, high] = ends(positive, [f64::INFINITY, f64::NEG_INFINITY]).unwrap_or([1.0; 2]);
        Self::log(round_down(low), round_up(high), label)
    }

    /// Where a value lies, 0 at `min` and 1 at `max`; in the middle of an axis without extent.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        let place = |value: f64| if self.log { value.max(f64::MIN_POSITIVE).ln() } else { value };
        let (low, high) = (place(self.min), place(self.max));
        if low < high { (place(value) - low) / (high - low) } else { 0.5 }
    }

    /// Tick values with their texts.
    #[must_use]
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        if self.bare {
            return Vec::new();
        }
        let values =
            if self.log { log_ticks(self.min, self.max, count) } else { linear_ticks(self.min, self.max, count) };
        let step = values.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
        let label = |v: f64| if self.log { log_tick_label(v) } else { tick_label(v, step) };
        values.into_iter().map(|v| (v, label(v))).collect()
    }
}

/// The smallest and the largest finite value, and what they `start` from; `None` where there is neither.
fn ends(values: impl Iterator<Item = f64>, start: [f64; 2]) -> Option<[f64; 2]> {
    let finite = values.filter(|value| value.is_finite());
    let [low, high] = finite.fold(start, |[low, high], value| [low.min(value), high.max(value)]);
    (low <= high).then_some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_ends_around_the_values() {
        for (values, low, high) in
            [(vec![0.13, 0.87], 0.0, 1.0), (vec![-3.0, 11.0], -5.0, 15.0), (vec![7.0], 6.4, 7.6), (vec![], 0.0, 1.0)]
        {
            let axis = Axis::around(values.iter().copied(), false, "");
            assert!(
                (axis.min - low).abs() < 1e-9 && (axis.max - high).abs() < 1e-9,
                "{values:?}: {} {}",
                axis.min,
                axis.max
            );
            assert!((3..=8).contains(&axis.ticks(6).len()), "{values:?}");
        }
        let zero = Axis::around([f64::NAN, 2.0].into_iter(), true, "");
        assert!(zero.min == 0.0 && zero.max >= 2.0, "what is not finite does not count");
    }

    #[test]
    fn logarithmic_axes_end_at_round_values_and_name_them() {
        let ticks = |axis: &Axis| axis.ticks(6).into_iter().map(|(value, _)| value).collect::<Vec<f64>>();
        let axis = Axis::log_around([0.7, 3.0, 41.0].into_iter(), "");
        assert_eq!(ticks(&axis), [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
        assert!(axis.fraction(0.5).abs() < 1e-9 && (axis.fraction(50.0) - 1.0).abs() < 1e-9);
        assert!((axis.fraction(5.0) - 0.5).abs() < 1e-9, "half way on a logarithmic axis");
        let many = Axis::log_around([0.02, 900.0].into_iter(), "");
        assert_eq!(ticks(&many), [0.1, 1.0, 10.0, 100.0, 1000.0], "powers only");
        let small = Axis::log_around([0.001, 0.5, -3.0, 0.0].into_iter(), "");
        let names = ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5"];
        assert_eq!(ticks(&small).iter().map(f64::to_string).collect::<Vec<_>>(), names);
        assert_eq!(small.ticks(6).into_iter().map(|(_, text)| text).collect::<Vec<_>>(), names);
        let none = Axis::log_around([f64::NAN].into_iter(), "");
        assert!(none.ticks(6).is_empty() && (none.fraction(3.0) - 0.5).abs() < 1e-12, "nothing to show");
    }

    #[test]
    fn log_axis_puts_the_geometric_mean_in_the_middle() {
        let axis = Axis::log(0.25, 4.0, "");
        assert!((axis.fraction(1.0) - 0.5).abs() < 1e-12);
        assert!((axis.fraction(0.25)).abs() < 1e-12);
    }
}
