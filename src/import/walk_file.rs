//! A file with a trajectory to walk along, with what was said about it.

use super::choice::ReadChoice;
use serde::{Serialize, Serializer};
use std::path::PathBuf;

/// A file with a trajectory, and how it is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkFile {
    pub path: PathBuf,
    /// What it does not say itself.
    pub choice: ReadChoice,
}

impl<P: Into<PathBuf>> From<P> for WalkFile {
    /// A file of which nothing was said.
    fn from(path: P) -> Self {
        Self { path: path.into(), choice: ReadChoice::default() }
    }
}

impl Serialize for WalkFile {
    /// Its path.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.path.serialize(serializer)
    }
}
