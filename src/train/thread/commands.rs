//! What each command does.

use super::TrainingThread;
use crate::preset::find;
use crate::stream::{Command, Event, Intervention, RunState, Severity};
use crate::train::walker::{EvaluationJob, Walker};
use crate::train::{TrainError, Trainer};
use crossbeam_channel::RecvTimeoutError;
use std::time::{Duration, Instant};

impl TrainingThread {
    /// Carries out all commands that wait; waits for one when there is nothing else to do. `false` ends the thread.
    pub(super) fn obey(&mut self, slot: &mut Option<Trainer>, walker: &Walker) -> bool {
        loop {
            let idle = !self.running || slot.is_none();
            let command = match self.queue.pop_front() {
                Some(command) => command,
                None if idle => match self.commands.recv_timeout(Duration::from_millis(50)) {
                    Ok(command) => command,
                    Err(RecvTimeoutError::Timeout) => return true,
                    Err(RecvTimeoutError::Disconnected) => return false,
                },
                None => match self.commands.try_recv() {
                    Ok(command) => command,
                    Err(crossbeam_channel::TryRecvError::Empty) => return true,
                    Err(crossbeam_channel::TryRecvError::Disconnected) => return false,
                },
            };
            if command == Command::Stop {
                return false;
            }
            if let Err(error) = self.carry_out(command, slot, walker) {
                self.outlet.message(Severity::Warning, error.to_string());
            }
        }
    }

    pub(super) fn carry_out(
        &mut self,
        command: Command,
        slot: &mut Option<Trainer>,
        walker: &Walker,
    ) -> Result<(), TrainError> {
        match command {
            Command::Load(preset) => {
                preset.params.check()?;
                self.farewell(slot);
                *slot = Some(self.make(*preset)?);
                return Ok(());
            }
            Command::Open(path) => {
                let trainer = self.open(&path)?;
                *slot = Some(trainer);
                return Ok(());
            }
            Command::Reset { seed } => {
                let mut preset = slot.as_ref().map_or_else(|| self.options.preset.clone(), |t| t.preset().clone());
                preset.params.seed = seed.unwrap_or(preset.params.seed);
                self.farewell(slot);
                *slot = Some(self.make(preset)?);
                return Ok(());
            }
            Command::Set { name, value } if find(&name).is_some_and(|spec| !spec.live) => {
                let mut preset = slot.as_ref().map_or_else(|| self.options.preset.clone(), |t| t.preset().clone());
                preset.params.set(&name, &value)?;
                preset.params.check()?;
                self.farewell(slot);
                *slot = Some(self.make(preset)?);
                return Ok(());
            }
            _ => {}
        }
        let Some(trainer) = slot else { return Ok(()) };
        match command {
            Command::Run => self.set_running(trainer, true),
            Command::Pause => self.set_running(trainer, false),
            Command::Step => {
                self.set_running(trainer, false);
                self.advance(trainer);
                self.read_back(trainer);
                self.show(trainer);
            }
            Command::Set { name, value } => {
                self.read_back(trainer);
                let applied = trainer.set(&name, &value)?;
                self.applied(trainer, applied);
            }
            Command::HoldRate(hold) => {
                self.read_back(trainer);
                let applied = trainer.hold_rate(hold);
                self.applied(trainer, applied);
            }
            Command::RestartSchedule => {
                self.read_back(trainer);
                let applied = trainer.restart_schedule();
                self.applied(trainer, Some(applied));
            }
            Command::Checkpoint => {
                self.read_back(trainer);
                self.save(trainer, true);
            }
            Command::Evaluate { box_m } => {
                self.read_back(trainer);
                if (0.5..=20.0).contains(&box_m) {
                    walker.ask(EvaluationJob::new(trainer, box_m));
                } else {
                    let text = format!("an arena of {box_m} m cannot be measured; valid: 0.5 to 20 m");
                    self.outlet.message(Severity::Warning, text);
                }
            }
            Command::Recover | Command::Load(_) | Command::Open(_) | Command::Reset { .. } | Command::Stop => {}
        }
        Ok(())
    }

    pub(super) fn set_running(&mut self, trainer: &mut Trainer, run: bool) {
        if self.running == run {
            return;
        }
        self.running = run;
        if run {
            (self.clock.rate_since, self.clock.rate_steps) = (Instant::now(), 0);
        } else {
            self.read_back(trainer);
            self.show(trainer);
        }
        self.outlet.state(if run { RunState::Running } else { RunState::Paused });
    }

    pub(super) fn applied(&mut self, trainer: &Trainer, intervention: Option<Intervention>) {
        let Some(intervention) = intervention else { return };
        if let Some(Err(error)) = self.log.as_mut().map(|log| log.journal(trainer.journal())) {
            self.outlet.message(Severity::Warning, format!("the journal was not written: {error}"));
        }
        self.outlet.event(Event::Applied(intervention));
        self.renew_status(trainer);
    }
}
