//! What a recording is of.

use crate::files::printable_message;
use crate::preset::Preset;
use serde::{Deserialize, Serialize};

/// The run that was recorded, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordedHead {
    /// Name and version of the program.
    pub program: String,
    /// Name of the run, as in its `run.ron`; empty of one that was not written down.
    pub run: String,
    /// The run's folder, as it was then.
    pub folder: String,
    /// Name of its preset.
    pub preset_name: String,
    /// Every parameter with which the run began, as RON (`Preset::to_full_ron`).
    pub preset: String,
    /// What it was trained on, and with how many threads.
    pub device: String,
    pub instruction_set: String,
    /// Training steps done when the recording began.
    pub first_step: u64,
}

impl RecordedHead {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        ron::to_string(self).expect("texts and numbers always serialise").into_bytes()
    }

    /// # Errors
    /// In words, when it is none, or its preset cannot be read.
    pub(super) fn from_bytes(content: &[u8]) -> Result<(Self, Preset), String> {
        let text = std::str::from_utf8(content).map_err(|_| "its head is no text")?;
        let head: Self = ron::from_str(text).map_err(|error| printable_message(&error.to_string()))?;
        let preset = Preset::from_ron(&head.preset_name, &head.preset).map_err(|error| error.to_string())?;
        preset.params.check().map_err(|error| error.to_string())?;
        Ok((head, preset))
    }
}
