//! The folder of a study: runs, finished rows, pictures, and the tables made of them.
//!
//! | file | holds |
//! |---|---|
//! | `study.ron` | the study as it was asked for |
//! | `runs/NAME/` | an ordinary run folder for each row |
//! | `rows/ID.json` | what a finished row tells; a row with this file is not trained again |
//! | `rows/ID.looks.json` | looks at a row that is being trained |
//! | `pictures/ID.png` | its rate maps |
//! | `study.csv`, `looks.csv` | one row a run; one row a look |
//! | `summary.md`, `*.svg` | what came of it |

use super::cell::RowCells;
use super::error::StudyError;
use super::plan::StudyRow;
use crate::files::{WriteError, clear_unfinished, disk, is_unfinished, read_text, write_atomically};
use crate::runs::folder_word;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A row of some hundred looks has a hundred kilobytes.
const MAX_BYTES: u64 = 16 << 20;
/// The study as it was asked for.
const STUDY: &str = "study.ron";

/// The outcome of a row that failed.
pub(super) const FAILED: &str = "failed";
/// Folders in it.
const PARTS: [&str; 3] = ["runs", "rows", "pictures"];

/// Where a study lies.
#[derive(Clone, Debug)]
pub struct StudyFolder(PathBuf);

/// What a finished row tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Finished {
    pub(super) cells: RowCells,
    /// Device and time, which stand last in the table.
    pub(super) last: RowCells,
    pub(super) looks: Vec<RowCells>,
}

impl Finished {
    /// A row that failed, after so many steps where that is known.
    pub(super) fn failed(reason: &str, step: Option<u64>) -> Self {
        let mut cells = RowCells::default();
        cells.push_text("outcome", FAILED);
        cells.push_text("reason", reason);
        cells.push("steps", step);
        Self { cells, last: RowCells::default(), looks: Vec::new() }
    }

    /// Why it failed, if it did.
    pub(super) fn failure(&self) -> Option<&str> {
        self.cells.get("reason").filter(|_| self.cells.get("outcome") == Some(FAILED))
    }
}

impl StudyFolder {
    /// The folder at this path, made where it is not there. One that holds anything but a study is refused.
    ///
    /// # Errors
    /// When it is not a study's, or cannot be made.
    pub fn make(path: &Path, text: &str) -> Result<Self, StudyError> {
        let refused = |reason: &str| StudyError::Folder { folder: path.to_owned(), reason: reason.to_owned() };
        if path.exists() && !path.is_dir() {
            return Err(refused("this is no folder; valid: a study's folder, an empty one, or none yet"));
        }
        let io = |error| WriteError::io(path, error);
        // Another part of the same study may be making the folder at this moment.
        let is_own = |name: &str| [STUDY, PARTS[0], PARTS[1], PARTS[2]].contains(&name) || is_unfinished(name);
        let names = if path.exists() { names_in(path).map_err(io)? } else { Vec::new() };
        if !names.iter().all(|name| is_own(name)) && !path.join(STUDY).is_file() {
            return Err(refused(
                "the folder holds something else than a study; valid: a study's folder, or an empty one",
            ));
        }
        for part in std::iter::once("").chain(PARTS) {
            let folder = path.join(part);
            disk::create_folders(&folder).map_err(|error| WriteError::io(&folder, error))?;
        }
        clear_unfinished(&path.join("rows"));
        let folder = Self(path.to_owned());
        // Parts of one study are often begun at the same moment: each writes the same.
        write_atomically(&path.join(STUDY), text.as_bytes())?;
        Ok(folder)
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The run folder of a row.
    #[must_use]
    pub fn run(&self, row: &StudyRow) -> PathBuf {
        self.0.join(Self::run_name(row))
    }

    /// Its path from the study's folder.
    #[must_use]
    pub fn run_name(row: &StudyRow) -> String {
        let label = folder_word(&row.label, 60);
        format!("runs/{label}-seed{}-{}", row.preset.params.seed, row.id())
    }

    /// The picture of a row's rate maps.
    #[must_use]
    pub fn picture(&self, row: &StudyRow) -> PathBuf {
        self.0.join(Self::picture_name(row))
    }

    /// Its path from the study's folder.
    #[must_use]
    pub fn picture_name(row: &StudyRow) -> String {
        format!("pictures/{}.png", row.id())
    }

    /// What a row tells, if it is finished.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub(super) fn finished(&self, row: &StudyRow) -> Result<Option<Finished>, StudyError> {
        self.read(&self.row_file(row))
    }

