//! NPZ, NumPy's archive of named arrays: what `numpy.savez` and `numpy.savez_compressed` write.

use super::atomic::{WriteError, write_atomically};
use super::npy::{Array, ArrayWords, Header, Numbers, encode};
use super::printable::{printable_name, printable_names};
use super::raw_array::RawArray;
use super::read::{ReadError, open_regular};
use super::unzip::Archive;
use super::zip;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Seek as _;
use std::path::{Path, PathBuf};

/// Most bytes of an archive: more the format does not hold.
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

/// The named arrays of an archive. Only its directory has been read: an array is read when it is asked for, so that what
/// nobody asks for costs nothing and cannot be wrong.
#[derive(Debug)]
pub struct Npz {
    path: PathBuf,
    archive: RefCell<Archive<File>>,
    /// The place of each array in the archive.
    places: BTreeMap<String, usize>,
    /// Numbers that may still be read.
    left: Cell<usize>,
}

impl Npz {
    /// Most numbers that are read of one file, all arrays together: 1 GiB of memory.
    pub const MAX_NUMBERS: usize = 1 << 27;

    /// Opens an archive and reads what is in it.
    ///
    /// # Errors
    /// When it cannot be read, is no such archive, or has two arrays of one name.
    pub fn read(path: &Path) -> Result<Self, NpzError> {
        let failed = |reason| NpzError::Archive { path: path.to_path_buf(), reason };
        let (file, bytes) = open_regular(path, MAX_BYTES)?;
        let archive =
            Archive::open(file, bytes).map_err(|reason| failed(format!("{reason}; valid: what numpy.savez writes")))?;
        let mut places = BTreeMap::new();
        for (place, name) in archive.names().enumerate() {
            let name = name.strip_suffix(".npy").unwrap_or(name);
            if places.insert(name.to_owned(), place).is_some() {
                let name = printable_name(name);
                return Err(failed(format!("two arrays are named `{name}`; valid: names that differ")));
            }
        }
        let (archive, left) = (RefCell::new(archive), Cell::new(Self::MAX_NUMBERS));
        Ok(Self { path: path.to_path_buf(), archive, places, left })
    }

    /// Names of the arrays, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// Whether there is an array of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// The lengths of the axes of an array, without its numbers.
    ///
    /// # Errors
    /// When there is none of this name, or it holds no numbers.
    pub fn shape(&self, name: &str) -> Result<Vec<usize>, NpzError> {
        let mut archive = self.archive.borrow_mut();
        let header = archive.contents(self.place(name)?).and_then(|mut contents| Header::read(&mut contents));
        Ok(header.map_err(|reason| self.refused(name, reason))?.shape)
    }

    /// The arrays with their types and shapes, as an error may show them: `arr_0 [40, 50, 50] of float64`; of more than a few
    /// the rest is counted. `None` where none of the files in the archive is an array.
    #[must_use]
    pub fn arrays_in_words(&self) -> Option<String> {
        const FEW: usize = 8;
        let describe = |(name, place): (&String, &usize)| {
            let mut archive = self.archive.borrow_mut();
            let words = archive.contents(*place).and_then(|mut contents| ArrayWords::read(&mut contents)).ok()?;
            Some(format!("`{}` {:?} of {}", printable_name(name), words.shape, words.dtype))
        };
        let mut shown: Vec<String> = self.places.iter().take(FEW).filter_map(describe).collect();
        if shown.is_empty() {
            return None;
        }
        if self.places.len() > FEW {
            shown.push(format!("… and {} more", self.places.len() - FEW));
        }
        Some(shown.join(", "))
    }

    /// Reads the array of a name.
    ///
    /// # Errors
    /// When there is none of this name, it holds no numbers, or all that was read of this file is more than
    /// [`Npz::MAX_NUMBERS`].
    pub fn array(&self, name: &str) -> Result<Array, NpzError> {
        let place = self.place(name)?;
        self.decode(place).map_err(|reason| self.refused(name, reason))
    }

