//! A score beside those of shifted spikes.

use serde::Serialize;

/// A score of a unit, and what its shifted spikes reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ShiftTest {
    /// The score itself.
    pub value: Option<f64>,
    /// The share of spike trains, shifted ones and the unit's own, that score as high as its own; `None` without a score.
    pub p: Option<f64>,
    /// What 95 % and 99 % of the shifted ones stay at or below (nearest rank); `None` where those have no score.
    pub level_95th: Option<f64>,
    pub level_99th: Option<f64>,
}

impl ShiftTest {
    /// Compares a score with those of shifted spikes. One that does not exist is below all others.
    pub(super) fn of(value: Option<f64>, shifted: &[Option<f64>]) -> Self {
        let as_high = |value: f64| shifted.iter().flatten().filter(|other| **other >= value).count();
        let p = value.map(|value| (1 + as_high(value)) as f64 / (1 + shifted.len()) as f64);
        let mut sorted: Vec<f64> = shifted.iter().map(|score| score.unwrap_or(f64::NEG_INFINITY)).collect();
        sorted.sort_by(f64::total_cmp);
        let level = |share: f64| {
            let rank = (share * sorted.len() as f64).ceil() as usize;
            sorted.get(rank.max(1) - 1).copied().filter(|level| level.is_finite())
        };
        Self { value, p, level_95th: level(0.95), level_99th: level(0.99) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_counts_the_unit_itself_and_levels_are_ranks() {
        let shifted: Vec<Option<f64>> = (1..=200).map(|i| Some(f64::from(i))).collect();
        let test = ShiftTest::of(Some(199.0), &shifted);
        assert_eq!(test.p, Some(3.0 / 201.0), "199, 200 and itself");
        assert_eq!((test.level_95th, test.level_99th), (Some(190.0), Some(198.0)));
        assert_eq!(ShiftTest::of(Some(201.0), &shifted).p, Some(1.0 / 201.0));
        assert_eq!(ShiftTest::of(None, &shifted).p, None, "no score, no p");
        let few = ShiftTest::of(Some(0.1), &[None, None, Some(0.0)]);
        assert_eq!((few.p, few.level_95th), (Some(0.25), Some(0.0)), "what does not exist is below");
        assert_eq!(ShiftTest::of(Some(0.1), &[None; 9]).level_99th, None);
    }
}
