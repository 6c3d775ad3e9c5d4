//! Why a file holds no trajectory.

use super::cells_error::CellsError;
use super::foreign::ForeignFile;
use crate::files::{NpzError, ReadError};
use std::path::PathBuf;

/// What a table of a trajectory is.
pub(super) const VALID: &str =
    "valid: columns t, x, y (seconds, metres, metres) separated by commas, semicolons, tabs or spaces";

/// A trajectory that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TrajectoryError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Npz(#[from] NpzError),
    #[error(transparent)]
    Foreign(#[from] ForeignFile),
    /// What stands in it cannot be, or it has to be said how it is meant.
    #[error(transparent)]
    Track(#[from] CellsError),
    /// A line of a table.
    #[error("{path}, line {line}, column {column}: {reason}; {VALID}", path = .path.display())]
    Line { path: PathBuf, line: usize, column: usize, reason: String },
    /// The trajectory as a whole.
    #[error("{path}: {reason}", path = .path.display())]
    Whole { path: PathBuf, reason: String },
}