    fn decode(&self, place: usize) -> Result<Array, String> {
        let mut archive = self.archive.borrow_mut();
        let mut contents = archive.contents(place)?;
        let header = Header::read(&mut contents)?;
        let (count, most) = (header.count, Self::MAX_NUMBERS);
        let left = self.left.get().checked_sub(count);
        let left = left.ok_or_else(|| format!("has {count} numbers; valid: up to {most} in all arrays of a file"))?;
        let bytes = contents.left();
        let array = header.numbers(&mut contents, bytes)?;
        contents.finish()?;
        self.left.set(left);
        Ok(array)
    }

    fn place(&self, name: &str) -> Result<usize, NpzError> {
        let missing = || self.refused(name, format!("missing; the file has: {}", printable_names(self.names())));
        self.places.get(name).copied().ok_or_else(missing)
    }

    /// Reads an array with one axis.
    ///
    /// # Errors
    /// As [`Npz::array`], or when it has more axes.
    pub fn list(&self, name: &str) -> Result<Vec<f64>, NpzError> {
        let shape = self.shape(name)?;
        // NumPy users often have columns: an axis of length 1 more does no harm.
        if shape.iter().filter(|axis| **axis != 1).count() > 1 {
            return Err(self.refused(name, format!("has shape {shape:?}; valid: one axis")));
        }
        Ok(self.array(name)?.values)
    }

    /// Reads an array of any type as its bytes stand there.
    ///
    /// # Errors
    /// As [`Npz::array`], but that it may hold what is no number.
    pub(crate) fn raw(&self, name: &str) -> Result<RawArray, NpzError> {
        let place = self.place(name)?;
        let read = || {
            let mut archive = self.archive.borrow_mut();
            let mut contents = archive.contents(place)?;
            // As many bytes as the numbers that may be read have.
            let numbers = usize::try_from(contents.left() / 8).unwrap_or(usize::MAX);
            let left = self.left.get().checked_sub(numbers);
            let left = left.ok_or_else(|| format!("has {} bytes; valid: up to 1 GiB in all", contents.left()))?;
            let array = RawArray::read(&mut contents)?;
            contents.finish()?;
            self.left.set(left);
            Ok(array)
        };
        read().map_err(|reason: String| self.refused(name, reason))
    }

    /// Reads an array of `count` texts along one axis.
    ///
    /// # Errors
    /// As [`Npz::array`], when it holds something else, or when texts have more than `longest` characters.
    pub(crate) fn texts(&self, name: &str, count: usize, longest: usize) -> Result<Vec<String>, NpzError> {
        let place = self.place(name)?;
        let check = || {
            let mut archive = self.archive.borrow_mut();
            let mut contents = archive.contents(place)?;
            let ArrayWords { dtype, shape } = ArrayWords::read(&mut contents)?;
            if shape != [count] || dtype != "text" {
                return Err(format!("holds {dtype}, {shape:?}; valid: text, [{count}]"));
            }
            let most = (count * 4).saturating_mul(longest) as u64;
            if contents.left() > most {
                return Err(format!("has texts of more than {longest} characters"));
            }
            Ok(())
        };
        check().map_err(|reason: String| self.refused(name, reason))?;
        let texts = self.raw(name)?.texts().filter(|texts| texts.len() == count);
        texts.ok_or_else(|| self.refused(name, format!("damaged: not the letters of {count} texts")))
    }

    /// The error that an array of this file cannot be used, for a reason.
    pub fn refused(&self, array: &str, reason: impl ToString) -> NpzError {
        NpzError::Array { path: self.path.clone(), array: printable_name(array), reason: reason.to_string() }
    }
}

