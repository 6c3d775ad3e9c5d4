//! The things that a pickle has made, and what they hold. Things that are named twice are there twice.

use super::pickled_array::{ArrayParts, ArrayType};
use super::value::Value;
use crate::files::printable_name;

/// Most values, and numbers, and how deep they may lie within each other.
const MAX_VALUES: usize = 1 << 20;
const MAX_NUMBERS: usize = 1 << 25;
const MAX_DEPTH: usize = 24;

/// The place of a thing.
pub(super) type Id = usize;

/// A thing that a pickle has made.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Nothing,
    /// What is being looked at: who finds it, is in it.
    Open,
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Id>),
    Tuple(Vec<Id>),
    Dictionary(Vec<(Id, Id)>),
    /// A function or type that may be named.
    Name(Known),
    ArrayType(ArrayType),
    Array(ArrayParts),
}

/// What may be named in a pickle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// `_reconstruct`: an array, whose parts follow.
    Reconstruct,
    /// `_frombuffer`: an array out of bytes.
    FromBuffer,
    /// `scalar`: a number with a type.
    Scalar,
    Array,
    Type,
    /// `_codecs.encode`: how old protocols write bytes.
    Encode,
    Bytes,
    Dictionary,
    /// A type that only stands as an argument.
    Plain,
}

impl Known {
    /// What a name stands for.
    ///
    /// # Errors
    /// In words, when it is none of these.
    pub(super) fn named(module: &str, name: &str) -> Result<Self, String> {
        let module = module.replacen("numpy._core", "numpy.core", 1);
        match (module.as_str(), name) {
            ("numpy.core.multiarray", "_reconstruct") => Ok(Self::Reconstruct),
            ("numpy.core.multiarray", "scalar") => Ok(Self::Scalar),
            ("numpy.core.numeric", "_frombuffer") => Ok(Self::FromBuffer),
            ("numpy", "ndarray") => Ok(Self::Array),
            ("numpy", "dtype") => Ok(Self::Type),
            ("_codecs", "encode") => Ok(Self::Encode),
            ("builtins" | "__builtin__", "bytearray" | "bytes") => Ok(Self::Bytes),
            ("builtins" | "__builtin__", "dict") | ("collections", "OrderedDict" | "defaultdict") => {
                Ok(Self::Dictionary)
            }
            ("builtins" | "__builtin__", "list" | "int" | "float" | "str") => Ok(Self::Plain),
            _ => Err(format!(
                "it names `{}.{}`; valid: dictionaries, lists, numbers, text and NumPy arrays (nothing in a pickle is run)",
                printable_name(&module),
                printable_name(name)
            )),
        }
    }
}

/// The things of a pickle, and what may still be made of them.
pub(super) struct Pickled {
    nodes: Vec<Node>,
    values: usize,
    numbers: usize,
}

impl Pickled {
    pub(super) fn new(nodes: Vec<Node>) -> Self {
        Self { nodes, values: MAX_VALUES, numbers: MAX_NUMBERS }
    }

    /// What a thing holds.
    ///
    /// # Errors
    /// In words, when it holds itself, or more than is read.
    pub(super) fn value(&mut self, id: Id, depth: usize) -> Result<Value, String> {
        self.values = self.values.checked_sub(1).ok_or_else(|| format!("a pickle of more than {MAX_VALUES} values"))?;
        if depth > MAX_DEPTH {
            return Err(format!("a pickle of values more than {MAX_DEPTH} deep in each other"));
        }
        // Taken out while it is looked at, and put back: it may be named again. What holds itself is found out so.
        let node = std::mem::replace(&mut self.nodes[id], Node::Open);
        let value = self.of(&node, depth);
        self.nodes[id] = node;
        value
    }

    fn of(&mut self, node: &Node, depth: usize) -> Result<Value, String> {
        match node {
            Node::Nothing => Ok(Value::Nothing),
            Node::Open => Err("a pickle of a thing that holds itself".into()),
            Node::Number(number) => Ok(Value::number(*number)),
            Node::Text(text) => Ok(Value::Text(text.clone())),
            Node::Bytes(bytes) => Ok(Value::Text(String::from_utf8_lossy(bytes).into_owned())),
            Node::List(items) | Node::Tuple(items) => self.list(items, depth),
            Node::Dictionary(entries) => {
                let entry = |(key, value): &(Id, Id)| Ok((self.key(*key), self.value(*value, depth + 1)?));
                Ok(Value::Map(entries.iter().map(entry).collect::<Result<_, String>>()?))
            }
            Node::Name(_) | Node::ArrayType(_) => Ok(Value::Other("a type".into())),
            // An array of one object without axes is that object.
            Node::Array(ArrayParts { shape, kind, items, .. }) if kind.is_objects() => match items[..] {
                [one] if shape.is_empty() => self.value(one, depth + 1),
                _ => self.list(items, depth),
            },
            Node::Array(array) => {
                let array = array.numbers().map_err(|reason| format!("a pickle: {reason}"))?;
                if let Value::Numbers(numbers) = &array {
                    let left = self.numbers.checked_sub(numbers.values.len());
                    self.numbers = left.ok_or_else(|| format!("a pickle of more than {MAX_NUMBERS} numbers"))?;
                }
                Ok(array)
            }
        }
    }

    fn list(&mut self, items: &[Id], depth: usize) -> Result<Value, String> {
        Ok(Value::List(items.iter().map(|item| self.value(*item, depth + 1)).collect::<Result<_, String>>()?))
    }

    /// A key as text: cells are numbered in dictionaries.
    fn key(&self, id: Id) -> String {
        match &self.nodes[id] {
            Node::Text(text) => text.clone(),
            Node::Number(number) => number.to_string(),
            Node::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => "?".into(),
        }
    }
}
