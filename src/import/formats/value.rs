//! What stands in files of nested data: variables of MATLAB, dictionaries in a pickle.

use crate::files::{Array, printable_names};

/// Something out of such a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Nothing,
    Numbers(Array),
    Text(String),
    /// A list, a tuple, a cell array, an array of objects.
    List(Vec<Value>),
    /// A dictionary or a structure, in the order of the file.
    Map(Vec<(String, Value)>),
    /// What is not read, in words.
    Other(String),
}

impl Value {
    /// A single number.
    pub(super) fn number(number: f64) -> Self {
        Self::Numbers(Array { shape: Vec::new(), values: vec![number] })
    }

    /// Numbers that stand column by column, as MATLAB and Fortran keep them.
    pub(super) fn columns(shape: Vec<usize>, values: Vec<f64>) -> Self {
        let values = match shape[..] {
            [rows, columns] if rows > 1 && columns > 1 && rows * columns == values.len() => {
                let at = |row: usize| (0..columns).map(move |column| column * rows + row);
                (0..rows).flat_map(at).map(|place| values[place]).collect()
            }
            _ => values,
        };
        Self::Numbers(Array { shape, values })
    }

    /// The value of a key, where this is a dictionary that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// Numbers along one axis.
    ///
    /// # Errors
    /// In words, when it is something else.
    pub(super) fn list(&self) -> Result<Vec<f64>, String> {
        let refused = || format!("holds {}; valid: numbers along one axis", self.words());
        match self {
            Self::Numbers(Array { shape, values }) if shape.iter().filter(|axis| **axis != 1).count() <= 1 => {
                Ok(values.clone())
            }
            // An array without numbers in it: MATLAB's [] has two axes of length 0.
            Self::Numbers(Array { values, .. }) if values.is_empty() => Ok(Vec::new()),
            Self::List(items) => {
                let number = |item: &Self| match item {
                    Self::Numbers(Array { values, .. }) if values.len() == 1 => Some(values[0]),
                    _ => None,
                };
                items.iter().map(number).collect::<Option<Vec<f64>>>().ok_or_else(refused)
            }
            Self::Nothing => Ok(Vec::new()),
            _ => Err(refused()),
        }
    }

    /// Its text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// What it is, for errors.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Nothing => "nothing".into(),
            Self::Numbers(Array { shape, .. }) if shape.is_empty() => "a number".into(),
            Self::Numbers(Array { shape, .. }) => format!("numbers {shape:?}"),
            Self::Text(_) => "text".into(),
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Map(entries) => format!("a structure of {}", printable_names(entries.iter().map(|(key, _)| key))),
            Self::Other(words) => words.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_rows_and_lists_are_lists_however_they_are_written() {
        let two = Value::columns(vec![2, 3], vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        assert_eq!(two, Value::Numbers(Array { shape: vec![2, 3], values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] }));
        assert!(two.list().is_err_and(|words| words.contains("[2, 3]")));
        assert_eq!(Value::columns(vec![1, 2], vec![1.0, 2.0]).list(), Ok(vec![1.0, 2.0]));
        assert_eq!(Value::columns(vec![0, 0], vec![]).list(), Ok(vec![]));
        assert_eq!(Value::List(vec![Value::number(1.0), Value::number(2.0)]).list(), Ok(vec![1.0, 2.0]));
        let map = Value::Map(vec![("times".into(), Value::Text("soon".into()))]);
        assert_eq!(map.get("times").and_then(Value::text), Some("soon"));
        assert!(map.list().is_err_and(|words| words.contains("a structure of times")));
    }
}
