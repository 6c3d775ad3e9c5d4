//! MATLAB's format from version 7.3 on, which is HDF5: structures are groups, cells are references, axes stand in reverse.

use super::fault::Fault;
use super::hdf5::{Hdf5, number_of, text_of};
use super::npz_values::Named;
use super::value::Value;
use crate::files::{Array, printable_names};
use hdf5_pure::{DType, Dataset, Group, Object};
use std::cell::Cell;

/// Most values of a file, and how deep they may lie within each other.
const MAX_VALUES: usize = 1 << 17;
const MAX_DEPTH: usize = 8;

/// The variables of a file, each read when it is asked for.
pub(super) struct Variables<'a> {
    file: &'a Hdf5,
    /// Values that may still be made.
    left: Cell<usize>,
}

impl<'a> Variables<'a> {
    pub(super) fn of(file: &'a Hdf5) -> Self {
        Self { file, left: Cell::new(MAX_VALUES) }
    }

    fn group(&self, group: &Group, depth: usize) -> Result<Value, String> {
        self.count(depth)?;
        let mut entries = Vec::new();
        for name in group.datasets().map_err(|error| super::hdf5::words(&error))? {
            let dataset = group.dataset(&name).map_err(|error| super::hdf5::words(&error))?;
            entries.push((name, self.dataset(&dataset, depth + 1)?));
        }
        for name in group.groups().map_err(|error| super::hdf5::words(&error))? {
            let inner = group.group(&name).map_err(|error| super::hdf5::words(&error))?;
            entries.push((name, self.group(&inner, depth + 1)?));
        }
        Ok(Value::Map(entries))
    }

    fn dataset(&self, dataset: &Dataset, depth: usize) -> Result<Value, String> {
        self.count(depth)?;
        let attributes = dataset.attrs().unwrap_or_default();
        let class = text_of(&attributes, "MATLAB_class").unwrap_or_default();
        // An empty array holds its shape in place of numbers.
        if number_of(&attributes, "MATLAB_empty").is_some_and(|is_empty| is_empty != 0.0) {
            return Ok(Value::Numbers(Array { shape: vec![0, 0], values: Vec::new() }));
        }
        if let Ok(DType::ObjectReference) = dataset.dtype() {
            let items = self.file.referenced(dataset)?;
            let item = |object: Object| match object {
                Object::Dataset(dataset) => self.dataset(&dataset, depth + 1),
                Object::Group(group) => self.group(&group, depth + 1),
                _ => Ok(Value::Other("a value of HDF5".into())),
            };
            return Ok(Value::List(items.into_iter().map(item).collect::<Result<_, String>>()?));
        }
        let Array { mut shape, values } = match self.file.read(dataset) {
            Ok(array) => array,
            // What is too large or no number may be what nobody asks for.
            Err(words) => return Ok(Value::Other(format!("what {words}"))),
        };
        if class == "char" {
            let units: Vec<u16> = values.iter().map(|code| *code as u16).collect();
            return Ok(Value::Text(String::from_utf16_lossy(&units)));
        }
        shape.reverse();
        Ok(Value::columns(shape, values))
    }

    /// Counts a value.
    fn count(&self, depth: usize) -> Result<(), String> {
        let left = self.left.get().checked_sub(1).filter(|_| depth <= MAX_DEPTH);
        self.left
            .set(left.ok_or_else(|| format!("holds more than {MAX_VALUES} values, or is more than {MAX_DEPTH} deep"))?);
        Ok(())
    }
}

impl Named for Variables<'_> {
    fn names(&self) -> Vec<String> {
        let Some(root) = self.file.group("/") else { return Vec::new() };
        let all = [root.datasets().unwrap_or_default(), root.groups().unwrap_or_default()].concat();
        all.into_iter().filter(|name| !name.starts_with('#')).collect()
    }

    fn value(&self, name: &str) -> Result<Value, Fault> {
        let value = if let Some(dataset) = self.file.dataset(name) {
            self.dataset(&dataset, 0)
        } else if let Some(group) = self.file.group(name) {
            self.group(&group, 0)
        } else {
            Err(format!("missing; there are {}", printable_names(self.names())))
        };
        value.map_err(|reason| Fault::field(name, reason))
    }

    fn in_words(&self) -> String {
        format!("the variables {}", printable_names(self.names()))
    }
}
