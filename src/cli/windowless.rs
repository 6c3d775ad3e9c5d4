//! What to type where no window can be opened.

use crate::import::{DataKind, data_kind, is_data_file};
use crate::runs::is_recording;
use std::path::Path;

/// The commands that do without a window what was wanted of one, in words.
#[must_use]
pub fn instead_of_window(what: Option<&str>) -> String {
    let what = what.unwrap_or("modules");
    let (path, word) = (Path::new(what), shell_word(what));
    if is_data_file(path) {
        return match data_kind(path) {
            DataKind::Cells => format!("measure cells without one: gridscope analyze {word}"),
            DataKind::Trajectory => {
                format!("walk a trained network along it without one: gridscope analyze RUN --walk {word}")
            }
        };
    }
    if is_recording(path) {
        return "a recording plays in a window only".to_owned();
    }
    if path.is_dir() {
        return format!(
            "go on without one: gridscope train --resume {word}, or measure what it has learned: gridscope analyze {word}"
        );
    }
    if path.extension().is_some_and(|ending| ending == "safetensors") {
        return format!("measure a checkpoint without one: gridscope analyze {word}");
    }
    format!("train without one: gridscope train {word}")
}

/// A word as a shell takes it for one.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._-+:@%=,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("\"{word}\"") }
}
