//! One array in NumPy's NPY format, versions 1 to 3 (NEP 1). What it says of itself is read before its numbers are.

use super::dtype::{NumberType, dtype_words};
use super::printable::printable_name;
use std::io::{self, Read};

pub(super) const MAGIC: &[u8; 6] = b"\x93NUMPY";
/// Header and magic together fill a multiple of this.
const ALIGNMENT: usize = 64;
/// Most bytes of a header that is read; NumPy reads up to 10 000.
const MAX_HEADER: usize = 1 << 16;
/// Most axes; NumPy's arrays have as many.
const MAX_AXES: usize = 64;
/// Bytes of numbers that are read at once; all types of numbers divide it.
const PIECE: usize = 1 << 16;

/// An array of numbers, read from any numeric type.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Lengths of the axes; empty for a single number.
    pub shape: Vec<usize>,
    /// Values, last axis fastest.
    pub values: Vec<f64>,
}

/// The numbers of an array to write, or its texts.
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    F32(&'a [f32]),
    F64(&'a [f64]),
    I64(&'a [i64]),
    U8(&'a [u8]),
    /// Each as wide as the widest, padded with zeros: NumPy's Unicode strings.
    Texts(&'a [String]),
}

impl Numbers<'_> {
    fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::U8(values) => values.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// The type as NumPy spells it.
    fn kind(&self) -> String {
        match self {
            Self::F32(_) => "<f4".into(),
            Self::F64(_) => "<f8".into(),
            Self::I64(_) => "<i8".into(),
            Self::U8(_) => "|u1".into(),
            Self::Texts(texts) => format!("<U{}", widest(texts)),
        }
    }
}

/// Characters of the widest of these texts; no type of NumPy's has none.
fn widest(texts: &[String]) -> usize {
    texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1)
}

/// The file of an array with the last axis fastest.
///
/// # Errors
/// In words, when the shape does not hold as many numbers.
pub(super) fn encode(shape: &[usize], numbers: Numbers<'_>) -> Result<Vec<u8>, String> {
    if shape.iter().product::<usize>() != numbers.len() {
        return Err(format!("{} numbers do not fill the shape {shape:?}", numbers.len()));
    }
    let kind = numbers.kind();
    let axes: Vec<String> = shape.iter().map(|axis| format!("{axis},")).collect();
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({}), }}", axes.join(" "));
    let fixed = MAGIC.len() + 4 + 1; // version, length and the final line break
    let padding = (fixed + header.len()).next_multiple_of(ALIGNMENT) - fixed - header.len();
    header.extend(std::iter::repeat_n(' ', padding));
    header.push('\n');
    let length = u16::try_from(header.len()).map_err(|_| format!("too many axes: {}", shape.len()))?;
    let mut file = [MAGIC.as_slice(), &[1, 0], &length.to_le_bytes(), header.as_bytes()].concat();
    match numbers {
        Numbers::F32(values) => file.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        Numbers::F64(values) => file.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        Numbers::I64(values) => file.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        Numbers::U8(values) => file.extend(values),
        Numbers::Texts(texts) => {
            let width = widest(texts);
            for text in texts {
                let letters = text.chars().map(u32::from).chain(std::iter::repeat(0)).take(width);
                file.extend(letters.flat_map(u32::to_le_bytes));
            }
        }
    }
    Ok(file)
}

/// What the file of an array says of it before its numbers come.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Lengths of the axes; empty for a single number.
    pub(super) shape: Vec<usize>,
    /// Numbers in all.
    pub(super) count: usize,
    kind: NumberType,
    columns_first: bool,
}

impl Header {
    /// Reads up to where the numbers begin.
    ///
    /// # Errors
    /// In words: what is wrong, and what would be valid.
    pub(super) fn read(file: &mut impl Read) -> Result<Self, String> {
        Self::parse(&header_text(file)?)
    }

    /// As [`Header::read`], of the text of a header.
    pub(super) fn parse(header: &str) -> Result<Self, String> {
        let kind = NumberType::parse(field(header, "descr")?)?;
        let columns_first = match field(header, "fortran_order")? {
            "False" => false,
            "True" => true,
            other => return Err(format!("`fortran_order` is {}; valid: True or False", printable_name(other))),
        };
        let shape = shape_in(header)?;
        let count = shape.iter().try_fold(1usize, |count, axis| count.checked_mul(*axis));
        let count = count.filter(|count| count.checked_mul(kind.bytes).is_some()).ok_or("`shape` is too large")?;
        Ok(Self { shape, count, kind, columns_first })
    }

