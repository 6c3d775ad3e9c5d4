//! NPZ, NumPy's archive of named arrays: what `numpy.savez` and `numpy.savez_compressed` write.

use super::atomic::{WriteError, write_atomically};
use super::npy::{Array, Numbers, decode, encode};
use super::read::{ReadError, read_bytes};
use super::zip;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A day of a hundred cells is well below this.
const MAX_BYTES: u64 = 4 << 30;

/// An archive that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum NpzError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Not an archive of arrays, or a damaged one.
    #[error("{path}: {reason}", path = .path.display())]
    Archive { path: PathBuf, reason: String },
    /// One of its arrays cannot be used.
    #[error("{path}, array `{array}`: {reason}", path = .path.display())]
    Array { path: PathBuf, array: String, reason: String },
}

/// The named arrays of an archive. Arrays that are no numbers (objects, text) are kept as the reason why they cannot be read,
/// so that they only matter to who asks for them.
#[derive(Clone, Debug)]
pub struct Npz {
    path: PathBuf,
    arrays: BTreeMap<String, Result<Array, String>>,
}

impl Npz {
    /// Reads a whole archive.
    ///
    /// # Errors
    /// When it cannot be read or is no such archive.
    pub fn read(path: &Path) -> Result<Self, NpzError> {
        let archive = |reason| NpzError::Archive { path: path.to_path_buf(), reason };
        let files = zip::unpack(&read_bytes(path, MAX_BYTES)?)
            .map_err(|reason| archive(format!("{reason}; valid: what numpy.savez writes")))?;
        let arrays = files
            .into_iter()
            .map(|(name, bytes)| (name.strip_suffix(".npy").unwrap_or(&name).to_owned(), decode(&bytes)))
            .collect();
        Ok(Self { path: path.to_path_buf(), arrays })
    }

    /// Names of the arrays, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.arrays.keys().map(String::as_str)
    }

    /// Whether there is an array of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.arrays.contains_key(name)
    }

    /// The array of a name.
    ///
    /// # Errors
    /// When there is none of this name, or it holds no numbers.
    pub fn array(&self, name: &str) -> Result<&Array, NpzError> {
        match self.arrays.get(name) {
            Some(Ok(array)) => Ok(array),
            Some(Err(reason)) => Err(self.refused(name, reason)),
            None => {
                let names: Vec<&str> = self.names().collect();
                Err(self.refused(name, format!("missing; the file has: {}", names.join(", "))))
            }
        }
    }

    /// An array with one axis.
    ///
    /// # Errors
    /// As [`Npz::array`], or when it has more axes.
    pub fn list(&self, name: &str) -> Result<&[f64], NpzError> {
        let array = self.array(name)?;
        // NumPy users often have columns: an axis of length 1 more does no harm.
        if array.shape.iter().filter(|axis| **axis != 1).count() > 1 {
            return Err(self.refused(name, format!("has shape {:?}; valid: one axis", array.shape)));
        }
        Ok(&array.values)
    }

    /// The error that an array of this file cannot be used, for a reason.
    pub fn refused(&self, array: &str, reason: impl ToString) -> NpzError {
        NpzError::Array { path: self.path.clone(), array: array.to_owned(), reason: reason.to_string() }
    }
}

/// Writes an archive of named arrays, each with its shape (last axis fastest).
///
/// # Errors
/// When a shape does not fit its numbers, or the file cannot be written.
pub fn write_npz(path: &Path, arrays: &[(&str, &[usize], Numbers<'_>)]) -> Result<(), NpzError> {
    let mut files = Vec::with_capacity(arrays.len());
    for (name, shape, numbers) in arrays {
        let file = encode(shape, *numbers).map_err(|reason| NpzError::Array {
            path: path.to_path_buf(),
            array: (*name).to_owned(),
            reason,
        })?;
        files.push((format!("{name}.npy"), file));
    }
    let archive = zip::pack(&files).map_err(|reason| NpzError::Archive { path: path.to_path_buf(), reason })?;
    Ok(write_atomically(path, &archive)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_written_read_and_asked_for_by_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.npz");
        let rates = [1.0, f32::NAN, 3.0, 4.0, 5.0, 6.0];
        let arrays: [(&str, &[usize], Numbers<'_>); 3] = [
            ("rate_maps", &[1, 2, 3], Numbers::F32(&rates)),
            ("box_m", &[], Numbers::F64(&[2.2])),
            ("unit", &[2, 1], Numbers::I64(&[7, -8])),
        ];
        write_npz(&path, &arrays).expect("writable");
        let npz = Npz::read(&path).expect("just written");
        assert_eq!(npz.names().collect::<Vec<_>>(), ["box_m", "rate_maps", "unit"]);
        let maps = npz.array("rate_maps").expect("written");
        assert_eq!(maps.shape, [1, 2, 3]);
        assert!(maps.values[1].is_nan() && maps.values[5] > 5.5);
        assert_eq!(npz.list("unit").expect("a column"), [7.0, -8.0]);
        assert_eq!(npz.list("box_m").expect("a number"), [2.2]);
        let error = npz.array("spikes").expect_err("there is none").to_string();
        assert!(error.contains("a.npz") && error.contains("`spikes`") && error.contains("rate_maps"), "{error}");
        let error = npz.list("rate_maps").expect_err("three axes").to_string();
        assert!(error.contains("[1, 2, 3]"), "{error}");
        assert!(write_npz(&path, &[("x", &[2], Numbers::F32(&rates))]).is_err(), "the shape does not fit");
    }

    #[test]
    fn other_files_are_refused_by_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("text.npz");
        std::fs::write(&path, "no archive").expect("writable");
        let error = Npz::read(&path).expect_err("text").to_string();
        assert!(error.contains("text.npz") && error.contains("numpy.savez"), "{error}");
        assert!(Npz::read(&folder.path().join("absent.npz")).is_err());
    }
}
