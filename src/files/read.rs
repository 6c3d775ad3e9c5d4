//! Reading whole files, with the path in every error and a limit on the size.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused, or there is no such file.
    #[error("cannot read {path}: {source}", path = .path.display())]
    Io { path: PathBuf, source: io::Error },
    /// Larger than a file of this kind can be.
    #[error("{path} is larger than {max_bytes} bytes, the most that a file of this kind may have", path = .path.display())]
    TooLarge { path: PathBuf, max_bytes: u64 },
    /// A folder, a pipe or a device.
    #[error("{path} is not a regular file", path = .path.display())]
    NotRegular { path: PathBuf },
    /// Not text.
    #[error("{path} is not UTF-8 text (byte {valid_bytes} is the first bad one)", path = .path.display())]
    NotText { path: PathBuf, valid_bytes: usize },
}

/// Opens a regular file, and its size in bytes. Anything else (a folder, a pipe, a device) might never end, or never begin.
///
/// # Errors
/// When there is no such file, it is no regular file, or it cannot be opened.
pub(crate) fn open_regular(path: &Path) -> Result<(File, u64), ReadError> {
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let metadata = path.metadata().map_err(io)?; // before it is opened: opening a pipe waits for a writer
    if !metadata.is_file() {
        return Err(ReadError::NotRegular { path: path.to_path_buf() });
    }
    let file = File::open(path).map_err(io)?;
    Ok((file, metadata.len()))
}

/// Reads a whole file of at most `max_bytes` bytes.
///
/// # Errors
/// When it cannot be opened or read, or is larger.
pub fn read_bytes(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let io = |source| ReadError::Io { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits, also where the size that the
    // system reports means nothing (pipes, files that grow).
    File::open(path).map_err(io)?.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > max_bytes {
        return Err(ReadError::TooLarge { path: path.to_path_buf(), max_bytes });
    }
    Ok(bytes)
}

/// Reads a whole UTF-8 file of at most `max_bytes` bytes, without a byte-order mark if it has one.
///
/// # Errors
/// When it cannot be opened or read, is larger, or is not UTF-8.
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
        read_text(folder.path(), 10).expect_err("a folder is no text");
    }
}
