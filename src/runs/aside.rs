//! What a run no longer stands for is kept aside, and never lost: rows and interventions after the step it goes on from,
//! checkpoints that are damaged, files that are not understood.

use crate::files::{WriteError, create_atomically, disk};
use std::path::{Path, PathBuf};

/// Folder in a run folder.
const FOLDER: &str = "aside";

/// Names for a file that are free as far as nobody is faster: `metrics-from-step-8.csv`, then `metrics-from-step-8-2.csv`, …
fn names(stem: &str, ending: &str) -> impl Iterator<Item = String> {
    (1..10_000)
        .map(move |number| if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") })
}

/// Puts text aside, and says where.
pub(crate) fn put(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> Result<PathBuf, WriteError> {
    let mut result = Err(WriteError::NoName { path: folder.join(FOLDER) });
    for name in names(stem, ending) {
        let path = folder.join(FOLDER).join(name);
        result = create_atomically(&path, bytes).map(|()| path);
        if !matches!(result, Err(WriteError::Exists { .. })) {
            break;
        }
    }
    result
}

/// Moves a file of the folder aside, and says where it lies.
pub(crate) fn move_there(folder: &Path, file: &Path) -> Result<PathBuf, WriteError> {
    let failed = |error| WriteError::Io { path: file.to_path_buf(), source: error };
    disk::create_folders(&folder.join(FOLDER)).map_err(failed)?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    let to = names(&stem, &ending).map(|name| folder.join(FOLDER).join(name)).find(|path| !path.exists());
    let to = to.ok_or_else(|| WriteError::Exists { path: folder.join(FOLDER) })?;
    disk::rename(file, &to).map_err(failed)?;
    disk::sync_folder(folder);
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_lies_aside_is_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = put(folder.path(), "rows", "csv", b"1").expect("writable");
        let second = put(folder.path(), "rows", "csv", b"2").expect("writable");
        std::fs::write(folder.path().join("rows.csv"), "3").expect("writable");
        let third = move_there(folder.path(), &folder.path().join("rows.csv")).expect("movable");
        let texts = [&first, &second, &third].map(|path| std::fs::read_to_string(path).expect("there"));
        assert_eq!(texts, ["1", "2", "3"]);
        assert!(third.ends_with("aside/rows-3.csv") && !folder.path().join("rows.csv").exists());
    }
}
