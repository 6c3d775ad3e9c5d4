//! How runs begin and end: new, opened, replaced.

use super::{Clock, FIRST_LOOK, FIRST_LOOK_TIME, TrainingThread};
use crate::model::Compute;
use crate::preset::Preset;
use crate::stream::{Event, LossSample, RunState, Severity};
use crate::train::{TrainError, Trainer, find_checkpoint, open_device};
use std::path::Path;

impl TrainingThread {
    /// The first run: pictures of the untrained network first, then the device.
    pub(super) fn begin(&mut self) -> Option<Trainer> {
        if let Some(path) = self.options.open.take() {
            match self.open(&path) {
                Ok(trainer) => return Some(trainer),
                Err(error) => self.outlet.message(Severity::Error, error.to_string()),
            }
        }
        match self.make(self.options.preset.clone()) {
            Ok(trainer) => Some(trainer),
            Err(error) => {
                self.outlet.message(Severity::Error, error.to_string());
                self.running = false;
                self.outlet.state(RunState::Paused);
                None
            }
        }
    }

    /// A new run of a preset: shown at once from the CPU, then on the device that was asked for.
    pub(super) fn make(&mut self, preset: Preset) -> Result<Trainer, TrainError> {
        let mut preview = Trainer::new(preset.clone(), Compute::cpu())?;
        preview.look_ahead(FIRST_LOOK, FIRST_LOOK_TIME);
        self.outlet.pictures(preview.pictures());
        self.outlet.event(Event::Began {
            preset: Box::new(preset.clone()),
            step: 0,
            device: self.compute.name.clone(),
        });
        self.compute = self.device_for(&preset);
        let trainer = if self.compute.is_host { preview } else { Trainer::new(preset, self.compute.clone())? };
        self.log = None;
        self.started(&trainer, &[]);
        Ok(trainer)
    }

    /// The device that was asked for; the CPU, with a word about why, where that one cannot run the preset.
    pub(super) fn device_for(&mut self, preset: &Preset) -> Compute {
        let options = &self.options;
        match open_device(preset, options.device, options.threads, options.program.as_deref()) {
            Ok((compute, lines)) => {
                for line in lines {
                    self.outlet.message(Severity::Info, line);
                }
                compute
            }
            Err(error) => {
                self.outlet.message(Severity::Error, format!("{error}. Training on the CPU instead"));
                Compute::cpu()
            }
        }
    }

    pub(super) fn open(&mut self, path: &Path) -> Result<Trainer, TrainError> {
        let (file, state) = find_checkpoint(path)?;
        let compute = self.device_for(&state.preset);
        let mut samples = Vec::new();
        self.log = None;
        if let (Some(factory), true) = (&mut self.options.log, path.is_dir()) {
            let (log, found) = factory.resume(path, &state)?;
            self.log = Some(log);
            samples = found;
        }
        self.compute = compute;
        let mut trainer = Trainer::from_state(state, self.compute.clone())?;
        trainer.look_ahead(FIRST_LOOK, FIRST_LOOK_TIME);
        self.outlet.message(Severity::Info, format!("opened step {} from {}", trainer.step(), file.display()));
        self.started(&trainer, &samples);
        self.outlet.pictures(trainer.pictures());
        for entry in trainer.journal().entries.clone() {
            self.outlet.event(Event::Applied(entry));
        }
        Ok(trainer)
    }

    /// Tells everybody that a run begins here.
    pub(super) fn started(&mut self, trainer: &Trainer, samples: &[LossSample]) {
        self.outlet.restart_history(samples);
        self.clock = Clock { early_pictures: trainer.picture_time(), ..Clock::new() };
        self.kept = None;
        self.pause_at = self.options.pause_after.map(|steps| trainer.step() + steps);
        self.options.preset = trainer.preset().clone();
        self.announce(trainer);
        self.outlet.state(if self.running { RunState::Running } else { RunState::Paused });
    }

    /// Says what runs, from which step and where.
    pub(super) fn announce(&mut self, trainer: &Trainer) {
        let threads = self.pool.threads();
        let device = format!("{}, {threads} thread{}", self.compute.name, if threads == 1 { "" } else { "s" });
        self.outlet.event(Event::Began {
            preset: Box::new(trainer.preset().clone()),
            step: trainer.step(),
            device: device.clone(),
        });
        let kernels = self.compute.operations.clone();
        self.outlet.status(|status| {
            status.device = device;
            status.kernels = kernels;
        });
        self.renew_status(trainer);
    }

    /// The present run ends: its last state is written.
    pub(super) fn farewell(&mut self, slot: &mut Option<Trainer>) {
        if let Some(trainer) = slot {
            self.read_back(trainer);
            if trainer.step() > 0 {
                self.save(trainer, false);
            }
        }
        self.log = None;
    }
}
