//! Where a run was taken from another one.

use serde::{Deserialize, Serialize};

/// The run and the state that a run began from: going back never rewrites, it begins a run that names these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parent {
    /// Name of the run, as in its `run.ron`.
    pub run: String,
    /// Its folder, as it was then.
    pub folder: String,
    /// Training steps done there.
    pub step: u64,
    /// Hash of that state (`TrainState::hash`).
    pub state_hash: String,
}
