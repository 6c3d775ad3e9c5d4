//! Presets of older versions, brought up to date while they are read. Files are never rewritten by this.

use super::error::PresetFault;
use super::fields::Field;

/// The version of the presets that this program writes.
pub const CURRENT_VERSION: u64 = 1;

/// Turns the top-level fields of a preset of any known version into those of [`CURRENT_VERSION`].
///
/// A new version gets an arm here that renames, drops or adds fields, and goes on to the next version.
///
/// # Errors
/// When the version is newer than this program, or never existed.
pub(super) fn migrate(version: u64, fields: Vec<Field<'_>>) -> Result<Vec<Field<'_>>, PresetFault> {
    match version {
        CURRENT_VERSION => Ok(fields),
        found if found > CURRENT_VERSION => Err(PresetFault::Newer { found, known: CURRENT_VERSION }),
        found => Err(PresetFault::NoSuchVersion { found, known: CURRENT_VERSION }),
    }
}
