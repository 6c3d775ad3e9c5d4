//! How values become heights: linear, logarithmic, or logarithmic both ways from zero.

use super::ticks::{log_tick_label, power_of_ten, round_down, round_up, tick_label};

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

    /// Values to be named between two places on the axis, in order, none nearer to another than `distance` on the axis.
    ///
    /// On a logarithmic axis whole decades come first, then their halves and fifths where there is room. A range with
    /// fewer than three of these is filled with round values.
    #[must_use]
    pub fn ticks(self, low: f64, high: f64, distance: f64) -> Vec<f64> {
        let span = high - low;
        if !(span.is_finite() && span > 0.0 && distance > 0.0) {
            return Vec::new();
        }
        if self == Self::Linear {
            return spaced(low, high, distance);
        }
        let mut ticks: Vec<f64> = Vec::new();
        for value in self.round_values(low, high, distance) {
            self.add(&mut ticks, value, [low, high], distance);
        }
        if ticks.len() < 3 {
            let (from, to) = (self.value_at(low), self.value_at(high));
            let mut others = Vec::new();
            for value in spaced(from, to, (to - from) * distance / span) {
                self.add(&mut others, value, [low, high], distance);
            }
            if others.len() > ticks.len() {
                ticks = others;
            }
        }
        ticks.sort_by(f64::total_cmp);
        ticks
    }

    /// Takes a value that is on the axis and has room.
    fn add(self, ticks: &mut Vec<f64>, value: f64, [low, high]: [f64; 2], distance: f64) {
        let y = self.to_axis(value);
        if (low..=high).contains(&y) && ticks.iter().all(|t| (self.to_axis(*t) - y).abs() >= 0.999 * distance) {
            ticks.push(value);
        }
    }

    /// Round values of a logarithmic axis, those first that say most.
    fn round_values(self, low: f64, high: f64, distance: f64) -> Vec<f64> {
        let powers: Vec<i32> = if self == Self::Log {
            let every = (distance.ceil() as i32).max(1);
            let within = (low.floor() as i32).max(-300)..=(high.ceil() as i32).min(300);
            within.filter(|power| power.rem_euclid(every) == 0).collect()
        } else {
            // From 1 outwards; below a hundredth the axis is linear.
            vec![0, 2, 1, -1, 3, -2, 4, 5, 6, 7, 8, 9, 10, 11]
        };
        let sizes =
            [1.0, 5.0, 2.0, 3.0].into_iter().flat_map(|factor| powers.iter().map(move |power| (factor, *power)));
        let sizes = sizes.map(|(factor, power)| factor * power_of_ten(power));
        if self == Self::Log {
            sizes.collect()
        } else {
            std::iter::once(0.0).chain(sizes.flat_map(|s| [s, -s])).collect()
        }
    }

    /// Values between those that are named: 1 to 9 times every power of ten on the axis; none on a linear one.
    #[must_use]
    pub fn minor_ticks(self, low: f64, high: f64) -> Vec<f64> {
        let powers = match self {
            Self::Linear => return Vec::new(),
            Self::Log => (low.floor() as i32).max(-300)..=(high.ceil() as i32).min(300),
            Self::SymLog => -2..=(high.abs().max(low.abs()).ceil() as i32 - 2).min(300),
        };
        let sizes = powers.flat_map(|power| (1..=9).map(move |factor| f64::from(factor) * power_of_ten(power)));
        let signed = sizes.flat_map(|size| [size, -size]).filter(|value| self == Self::SymLog || *value > 0.0);
        signed.filter(|value| (low..=high).contains(&self.to_axis(*value))).collect()
    }

    /// The text of a named value; `step` is the distance to its neighbour on the axis.
    #[must_use]
    pub fn tick_label(self, y: f64, step: f64) -> String {
        if self == Self::Linear {
            return tick_label(y, telling(y, step));
        }
        if self == Self::SymLog && y.abs() < 1e-9 {
            return "0".to_owned();
        }
        let value = self.value_at(y);
        let to_neighbour = (value - self.value_at(y - step)).abs().min((value - self.value_at(y + step)).abs());
        // Where neighbours share three digits, the fourth tells.
        if to_neighbour < 0.05 * value.abs() {
            tick_label(value, telling(value, to_neighbour))
        } else {
            log_tick_label(value)
        }
    }
}

/// The step, or a part of it, whose digits write the value as it is.
fn telling(value: f64, step: f64) -> f64 {
    let is_whole = |part: &f64| {
        let digit = power_of_ten((part.log10() + 1e-6).floor().clamp(-300.0, 300.0) as i32);
        ((value / digit).round() * digit - value).abs() < 1e-3 * step
    };
    [step, step / 10.0, step / 100.0].into_iter().find(is_whole).unwrap_or(step)
}

