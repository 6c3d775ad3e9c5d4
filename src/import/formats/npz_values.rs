//! The arrays of an NPZ file as nested values: numbers, texts, and what is pickled.

use super::fault::Fault;
use super::unpickle::unpickle;
use super::value::Value;
use crate::files::{Npz, NpzError, RawArray, read_raw_array};
use crate::import::cells_error::CellsError;
use std::path::Path;

/// Arrays by name, each read when it is asked for.
pub(super) trait Named {
    /// Names of all, as far as they are cheap to know.
    fn names(&self) -> Vec<String>;

    /// The value of a name.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    fn value(&self, name: &str) -> Result<Value, Fault>;

    /// What is there in words, for errors.
    fn in_words(&self) -> String;

    fn has(&self, name: &str) -> bool {
        self.names().iter().any(|own| own == name)
    }

    /// Numbers along one axis.
    ///
    /// # Errors
    /// When there is no such name, or it holds something else.
    fn list(&self, name: &str) -> Result<Vec<f64>, Fault> {
        self.value(name)?.list().map_err(|reason| Fault::field(name, reason))
    }
}

impl Named for Npz {
    fn names(&self) -> Vec<String> {
        Npz::names(self).map(str::to_owned).collect()
    }

    fn value(&self, name: &str) -> Result<Value, Fault> {
        value(&self.raw(name)?).map_err(|reason| Fault::field(name, reason))
    }

    fn in_words(&self) -> String {
        self.arrays_in_words().map_or_else(|| "no arrays".into(), |arrays| format!("the arrays {arrays}"))
    }
}

impl Named for Value {
    fn names(&self) -> Vec<String> {
        let Self::Map(entries) = self else { return Vec::new() };
        entries.iter().map(|(name, _)| name.clone()).collect()
    }

    fn value(&self, name: &str) -> Result<Value, Fault> {
        self.get(name).cloned().ok_or_else(|| Fault::field(name, format!("missing; there is {}", self.words())))
    }

    fn in_words(&self) -> String {
        self.words()
    }
}

fn value(array: &RawArray) -> Result<Value, String> {
    if array.is_pickled() {
        return unpickle(&array.bytes);
    }
    if let Some(texts) = array.texts() {
        return Ok(Value::List(texts.into_iter().map(Value::Text).collect()));
    }
    array.numbers().map(Value::Numbers)
}

/// The dictionary in a file as `numpy.save` writes one.
///
/// # Errors
/// When it is none, or not plain.
pub(super) fn read_dictionary(path: &Path) -> Result<Value, Fault> {
    let array = read_raw_array(path)?;
    value(&array).map_err(|reason| Fault::Said(CellsError::Npz(NpzError::Archive { path: path.to_path_buf(), reason })))
}
