//! Where an exported file is from, written into the file itself.

use crate::ops::cpu::instruction_set;
use crate::runs::RunFile;
use crate::train::StateHead;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Where a file is from. One line of JSON under the name `gridscope`: a text chunk of PNG, `<metadata>` of SVG, an entry of
/// the information dictionary of PDF, the first line of CSV after `# gridscope `, the array `gridscope` (its bytes) of NPZ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provenance {
    /// Name and version of the program.
    pub program: String,
    /// What the file shows: a panel, or what an analysis calls it.
    pub what: String,
    /// Whose maps, when they are not a network's: name of the file that they were read from.
    pub cells: Option<String>,
    pub preset: String,
    pub seed: u64,
    /// Training steps done; `None` where nothing trains.
    pub step: Option<u64>,
    /// Name of the run, as in its `run.ron`; empty while it is not written down.
    pub run: String,
    /// The run's folder.
    pub folder: String,
    /// Hash of the journal up to then (`Journal::hash`).
    pub journal_sha256: String,
    pub instruction_set: String,
    pub device: String,
    /// The command that makes the run again, or that reads the cells.
    pub command: String,
}

impl Provenance {
    /// Name of the text chunk, the metadata, the comment and the array.
    pub const KEY: &'static str = "gridscope";

    /// What this program can say of anything it writes.
    #[must_use]
    pub fn here(what: &str) -> Self {
        Self {
            program: crate::files::PROGRAM.to_owned(),
            what: what.to_owned(),
            instruction_set: instruction_set().to_owned(),
            ..Self::default()
        }
    }

    /// Of a run in a folder, as far as its `run.ron` tells; `path` may also be a checkpoint in it. The instruction set and the
    /// device are those on which the step was trained.
    #[must_use]
    pub fn of_run(what: &str, path: &Path, state: StateHead<'_>) -> Self {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let preset = state.preset;
        let own = Self {
            preset: preset.name.clone(),
            seed: preset.params.seed,
            step: Some(state.step),
            journal_sha256: state.journal.hash(),
            ..Self::here(what)
        };
        let Ok(file) = RunFile::read(folder) else {
            let command = format!("gridscope train {} --seed {}", shell_word(&own.preset), own.seed);
            return Self { command, ..own };
        };
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()).display().to_string();
        let later = file.resumed.iter().rev().find(|stretch| stretch.first_step < state.step);
        let (device, instruction_set) = later
            .map_or((file.device, file.instruction_set), |later| (later.device.clone(), later.instruction_set.clone()));
        let command = format!("gridscope reproduce {}", shell_word(&folder));
        Self { run: file.id, folder, device, instruction_set, command, ..own }
    }

    /// The same of another thing that is shown.
    #[must_use]
    pub fn of(&self, what: &str) -> Self {
        Self { what: what.to_owned(), ..self.clone() }
    }

    /// All that is known, a line each; the command last.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let step = self.step.map(|step| step.to_string()).unwrap_or_default();
        let (cells, seed) = (self.cells.clone().unwrap_or_default(), self.seed.to_string());
        let is_of_run = !self.preset.is_empty();
        [
            ("program", self.program.as_str()),
            ("what", &self.what),
            ("cells", &cells),
            ("preset", &self.preset),
            ("seed", if is_of_run { &seed } else { "" }),
            ("step", &step),
            ("run", &self.run),
            ("folder", &self.folder),
            ("journal", &self.journal_sha256),
            ("instruction set", &self.instruction_set),
            ("device", &self.device),
            ("make it again", &self.command),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name:<16}{text}"))
        .collect()
    }

    /// One line of JSON.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers always serialise")
    }

    /// The first line of a CSV file, with its line break.
    #[must_use]
    pub fn csv_comment(&self) -> String {
        format!("# {} {}\n", Self::KEY, self.to_line())
    }

    /// An element of an SVG file, to stand first in it.
    #[must_use]
    pub fn svg_metadata(&self) -> String {
        let text = self.to_line().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!("<metadata id=\"{}\">{text}</metadata>", Self::KEY)
    }
}

/// A word of a command, in quotes where a shell would take it apart.
#[must_use]
pub(crate) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_command_stay_together() {
        for (word, quoted) in [("runs/a-1", "runs/a-1"), ("my run", "'my run'"), ("it's", r"'it'\''s'"), ("", "''")] {
            assert_eq!(shell_word(word), quoted);
        }
    }
}
