//! After a panic: wait for a word, then go on from a kept state.

use super::TrainingThread;
use crate::model::Compute;
use crate::stream::{Command, Event, RunState, Severity, panic_text};
use crate::train::Trainer;
use crossbeam_channel::RecvTimeoutError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

impl TrainingThread {
    /// After a panic: waits for a command that makes a new run. `false` ends the thread.
    pub(super) fn wait_after_failure(&mut self, trainer: &mut Option<Trainer>) -> bool {
        loop {
            let command = match self.commands.recv_timeout(Duration::from_millis(100)) {
                Ok(command) => command,
                Err(RecvTimeoutError::Timeout) => {
                    self.outlet.flush();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return false,
            };
            match command {
                Command::Stop => return false,
                Command::Recover => {
                    *trainer = self.recover();
                    if trainer.is_some() {
                        self.outlet.state(RunState::Paused);
                        return true;
                    }
                }
                Command::Reset { .. } | Command::Load(_) | Command::Open(_) => {
                    self.queue.push_back(command);
                    *trainer = self.recover();
                    return true;
                }
                _ => {}
            }
        }
    }

    /// A trainer from the newest kept state: on the same device where it still answers, else on the CPU.
    pub(super) fn recover(&mut self) -> Option<Trainer> {
        let kept = self.kept.clone();
        for compute in [self.compute.clone(), Compute::cpu()] {
            let name = compute.name.clone();
            let made = catch_unwind(AssertUnwindSafe(|| match &kept {
                Some(state) => Trainer::from_state(state.clone(), compute.clone()),
                None => Trainer::new(self.options.preset.clone(), compute.clone()),
            }));
            let text = match made {
                Ok(Ok(trainer)) => {
                    self.compute = compute;
                    let step = trainer.step();
                    self.outlet.message(Severity::Info, format!("goes on from step {step} on {name}"));
                    self.go_back(&trainer);
                    return Some(trainer);
                }
                Ok(Err(error)) => error.to_string(),
                Err(panic) => panic_text(panic.as_ref()),
            };
            self.outlet.message(Severity::Error, format!("{name} cannot go on: {text}"));
        }
        None
    }

    /// Record, history and watchers go back to where a recovered run goes on.
    pub(super) fn go_back(&mut self, trainer: &Trainer) {
        let folder = self.log.take().map(|log| log.folder().to_path_buf());
        if let (Some(folder), Some(factory)) = (folder, &mut self.options.log) {
            match factory.resume(&folder, &trainer.state()) {
                Ok((log, _)) => self.log = Some(log),
                Err(error) => {
                    self.outlet.message(Severity::Warning, format!("this run is no longer written down: {error}"));
                    self.options.log = None;
                }
            }
        }
        self.outlet.rewind_history(trainer.step());
        self.announce(trainer);
        for entry in trainer.journal().entries.clone() {
            self.outlet.event(Event::Applied(entry));
        }
    }
}
