//! What files are called, and where they lie.

use crate::files::{WriteError, create_atomically, disk};
use std::path::{Path, PathBuf};

/// Folder of figures inside a run folder.
pub(super) const FOLDER: &str = "exports";
/// So many files of one name, and then there is something wrong.
const MOST: usize = 10_000;

/// Preset, seed, step and panel as the beginning of a file's name.
pub(super) fn stem(preset: &str, seed: u64, step: u64, what: &str) -> String {
    format!("{}_seed{seed}_step{step}_{}", plain(preset), plain(what))
}

/// Words without what file systems and shells stumble over.
fn plain(words: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let plain: String = words.chars().map(letter).flat_map(char::to_lowercase).take(80).collect();
    let plain = plain.trim_matches(|c| "-._".contains(c));
    if plain.is_empty() { "unnamed".to_owned() } else { plain.to_owned() }
}

/// `name`, `name_2`, `name_3`, …
fn numbered(stem: &str) -> impl Iterator<Item = String> {
    (1..MOST).map(move |number| if number == 1 { stem.to_owned() } else { format!("{stem}_{number}") })
}

/// Writes files that belong together under one name: the first of which none of them exists yet. Endings begin with a dot or
/// an underscore.
pub(super) fn write_new(folder: &Path, stem: &str, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, String> {
    'names: for name in numbered(stem) {
        let paths: Vec<PathBuf> = files.iter().map(|(ending, _)| folder.join(format!("{name}{ending}"))).collect();
        if paths.iter().any(|path| path.exists()) {
            continue;
        }
        for (path, (_, bytes)) in paths.iter().zip(files) {
            match create_atomically(path, bytes) {
                // Somebody else took the name in between.
                Err(WriteError::Exists { .. }) => continue 'names,
                written => written.map_err(|error| error.to_string())?,
            }
        }
        return Ok(paths);
    }
    Err(format!("{}: there are too many files of this name", folder.join(stem).display()))
}

/// Makes a folder of this name, or with a number behind it.
pub(super) fn new_folder(parent: &Path, stem: &str) -> Result<PathBuf, String> {
    disk::create_folders(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
    for name in numbered(stem) {
        let folder = parent.join(name);
        match disk::create_folder(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder).map_err(|error| format!("{}: {error}", parent.join(stem).display())),
        }
    }
    Err(format!("{}: there are too many folders of this name", parent.join(stem).display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_lies_in_the_file_and_are_plain() {
        assert_eq!(stem("modules", 1, 12_000, "Rate maps"), "modules_seed1_step12000_rate-maps");
        assert_eq!(stem("../a b/ü", 1, 0, "?"), "a-b-ü_seed1_step0_unnamed");
    }

    #[test]
    fn nothing_is_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = |text: &str| vec![(".svg".to_owned(), text.into()), ("_units.csv".to_owned(), text.into())];
        let first = write_new(folder.path(), "a", &files("1")).expect("writable");
        let second = write_new(folder.path(), "a", &files("2")).expect("writable");
        std::fs::write(folder.path().join("a_3_units.csv"), "mine").expect("writable");
        let third = write_new(folder.path(), "a", &files("3")).expect("writable");
        let name = |paths: &[PathBuf]| paths[0].file_name().expect("a file").to_string_lossy().into_owned();
        assert_eq!([name(&first), name(&second), name(&third)], ["a.svg", "a_2.svg", "a_4.svg"], "both or none");
        assert_eq!(std::fs::read_to_string(&first[1]).expect("a file"), "1");
        let [one, two] = [(); 2].map(|()| new_folder(folder.path(), "run").expect("writable"));
        assert_eq!((one, two), (folder.path().join("run"), folder.path().join("run_2")));
    }
}
