//! A folder into which files are written that say where they are from.

use super::picture::PixelPicture;
use super::provenance::Provenance;
use super::rate_columns::with_unit;
use super::stamp::{stamped_csv, stamped_png, stamped_svg, write_stamped_npz};
use super::table::csv;
use super::writing::ExportError;
use crate::files::{Numbers, write_atomically};
use crate::maps::RateUnit;
use serde::Serialize;
use std::path::Path;

/// A folder, and where all that is written into it is from. Files of the same names are replaced.
#[derive(Clone, Copy)]
pub(crate) struct StampedFolder<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) from: &'a Provenance,
}

/// Fields with where they are from.
#[derive(Serialize)]
struct StampedFields<'a, T> {
    gridscope: &'a Provenance,
    #[serde(flatten)]
    fields: &'a T,
}

impl StampedFolder<'_> {
    /// Where a file is from: what it shows is its name without the ending.
    fn of(&self, name: &str) -> Provenance {
        self.from.of(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    }

    /// Writes rows under the names of their fields as CSV; a field without a value stays empty.
    pub(crate) fn table<T: Serialize>(&self, name: &str, rows: &[T]) -> Result<(), ExportError> {
        self.table_of_rates(name, rows, RateUnit::Activity)
    }

    /// The same, columns of rates being named with their unit.
    pub(crate) fn table_of_rates<T: Serialize>(
        &self,
        name: &str,
        rows: &[T],
        unit: RateUnit,
    ) -> Result<(), ExportError> {
        let path = self.folder.join(name);
        let text = csv(rows).map_err(|source| ExportError::Table { path: path.clone(), source })?;
        Ok(write_atomically(&path, stamped_csv(&with_unit(text, unit), &self.of(name)).as_bytes())?)
    }

    /// Writes a vector picture.
    pub(crate) fn svg(&self, name: &str, svg: &str) -> Result<(), ExportError> {
        Ok(write_atomically(&self.folder.join(name), stamped_svg(svg, &self.of(name)).as_bytes())?)
    }

    /// Writes a pixel picture as PNG.
    pub(crate) fn picture(&self, name: &str, picture: &PixelPicture) -> Result<(), ExportError> {
        let path = self.folder.join(name);
        let png = picture.png().map_err(|reason| ExportError::Picture { path: path.clone(), reason })?;
        Ok(write_atomically(&path, &stamped_png(&png, &self.of(name)))?)
    }

    /// Writes fields as an object of JSON.
    pub(crate) fn json<T: Serialize>(&self, name: &str, fields: &T) -> Result<(), ExportError> {
        let (path, from) = (self.folder.join(name), self.of(name));
        let text = serde_json::to_string_pretty(&StampedFields { gridscope: &from, fields });
        let text = text.map_err(|source| ExportError::Table { path: path.clone(), source })?;
        Ok(write_atomically(&path, text.as_bytes())?)
    }

    /// Writes arrays as NPZ.
    pub(crate) fn arrays(&self, name: &str, arrays: &[(&str, &[usize], Numbers<'_>)]) -> Result<(), ExportError> {
        write_stamped_npz(&self.folder.join(name), arrays, &self.of(name))
    }
}
