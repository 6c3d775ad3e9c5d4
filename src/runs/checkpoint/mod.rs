//! Checkpoints: weights, optimiser state and everything else a run needs to go on, in one safetensors file.
//!
//! The arrays of the state, then two of 32 bytes: `gridscope.state_hash`, the hash of the state, and `gridscope.sha256`, the
//! SHA-256 of all bytes of the file before it. A file that was changed anywhere is told by them. Everything else is text in the
//! header. Version 1 had neither hash nor the run's name, and is still read.

mod header;
mod read;
mod write;

pub use read::read_checkpoint;
pub(crate) use read::{Stored, is_whole, read_stored, read_words, run_of, state_name};
pub use write::write_checkpoint;

use crate::files::printable_message;
use crate::train::TrainError;
use std::path::{Path, PathBuf};

const PREFIX: &str = "checkpoint-";
const SUFFIX: &str = ".safetensors";

/// Name of the checkpoint of a step, so that names sort by step.
#[must_use]
pub fn checkpoint_name(step: u64) -> String {
    format!("{PREFIX}{step:09}{SUFFIX}")
}

/// The checkpoints in a folder by their names, oldest first: step and path.
pub(crate) fn checkpoints_in(folder: &Path) -> Vec<(u64, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(u64, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let step = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()?;
            (name == checkpoint_name(step)).then(|| (step, entry.path()))
        })
        .collect();
    found.sort();
    found
}

/// The error that a file or folder cannot be used, for a reason; words of the file may be in it.
pub(crate) fn refused(path: &Path, reason: impl ToString) -> TrainError {
    TrainError::Checkpoint { path: path.to_path_buf(), reason: printable_message(&reason.to_string()) }
}

#[cfg(test)]
mod tests;