/// Reads the one array of a file as `numpy.save` writes it.
///
/// # Errors
/// When it cannot be read, holds no numbers, or more than [`Npz::MAX_NUMBERS`].
pub(crate) fn read_array(path: &Path) -> Result<Array, NpzError> {
    let (mut file, bytes) = open_regular(path, MAX_BYTES)?;
    let mut read = || {
        let header = Header::read(&mut file)?;
        let (count, most) = (header.count, Npz::MAX_NUMBERS);
        if count > most {
            return Err(format!("has {count} numbers; valid: up to {most}"));
        }
        let begun = file.stream_position().map_err(|error| error.to_string())?;
        header.numbers(&mut file, bytes.saturating_sub(begun))
    };
    read().map_err(|reason| NpzError::Archive { path: path.to_path_buf(), reason })
}

/// Reads the one array of a file, of any type, as its bytes stand there.
///
/// # Errors
/// When it cannot be read, or has more than 1 GiB.
pub(crate) fn read_raw_array(path: &Path) -> Result<RawArray, NpzError> {
    let (mut file, _) = open_regular(path, 8 * Npz::MAX_NUMBERS as u64)?;
    RawArray::read(&mut file).map_err(|reason| NpzError::Archive { path: path.to_path_buf(), reason })
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
        let names = ["t3c1".to_owned(), String::new(), "β".into()];
        let arrays: [(&str, &[usize], Numbers<'_>); 4] = [
            ("names", &[3], Numbers::Texts(&names)),
            ("rate_maps", &[1, 2, 3], Numbers::F32(&rates)),
            ("box_m", &[], Numbers::F64(&[2.2])),
            ("unit", &[2, 1], Numbers::I64(&[7, -8])),
        ];
        write_npz(&path, &arrays).expect("writable");
        let npz = Npz::read(&path).expect("just written");
        assert_eq!(npz.names().collect::<Vec<_>>(), ["box_m", "names", "rate_maps", "unit"]);
        assert_eq!(npz.texts("names", 3, 4).expect("written"), names);
        for (count, longest, word) in [(2, 4, "text, [3]; valid: text, [2]"), (3, 3, "more than 3 characters")] {
            let error = npz.texts("names", count, longest).expect_err(word).to_string();
            assert!(error.contains("`names`") && error.contains(word), "{error}");
        }
        let error = npz.texts("unit", 2, 9).expect_err("numbers").to_string();
        assert!(error.contains("holds int64, [2, 1]; valid: text, [2]"), "{error}");
        let maps = npz.array("rate_maps").expect("written");
        assert_eq!(maps.shape, [1, 2, 3]);
        assert!(maps.values[1].is_nan() && maps.values[5] > 5.5);
        assert_eq!(npz.list("unit").expect("a column"), [7.0, -8.0]);
        assert_eq!(npz.list("box_m").expect("a number"), [2.2]);
        let error = npz.array("spikes").expect_err("there is none").to_string();
        assert!(error.contains("a.npz") && error.contains("`spikes`") && error.contains("rate_maps"), "{error}");
        let error = npz.list("rate_maps").expect_err("three axes").to_string();
        assert!(error.contains("[1, 2, 3]"), "{error}");
        assert_eq!(npz.shape("rate_maps").expect("written"), [1, 2, 3]);
        assert!(write_npz(&path, &[("x", &[2], Numbers::F32(&rates))]).is_err(), "the shape does not fit");
    }

    /// An archive of arrays with these headers and bytes.
    fn archive(arrays: &[(&str, &str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
        let npy = |(name, shape, data): &(&str, &str, &[u8])| {
            let header = format!("{{'descr': '|i1', 'fortran_order': False, 'shape': {shape}, }}\n");
            let length = (header.len() as u16).to_le_bytes();
            ((*name).to_owned(), [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat())
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.npz");
        let files: Vec<(String, Vec<u8>)> = arrays.iter().map(npy).collect();
        std::fs::write(&path, zip::pack(&files).expect("small")).expect("writable");
        (folder, path)
    }

    #[test]
    fn what_nobody_asks_for_is_not_read() {
        let huge = "(4294967296, 16)";
        let (_folder, path) = archive(&[("huge.npy", huge, &[]), ("x.npy", "(2,)", &[1, 2])]);
        let npz = Npz::read(&path).expect("its directory is good");
        assert_eq!(npz.list("x").expect("two numbers"), [1.0, 2.0]);
        assert_eq!(npz.shape("huge").expect("its header"), [4_294_967_296, 16]);
        let error = npz.array("huge").expect_err("64 Gi numbers").to_string();
        assert!(error.contains("68719476736 numbers; valid: up to 134217728"), "{error}");
        assert!(npz.list("huge").is_err_and(|error| error.to_string().contains("one axis")), "the shape is enough");
    }

    #[test]
    fn all_arrays_of_a_file_together_are_bounded() {
        let (_folder, path) =
            archive(&[("a.npy", "(3,)", &[1, 2, 3]), ("b.npy", "(2,)", &[4, 5]), ("c.npy", "()", &[6])]);
        let npz = Npz::read(&path).expect("its directory is good");
        npz.left.set(4);
        assert_eq!(npz.list("a").expect("three of four"), [1.0, 2.0, 3.0]);
        let error = npz.array("b").expect_err("two more").to_string();
        assert!(error.contains("`b`") && error.contains("in all arrays of a file"), "{error}");
        assert_eq!(npz.list("c").expect("a single one still fits"), [6.0]);
    }

    #[test]
    fn arrays_are_told_with_type_and_shape() {
        let (_folder, path) = archive(&[("arr_0.npy", "(2,)", &[1, 2]), ("box.npy", "()", &[1])]);
        let words = Npz::read(&path).expect("an archive").arrays_in_words();
        assert_eq!(words.as_deref(), Some("`arr_0` [2] of int8, `box` [] of int8"));
        let many: Vec<String> = (0..300).map(|i| format!("a{i:03}.npy")).collect();
        let arrays: Vec<(&str, &str, &[u8])> = many.iter().map(|name| (name.as_str(), "()", &[1][..])).collect();
        let (_folder, path) = archive(&arrays);
        let words = Npz::read(&path).expect("an archive").arrays_in_words().expect("arrays");
        assert!(words.starts_with("`a000` [] of int8, ") && words.ends_with("… and 292 more"), "{words}");
        std::fs::write(&path, zip::pack(&[("sheet.xml".to_owned(), vec![1; 20])]).expect("small")).expect("writable");
        assert_eq!(Npz::read(&path).expect("an archive").arrays_in_words(), None, "no array");
    }

    #[test]
    fn one_array_is_read_by_itself() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.npy");
        let file = encode(&[2, 3], Numbers::F32(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])).expect("it fits");
        std::fs::write(&path, &file).expect("writable");
        assert_eq!(read_array(&path).expect("whole").shape, [2, 3]);
        std::fs::write(&path, &file[..file.len() - 1]).expect("writable");
        let error = read_array(&path).expect_err("a byte is missing").to_string();
        assert!(error.contains("a.npy") && error.contains("24 for the shape [2, 3]"), "{error}");
    }

    #[test]
    fn names_are_shown_without_what_a_terminal_obeys() {
        let (_folder, path) = archive(&[("\u{1b}[31mred.npy", "(1,)", &[1])]);
        let error = Npz::read(&path).expect("an archive").array("t").expect_err("there is none").to_string();
        assert!(error.contains(r"\u{1b}[31mred") && !error.contains('\u{1b}'), "{error}");
        let many: Vec<String> = (0..5000).map(|i| format!("{i:0100}")).collect();
        let arrays: Vec<(&str, &str, &[u8])> = many.iter().map(|name| (name.as_str(), "()", &[1][..])).collect();
        let (_folder, path) = archive(&arrays);
        let error = Npz::read(&path).expect("an archive").array("t").expect_err("there is none").to_string();
        assert!(error.len() < 2000 && error.contains("… and 4980 more"), "{error}");
        let (_folder, path) = archive(&[("t.npy", "(1,)", &[1]), ("t", "(1,)", &[1])]);
        let error = Npz::read(&path).expect_err("which of them?").to_string();
        assert!(error.contains("two arrays are named `t`"), "{error}");
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
