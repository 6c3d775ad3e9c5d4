//! What a run writes down while it trains; the files themselves are another room's business.

use super::{TrainError, TrainState};
use crate::model::Compute;
use crate::stream::{Journal, LossSample};
use std::path::{Path, PathBuf};

/// The record of one run. Called on the training thread, so it must be quick.
pub trait RunLog: Send {
    /// Where the record lies.
    fn folder(&self) -> &Path;

    /// Losses of finished steps, in order.
    ///
    /// # Errors
    /// When they cannot be written.
    fn samples(&mut self, samples: &[LossSample]) -> Result<(), TrainError>;

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

/// Begins records.
pub trait RunLogFactory: Send {
    /// Begins the record of a new run. Nothing need be written before the first step.
    ///
    /// # Errors
    /// When the folder cannot be made.
    fn begin(&mut self, state: &TrainState, compute: &Compute, threads: usize) -> Result<Box<dyn RunLog>, TrainError>;

    /// Goes on with the record in a run folder, and returns the losses up to the state's step.
    ///
    /// # Errors
    /// When the folder is not a run folder or cannot be written.
    fn resume(&mut self, folder: &Path, state: &TrainState) -> Result<(Box<dyn RunLog>, Vec<LossSample>), TrainError>;
}
