//! Where figures are from: what the information dictionary of a PDF file says.

use super::provenance::Provenance;

/// How PDF files begin.
pub(super) const PDF_SIGNATURE: &[u8] = b"%PDF-";

/// What is noted, from the beginning of a file that this program wrote: there the dictionary stands first, in clear.
pub(super) fn in_pdf(start: &[u8]) -> Option<String> {
    let mark = format!("/{}", Provenance::KEY).into_bytes();
    let at = start.windows(mark.len()).position(|window| window == mark)?;
    let rest = start.get(at + mark.len()..)?.trim_ascii_start();
    let bytes = match rest.split_first()? {
        (b'(', letters) => literal(letters)?,
        (b'<', digits) => digits_as_bytes(digits)?,
        _ => return None,
    };
    // With a byte order mark it is UTF-16 (ISO 32000-1, 7.9.2.2); without one, letters that all encodings have in common.
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(pairs) => {
            let units = pairs.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        None => String::from_utf8(bytes).ok(),
    }
}

/// A string in round brackets (ISO 32000-1, 7.3.4.2), from behind the first of them.
fn literal(letters: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut depth) = (Vec::new(), 0usize);
    let mut letters = letters.iter().copied().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            b')' if depth == 0 => return Some(bytes),
            b')' => depth -= 1,
            b'(' => depth += 1,
            b'\\' => {
                match letters.next()? {
                    b'n' => bytes.push(b'\n'),
                    b'r' => bytes.push(b'\r'),
                    b't' => bytes.push(b'\t'),
                    b'b' => bytes.push(8),
                    b'f' => bytes.push(12),
                    digit @ b'0'..=b'7' => {
                        let mut value = u32::from(digit - b'0');
                        for _ in 0..2 {
                            let Some(more) = letters.next_if(|more| (b'0'..=b'7').contains(more)) else { break };
                            value = value * 8 + u32::from(more - b'0');
                        }
                        bytes.push(value as u8);
                    }
                    b'\n' => {} // the line goes on
                    other => bytes.push(other),
                }
                continue;
            }
            _ => {}
        }
        bytes.push(letter);
    }
    None
}

/// A string of hexadecimal digits, from behind its first bracket.
fn digits_as_bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let end = digits.iter().position(|digit| *digit == b'>')?;
    let values = digits[..end].iter().filter(|digit| !digit.is_ascii_whitespace());
    let values: Option<Vec<u8>> =
        values.map(|digit| char::from(*digit).to_digit(16).map(|value| value as u8)).collect();
    // A last digit without a partner is followed by 0.
    Some(values?.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_as_the_format_writes_them() {
        for (written, read) in [
            (r"(a\(b\)\\ (c) \050\n\q)", Some("a(b)\\ (c) (\nq")),
            ("<61 62 7>", Some("abp")),
            ("<FEFF03C3D83DDE00>", Some("σ\u{1f600}")),
            ("(never ends", None),
            ("<61", None),
            ("<6g>", None),
            ("<FEFFD83D>", None),
            ("7", None),
            ("(ends in a \\", None),
            ("", None),
        ] {
            let file = format!("%PDF-1.7\n1 0 obj\n<< /gridscope {written}");
            assert_eq!(in_pdf(file.as_bytes()).as_deref(), read, "{written}");
        }
        assert_eq!(in_pdf(b"%PDF-1.4\n<< /Title (x) >>"), None);
    }
}
