//! What opening a path means.

use super::ask::{Ask, StageAsk};
use super::talk::is_talk;
use crate::app::kit::file_name;
use crate::import::is_data_file;
use crate::preset::Preset;
use crate::runs::is_recording;
use crate::stream::Command;
use std::path::{Path, PathBuf};

/// A path that looks like nothing that can be opened.
const UNKNOWN: &str = "unknown kind";

/// What opening a path means: a preset file is loaded, a recording is played, cells or a trajectory are read, a talk is
/// opened, a run folder or checkpoint is continued.
///
/// # Errors
/// In words, when there is nothing at the path or the preset cannot be read.
pub(crate) fn opening(path: &Path) -> Result<Ask, String> {
    if !path.exists() {
        return Err(format!("there is nothing at {}; Browse… finds what was moved or renamed", path.display()));
    }
    if path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron")) {
        return Preset::read(path).map(Ask::load).map_err(|error| error.to_string());
    }
    if is_recording(path) {
        return Ok(Ask::Replay(path.to_owned()));
    }
    if is_data_file(path) {
        return Ok(Ask::Read(path.to_owned()));
    }
    if is_talk(path) {
        return Ok(Ask::Stage(StageAsk::OpenTalk(path.to_owned())));
    }
    if seeming(path) == UNKNOWN {
        return Err(format!(
            "{} is of no kind that can be opened; valid: presets (.ron), recordings (.gsrec), run folders, talk folders, \\
             checkpoints (.safetensors), and cells or trajectories (.npz, .npy, .csv, .nwb, .mat, folders of phy)",
            path.display()
        ));
    }
    Ok(Ask::Send(Command::Open(path.to_owned())))
}

/// What dropping these paths means, in the order in which it is done: at most one of them becomes the run, and cells and
/// trajectories come to it, one after the other.
#[must_use]
pub(crate) fn dropped(paths: &[PathBuf]) -> Vec<Ask> {
    let (mut run, mut data, mut left, mut refused) = (None, Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        match opening(path) {
            Ok(Ask::Read(path)) => data.push(path),
            Ok(ask) if run.is_none() => run = Some(ask),
            Ok(_) => left.push(file_name(path)),
            Err(text) => refused.push(Ask::Complain(text)),
        }
    }
    let mut asks: Vec<Ask> = run.into_iter().collect();
    asks.extend(match data.len() {
        0 => None,
        1 => data.pop().map(Ask::Read),
        _ => Some(Ask::ReadAll(data)),
    });
    if !left.is_empty() {
        let left = left.join(", ");
        asks.push(Ask::Complain(format!("One run at a time, the first that was dropped: {left} was left out")));
    }
    asks.extend(refused);
    asks
}

/// What a path seems to be, before it is read.
#[must_use]
pub(crate) fn seeming(path: &Path) -> &'static str {
    let is = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    if path.is_dir() {
        if is_data_file(path) { "cells or a trajectory" } else { "run folder" }
    } else if is("ron") {
        "preset"
    } else if is("safetensors") {
        "checkpoint"
    } else if is_recording(path) {
        "recording"
    } else if is_data_file(path) {
        "cells or a trajectory"
    } else {
        UNKNOWN
    }
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
        let talk = folder.path().join("talk");
        fs::create_dir(&talk).expect("writable");
        fs::write(talk.join("talk.ron"), "").expect("writable");
        assert_eq!(opening(&talk), Ok(Ask::Stage(StageAsk::OpenTalk(talk))), "a talk");
        let cells = folder.path().join("Cells.NPZ");
        fs::write(&cells, "").expect("writable");
        assert_eq!(opening(&cells), Ok(Ask::Read(cells)), "what is in it is found out by reading");
        let foreign = folder.path().join("session 3.mat");
        fs::write(&foreign, "MATLAB 5.0 MAT-file").expect("writable");
        assert_eq!(opening(&foreign), Ok(Ask::Read(foreign)), "reading says what it is: no run goes on with it");
        let letter = folder.path().join("letter.docx");
        fs::write(&letter, "Dear reader").expect("writable");
        assert!(opening(&letter).is_err_and(|text| text.contains("valid: presets (.ron)")), "what would be");
        assert!(opening(&folder.path().join("none")).is_err_and(|text| text.contains("none")), "nothing there");
        fs::write(&path, "(version: 1, purpos: \"\")").expect("writable");
        let error = opening(&path).expect_err("misspelt");
        assert!(error.contains("purpose") && error.contains("mine.ron:1:"), "{error}");
    }

    #[test]
    fn of_several_one_becomes_the_run_and_all_cells_are_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let preset = Preset::new("mine", preset::default_preset().params.clone());
        let path = preset::save(&preset, folder.path(), false).expect("writable");
        let cells: Vec<PathBuf> = ["a.npz", "b.npz"].iter().map(|name| folder.path().join(name)).collect();
        for path in &cells {
            fs::write(path, "").expect("writable");
        }
        let missing = folder.path().join("none");
        let all = [cells[0].clone(), path.clone(), missing, folder.path().to_owned(), cells[1].clone()];
        let asks = dropped(&all);
        assert_eq!(asks[..2], [Ask::load(preset.clone()), Ask::ReadAll(cells.clone())], "the run first");
        let said = |ask: &Ask, text: &str| matches!(ask, Ask::Complain(words) if words.contains(text));
        assert!(said(&asks[2], "was left out") && said(&asks[3], "nothing at"), "{asks:?}");
        assert_eq!(dropped(&cells[..1]), [Ask::Read(cells[0].clone())]);
        assert_eq!(dropped(&[]), []);
        let kinds = [folder.path(), path.as_path(), cells[0].as_path()].map(seeming);
        assert_eq!(kinds, ["run folder", "preset", "cells or a trajectory"]);
        assert_eq!([seeming(Path::new("a.gsrec")), seeming(Path::new("a.xyz"))], ["recording", "unknown kind"]);
    }
}
