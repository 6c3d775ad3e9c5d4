//! What shifted spikes say of one unit.

use super::cell_class::CellClass;
use super::shift_test::ShiftTest;
use super::shifted_score::ShiftedScore;
use serde::Serialize;
use std::collections::BTreeMap;

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

    /// A score itself; `None` where it was not tested, or does not exist.
    #[must_use]
    pub fn value(&self, score: ShiftedScore) -> Option<f64> {
        self.scores.get(&score)?.value
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
    fn a_unit_is_said_with_its_numbers() {
        let test = ShiftTest { value: Some(1.114), p: Some(0.002), level_95th: Some(0.5), level_99th: Some(0.77) };
        let scores = BTreeMap::from([(ShiftedScore::Grid, test)]);
        let unit = UnitSignificance { class: CellClass::Grid, shifts: 500, scores, ..UnitSignificance::default() };
        assert_eq!(unit.words(), "grid: grid score 1.11 (p = 0.002, chance 0.77)");
        assert_eq!(UnitSignificance::default().words(), "no class: too few spikes to tell");
    }
}
