//! After a failure: going on from a kept state.

use super::super::clock::SaveClock;
use super::super::error::caught;
use super::super::listener::Listener;
use super::super::records::RecordStart;
use super::super::run::{BrokenRun, RecordState, Run, Stage};
use super::super::state::StateSource as _;
use super::super::{TrainError, Trainer};
use super::Engine;
use crate::model::Compute;
use crate::stream::{RunState, Severity};
use std::collections::VecDeque;
use std::path::Path;

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
        let BrokenRun { identity, mut recording, parent, kept, journal, file, mut history, .. } = *broken;
        // What was changed after that state is changed again when its step comes.
        let later = journal.entries.strip_prefix(trainer.journal().entries.as_slice()).unwrap_or_default();
        let pending = VecDeque::from(later.to_vec());
        if let RecordState::On(record) = &mut recording {
            let start = RecordStart {
                head: trainer.head(),
                compute: trainer.compute(),
                threads: self.threads,
                parent: parent.as_ref(),
            };
            record.rewind(start, &journal);
        }
        ear.rewind_history(trainer.step());
        history.rewind(trainer.step());
        let run = Run { identity, recording, parent, pending, file, history, ..Run::begun(trainer, kept) };
        self.stage = Stage::Running(Box::new(run));
        self.record_step(ear);
        self.saves = SaveClock::start(None);
        self.announce(ear);
        self.enter(RunState::Paused, ear);
    }

    /// The trainer of the kept state, on the first device that can have it.
    fn rebuild(&self, broken: &BrokenRun, ear: &mut dyn Listener) -> Option<(Trainer, Compute)> {
        for compute in [self.compute.clone(), Compute::cpu()] {
            match caught(|| self.made_again(broken, &compute)) {
                Ok(trainer) => return Some((trainer, compute)),
                Err(error) => ear.message(Severity::Error, format!("{} cannot go on: {error}", compute.name)),
            }
        }
        None
    }

    /// A trainer as it was when it was good: from what was kept in memory, from its folder, or from the start.
    fn made_again(&self, broken: &BrokenRun, compute: &Compute) -> Result<Trainer, TrainError> {
        let stored = |path: &Path| Trainer::from_state(self.options.records.read(path)?.state, compute.clone());
        match (&broken.kept, broken.recording.folder(), broken.file.as_deref()) {
            (Some(state), ..) => Trainer::from_state(state.as_ref().clone(), compute.clone()),
            (None, Some(path), _) | (None, None, Some(path)) => stored(path),
            (None, None, None) => Trainer::new(broken.preset.clone(), compute.clone()),
        }
    }
}
