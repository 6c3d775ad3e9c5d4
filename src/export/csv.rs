//! Tables that grow row by row, for what is no list of a report's own rows.

use super::rate_columns::with_unit;
use super::table::{csv, quoted};
use crate::maps::RateUnit;
use serde::Serialize;
use std::fmt::Write as _;

/// Something that can stand in a cell.
pub(crate) trait CsvCell {
    /// Writes it; what does not exist, and what is no number, leaves the cell empty.
    fn write(&self, text: &mut String);
}

macro_rules! plain_cell {
    ($($kind:ty),*) => {$(
        impl CsvCell for $kind {
            fn write(&self, text: &mut String) {
                let _ = write!(text, "{self}"); // a String takes all
            }
        }
    )*};
}

macro_rules! number_cell {
    ($($kind:ty),*) => {$(
        impl CsvCell for $kind {
            fn write(&self, text: &mut String) {
                if self.is_finite() {
                    let _ = write!(text, "{self}"); // a String takes all
                }
            }
        }
    )*};
}

plain_cell!(usize, u64, u32, bool);
number_cell!(f32, f64);

impl CsvCell for str {
    fn write(&self, text: &mut String) {
        text.push_str(&quoted(self.to_owned()));
    }
}

impl CsvCell for String {
    fn write(&self, text: &mut String) {
        self.as_str().write(text);
    }
}

impl<T: CsvCell + ?Sized> CsvCell for &T {
    fn write(&self, text: &mut String) {
        (**self).write(text);
    }
}

impl<T: CsvCell> CsvCell for Option<T> {
    fn write(&self, text: &mut String) {
        if let Some(value) = self {
            value.write(text);
        }
    }
}

/// A table, and what it is called beside others of the same panel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CsvTable {
    /// Part of its file's name.
    pub(crate) name: &'static str,
    columns: usize,
    rows: usize,
    text: String,
}

impl CsvTable {
    /// A table without rows; the names of its columns carry their units.
    pub(crate) fn new<N: AsRef<str>>(name: &'static str, columns: &[N]) -> Self {
        let names: Vec<String> = columns.iter().map(|column| quoted(column.as_ref().to_owned())).collect();
        Self { name, columns: columns.len(), rows: 0, text: names.join(",") + "\n" }
    }

    /// The fields of rows, in their order, under the names that they have in JSON; `None` where there are no rows, or no
    /// fields.
    pub(crate) fn of<T: Serialize>(name: &'static str, rows: &[T]) -> Option<Self> {
        let text = csv(rows).ok().filter(|text| !text.is_empty())?;
        // Commas inside quotes are none of the columns': the count is only for rows that are pushed.
        Some(Self { name, columns: 0, rows: rows.len(), text })
    }

    /// Appends a row.
    pub(crate) fn push(&mut self, cells: &[&dyn CsvCell]) {
        debug_assert!(self.columns == cells.len(), "{}: {} cells", self.name, cells.len());
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            cell.write(&mut self.text);
        }
        self.text.push('\n');
        self.rows += 1;
    }

    /// Appends a row of texts.
    pub(crate) fn push_texts(&mut self, texts: &[String]) {
        self.push(&texts.iter().map(|text| text as &dyn CsvCell).collect::<Vec<_>>());
    }

    /// The same table, its columns of rates named with their unit.
    #[must_use]
    pub(crate) fn in_unit(self, unit: RateUnit) -> Self {
        Self { text: with_unit(self.text, unit), ..self }
    }

    /// Rows below the names of the columns.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The file.
    pub(crate) fn to_csv(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_without_a_value_stay_empty_and_words_are_quoted_where_they_must() {
        let mut table = CsvTable::new("bins", &["unit", "x_m", "rate", "words"]);
        table.push(&[&7usize, &0.1f32, &f64::NAN, &"a, \"b\""]);
        table.push(&[&8usize, &None::<f64>, &Some(2.5), &String::from("c")]);
        assert_eq!(table.to_csv(), "unit,x_m,rate,words\n7,0.1,,\"a, \"\"b\"\"\"\n8,,2.5,c\n");
        assert_eq!((table.rows(), table.name), (2, "bins"));
    }

    #[test]
    fn rows_of_a_report_keep_their_names() {
        #[derive(Serialize)]
        struct Row {
            box_m: f64,
            units: Option<usize>,
        }
        let table = CsvTable::of("boxes", &[Row { box_m: 1.5, units: None }]).expect("a row");
        assert_eq!(table.to_csv(), "box_m,units\n1.5,\n");
        assert!(CsvTable::of::<Row>("boxes", &[]).is_none(), "no rows");
    }
}
