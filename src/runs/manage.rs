//! Changes of run folders by hand: another name, a note.

use super::lock;
use crate::files::{disk, read_text, write_atomically};
use std::path::{Path, PathBuf};

/// What somebody noted about a run, in its folder.
pub const NOTE: &str = "note.txt";
/// Folder of deleted runs beside the others, where the desktop has no bin.
pub(super) const BIN: &str = "bin";
/// Longest note that is read.
const MAX_NOTE_BYTES: u64 = 64 << 10;
/// Longest name of a folder, letters.
const LONGEST: usize = 120;

/// Why a run folder was not changed, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RunChangeError(pub(super) String);

impl RunChangeError {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Whether nobody writes a run at present.
///
/// # Errors
/// When somebody does, naming it.
pub(super) fn check_left(folder: &Path) -> Result<(), RunChangeError> {
    match lock::owner_of(folder) {
        Some(owner) => Err(RunChangeError::new(format!("{} is being written by {owner}", folder.display()))),
        None => Ok(()),
    }
}

/// Gives the folder of a run another name, and says where it lies now. Runs that were taken from it know it by its id,
/// which is in its `run.ron` and stays.
///
/// # Errors
/// When it is being written, the name cannot be one, or there is something of that name.
pub fn rename_run(folder: &Path, name: &str) -> Result<PathBuf, RunChangeError> {
    let name = name.trim();
    let is_name = !name.is_empty()
        && name.chars().count() <= LONGEST
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.chars().any(|letter| letter.is_control() || "/\\:*?\"<>|".contains(letter))
        && name != BIN;
    if !is_name {
        let valid = format!("1 to {LONGEST} letters, no / \\ : * ? \" < > |, no full stop at either end");
        return Err(RunChangeError::new(format!(
            "`{}` cannot be the name of a folder; valid: {valid}",
            name.escape_debug()
        )));
    }
    check_left(folder)?;
    let to = folder.with_file_name(name);
    if to == folder {
        return Ok(to);
    }
    if to.symlink_metadata().is_ok() {
        return Err(RunChangeError::new(format!("there is a {name} already")));
    }
    disk::rename(folder, &to)
        .map_err(|error| RunChangeError::new(format!("cannot rename {}: {error}", folder.display())))?;
    if let Some(runs) = to.parent() {
        disk::sync_folder(runs);
    }
    Ok(to)
}

/// Keeps a note in the folder of a run, in place of an older one; an empty one takes it away.
///
/// # Errors
/// When the note is too long or cannot be written.
pub fn annotate_run(folder: &Path, note: &str) -> Result<(), RunChangeError> {
    let (path, note) = (folder.join(NOTE), note.trim());
    if note.len() as u64 >= MAX_NOTE_BYTES {
        return Err(RunChangeError::new(format!("the note is longer than {} KiB", MAX_NOTE_BYTES >> 10)));
    }
    if !folder.is_dir() {
        return Err(RunChangeError::new(format!("{} is not there any more", folder.display())));
    }
    if note.is_empty() {
        return match disk::remove(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(RunChangeError::new(format!("cannot remove {}: {error}", path.display())))
            }
            _ => Ok(()),
        };
    }
    write_atomically(&path, format!("{note}\n").as_bytes()).map_err(|error| RunChangeError::new(error.to_string()))
}

/// The note of a run; empty where there is none that can be read.
pub(super) fn note_of(folder: &Path) -> String {
    read_text(&folder.join(NOTE), MAX_NOTE_BYTES).map(|text| text.trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_folder_gets_another_name_unless_it_is_written() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("run");
        fs::create_dir(&folder).expect("writable");
        fs::create_dir(place.path().join("other")).expect("writable");
        for name in ["", " ", "a/b", "..", ".hidden", "bin", "a\nb", "what?", &"x".repeat(200)] {
            let error = rename_run(&folder, name).expect_err(name).to_string();
            assert!(error.contains("valid"), "{error}");
        }
        assert!(rename_run(&folder, "other").is_err_and(|error| error.to_string().contains("already")));
        let lock = lock::Lock::take(&folder).expect("free");
        assert!(rename_run(&folder, "mine").is_err_and(|error| error.to_string().contains("being written")));
        drop(lock);
        assert_eq!(rename_run(&folder, " a good one "), Ok(place.path().join("a good one")));
        assert!(!folder.exists() && place.path().join("a good one").is_dir());
    }

    #[test]
    fn notes_are_kept_replaced_and_taken_away() {
        let place = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(note_of(place.path()), "", "none yet");
        annotate_run(place.path(), "").expect("nothing to take away");
        annotate_run(place.path(), " first\nline ").expect("writable");
        assert_eq!(note_of(place.path()), "first\nline");
        annotate_run(place.path(), "σ_g").expect("writable");
        assert_eq!(note_of(place.path()), "σ_g");
        annotate_run(place.path(), " ").expect("writable");
        assert!(!place.path().join(NOTE).exists(), "no empty file stays");
        annotate_run(place.path(), &"x".repeat(1 << 17)).expect_err("too long to be read again");
        annotate_run(&place.path().join("gone"), "a").expect_err("no such folder");
        assert!(!place.path().join("gone").exists(), "and none is made");
    }
}
