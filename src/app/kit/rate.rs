//! A rate in words.

use crate::maps::RateUnit;

/// A rate with its unit. States of a network are unit vectors: their rates lie between 0 and 1 and have none.
pub(crate) fn rate(value: f64, unit: RateUnit) -> String {
    match unit {
        RateUnit::Activity if value >= 0.0995 => format!("{value:.2}"),
        RateUnit::Activity => format!("{value:.3}"),
        RateUnit::Hz if value >= 9.95 => format!("{value:.0} Hz"),
        RateUnit::Hz if value >= 0.995 => format!("{value:.1} Hz"),
        RateUnit::Hz => format!("{value:.2} Hz"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_the_digits_that_are_read() {
        let said = [12.34, 3.456, 0.0312].map(|value| rate(value, RateUnit::Hz));
        assert_eq!(said, ["12 Hz", "3.5 Hz", "0.03 Hz"]);
        assert_eq!([0.3456, 0.0312].map(|value| rate(value, RateUnit::Activity)), ["0.35", "0.031"]);
    }
}
