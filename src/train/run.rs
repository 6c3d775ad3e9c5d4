//! One run: its trainer, its identity, its record and the state to fall back on.

use super::records::{RunRecord, StoredFolder};
use super::{LiveLook, TrainState, Trainer};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RunId};
use crate::preset::Preset;
use crate::stream::{Intervention, Journal, LossSample, Pictures};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who a run is, and who its live maps are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) run: RunId,
    live: MapSetId,
    /// Live maps shown so far.
    version: u64,
}

impl Identity {
    pub(super) fn fresh() -> Self {
        Self { run: RunId::fresh(), live: MapSetId::fresh(), version: 0 }
    }

    /// Live maps and the paths of the latest batch, as a new state of the run's live set.
    pub(super) fn pictures(&mut self, trainer: &mut Trainer) -> Pictures {
        self.version += 1;
        let (LiveLook { maps, halves }, paths) = trainer.live();
        let set = MapSet {
            key: MapKey { id: self.live, version: self.version },
            halves,
            ..MapSet::new(Origin::Live(self.run), Some(trainer.step()), maps)
        };
        Pictures { set: set.into(), paths }
    }
}

/// Whether a run is written down.
pub(super) enum RecordState {
    /// Its record begins with its first step.
    Due,
    /// It was opened from this folder, and goes on being written there with its next step.
    Stored(StoredFolder),
    On(Box<dyn RunRecord>),
    /// Nobody wants it written, or it could not be.
    Off,
}

impl RecordState {
    /// Where the record lies.
    pub(super) fn folder(&self) -> Option<&Path> {
        match self {
            Self::On(record) => Some(record.folder()),
            Self::Stored(stored) => Some(&stored.path),
            Self::Due | Self::Off => None,
        }
    }
}

/// A run that trains.
pub(super) struct Run {
    pub(super) identity: Identity,
    pub(super) trainer: Trainer,
    pub(super) recording: RecordState,
    /// The newest state known to be good, unless it is too large to have twice.
    pub(super) kept: Option<Arc<TrainState>>,
    /// Interventions that are to be made again when their step comes.
    pub(super) pending: VecDeque<Intervention>,
    /// The file it was opened from; `None` for a run that began here.
    pub(super) file: Option<PathBuf>,
    /// Losses of steps for which there is no record yet, although there should be one.
    pub(super) unwritten: Vec<LossSample>,
}

impl Run {
    /// All interventions: those that were made, and those that will be made again.
    pub(super) fn whole_journal(&self) -> Journal {
        let made = &self.trainer.journal().entries;
        Journal { entries: made.iter().chain(&self.pending).cloned().collect() }
    }
}

/// A run whose trainer is in pieces.
pub(super) struct BrokenRun {
    pub(super) identity: Identity,
    pub(super) recording: RecordState,
    pub(super) kept: Option<Arc<TrainState>>,
    /// With which it was trained last.
    pub(super) preset: Preset,
    /// All its interventions: those that were made, and those that were to be made again.
    pub(super) journal: Journal,
    pub(super) file: Option<PathBuf>,
}

impl BrokenRun {
    /// A run that failed before it had begun.
    pub(super) fn unborn(preset: Preset) -> Self {
        let (identity, journal) = (Identity::fresh(), Journal::default());
        Self { identity, recording: RecordState::Due, kept: None, preset, journal, file: None }
    }
}

/// What an engine has.
pub(super) enum Stage {
    /// No run, and why.
    Empty(String),
    Running(Box<Run>),
    /// Something failed in the middle of a step.
    Broken(Box<BrokenRun>, String),
}
