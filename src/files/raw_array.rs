//! One array of any type in NumPy's NPY format, as its bytes stand there: numbers, text, or Python objects in a pickle.

use super::dtype::NumberType;
use super::npy::{Array, Header, field, header_text, in_words, shape_in};
use std::io::Read;

/// An array whose contents have not been made sense of.
#[derive(Clone, Debug)]
pub(crate) struct RawArray {
    header: String,
    /// What follows the header.
    pub(crate) bytes: Vec<u8>,
}

impl RawArray {
    /// Reads all of a file whose size the caller has found small enough.
    ///
    /// # Errors
    /// In words, when it is no array, or ends early.
    pub(super) fn read(file: &mut impl Read) -> Result<Self, String> {
        let header = header_text(file)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(in_words)?;
        Ok(Self { header, bytes })
    }

    /// The lengths of the axes.
    ///
    /// # Errors
    /// In words, when the header does not say.
    pub(crate) fn shape(&self) -> Result<Vec<usize>, String> {
        shape_in(&self.header)
    }

    /// Whether it holds Python objects.
    pub(crate) fn is_pickled(&self) -> bool {
        self.kind().contains('O')
    }

    /// The type of its numbers, without quotes: `<f8`, `|O`.
    fn kind(&self) -> &str {
        field(&self.header, "descr").map_or("", |kind| kind.trim_matches(['\'', '"']))
    }

    /// Its texts, where it holds such: as wide as the widest, padded with zeros.
    pub(crate) fn texts(&self) -> Option<Vec<String>> {
        let kind = self.kind().trim_start_matches(['<', '>', '|', '=']);
        let width: usize = kind.get(1..)?.parse().ok().filter(|width| *width > 0)?;
        let texts = match kind.as_bytes()[0] {
            b'U' => {
                let letter = |bytes: &[u8]| {
                    let code = [bytes[0], bytes[1], bytes[2], bytes[3]];
                    let code =
                        if self.kind().starts_with('>') { u32::from_be_bytes(code) } else { u32::from_le_bytes(code) };
                    char::from_u32(code).filter(|letter| *letter != '\0')
                };
                let text = |bytes: &[u8]| bytes.chunks_exact(4).filter_map(letter).collect();
                self.bytes.chunks_exact(width.checked_mul(4)?).map(text).collect()
            }
            b'S' => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
                self.bytes.chunks_exact(width).map(text).collect()
            }
            _ => return None,
        };
        Some(texts)
    }

    /// Its numbers.
    ///
    /// # Errors
    /// In words, when it holds none, or not as many as its shape says.
    pub(crate) fn numbers(&self) -> Result<Array, String> {
        let bytes = self.bytes.len() as u64;
        Header::parse(&self.header)?.numbers(&mut self.bytes.as_slice(), bytes)
    }
}

/// The numbers in some bytes, of a type as NumPy spells it: `<f8`.
///
/// # Errors
/// In words, when it is no type of numbers, or the bytes are no whole ones.
pub(crate) fn decoded(kind: &str, bytes: &[u8]) -> Result<Vec<f64>, String> {
    let kind = NumberType::parse(kind)?;
    if bytes.len() % kind.bytes != 0 {
        return Err(format!("damaged: {} bytes are no whole numbers", bytes.len()));
    }
    Ok(bytes.chunks_exact(kind.bytes).map(|bytes| kind.number(bytes)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(kind: &str, shape: &str, data: &[u8]) -> RawArray {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
        let file = [b"\x93NUMPY\x01\x00".as_slice(), &(header.len() as u16).to_le_bytes(), header.as_bytes(), data];
        RawArray::read(&mut file.concat().as_slice()).expect("an array")
    }

    #[test]
    fn texts_numbers_and_pickles_are_told_apart() {
        let wide: Vec<u8> = "abβ".chars().flat_map(|c| u32::from(c).to_le_bytes()).chain([0; 12]).collect();
        assert_eq!(array("<U3", "(2,)", &wide).texts(), Some(vec!["abβ".to_owned(), String::new()]));
        assert_eq!(array("|S2", "(2,)", b"ab\0\0").texts(), Some(vec!["ab".to_owned(), String::new()]));
        assert_eq!(array("<U0", "(2,)", b"").texts(), None);
        assert!(array("|O", "()", b"").is_pickled() && array("|O", "()", b"").texts().is_none());
        let two = array("<i2", "(2,)", &[1, 0, 2, 0]);
        assert_eq!((two.shape(), two.numbers().map(|array| array.values)), (Ok(vec![2]), Ok(vec![1.0, 2.0])));
        assert!(array("<i2", "(3,)", &[1, 0, 2, 0]).numbers().is_err());
        assert_eq!(decoded(">u2", &[1, 0]), Ok(vec![256.0]));
        assert!(decoded("<f8", &[1]).is_err() && decoded("<M8", &[0; 8]).is_err());
    }
}
