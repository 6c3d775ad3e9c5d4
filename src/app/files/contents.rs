//! What a file of others holds.

use crate::app::kit::count;
use crate::data::Intake;
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

/// What the log says of cells from a file.
pub(crate) fn words_of_cells(path: &Path, set: &MapSet) -> String {
    let (units, box_m) = (count(set.maps.units, "unit"), set.maps.arena.box_m);
    format!("Cells from {}: {units} in {box_m} m: not of the run", path.display())
}
