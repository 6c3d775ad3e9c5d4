//! Files that belong to a file: beside it in its folder.

use std::path::{Path, PathBuf};

/// Most files of a folder that are looked at.
const MOST: usize = 2000;

/// Files in a folder that are wanted, by name.
pub(super) fn files_in(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST);
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files.retain(|path| is_wanted(path));
    files
}

/// Files beside a file that are wanted, by name.
pub(super) fn companions(path: &Path, is_wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files_in(folder, |other| other.file_name() != path.file_name() && is_wanted(other))
}

/// The name of a file, for words.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
