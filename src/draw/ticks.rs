//! Round numbers along an axis, 1, 2 or 5 times a power of ten, and their texts: the one rule for all charts.
//!
//! Those of a plain and of a logarithmic axis, and what is written at one:
//!
//! ```
//! use gridscope::draw::ticks::{linear_ticks, log_ticks, round_up, tick_label};
//!
//! assert_eq!(linear_ticks(-1.2, 1.2, 5), [-1.0, -0.5, 0.0, 0.5, 1.0]);
//! assert_eq!(log_ticks(0.009, 1.1, 3), [0.01, 0.1, 1.0]);
//! assert_eq!(round_up(41.0), 50.0);
//! assert_eq!(tick_label(-0.5, 0.5), "-0.5");
//! ```

/// Round numbers of a decade and a little more, as shares of its first one.
const ROUND: [f64; 5] = [1.0, 2.0, 5.0, 10.0, 20.0];

/// Ten to a whole power. Powers below one by division: 1 / 10 prints as 0.1, ten to the −1 need not.
pub(super) fn power_of_ten(exponent: i32) -> f64 {
    if exponent < 0 { 1.0 / 10f64.powi(-exponent) } else { 10f64.powi(exponent) }
}

/// The largest power of ten that is no larger than a positive number.
fn decade_of(value: f64) -> f64 {
    power_of_ten(value.log10().floor().clamp(-300.0, 300.0) as i32)
}

/// The smallest round number that is no smaller than a positive one.
#[must_use]
pub fn round_up(value: f64) -> f64 {
    let decade = decade_of(value);
    ROUND.into_iter().map(|factor| factor * decade).find(|round| *round >= value * (1.0 - 1e-9)).unwrap_or(value)
}

/// The largest round number that is no larger than a positive one.
#[must_use]
pub fn round_down(value: f64) -> f64 {
    let decade = decade_of(value);
    ROUND.into_iter().rev().map(|factor| factor * decade).find(|round| *round <= value * (1.0 + 1e-9)).unwrap_or(value)
}

