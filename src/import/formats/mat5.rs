//! MATLAB's own format from version 5 to 7.2: numbers, text, cells and structures, deflated or not.
//!
//! Written after The MathWorks, *MAT-File Format* (R2024b): a header of 128 bytes, then data elements of a type, a size and
//! as many bytes. Nothing that a file claims is made before its bytes are there.

use super::fault::Fault;
use super::value::Value;
use crate::files::{ReadError, decoded, read_bytes};
use crate::import::cells_error::CellsError;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use std::path::Path;

/// Most bytes of a file, and of all that is inflated out of it.
const MAX_BYTES: u64 = 1 << 28;
/// Most numbers that are kept of a file.
const MAX_NUMBERS: usize = 1 << 25;
/// Most values of a file, and how deep they may lie within each other.
const MAX_VALUES: usize = 1 << 20;
const MAX_DEPTH: usize = 16;

/// Types of data elements.
const MATRIX: u32 = 14;
const COMPRESSED: u32 = 15;

/// The variables of a file.
///
/// # Errors
/// When it cannot be read, or is damaged.
pub(super) fn read(path: &Path) -> Result<Value, Fault> {
    let bytes = read_bytes(path, MAX_BYTES).map_err(|error: ReadError| Fault::Said(CellsError::Read(error)))?;
    parse(&bytes).map_err(|reason| Fault::File(format!("a MATLAB file, damaged: {reason}")))
}

fn parse(bytes: &[u8]) -> Result<Value, String> {
    let is_big = match bytes.get(126..128) {
        Some(b"IM") => false,
        Some(b"MI") => true,
        _ => return Err("it has no whole header".into()),
    };
    let mut limits = Limits { is_big, numbers: MAX_NUMBERS, values: MAX_VALUES, inflated: MAX_BYTES as usize };
    let mut rest = &bytes[128..];
    let mut variables = Vec::new();
    while !rest.is_empty() {
        let element = limits.element(&mut rest)?;
        let (name, value) = match element.kind {
            MATRIX => limits.matrix(element.data, 0)?,
            COMPRESSED => {
                let inflated = decompress_to_vec_zlib_with_limit(element.data, limits.inflated);
                let inflated = inflated.map_err(|error| match error.status {
                    TINFLStatus::HasMoreOutput => format!("more than {MAX_BYTES} bytes when it is inflated"),
                    _ => "a variable cannot be inflated".to_owned(),
                })?;
                limits.inflated -= inflated.len();
                let mut inside = inflated.as_slice();
                let element = limits.element(&mut inside)?;
                if element.kind != MATRIX {
                    continue;
                }
                limits.matrix(element.data, 0)?
            }
            _ => continue,
        };
        // Objects of MATLAB's own have no name; what they are stands elsewhere.
        if !name.is_empty() {
            variables.push((name, value));
        }
    }
    Ok(Value::Map(variables))
}

/// A data element: its type and its bytes.
struct Element<'a> {
    kind: u32,
    data: &'a [u8],
}

/// What may still be made of a file, and how its numbers stand there.
struct Limits {
    is_big: bool,
    numbers: usize,
    values: usize,
    inflated: usize,
}

impl Limits {
    fn u32(&self, bytes: &[u8]) -> u32 {
        let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
        if self.is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    }

