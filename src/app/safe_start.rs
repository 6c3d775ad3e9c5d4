//! A start that did not come to its first pictures is not tried again in the same way.
//!
//! A file marks that a window is being opened. It goes once the window has drawn for some seconds, or was closed; what
//! finds it, and nobody who holds its lock, follows a start that crashed, and puts the stored settings aside.

use crate::files::disk;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The mark, in the folder of the settings.
const MARK: &str = "starting";
/// Where the window library keeps the settings, in the same folder.
const SETTINGS: &str = "app.ron";
/// Settings that are kept aside, at most.
const MOST_ASIDE: usize = 1000;

/// How long a window has to draw before its start has succeeded.
pub(super) const DRAWS_FOR: Duration = Duration::from_secs(3);

/// The mark of a start that goes on. Where it is dropped without [`StartMark::remove`], that start has failed.
#[derive(Debug)]
pub(super) struct StartMark {
    path: PathBuf,
    /// Its lock, as long as the program lives.
    file: File,
}

impl StartMark {
    /// Marks a start; whether the last one has left its mark. `None` where nothing can be written, or another start goes on.
    fn put(folder: &Path) -> (Option<Self>, bool) {
        let path = folder.join(MARK);
        let made = disk::create_folders(folder).and_then(|()| match disk::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                OpenOptions::new().read(true).write(true).open(&path).map(|file| (file, true))
            }
            made => made.map(|file| (file, false)),
        });
        let Ok((file, was_there)) = made else { return (None, false) };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => (None, false),
            Ok(()) | Err(TryLockError::Error(_)) => (Some(Self { path, file }), was_there),
        }
    }

    /// The start has succeeded, or has ended in words.
    pub(super) fn remove(self) {
        drop(self.file);
        // A mark that stays costs one start with default settings, and says so.
        let _ = disk::remove(&self.path);
    }
}

/// How a window starts.
#[derive(Debug)]
pub(super) struct SafeStart {
    pub mark: Option<StartMark>,
    /// With default settings, whatever is stored.
    pub is_safe: bool,
    /// What is said of it.
    pub words: Option<String>,
}

impl SafeStart {
    /// Looks at what the last start has left in the folder of the settings, and marks this one. A safe start puts the
    /// stored settings aside.
    pub(super) fn begin(folder: Option<&Path>, is_wanted: bool) -> Self {
        let Some(folder) = folder else { return Self { mark: None, is_safe: is_wanted, words: None } };
        let (mark, has_crashed) = StartMark::put(folder);
        let is_safe = is_wanted || has_crashed;
        let words = is_safe.then(|| {
            let why = if has_crashed { "The last start did not get to its first pictures" } else { "A safe start" };
            let old = match set_aside(folder) {
                Ok(Some(path)) => format!("the old ones are kept in {}", path.display()),
                Ok(None) => "there were no old ones".to_owned(),
                Err(error) => format!("the old ones could not be put aside, and will be replaced: {error}"),
            };
            format!("{why}: layout and settings are those of a new window; {old}")
        });
        Self { mark, is_safe, words }
    }
}

/// Gives the stored settings another name; that name, if there were any.
fn set_aside(folder: &Path) -> io::Result<Option<PathBuf>> {
    let stored = folder.join(SETTINGS);
    if !stored.exists() {
        return Ok(None);
    }
    let free =
        (1..=MOST_ASIDE).map(|number| folder.join(format!("app-aside-{number}.ron"))).find(|path| !path.exists());
    let aside = free.ok_or_else(|| io::Error::other("too many are aside already; delete some"))?;
    disk::rename(&stored, &aside)?;
    Ok(Some(aside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_start_that_succeeds_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(SETTINGS), "old").expect("writable");
        for _ in 0..3 {
            let start = SafeStart::begin(Some(folder.path()), false);
            assert!(!start.is_safe && start.words.is_none(), "{start:?}");
            assert!(folder.path().join(MARK).exists(), "marked");
            start.mark.expect("writable").remove();
            assert!(!folder.path().join(MARK).exists(), "and no longer");
        }
        assert_eq!(fs::read_to_string(folder.path().join(SETTINGS)).expect("there"), "old", "as they were");
    }

    #[test]
    fn after_a_crash_the_old_settings_are_kept_aside() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let crash = |content: &str| {
            fs::write(folder.path().join(SETTINGS), content).expect("writable");
            SafeStart::begin(Some(folder.path()), false)
        };
        drop(crash("first")); // the program is gone, the mark is there
        let second = SafeStart::begin(Some(folder.path()), false);
        assert!(second.is_safe && second.words.as_ref().is_some_and(|words| words.contains("app-aside-1.ron")));
        assert!(!folder.path().join(SETTINGS).exists(), "put aside");
        drop(second);
        let third = crash("second");
        assert!(third.words.as_ref().is_some_and(|words| words.contains("app-aside-2.ron")), "{third:?}");
        third.mark.expect("writable").remove();
        let aside = |number| fs::read_to_string(folder.path().join(format!("app-aside-{number}.ron"))).expect("kept");
        assert_eq!([aside(1), aside(2)], ["first", "second"]);
        assert!(!SafeStart::begin(Some(folder.path()), false).is_safe, "that one succeeded");
    }

    #[test]
    fn two_starts_at_once_are_no_crash() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = SafeStart::begin(Some(folder.path()), false);
        let second = SafeStart::begin(Some(folder.path()), false);
        assert!(!second.is_safe && second.mark.is_none(), "{second:?}");
        first.mark.expect("writable").remove();
    }

    #[test]
    fn a_safe_start_is_had_by_asking() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let start = SafeStart::begin(Some(folder.path()), true);
        assert!(start.is_safe && start.words.is_some_and(|words| words.contains("no old ones")));
        assert!(SafeStart::begin(None, true).is_safe, "without a folder");
    }
}
