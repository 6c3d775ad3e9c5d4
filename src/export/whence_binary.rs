//! Where films and weights are from: what a GIF's comment and a safetensors header say.

use super::provenance::Provenance;
use serde::Deserialize;
use std::collections::HashMap;

/// How GIF files begin that may have comments.
pub(super) const GIF_SIGNATURE: &[u8] = b"GIF89a";
/// How a comment begins.
const COMMENT: [u8; 2] = [0x21, 0xFE];

/// The comment of a film, from the beginning of its file.
pub(super) fn in_gif(start: &[u8]) -> Option<String> {
    let mark = format!("{} ", Provenance::KEY);
    let begins = start.windows(2).enumerate().filter(|(_, two)| *two == COMMENT);
    begins.map(|(at, _)| blocks(&start[at + 2..])).find_map(|text| {
        let text = String::from_utf8(text).ok()?;
        text.strip_prefix(&mark).map(str::to_owned)
    })
}

/// Whether a file begins like an MP4 film: with a box that names its kind.
pub(super) fn is_mp4(start: &[u8]) -> bool {
    start.get(4..8) == Some(b"ftyp")
}

/// The comment of an MP4 film, from the beginning of its file: ffmpeg is asked to put what tells of the film before the film.
pub(super) fn in_mp4(start: &[u8]) -> Option<String> {
    let mark = format!("{} {{", Provenance::KEY).into_bytes();
    let at = start.windows(mark.len()).position(|window| window == mark)?;
    // Boxes say their length elsewhere; the line of JSON knows its own end.
    let mut values =
        serde_json::Deserializer::from_slice(&start[at + mark.len() - 1..]).into_iter::<serde_json::Value>();
    values.next()?.ok().map(|line| line.to_string())
}

/// Bytes in blocks, each with its length before it, up to one of no length.
fn blocks(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some((length, after)) = rest.split_first() {
        let length = usize::from(*length).min(after.len());
        if length == 0 {
            break;
        }
        whole.extend(&after[..length]);
        rest = &after[length..];
    }
    whole
}

/// The texts of a safetensors header.
#[derive(Deserialize)]
struct HeaderTexts {
    #[serde(rename = "__metadata__", default)]
    texts: HashMap<String, String>,
}

/// What weights say, from the beginning of their file; `None` where it is no safetensors file.
#[expect(clippy::option_option, reason = "no such file, and a file that says nothing")]
pub(super) fn in_weights(start: &[u8]) -> Option<Option<String>> {
    let (length, rest) = start.split_first_chunk::<8>()?;
    let header = rest.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let mut header: HeaderTexts = header.starts_with(b"{").then(|| serde_json::from_slice(header).ok())??;
    Some(header.texts.remove(Provenance::KEY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_films_are_found_behind_other_bytes() {
        let long = format!("gridscope {{{}}}", "a".repeat(300));
        let mut file = GIF_SIGNATURE.to_vec();
        file.extend([0x21, 0xFE, 0x21, 0xFE, 9]); // a palette may hold anything
        file.extend([0x21, 0xFE, 255]);
        file.extend(&long.as_bytes()[..255]);
        file.push((long.len() - 255) as u8);
        file.extend(&long.as_bytes()[255..]);
        file.push(0);
        assert_eq!(in_gif(&file).as_deref(), long.strip_prefix("gridscope "));
        assert_eq!(in_gif(GIF_SIGNATURE), None);
    }

    #[test]
    fn comments_of_videos_end_where_their_line_ends() {
        let begin = b"\0\0\0\x20ftypisom\0\0\x02\0moov\0\0".as_slice();
        let file = [begin, b"gridscope {\"what\": \"film } of maps\"}\0\0\0\x08free{".as_slice()].concat();
        assert!(is_mp4(&file) && !is_mp4(b"RIFF"));
        assert_eq!(in_mp4(&file).as_deref(), Some("{\"what\":\"film } of maps\"}"));
        assert_eq!((in_mp4(begin), in_mp4(b"gridscope {\"what")), (None, None));
    }

    #[test]
    fn headers_of_weights_are_read() {
        let file = |header: &str| [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[1, 2, 3]].concat();
        assert_eq!(in_weights(&file(r#"{"__metadata__": {"gridscope": "x"}, "w": 3}"#)), Some(Some("x".into())));
        assert_eq!(in_weights(&file(r#"{"w": 3}"#)), Some(None));
        assert_eq!(in_weights(b"{\"a\": 1}  long enough"), None);
        assert_eq!(in_weights(&u64::MAX.to_le_bytes()), None);
    }
}
