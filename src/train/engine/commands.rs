//! What each command does.

use super::super::listener::Listener;
use super::super::run::{RecordState, Stage};
use super::super::script::without_script_s_changes;
use super::super::{TrainError, Trainer};
use super::begin::Next;
use super::refusal::Refusal;
use super::{ArenaJob, Engine};
use crate::maps::Arena;
use crate::preset::{Preset, find};
use crate::stream::{Command, Event, Intervention, Journal, Severity};

impl Engine {
    /// Carries out a command, or says why not ([`Event::Refused`]).
    pub fn apply(&mut self, command: Command, ear: &mut dyn Listener) {
        if let Err(refusal) = self.carry_out(command.clone(), ear) {
            ear.event(Event::Refused { command: Box::new(command), reason: refusal.to_string() });
        }
    }

    fn carry_out(&mut self, command: Command, ear: &mut dyn Listener) -> Result<(), Refusal> {
        match command {
            Command::Load(preset) => Ok(self.replace(Next::Preset(preset), ear)?),
            Command::Open(path) => Ok(self.replace(Next::Path(path), ear)?),
            Command::Reset { seed } => {
                let mut preset = self.preset_to_begin();
                preset.params.seed = seed.unwrap_or(preset.params.seed);
                Ok(self.replace(Next::Preset(Box::new(preset)), ear)?)
            }
            Command::Set { name, value } if find(&name).is_some_and(|spec| !spec.live) => {
                let mut preset = self.preset_to_begin();
                preset.params.set(&name, &value)?;
                Ok(self.replace(Next::Preset(Box::new(preset)), ear)?)
            }
            Command::Recover => {
                if matches!(self.stage, Stage::Broken(..)) {
                    self.recover(ear);
                    Ok(())
                } else {
                    Err(Refusal::NothingFailed)
                }
            }
            Command::ReturnTo(id) => self.return_to(id, ear),
            Command::Forget(id) => self.forget(id, ear),
            Command::Stop => {
                self.finish(ear);
                Ok(())
            }
            command => self.carry_out_in_run(command, ear),
        }
    }

    /// What needs a run.
    fn carry_out_in_run(&mut self, command: Command, ear: &mut dyn Listener) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Empty(reason) => return Err(Refusal::NoRun(reason.clone())),
            Stage::Broken(_, reason) => return Err(Refusal::Broken(reason.clone())),
            Stage::Running(_) => {}
        }
        match command {
            Command::Run => self.set_running(true, ear),
            Command::Pause => self.set_running(false, ear),
            Command::Step => {
                self.set_running(false, ear);
                self.step(ear);
                self.read_back(ear);
                self.show(ear);
            }
            Command::Set { name, value } => {
                self.check_twin(&name, &value.to_string())?;
                self.intervene(|trainer| trainer.set(&name, &value), ear)?;
            }
            Command::HoldRate(hold) => self.intervene(|trainer| Ok(trainer.hold_rate(hold)), ear)?,
            Command::RestartSchedule => self.intervene(|trainer| Ok(Some(trainer.restart_schedule())), ear)?,
            Command::Checkpoint => {
                self.begin_record_now(ear);
                if !self.has_record() {
                    return Err(Refusal::NotRecorded);
                }
                let _ = self.save_now(ear); // what failed was said
            }
            Command::MapArena { side_m } => self.freeze(side_m, ear)?,
            Command::Keep => self.keep_state(ear)?,
            Command::BeginTwin { name, value } => self.begin_twin(&name, &value, ear)?,
            Command::PromoteTwin => self.promote_twin(ear)?,
            Command::DiscardTwin => self.discard_twin(ear)?,
            Command::Seek(_) | Command::PlayAt { .. } => return Err(Refusal::NoRecording),
            Command::Record { path, every } => self.begin_recorder(path.as_ref(), every, ear)?,
            Command::StopRecording => {
                self.record_maps(false, ear);
                self.end_recorder(ear);
            }
            Command::Load(_)
            | Command::Open(_)
            | Command::Reset { .. }
            | Command::Recover
            | Command::ReturnTo(_)
            | Command::Forget(_)
            | Command::Stop => unreachable!("carried out before"),
        }
        Ok(())
    }

    /// Parameters in force, or those of the run that was there last.
    fn present_preset(&self) -> Preset {
        match &self.stage {
            Stage::Running(run) => run.trainer.preset().clone(),
            Stage::Broken(run, _) => run.preset.clone(),
            Stage::Empty(_) => self.options.preset.clone(),
        }
    }

    /// The same to begin again with: its script is played once more, from the values before it.
    fn preset_to_begin(&self) -> Preset {
        let none = Journal::default();
        let journal = match &self.stage {
            Stage::Running(run) => run.trainer.journal(),
            Stage::Broken(run, _) => &run.journal,
            Stage::Empty(_) => &none,
        };
        without_script_s_changes(self.present_preset(), journal)
    }

    /// Changes the run between two steps, and its twin with it, and writes it into the journal.
    fn intervene(
        &mut self,
        change: impl FnOnce(&mut Trainer) -> Result<Option<Intervention>, TrainError>,
        ear: &mut dyn Listener,
    ) -> Result<(), TrainError> {
        self.read_back(ear);
        self.save_before_change(ear);
        let Stage::Running(run) = &mut self.stage else { return Ok(()) };
        let Some(intervention) = change(&mut run.trainer)? else { return Ok(()) };
        let words = run.give_up_pending(&intervention);
        let journal = run.whole_journal();
        if let RecordState::On(record) = &mut run.recording {
            record.journal(&journal);
        }
        if let Some(text) = words {
            ear.message(Severity::Warning, text);
        }
        self.change_twin(&intervention, ear);
        ear.event(Event::Applied(intervention));
        self.record_change();
        Ok(())
    }

    /// Makes a copy of the network that can walk.
    fn freeze(&mut self, side_m: f32, ear: &mut dyn Listener) -> Result<(), Refusal> {
        if !Arena::SIDES_M.contains(&side_m) {
            return Err(Refusal::Side { side_m });
        }
        self.read_back(ear);
        if let Stage::Running(run) = &mut self.stage {
            let network = run.trainer.freeze();
            self.arena_job = Some(ArenaJob { run: run.identity.run, network, side_m });
        }
        Ok(())
    }
}