    /// Reads the numbers, of which `bytes` bytes follow. Who calls this has found their count small enough.
    ///
    /// # Errors
    /// In words, when these are not as many as the shape says, end early, or there is no memory for them.
    pub(super) fn numbers(self, file: &mut impl Read, bytes: u64) -> Result<Array, String> {
        let Self { shape, count, kind, columns_first } = self;
        let expected = count * kind.bytes;
        if bytes != expected as u64 {
            return Err(format!("{bytes} bytes of numbers; valid: {expected} for the shape {shape:?}"));
        }
        let mut values: Vec<f64> = Vec::new();
        values.try_reserve_exact(count).map_err(|_| format!("there is no memory for {count} numbers"))?;
        let mut piece = vec![0; PIECE.min(expected)];
        let mut left = expected;
        while left > 0 {
            let piece = &mut piece[..left.min(PIECE)];
            file.read_exact(piece).map_err(in_words)?;
            values.extend(piece.chunks_exact(kind.bytes).map(|bytes| kind.number(bytes)));
            left -= piece.len();
        }
        let values = if columns_first { last_axis_fastest(&values, &shape) } else { values };
        Ok(Array { shape, values })
    }
}

/// What an array of any type is, numbers or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArrayWords {
    /// Its type as NumPy calls it (`float64`), or in words.
    pub(crate) dtype: String,
    pub(crate) shape: Vec<usize>,
}

impl ArrayWords {
    /// Reads up to where the contents begin.
    ///
    /// # Errors
    /// In words, when the file does not begin like an array.
    pub(super) fn read(file: &mut impl Read) -> Result<Self, String> {
        let header = header_text(file)?;
        Ok(Self { dtype: dtype_words(field(&header, "descr")?), shape: shape_in(&header)? })
    }
}

/// The text of a header: a Python dictionary.
pub(super) fn header_text(file: &mut impl Read) -> Result<String, String> {
    let magic: [u8; 8] = bytes(file)?;
    let (start, version) = magic.split_at(MAGIC.len());
    if start != MAGIC {
        return Err("not a NumPy array".into());
    }
    let length = match version {
        [1, _] => usize::from(u16::from_le_bytes(bytes(file)?)),
        [2 | 3, _] => u32::from_le_bytes(bytes(file)?) as usize,
        _ => return Err(format!("NPY version {}; valid: 1 to 3", version[0])),
    };
    if length > MAX_HEADER {
        return Err(format!("a header of {length} bytes; valid: up to {MAX_HEADER}"));
    }
    let mut header = vec![0; length];
    file.read_exact(&mut header).map_err(in_words)?;
    Ok(String::from_utf8_lossy(&header).into_owned())
}

/// The lengths of the axes in a header.
fn shape_in(header: &str) -> Result<Vec<usize>, String> {
    let axes = field(header, "shape")?.trim_matches(['(', ')']);
    let axis = |text: &str| text.trim().trim_end_matches('L').parse::<usize>();
    let shape: Result<Vec<usize>, _> = axes.split(',').filter(|text| !text.trim().is_empty()).map(axis).collect();
    let shape = shape.map_err(|_| format!("`shape` is ({}); valid: whole numbers", printable_name(axes)))?;
    if shape.len() > MAX_AXES {
        return Err(format!("`shape` has {} axes; valid: up to {MAX_AXES}", shape.len()));
    }
    Ok(shape)
}

fn bytes<const N: usize>(file: &mut impl Read) -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).map_err(in_words)?;
    Ok(bytes)
}

pub(super) fn in_words(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "damaged: it ends too early".into(),
        io::ErrorKind::InvalidData => format!("damaged: {error}"),
        _ => error.to_string(),
    }
}

/// The text of one value of the header, which is a Python dictionary: `{'descr': '<f8', 'shape': (3, 4), }`.
pub(super) fn field<'a>(header: &'a str, name: &str) -> Result<&'a str, String> {
    let value = [format!("'{name}':"), format!("\"{name}\":")]
        .iter()
        .find_map(|key| header.split_once(key.as_str()))
        .map(|(_, value)| value.trim_start());
    let value = value.ok_or_else(|| format!("damaged: no `{name}` in its header"))?;
    let end = match value.as_bytes().first() {
        Some(b'(') => value.find(')').map(|at| at + 1),
        Some(b'[') => value.find(']').map(|at| at + 1),
        Some(quote @ (b'\'' | b'"')) => value[1..].find(char::from(*quote)).map(|at| at + 2),
        _ => value.find([',', '}']),
    };
    end.map(|end| value[..end].trim()).ok_or_else(|| format!("damaged: `{name}` has no end in its header"))
}

