//! What an engine reads and writes; the files themselves are another room's business.

use super::recorder::Recorder;
use super::state::{StateHead, StateSource};
use super::{Parent, TrainError, TrainState};
use crate::model::Compute;
use crate::stream::{Intervention, Journal, LossSample};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What became of something that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordNews {
    /// A complete checkpoint lies at this path.
    Saved { step: u64, path: PathBuf },
    /// Something could not be written; it is tried again. `saved_step` is that of the newest checkpoint.
    Failing { saved_step: Option<u64>, reason: String },
    /// What could not be written is written now.
    Mended,
}

/// The record of one run. Called on the thread that trains, which it never holds up but where it says so; what could not be
/// written is told by [`next_news`](Self::next_news), and tried again.
pub trait RunRecord: Send {
    /// Where the record lies.
    fn folder(&self) -> &Path;

    /// Losses of finished steps, in order.
    fn losses(&mut self, samples: &[LossSample]);

    /// The journal, after an intervention.
    fn journal(&mut self, journal: &Journal);

    /// Has a checkpoint written beside training; `false` while an earlier one is not written yet.
    fn save(&mut self, state: &Arc<TrainState>) -> bool;

    /// Writes a checkpoint, and all that waits, and says where it lies. Returns when it is written.
    ///
    /// # Errors
    /// When it cannot be written.
    fn save_now(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError>;

    /// The same for a checkpoint that other runs may begin from: it stays when older ones make room.
    ///
    /// # Errors
    /// When it cannot be written.
    fn save_to_stay(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        self.save_now(state)
    }

    /// Name of the run, by which others name it as their parent; empty where it has none.
    #[expect(clippy::unnecessary_literal_bound, reason = "those that have one give it")]
    fn run(&self) -> &str {
        ""
    }

    /// The run goes back to where it starts again, with this journal: what was written of later steps no longer counts.
    fn rewind(&mut self, start: RecordStart<'_>, journal: &Journal);

    /// What happened since this was asked last, one after the other.
    fn next_news(&mut self) -> Option<RecordNews>;
}

/// A run as it is stored.
#[derive(Debug)]
pub struct StoredRun {
    /// The file it was read from.
    pub file: PathBuf,
    pub state: TrainState,
    /// Losses of the steps before.
    pub samples: Vec<LossSample>,
    /// Interventions that were made after the state, and are to be made again.
    pub pending: Vec<Intervention>,
    /// What whoever opens it should know.
    pub notes: Vec<String>,
    /// Who writes into its folder at present.
    pub owner: Option<String>,
    /// Where it goes on being written; `None` for a checkpoint that was opened by its file.
    pub folder: Option<StoredFolder>,
    /// What a run of its own that begins from this state names as its parent; `None` where it is of no known run.
    pub parent: Option<Parent>,
}

/// A run folder as it was when it was read.
#[derive(Clone, Debug)]
pub struct StoredFolder {
    pub path: PathBuf,
    /// The step from which it goes on.
    pub step: u64,
    /// Tells whether it is still the same.
    pub mark: String,
}

/// The moment at which a record begins or goes on.
#[derive(Clone, Copy)]
pub struct RecordStart<'a> {
    pub head: StateHead<'a>,
    /// What it is trained on.
    pub compute: &'a Compute,
    pub threads: usize,
    /// The run that a new one was taken from.
    pub parent: Option<&'a Parent>,
}

/// The moment at which a recording begins.
#[derive(Clone, Copy)]
pub struct RecorderStart<'a> {
    /// The file; `None` for the usual one in the run's folder.
    pub path: Option<&'a PathBuf>,
    /// The run's folder.
    pub folder: Option<&'a Path>,
    pub record: RecordStart<'a>,
    /// The device and its threads in words.
    pub device: &'a str,
}

/// Where runs lie: reads stored ones and begins records of new ones.
pub trait Records: Send {
    /// The run that a path means: a checkpoint, or the newest one of a run folder. Changes nothing.
    ///
    /// # Errors
    /// When there is none that can be read.
    fn read(&self, path: &Path) -> Result<StoredRun, TrainError>;

    /// Begins the record of a new run; `None` where nothing is written down.
    ///
    /// # Errors
    /// When the folder cannot be made or is not free.
    fn begin(&mut self, start: RecordStart<'_>) -> Result<Option<Box<dyn RunRecord>>, TrainError>;

    /// Goes on with the record in a run folder, from the step at which it was read.
    ///
    /// # Errors
    /// [`TrainError::Owned`] and [`TrainError::Changed`] when another program writes there or has been there; otherwise when
    /// it cannot be written, which may be tried again.
    fn resume(&mut self, stored: &mut StoredFolder, start: RecordStart<'_>) -> Result<Box<dyn RunRecord>, TrainError>;

    /// Begins to record a run for a replay, or goes on with its recording.
    ///
    /// # Errors
    /// When the file is there and is not this run's recording, or it cannot be written.
    fn recorder(&self, _start: RecorderStart<'_>) -> Result<Box<dyn Recorder>, TrainError> {
        Err(TrainError::Record("this engine was given no way to write recordings".into()))
    }
}

/// Nothing is read, nothing is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRecords;

impl NoRecords {
    fn refused(path: &Path) -> TrainError {
        TrainError::Checkpoint { path: path.to_path_buf(), reason: "this engine was given no way to read runs".into() }
    }
}

impl Records for NoRecords {
    fn read(&self, path: &Path) -> Result<StoredRun, TrainError> {
        Err(Self::refused(path))
    }

    fn begin(&mut self, _: RecordStart<'_>) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        Ok(None)
    }

    fn resume(&mut self, stored: &mut StoredFolder, _: RecordStart<'_>) -> Result<Box<dyn RunRecord>, TrainError> {
        Err(Self::refused(&stored.path))
    }
}
