//! Why a command failed.

use crate::export::ExportError;
use crate::files::{ReadError, WriteError};
use crate::import::{CellsError, TrajectoryError};
use crate::measure::Unmeasured;
use crate::preset::{ParamError, PresetError};
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
    /// The command line itself is off.
    #[error("{0}")]
    Usage(String),
    /// The run could not be written down.
    #[error("{0}")]
    Unrecorded(String),
    /// Training stopped because a loss or gradient was not finite.
    #[error(
        "{term} was not finite in step {step}: nothing was changed by that step; the state before it lies in {folder}"
    )]
    NonFinite { step: u64, term: String, folder: String },
    /// No size of a sweep could be timed.
    #[error("no size could be timed: {0}")]
    Sweep(String),
    /// Standard output is gone.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
}

impl CliError {
    /// Exit code: 2 for a command line that cannot be carried out as written, 1 for everything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_) | Self::Export(ExportError::Foreign { .. })) { 2 } else { 1 }
    }
}