    /// Forgets the rows that failed, so that they are made again from their newest checkpoint; returns how many those were.
    ///
    /// # Errors
    /// When a row cannot be read, or not be forgotten.
    pub fn forget_failed(&self, rows: &[StudyRow]) -> Result<usize, StudyError> {
        let mut forgotten = 0;
        for row in rows {
            if self.finished(row)?.is_some_and(|found| found.failure().is_some()) {
                let file = self.row_file(row);
                std::fs::remove_file(&file).map_err(|error| WriteError::io(&file, error))?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    pub(super) fn write_finished(&self, row: &StudyRow, finished: &Finished) -> Result<(), StudyError> {
        write(&self.row_file(row), finished)?;
        let _ = std::fs::remove_file(self.looks_file(row)); // they are part of the row now; one that stays does no harm
        Ok(())
    }

    /// Looks up to a step at a row that is being trained: those after it are made again.
    pub(super) fn looks(&self, row: &StudyRow, until: u64) -> Result<Vec<RowCells>, StudyError> {
        let looks: Vec<RowCells> = self.read(&self.looks_file(row))?.unwrap_or_default();
        let step = |look: &RowCells| look.get("step").and_then(|step| step.parse::<u64>().ok());
        Ok(looks.into_iter().filter(|look| step(look).is_some_and(|step| step <= until)).collect())
    }

    pub(super) fn write_looks(&self, row: &StudyRow, looks: &[RowCells]) -> Result<(), StudyError> {
        write(&self.looks_file(row), looks)
    }

    fn row_file(&self, row: &StudyRow) -> PathBuf {
        self.0.join("rows").join(format!("{}.json", row.id()))
    }

    fn looks_file(&self, row: &StudyRow) -> PathBuf {
        self.0.join("rows").join(format!("{}.looks.json", row.id()))
    }

    fn read<T: for<'de> Deserialize<'de>>(&self, path: &Path) -> Result<Option<T>, StudyError> {
        if !path.exists() {
            return Ok(None);
        }
        let text = read_text(path, MAX_BYTES)?;
        let refused = |error: serde_json::Error| StudyError::Folder {
            folder: self.0.clone(),
            reason: format!("{} cannot be read: {error}; remove it, and the row is made again", path.display()),
        };
        serde_json::from_str(&text).map(Some).map_err(refused)
    }
}

fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn write<T: Serialize + ?Sized>(path: &Path, what: &T) -> Result<(), StudyError> {
    let text = serde_json::to_string(what).map_err(|error| StudyError::Written(error.to_string()))?;
    Ok(write_atomically(path, text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_study_make_its_folder_at_the_same_moment_and_others_are_refused() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let at = place.path().join("results");
        std::thread::scope(|scope| {
            let made: Vec<_> = (0..8).map(|_| scope.spawn(|| StudyFolder::make(&at, "text").map(|_| ()))).collect();
            for thread in made {
                thread.join().expect("no panic").expect("all of them");
            }
        });
        // Half made: the study itself is not there yet.
        std::fs::remove_file(at.join(STUDY)).expect("it was written");
        StudyFolder::make(&at, "text").expect("goes on");
        std::fs::remove_file(at.join(STUDY)).expect("it was written");
        std::fs::write(at.join("letter.txt"), "dear").expect("writable");
        let refused = StudyFolder::make(&at, "text").expect_err("somebody else's").to_string();
        assert!(refused.contains("something else than a study"), "{refused}");
    }
}
