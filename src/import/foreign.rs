//! Files of other programs that are not read: what they are, what is missing, and how to make what is read of them.

use super::endings::is_table;
use crate::files::{ArrayWords, ForeignKind, foreign_kind, printable_name};
use std::path::{Path, PathBuf};

/// A file that is not read as it is.
#[derive(Debug, thiserror::Error)]
#[error("{path} is {what}; {advice}", path = .path.display())]
pub struct ForeignFile {
    path: PathBuf,
    what: String,
    advice: String,
}

/// Whether an array by itself is a trajectory, by its shape: a row a sample, with time and both coordinates, as in a table
/// without names.
pub(super) fn is_track(shape: &[usize]) -> bool {
    matches!(shape, [_, 3])
}

/// What is said of a file that has a track and no cells.
pub(super) fn only_a_track(path: &Path) -> ForeignFile {
    let advice = format!("walk a network along it: gridscope analyze RUN --walk {}", file_name(path));
    ForeignFile { path: path.to_path_buf(), what: "a trajectory, and no cells".into(), advice }
}

/// Why a file cannot be read as cells; `None` where it does not begin like one of another program.
pub(super) fn no_cells(path: &Path) -> Option<ForeignFile> {
    let walk = || only_a_track(path);
    match foreign_kind(path) {
        Some(ForeignKind::Array(array)) if is_track(&array.shape) => Some(walk()),
        Some(kind) => Some(not_read(path, &kind)),
        None => is_table(path).then(walk),
    }
}

/// Why a file cannot be read as a trajectory; `None` where it does not begin like one of another program, or can be.
pub(super) fn no_trajectory(path: &Path) -> Option<ForeignFile> {
    let kind = foreign_kind(path)?;
    let is_read = matches!(&kind, ForeignKind::Array(array) if is_track(&array.shape));
    (!is_read).then(|| not_read(path, &kind))
}

/// Why a file of a known format cannot be read: what is in it fits none of the layouts that are known.
pub(super) fn of_no_layout(path: &Path, has: &str) -> ForeignFile {
    let kind = foreign_kind(path).unwrap_or(ForeignKind::Pickle);
    let ForeignFile { path, what, advice } = not_read(path, &kind);
    ForeignFile { path, what: format!("{what} with {has}: no layout that is read"), advice }
}

fn not_read(path: &Path, kind: &ForeignKind) -> ForeignFile {
    let name = file_name(path);
    let stem = printable_name(&path.file_stem().unwrap_or_default().to_string_lossy());
    let spelt = format!("numpy.savez(\"{stem}.npz\", ");
    let (missing, recipe) = match kind {
        ForeignKind::Array(ArrayWords { dtype, shape }) if !is_number(dtype) && shape.is_empty() => {
            ("", format!("d = numpy.load(\"{name}\", allow_pickle=True).item(); {spelt}{}", picked("d", "")))
        }
        ForeignKind::Array(ArrayWords { dtype, shape })
            if is_number(dtype) && matches!(shape[..], [_, _] | [_, _, _]) =>
        {
            (
                ": maps by its shape, without the side of their arena",
                format!("{spelt}rate_maps=numpy.load(\"{name}\"), box_m=1.5), the side in metres"),
            )
        }
        ForeignKind::Array(_) => ("", format!("{spelt}rate_maps=…, box_m=…){OR_SPIKES}")),
        ForeignKind::Matlab => ("", format!("d = scipy.io.loadmat(\"{name}\"); {spelt}{}", picked("d", ""))),
        ForeignKind::Hdf5 => ("", format!("d = h5py.File(\"{name}\"); {spelt}{}", picked("d", "[:]"))),
        ForeignKind::Pickle => ("", format!("d = pickle.load(open(\"{name}\", \"rb\")); {spelt}{}", picked("d", ""))),
    };
    let what = format!("{kind}{missing}");
    ForeignFile { path: path.to_path_buf(), what, advice: format!("what is read is made in Python: {recipe}") }
}

/// The other arrays that can be read, after those that hold maps.
const OR_SPIKES: &str =
    " with maps [units, ny, nx] and metres, or t, x, y, spike_times and spike_units (seconds, metres)";

fn picked(from: &str, all: &str) -> String {
    format!("rate_maps={from}[\"…\"]{all}, box_m=…){OR_SPIKES}")
}

