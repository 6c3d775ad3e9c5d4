//! One score over all units: how it spreads, and how many units lie beyond chance.

use super::report::UnitReport;
use super::score::Score;
use super::surrogates::ScoreNull;
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
    /// What 99 % of the surrogates stay below, and how many units lie above it.
    pub null_99th: Option<f64>,
    pub above: Option<usize>,
}

impl ScoreSummary {
    /// Summarises a score; without surrogates there is no chance level.
    #[must_use]
    pub fn of(score: Score, units: &[UnitReport], null: Option<&ScoreNull>) -> Self {
        let active = units.iter().filter(|unit| unit.active);
        let (with, none): (Vec<_>, Vec<_>) = active.map(|unit| score.of(unit)).partition(Option::is_some);
        let values: Vec<f64> = with.into_iter().flatten().collect();
        let null_99th = null.and_then(|null| null.level(score));
        Self {
            score: score.field(),
            units: values.len(),
            none: none.len(),
            null_99th,
            above: null_99th.map(|level| values.iter().filter(|value| **value > level).count()),
            median: median(values),
        }
    }

    /// All scores.
    #[must_use]
    pub fn all(units: &[UnitReport], null: Option<&ScoreNull>) -> Vec<Self> {
        Score::ALL.into_iter().map(|score| Self::of(score, units, null)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let without = ScoreSummary::of(Score::Adaptive, &units, None);
        assert_eq!((without.null_99th, without.above), (None, None), "no chance level, no count");
        assert_eq!(ScoreSummary::all(&[], None).len(), Score::ALL.len(), "no units are no trouble");
    }
}
