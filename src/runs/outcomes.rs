//! What became of several runs: one row each, and only what tells them apart.

use super::glance::{Glance, MappedGlance};
use super::listed::RunEntry;
use crate::analysis::Score;
use crate::preset::{TABLE, Value};
use crate::stream::{SERIES, Series};
use std::cmp::Ordering;
use std::fmt::{Display, Formatter};

/// Losses that are told of the last step.
const LOSSES: [Series; 5] =
    [Series::Total, Series::Separation, Series::Invariance, Series::Capacity, Series::ConformalIsometry];
/// Scores whose medians are told.
const SCORES: [(Score, &str); 3] =
    [(Score::Adaptive, "grid score"), (Score::Score90, "90° score"), (Score::Stability, "stability")];

/// One place of the table.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomeCell {
    /// It does not exist, or nobody has looked.
    Nothing,
    Text(String),
    Count(u64),
    Number(f64),
}

impl Display for OutcomeCell {
    /// As in a file: numbers in the shortest form that reads back to the same value.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => write!(f, "{count}"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl OutcomeCell {
    fn count(count: Option<usize>) -> Self {
        count.map_or(Self::Nothing, |count| Self::Count(count as u64))
    }

    fn number(number: Option<f64>) -> Self {
        number.filter(|number| number.is_finite()).map_or(Self::Nothing, Self::Number)
    }

    fn value(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(*number),
            Value::Count(count) => Self::Count(*count),
            Value::Switch(_) | Value::Choice(_) | Value::Auto => Self::Text(value.to_string()),
        }
    }

    fn as_number(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Number(number) => Some(*number),
            Self::Nothing | Self::Text(_) => None,
        }
    }

    /// Numbers before texts.
    fn order(&self, other: &Self) -> Ordering {
        match (self.as_number(), other.as_number()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.to_string().cmp(&other.to_string()),
        }
    }
}

/// A table with a row a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeTable {
    /// Names of the columns, with the unit where there is one: `spacings (m)`.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<OutcomeCell>>,
}

/// A run and what its newest state looks like, if anybody has looked.
type Looked<'a> = (&'a RunEntry, Option<&'a Glance>);

impl OutcomeTable {
    /// The table of some runs. Of the parameters in force at their ends it has those that differ.
    #[must_use]
    pub fn of(runs: &[Looked<'_>]) -> Self {
        let mut table = Self { columns: Vec::new(), rows: vec![Vec::new(); runs.len()] };
        table.add("run", runs, |(entry, _)| OutcomeCell::Text(entry.name()));
        for spec in TABLE.iter().filter(|spec| spec.name != "seed") {
            let value = |(entry, _): Looked<'_>| {
                let params = entry.facts.as_ref().ok().and_then(|facts| facts.params.as_ref());
                params.map(|params| spec.value_in(params))
            };
            let known: Vec<Value> = runs.iter().filter_map(|run| value(*run)).collect();
            if known.windows(2).any(|pair| pair[0] != pair[1]) {
                let unit = if spec.unit.is_empty() { String::new() } else { format!(" ({})", spec.unit) };
                table.add(format!("{}{unit}", spec.name), runs, |run| {
                    value(run).map_or(OutcomeCell::Nothing, |value| OutcomeCell::value(&value))
                });
            }
        }
        let fact = |entry: &RunEntry| entry.facts.as_ref().ok().cloned();
        let count = |count: Option<u64>| count.map_or(OutcomeCell::Nothing, OutcomeCell::Count);
        table.add("seed", runs, |(entry, _)| count(fact(entry).map(|facts| facts.seed)));
        table.add("changes", runs, |(entry, _)| OutcomeCell::count(fact(entry).map(|facts| facts.changes)));
        table.add("steps", runs, |(entry, _)| count(fact(entry).map(|facts| facts.steps)));
        table.add("looked at step", runs, |(_, glance)| count(glance.map(|glance| glance.step)));
        let of_mapped = |cell: fn(&MappedGlance) -> OutcomeCell| {
            move |(_, glance): Looked<'_>| glance.and_then(Glance::mapped).map_or(OutcomeCell::Nothing, cell)
        };
        table.add("active units", runs, of_mapped(|mapped| OutcomeCell::count(Some(mapped.active))));
        table.add("silent units", runs, of_mapped(|mapped| OutcomeCell::count(Some(mapped.silent()))));
        table.add("modules", runs, of_mapped(|mapped| OutcomeCell::count(Some(mapped.modules.len()))));
        table.add(
            "spacings (m)",
            runs,
            of_mapped(|mapped| {
                let spacings: Vec<String> =
                    mapped.modules.iter().map(|module| format!("{:.3}", module.spacing_m)).collect();
                if spacings.is_empty() { OutcomeCell::Nothing } else { OutcomeCell::Text(spacings.join(" ")) }
            }),
        );
        for (score, name) in SCORES {
            table.add(format!("median {name}"), runs, |(_, glance)| {
                OutcomeCell::number(
                    glance.and_then(Glance::mapped).and_then(|mapped| mapped.medians.get(score.field()).copied()),
                )
            });
        }
        for series in LOSSES {
            let last = |(entry, _): Looked<'_>| fact(entry)?.last.map(|sample| f64::from(sample.get(series)));
            table.add(format!("{} loss", SERIES[series as usize].name), runs, |run| OutcomeCell::number(last(run)));
        }
        table
    }

