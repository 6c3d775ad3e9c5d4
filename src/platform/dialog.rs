//! What the system's own dialog for files is asked, and what it answers.

use std::path::PathBuf;

/// What is to be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    File,
    Folder,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    Path(PathBuf),
    /// The dialog was closed.
    Nothing,
    /// No dialog was shown, and why.
    NoDialog(String),
}
