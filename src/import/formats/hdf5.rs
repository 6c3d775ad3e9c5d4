//! HDF5 files through `hdf5-pure`, a reader without the C library: groups, attributes, numbers and texts, each in bounds.

use super::fault::Fault;
use super::value::Value;
use crate::files::{Array, open_regular, printable_name};
use crate::import::cells_error::CellsError;
use hdf5_pure::{AttrValue, DType, Dataset, File, Group, Object};
use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;

/// Most numbers of one array, and of all that are read of a file.
const MAX_NUMBERS: usize = 1 << 25;
const MAX_ALL: usize = 1 << 26;
/// Most bytes that one byte of a file can stand for (RFC 1951), and some more for what a file leaves out where all is zero.
const LARGEST_RATIO: u64 = 1100;
/// Most bytes of a chunk.
const MAX_CHUNK: u64 = 1 << 28;
/// Most texts, and things that references name.
const MAX_ITEMS: usize = 1 << 17;

/// A file that is read as far as it is asked for.
pub(super) struct Hdf5 {
    file: File,
    bytes: u64,
    /// Numbers that may still be read.
    left: Cell<usize>,
}

impl Hdf5 {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read, or is damaged.
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        let (_, bytes) = open_regular(path, u64::MAX).map_err(|error| Fault::Said(CellsError::Read(error)))?;
        let file = File::open_streaming(path).map_err(|error| damaged(&error))?;
        Ok(Self { file, bytes, left: Cell::new(MAX_ALL) })
    }

    /// A group by its path; `None` where there is none.
    pub(super) fn group(&self, path: &str) -> Option<Group> {
        if path == "/" { Some(self.file.root()) } else { self.file.group(path).ok() }
    }

    /// A dataset by its path; `None` where there is none.
    pub(super) fn dataset(&self, path: &str) -> Option<Dataset> {
        self.file.dataset(path).ok()
    }

    /// The numbers of a dataset.
    ///
    /// # Errors
    /// When it holds none, more than are read, or is damaged.
    pub(super) fn numbers(&self, name: &str, dataset: &Dataset) -> Result<Array, Fault> {
        self.read(dataset).map_err(|reason| Fault::field(name, reason))
    }

    /// The same along one axis.
    ///
    /// # Errors
    /// As [`Hdf5::numbers`], or when there are more axes.
    pub(super) fn list(&self, name: &str, dataset: &Dataset) -> Result<Vec<f64>, Fault> {
        Value::Numbers(self.numbers(name, dataset)?).list().map_err(|reason| Fault::field(name, reason))
    }

    /// As [`Hdf5::numbers`], with the reason alone.
    pub(super) fn read(&self, dataset: &Dataset) -> Result<Array, String> {
        let kind = dataset.dtype().map_err(|error| words(&error))?;
        let is_number = matches!(
            kind,
            DType::F32
                | DType::F64
                | DType::I8
                | DType::I16
                | DType::I32
                | DType::I64
                | DType::U8
                | DType::U16
                | DType::U32
                | DType::U64
        );
        if !is_number {
            return Err(format!("holds {}; valid: numbers", printable_name(&kind.to_string())));
        }
        let (shape, count) = self.bounded(dataset)?;
        let most = MAX_NUMBERS.min(self.left.get());
        if count > most {
            return Err(format!("has {count} numbers; valid: up to {most}"));
        }
        let values = dataset.read_f64().map_err(|error| words(&error))?;
        if values.len() != count {
            return Err(format!("damaged: {} numbers for the shape {shape:?}", values.len()));
        }
        self.left.set(self.left.get() - count);
        Ok(Array { shape, values })
    }

    /// The shape of a dataset and the number of its items, if the file can hold so many.
    fn bounded(&self, dataset: &Dataset) -> Result<(Vec<usize>, usize), String> {
        let shape = dataset.shape().map_err(|error| words(&error))?;
        let width = dataset.element_size().map_err(|error| words(&error))?;
        let count = shape.iter().try_fold(1u64, |count, axis| count.checked_mul(*axis));
        let bytes = count.and_then(|count| count.checked_mul(width));
        if bytes.is_none_or(|bytes| bytes > self.bytes.saturating_mul(LARGEST_RATIO)) {
            return Err(format!("damaged: the file cannot hold the shape {shape:?}"));
        }
        let chunk = dataset.chunk_shape().map_err(|error| words(&error))?.unwrap_or_default();
        let chunk = chunk.iter().try_fold(width, |bytes, axis| bytes.checked_mul(*axis));
        if chunk.is_none_or(|bytes| bytes > MAX_CHUNK) {
            return Err("damaged: chunks that are too large".into());
        }
        Ok((shape.iter().map(|axis| *axis as usize).collect(), count.unwrap_or(0) as usize))
    }

    /// The texts of a dataset; empty where it holds none.
    pub(super) fn texts(&self, dataset: &Dataset) -> Vec<String> {
        let is_text = matches!(dataset.dtype(), Ok(DType::String | DType::VariableLengthString));
        let is_small = self.bounded(dataset).is_ok_and(|(_, count)| count <= MAX_ITEMS);
        if is_text && is_small { dataset.read_string().unwrap_or_default() } else { Vec::new() }
    }

    /// What the references of a dataset name.
    ///
    /// # Errors
    /// In words, when there are too many, or one of them names nothing.
    pub(super) fn referenced(&self, dataset: &Dataset) -> Result<Vec<Object>, String> {
        let (_, count) = self.bounded(dataset)?;
        if count > MAX_ITEMS {
            return Err(format!("has {count} references; valid: up to {MAX_ITEMS}"));
        }
        dataset.dereference().map_err(|error| words(&error))
    }
}

/// Attributes of a group or a dataset; none where they cannot be read.
pub(super) type Attributes = HashMap<String, AttrValue>;

/// An attribute that is a text.
pub(super) fn text_of(attributes: &Attributes, name: &str) -> Option<String> {
    let value = attributes.get(name)?;
    let one = || value.as_strings().and_then(|texts| texts.first().cloned());
    value.as_str().map(str::to_owned).or_else(one)
}

/// An attribute that is one number.
pub(super) fn number_of(attributes: &Attributes, name: &str) -> Option<f64> {
    match attributes.get(name)? {
        AttrValue::F64(number) => Some(*number),
        AttrValue::F32(number) => Some(f64::from(*number)),
        AttrValue::I8(number) => Some(f64::from(*number)),
        AttrValue::I16(number) => Some(f64::from(*number)),
        AttrValue::I32(number) => Some(f64::from(*number)),
        AttrValue::I64(number) => Some(*number as f64),
        AttrValue::U8(number) => Some(f64::from(*number)),
        AttrValue::U16(number) => Some(f64::from(*number)),
        AttrValue::U32(number) => Some(f64::from(*number)),
        AttrValue::U64(number) => Some(*number as f64),
        AttrValue::F64Array(numbers) => numbers.first().copied(),
        AttrValue::F32Array(numbers) => numbers.first().map(|number| f64::from(*number)),
        _ => None,
    }
}

fn damaged(error: &hdf5_pure::Error) -> Fault {
    Fault::File(format!("an HDF5 file that cannot be read: {}", words(error)))
}

/// What the reader of HDF5 says, in one line of bounded length.
pub(super) fn words(error: &hdf5_pure::Error) -> String {
    printable_name(&error.to_string())
}
