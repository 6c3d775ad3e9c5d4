//! Why a file holds no cells.

use super::choice::ImportQuestion;
use super::foreign::ForeignFile;
use crate::files::{NpzError, ReadError};
use std::path::PathBuf;

/// A file that holds no cells.
#[derive(Debug, thiserror::Error)]
pub enum CellsError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Npz(#[from] NpzError),
    #[error(transparent)]
    Foreign(#[from] ForeignFile),
    /// Arrays that tell neither maps nor spikes.
    #[error(
        "{path} {has}; valid: `rate_maps` [units, ny, nx] and `box_m` (metres), or `t`, `x`, `y` and `spike_times`, \
         `spike_units` (seconds, metres), as numpy.savez(\"cells.npz\", rate_maps=…, box_m=…) writes them",
        path = .path.display()
    )]
    Arrays { path: PathBuf, has: String },
    /// A file of another program that cannot be read as a whole.
    #[error("{path}: {reason}", path = .path.display())]
    File { path: PathBuf, reason: String },
    /// A file that belongs to it cannot be read, in that file's own words.
    #[error("{0}")]
    Beside(String),
    /// What stands in a field cannot be.
    #[error("{path}, `{field}`: {reason}", path = .path.display())]
    Refused { path: PathBuf, field: String, reason: String },
    /// It has to be said how the file is meant.
    #[error("{path}: {question}", path = .path.display())]
    Question { path: PathBuf, question: ImportQuestion },
}
