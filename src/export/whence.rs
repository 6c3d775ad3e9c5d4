//! Reads back where a file is from: what `stamp` wrote into it.

use super::provenance::Provenance;
use super::recorded::RECORDING_SIGNATURE;
use super::stamp::PNG_SIGNATURE;
use super::whence_binary::{GIF_SIGNATURE, in_gif, in_mp4, in_weights, is_mp4};
use super::whence_pdf::{PDF_SIGNATURE, in_pdf};
use crate::files::{Npz, NpzError, ReadError, open_regular, printable_message};
use crate::runs::{RunRecording, RunRecordingError};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// Most bytes of a file: pictures and arrays of other programs are below it.
const MAX_BYTES: u64 = 16 << 30;
/// Most bytes of what is written about it.
const MAX_WORDS: u64 = 1 << 20;
/// What is read of a text to find it: it stands first.
const MAX_START: u64 = 2 << 20;
/// Most bytes of a report in JSON.
const MAX_JSON: u64 = 256 << 20;
/// Most chunks of a picture.
const MAX_CHUNKS: usize = 100_000;

/// Why it is not known where a file is from.
#[derive(Debug, thiserror::Error)]
pub enum WhenceError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Npz(#[from] NpzError),
    #[error(transparent)]
    Recording(#[from] RunRecordingError),
    /// A file of a kind that can tell, and does not.
    #[error("{path} does not say where it is from: gridscope did not write it, or another program has rewritten it", path = .0.display())]
    Silent(PathBuf),
    /// What it says cannot be understood.
    #[error("{path}: what it says of where it is from is damaged: {reason}", path = .path.display())]
    Damaged { path: PathBuf, reason: String },
    /// Not a kind of file that gridscope exports.
    #[error("{path} is none of the files that gridscope exports; valid: PNG, SVG, PDF, CSV, NPZ, GIF, MP4, safetensors, the JSON of an analysis, or a recording", path = .0.display())]
    OtherKind(PathBuf),
}

/// Where a file is from, by what was written into it. What kind of file it is is told by how it begins, whatever its name.
///
/// # Errors
/// When it cannot be read, is of no kind that gridscope exports, or does not say where it is from.
pub fn whence(path: &Path) -> Result<Provenance, WhenceError> {
    let (file, _) = open_regular(path, MAX_BYTES)?;
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let mut start = Vec::new();
    (&file).take(MAX_START).read_to_end(&mut start).map_err(io)?;
    let line = if start.starts_with(&PNG_SIGNATURE) {
        in_png(file).map_err(io)?.map_err(|reason| damaged(path, reason))?
    } else if start.starts_with(b"PK") {
        in_npz(&Npz::read(path)?)?
    } else if start.starts_with(GIF_SIGNATURE) {
        in_gif(&start)
    } else if start.starts_with(RECORDING_SIGNATURE) {
        return Ok(Provenance::of_recording("recording", &RunRecording::open(path)?));
    } else if is_mp4(&start) {
        in_mp4(&start)
    } else if start.starts_with(PDF_SIGNATURE) {
        in_pdf(&start)
    } else if let Some(line) = in_weights(&start) {
        line
    } else {
        let text = String::from_utf8_lossy(&start);
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('{') {
            return in_json(path);
        }
        match in_svg(text) {
            Some(line) => Some(line),
            None if is_svg(text) => None,
            None => match in_csv(text) {
                Some(line) => Some(line),
                None if is_table(text) => None,
                None => return Err(WhenceError::OtherKind(path.to_path_buf())),
            },
        }
    };
    parse(path, &line.ok_or_else(|| WhenceError::Silent(path.to_path_buf()))?)
}

fn damaged(path: &Path, reason: impl ToString) -> WhenceError {
    WhenceError::Damaged { path: path.to_path_buf(), reason: printable_message(&reason.to_string()) }
}

fn parse(path: &Path, line: &str) -> Result<Provenance, WhenceError> {
    let from: Provenance = serde_json::from_str(line).map_err(|error| damaged(path, error))?;
    if from.program.is_empty() { Err(damaged(path, "no program is named")) } else { Ok(from) }
}

/// The text chunk of a picture, or why it cannot be read.
fn in_png(mut file: File) -> io::Result<Result<Option<String>, &'static str>> {
    let end = file.metadata()?.len();
    let mut at = file.seek(SeekFrom::Start(PNG_SIGNATURE.len() as u64))?;
    let mut file = BufReader::new(file);
    for _ in 0..MAX_CHUNKS {
        let mut head = [0u8; 8];
        if at + 12 > end {
            return Ok(Ok(None));
        }
        file.read_exact(&mut head)?;
        let [length, name] = head.as_chunks::<4>().0 else { unreachable!("8 bytes are two times 4") };
        let length = u64::from(u32::from_be_bytes(*length));
        at += 12 + length;
        if at > end {
            return Ok(Err("the picture ends too early"));
        }
        if (name != b"iTXt" && name != b"tEXt") || length > MAX_WORDS {
            file.seek_relative(length as i64 + 4)?;
            continue;
        }
        let mut data = vec![0; length as usize + 4];
        file.read_exact(&mut data)?;
        let (data, checksum) = data.split_at(length as usize);
        let Some(rest) = data.strip_prefix(Provenance::KEY.as_bytes()).and_then(|rest| rest.strip_prefix(b"\0")) else {
            continue;
        };
        if crc32fast::hash(&[name, data].concat()).to_be_bytes() != checksum {
            return Ok(Err("its checksum is another"));
        }
        let text = if name == b"iTXt" { international(rest) } else { Some(rest) };
        let text = text.and_then(|text| String::from_utf8(text.to_vec()).ok());
        return Ok(text.map(Some).ok_or("it is no plain text"));
    }
    Ok(Ok(None))
}

