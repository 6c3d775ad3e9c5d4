//! The table of a study: one row a run, the columns named, every cell a text.

use super::cell::RowCells;
use super::error::StudyError;
use super::folder::{FAILED, Finished, StudyFolder};
use super::plan::StudyRow;
use crate::export::csv_quoted;
use crate::files::read_text;
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

/// A table of ten thousand rows has some ten megabytes.
const MAX_BYTES: u64 = 64 << 20;
/// So many bytes of a file say what it is: a comment and the names of the columns.
const SEEN: u64 = 16 << 10;
/// Columns that a study's table has, by which it is known.
const KNOWN_BY: [&str; 4] = ["row", "label", "preset", "seed"];

/// A table out of a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudyTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// A text for each column.
    pub rows: Vec<Vec<String>>,
}

impl StudyTable {
    /// The table of the rows that are finished, and that of their looks.
    ///
    /// # Errors
    /// When a finished row cannot be read.
    pub fn collect(rows: &[StudyRow], folder: &StudyFolder) -> Result<[Self; 2], StudyError> {
        let mut finished = Vec::new();
        for row in rows {
            if let Some(found) = folder.finished(row)? {
                finished.push((row, found));
            }
        }
        let names: BTreeSet<&str> =
            rows.iter().flat_map(|row| row.settings.iter().map(|(name, _)| name.as_str())).collect();
        let looks =
            finished.iter().flat_map(|(row, found)| found.looks.iter().map(|look| look_cells(row, &names, look)));
        let runs = finished.iter().map(|(row, found)| run_cells(row, &names, found));
        Ok([Self::of(&runs.collect::<Vec<_>>()), Self::of(&looks.collect::<Vec<_>>())])
    }

    /// Rows under the columns of any of them; those that a row lacks stay empty. Rows that say more come first in the order of
    /// columns.
    fn of(rows: &[[RowCells; 2]]) -> Self {
        let longest = |part: usize| rows.iter().map(|row| &row[part].0).max_by_key(|cells| cells.len());
        let names = |part| longest(part).into_iter().flatten().map(|(name, _)| name.clone());
        let columns: Vec<String> = names(0).chain(names(1)).collect();
        let text = |row: &[RowCells; 2], name: &str| {
            row.iter().find_map(|cells| cells.get(name)).unwrap_or_default().to_owned()
        };
        let rows = rows.iter().map(|row| columns.iter().map(|name| text(row, name)).collect()).collect();
        Self { columns, rows }
    }

