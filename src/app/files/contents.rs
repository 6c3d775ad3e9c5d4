//! What a file of others holds.

use crate::app::kit::count;
use crate::app::open_study::OpenStudy;
use crate::campaign::StudyTable;
use crate::data::Intake;
use crate::files::to_the_millimetre;
use crate::import::{
    CellsError, DataKind, ImportQuestion, ReadChoice, ReadSettings, TrajectoryError, WalkFile, data_kind, read_cells,
    read_walk,
};
use crate::maps::MapSet;
use std::path::Path;
use std::sync::Arc;

/// What a file holds.
pub(crate) enum FileContents {
    Cells(Arc<MapSet>),
    /// Where an animal went, seconds long.
    Trajectory {
        duration_s: f64,
        file: Box<WalkFile>,
        intake: Box<Intake>,
    },
    /// The table of a study.
    Study(Box<OpenStudy>),
    /// It has to be said how the file is meant, and whether it is read as a trajectory whatever else is in it.
    Asks {
        question: ImportQuestion,
        is_walk: bool,
    },
}

/// Reads a file as it is said to be meant; of one with cells the trajectory where `is_walk`.
///
/// # Errors
/// In words, when it cannot be read.
pub(super) fn read(path: &Path, choice: &ReadChoice, is_walk: bool) -> Result<FileContents, String> {
    if !is_walk && StudyTable::is_at(path) {
        return OpenStudy::read(path).map(|study| FileContents::Study(Box::new(study)));
    }
    if is_walk || data_kind(path) == DataKind::Trajectory {
        return match read_walk(path, choice) {
            Ok((recording, intake)) => {
                let file = WalkFile { path: path.to_path_buf(), choice: choice.clone() };
                let (file, intake) = (Box::new(file), Box::new(intake));
                Ok(FileContents::Trajectory { duration_s: recording.duration_s(), file, intake })
            }
            Err(TrajectoryError::Track(CellsError::Question { question, .. })) => {
                Ok(FileContents::Asks { question, is_walk })
            }
            Err(error) => Err(error.to_string()),
        };
    }
    match read_cells(path, &ReadSettings { choice: choice.clone(), ..ReadSettings::default() }) {
        Ok(cells) => Ok(FileContents::Cells(Arc::new(cells.into_set(path)))),
        Err(CellsError::Question { question, .. }) => Ok(FileContents::Asks { question, is_walk }),
        Err(error) => Err(error.to_string()),
    }
}

/// What the log says of cells from a file: how many they are, and how maps were made of their spikes.
pub(crate) fn words_of_cells(path: &Path, set: &MapSet) -> String {
    let (units, side_m) = (count(set.maps.units, "unit"), to_the_millimetre(f64::from(set.maps.arena.box_m)));
    let made = set.recorded.as_ref().map_or_else(String::new, |recorded| format!("; {}", recorded.settings.words()));
    format!("Cells from {}: {units} in {side_m} m: not of the run{made}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_recordings::set_of;
    use crate::data::simulated::{Tuning, recorded, walk};
    use crate::maps::{MapSettings, Origin};

    #[test]
    fn the_log_says_how_maps_of_spikes_were_made() {
        let cells = recorded(walk(1.0, 60.0, 3), 1.0, &[(Tuning::Flat, 2.0)], 3);
        let settings = MapSettings { bin_m: 0.05, least_occupancy_s: 0.1, ..MapSettings::default() };
        let set = set_of(cells, 1.0, settings);
        let expected = "Cells from a.npz: 1 unit in 1 m: not of the run; bins of 5 cm; spikes and seconds smoothed apart by \
                        5 cm; while the animal moves at 2.5 cm/s or faster; bins with 0.1 s or more";
        assert_eq!(words_of_cells(Path::new("a.npz"), &set), expected);
        let mut maps = MapSet::new(Origin::File("a.npz".into()), None, set.maps);
        maps.maps.arena.box_m = 1.000_4;
        assert_eq!(words_of_cells(Path::new("a.npz"), &maps), "Cells from a.npz: 1 unit in 1 m: not of the run");
    }
}