/// The text behind compression flag and method, language and translated keyword; `None` when it is compressed.
fn international(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.strip_prefix(b"\0\0")?;
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    parts.nth(2)
}

/// The array of an archive.
fn in_npz(npz: &Npz) -> Result<Option<String>, NpzError> {
    if !npz.has(Provenance::KEY) {
        return Ok(None);
    }
    let count = npz.shape(Provenance::KEY)?.iter().try_fold(1u64, |count, axis| count.checked_mul(*axis as u64));
    if count.is_none_or(|count| count > MAX_WORDS) {
        return Err(npz.refused(Provenance::KEY, format!("too long; valid: up to {MAX_WORDS} bytes")));
    }
    let bytes = npz.list(Provenance::KEY)?;
    let bytes: Vec<u8> = bytes.into_iter().map(|byte| byte as u8).collect();
    String::from_utf8(bytes).map(Some).map_err(|_| npz.refused(Provenance::KEY, "it is no text"))
}

fn is_svg(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('<') && start.contains("<svg")
}

/// The metadata of a vector picture.
fn in_svg(text: &str) -> Option<String> {
    let start = text.trim_start();
    let (_, inside) =
        start.starts_with('<').then(|| start.split_once(&format!("<metadata id=\"{}\">", Provenance::KEY)))??;
    let (line, _) = inside.split_once("</metadata>")?;
    Some(line.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// Where a table is from, by its text; `None` where it does not say.
#[must_use]
pub fn whence_csv(text: &str) -> Option<Provenance> {
    parse(Path::new(""), &in_csv(text)?).ok()
}

/// The comment of a table, among those before its first row.
fn in_csv(text: &str) -> Option<String> {
    let mark = format!("# {} ", Provenance::KEY);
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    comments.map(str::trim_end).find_map(|line| line.strip_prefix(&mark)).map(str::to_owned)
}

/// Whether it may be a table: text whose first row has several columns.
fn is_table(text: &str) -> bool {
    let row = text.lines().find(|line| !line.starts_with('#'));
    row.is_some_and(|row| row.contains([',', ';', '\t']) && !row.contains('\u{fffd}') && !row.contains('\0'))
}

/// What an analysis says of itself in JSON.
#[derive(serde::Deserialize)]
struct JsonReport {
    gridscope: Option<Provenance>,
}

fn in_json(path: &Path) -> Result<Provenance, WhenceError> {
    let (file, _) = open_regular(path, MAX_JSON)?;
    let report: JsonReport =
        serde_json::from_reader(BufReader::new(file.take(MAX_JSON))).map_err(|error| damaged(path, error))?;
    let from = report.gridscope.filter(|from| !from.program.is_empty());
    from.ok_or_else(|| WhenceError::Silent(path.to_path_buf()))
}

#[cfg(test)]
mod tests {
    use super::super::stamp::{stamped_csv, stamped_png, stamped_svg, write_stamped_npz};
    use super::*;
    use crate::files::Numbers;

    fn from() -> Provenance {
        Provenance {
            program: "gridscope 0".into(),
            what: "a < \"b\" & 'c' &lt; σ\n".into(),
            step: Some(7),
            seed: u64::MAX,
            ..Provenance::default()
        }
    }

    fn png() -> Vec<u8> {
        let mut file = Vec::new();
        let mut writer = png::Encoder::new(&mut file, 2, 1).write_header().expect("a vector takes everything");
        writer.write_image_data(&[10, 20]).expect("two grey pixels");
        writer.finish().expect("whole");
        file
    }

    fn of(bytes: &[u8]) -> Result<Provenance, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("any");
        std::fs::write(&path, bytes).expect("writable");
        whence(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn what_was_written_is_read_whatever_the_file_is_called() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let npz = folder.path().join("arrays");
        write_stamped_npz(&npz, &[("x", &[1], Numbers::F64(&[1.0]))], &from()).expect("writable");
        let npz = std::fs::read(npz).expect("written");
        let json = serde_json::json!({ "units": [1, 2], "gridscope": from() }).to_string();
        let header = serde_json::json!({ "__metadata__": { "gridscope": from().to_line() }, "w": { "dtype": "F32" } });
        let header = header.to_string().into_bytes();
        let weights = [&(header.len() as u64).to_le_bytes(), header.as_slice(), &[0; 4]].concat();
        for file in [
            stamped_png(&png(), &from()),
            stamped_svg("<?xml version='1.0'?><!-- a --><svg width=\"3\"><rect/></svg>", &from()).into_bytes(),
            stamped_csv("a,b\n1,2\n", &from()).into_bytes(),
            stamped_csv("", &from()).into_bytes(),
            npz,
            json.into_bytes(),
            weights,
        ] {
            assert_eq!(of(&file), Ok(from()), "{:?}", file.escape_ascii().to_string());
        }
    }

    #[test]
    fn files_that_say_nothing_are_told_from_files_that_cannot() {
        for silent in
            [&png()[..], b"<svg></svg>", b"a,b\n1,2\n", b"# a rat\na;b\n", b"{\"units\": []}", b"GIF89a", b"%PDF-1.7"]
        {
            let words = of(silent).expect_err("nobody stamped it");
            assert!(words.contains("does not say where it is from"), "{words}");
        }
        for other in [&b"# a heading\n\nwords\n"[..], b"", b"\x7fELF\0\0", b"GIF87a"] {
            let words = of(other).expect_err("another kind");
            assert!(words.contains("valid: PNG, SVG, PDF, CSV, NPZ"), "{words}");
        }
        let mut broken = stamped_png(&png(), &from());
        broken[80] ^= 1;
        assert!(of(&broken).is_err_and(|words| words.contains("checksum")));
        assert!(of(&stamped_png(&png(), &from())[..60]).is_err_and(|words| words.contains("ends too early")));
        assert!(of(b"# gridscope {}\n").is_err_and(|words| words.contains("no program")));
        assert!(of(b"# gridscope {\n").is_err_and(|words| words.contains("damaged")));
    }
}
