//! Whole files or none: written beside their place, synced, then renamed into it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that could not be written. What lay at the path before still lies there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is a file already and it was not to be replaced.
    #[error("{path} exists already", path = .path.display())]
    Exists { path: PathBuf },
    /// The path names no file.
    #[error("{path} does not name a file", path = .path.display())]
    NoName { path: PathBuf },
    /// The system refused.
    #[error("cannot write {path}: {source}", path = .path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Writes a whole file, replacing one that is there; missing folders are made.
///
/// # Errors
/// When a folder or the file cannot be written; an older file is then left as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let io = |source| WriteError::Io { path: path.to_path_buf(), source };
    let folder = folder_of(path)?;
    write_beside(folder, bytes).map_err(io)?.persist(path).map_err(|error| io(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Writes a whole file where there is none; missing folders are made.
///
/// # Errors
/// [`WriteError::Exists`] when there is a file, which is left as it is, even if it appeared only just now; otherwise as
/// [`write_atomically`].
pub fn create_atomically(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Exists { path: path.to_path_buf() },
        _ => WriteError::Io { path: path.to_path_buf(), source },
    };
    let folder = folder_of(path)?;
    write_beside(folder, bytes).map_err(io)?.persist_noclobber(path).map_err(|error| io(error.error))?;
    sync_folder(folder);
    Ok(())
}

fn folder_of(path: &Path) -> Result<&Path, WriteError> {
    let no_name = || WriteError::NoName { path: path.to_path_buf() };
    path.file_name().ok_or_else(no_name)?;
    let folder = path.parent().ok_or_else(no_name)?;
    Ok(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// A synced temporary file in `folder`, so that the rename stays on one file system. It removes itself if dropped.
fn write_beside(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile<File>> {
    fs::create_dir_all(folder)?;
    // `File::create_new` gives the permissions of any other file; the temporary file's own way makes it private.
    let mut file = tempfile::Builder::new()
        .prefix(".gridscope-")
        .suffix(".tmp")
        .make_in(folder, |temporary| File::create_new(temporary))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes the rename itself durable. Not every system opens a folder like a file; there the rename is as durable as the
/// system makes it, and a failure here takes nothing back.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder made by the test");
        entries.map(|e| e.expect("readable entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn writes_replaces_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a/b/run.ron");
        write_atomically(&path, b"first, which is longer").expect("missing folders are made");
        write_atomically(&path, b"second").expect("replaces");
        assert_eq!(fs::read(&path).expect("written"), b"second", "no rest of the older file");
        assert_eq!(names(path.parent().expect("has one")), ["run.ron"], "no temporary file is left");
    }

    #[test]
    fn creating_never_replaces() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("mine.ron");
        create_atomically(&path, b"by hand").expect("nothing is there");
        let again = create_atomically(&path, b"by machine");
        assert!(matches!(again, Err(WriteError::Exists { .. })), "got {again:?}");
        assert_eq!(fs::read(&path).expect("still there"), b"by hand", "the older file is untouched");
        assert_eq!(names(folder.path()), ["mine.ron"], "no temporary file is left");
    }

    #[test]
    fn a_failure_names_the_path_and_leaves_no_trace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("file");
        write_atomically(&file, b"x").expect("writable");
        let below = write_atomically(&file.join("child.ron"), b"y").expect_err("a file is no folder");
        assert!(below.to_string().contains("child.ron"), "{below}");
        let occupied = folder.path().join("folder");
        fs::create_dir(&occupied).expect("writable");
        write_atomically(&occupied, b"y").expect_err("a folder is not replaced by a file");
        write_atomically(Path::new("/"), b"y").expect_err("no file name");
        assert_eq!(names(folder.path()).len(), 2, "file and folder, nothing else");
    }
}
