//! What a file of others is, before it is read.

use super::endings::{is_foreign, is_npz, is_table};
use super::foreign::is_track;
use super::formats;
use super::spike_times::has_spikes;
use crate::files::{ForeignKind, Npz, foreign_kind};
use std::path::Path;

/// What a file of others is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// Rate maps, or a track and spikes. Also what is no file of others at all: as cells it is refused.
    Cells,
    /// Where an animal went.
    Trajectory,
}

/// Whether a path names a file that others have cells or trajectories in, of whatever format: no run, checkpoint or preset.
#[must_use]
pub fn is_data_file(path: &Path) -> bool {
    let is_named = is_npz(path) || is_table(path) || is_foreign(path);
    if path.is_dir() { formats::is_folder(path) } else { is_named || foreign_kind(path).is_some() }
}

/// What a file of others is read as.
#[must_use]
pub fn data_kind(path: &Path) -> DataKind {
    match formats::is_track(path) {
        Some(true) => return DataKind::Trajectory,
        Some(false) => return DataKind::Cells,
        None => {}
    }
    let is_trajectory = match foreign_kind(path) {
        Some(ForeignKind::Array(array)) => is_track(&array.shape),
        Some(_) => false,
        // A track without spikes is a trajectory.
        None if is_npz(path) => {
            Npz::read(path).is_ok_and(|npz| npz.has("t") && !npz.has("rate_maps") && !has_spikes(&npz))
        }
        None => is_table(path),
    };
    if is_trajectory { DataKind::Trajectory } else { DataKind::Cells }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Numbers, write_npz};

    #[test]
    fn files_of_others_are_told_from_runs_and_presets_and_from_each_other() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        let npy = |shape: &str| {
            let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
            [b"\x93NUMPY\x01\x00".as_slice(), &(header.len() as u16).to_le_bytes(), header.as_bytes()].concat()
        };
        let three = &[3usize][..];
        let numbers = Numbers::F64(&[0.0, 1.0, 2.0]);
        write_npz(&path("track.npz"), &[("t", three, numbers), ("x", three, numbers)]).expect("writable");
        write_npz(&path("cells.npz"), &[("t", three, numbers), ("spikes_0", three, numbers)]).expect("writable");
        for (name, bytes) in [
            ("Rat.CSV", b"t,x,y".to_vec()),
            ("walk.npy", npy("(9, 3)")),
            ("maps.npy", npy("(9, 3, 3)")),
            ("maps", npy("(9, 3, 3)")),
            ("a.mat", Vec::new()),
            ("broken.npz", Vec::new()),
            ("dump", b"\x80\x04\x95\x10".to_vec()),
        ] {
            std::fs::write(path(name), bytes).expect("writable");
        }
        for name in ["track.npz", "Rat.CSV", "walk.npy"] {
            assert!(is_data_file(&path(name)) && data_kind(&path(name)) == DataKind::Trajectory, "{name}");
        }
        for name in ["cells.npz", "maps.npy", "maps", "a.mat", "broken.npz", "dump", "missing.npz"] {
            assert!(is_data_file(&path(name)) && data_kind(&path(name)) == DataKind::Cells, "{name}");
        }
        std::fs::create_dir(path("run.csv")).expect("writable");
        std::fs::write(path("mine.ron"), "(version: 1)").expect("writable");
        for name in ["run.csv", "mine.ron", "modules", "checkpoint-000000003.safetensors"] {
            assert!(!is_data_file(&path(name)), "{name}");
        }
    }
}
