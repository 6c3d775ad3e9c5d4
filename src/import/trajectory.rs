//! Recorded trajectories: CSV, NPZ or NPY with times in seconds and positions in metres.

use super::cells_error::CellsError;
use super::choice::ReadChoice;
use super::endings::is_npz;
use super::foreign::{ForeignFile, no_trajectory};
use super::formats;
use super::raw::{RawCells, RawNames, RawRecording};
use crate::data::{Recording, RecordingError};
use crate::files::{
    ForeignKind, Npz, NpzError, ReadError, foreign_kind, printable_name, printable_names, printable_number, read_array,
    read_text,
};
use crate::numerics::count;
use std::path::{Path, PathBuf};

/// Days of tracking at a hundred samples a second are well below this.
const MAX_BYTES: u64 = 1 << 30;
/// Most columns of a CSV file; the rest is not looked at.
const MAX_COLUMNS: usize = 1000;
/// Names that a column may have.
const NAMES: [&[&str]; 3] = [&["t", "time", "t_s", "time_s"], &["x", "x_m"], &["y", "y_m"]];
const VALID: &str = "valid: columns t, x, y (seconds, metres, metres) separated by commas, semicolons, tabs or spaces";

/// A trajectory that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TrajectoryError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Npz(#[from] NpzError),
    #[error(transparent)]
    Foreign(#[from] ForeignFile),
    /// A file of another program, or a question about it.
    #[error(transparent)]
    Cells(#[from] CellsError),
    /// A line of a CSV file.
    #[error("{path}, line {line}, column {column}: {reason}; {VALID}", path = .path.display())]
    Line { path: PathBuf, line: usize, column: usize, reason: String },
    /// The trajectory as a whole.
    #[error("{path}: {reason}", path = .path.display())]
    Whole { path: PathBuf, reason: String },
}

/// Reads a trajectory of which nothing was said: [`read_trajectory_as`] without choices.
///
/// # Errors
/// When it is no such file, saying where it is wrong and what would be valid.
pub fn read_trajectory(path: &Path) -> Result<Recording, TrajectoryError> {
    read_trajectory_as(path, &ReadChoice::default())
}

/// Reads a trajectory: the track of a file of another program that is read, a NumPy array by how it begins, NPZ by its ending,
/// CSV otherwise.
///
/// # Errors
/// As [`read_trajectory`]; and with a question.
pub fn read_trajectory_as(path: &Path, choice: &ReadChoice) -> Result<Recording, TrajectoryError> {
    if let Some(cells) = formats::read(path, choice, &table_track) {
        return of_cells(path, cells?, choice);
    }
    if let Some(foreign) = no_trajectory(path) {
        return Err(foreign.into());
    }
    if let Some(ForeignKind::Array(_)) = foreign_kind(path) {
        let rows = read_array(path)?.values;
        let (time_s, position_m) = rows.as_chunks::<3>().0.iter().map(|[t, x, y]| (*t, [*x, *y])).unzip();
        return Recording::new(time_s, position_m).map_err(|error| whole(path, &error));
    }
    if !is_npz(path) {
        let (time_s, position_m) = rows(path, &read_text(path, MAX_BYTES)?)?;
        return Recording::new(time_s, position_m).map_err(|error| whole(path, &error));
    }
    let (time_s, position_m) = track(&Npz::read(path)?)?;
    Recording::new(time_s, position_m).map_err(|error| whole(path, &error))
}

/// The track of a recording, in metres.
fn of_cells(path: &Path, cells: RawCells, choice: &ReadChoice) -> Result<Recording, TrajectoryError> {
    let (RawCells::Track(raw) | RawCells::Recording(raw)) = cells else {
        let reason = "rate maps, and no trajectory".into();
        return Err(TrajectoryError::Whole { path: path.to_path_buf(), reason });
    };
    let metres = choice.unit.or(raw.length).map_or(1.0, super::choice::LengthUnit::metres);
    let places = raw.position.into_iter().map(|place| place.map(|x| x * metres));
    Recording::new(raw.time_s, places.collect()).map_err(|error| whole(path, &error))
}

/// The table of places that belongs to spikes without any, as it stands there.
pub(super) fn table_track(path: &Path, choice: &ReadChoice) -> Result<RawRecording, CellsError> {
    let no_table = |path: &Path, _: &ReadChoice| Err(CellsError::Beside(format!("{}: no table", path.display())));
    if let Some(cells) = formats::read(path, choice, &no_table) {
        return match cells? {
            RawCells::Track(raw) | RawCells::Recording(raw) => Ok(raw),
            RawCells::Maps { .. } => Err(CellsError::Beside(format!("{}: rate maps, and no places", path.display()))),
        };
    }
    let text = read_text(path, MAX_BYTES)?;
    let (time_s, position) = rows(path, &text).map_err(|error| CellsError::Beside(error.to_string()))?;
    let names = RawNames { time: "t".into(), position: "x".into(), arena: "x".into(), ..RawNames::default() };
    Ok(RawRecording { read_as: "a table".into(), time_s, position, names, ..RawRecording::default() })
}

fn whole(path: &Path, error: &RecordingError) -> TrajectoryError {
    TrajectoryError::Whole { path: path.to_path_buf(), reason: error.to_string() }
}

/// Times and positions of an archive: `t` with `x` and `y`, or with `pos` `[samples, 2]`. That they belong together, and are
/// not too many, is known before they are read.
pub(crate) fn track(npz: &Npz) -> Result<(Vec<f64>, Vec<[f64; 2]>), NpzError> {
    let count = samples(npz, "t")?;
    let positions: Vec<[f64; 2]> = if npz.has("pos") && !npz.has("x") {
        let shape = npz.shape("pos")?;
        if shape != [count, 2] {
            let reason = format!("has shape {shape:?}, and `t` {count} samples; valid: [samples, 2], a place a time");
            return Err(npz.refused("pos", reason));
        }
        npz.array("pos")?.values.as_chunks::<2>().0.to_vec()
    } else {
        for name in ["x", "y"] {
            let own = samples(npz, name)?;
            if own != count {
                return Err(npz.refused(name, format!("has {own} samples and `t` {count}; valid: the same number")));
            }
        }
        let (x, y) = (npz.list("x")?, npz.list("y")?);
        x.into_iter().zip(y).map(|(x, y)| [x, y]).collect()
    };
    Ok((npz.list("t")?, positions))
}

/// Numbers of an array that has one for each sample.
fn samples(npz: &Npz, name: &str) -> Result<usize, NpzError> {
    let most = Recording::MAX_SAMPLES;
    let shape = npz.shape(name)?;
    let samples = shape.iter().try_fold(1usize, |count, axis| count.checked_mul(*axis));
    let too_many = || npz.refused(name, format!("has shape {shape:?}; valid: up to {most} samples"));
    samples.filter(|samples| *samples <= most).ok_or_else(too_many)
}

/// Times and places `[sample]`.
type Rows = (Vec<f64>, Vec<[f64; 2]>);

/// A CSV file: an optional line of names, then numbers. Empty fields and `nan` are lost positions; `#` begins a comment.
fn rows(path: &Path, text: &str) -> Result<Rows, TrajectoryError> {
    let error = |line: usize, column: usize, reason: String| TrajectoryError::Line {
        path: path.to_path_buf(),
        line: line + 1,
        column: column + 1,
        reason,
    };
    let rows = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).enumerate();
    let mut rows = rows.filter(|(_, row)| !row.is_empty()).peekable();
    let mut columns = [0, 1, 2];
    if let Some((line, names)) =
        rows.next_if(|(_, row)| !fields(row)[0].starts_with(|c: char| "+-.0123456789".contains(c)))
    {
        let names: Vec<String> = fields(names).iter().map(|name| name.trim_matches('"').to_lowercase()).collect();
        for (column, known) in columns.iter_mut().zip(NAMES) {
            let found = names.iter().position(|name| known.contains(&name.as_str()));
            let missing = || error(line, 0, format!("no column `{}` among {}", known[0], printable_names(&names)));
            *column = found.ok_or_else(missing)?;
        }
    }
    let (mut time_s, mut position_m) = (Vec::<f64>::new(), Vec::new());
    for (line, row) in rows {
        if time_s.len() == Recording::MAX_SAMPLES {
            return Err(whole(path, &RecordingError::Samples { samples: time_s.len() + 1 }));
        }
        let fields = fields(row);
        let number = |which: usize| -> Result<f64, TrajectoryError> {
            let column = columns[which];
            let Some(text) = fields.get(column) else {
                return Err(error(line, column, format!("missing: the line has {}", count(fields.len(), "column"))));
            };
            if text.is_empty() && which > 0 {
                return Ok(f64::NAN);
            }
            text.parse().map_err(|_| error(line, column, format!("`{}` is not a number", printable_name(text))))
        };
        let (time, place) = (number(0)?, [number(1)?, number(2)?]);
        let before_s = time_s.last().copied().unwrap_or(f64::NEG_INFINITY);
        if !time.is_finite() || time <= before_s {
            return Err(error(
                line,
                columns[0],
                format!("time {} s is not after {} s", printable_number(time), printable_number(before_s)),
            ));
        }
        time_s.push(time);
        position_m.push(place);
    }
    Ok((time_s, position_m))
}

