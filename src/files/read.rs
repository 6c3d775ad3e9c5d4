//! Reading regular files, with the path in every error and a limit on the size.

use super::advice::to_read;
use super::checksum::checksum_of;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused, or there is no such file.
    #[error("cannot read {path}: {source}{advice}", path = .path.display(), advice = to_read(.source))]
    Io { path: PathBuf, source: io::Error },
    /// A folder, a pipe, a device: nothing that has an end.
    #[error("{path} is {what}; valid: a regular file", path = .path.display())]
    NotRegular { path: PathBuf, what: &'static str },
    /// Larger than a file of this kind can be.
    #[error("{path} is larger than {max_bytes} bytes, the most that a file of this kind may have", path = .path.display())]
    TooLarge { path: PathBuf, max_bytes: u64 },
    /// Not text.
    #[error("{path} is not UTF-8 text (byte {valid_bytes} is the first bad one)", path = .path.display())]
    NotText { path: PathBuf, valid_bytes: usize },
}

/// Opens a regular file of at most `max_bytes` bytes, and tells how many it has.
///
/// # Errors
/// When it cannot be opened, is larger, or is no regular file.
pub(crate) fn open_regular(path: &Path, max_bytes: u64) -> Result<(File, u64), ReadError> {
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let check = |data: &Metadata| {
        if !data.is_file() {
            let what = if data.is_dir() { "a folder" } else { "a pipe, a socket or a device" };
            return Err(ReadError::NotRegular { path: path.to_path_buf(), what });
        }
        let bytes = data.len();
        if bytes > max_bytes {
            return Err(ReadError::TooLarge { path: path.to_path_buf(), max_bytes });
        }
        Ok(bytes)
    };
    // Before it is opened: a pipe would wait there until somebody writes into it.
    check(&path.metadata().map_err(io)?)?;
    let file = File::open(path).map_err(io)?;
    // And the file that was opened, should another one have come into its place.
    let bytes = check(&file.metadata().map_err(io)?)?;
    Ok((file, bytes))
}

/// Reads a whole regular file of at most `max_bytes` bytes.
///
/// # Errors
/// When it cannot be opened or read, is larger, or is no regular file.
pub fn read_bytes(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let (file, _) = open_regular(path, max_bytes)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that has grown beyond it since, and those of the system whose size means
    // nothing.
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > max_bytes {
        return Err(ReadError::TooLarge { path: path.to_path_buf(), max_bytes });
    }
    Ok(bytes)
}

/// The SHA-256 of a regular file of any size, in hexadecimal.
///
/// # Errors
/// When it cannot be opened or read, or is no regular file.
pub(crate) fn file_checksum(path: &Path) -> Result<String, ReadError> {
    let (file, _) = open_regular(path, u64::MAX)?;
    checksum_of(file).map_err(|source| ReadError::Io { path: path.to_path_buf(), source })
}

/// Reads a whole UTF-8 file of at most `max_bytes` bytes, without a byte-order mark if it has one.
///
/// # Errors
/// As [`read_bytes`], or when it is not UTF-8.
pub fn read_text(path: &Path, max_bytes: u64) -> Result<String, ReadError> {
    let mut text = String::from_utf8(read_bytes(path, max_bytes)?).map_err(|error| ReadError::NotText {
        path: path.to_path_buf(),
        valid_bytes: error.utf8_error().valid_up_to(),
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::process::Command;

    #[test]
    fn reads_up_to_the_limit_and_no_further() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("text");
        fs::write(&path, "\u{feff}σ_x").expect("writable");
        let size = fs::metadata(&path).expect("written").len();
        assert_eq!(read_text(&path, size).expect("just fits"), "σ_x", "without the byte-order mark");
        let error = read_text(&path, size - 1).expect_err("one byte too many");
        assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
    }

    #[test]
    fn errors_name_the_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("absent");
        let error = read_text(&path, 10).expect_err("there is none");
        assert!(error.to_string().contains("absent"), "{error}");
        fs::write(&path, [b'a', 0xff]).expect("writable");
        let error = read_text(&path, 10).expect_err("not UTF-8");
        assert!(matches!(error, ReadError::NotText { valid_bytes: 1, .. }), "{error}");
        let error = read_text(folder.path(), 10).expect_err("a folder is no text").to_string();
        assert!(error.contains("a folder; valid: a regular file"), "{error}");
    }

    #[test]
    fn what_has_no_end_is_not_even_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pipe = folder.path().join("pipe");
        if Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
            let error = read_bytes(&pipe, 10).expect_err("nobody writes into it");
            assert!(matches!(error, ReadError::NotRegular { .. }) && error.to_string().contains("a pipe"), "{error}");
        }
        let zeros = Path::new("/dev/zero");
        if zeros.exists() {
            let error = read_bytes(zeros, 10).expect_err("it never ends");
            assert!(matches!(error, ReadError::NotRegular { .. }), "{error}");
        }
    }
}