    fn add<'a>(&mut self, name: impl Into<String>, runs: &[Looked<'a>], cell: impl Fn(Looked<'a>) -> OutcomeCell) {
        self.columns.push(name.into());
        for (row, run) in self.rows.iter_mut().zip(runs) {
            row.push(cell(*run));
        }
    }

    /// Sorts the rows by a column; what does not exist comes last either way.
    pub fn sort(&mut self, column: usize, descending: bool) {
        self.rows.sort_by(|a, b| {
            let (Some(a), Some(b)) = (a.get(column), b.get(column)) else { return Ordering::Equal };
            let is_nothing = |cell: &OutcomeCell| *cell == OutcomeCell::Nothing;
            let order = if descending { b.order(a) } else { a.order(b) };
            is_nothing(a).cmp(&is_nothing(b)).then(order)
        });
    }

    /// The table as CSV (RFC 4180), with names and units in the first row.
    #[must_use]
    pub fn csv(&self) -> String {
        let quoted = |text: String| {
            if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
        };
        let line = |cells: Vec<String>| cells.into_iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
        let rows = self.rows.iter().map(|row| line(row.iter().map(OutcomeCell::to_string).collect()));
        std::iter::once(line(self.columns.clone())).chain(rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::glance::{ContactSheet, GlanceLook, GlanceModule};
    use super::super::listed::RunFacts;
    use super::*;
    use crate::maps::{Arena, RateMaps};
    use crate::stream::LossSample;
    use std::time::SystemTime;

    fn entry(name: &str, seed: u64, change: impl FnOnce(&mut crate::preset::Params)) -> RunEntry {
        let mut params = crate::preset::default_preset().params.clone();
        change(&mut params);
        let facts = RunFacts {
            id: String::new(),
            preset: "modules".into(),
            seed,
            device: "CPU".into(),
            parent: None,
            params: Some(params),
            changes: 0,
            steps: 100 * seed,
            last: Some(LossSample { step: 1, values: [0.5; SERIES.len()] }),
            checkpoints: Vec::new(),
        };
        RunEntry {
            folder: name.into(),
            written: SystemTime::UNIX_EPOCH,
            facts: Ok(facts),
            note: String::new(),
            writer: None,
        }
    }

    fn glance(active: usize) -> Glance {
        let maps = RateMaps { arena: Arena { box_m: 1.0, bins: 1 }, units: 1, rates: vec![1.0], visits: vec![1.0] };
        let module = |spacing_m| GlanceModule { units: 3, spacing_m };
        Glance {
            step: 90,
            losses: None,
            look: GlanceLook::Mapped(MappedGlance {
                units: 10,
                active,
                collapsed: false,
                modules: vec![module(0.5), module(0.35)],
                medians: [("grid_score_adaptive".to_owned(), 0.25)].into(),
                sheet: ContactSheet::of(&maps, &[0], 1),
            }),
        }
    }

    #[test]
    fn only_what_differs_has_a_column_and_rows_sort_by_every_one() {
        let runs = [
            entry("b, with capacity", 9, |_| {}),
            entry("a", 10, |params| params.capacity.enabled = false),
            RunEntry { facts: Err("cannot be read".into()), ..entry("c", 1, |_| {}) },
        ];
        let glance = glance(7);
        let mut table = OutcomeTable::of(&[(&runs[0], Some(&glance)), (&runs[1], None), (&runs[2], None)]);
        assert_eq!(table.columns[..3], ["run", "capacity.enabled", "seed"]);
        assert!(!table.columns.iter().any(|name| name.starts_with("sigma_g")), "the same in all");
        let column =
            |table: &OutcomeTable, name: &str| table.columns.iter().position(|own| own == name).expect("a column");
        let cell = |table: &OutcomeTable, row: usize, name: &str| table.rows[row][column(table, name)].clone();
        assert_eq!(cell(&table, 0, "spacings (m)"), OutcomeCell::Text("0.500 0.350".into()));
        assert_eq!(cell(&table, 0, "silent units"), OutcomeCell::Count(3));
        assert_eq!(cell(&table, 0, "median grid score"), OutcomeCell::Number(0.25));
        assert_eq!(cell(&table, 1, "median grid score"), OutcomeCell::Nothing, "nobody has looked");
        assert_eq!(cell(&table, 1, "total loss"), OutcomeCell::Number(0.5));
        let first = |table: &OutcomeTable| table.rows[0][0].to_string();
        let seed = column(&table, "seed");
        table.sort(seed, true);
        assert_eq!(first(&table), "a", "10 is more than 9");
        table.sort(seed, false);
        assert_eq!(first(&table), "b, with capacity");
        assert_eq!(table.rows[2][0].to_string(), "c", "what does not exist is last either way");
        table.sort(0, false);
        assert_eq!(first(&table), "a");
        let csv = table.csv();
        assert!(csv.starts_with("run,capacity.enabled,seed,changes,steps,"), "{csv}");
        assert!(csv.contains("\n\"b, with capacity\",true,9,0,900,90,7,3,2,0.500 0.350,0.25,"), "{csv}");
        assert_eq!(csv.lines().count(), 4);
    }
}
