//! What opening a path means.

use super::ask::Ask;
use crate::import::is_data_file;
use crate::preset::Preset;
use crate::stream::Command;
use std::path::Path;

/// What opening a path means: a preset file is loaded, cells or a trajectory are read, a run folder or checkpoint is
/// continued.
///
/// # Errors
/// In words, when there is nothing at the path or the preset cannot be read.
pub(crate) fn opening(path: &Path) -> Result<Ask, String> {
    if !path.exists() {
        return Err(format!("there is nothing at {}", path.display()));
    }
    if path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron")) {
        return Preset::read(path).map(Ask::load).map_err(|error| error.to_string());
    }
    if is_data_file(path) {
        return Ok(Ask::Read(path.to_owned()));
    }
    Ok(Ask::Send(Command::Open(path.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset;
    use std::fs;

    #[test]
    fn a_path_is_loaded_or_continued() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let preset = Preset::new("mine", preset::default_preset().params.clone());
        let path = preset::save(&preset, folder.path(), false).expect("writable");
        assert_eq!(opening(&path), Ok(Ask::load(preset)), "a preset");
        let continued = Ask::Send(Command::Open(folder.path().to_owned()));
        assert_eq!(opening(folder.path()), Ok(continued), "a folder");
        let cells = folder.path().join("Cells.NPZ");
        fs::write(&cells, "").expect("writable");
        assert_eq!(opening(&cells), Ok(Ask::Read(cells)), "what is in it is found out by reading");
        let foreign = folder.path().join("session 3.mat");
        fs::write(&foreign, "MATLAB 5.0 MAT-file").expect("writable");
        assert_eq!(opening(&foreign), Ok(Ask::Read(foreign)), "reading says what it is: no run goes on with it");
        assert!(opening(&folder.path().join("none")).is_err_and(|text| text.contains("none")), "nothing there");
        fs::write(&path, "(version: 1, purpos: \"\")").expect("writable");
        let error = opening(&path).expect_err("misspelt");
        assert!(error.contains("purpose") && error.contains("mine.ron:1:"), "{error}");
    }
}
