//! One run: its trainer, its identity, its record and the state to fall back on.

use super::records::{RunRecord, StoredFolder};
use super::state::{StateHead, StateSource as _};
use super::{LiveLook, Parent, TrainState, Trainer};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RunId};
use crate::model::RateSchedule;
use crate::numerics::count;
use crate::preset::{Preset, schedule_end};
use crate::stream::{History, Intervention, Journal, LossSample, Pictures};
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
    is_twin: bool,
}

impl Identity {
    pub(super) fn fresh() -> Self {
        Self { run: RunId::fresh(), live: MapSetId::fresh(), version: 0, is_twin: false }
    }

    /// That of a twin.
    pub(super) fn twin() -> Self {
        Self { is_twin: true, ..Self::fresh() }
    }

    /// The same run, which is no twin any more; its live maps are a set of another origin now.
    pub(super) fn promoted(self) -> Self {
        Self { run: self.run, ..Self::fresh() }
    }

    /// Live maps and the paths of the latest batch, as a new state of the run's live set.
    pub(super) fn pictures(&mut self, trainer: &mut Trainer) -> Pictures {
        self.version += 1;
        let (LiveLook { maps, halves }, paths) = trainer.live();
        let origin = if self.is_twin { Origin::Twin(self.run) } else { Origin::Live(self.run) };
        let set = MapSet {
            key: MapKey { id: self.live, version: self.version },
            halves,
            ..MapSet::new(origin, Some(trainer.step()), maps)
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

/// Where a record begins that begins after its run: what a state was, without its arrays.
pub(super) struct FirstStep {
    preset: Preset,
    step: u64,
    updates: u64,
    schedule: RateSchedule,
    journal: Journal,
}

impl FirstStep {
    pub(super) fn of(head: StateHead<'_>) -> Self {
        let StateHead { preset, step, updates, schedule, journal } = head;
        Self { preset: preset.clone(), step, updates, schedule, journal: journal.clone() }
    }

    pub(super) fn head(&self) -> StateHead<'_> {
        let Self { preset, step, updates, schedule, journal } = self;
        StateHead { preset, step: *step, updates: *updates, schedule: *schedule, journal }
    }
}

/// A run that trains.
pub(super) struct Run {
    pub(super) identity: Identity,
    pub(super) trainer: Trainer,
    pub(super) recording: RecordState,
    /// Where its record is to begin; `None` for where it is when that begins.
    pub(super) first: Option<FirstStep>,
    /// The run it was taken from, which its record names. Of a run that goes on in its own folder, that folder: what is
    /// trained from here is its child where it cannot be written there.
    pub(super) parent: Option<Parent>,
    /// The newest state known to be good, unless it is too large to have twice.
    pub(super) kept: Option<Arc<TrainState>>,
    /// Interventions that are to be made again when their step comes.
    pub(super) pending: VecDeque<Intervention>,
    /// The file it was opened from; `None` for a run that began here.
    pub(super) file: Option<PathBuf>,
    /// Losses of steps for which there is no record yet, although there should be one.
    pub(super) unwritten: Vec<LossSample>,
    /// All losses that were told.
    pub(super) history: History,
}

impl Run {
    /// A run of its own, whose record begins with its first step.
    pub(super) fn begun(trainer: Trainer, kept: Option<Arc<TrainState>>) -> Self {
        Self {
            identity: Identity::fresh(),
            trainer,
            recording: RecordState::Due,
            first: None,
            parent: None,
            kept,
            pending: VecDeque::new(),
            file: None,
            unwritten: Vec::new(),
            history: History::default(),
        }
    }

    /// All interventions: those that were made, and those that will be made again.
    pub(super) fn whole_journal(&self) -> Journal {
        let made = &self.trainer.journal().entries;
        Journal { entries: made.iter().chain(&self.pending).cloned().collect() }
    }

    /// Steps to the end of the rate schedule, with what is still to be done to it.
    pub(super) fn steps_left(&self) -> u64 {
        let (origin, training_steps) =
            (self.trainer.head().schedule.origin, self.trainer.preset().params.training_steps);
        let pending = self.pending.iter().map(Intervention::as_change);
        schedule_end(origin, training_steps as u64, pending).saturating_sub(self.trainer.step())
    }

    /// After a change by hand: what the script does to other parameters is still to come, and nothing else. Says what is
    /// given up.
    pub(super) fn give_up_pending(&mut self, by_hand: &Intervention) -> Option<String> {
        let left = self.trainer.head().script_left();
        let before = self.pending.len();
        self.pending.retain(|next| left.iter().any(|plan| plan.step == next.step && plan.name == next.name));
        let given_up = before - self.pending.len();
        (given_up > 0).then(|| {
            let name = &by_hand.name;
            format!("{} still to come will not be made: {name} was changed by hand", count(given_up, "intervention"))
        })
    }

    /// Whether it is an untrained network in which nothing was changed.
    pub(super) fn is_untouched(&self) -> bool {
        self.trainer.step() == 0 && self.trainer.journal().entries.is_empty()
    }
}

/// A run whose trainer is in pieces.
pub(super) struct BrokenRun {
    pub(super) identity: Identity,
    pub(super) recording: RecordState,
    pub(super) parent: Option<Parent>,
    pub(super) kept: Option<Arc<TrainState>>,
    /// With which it was trained last.
    pub(super) preset: Preset,
    /// All its interventions: those that were made, and those that were to be made again.
    pub(super) journal: Journal,
    pub(super) file: Option<PathBuf>,
    pub(super) history: History,
}

impl BrokenRun {
    /// A run that failed before it had begun.
    pub(super) fn unborn(preset: Preset) -> Self {
        let (identity, journal, history) = (Identity::fresh(), Journal::default(), History::default());
        let (recording, parent) = (RecordState::Due, None);
        Self { identity, recording, parent, kept: None, preset, journal, file: None, history }
    }
}

impl From<Run> for BrokenRun {
    fn from(run: Run) -> Self {
        let (preset, journal) = (run.trainer.preset().clone(), run.whole_journal());
        let Run { identity, recording, parent, kept, file, history, .. } = run;
        Self { identity, recording, parent, kept, preset, journal, file, history }
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
