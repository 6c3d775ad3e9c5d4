//! What a run tells, in order.

use super::Intervention;
use crate::preset::Preset;
use std::path::PathBuf;

/// What the training thread is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// The device is being made ready; pictures of the untrained network may already be there.
    #[default]
    Starting,
    /// Waiting for a command.
    Paused,
    /// Training.
    Running,
    /// The thread failed; `Command::Recover` starts it again.
    Failed,
    /// The thread has ended.
    Stopped,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something was refused or is not as asked.
    Warning,
    /// Training stopped because of it.
    Error,
}

/// A fact, in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A run began (at start, by reset, by load or by a restart parameter), with everything that defines it. History and
    /// journal start anew at `step`, which is 0 unless a run was continued.
    Began { preset: Box<Preset>, step: u64, device: String },
    /// An intervention took effect before step `step + 1`.
    Applied(Intervention),
    /// Running, paused, failed or stopped.
    State(RunState),
    /// A complete checkpoint lies at this path.
    Checkpoint { step: u64, path: PathBuf },
    /// A loss or gradient was not finite: nothing was changed by that step, and training is paused.
    NonFinite { step: u64, term: String },
    /// A line for the log.
    Message { severity: Severity, text: String },
}
