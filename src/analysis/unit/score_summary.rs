//! One score over all units: how it spreads, and how many units lie beyond chance.

use super::report::UnitReport;
use super::score::Score;
use super::surrogates::ScoreNull;
use crate::analysis::thresholds::{ABOVE_CHANCE_LEVEL, NULL_PERCENTILE};
use crate::numerics::median;
use serde::Serialize;

/// One score over the active units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreSummary {
    /// Its name in a [`UnitReport`].
    pub score: &'static str,
    /// Active units that have this score, and those that have none. Silent units are in neither.
    pub units: usize,
    pub none: usize,
    pub median: Option<f64>,
    /// What 99 % of the surrogates stay below, and how many units lie above it …
    pub null_99th: Option<f64>,
    pub above: Option<usize>,
    /// … how likely so many or more would by chance, each unit with a probability of 1 % …
    pub above_p: Option<f64>,
    /// … and whether that is more than chance: at most [`ABOVE_CHANCE_LEVEL`].
    pub beyond_chance: Option<bool>,
}

impl ScoreSummary {
    /// Summarises a score; without surrogates there is no chance level.
    #[must_use]
    pub fn of(score: Score, units: &[UnitReport], null: Option<&ScoreNull>) -> Self {
        let active = units.iter().filter(|unit| unit.active);
        let (with, none): (Vec<_>, Vec<_>) = active.map(|unit| score.of(unit)).partition(Option::is_some);
        let values: Vec<f64> = with.into_iter().flatten().collect();
        let null_99th = null.and_then(|null| null.level(score));
        let above = null_99th.map(|level| values.iter().filter(|value| **value > level).count());
        let above_p = above.map(|above| at_least(above, values.len(), 1.0 - NULL_PERCENTILE));
        Self {
            score: score.field(),
            units: values.len(),
            none: none.len(),
            null_99th,
            above,
            above_p,
            beyond_chance: above_p.map(|p| p <= ABOVE_CHANCE_LEVEL),
            median: median(values),
        }
    }

    /// All scores.
    #[must_use]
    pub fn all(units: &[UnitReport], null: Option<&ScoreNull>) -> Vec<Self> {
        Score::ALL.into_iter().map(|score| Self::of(score, units, null)).collect()
    }
}

/// The probability that `count` or more of `all` independent draws hit, each with probability `p`: the upper tail of the
/// binomial distribution.
fn at_least(count: usize, all: usize, p: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    // In logarithms: of a hundred thousand units the first terms are too small for a number.
    let ln_odds = (p / (1.0 - p)).ln();
    let mut ln_term = all as f64 * (1.0 - p).ln();
    let mut tail = 0.0;
    for hits in 0..=all {
        if hits >= count {
            tail += ln_term.exp();
        }
        ln_term += ((all - hits) as f64 / (hits + 1) as f64).ln() + ln_odds;
    }
    tail.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_hundred_above_the_99th_percentile_is_chance() {
        let p = |count, all| at_least(count, all, 0.01);
        assert!((p(0, 100) - 1.0).abs() < 1e-12 && (p(0, 0) - 1.0).abs() < 1e-12, "none or more, always");
        assert!((p(1, 100) - 0.634).abs() < 1e-3, "1 − 0.99¹⁰⁰");
        assert!((p(2, 2) - 1e-4).abs() < 1e-12, "both of two");
        assert!(p(5, 100) < 0.01 && p(4, 100) > 0.01, "{} and {}", p(5, 100), p(4, 100));
        assert!(p(1, 0) < 1e-12, "one of none, never");
        assert!(p(70, 94) < p(20, 94) && p(20, 94) < 1e-15 && p(94, 94) > 0.0, "never less than nothing");
        assert!(p(900, 100_000) > 0.99 && p(1100, 100_000) < 0.01, "of very many");
    }

    fn unit(active: bool, score: Option<f64>) -> UnitReport {
        UnitReport { active, grid_score_adaptive: score, ..UnitReport::default() }
    }

    #[test]
    fn silent_units_and_missing_scores_are_counted_apart() {
        let units = [unit(true, Some(0.1)), unit(true, Some(0.9)), unit(true, None), unit(false, None)];
        let null = ScoreNull { surrogates: 0, levels: [(Score::Adaptive, Some(0.5))].into() };
        let summary = ScoreSummary::of(Score::Adaptive, &units, Some(&null));
        assert_eq!((summary.units, summary.none, summary.above), (2, 1, Some(1)));
        assert_eq!((summary.median, summary.null_99th), (Some(0.5), Some(0.5)));
        assert!(summary.above_p.is_some_and(|p| (p - 0.0199).abs() < 1e-9), "1 − 0.99²: {summary:?}");
        assert_eq!(summary.beyond_chance, Some(false));
        let without = ScoreSummary::of(Score::Adaptive, &units, None);
        assert_eq!((without.null_99th, without.above), (None, None), "no chance level, no count");
        assert_eq!(ScoreSummary::all(&[], None).len(), Score::ALL.len(), "no units are no trouble");
    }
}
