//! What a file is that another program wrote, told by how it begins, whatever its name.

use super::npy::{ArrayWords, MAGIC};
use super::read::open_regular;
use std::fmt::{Display, Formatter};
use std::io::Read as _;
use std::path::Path;

/// A file of another program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ForeignKind {
    /// One array, as `numpy.save` writes it.
    Array(ArrayWords),
    /// MATLAB's own format, up to version 7.
    Matlab,
    /// HDF5, which MATLAB from version 7.3 on and NWB are made of.
    Hdf5,
    /// What `pickle.dump` writes.
    Pickle,
}

impl Display for ForeignKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Array(ArrayWords { dtype, shape }) => write!(f, "one NumPy array, {shape:?} of {dtype}"),
            Self::Matlab => f.write_str("a MATLAB file"),
            Self::Hdf5 => f.write_str("an HDF5 file (MATLAB 7.3 and NWB write such)"),
            Self::Pickle => f.write_str("a Python pickle"),
        }
    }
}

/// What a file of another program is; `None` where it does not begin like one that is known here, or cannot be read.
pub(crate) fn foreign_kind(path: &Path) -> Option<ForeignKind> {
    let (file, _) = open_regular(path, u64::MAX).ok()?;
    let mut start = Vec::new();
    (&file).take(64).read_to_end(&mut start).ok()?;
    if start.starts_with(MAGIC) {
        let mut file = open_regular(path, u64::MAX).ok()?.0;
        return ArrayWords::read(&mut file).ok().map(ForeignKind::Array);
    }
    match start[..] {
        _ if start.starts_with(b"MATLAB 7.3") || start.starts_with(b"\x89HDF\r\n\x1a\n") => Some(ForeignKind::Hdf5),
        _ if start.starts_with(b"MATLAB ") => Some(ForeignKind::Matlab),
        // A checkpoint can begin with the same two bytes: those of a length, whose next bytes are 0.
        [0x80, 2..=5, next, ..] if next != 0 => Some(ForeignKind::Pickle),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        std::fs::write(&path, bytes).expect("writable");
        foreign_kind(&path).map(|kind| kind.to_string())
    }

    #[test]
    fn files_of_other_programs_are_told_by_how_they_begin() {
        let array = |descr: &str| {
            let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (40, 50, 60), }}\n");
            [&MAGIC[..], &[1, 0], &(header.len() as u16).to_le_bytes(), header.as_bytes()].concat()
        };
        for (bytes, words) in [
            (array("'<f8'"), "one NumPy array, [40, 50, 60] of float64"),
            (array("'|O'"), "one NumPy array, [40, 50, 60] of Python objects (pickled)"),
            (b"MATLAB 5.0 MAT-file, Platform: GLNXA64".to_vec(), "a MATLAB file"),
            (b"MATLAB 7.3 MAT-file, Platform: GLNXA64".to_vec(), "an HDF5 file (MATLAB 7.3 and NWB write such)"),
            (b"\x89HDF\r\n\x1a\n\0\0".to_vec(), "an HDF5 file (MATLAB 7.3 and NWB write such)"),
            (b"\x80\x04\x95\x10\0\0\0\0\0\0\0}\x94.".to_vec(), "a Python pickle"),
        ] {
            assert_eq!(of(&bytes).as_deref(), Some(words));
        }
        // A checkpoint whose header has 0x280 bytes, an archive, text, nothing.
        for bytes in [&b"\x80\x02\0\0\0\0\0\0{"[..], b"PK\x03\x04", b"t,x,y\n", b"\x93NUMPY\x01\0", b""] {
            assert_eq!(of(bytes), None, "{bytes:?}");
        }
    }
}