    /// Takes the next element off.
    fn element<'a>(&self, rest: &mut &'a [u8]) -> Result<Element<'a>, String> {
        let early = || "it ends too early".to_owned();
        let (head, after) = rest.split_at_checked(8).ok_or_else(early)?;
        let first = self.u32(head);
        // Up to four bytes stand in the tag itself, behind a size of two bytes.
        if first >> 16 != 0 {
            let size = (first >> 16) as usize;
            let data = head[4..].get(..size).ok_or("a short element with more than 4 bytes")?;
            *rest = after;
            return Ok(Element { kind: first & 0xffff, data });
        }
        let size = self.u32(&head[4..]) as usize;
        let data = after.get(..size).ok_or_else(early)?;
        let padded = if first == COMPRESSED { size } else { size.next_multiple_of(8) };
        *rest = &after[padded.min(after.len())..];
        Ok(Element { kind: first, data })
    }

    /// A variable: its name and value.
    fn matrix(&mut self, mut rest: &[u8], depth: usize) -> Result<(String, Value), String> {
        self.values = self.values.checked_sub(1).ok_or_else(|| format!("more than {MAX_VALUES} values"))?;
        if depth > MAX_DEPTH {
            return Err(format!("values more than {MAX_DEPTH} deep in each other"));
        }
        if rest.is_empty() {
            return Ok((String::new(), Value::Nothing)); // an empty cell
        }
        let flags = self.element(&mut rest)?.data;
        let class =
            if flags.len() >= 4 { self.u32(flags) & 0xff } else { return Err("a variable without class".into()) };
        if class == 17 {
            return Ok((String::new(), Value::Other("an object of MATLAB".into())));
        }
        let axes = self.element(&mut rest)?;
        let shape: Vec<usize> = axes.data.chunks_exact(4).map(|axis| self.u32(axis) as usize).collect();
        let count = shape.iter().try_fold(1usize, |count, axis| count.checked_mul(*axis)).ok_or("a shape too large")?;
        let name = String::from_utf8_lossy(self.element(&mut rest)?.data).into_owned();
        let value = match class {
            1 => {
                let items = (0..self.many(count, rest)?).map(|_| self.inner(&mut rest, depth));
                Value::List(items.collect::<Result<_, String>>()?)
            }
            2 => self.structure(count, rest, depth)?,
            4 => self.text(&mut rest)?,
            6..=15 => self.numbers(shape, count, &mut rest)?,
            3 => Value::Other("an object".into()),
            5 => Value::Other("a sparse matrix".into()),
            _ => Value::Other(format!("a value of class {class}")),
        };
        Ok((name, value))
    }

    /// A count of values, each of which takes at least a tag.
    fn many(&self, count: usize, rest: &[u8]) -> Result<usize, String> {
        if count > rest.len() / 8 { Err(format!("{count} values in {} bytes", rest.len())) } else { Ok(count) }
    }

    fn inner(&mut self, rest: &mut &[u8], depth: usize) -> Result<Value, String> {
        let element = self.element(rest)?;
        if element.kind == MATRIX {
            Ok(self.matrix(element.data, depth + 1)?.1)
        } else {
            Err("a value of no type".into())
        }
    }

    /// A structure, or a list of them.
    fn structure(&mut self, count: usize, mut rest: &[u8], depth: usize) -> Result<Value, String> {
        let width = self.element(&mut rest)?.data;
        let width = if width.len() >= 4 { self.u32(width) as usize } else { 0 };
        let names = self.element(&mut rest)?.data;
        if width == 0 || names.is_empty() {
            return Ok(Value::Map(Vec::new()));
        }
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).split('\0').next().unwrap_or_default().to_owned();
        let names: Vec<String> = names.chunks(width).map(name).collect();
        self.many(count.saturating_mul(names.len()), rest)?;
        let mut items = Vec::new();
        for _ in 0..count {
            let entry = |name: &String| Ok((name.clone(), self.inner(&mut rest, depth)?));
            items.push(Value::Map(names.iter().map(entry).collect::<Result<_, String>>()?));
        }
        Ok(if count == 1 { items.remove(0) } else { Value::List(items) })
    }

    fn text(&mut self, rest: &mut &[u8]) -> Result<Value, String> {
        let Element { kind, data } = self.element(rest)?;
        let text = match kind {
            4 | 17 => {
                let unit = |bytes: &[u8]| {
                    let bytes = [bytes[0], bytes[1]];
                    if self.is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) }
                };
                String::from_utf16_lossy(&data.chunks_exact(2).map(unit).collect::<Vec<_>>())
            }
            _ => String::from_utf8_lossy(data).into_owned(),
        };
        Ok(Value::Text(text))
    }

    /// The real part of an array. Numbers may be kept as a smaller type than the array's own.
    fn numbers(&mut self, shape: Vec<usize>, count: usize, rest: &mut &[u8]) -> Result<Value, String> {
        let Element { kind, data } = self.element(rest)?;
        let letters = match kind {
            1 => "i1",
            2 => "u1",
            3 => "i2",
            4 => "u2",
            5 => "i4",
            6 => "u4",
            7 => "f4",
            9 => "f8",
            12 => "i8",
            13 => "u8",
            _ => return Err(format!("numbers of type {kind}")),
        };
        let bytes = usize::from(letters.as_bytes()[1] - b'0');
        if count.checked_mul(bytes) != Some(data.len()) {
            return Err(format!("{} bytes of numbers for the shape {shape:?}", data.len()));
        }
        let Some(left) = self.numbers.checked_sub(count) else {
            return Ok(Value::Other(format!("numbers {shape:?}, too many to be read")));
        };
        self.numbers = left;
        let order = if self.is_big { '>' } else { '<' };
        let values = decoded(&format!("{order}{letters}"), data)?;
        Ok(Value::columns(shape, values))
    }
}
