//! What stands in a row: names of columns and the texts of their cells, so that a number is written once and never changes.

use serde::{Deserialize, Serialize};

/// Columns and cells of a row, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowCells(pub(super) Vec<(String, String)>);

/// Something that can stand in a cell; what does not exist leaves it empty.
pub(super) trait IntoCell {
    fn into_cell(self) -> String;
}

macro_rules! plain_cell {
    ($($kind:ty),*) => {$(
        impl IntoCell for $kind {
            fn into_cell(self) -> String {
                self.to_string()
            }
        }
    )*};
}

plain_cell!(usize, u64, bool, &str);

impl IntoCell for String {
    fn into_cell(self) -> String {
        self
    }
}

impl IntoCell for f64 {
    fn into_cell(self) -> String {
        if self.is_finite() { self.to_string() } else { String::new() }
    }
}

impl IntoCell for f32 {
    fn into_cell(self) -> String {
        if self.is_finite() { self.to_string() } else { String::new() }
    }
}

impl<T: IntoCell> IntoCell for Option<T> {
    fn into_cell(self) -> String {
        self.map(T::into_cell).unwrap_or_default()
    }
}

impl RowCells {
    pub(super) fn push(&mut self, name: impl Into<String>, value: impl IntoCell) {
        self.0.push((name.into(), value.into_cell()));
    }

    /// The text of a cell; `None` where there is no such column.
    #[must_use]
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }
}
