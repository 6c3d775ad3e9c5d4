//! A talk from a folder.

use super::read::read_talk;
use super::scene::{Talk, TalkError, TalkScene};
use crate::files::{printable_message, read_text};
use crate::preset::Preset;
use crate::runs::is_recording;
use std::path::Path;

/// What says which scenes there are.
const FILE: &str = "talk.ron";
/// A talk is text written by people; anything larger is another kind of file.
const MAX_BYTES: u64 = 1 << 20;
/// Scenes of a folder that does not say which: the digits reach nine, and nobody shows hundreds.
const MOST: usize = 100;

/// Whether a folder says that it is a talk.
pub(crate) fn is_talk(folder: &Path) -> bool {
    folder.join(FILE).is_file()
}

/// Reads the talk in a folder. `panels` are those of the window.
///
/// # Errors
/// When there is nothing to show, or `talk.ron` is wrong, with the place.
pub(crate) fn read_folder(folder: &Path, panels: &[&'static str]) -> Result<Talk, TalkError> {
    let file = folder.join(FILE);
    if !file.exists() {
        return scenes_of_files(folder);
    }
    let text = read_text(&file, MAX_BYTES).map_err(|error| TalkError::Unread(error.to_string()))?;
    read_talk(&file.display().to_string(), &text, Some(folder), panels)
}

/// Each recording and each preset is a scene, in the order of their names.
fn scenes_of_files(folder: &Path) -> Result<Talk, TalkError> {
    let unread = |error: std::io::Error| TalkError::Unread(format!("cannot read {}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        files.push(entry.map_err(unread)?.path());
    }
    files.sort();
    let mut scenes = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        scenes.extend(scene_of(file)?);
        if scenes.len() == MOST {
            break;
        }
    }
    if scenes.is_empty() {
        return Err(TalkError::Empty(folder.to_owned()));
    }
    let title = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
    Ok(Talk { title: printable_message(&title), folder: Some(folder.to_owned()), idle_s: None, scenes })
}

/// The scene of a file; `None` of a file that is none.
fn scene_of(file: &Path) -> Result<Option<TalkScene>, TalkError> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let is = |ending: &str| file.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
    if is_recording(file) {
        let (title, recording) = (printable_message(&name), Some(name));
        return Ok(Some(TalkScene { title, recording, steps_per_second: Some(200.0), ..TalkScene::default() }));
    }
    if !is("ron") {
        return Ok(None);
    }
    let preset = Preset::read(file).map_err(|error| TalkError::Unread(error.to_string()))?;
    let title = if preset.purpose.is_empty() { preset.name.clone() } else { preset.purpose.clone() };
    let (look_at, note) = (preset.look_at.clone(), preset.notes.clone());
    Ok(Some(TalkScene { title, look_at, note, preset: Some(preset), ..TalkScene::default() }))
}