    /// Whether a file seems to be the table of a study, by the names of its columns.
    #[must_use]
    pub fn is_at(path: &Path) -> bool {
        let Ok(file) = std::fs::File::open(path) else { return false };
        let mut start = String::new();
        let read = file.take(SEEN).read_to_string(&mut start);
        let names = start.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty());
        read.is_ok() && names.is_some_and(|names| names.starts_with("row,label,preset,"))
    }

    /// Reads a table; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// When it cannot be read, has no rows or columns of a study, or a line of another number of cells.
    pub fn read(path: &Path) -> Result<Self, StudyError> {
        Self::from_csv(&path.display().to_string(), &read_text(path, MAX_BYTES)?)
    }

    /// Reads a table from text, which errors call `file`.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_csv(file: &str, text: &str) -> Result<Self, StudyError> {
        let refused = |line: usize, reason: String| StudyError::Table { file: file.to_owned(), line, reason };
        let mut records = records(text).into_iter();
        let (line, columns) = records.next().ok_or_else(|| refused(1, "the file is empty".into()))?;
        if let Some(missing) = KNOWN_BY.iter().find(|name| !columns.iter().any(|column| column == *name)) {
            let reason = format!("no column {missing:?}; valid: the table of a study, as `gridscope study` writes it");
            return Err(refused(line, reason));
        }
        let mut rows = Vec::new();
        for (line, cells) in records {
            if cells.len() != columns.len() {
                return Err(refused(
                    line,
                    format!("{} cells; valid: {}, as many as columns", cells.len(), columns.len()),
                ));
            }
            rows.push(cells);
        }
        Ok(Self { columns, rows })
    }

    /// The file.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let line = |cells: &Vec<String>| cells.iter().cloned().map(csv_quoted).collect::<Vec<_>>().join(",") + "\n";
        std::iter::once(&self.columns).chain(&self.rows).map(line).collect()
    }

    /// The place of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|own| own == name)
    }

    /// The text of a cell; empty where there is no such column.
    #[must_use]
    pub fn text(&self, row: usize, name: &str) -> &str {
        let cell = self.column(name).and_then(|column| self.rows.get(row)?.get(column));
        cell.map_or("", String::as_str)
    }

    /// The rows of runs that failed.
    #[must_use]
    pub fn failed(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| self.text(row, "outcome") == FAILED).collect()
    }

    /// The number in a cell, if it is one.
    #[must_use]
    pub fn number(&self, row: usize, name: &str) -> Option<f64> {
        self.text(row, name).parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// Which run it is.
fn head(row: &StudyRow, names: &BTreeSet<&str>) -> RowCells {
    let mut cells = RowCells::default();
    cells.push("row", row.index);
    cells.push_text("label", row.label.as_str());
    cells.push_text("preset", row.preset.name.as_str());
    for name in names {
        cells.push_text(*name, row.preset.params.get(name).map(|value| value.to_string()).unwrap_or_default());
    }
    cells.push("seed", row.preset.params.seed);
    cells
}

fn run_cells(row: &StudyRow, names: &BTreeSet<&str>, found: &Finished) -> [RowCells; 2] {
    let mut cells = head(row, names);
    cells.push_text("arena_m", row.arena_m.to_string());
    cells.0.extend(found.cells.0.iter().cloned());
    cells.push_text("run", StudyFolder::run_name(row));
    let picture = found.failure().is_none().then(|| StudyFolder::picture_name(row));
    cells.push_text("picture", picture.unwrap_or_default());
    let mut last = found.last.clone();
    if last.0.is_empty() {
        last.push_text("device", "");
        last.push_text("seconds", "");
    }
    [cells, last]
}

fn look_cells(row: &StudyRow, names: &BTreeSet<&str>, look: &RowCells) -> [RowCells; 2] {
    let mut cells = head(row, names);
    cells.0.extend(look.0.iter().cloned());
    [cells, RowCells::default()]
}

/// The records of a CSV file (RFC 4180), each with the line on which it begins. Empty lines and comments are skipped.
fn records(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut records = Vec::new();
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut began) = (1, 1);
    let mut chars = text.chars().peekable();
    let mut is_comment = chars.peek() == Some(&'#');
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '\n' if is_comment => {
                (is_comment, began) = (chars.peek() == Some(&'#'), line);
            }
            _ if is_comment => {}
            '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                if !(cells.is_empty() && cell.is_empty()) {
                    cells.push(std::mem::take(&mut cell));
                    records.push((began, std::mem::take(&mut cells)));
                }
                (is_comment, began) = (chars.peek() == Some(&'#'), line);
            }
            other => cell.push(other),
        }
    }
    if !(cells.is_empty() && cell.is_empty()) {
        cells.push(cell);
        records.push((began, cells));
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let columns = ["row", "label", "preset", "seed", "reason"].map(str::to_owned).to_vec();
        let row = |texts: [&str; 5]| texts.map(str::to_owned).to_vec();
        let rows =
            vec![row(["0", "a, b", "instant", "1", ""]), row(["1", "c", "instant", "2", "said \"no\"\nand left"])];
        let table = StudyTable { columns, rows };
        let text = format!("# gridscope: {{}}\n{}", table.to_csv());
        assert_eq!(StudyTable::from_csv("study.csv", &text).expect("a table"), table);
        let windows = text.replace("\n0,", "\r\n0,");
        assert_eq!(
            StudyTable::from_csv("study.csv", &windows).expect("a table"),
            table,
            "also with other ends of lines"
        );
        assert_eq!((table.number(1, "seed"), table.number(1, "label"), table.text(0, "none")), (Some(2.0), None, ""));
    }

    #[test]
    fn what_is_no_table_of_a_study_is_refused() {
        for (text, words) in [
            ("", "line 1: the file is empty"),
            ("row,label,seed\n", "line 1: no column \"preset\""),
            ("# a\nrow,label,preset,seed\n0,a,instant,1\n1,a\n", "line 4: 2 cells; valid: 4"),
        ] {
            let said = StudyTable::from_csv("a.csv", text).expect_err("refused").to_string();
            assert!(said.contains(words), "{said}");
        }
    }
}
