//! Writes into files where they are from; `whence` reads it back.

use super::provenance::Provenance;
use super::writing::ExportError;
use crate::files::{Numbers, write_npz};
use std::path::Path;

/// How every PNG file begins.
pub(super) const PNG_SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// The signature, and the header chunk behind it: length, name, 13 bytes, checksum.
const PNG_HEADER_BYTES: usize = 8 + 4 + 4 + 13 + 4;

/// A PNG file with a text chunk (`iTXt`, not compressed) behind its header chunk; whatever is no PNG file stays as it is.
#[must_use]
pub fn stamped_png(png: &[u8], from: &Provenance) -> Vec<u8> {
    if !png.starts_with(&PNG_SIGNATURE) || png.get(12..16) != Some(b"IHDR") || png.len() < PNG_HEADER_BYTES {
        return png.to_vec();
    }
    let (header, rest) = png.split_at(PNG_HEADER_BYTES);
    [header, &png_chunk(&from.to_line()), rest].concat()
}

/// The chunk: length, then name and data, then the checksum of both.
fn png_chunk(line: &str) -> Vec<u8> {
    // Keyword, no compression, no language, no translated keyword.
    let data = [Provenance::KEY.as_bytes(), b"\0\0\0\0\0", line.as_bytes()].concat();
    let length = u32::try_from(data.len()).expect("names and paths are far below 4 GiB");
    let named = [b"iTXt", data.as_slice()].concat();
    [&length.to_be_bytes(), named.as_slice(), &crc32fast::hash(&named).to_be_bytes()].concat()
}

/// An SVG picture with a `<metadata>` element as the first in it; a text without an `<svg>` stays as it is.
#[must_use]
pub fn stamped_svg(svg: &str, from: &Provenance) -> String {
    let Some(inside) = after_svg_tag(svg) else { return svg.to_owned() };
    let (before, after) = svg.split_at(inside);
    format!("{before}\n{}{after}", from.svg_metadata())
}

/// Where the `<svg …>` tag ends; a `>` in quotes is none.
fn after_svg_tag(svg: &str) -> Option<usize> {
    let start = svg.find("<svg")?;
    let mut quote = None;
    for (at, c) in svg[start..].char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => return Some(start + at + 1),
            _ => {}
        }
    }
    None
}

/// A CSV table with a comment as its first line.
#[must_use]
pub fn stamped_csv(csv: &str, from: &Provenance) -> String {
    from.csv_comment() + csv
}

/// Writes an archive of arrays as [`write_npz`], with the bytes of the line as one more array.
///
/// # Errors
/// As [`write_npz`].
pub fn write_stamped_npz(
    path: &Path,
    arrays: &[(&str, &[usize], Numbers<'_>)],
    from: &Provenance,
) -> Result<(), ExportError> {
    let line = from.to_line();
    let shape = [line.len()];
    let mut all = arrays.to_vec();
    all.push((Provenance::KEY, &shape, Numbers::U8(line.as_bytes())));
    Ok(write_npz(path, &all)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from() -> Provenance {
        Provenance { what: "a < \"b\" & 'c' -- σ".into(), step: Some(7), ..Provenance::default() }
    }

    #[test]
    fn a_png_decoder_finds_the_text_and_the_same_pixels() {
        let mut file = Vec::new();
        let mut writer = png::Encoder::new(&mut file, 2, 1).write_header().expect("a vector takes everything");
        writer.write_image_data(&[10, 20]).expect("two grey pixels");
        writer.finish().expect("whole");
        let stamped = stamped_png(&file, &from());
        let mut reader = png::Decoder::new(std::io::Cursor::new(&stamped)).read_info().expect("a PNG file");
        let mut pixels = [0; 2];
        reader.next_frame(&mut pixels).expect("a whole PNG file");
        assert_eq!(pixels, [10, 20]);
        let texts = &reader.info().utf8_text;
        assert_eq!((texts.len(), texts[0].keyword.as_str()), (1, Provenance::KEY));
        assert_eq!(texts[0].get_text().expect("not compressed"), from().to_line());
        for other in [&b"no picture"[..], &PNG_SIGNATURE, &file[..20]] {
            assert_eq!(stamped_png(other, &from()), other);
        }
    }

    #[test]
    fn metadata_come_first_in_the_picture() {
        let svg = "<!-- a --><svg title=\"a > b\" width='3'>\n<rect/></svg>";
        let stamped = stamped_svg(svg, &from());
        let expected = format!("<!-- a --><svg title=\"a > b\" width='3'>\n{}\n<rect/></svg>", from().svg_metadata());
        assert_eq!(stamped, expected);
        assert!(stamped.contains("a &lt; \\\"b\\\" &amp; 'c'"), "{stamped}");
        assert_eq!(stamped_svg("no picture", &from()), "no picture");
        assert_eq!(stamped_svg("<svg a=\"", &from()), "<svg a=\"");
    }

    #[test]
    fn tables_get_one_line_more() {
        let stamped = stamped_csv("a,b\n1,2\n", &from());
        let (first, rest) = stamped.split_once('\n').expect("a line");
        assert_eq!((first, rest), (format!("# gridscope {}", from().to_line()).as_str(), "a,b\n1,2\n"));
    }

    #[test]
    fn archives_get_one_array_more() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.npz");
        write_stamped_npz(&path, &[("x", &[2], Numbers::F64(&[1.0, 2.0]))], &from()).expect("writable");
        let npz = crate::files::Npz::read(&path).expect("just written");
        assert_eq!(npz.names().collect::<Vec<_>>(), [Provenance::KEY, "x"]);
        let bytes: Vec<u8> = npz.list(Provenance::KEY).expect("bytes").iter().map(|byte| *byte as u8).collect();
        assert_eq!(String::from_utf8(bytes).expect("text"), from().to_line());
    }
}
