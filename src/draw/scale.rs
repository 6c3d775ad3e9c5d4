//! How values become heights: linear, logarithmic, or logarithmic both ways from zero.

use super::ticks::{linear_ticks, log_tick_label, log_ticks, tick_label};

/// Below this magnitude a two-sided logarithmic axis is about linear.
pub const LINEAR_WITHIN: f64 = 0.01;

/// How values become heights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AxisScale {
    #[default]
    Linear,
    /// For positive values.
    Log,
    /// For values of both signs: sign(v)·log₁₀(1 + |v|/0.01) (Webber 2013, "A bi-symmetric log transformation").
    SymLog,
}

impl AxisScale {
    /// The scale of a chart: where a value is negative, only the two-sided logarithm shows what is there.
    #[must_use]
    pub fn of(log: bool, has_negative: bool) -> Self {
        match (log, has_negative) {
            (false, _) => Self::Linear,
            (true, false) => Self::Log,
            (true, true) => Self::SymLog,
        }
    }

    /// Where a value lies; NaN where a logarithm does not exist.
    #[must_use]
    pub fn to_axis(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log if value > 0.0 => value.log10(),
            Self::Log => f64::NAN,
            Self::SymLog => (1.0 + value.abs() / LINEAR_WITHIN).log10().copysign(value),
        }
    }

    /// The value at a place on the axis.
    #[must_use]
    pub fn value_at(self, y: f64) -> f64 {
        match self {
            Self::Linear => y,
            Self::Log => 10f64.powf(y.clamp(-300.0, 300.0)),
            Self::SymLog => (LINEAR_WITHIN * (10f64.powf(y.abs().min(300.0)) - 1.0)).copysign(y),
        }
    }

    /// Values that deserve a mark between two places on the axis, in order: about `count`.
    #[must_use]
    pub fn ticks(self, low: f64, high: f64, count: usize) -> Vec<f64> {
        let (from, to) = (self.value_at(low), self.value_at(high));
        match self {
            Self::Linear => linear_ticks(from, to, count),
            Self::Log => log_ticks(from, to, count).into_iter().filter(|v| *v > 0.0).collect(),
            Self::SymLog => self.two_sided_ticks(low, high, count),
        }
    }

    /// Zero first, then powers of ten from 1 outwards, then halves and fifths of them, as long as they keep their distance.
    fn two_sided_ticks(self, low: f64, high: f64, count: usize) -> Vec<f64> {
        let span = high - low;
        if !(span.is_finite() && span > 0.0) || count == 0 {
            return Vec::new();
        }
        let distance = span / count as f64;
        let powers = [0, 2, 1, -1, 3, -2, 4, 5, 6, 7, 8, 9, 10, 11];
        let round = |factor: f64| powers.into_iter().map(move |power| factor * 10f64.powi(power));
        let sizes = std::iter::once(0.0).chain(round(1.0)).chain(round(5.0)).chain(round(2.0));
        let mut ticks: Vec<f64> = Vec::new();
        for value in sizes.flat_map(|size| [size, -size]) {
            let y = self.to_axis(value);
            if (low..=high).contains(&y) && ticks.iter().all(|t| (self.to_axis(*t) - y).abs() >= distance) {
                ticks.push(value);
            }
        }
        if ticks.len() < 2 {
            return linear_ticks(self.value_at(low), self.value_at(high), count);
        }
        ticks.sort_by(f64::total_cmp);
        ticks
    }

    /// The text of a mark; `step` is the distance to its neighbour on the axis.
    #[must_use]
    pub fn tick_label(self, y: f64, step: f64) -> String {
        match self {
            Self::Linear => tick_label(y, step),
            Self::SymLog if y.abs() < 1e-9 => "0".to_owned(),
            Self::Log | Self::SymLog => log_tick_label(self.value_at(y)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_come_back_and_keep_their_order(a in -1e4f64..1e4, b in -1e4f64..1e4) {
            let scale = AxisScale::SymLog;
            prop_assert!((scale.value_at(scale.to_axis(a)) - a).abs() <= 1e-9 * a.abs().max(1.0));
            prop_assert_eq!(a < b, scale.to_axis(a) < scale.to_axis(b));
        }

        #[test]
        fn ticks_are_inside_few_and_in_order(low in -6f64..6.0, span in 0.01f64..8.0, count in 1usize..10) {
            for scale in [AxisScale::Linear, AxisScale::Log, AxisScale::SymLog] {
                let ticks = scale.ticks(low, low + span, count);
                prop_assert!(ticks.len() <= 3 * count + 3, "{ticks:?}");
                prop_assert!(ticks.windows(2).all(|w| w[0] < w[1]), "{ticks:?}");
                let slack = 0.01 * span + 1e-3;
                prop_assert!(ticks.iter().map(|t| scale.to_axis(*t)).all(|y| y > low - slack && y < low + span + slack));
            }
        }
    }

    #[test]
    fn a_chart_with_negative_values_is_two_sided() {
        assert_eq!(AxisScale::of(true, true), AxisScale::SymLog);
        assert_eq!(AxisScale::of(true, false), AxisScale::Log);
        assert_eq!(AxisScale::of(false, true), AxisScale::Linear);
        assert!(AxisScale::Log.to_axis(0.0).is_nan() && AxisScale::Log.to_axis(-1.0).is_nan(), "a gap, not a lie");
        assert!(AxisScale::SymLog.to_axis(0.0).abs() < 1e-12);
    }

    #[test]
    fn two_sided_marks_are_round_and_hold_zero() {
        let scale = AxisScale::SymLog;
        let ticks = scale.ticks(scale.to_axis(-1.2), scale.to_axis(150.0), 6);
        assert!(ticks.contains(&0.0) && ticks.contains(&1.0) && ticks.contains(&100.0), "{ticks:?}");
        assert!(scale.ticks(scale.to_axis(-0.9), scale.to_axis(-0.6), 4).len() >= 2, "a narrow range has marks too");
        for (value, text) in [(0.0, "0"), (0.1, "0.1"), (-1.0, "-1"), (100.0, "100")] {
            assert_eq!(scale.tick_label(scale.to_axis(value), 1.0), text);
        }
    }
}
