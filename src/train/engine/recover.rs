//! After a failure: going on from a kept state.

use super::super::error::caught;
use super::super::listener::Listener;
use super::super::run::{BrokenRun, RecordState, Run, Stage};
use super::super::{TrainError, TrainState, Trainer};
use super::Engine;
use crate::model::Compute;
use crate::stream::{Event, RunState, Severity};

impl Engine {
    /// Goes on from the newest kept state: on the same device where it still answers, else on the CPU.
    pub(super) fn recover(&mut self, ear: &mut dyn Listener) {
        let stage = std::mem::replace(&mut self.stage, Stage::Empty("it is being made again".into()));
        let Stage::Broken(broken, reason) = stage else { return };
        let Some((trainer, state, compute)) = self.rebuild(&broken, ear) else {
            self.stage = Stage::Broken(broken, reason);
            return;
        };
        ear.message(Severity::Info, format!("goes on from step {} on {}", trainer.step(), compute.name));
        self.compute = compute;
        let BrokenRun { identity, recording, kept, .. } = *broken;
        let recording = self.resume_broken(recording, &state, ear);
        ear.rewind_history(trainer.step());
        self.stage = Stage::Running(Box::new(Run { identity, trainer, recording, kept }));
        self.announce(ear);
        self.enter(RunState::Paused, ear);
    }

    /// The trainer of the kept state, on the first device that can have it.
    fn rebuild(&self, broken: &BrokenRun, ear: &mut dyn Listener) -> Option<(Trainer, TrainState, Compute)> {
        for compute in [self.compute.clone(), Compute::cpu()] {
            match caught(|| made_again(broken, compute.clone())) {
                Ok((trainer, state)) => return Some((trainer, state, compute)),
                Err(error) => ear.message(Severity::Error, format!("{} cannot go on: {error}", compute.name)),
            }
        }
        None
    }

    /// The record goes back to where the run goes on.
    fn resume_broken(&mut self, recording: RecordState, state: &TrainState, ear: &mut dyn Listener) -> RecordState {
        let Some(folder) = recording.folder().map(std::path::Path::to_path_buf) else { return recording };
        drop(recording);
        match self.resume(&folder, state) {
            Ok((recording, _)) => recording,
            Err(error) => {
                ear.event(Event::Unrecorded { reason: format!("this run is no longer written down: {error}") });
                RecordState::Off
            }
        }
    }
}

/// A trainer as it was when it was good, and its state.
fn made_again(broken: &BrokenRun, compute: Compute) -> Result<(Trainer, TrainState), TrainError> {
    let trainer = match &broken.kept {
        Some(state) => Trainer::from_state(state.clone(), compute),
        None => Trainer::new(broken.preset.clone(), compute),
    }?;
    let state = trainer.state();
    Ok((trainer, state))
}
