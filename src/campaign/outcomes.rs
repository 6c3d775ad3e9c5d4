//! What the runs of each group came to: shares and medians, never without how many runs there were.

use super::table::StudyTable;
use crate::numerics::{Share, ends, median};
use std::collections::BTreeMap;

/// The runs of a study that differ in nothing but their seed.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupOutcome {
    /// Label and values that vary: `modules, sigma_g 0.3`.
    pub name: String,
    /// Rows of the table.
    pub rows: Vec<usize>,
}

/// Columns between the preset and the seed are what groups set.
fn settings(table: &StudyTable) -> std::ops::Range<usize> {
    let [preset, seed] = ["preset", "seed"].map(|name| table.column(name).unwrap_or_default());
    preset + 1..seed.max(preset + 1)
}

/// The groups of a table, in its order.
#[must_use]
pub fn groups(table: &StudyTable) -> Vec<GroupOutcome> {
    let (mut groups, mut varied): (Vec<GroupOutcome>, BTreeMap<&str, Vec<usize>>) = Default::default();
    for (index, row) in table.rows.iter().enumerate() {
        let label = table.text(index, "label");
        let of_label = || settings(table).filter(|&column| differs_within(table, label, column)).collect();
        let columns = varied.entry(label).or_insert_with(of_label);
        let values = columns.iter().map(|&column| format!("{} {}", table.columns[column], row[column]));
        let parts: Vec<String> = std::iter::once(label.to_owned()).chain(values).collect();
        let name = parts.join(", ");
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.rows.push(index),
            None => groups.push(GroupOutcome { name, rows: vec![index] }),
        }
    }
    groups
}

/// The group of a row in words; its label, should it be in none.
#[must_use]
pub fn group_name<'a>(groups: &'a [GroupOutcome], table: &'a StudyTable, row: usize) -> &'a str {
    groups.iter().find(|group| group.rows.contains(&row)).map_or_else(|| table.text(row, "label"), |group| &group.name)
}

/// Whether two rows of a label have different values: what only differs between labels is said by them.
fn differs_within(table: &StudyTable, label: &str, column: usize) -> bool {
    let rows = table.rows.iter().enumerate().filter(|&(index, _)| table.text(index, "label") == label);
    let mut values = rows.map(|(_, row)| &row[column]);
    values.next().is_some_and(|first| values.any(|value| value != first))
}

impl GroupOutcome {
    /// How many of the runs were trained to their end.
    #[must_use]
    pub fn done(&self, table: &StudyTable) -> Share {
        self.share(|row| table.text(row, "outcome") == "done")
    }

    /// How many of the runs have at least so many modules that count. One that failed has none.
    #[must_use]
    pub fn with_modules(&self, table: &StudyTable, least: usize) -> Share {
        self.share(|row| table.number(row, "modules_counted").is_some_and(|modules| modules >= least as f64))
    }

    /// How many of the runs have an outcome.
    #[must_use]
    pub fn share(&self, has: impl Fn(usize) -> bool) -> Share {
        Share { hits: self.rows.iter().filter(|&&row| has(row)).count(), trials: self.rows.len() }
    }

    /// The numbers of a column, of the runs that have one.
    #[must_use]
    pub fn numbers(&self, table: &StudyTable, column: &str) -> Vec<f64> {
        self.rows.iter().filter_map(|&row| table.number(row, column)).collect()
    }

    /// The numbers of a column of looks, by the step of the look.
    #[must_use]
    pub fn by_step(&self, looks: &StudyTable, column: &str) -> BTreeMap<u64, Vec<f64>> {
        let mut by_step: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for &row in &self.rows {
            if let (Ok(step), Some(value)) = (looks.text(row, "step").parse(), looks.number(row, column)) {
                by_step.entry(step).or_default().push(value);
            }
        }
        by_step
    }

    /// Median, lowest and highest of a column, with the number of runs: `1.05 (0.63 to 1.28, n = 3)`.
    #[must_use]
    pub fn median_words(&self, table: &StudyTable, column: &str, digits: usize) -> String {
        spread_words(self.numbers(table, column), digits)
    }
}

/// Median, lowest and highest, with how many there are: `1.05 (0.63 to 1.28, n = 3)`.
pub(super) fn spread_words(numbers: Vec<f64>, digits: usize) -> String {
    let n = numbers.len();
    let [low, high] = ends(numbers.iter().copied());
    match median(numbers) {
        None => "none (n = 0)".to_owned(),
        Some(only) if n == 1 => format!("{only:.digits$} (n = 1)"),
        Some(median) => format!("{median:.digits$} ({low:.digits$} to {high:.digits$}, n = {n})"),
    }
}

/// `1000 (500 to 2500)`: median, lowest and highest.
pub(super) fn steps_words(steps: Vec<f64>) -> String {
    let [low, high] = ends(steps.iter().copied());
    median(steps).map_or_else(|| "–".to_owned(), |middle| format!("{middle:.0} ({low:.0} to {high:.0})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> StudyTable {
        let text = "row,label,preset,capacity.weight,sigma_g,seed,outcome,modules_counted,grid_score\n\
                    0,a,instant,0.5,0.1,0,done,2,1.25\n\
                    1,a,instant,0.5,0.1,1,failed,,\n\
                    2,a,instant,0.5,0.2,0,done,1,0.5\n\
                    3,b,modules,0.7,0.2,0,done,0,\n";
        StudyTable::from_csv("study.csv", text).expect("a table")
    }

    #[test]
    fn runs_that_differ_in_their_seed_are_one_group() {
        let groups = groups(&table());
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        assert_eq!(
            names,
            ["a, sigma_g 0.1", "a, sigma_g 0.2", "b"],
            "the weight differs between labels only, the width within one"
        );
        assert_eq!(groups[0].rows, [0, 1]);
    }

    #[test]
    fn shares_and_medians_say_of_how_many() {
        let (table, groups) = (table(), groups(&table()));
        assert_eq!(groups[0].done(&table), Share { hits: 1, trials: 2 });
        assert_eq!(groups[0].with_modules(&table, 2), Share { hits: 1, trials: 2 }, "a run that failed has none");
        assert_eq!(groups[0].median_words(&table, "grid_score", 2), "1.25 (n = 1)");
        assert_eq!(groups[2].median_words(&table, "grid_score", 2), "none (n = 0)");
        let whole = GroupOutcome { name: "all".into(), rows: vec![0, 1, 2, 3] };
        assert_eq!(whole.median_words(&table, "grid_score", 2), "0.88 (0.50 to 1.25, n = 2)");
    }
}
