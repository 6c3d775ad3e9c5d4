//! NumPy's arrays as they stand in a pickle: a type, a shape, and bytes or objects.

use super::value::Value;
use crate::files::decoded;

/// The type of an array: a code with its order of bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct ArrayType {
    order: char,
    code: String,
}

impl ArrayType {
    /// From the text that NumPy's `dtype` gets: `f8`, `<f8`, `O8`.
    pub(super) fn new(text: &str) -> Self {
        let order = text.chars().next().filter(|c| "<>|=".contains(*c));
        Self {
            order: order.unwrap_or('<'),
            code: text.trim_start_matches(['<', '>', '|', '=']).chars().take(8).collect(),
        }
    }

    /// The same with another order of bytes.
    pub(super) fn ordered(&self, order: &str) -> Self {
        Self { order: order.chars().next().unwrap_or('<'), code: self.code.clone() }
    }

    pub(super) fn is_objects(&self) -> bool {
        self.code.starts_with('O')
    }

    /// The numbers in some bytes.
    pub(super) fn numbers(&self, bytes: &[u8]) -> Result<Vec<f64>, String> {
        decoded(&format!("{}{}", self.order, self.code), bytes)
    }

    /// The one number in some bytes.
    pub(super) fn number(&self, bytes: &[u8]) -> Result<f64, String> {
        self.numbers(bytes)?.first().copied().ok_or_else(|| "a number without bytes".into())
    }
}

/// An array before its values are looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct ArrayParts {
    pub(super) shape: Vec<usize>,
    pub(super) kind: ArrayType,
    pub(super) columns_first: bool,
    pub(super) bytes: Vec<u8>,
    /// Places of its objects, where it holds such.
    pub(super) items: Vec<usize>,
}

impl ArrayParts {
    /// Its numbers, as many as its shape says.
    ///
    /// # Errors
    /// In words, when it holds none, or another number of them.
    pub(super) fn numbers(&self) -> Result<Value, String> {
        let values = self.kind.numbers(&self.bytes)?;
        let count = self.shape.iter().try_fold(1usize, |count, axis| count.checked_mul(*axis));
        if count != Some(values.len()) {
            return Err(format!("an array {:?} of {} numbers", self.shape, values.len()));
        }
        let array = crate::files::Array { shape: self.shape.clone(), values };
        Ok(if self.columns_first { Value::columns(array.shape, array.values) } else { Value::Numbers(array) })
    }
}
