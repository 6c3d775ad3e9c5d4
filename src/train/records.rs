//! What an engine reads and writes; the files themselves are another room's business.

use super::{TrainError, TrainState};
use crate::model::Compute;
use crate::stream::{Journal, LossSample};
use std::path::{Path, PathBuf};

/// The record of one run. Called on the thread that trains, so it must be quick.
pub trait RunRecord: Send {
    /// Where the record lies.
    fn folder(&self) -> &Path;

    /// Losses of finished steps, in order.
    ///
    /// # Errors
    /// When they cannot be written.
    fn losses(&mut self, samples: &[LossSample]) -> Result<(), TrainError>;

    /// The journal, after an intervention.
    ///
    /// # Errors
    /// When it cannot be written.
    fn journal(&mut self, journal: &Journal) -> Result<(), TrainError>;

    /// Writes a checkpoint and says where it lies.
    ///
    /// # Errors
    /// When it cannot be written.
    fn checkpoint(&mut self, state: &TrainState) -> Result<PathBuf, TrainError>;
}

/// Where runs lie: reads stored ones and begins records of new ones.
pub trait Records: Send {
    /// The checkpoint that a path means, and the state in it: the file itself, or the newest one of a run folder.
    ///
    /// # Errors
    /// When there is none that can be read.
    fn read(&self, path: &Path) -> Result<(PathBuf, TrainState), TrainError>;

    /// Begins the record of a new run; `None` where nothing is written down.
    ///
    /// # Errors
    /// When the folder cannot be made.
    fn begin(
        &mut self,
        state: &TrainState,
        compute: &Compute,
        threads: usize,
    ) -> Result<Option<Box<dyn RunRecord>>, TrainError>;

    /// Goes on with the record in a run folder, and returns the losses up to the state's step; `None` where nothing is
    /// written down.
    ///
    /// # Errors
    /// When the folder is not a run folder or cannot be written.
    fn resume(&mut self, folder: &Path, state: &TrainState) -> Result<Option<Resumed>, TrainError>;
}

/// A record that goes on.
pub struct Resumed {
    pub record: Box<dyn RunRecord>,
    /// Losses of the steps before.
    pub samples: Vec<LossSample>,
}

/// Nothing is read, nothing is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRecords;

impl Records for NoRecords {
    fn read(&self, path: &Path) -> Result<(PathBuf, TrainState), TrainError> {
        Err(TrainError::Checkpoint {
            path: path.to_path_buf(),
            reason: "this engine was given no way to read runs".into(),
        })
    }

    fn begin(&mut self, _: &TrainState, _: &Compute, _: usize) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        Ok(None)
    }

    fn resume(&mut self, _: &Path, _: &TrainState) -> Result<Option<Resumed>, TrainError> {
        Ok(None)
    }
}
