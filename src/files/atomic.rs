//! Whole files or none: written beside their place, synced, then renamed into it.

use super::advice::to_write;
use super::disk;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    #[error("cannot write {path}: {source}{advice}", path = .path.display(), advice = to_write(.source))]
    Io { path: PathBuf, source: io::Error },
}

impl WriteError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_path_buf(), source }
    }
}

/// Writes a whole file, replacing one that is there; missing folders are made.
///
/// # Errors
/// When a folder or the file cannot be written; an older file is then left as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = begun_in_folder(path)?;
    file.write_all(bytes).map_err(|error| WriteError::io(path, error))?;
    file.replace()
}

/// Writes a whole file where there is none; missing folders are made.
///
/// # Errors
/// [`WriteError::Exists`] when there is a file, which is left as it is, even if it appeared only just now; otherwise as
/// [`write_atomically`].
pub fn create_atomically(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = begun_in_folder(path)?;
    file.write_all(bytes).map_err(|error| WriteError::io(path, error))?;
    file.create()
}

fn begun_in_folder(path: &Path) -> Result<AtomicFile, WriteError> {
    disk::create_folders(folder_of(path)?).map_err(|error| WriteError::io(path, error))?;
    AtomicFile::begin(path)
}

fn folder_of(path: &Path) -> Result<&Path, WriteError> {
    let no_name = || WriteError::NoName { path: path.to_path_buf() };
    path.file_name().ok_or_else(no_name)?;
    let folder = path.parent().ok_or_else(no_name)?;
    Ok(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// Names of files that are being written begin and end like this.
const UNFINISHED: [&str; 2] = [".gridscope-", ".tmp"];
/// An unfinished file that was touched so recently may be locked by its writer only in a moment.
const FRESH: Duration = Duration::from_secs(10);

/// A file that is being written beside its place. Dropped unfinished, it leaves nothing.
pub(crate) struct AtomicFile {
    path: PathBuf,
    /// Where it lies until it is whole; empty when it lies there no more.
    unfinished: PathBuf,
    file: File,
}

impl AtomicFile {
    /// Begins a file whose folder is there.
    ///
    /// # Errors
    /// When the folder is missing or cannot be written.
    pub(crate) fn begin(path: &Path) -> Result<Self, WriteError> {
        let folder = folder_of(path)?;
        // In the same folder, so that the rename stays on one file system. `File::create_new` gives the permissions of any
        // other file; the temporary file's own way makes it private.
        let made =
            tempfile::Builder::new().prefix(UNFINISHED[0]).suffix(UNFINISHED[1]).make_in(folder, disk::create_new);
        let (file, unfinished) = made
            .and_then(|made| made.keep().map_err(|error| error.error))
            .map_err(|error| WriteError::io(path, error))?;
        // Whoever finds it can tell that its writer lives. Where a file system has no locks, nobody clears it.
        let _ = file.try_lock();
        Ok(Self { path: path.to_path_buf(), unfinished, file })
    }

    /// Puts the whole file into its place, instead of one that is there.
    ///
    /// # Errors
    /// When it cannot be written; an older file is then left as it was.
    pub(crate) fn replace(mut self) -> Result<(), WriteError> {
        let done = disk::sync(&self.file).and_then(|()| disk::rename(&self.unfinished, &self.path));
        done.map_err(|error| WriteError::io(&self.path, error))?;
        self.unfinished.clear();
        self.sync_folder();
        Ok(())
    }

    /// Puts the whole file into its place, where none is.
    fn create(self) -> Result<(), WriteError> {
        let done = disk::sync(&self.file).and_then(|()| self.link());
        done.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Exists { path: self.path.clone() },
            _ => WriteError::io(&self.path, error),
        })?;
        self.sync_folder();
        Ok(())
    }

    /// A file system without second names can still tell whether there is a file, though not in the same moment.
    fn link(&self) -> io::Result<()> {
        match disk::link(&self.unfinished, &self.path) {
            Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) => {
                if self.path.exists() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                fs::copy(&self.unfinished, &self.path).map(drop)
            }
            linked => linked,
        }
    }

    fn sync_folder(&self) {
        if let Ok(folder) = folder_of(&self.path) {
            disk::sync_folder(folder);
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        disk::write(&mut self.file, bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.unfinished.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.unfinished); // whoever comes next clears it
        }
    }
}

/// Whether a name is that of a file that is being written, or was when its writer died.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED[0]) && name.ends_with(UNFINISHED[1])
}

/// Removes unfinished files of writers that died.
pub(crate) fn clear_unfinished(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_old = || {
            entry.metadata().is_ok_and(|data| {
                data.is_file() && data.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age > FRESH))
            })
        };
        if is_unfinished(&name.to_string_lossy())
            && is_old()
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = disk::remove(&entry.path()); // the next one may
        }
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