/// Round values (1, 2 or 5 times a power of ten apart) inside a range: as many as possible, but at most `count + 1`
/// unless that would leave fewer than two.
#[must_use]
pub fn linear_ticks(min: f64, max: f64, count: usize) -> Vec<f64> {
    let span = max - min;
    if !(span.is_finite() && span > 0.0) || count == 0 {
        return Vec::new();
    }
    let decade = decade_of(span / (count as f64 + 1.0));
    let ends = |step: f64| ((min / step - 1e-9).ceil() as i64, (max / step + 1e-9).floor() as i64);
    let fits = |step: &f64| ends(*step).1.abs_diff(ends(*step).0) <= count as u64;
    let steps = ROUND.map(|factor| factor * decade);
    let mut chosen = steps.iter().position(fits).unwrap_or(steps.len() - 1);
    while chosen > 0 && ends(steps[chosen]).1 - ends(steps[chosen]).0 < 1 {
        chosen -= 1;
    }
    let step = steps[chosen];
    let (first, last) = ends(step);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Round values for a logarithmic axis: whole decades where there are many, 1-2-5 between them where there is room.
#[must_use]
pub fn log_ticks(min: f64, max: f64, count: usize) -> Vec<f64> {
    if !(min > 0.0 && max > min && max.is_finite()) || count == 0 {
        return Vec::new();
    }
    if max / min < 6.0 {
        return linear_ticks(min, max, count);
    }
    let (first, last) = (min.log10().floor() as i32, max.log10().ceil() as i32);
    let decades = max.log10() - min.log10();
    let factors: &[f64] = if decades * 3.0 <= count as f64 * 1.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let every = ((decades / count as f64).ceil() as i32).max(1);
    (first..=last)
        .filter(|power| power.rem_euclid(every) == 0)
        .flat_map(|power| factors.iter().map(move |factor| factor * power_of_ten(power)))
        .filter(|value| *value >= min * 0.999 && *value <= max * 1.001)
        .collect()
}

/// A tick's text: as many decimals as its step needs, powers of ten where plain digits would be long.
#[must_use]
pub fn tick_label(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = value.abs();
    if !(1e-3..1e6).contains(&size) {
        let exponent = size.log10().floor() as i32;
        let mantissa = value / 10f64.powi(exponent);
        let near_one = (mantissa.abs() - mantissa.abs().round()).abs() < 0.05;
        let decimals = if step > 0.0 && step < 0.999 * size {
            (f64::from(exponent) - (step.log10() + 1e-6).floor()).clamp(0.0, 6.0) as usize
        } else {
            usize::from(!near_one)
        };
        return format!("{mantissa:.decimals$}e{exponent}");
    }
    let step = if step.is_finite() && step > 0.0 { step } else { size };
    if size >= 10_000.0 && step >= 100.0 {
        let decimals = usize::from(step < 1000.0);
        return format!("{:.decimals$}k", value / 1000.0);
    }
    let decimals = (-(step.log10() + 1e-6).floor()).clamp(0.0, 6.0) as usize;
    format!("{value:.decimals$}")
}

/// The text of a tick on a logarithmic axis: three significant digits at most, none that says nothing.
#[must_use]
pub fn log_tick_label(value: f64) -> String {
    let size = value.abs();
    if !(1e-3..1e4).contains(&size) {
        return tick_label(value, size);
    }
    let decimals = (2 - (size.log10() + 1e-6).floor() as i32).clamp(0, 6) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn linear_ticks_are_inside_and_few(min in -1e4f64..1e4, span in 1e-4f64..1e4, count in 1usize..12) {
            let ticks = linear_ticks(min, min + span, count);
            prop_assert!(ticks.len() <= (count + 1).max(6));
            prop_assert!(ticks.iter().all(|t| *t >= min - 1e-6 * span && *t <= min + span * (1.0 + 1e-6)));
        }

        #[test]
        fn log_ticks_are_inside_and_ordered(low in -8f64..4.0, decades in 0.01f64..10.0, count in 1usize..12) {
            let (min, max) = (10f64.powf(low), 10f64.powf(low + decades));
            let ticks = log_ticks(min, max, count);
            prop_assert!(ticks.windows(2).all(|w| w[0] < w[1]));
            prop_assert!(ticks.iter().all(|t| *t >= min * 0.99 && *t <= max * 1.01));
        }
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(linear_ticks(-1.2, 1.2, 5), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(linear_ticks(-2.1, 2.1, 2), [-2.0, 0.0, 2.0]);
        assert_eq!(linear_ticks(-4.1, 4.1, 3), [-4.0, -2.0, 0.0, 2.0, 4.0], "one tick alone says nothing");
        assert_eq!(log_ticks(0.009, 1.1, 3), [0.01, 0.1, 1.0]);
        assert_eq!(log_ticks(0.3, 3.0, 6), [0.5, 1.0, 2.0]);
    }

    #[test]
    fn nothing_breaks_on_bad_ranges() {
        for (min, max) in [(0.0, 0.0), (1.0, -1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert!(linear_ticks(min, max, 5).is_empty());
            assert!(log_ticks(min, max, 5).is_empty());
        }
    }

    #[test]
    fn labels_are_short_and_exact() {
        let label = |v, s| tick_label(v, s);
        assert_eq!(label(0.0, 0.5), "0");
        assert_eq!(label(-0.5, 0.5), "-0.5");
        assert_eq!(label(1.0, 0.5), "1.0");
        assert_eq!(label(1.4, 0.1 - 1e-17), "1.4");
        assert_eq!(label(1.4, 0.099_999_999_9), "1.4");
        assert_eq!(label(3000.0, 1000.0), "3000");
        assert_eq!(label(12_000.0, 2000.0), "12k");
        assert_eq!(label(1e-5, 9e-5), "1e-5");
        assert_eq!([1.25e-5, 1.3e-5].map(|v| label(v, 5e-7)), ["1.25e-5", "1.30e-5"], "told from its neighbour");
        assert_eq!(log_tick_label(0.01), "0.01");
        assert_eq!(log_tick_label(0.345), "0.345");
        assert_eq!(log_tick_label(1.2), "1.2");
        assert_eq!(log_tick_label(500.0), "500");
        assert_eq!(log_tick_label(1e-5), "1e-5");
    }

    #[test]
    fn numbers_are_rounded_both_ways() {
        for (value, down, up) in
            [(0.7, 0.5, 1.0), (41.0, 20.0, 50.0), (5.0, 5.0, 5.0), (0.001, 0.001, 0.001), (99.0, 50.0, 100.0)]
        {
            assert!((round_down(value) / down - 1.0).abs() < 1e-12, "{value}: {}", round_down(value));
            assert!((round_up(value) / up - 1.0).abs() < 1e-12, "{value}: {}", round_up(value));
        }
    }
}
