//! What stands in a row: names of columns and the texts of their cells, so that a number is written once and never changes.

use crate::export::CsvCell;
use serde::{Deserialize, Serialize};

/// Columns and cells of a row, in order. Texts are as they were given: quotes come when they are written as a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowCells(pub(super) Vec<(String, String)>);

impl RowCells {
    /// Adds a number or a switch; what does not exist leaves the cell empty.
    pub(super) fn push(&mut self, name: impl Into<String>, value: impl CsvCell) {
        let mut text = String::new();
        value.write(&mut text);
        self.push_text(name, text);
    }

    /// Adds words.
    pub(super) fn push_text(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.push((name.into(), text.into()));
    }

    /// The text of a cell; `None` where there is no such column.
    #[must_use]
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }
}
