//! After a failure: going on from a kept state.

use super::super::clock::SaveClock;
use super::super::error::caught;
use super::super::listener::Listener;
use super::super::run::{BrokenRun, RecordState, Run, Stage};
use super::super::state::StateSource as _;
use super::super::{TrainError, Trainer};
use super::Engine;
use crate::model::Compute;
use crate::stream::{Event, RunState, Severity};
use std::collections::VecDeque;

impl Engine {
    /// Goes on from the newest kept state: on the same device where it still answers, else on the CPU.
    pub(super) fn recover(&mut self, ear: &mut dyn Listener) {
        let stage = std::mem::replace(&mut self.stage, Stage::Empty("it is being made again".into()));
        let Stage::Broken(broken, reason) = stage else { return };
        let Some((trainer, compute)) = self.rebuild(&broken, ear) else {
            self.stage = Stage::Broken(broken, reason);
            return;
        };
        ear.message(Severity::Info, format!("goes on from step {} on {}", trainer.step(), compute.name));
        self.compute = compute;
        let BrokenRun { identity, recording, kept, .. } = *broken;
        let recording = Self::rewind(recording, &trainer, ear);
        ear.rewind_history(trainer.step());
        let pending = VecDeque::new();
        self.stage = Stage::Running(Box::new(Run { identity, trainer, recording, kept, pending }));
        self.saves = SaveClock::start(None);
        self.announce(ear);
        self.enter(RunState::Paused, ear);
    }

    /// The trainer of the kept state, on the first device that can have it.
    fn rebuild(&self, broken: &BrokenRun, ear: &mut dyn Listener) -> Option<(Trainer, Compute)> {
        for compute in [self.compute.clone(), Compute::cpu()] {
            match caught(|| self.made_again(broken, compute.clone())) {
                Ok(trainer) => return Some((trainer, compute)),
                Err(error) => ear.message(Severity::Error, format!("{} cannot go on: {error}", compute.name)),
            }
        }
        None
    }

    /// A trainer as it was when it was good: from what was kept in memory, from its folder, or from the start.
    fn made_again(&self, broken: &BrokenRun, compute: Compute) -> Result<Trainer, TrainError> {
        match (&broken.kept, &broken.recording) {
            (Some(state), _) => Trainer::from_state(state.as_ref().clone(), compute),
            (None, RecordState::On(record)) => {
                Trainer::from_state(self.options.records.read(record.folder())?.state, compute)
            }
            (None, _) => Trainer::new(broken.preset.clone(), compute),
        }
    }

    /// The record goes back to where the run goes on.
    fn rewind(recording: RecordState, trainer: &Trainer, ear: &mut dyn Listener) -> RecordState {
        let RecordState::On(mut record) = recording else { return recording };
        match record.rewind(trainer.head()) {
            Ok(()) => RecordState::On(record),
            Err(error) => {
                let reason = format!("this run is no longer written down: {error}");
                ear.event(Event::Unrecorded { saved_step: None, reason });
                RecordState::Off
            }
        }
    }
}
