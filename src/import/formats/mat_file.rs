//! A MATLAB file of either kind.

use super::fault::Fault;
use super::hdf5::Hdf5;
use super::mat5;
use super::mat73::Variables;
use super::npz_values::Named;
use crate::files::{ForeignKind, foreign_kind};
use std::path::Path;

/// Does something with the variables of a file.
///
/// # Errors
/// When the file cannot be read, with its own path; or what `work` says.
pub(super) fn with_variables<T>(path: &Path, work: impl FnOnce(&dyn Named) -> Result<T, Fault>) -> Result<T, Fault> {
    let done = match foreign_kind(path) {
        Some(ForeignKind::Hdf5) => Hdf5::open(path).and_then(|file| work(&Variables::of(&file))),
        Some(ForeignKind::Matlab) => mat5::read(path).and_then(|variables| work(&variables)),
        _ => Err(Fault::File("not a MATLAB file".into())),
    };
    done.map_err(|fault| Fault::Said(fault.at(path)))
}
