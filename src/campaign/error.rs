//! Why a study cannot be made.

use crate::files::{ReadError, WriteError};
use crate::train::TrainError;
use std::path::PathBuf;

/// Why a study, as a whole, cannot be made. A run of it that fails is a row of its table.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Train(#[from] TrainError),
    /// Something is wrong in the text; line and column count from 1.
    #[error("{file}:{line}:{column}: {fault}")]
    At { file: String, line: usize, column: usize, fault: String },
    /// A value of the file is not one that it can have.
    #[error("{file}: {fault}")]
    Refused { file: String, fault: String },
    /// A group of runs cannot be made; groups count from 1.
    #[error("group {group}: {fault}")]
    Group { group: usize, fault: String },
    /// A folder holds something else.
    #[error("{folder}: {reason}", folder = .folder.display())]
    Folder { folder: PathBuf, reason: String },
    /// A table cannot be read.
    #[error("{file}, line {line}: {reason}")]
    Table { file: String, line: usize, reason: String },
    /// Something could not be drawn or written down.
    #[error("{0}")]
    Written(String),
    /// Rows of the table that are not there.
    #[error("{missing} of {rows} runs are missing: the same command without --collect makes them")]
    Missing { missing: usize, rows: usize },
}