/// Round values no nearer to each other than `distance`: multiples of 1, 2 or 5 times a power of ten.
fn spaced(low: f64, high: f64, distance: f64) -> Vec<f64> {
    let multiples = |step: f64| {
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        (first..=last).map(move |i| i as f64 * step)
    };
    let step = round_up(distance);
    if multiples(step).count() > 1 {
        return multiples(step).collect();
    }
    // One value alone says nothing: two of a finer step, if they have room.
    let fine: Vec<f64> = multiples(round_down(0.99 * step)).collect();
    match fine.as_slice() {
        [first, .., last] if last - first >= distance => vec![*first, *last],
        _ => multiples(step).collect(),
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
        fn ticks_are_inside_in_order_apart_and_named_apart(low in -6f64..6.0, span in 0.01f64..8.0, share in 0.05f64..0.5) {
            for scale in [AxisScale::Linear, AxisScale::Log, AxisScale::SymLog] {
                let ticks = scale.ticks(low, low + span, share * span);
                let places: Vec<f64> = ticks.iter().map(|t| scale.to_axis(*t)).collect();
                prop_assert!(places.windows(2).all(|w| w[1] - w[0] >= 0.99 * share * span), "{ticks:?}");
                let slack = 1e-6 * span;
                prop_assert!(places.iter().all(|y| *y > low - slack && *y < low + span + slack), "{ticks:?}");
                let step = places.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
                let names: Vec<String> = places.iter().map(|y| scale.tick_label(*y, step.min(1e9))).collect();
                prop_assert!(names.windows(2).all(|w| w[0] != w[1]), "{ticks:?}: {names:?}");
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

    fn names(scale: AxisScale, low: f64, high: f64, distance: f64) -> Vec<String> {
        let ticks = scale.ticks(scale.to_axis(low), scale.to_axis(high), distance);
        ticks.iter().map(|value| scale.tick_label(scale.to_axis(*value), distance)).collect()
    }

    #[test]
    fn a_two_sided_axis_names_its_decades_and_what_lies_between() {
        // A chart of 190 points from −1.2 to 150, and a name every 16 points.
        let distance = (AxisScale::SymLog.to_axis(150.0) + AxisScale::SymLog.to_axis(1.2)) / 190.0 * 16.0;
        let found = names(AxisScale::SymLog, -1.2, 150.0, distance);
        assert_eq!(found, ["-1", "-0.1", "0", "0.1", "1", "10", "100"], "−0.12 stands beside −0.1");
        let found = names(AxisScale::SymLog, -1.2, 1.2, 0.25);
        assert_eq!(
            found,
            ["-1", "-0.5", "-0.2", "-0.1", "-0.05", "-0.01", "0", "0.01", "0.05", "0.1", "0.2", "0.5", "1"],
            "halves"
        );
    }

    #[test]
    fn a_logarithmic_axis_names_as_much_as_has_room() {
        assert_eq!(names(AxisScale::Log, 0.009, 1.1, 0.9), ["0.01", "0.1", "1"]);
        assert_eq!(names(AxisScale::Log, 0.009, 1.1, 0.45), ["0.01", "0.03", "0.1", "0.3", "1"]);
        assert_eq!(names(AxisScale::Log, 0.09, 1.1, 0.25), ["0.1", "0.2", "0.5", "1"]);
        assert_eq!(names(AxisScale::Log, 1e-6, 1e3, 1.5), ["1e-6", "1e-4", "0.01", "1", "100"], "every second decade");
        assert_eq!(names(AxisScale::Log, 0.0121, 0.0139, 0.015), ["0.0125", "0.0130", "0.0135"], "within a decade");
    }

    #[test]
    fn lines_between_names_are_those_of_the_decades() {
        assert_eq!(AxisScale::Log.minor_ticks(-1.0, 0.0).len(), 10, "0.1 to 0.9, and 1");
        let both = AxisScale::SymLog.minor_ticks(AxisScale::SymLog.to_axis(-1.0), AxisScale::SymLog.to_axis(1.0));
        assert!(both.len() == 2 * 19 && both.contains(&-0.5), "{both:?}");
        assert!(AxisScale::Linear.minor_ticks(0.0, 1.0).is_empty());
    }

    #[test]
    fn round_values_of_a_linear_axis_keep_their_distance() {
        assert_eq!(spaced(0.0, 1.0, 0.2), (0..6).map(|i| f64::from(i) * 0.2).collect::<Vec<_>>());
        assert_eq!(spaced(-0.9, -0.1, 0.3), [-0.8, -0.2], "two of a finer step, where one of the coarser is alone");
        assert_eq!(spaced(0.3, 0.9, 0.5), [0.5], "a second one has no room");
    }
}
