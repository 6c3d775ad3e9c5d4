//! The clock that spikes were timed by, where it is not the track's.

use std::fmt::{Display, Formatter};
use std::str::FromStr;

/// How the numbers of spikes become times of the track: each is so many units of a clock, plus an offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpikeClock {
    /// Seconds in one unit.
    pub unit_s: f64,
    /// What is added, seconds.
    pub offset_s: f64,
}

impl SpikeClock {
    /// What can be said, in words.
    pub const VALID: &str =
        "s, ms, us, or sample numbers as 30000hz; then seconds that are added, as in ms+12.5 or s-100";

    /// A time of the track, seconds.
    #[must_use]
    pub fn time_s(self, number: f64) -> f64 {
        number * self.unit_s + self.offset_s
    }
}

impl Display for SpikeClock {
    /// As it is typed: `ms`, `30000hz`, `s-100`.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let is = |unit_s: f64| (self.unit_s / unit_s - 1.0).abs() < 1e-12;
        match [("s", 1.0), ("ms", 1e-3), ("us", 1e-6)].into_iter().find(|(_, unit_s)| is(*unit_s)) {
            Some((name, _)) => f.write_str(name)?,
            None => write!(f, "{}hz", (1e6 / self.unit_s).round() / 1e6)?,
        }
        if self.offset_s == 0.0 { Ok(()) } else { write!(f, "{:+}", self.offset_s) }
    }
}

impl FromStr for SpikeClock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let invalid = || format!("valid: {}", Self::VALID);
        let text = text.trim().to_ascii_lowercase();
        // The sign of an exponent begins no offset.
        let is_sign = |(at, c): &(usize, char)| matches!(c, '+' | '-') && !text[..*at].ends_with('e');
        let cut = text.char_indices().find(is_sign).map_or(text.len(), |(at, _)| at);
        let (unit, offset) = text.split_at(cut);
        let unit_s = match unit {
            "s" | "" => 1.0,
            "ms" => 1e-3,
            "us" => 1e-6,
            samples => {
                let rate_hz: f64 = samples.strip_suffix("hz").and_then(|rate| rate.parse().ok()).ok_or_else(invalid)?;
                1.0 / rate_hz
            }
        };
        let offset_s = if offset.is_empty() { 0.0 } else { offset.parse().map_err(|_| invalid())? };
        let is_clock = unit_s.is_finite() && unit_s > 0.0 && f64::is_finite(offset_s) && !text.is_empty();
        is_clock.then_some(Self { unit_s, offset_s }).ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_typed() {
        for (text, number, time_s) in [
            ("ms", 1500.0, 1.5),
            ("30000hz", 60_000.0, 2.0),
            ("s-100", 101.0, 1.0),
            ("ms+12.5", 500.0, 13.0),
            ("us", 2e6, 2.0),
        ] {
            let clock: SpikeClock = text.parse().expect(text);
            assert!((clock.time_s(number) - time_s).abs() < 1e-9, "{text}");
            assert_eq!(clock.to_string(), text);
        }
        assert_eq!("+2e-1".parse::<SpikeClock>().map(|clock| clock.offset_s), Ok(0.2));
        for bad in ["", "min", "0hz", "-5hz", "infhz", "ms+", "s+inf", "hz"] {
            assert!(bad.parse::<SpikeClock>().is_err_and(|text| text.contains("30000hz")), "{bad}");
        }
    }
}
