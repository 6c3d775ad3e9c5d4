//! Recorded trajectories: CSV, NPZ or NPY with times in seconds and positions in metres.

use super::cells_error::CellsError;
use super::choice::ReadChoice;
use super::endings::is_npz;
use super::foreign::no_trajectory;
use super::formats;
use super::intake::{RawTrack, take_in_track};
use super::raw::{RawCells, RawNames, RawRecording};
use super::table;
use super::trajectory_error::TrajectoryError;
use crate::data::{Intake, Recording};
use crate::files::{ForeignKind, Npz, NpzError, foreign_kind, read_array, read_text};
use std::path::Path;

/// Days of tracking at a hundred samples a second are well below this.
const MAX_BYTES: u64 = 1 << 30;

/// Reads a trajectory of which nothing was said: [`read_walk`] without choices.
///
/// # Errors
/// When it is no such file, saying where it is wrong and what would be valid; and when it has to be said how it is meant.
pub fn read_trajectory(path: &Path) -> Result<Recording, TrajectoryError> {
    read_walk(path, &ReadChoice::default()).map(|(recording, _)| recording)
}

/// Reads a trajectory: a NumPy array by how it begins, NPZ by its ending, a table otherwise; and what was found in it.
///
/// # Errors
/// As [`read_trajectory`].
pub fn read_walk(path: &Path, choice: &ReadChoice) -> Result<(Recording, Intake), TrajectoryError> {
    let raw = match formats::read(path, choice, &table_track) {
        Some(cells) => of_cells(path, cells?)?,
        None => match no_trajectory(path) {
            Some(foreign) => return Err(foreign.into()),
            None => raw(path)?,
        },
    };
    let track = take_in_track(path, raw, choice)?;
    let recording = Recording::new(track.time_s, track.position_m);
    let recording =
        recording.map_err(|error| TrajectoryError::Whole { path: path.to_path_buf(), reason: error.to_string() })?;
    Ok((recording, track.intake))
}

/// What stands in a file.
fn raw(path: &Path) -> Result<RawTrack, TrajectoryError> {
    if let Some(ForeignKind::Array(_)) = foreign_kind(path) {
        let rows = read_array(path)?.values;
        let (time_s, position) = rows.as_chunks::<3>().0.iter().map(|[t, x, y]| (*t, [*x, *y])).unzip();
        return Ok(RawTrack {
            read_as: "one NumPy array of t, x, y".into(),
            time_s,
            position,
            ..RawTrack::timed_by("t")
        });
    }
    if is_npz(path) {
        let npz = Npz::read(path)?;
        let (time_s, position) = track(&npz)?;
        return Ok(RawTrack { read_as: "NPZ with a track".into(), time_s, position, ..RawTrack::timed_by("t") });
    }
    let table = table::parse(path, &read_text(path, MAX_BYTES)?)?;
    Ok(RawTrack {
        read_as: "table with a track".into(),
        time_s: table.time_s,
        position: table.position,
        length: table.length,
        not_read: table.not_read,
        ..RawTrack::timed_by("t")
    })
}

/// The track of a recording, or a track alone.
fn of_cells(path: &Path, cells: RawCells) -> Result<RawTrack, TrajectoryError> {
    let (RawCells::Track(raw) | RawCells::Recording(raw)) = cells else {
        let reason = "rate maps, and no trajectory".into();
        return Err(TrajectoryError::Whole { path: path.to_path_buf(), reason });
    };
    let RawRecording { read_as, time_s, position, length, not_read, names, .. } = raw;
    Ok(RawTrack { read_as, time_s, position, length, not_read, ..RawTrack::timed_by(&names.time) })
}

/// The table of places that belongs to spikes without any, as it stands there.
pub(super) fn table_track(path: &Path, choice: &ReadChoice) -> Result<RawRecording, CellsError> {
    match formats::read(path, choice, &|path, _| Err(CellsError::Beside(format!("{}: no table", path.display())))) {
        Some(cells) => match cells? {
            RawCells::Track(raw) | RawCells::Recording(raw) => Ok(raw),
            RawCells::Maps(_) => Err(CellsError::Beside(format!("{}: rate maps, and no places", path.display()))),
        },
        None => {
            let text = read_text(path, MAX_BYTES)?;
            let table = table::parse(path, &text).map_err(|error| CellsError::Beside(error.to_string()))?;
            let names = RawNames { time: "t".into(), position: "x".into(), arena: "x".into(), ..RawNames::default() };
            Ok(RawRecording {
                read_as: "a table".into(),
                time_s: table.time_s,
                position: table.position,
                length: table.length,
                not_read: table.not_read,
                names,
                ..RawRecording::default()
            })
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Numbers, write_npz};

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
}