/// Values stored with the first axis fastest, in the usual order.
fn last_axis_fastest(values: &[f64], shape: &[usize]) -> Vec<f64> {
    let mut index = vec![0; shape.len()];
    let mut ordered = Vec::with_capacity(values.len());
    for _ in 0..values.len() {
        let (place, _) = index.iter().zip(shape).fold((0, 1), |(sum, step), (i, axis)| (sum + i * step, step * axis));
        ordered.push(values[place]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(mut file: &[u8]) -> Result<Array, String> {
        let header = Header::read(&mut file)?;
        let bytes = file.len() as u64;
        header.numbers(&mut file, bytes)
    }

    fn file(descr: &str, order: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
        [&MAGIC[..], &[2, 0], &(header.len() as u32).to_le_bytes(), header.as_bytes(), data].concat()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in 0usize..5, columns in 0usize..7, bits in any::<u32>()) {
            let values: Vec<f32> = (0..rows * columns).map(|i| f32::from_bits(bits.wrapping_mul(i as u32 + 1)) + 0.0).collect();
            let bytes = encode(&[rows, columns], Numbers::F32(&values)).expect("it fits");
            prop_assert_eq!((bytes.len() - 4 * values.len()) % 64, 0, "aligned");
            let array = decode(&bytes).expect("whole");
            prop_assert_eq!(array.shape, vec![rows, columns]);
            for (read, written) in array.values.iter().zip(&values) {
                prop_assert!(read.to_bits() == f64::from(*written).to_bits() || read.is_nan() && written.is_nan());
            }
            prop_assert!(decode(&bytes[..bytes.len() - 1]).is_err());
        }

        #[test]
        fn headers_are_never_a_panic(text in ".{0,80}") {
            let _ = decode(&[&MAGIC[..], &[1, 0], &(text.len() as u16).to_le_bytes(), text.as_bytes()].concat());
        }
    }

    #[test]
    fn all_numeric_types_are_read() {
        let read = |descr: &str, data: &[u8]| decode(&file(descr, "False", "(2,)", data)).expect(descr).values;
        assert_eq!(read("'<f8'", &[(-1.5f64).to_le_bytes(), 2f64.to_le_bytes()].concat()), [-1.5, 2.0]);
        assert_eq!(read("'>f4'", &[(-1.5f32).to_be_bytes(), 2f32.to_be_bytes()].concat()), [-1.5, 2.0]);
        assert_eq!(read("'<f2'", &[0x00, 0x3c, 0x00, 0xc2]), [1.0, -3.0]);
        assert_eq!(read("\"|i1\"", &[0xff, 5]), [-1.0, 5.0]);
        assert_eq!(read("'>u2'", &[1, 0, 0, 7]), [256.0, 7.0]);
        assert_eq!(read("'|b1'", &[0, 1]), [0.0, 1.0]);
        assert_eq!(read("'<i8'", &[(-9i64).to_le_bytes(), 4i64.to_le_bytes()].concat()), [-9.0, 4.0]);
    }

    #[test]
    fn the_order_of_axes_is_undone() {
        let data: Vec<u8> = [1, 4, 2, 5, 3, 6].into();
        let array = decode(&file("'|u1'", "True", "(2, 3)", &data)).expect("columns first");
        assert_eq!((array.shape, array.values), (vec![2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        let single = decode(&file("'|u1'", "False", "()", &[9])).expect("a single number");
        assert_eq!((single.shape, single.values), (vec![], vec![9.0]));
    }

    #[test]
    fn what_is_no_array_of_numbers_is_refused_in_words() {
        for (bytes, word) in [
            (b"PK".to_vec(), "too early"),
            (b"PK and more than eight".to_vec(), "not a NumPy array"),
            ([&MAGIC[..], &[2, 0], &u32::MAX.to_le_bytes()].concat(), "valid: up to 65536"),
            (file("'<f4'", "False", &format!("({})", "1,".repeat(65)), &[0; 4]), "up to 64"),
            (file("'<f4'", "False", "(\u{1b}[31m)", &[0; 4]), r"(\u{1b}[31m)"),
            (file("'|O'", "False", "(1,)", &[0; 8]), "objects"),
            (file("[('a', '<f4')]", "False", "(1,)", &[0; 4]), "float32"),
            (file("'<U3'", "False", "(1,)", &[0; 12]), "text"),
            (file("'<f4'", "Maybe", "(1,)", &[0; 4]), "fortran_order"),
            (file("'<f4'", "False", "(-1,)", &[0; 4]), "shape"),
            (file("'<f4'", "False", "(4294967296, 4294967296)", &[0; 4]), "too large"),
            (file("'<f4'", "False", "(2,)", &[0; 4]), "8 for the shape"),
        ] {
            let reason = decode(&bytes).expect_err(word);
            assert!(reason.contains(word), "{word}: {reason}");
        }
        assert!(encode(&[3], Numbers::I64(&[1])).is_err(), "the shape has to fit");
    }
}
