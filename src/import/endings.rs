//! Files by the endings of their names.

use std::path::Path;

/// Whether a path names an NPZ file.
#[must_use]
pub fn is_npz(path: &Path) -> bool {
    has_ending(path, &["npz"])
}

/// Whether a path names a table: a trajectory.
pub(super) fn is_table(path: &Path) -> bool {
    has_ending(path, &["csv", "tsv", "txt"])
}

/// Whether a path names a file of another format that people keep cells and tracks in.
pub(super) fn is_foreign(path: &Path) -> bool {
    has_ending(path, &["npy", "mat", "h5", "hdf5", "nwb", "pkl", "pickle"])
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}
