//! How files are written, and what can go wrong.

use crate::files::{NpzError, ReadError, WriteError, printable_names};
use std::io;
use std::path::PathBuf;

/// What could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Npz(#[from] NpzError),
    /// A picture could not be encoded.
    #[error("{path}: {reason}", path = .path.display())]
    Picture { path: PathBuf, reason: String },
    /// A table could not be encoded.
    #[error("{path}: {source}", path = .path.display())]
    Table { path: PathBuf, source: serde_json::Error },
    /// Files could not come into their folder.
    #[error("cannot write into {path}: {source}", path = .path.display())]
    Folder { path: PathBuf, source: io::Error },
    /// There are files that no analysis wrote, or that somebody changed since.
    #[error(
        "{folder} has files that are not of an analysis, or were changed since: {names}; valid: another folder, or --force \
         to replace them",
        folder = .folder.display(), names = printable_names(.names)
    )]
    Foreign { folder: PathBuf, names: Vec<String> },
}
