//! The pictures of an SVG file, as PNG in letters.

use super::image::PixelImage;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The pictures of a file: each is there once, however often it is seen.
#[derive(Default)]
pub(super) struct Images {
    pub(super) defs: String,
    known: HashMap<(PixelImage, bool), usize>,
}

impl Images {
    /// The number of a picture.
    pub(super) fn number(&mut self, image: PixelImage, is_smooth: bool) -> Option<usize> {
        let next = self.known.len();
        let key = (image, is_smooth);
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let look = if is_smooth { "" } else { " image-rendering=\"pixelated\"" };
        let data = base64(&key.0.png().ok()?);
        // One unit large: whoever uses it says how large it is.
        let _ = writeln!(
            self.defs,
            "<image id=\"picture{next}\" width=\"1\" height=\"1\" preserveAspectRatio=\"none\"{look} \
             xlink:href=\"data:image/png;base64,{data}\"/>"
        );
        self.known.insert(key, next);
        Some(next)
    }
}

/// Bytes as letters (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let is_there = index <= three.len();
            let letter = LETTERS[(bits >> (18 - 6 * index) & 63) as usize];
            text.push(if is_there { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_the_letters_of_the_standard() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