/// The fields of a row, as far as they are looked at.
fn fields(row: &str) -> Vec<&str> {
    match [',', ';', '\t'].into_iter().find(|separator| row.contains(*separator)) {
        Some(separator) => row.split(separator).take(MAX_COLUMNS).map(str::trim).collect(),
        None => row.split_whitespace().take(MAX_COLUMNS).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Numbers, write_npz};
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Recording, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("rat.csv");
        std::fs::write(&path, text).expect("writable");
        read_trajectory(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn all_spellings_are_the_same_trajectory() {
        let expected = Recording::new(vec![0.0, 0.5, 1.0], vec![[0.0, 0.1], [f64::NAN; 2], [1.0, 0.2]]).expect("good");
        for text in [
            "t,x,y\n0,0,0.1\n0.5,,\n1,1,0.2\n",
            "# a rat\n0 0 0.1\n0.5 nan nan\n1.0  1.0 0.2",
            "\u{feff}\"Y_m\";\"X_m\";speed;\"time_s\"\r\n0.1;0;9;0\r\n;;;0.5\r\n0.2;1;9;1\r\n",
            "0\t0\t.1\n.5\tNaN\tNaN # lost\n1\t1\t.2\n\n",
        ] {
            assert_eq!(read(text).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn bad_lines_are_named() {
        for (text, words) in [
            ("t,x\n0,1\n", &["line 1", "`y`", "t, x"][..]),
            ("t,x,y\n0,0,0\n1,far,0\n", &["line 3", "column 2", "`far`", "metres"]),
            ("0,0,0\n1,1\n", &["line 2", "column 3", "2 columns"]),
            ("0,0,0\n2,1,1\n2,0,0\n", &["line 3", "column 1", "not after 2 s"]),
            ("0,0,0\n,1,1\n", &["line 2", "column 1", "``"]),
            ("0,5,5\n1,5,5\n", &["different places"]),
            ("", &["at least 2"]),
            ("0,0,0\n1,180,20\n", &["180 m", "metres?"]),
        ] {
            let error = read(text).expect_err(text);
            for word in words.iter().chain(&["rat.csv"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
    }

    #[test]
    fn archives_are_read_with_one_or_two_position_arrays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("rat.npz");
        let t = ("t", &[3usize][..], Numbers::F64(&[0.0, 1.0, 2.0]));
        let read = |arrays: &[(&str, &[usize], Numbers<'_>)]| {
            write_npz(&path, arrays).expect("writable");
            read_trajectory(&path).map_err(|error| error.to_string())
        };
        let x = ("x", &[3usize][..], Numbers::F64(&[0.0, 1.0, 2.0]));
        let y = ("y", &[3usize][..], Numbers::F64(&[0.0, 0.5, 0.0]));
        let pos = ("pos", &[3usize, 2][..], Numbers::F64(&[0.0, 0.0, 1.0, 0.5, 2.0, 0.0]));
        assert_eq!(read(&[t, x, y]), read(&[t, pos]));
        assert!(read(&[t, x, y]).is_ok());
        assert!(read(&[x, y]).expect_err("no times").contains("`t`"));
        assert!(read(&[t, ("pos", &[6], Numbers::F64(&[0.0; 6]))]).expect_err("one axis").contains("[samples, 2]"));
        assert!(read(&[t, x, ("y", &[2], Numbers::F64(&[0.0; 2]))]).expect_err("shorter").contains("`y`"));
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in "[0-9a-z,;.#\\n\\t -]{0,120}") {
            let _ = rows(Path::new("x.csv"), &text);
        }
    }
}