fn is_number(dtype: &str) -> bool {
    ["float", "int", "uint", "bool"].iter().any(|kind| dtype.starts_with(kind))
}

fn file_name(path: &Path) -> String {
    printable_name(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use crate::files::{Numbers, write_npz};
    use crate::import::{ReadSettings, read_cells, read_trajectory};
    use std::path::Path;

    /// A file as `numpy.save` writes it.
    fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\x00".as_slice(), &(header.len() as u16).to_le_bytes(), header.as_bytes(), data].concat()
    }

    fn cells(path: &Path) -> String {
        read_cells(path, &ReadSettings::default()).expect_err("no cells").to_string()
    }

    #[test]
    fn what_is_not_read_is_named_with_what_it_is_and_how_to_make_what_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, bytes, words) in [
            (
                "maps.npy",
                npy("'<f8'", "(40, 50, 60)", &[]),
                &[
                    "maps.npy is one NumPy array, [40, 50, 60] of float64: maps",
                    "side of their arena",
                    r#"numpy.savez("maps.npz", rate_maps=numpy.load("maps.npy"), box_m=1.5)"#,
                ][..],
            ),
            ("one.npy", npy("'<f4'", "(50, 50)", &[]), &["[50, 50] of float32: maps", "box_m=1.5"]),
            ("list.npy", npy("'<i8'", "(7,)", &[]), &["[7] of int64", "spike_times"]),
            ("lists.npy", npy("'|O'", "(9,)", &[]), &["[9] of Python objects (pickled)", "spike_units"]),
            ("rows.npy", npy("[('t', '<f8'), ('x', '<f8')]", "(9,)", &[]), &["records of several fields"]),
            ("c.h5", b"\x89HDF\r\n\x1a\n".to_vec(), &["HDF5", r#"h5py.File("c.h5")"#, r#"numpy.savez("c.npz""#, "[:]"]),
            (
                "no ending",
                b"\x80\x04\x95\x10".to_vec(),
                &["a Python pickle", r#"pickle.load(open("no ending", "rb"))"#],
            ),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("writable");
            let trajectory = read_trajectory(&path).expect_err("no trajectory").to_string();
            for said in [cells(&path), trajectory] {
                for word in words.iter().chain(&[name, "in Python"]) {
                    assert!(said.contains(word), "{word}: {said}");
                }
            }
        }
    }

    #[test]
    fn an_array_of_three_columns_is_a_trajectory_as_a_table_without_names_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [array, table] = ["walk.npy", "walk.csv"].map(|name| folder.path().join(name));
        let rows = [[0.0, 0.0, 0.5], [0.5, 1.0, 0.25], [1.0, 0.5, 0.0]];
        let data: Vec<u8> = rows.as_flattened().iter().flat_map(|value: &f64| value.to_le_bytes()).collect();
        std::fs::write(&array, npy("'<f8'", "(3, 3)", &data)).expect("writable");
        std::fs::write(&table, "0,0,0.5\n0.5,1,0.25\n1,0.5,0\n").expect("writable");
        assert_eq!(read_trajectory(&array).expect("good"), read_trajectory(&table).expect("good"));
        for path in [&array, &table] {
            let said = cells(path);
            assert!(said.contains("a trajectory") && said.contains("analyze RUN --walk walk."), "{said}");
        }
        std::fs::write(&array, npy("'<f8'", "(3, 3)", &[0; 72])).expect("writable");
        let said = read_trajectory(&array).expect_err("time stands still").to_string();
        assert!(said.contains("walk.npy") && said.contains("sample 1"), "{said}");
    }

    #[test]
    fn arrays_without_the_right_names_are_told_with_what_they_are() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npz");
        write_npz(&path, &[("arr_0", &[1, 2, 2], Numbers::F64(&[0.0; 4]))]).expect("writable");
        let said = cells(&path);
        for word in ["x.npz", "`arr_0` [1, 2, 2] of float64", "`rate_maps`", "numpy.savez"] {
            assert!(said.contains(word), "{word}: {said}");
        }
        let one = [("t", &[1usize][..], Numbers::F64(&[0.0]))];
        write_npz(&path, &one).expect("writable");
        let said = cells(&path);
        assert!(said.contains("a track without spikes") && said.contains("--walk"), "{said}");
    }
}
