//! How files are written, and what can go wrong.

use crate::files::{NpzError, ReadError, WriteError, write_atomically};
use std::path::{Path, PathBuf};

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
}

/// Writes a text, and replaces one that is there.
pub(crate) fn text(path: &Path, text: &str) -> Result<(), ExportError> {
    Ok(write_atomically(path, text.as_bytes())?)
}
