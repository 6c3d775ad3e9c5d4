//! One owner a run folder: whoever holds the lock on `run.lock` writes there, others only read.

use crate::files::disk;
use crate::platform;
use crate::train::TrainError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};

/// Its name in a run folder. It stays there; what counts is who holds it.
pub(crate) const FILE: &str = "run.lock";
/// Longest text about an owner.
const MAX_OWNER: u64 = 200;

/// The right to write into a folder, as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    folder: PathBuf,
    file: File,
    /// The folder itself, where the system opens folders.
    place: Option<File>,
}

impl Lock {
    /// Takes the lock of a folder.
    ///
    /// # Errors
    /// When another program has it, named as far as it is known, or the folder cannot be written.
    pub(crate) fn take(folder: &Path) -> Result<Self, TrainError> {
        let path = folder.join(FILE);
        let failed = |error| crate::files::WriteError::Io { path: path.clone(), source: error };
        let mut file = match disk::create_new(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?
            }
            made => made.map_err(failed)?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(TrainError::Owned { folder: folder.to_path_buf(), owner: owner_in(&mut file) });
            }
            // A file system without locks: nothing keeps two programs apart there, and a run is still better than none.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let text = format!("process {} on {}", std::process::id(), platform::host_name());
        // Only words for others: the lock holds without them.
        let _ = disk::cut(&file, 0).and_then(|()| file.rewind()).and_then(|()| disk::write(&mut file, text.as_bytes()));
        Ok(Self { folder: folder.to_path_buf(), file, place: File::open(folder).ok() })
    }

    /// Whether the folder is still where it was, and its lock in it; a lock that somebody took away is taken again.
    ///
    /// # Errors
    /// When the folder is gone, or another program has taken the lock meanwhile.
    pub(crate) fn check(&mut self) -> Result<(), TrainError> {
        let there = File::open(&self.folder).ok();
        let is_same = match (&self.place, &there) {
            (Some(place), Some(there)) => platform::same_file(place, there),
            (Some(_), None) => false,
            (None, _) => self.folder.is_dir(),
        };
        if !is_same {
            return Err(TrainError::FolderGone { folder: self.folder.clone() });
        }
        let there = File::open(self.folder.join(FILE));
        if !there.is_ok_and(|there| platform::same_file(&there, &self.file)) {
            *self = Self::take(&self.folder)?;
        }
        Ok(())
    }
}

/// Who writes into a folder at present, in words; `None` for nobody. Changes nothing.
pub(crate) fn owner_of(folder: &Path) -> Option<String> {
    let mut file = File::open(folder.join(FILE)).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(owner_in(&mut file)),
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

fn owner_in(file: &mut File) -> String {
    let mut text = String::new();
    // Some systems let nobody read what is locked.
    let read = file.take(MAX_OWNER).read_to_string(&mut text);
    if read.is_err() || text.trim().is_empty() { "another program".into() } else { text.trim().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(owner_of(folder.path()), None, "nobody was there");
        let mut lock = Lock::take(folder.path()).expect("free");
        lock.check().expect("in place");
        let me = format!("process {}", std::process::id());
        assert!(owner_of(folder.path()).is_some_and(|owner| owner.contains(&me)));
        let error = Lock::take(folder.path()).expect_err("taken").to_string();
        assert!(error.contains(&me), "{error}");
        drop(lock);
        assert_eq!(owner_of(folder.path()), None);
        let run = folder.path().join("run");
        std::fs::create_dir(&run).expect("writable");
        let mut lock = Lock::take(&run).expect("free");
        std::fs::remove_file(run.join(FILE)).expect("there");
        lock.check().expect("it is taken again");
        assert!(owner_of(&run).is_some() && Lock::take(&run).is_err());
        std::fs::rename(&run, folder.path().join("elsewhere")).expect("on one file system");
        assert!(matches!(lock.check(), Err(TrainError::FolderGone { .. })));
        std::fs::create_dir(&run).expect("writable");
        assert!(matches!(lock.check(), Err(TrainError::FolderGone { .. })), "another one of its name");
    }
}
