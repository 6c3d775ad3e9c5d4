//! Two sessions beside each other, as a table.

use super::provenance::Provenance;
use super::stamped_folder::StampedFolder;
use super::writing::ExportError;
use crate::analysis::recorded::SessionComparison;
use std::path::Path;

/// The file of it.
const FILE: &str = "sessions.csv";

/// Writes `sessions.csv` into a folder: one row a cell that both sessions have, with the columns of the panel *Sessions*.
///
/// # Errors
/// When it cannot be written.
pub fn export_sessions(folder: &Path, found: &SessionComparison, from: &Provenance) -> Result<(), ExportError> {
    StampedFolder { folder, from }.table(FILE, &found.cells)
}
