//! Keeping states in memory, and going back to them.

use super::super::error::caught;
use super::super::flashback::{Flashback, Flashbacks};
use super::super::listener::Listener;
use super::super::run::{RecordState, Run, Stage};
use super::super::state::network_shape;
use super::super::{Parent, TrainError, TrainState, Trainer, check_memory};
use super::Engine;
use super::begin::{Next, PreparedRun};
use super::refusal::Refusal;
use super::saving::kept;
use crate::model::Compute;
use crate::preset::{Params, Preset};
use crate::stream::{Event, KeptId, KeptState, Severity};
use std::sync::Arc;
use std::time::Instant;

impl Engine {
    /// Keeps the present state, and has it written where it can be named as a parent.
    pub(super) fn keep_state(&mut self, ear: &mut dyn Listener) -> Result<(), Refusal> {
        self.keep(ear);
        let Stage::Running(run) = &mut self.stage else { return Ok(()) };
        let step = run.trainer.step();
        let set = run.identity.pictures(&mut run.trainer).set;
        let mut history = run.history.clone();
        history.rewind(step); // a step that was not finite is no part of it
        Flashbacks::check(&run.trainer.preset().params, &set, &history)?;
        let state = run.kept.clone().unwrap_or_else(|| Arc::new(run.trainer.state()));
        let shown = Arc::new(KeptState {
            id: KeptId::fresh(),
            run: run.identity.run,
            preset: state.preset.name.clone(),
            step,
            state_hash: state.hash(),
            set,
            losses: history.last().filter(|last| last.step == step).copied(),
        });
        // An untrained network is begun anew: it needs no folder for that.
        let parent = if run.is_untouched() && !matches!(run.recording, RecordState::On(_)) {
            run.parent.clone()
        } else {
            self.branch_off(&state, &shown.state_hash, ear)
        };
        for gone in self.flashbacks.add(Flashback { shown: Arc::clone(&shown), state, history, parent }) {
            ear.event(Event::Forgotten(gone));
        }
        ear.event(Event::Kept(shown));
        Ok(())
    }

    /// Begins a run of its own from a kept state.
    pub(super) fn return_to(&mut self, id: KeptId, ear: &mut dyn Listener) -> Result<(), Refusal> {
        let flashback = self.flashbacks.get(id).cloned().ok_or(Refusal::NotKept)?;
        Ok(self.replace(Next::Kept(Box::new(flashback)), ear)?)
    }

    pub(super) fn forget(&mut self, id: KeptId, ear: &mut dyn Listener) -> Result<(), Refusal> {
        if !self.flashbacks.forget(id) {
            return Err(Refusal::NotKept);
        }
        ear.event(Event::Forgotten(id));
        Ok(())
    }

    /// The run that begins from a kept state.
    pub(super) fn prepare_kept(
        &mut self,
        flashback: Flashback,
        ear: &mut dyn Listener,
    ) -> Result<PreparedRun, TrainError> {
        let Flashback { shown, state, history, parent } = flashback;
        check_memory(&state.preset.params)?;
        let compute = self.compute_for(&state.preset, ear)?;
        let make = |compute: Compute| Trainer::from_state(state.as_ref().clone(), compute);
        let (mut trainer, compute) = if compute.is_host {
            (caught(|| make(compute.clone()))?, compute)
        } else {
            self.trainer_on(compute, make, ear)?
        };
        trainer.look_ahead(super::begin::FIRST_LOOK, super::begin::FIRST_LOOK_TIME);
        ear.message(Severity::Info, format!("goes on from the kept state of step {}", shown.step));
        let kept = kept(&trainer);
        let pending = state.script_left().into();
        let run = Run { parent, pending, history, ..Run::begun(trainer, kept) };
        Ok(PreparedRun { run, compute, is_shown: false, saved_step: None, owned: None })
    }

    /// The present device where the state is of a network of the same size: it need not be looked for again.
    fn compute_for(&self, preset: &Preset, ear: &mut dyn Listener) -> Result<Compute, TrainError> {
        let sizes = |params: &Params| (network_shape(params), params.trajectories, params.trajectory_length);
        match &self.stage {
            Stage::Running(run) if sizes(&run.trainer.preset().params) == sizes(&preset.params) => {
                Ok(self.compute.clone())
            }
            _ => self.device_for(preset, ear),
        }
    }

    /// Has the present state written into the run's folder, so that another run can name it as where it was taken from;
    /// `None` where nothing is written down.
    pub(super) fn branch_off(
        &mut self,
        state: &TrainState,
        state_hash: &str,
        ear: &mut dyn Listener,
    ) -> Option<Parent> {
        self.begin_record_now(ear);
        let Stage::Running(run) = &mut self.stage else { return None };
        let RecordState::On(record) = &mut run.recording else { return None };
        let began = Instant::now();
        let _ = record.save_to_stay(state); // what failed is news; the run is there all the same
        self.saves.begin(began.elapsed());
        let (run, folder) = (record.run().to_owned(), record.folder());
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let folder = folder.to_string_lossy().into_owned();
        self.hear_record(ear);
        let parent = Parent { run, folder, step: state.step, state_hash: state_hash.to_owned() };
        (!parent.run.is_empty()).then_some(parent)
    }
}
