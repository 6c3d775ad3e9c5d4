//! A second network that trains in lockstep beside the first, one parameter apart.

use super::run::{FirstStep, Identity, Run};
use super::state::StateSource as _;
use super::{Parent, StepOutcome, TrainState, Trainer};
use crate::stream::{History, LossSample, TwinInfo};
use std::sync::Arc;

/// The twin of a run.
pub(super) struct TwinRun {
    pub(super) identity: Identity,
    pub(super) trainer: Trainer,
    pub(super) info: Arc<TwinInfo>,
    /// The first network and the state in which they part, as far as that is recorded.
    pub(super) parent: Option<Parent>,
    /// All losses that were told, those of the first network up to where they part among them.
    pub(super) history: History,
    /// Losses since then: the rows of its own record, should it become the run.
    rows: Vec<LossSample>,
    /// Where that record would begin; `None` before the first step.
    first: Option<FirstStep>,
}

impl TwinRun {
    /// Rows that are held, at most: an hour of the smallest network's.
    const MOST_ROWS: usize = 4_000_000;

    pub(super) fn new(
        identity: Identity,
        trainer: Trainer,
        info: Arc<TwinInfo>,
        parent: Option<Parent>,
        history: History,
    ) -> Self {
        Self { identity, trainer, info, parent, history, rows: Vec::new(), first: None }
    }

    /// One training step.
    pub(super) fn step(&mut self) -> StepOutcome {
        if self.first.is_none() {
            self.first = Some(FirstStep::of(self.trainer.head()));
        }
        self.trainer.train_step()
    }

    /// Takes in the losses of finished steps.
    pub(super) fn take_in(&mut self, samples: &[LossSample]) {
        for sample in samples {
            self.history.push(*sample);
        }
        self.rows.extend_from_slice(samples);
        let surplus = self.rows.len().saturating_sub(Self::MOST_ROWS);
        self.rows.drain(..surplus);
    }

    /// Whether what is made to the first network is made to this one, too: all but what tells them apart.
    pub(super) fn shares(&self, name: &str) -> bool {
        self.info.change.name != name
    }

    /// The run that it becomes; its record begins where the two parted.
    pub(super) fn into_run(self, kept: Option<Arc<TrainState>>) -> Run {
        let Self { identity, trainer, parent, history, rows, first, .. } = self;
        let (identity, pending) = (identity.promoted(), trainer.head().script_left().into());
        Run { identity, parent, pending, history, first, unwritten: rows, ..Run::begun(trainer, kept) }
    }
}
