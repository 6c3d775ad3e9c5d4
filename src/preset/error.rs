//! Why a value or a preset was refused.

use crate::files::{ReadError, WriteError, printable_name, printable_names};
use std::path::PathBuf;

/// A parameter that could not be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// No parameter has this name.
    #[error("there is no parameter `{name}`; the nearest name is `{nearest}`")]
    Unknown { name: String, nearest: String },
    /// Not a value of this parameter.
    #[error("`{name}` cannot be {value}; valid: {valid}")]
    Refused { name: String, value: String, valid: String },
    /// Two parameters contradict each other.
    #[error("`{name}` is {value}: {reason}")]
    Inconsistent { name: String, value: String, reason: String },
}

impl ParamError {
    /// The value, as written, is not one of this parameter's, of which `valid` tells in words.
    pub(super) fn refused(name: &str, value: &str, valid: String) -> Self {
        // A whole paragraph in the place of a number would hide the message.
        Self::Refused { name: name.to_owned(), value: printable_name(value), valid }
    }
}

/// What is wrong at a place in a preset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresetFault {
    /// Not RON, or not the shape of a preset.
    #[error("{0}")]
    Syntax(String),
    /// A field that presets do not have.
    #[error("there is no field `{field}` here; the nearest name is `{nearest}`")]
    UnknownField { field: String, nearest: String },
    /// A field that is there twice.
    #[error("`{field}` is given twice")]
    Twice { field: String },
    /// A field that has to be there.
    #[error("`{field}` is missing; valid: {valid}")]
    Missing { field: &'static str, valid: String },
    /// A field of the wrong kind, or in the wrong place.
    #[error("`{field}` has to be {valid}")]
    WrongKind { field: String, valid: String },
    /// Written by a newer program.
    #[error("the preset has version {found}, and this program reads up to version {known}: a newer gridscope wrote it")]
    Newer { found: u64, known: u64 },
    /// A version that never was.
    #[error("there is no preset version {found}; this program reads version {known}")]
    NoSuchVersion { found: u64, known: u64 },
    /// A parameter that cannot have this value.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// Nothing that a script can change has this name.
    #[error("there is no parameter `{name}`; the nearest name is `{nearest}`")]
    NoSuchChange { name: String, nearest: String },
    /// A script can change only what can change while a run goes on.
    #[error("`{name}` cannot change while a run goes on: give it in `parameters`")]
    NeedsRestart { name: String },
    /// The steps of a script do not grow.
    #[error("step {step} follows step {after}; valid: steps that grow")]
    Order { step: u64, after: u64 },
}

/// A preset that could not be read, found or saved. No file was changed.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Something is wrong in the text; line and column count from 1.
    #[error("{file}:{line}:{column}: {fault}")]
    At { file: String, line: usize, column: usize, fault: PresetFault },
    /// Neither a bundled preset, nor one of the user's, nor a file.
    #[error("there is no preset or file `{name}`; the nearest preset is `{nearest}`, and there are: {known}", known = printable_names(.known))]
    NotFound { name: String, nearest: String, known: Vec<String> },
    /// There is a file of that name, and it was not to be replaced.
    #[error("a preset `{name}` exists already ({path})", path = .path.display())]
    Exists { name: String, path: PathBuf },
    /// Bundled presets are part of the program.
    #[error("`{name}` is a bundled preset and cannot be replaced; choose another name")]
    Bundled { name: String },
    /// Not every name can be a file name on every system.
    #[error("`{name}` cannot be the name of a preset: {reason}")]
    BadName { name: String, reason: &'static str },
    /// It could not be read again.
    #[error("`{name}` would have {bytes} bytes; valid: up to {max_bytes}. Save it with fewer interventions")]
    TooLong { name: String, bytes: u64, max_bytes: u64 },
}
