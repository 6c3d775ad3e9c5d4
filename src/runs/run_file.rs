//! `run.ron`: who a run is, and on what it was trained.

use crate::files::{ReadError, WriteError, create_atomically, printable_message, read_text, write_atomically};
use crate::ops::cpu::instruction_set;
use crate::train::{Parent, RecordStart};
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

/// Its name in a run folder: a folder with it is a run.
pub(crate) const FILE: &str = "run.ron";
/// A run that was gone on with ten thousand times is below this.
const MAX_BYTES: u64 = 4 << 20;

/// A run file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunFileError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{path}: {reason}; the checkpoints beside it can be opened by themselves", path = .path.display())]
    Text { path: PathBuf, reason: String },
}

/// What `run.ron` tells. Files of older versions have no `id`, and nothing of later stretches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RunFile {
    pub(crate) id: String,
    pub(crate) program: String,
    pub(crate) preset: String,
    pub(crate) seed: u64,
    pub(crate) device: String,
    pub(crate) operations: String,
    pub(crate) instruction_set: String,
    pub(crate) threads: usize,
    /// The step from which it is written down.
    pub(crate) first_step: u64,
    /// The run it was taken from; `None` for one that began at step 0.
    pub(crate) parent: Option<Parent>,
    /// Steps of checkpoints that other runs begin from, or may: these stay.
    pub(crate) branches: Vec<u64>,
    /// Each time it was gone on with.
    pub(crate) resumed: Vec<Stretch>,
}

/// Steps that were trained in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Stretch {
    pub(crate) first_step: u64,
    pub(crate) program: String,
    pub(crate) device: String,
    pub(crate) operations: String,
    pub(crate) instruction_set: String,
    pub(crate) threads: usize,
}

impl Stretch {
    pub(crate) fn here(RecordStart { head, compute, threads, .. }: RecordStart<'_>) -> Self {
        Self {
            first_step: head.step,
            program: crate::files::PROGRAM.into(),
            device: compute.name.clone(),
            operations: compute.operations.clone(),
            instruction_set: instruction_set().into(),
            threads,
        }
    }
}

/// A name that no other run has. Nothing of the run depends on it.
pub(crate) fn fresh_id() -> String {
    let word = || RandomState::new().hash_one((std::time::SystemTime::now(), std::process::id()));
    format!("{:016x}{:016x}", word(), word())
}

impl RunFile {
    pub(crate) fn read(folder: &Path) -> Result<Self, RunFileError> {
        let path = folder.join(FILE);
        let text = read_text(&path, MAX_BYTES)?;
        ron::from_str(&text).map_err(|error| RunFileError::Text { path, reason: printable_message(&error.to_string()) })
    }

    fn text(&self) -> String {
        ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).expect("texts and numbers always serialise")
    }

    /// Writes it where there is none: that claims the folder.
    pub(crate) fn create(&self, folder: &Path) -> Result<(), WriteError> {
        create_atomically(&folder.join(FILE), self.text().as_bytes())
    }

    pub(crate) fn replace(&self, folder: &Path) -> Result<(), WriteError> {
        write_atomically(&folder.join(FILE), self.text().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_all_versions_are_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join(FILE), "(program: \"gridscope 0.1.0\", preset: \"a\", seed: 3, device: \"CPU\", operations: \"fused\", instruction_set: \"AVX2\", threads: 2, first_step: 0)").expect("writable");
        let mut file = RunFile::read(folder.path()).expect("an older one");
        assert_eq!((file.seed, file.id.as_str(), file.resumed.len()), (3, "", 0));
        file.id = fresh_id();
        assert_ne!(file.id, fresh_id());
        file.resumed.push(Stretch { first_step: 7, ..Stretch::default() });
        assert!(matches!(file.create(folder.path()), Err(WriteError::Exists { .. })), "it is claimed");
        file.replace(folder.path()).expect("writable");
        assert_eq!(RunFile::read(folder.path()).expect("its own"), file);
        std::fs::write(folder.path().join(FILE), "(id: 4").expect("writable");
        assert!(RunFile::read(folder.path()).is_err_and(|error| error.to_string().contains(FILE)));
    }
}
