//! Why training could not begin or go on.

use crate::preset::{ParamError, PresetError};
use crate::stream::panic_text;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// What can go wrong around training.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A parameter was refused.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// A parameter that fixes the network or its data cannot change while a run goes on.
    #[error("`{name}` needs a restart: it cannot change while a run goes on")]
    NeedsRestart { name: String },
    /// A journal entry that means nothing.
    #[error("`{name}` cannot be `{value}`; valid: true or false")]
    NoSuchIntervention { name: String, value: String },
    /// A preset was refused.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// No device of the kind asked for.
    #[error("{0}")]
    NoDevice(String),
    /// The run does not fit on the device.
    #[error(
        "{what} needs {needed_mib} MiB, and {device} gives {limit_mib} MiB ({limit}): use the CPU, or fewer trajectories"
    )]
    TooLarge { what: String, needed_mib: u64, limit_mib: u64, limit: &'static str, device: String },
    /// A run needs more than there is.
    #[error("{what} need {needed_mib} MiB, and {place} has {free_mib} MiB free")]
    NoRoom { what: String, needed_mib: u64, free_mib: u64, place: String },
    /// A state is too large to be kept in memory.
    #[error("{what} takes {needed_mib} MiB, and at most {most_mib} MiB of states are kept in memory")]
    TooLargeToKeep { what: String, needed_mib: u64, most_mib: u64 },
    /// Another program writes into the run folder.
    #[error("{folder} is being written by {owner}", folder = .folder.display())]
    Owned { folder: PathBuf, owner: String },
    /// Another program has been in the run folder.
    #[error("another program has gone on with the run in {folder} since it was opened: open it again", folder = .folder.display())]
    Changed { folder: PathBuf },
    /// The run folder is not where it was.
    #[error("{folder} is no longer there: it was renamed or removed", folder = .folder.display())]
    FolderGone { folder: PathBuf },
    /// A run folder cannot be used.
    #[error("{0}")]
    Record(String),
    /// A device failed while a run was made on it: what its panic said.
    #[error("{0}")]
    Failed(String),
    /// A thread pool could not be made.
    #[error("cannot start {threads} training threads: {reason}")]
    Pool { threads: usize, reason: String },
    /// A checkpoint could not be read.
    #[error("{path}: {reason}", path = .path.display())]
    Checkpoint { path: PathBuf, reason: String },
    /// A checkpoint could not be written.
    #[error(transparent)]
    Write(#[from] crate::files::WriteError),
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] crate::files::ReadError),
    /// The training thread could not be started.
    #[error("cannot start the training thread: {0}")]
    Thread(std::io::Error),
}

/// Does something on a device, whose libraries panic where they fail: that is an error like any other here. What it was
/// making is lost, so nothing half done is ever seen.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, TrainError>) -> Result<T, TrainError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(TrainError::Failed(panic_text(panic.as_ref()))))
}
