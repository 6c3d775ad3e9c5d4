//! What an NPY file holds: the types of numbers that are read, and words for all others.

use super::printable::printable_name;

/// A numeric type.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberType {
    letter: u8,
    pub(super) bytes: usize,
    big_endian: bool,
}

impl NumberType {
    /// Reads the `descr` of a header.
    ///
    /// # Errors
    /// In words, when it is no type of numbers.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let refused =
            || format!("holds {}; valid: float16, float32, float64, whole numbers or bool", dtype_words(text));
        let inner = text.trim_matches(['\'', '"']);
        let (order, rest) = match inner.as_bytes() {
            [order @ (b'<' | b'>' | b'|' | b'='), rest @ ..] => (*order, rest),
            rest => (b'<', rest),
        };
        let [letter, digits @ ..] = rest else { return Err(refused()) };
        let bytes = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).ok_or_else(refused)?;
        let known = match letter {
            b'f' => [2, 4, 8].contains(&bytes),
            b'i' | b'u' => [1, 2, 4, 8].contains(&bytes),
            b'b' => bytes == 1,
            _ => false,
        };
        if known { Ok(Self { letter: *letter, bytes, big_endian: order == b'>' }) } else { Err(refused()) }
    }

    /// The number in these bytes.
    pub(super) fn number(self, bytes: &[u8]) -> f64 {
        let mut little = [0u8; 8];
        for (index, byte) in bytes.iter().enumerate() {
            little[if self.big_endian { self.bytes - 1 - index } else { index }] = *byte;
        }
        let raw = u64::from_le_bytes(little);
        let unused = 64 - 8 * self.bytes as u32;
        match (self.letter, self.bytes) {
            (b'f', 2) => half(raw as u16),
            (b'f', 4) => f64::from(f32::from_bits(raw as u32)),
            (b'f', _) => f64::from_bits(raw),
            (b'i', _) => ((raw << unused) as i64 >> unused) as f64, // keeps the sign
            (b'b', _) => f64::from(u8::from(raw != 0)),
            _ => raw as f64,
        }
    }
}

/// IEEE 754 half precision.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

/// The `descr` of a header as NumPy calls it (`float64`), or what it means.
pub(super) fn dtype_words(descr: &str) -> String {
    let inner = descr.trim_matches(['\'', '"']);
    let rest = inner.trim_start_matches(['<', '>', '|', '=']);
    let bits = rest.get(1..).and_then(|digits| digits.parse::<usize>().ok()).and_then(|bytes| bytes.checked_mul(8));
    let kind = match (rest.as_bytes().first(), bits) {
        (Some(b'O'), _) => return "Python objects (pickled)".to_owned(),
        (Some(b'U' | b'S' | b'a'), _) => return "text".to_owned(),
        (Some(b'M' | b'm'), _) => return "dates or times of day".to_owned(),
        (Some(b'['), _) => return "records of several fields".to_owned(),
        (Some(b'b'), _) => return "bool".to_owned(),
        (Some(b'f'), Some(bits)) => ("float", bits),
        (Some(b'i'), Some(bits)) => ("int", bits),
        (Some(b'u'), Some(bits)) => ("uint", bits),
        (Some(b'c'), Some(bits)) => ("complex", bits),
        _ => return format!("values of type {}", printable_name(inner)),
    };
    format!("{}{}", kind.0, kind.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_read() {
        assert!(half(0x7e00).is_nan() && half(0xfc00) == f64::NEG_INFINITY);
        assert!((half(1) * 2f64.powi(24) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn types_have_the_names_that_numpy_gives_them() {
        for (descr, words) in [
            ("'<f8'", "float64"),
            ("'>f4'", "float32"),
            ("\"|i1\"", "int8"),
            ("'<u2'", "uint16"),
            ("'|b1'", "bool"),
            ("'<c16'", "complex128"),
            ("'|O'", "Python objects (pickled)"),
            ("'<U12'", "text"),
            ("[('t', '<f8'), ('x', '<f8')]", "records of several fields"),
            ("'<q\u{1b}'", r"values of type <q\u{1b}"),
            ("''", "values of type "),
        ] {
            assert_eq!(dtype_words(descr), words, "{descr}");
        }
    }
}
