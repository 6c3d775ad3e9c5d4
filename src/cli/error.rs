//! Why a command failed.

use crate::campaign::StudyError;
use crate::export::{ExportError, WhenceError};
use crate::files::{ReadError, WriteError};
use crate::import::{CellsError, TrajectoryError};
use crate::measure::Unmeasured;
use crate::platform::Signal;
use crate::preset::{ParamError, PresetError, PresetFault};
use crate::runs::ReproduceError;
use crate::train::TrainError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Preset(#[from] PresetError),
    #[error(transparent)]
    Param(#[from] ParamError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Cells(#[from] CellsError),
    #[error(transparent)]
    Trajectory(#[from] TrajectoryError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Unmeasured(#[from] Unmeasured),
    #[error(transparent)]
    Reproduce(#[from] ReproduceError),
    #[error(transparent)]
    Whence(#[from] WhenceError),
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A signal ended a study; all that was done is saved.
    #[error("stopped by {name}; all that was done is saved in {folder}, and the same command goes on", name = .signal.name())]
    StudyStopped { signal: Signal, folder: String },
    /// The command line itself is off.
    #[error("{0}")]
    Usage(String),
    /// The script of the preset, with what the command line changes, cannot be played.
    #[error("the script's change at step {step}: {fault}")]
    Script { step: u64, fault: PresetFault },
    /// A run trained again is not the one that was recorded.
    #[error("not the same run: {words}")]
    Differs { words: String },
    /// A run trained again on a device that rounds in another way is near the one that was recorded.
    #[error("not the same to the last bit: {words}")]
    Near { words: String },
    /// A signal ended a command that writes nothing.
    #[error("stopped by {name}; nothing was written", name = .0.name())]
    Interrupted(Signal),
    /// The run could not be written down.
    #[error("{0}")]
    Unrecorded(String),
    /// Training stopped because a loss or gradient was not finite.
    #[error(
        "{term} was not finite in step {step}: nothing was changed by that step; the state before it lies in {folder}"
    )]
    NonFinite { step: u64, term: String, folder: String },
    /// A signal ended training; all that was done is saved.
    #[error(
        "stopped by {name} after step {step}, which is saved: go on with `gridscope train --resume {folder}`",
        name = .signal.name()
    )]
    Stopped { signal: Signal, step: u64, folder: String },
    /// The window failed while it was open.
    #[error("{reason}; {saved}")]
    Window { reason: String, saved: String },
    /// A signal closed the window.
    #[error("stopped by {name}; {saved}", name = .signal.name())]
    Closed { signal: Signal, saved: String },
    /// No size of a sweep could be timed.
    #[error("no size could be timed: {0}")]
    Sweep(String),
    /// Standard output is gone.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
}

impl CliError {
    /// Exit code: 2 for a command line that cannot be carried out as written, 128 and its number after a signal, 1 for
    /// everything else. Of `gridscope reproduce` also 3 for a run that differs, and 4 for one that is near it (on a GPU).
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Export(ExportError::Foreign { .. }) => 2,
            Self::Differs { .. } => 3,
            Self::Near { .. } => 4,
            Self::Stopped { signal, .. }
            | Self::StudyStopped { signal, .. }
            | Self::Closed { signal, .. }
            | Self::Interrupted(signal) => signal.exit_code(),
            _ => 1,
        }
    }
}
