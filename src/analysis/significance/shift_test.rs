//! A score beside those of shifted spikes.

use super::cell_class::CellClass;
use super::shifted_score::ShiftedScore;
use serde::Serialize;
use std::collections::BTreeMap;

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

/// What shifted spikes say of one unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UnitSignificance {
    /// Index of the unit.
    pub unit: usize,
    /// What it is called.
    pub class: CellClass,
    /// How often its spikes were shifted; 0 where it has too few.
    pub shifts: usize,
    /// Each score that was tested.
    pub scores: BTreeMap<ShiftedScore, ShiftTest>,
}

impl UnitSignificance {
    /// The p-value of a score; `None` where it was not tested.
    #[must_use]
    pub fn p(&self, score: ShiftedScore) -> Option<f64> {
        self.scores.get(&score)?.p
    }

    /// Its class with what decides it, in words.
    #[must_use]
    pub fn words(&self) -> String {
        if self.shifts == 0 {
            return "no class: too few spikes to tell".to_owned();
        }
        let tests = self.scores.iter().filter_map(|(score, test)| Some((score, test.value?, test.p?, test.level_99th)));
        let test = |(score, value, p, level): (&ShiftedScore, f64, f64, Option<f64>)| {
            let chance = level.map_or_else(String::new, |level| format!(", chance {level:.2}"));
            format!("{} {value:.2} (p = {p:.3}{chance})", score.name())
        };
        let tests: Vec<String> = tests.map(test).collect();
        let class = if self.class == CellClass::None { "no class" } else { self.class.name() };
        format!("{class}: {}", tests.join(", "))
    }
}

/// One score of one unit, as a row of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignificanceRow {
    pub unit: usize,
    /// What its file calls it.
    pub label: String,
    pub class: CellClass,
    pub shifts: usize,
    pub score: ShiftedScore,
    #[serde(flatten)]
    pub test: ShiftTest,
}

impl UnitSignificance {
    /// A row a score.
    pub fn rows(&self, label: &str) -> impl Iterator<Item = SignificanceRow> {
        let Self { unit, class, shifts, .. } = *self;
        self.scores.iter().map(move |(score, test)| SignificanceRow {
            unit,
            label: label.to_owned(),
            class,
            shifts,
            score: *score,
            test: *test,
        })
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

    #[test]
    fn a_unit_is_said_with_its_numbers() {
        let test = ShiftTest { value: Some(1.114), p: Some(0.002), level_95th: Some(0.5), level_99th: Some(0.77) };
        let scores = BTreeMap::from([(ShiftedScore::Grid, test)]);
        let unit = UnitSignificance { class: CellClass::Grid, shifts: 500, scores, ..UnitSignificance::default() };
        assert_eq!(unit.words(), "grid: grid score 1.11 (p = 0.002, chance 0.77)");
        assert_eq!(UnitSignificance::default().words(), "no class: too few spikes to tell");
    }
}
