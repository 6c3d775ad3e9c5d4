//! How runs begin and end: new, opened, replaced.

use super::super::clock::{RunClock, SaveClock};
use super::super::error::caught;
use super::super::flashback::Flashback;
use super::super::listener::Listener;
use super::super::records::StoredRun;
use super::super::room::check_memory;
use super::super::run::{Identity, RecordState, Run, Stage};
use super::super::script::scripted_interventions;
use super::super::{TrainError, Trainer, open_device};
use super::Engine;
use super::saving::kept;
use crate::model::Compute;
use crate::numerics;
use crate::preset::Preset;
use crate::stream::{Event, History, Intervention, RunState, Severity, TwinEnd};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Batches that make the first pictures.
pub(super) const FIRST_LOOK: u64 = 48;
/// … and how long they may take: a picture of a large network soon is better than a sharp one late.
pub(super) const FIRST_LOOK_TIME: Duration = Duration::from_millis(300);

/// What a run is made from.
pub(super) enum Next {
    /// The preset, from step 0.
    Preset(Box<Preset>),
    /// A run folder or a checkpoint.
    Path(PathBuf),
    /// A state that was kept.
    Kept(Box<Flashback>),
}

/// A run that could begin at once.
pub(super) struct PreparedRun {
    pub(super) run: Run,
    pub(super) compute: Compute,
    /// Its first pictures were told with its preview.
    pub(super) is_shown: bool,
    /// The step of a checkpoint that is in its folder already.
    pub(super) saved_step: Option<u64>,
    /// Another program that writes into the folder.
    pub(super) owned: Option<(PathBuf, String)>,
}

impl Engine {
    /// The first run.
    ///
    /// # Errors
    /// When there is none: neither what was to be opened nor the preset can be trained.
    pub fn begin(&mut self, ear: &mut dyn Listener) -> Result<(), TrainError> {
        if let Some(path) = self.options.open.take() {
            match self.replace(Next::Path(path), ear) {
                Err(error) if self.options.falls_back => ear.message(Severity::Error, error.to_string()),
                opened => return opened,
            }
        }
        self.replace(Next::Preset(Box::new(self.options.preset.clone())), ear).inspect_err(|error| {
            self.stage = Stage::Empty(error.to_string());
            self.is_running = false;
            self.enter(RunState::Paused, ear);
        })
    }

    /// Puts another run in the place of the present one: prepares it, says farewell to the old one, then swaps. Where it
    /// cannot be prepared, the present one goes on.
    pub(super) fn replace(&mut self, next: Next, ear: &mut dyn Listener) -> Result<(), TrainError> {
        self.read_back(ear);
        let is_own = matches!(&next, Next::Path(path) if self.is_own_folder(path));
        let prepared = match next {
            Next::Preset(preset) => self.prepare(*preset, ear),
            Next::Path(path) => self.prepare_stored(&path, ear),
            Next::Kept(flashback) => self.prepare_kept(*flashback, ear),
        };
        let prepared = prepared.inspect_err(|_| self.take_back_preview(ear))?;
        // Of its own folder all is written, and nothing may change there since it was read.
        if !is_own {
            self.farewell(ear);
        }
        self.swap(prepared, ear);
        Ok(())
    }

    /// A new run of a preset: shown at once from the CPU, then on the device that was asked for.
    fn prepare(&mut self, preset: Preset, ear: &mut dyn Listener) -> Result<PreparedRun, TrainError> {
        preset.params.check()?;
        check_memory(&preset.params)?;
        let mut identity = Identity::fresh();
        let mut preview = Trainer::new(preset.clone(), Compute::cpu())?;
        preview.look_ahead(FIRST_LOOK, FIRST_LOOK_TIME);
        let pictures = identity.pictures(&mut preview).into();
        ear.event(Event::Preview { run: identity.run, preset: Box::new(preset.clone()), pictures });
        let compute = self.device_for(&preset, ear)?;
        let (trainer, compute) = if compute.is_host {
            (preview, compute)
        } else {
            self.trainer_on(compute, |compute| Trainer::new(preset.clone(), compute), ear)?
        };
        let kept = kept(&trainer);
        let pending = Self::script_of(&preset, ear);
        let run = Run { identity, pending, ..Run::begun(trainer, kept) };
        Ok(PreparedRun { run, compute, is_shown: true, saved_step: None, owned: None })
    }

    /// What a new run of a preset is to change by itself; says so.
    fn script_of(preset: &Preset, ear: &mut dyn Listener) -> VecDeque<Intervention> {
        let (planned, words) = scripted_interventions(preset);
        for text in words {
            ear.message(Severity::Warning, text);
        }
        if let (Some(first), Some(last)) = (planned.first(), planned.last()) {
            let (count, from, to) = (numerics::count(planned.len(), "intervention"), first.step, last.step);
            let steps = if from == to { format!("after step {from}") } else { format!("after steps {from} to {to}") };
            ear.message(Severity::Info, format!("{} is scripted: {count}, {steps}", preset.name));
        }
        planned.into()
    }

    /// A stored run that goes on.
    fn prepare_stored(&mut self, path: &Path, ear: &mut dyn Listener) -> Result<PreparedRun, TrainError> {
        // Of its own folder, its own newest state is what is meant.
        let is_own = self.is_own_folder(path);
        if is_own {
            self.save_own(path, ear)?;
        }
        let StoredRun { file, state, samples, pending, notes, owner, folder, parent } =
            self.options.records.read(path)?;
        for note in notes {
            ear.message(Severity::Warning, note);
        }
        check_memory(&state.preset.params)?;
        let compute = self.device_for(&state.preset, ear)?;
        let (step, has_checkpoint) = (state.step, file.extension().is_some_and(|ending| ending == "safetensors"));
        let mut state = Some(state); // given away where that is possible: it may be large
        let (mut trainer, compute) = if compute.is_host {
            let state = state.take().expect("read just now");
            (caught(|| Trainer::from_state(state, compute.clone()))?, compute)
        } else {
            let state = state.as_ref().expect("read just now");
            self.trainer_on(compute, |compute| Trainer::from_state(state.clone(), compute), ear)?
        };
        drop(state);
        let mut pending = VecDeque::from(pending);
        while let Some(due) = pending.pop_front_if(|next| next.step <= step) {
            if let Err(error) = trainer.apply(&due.name, &due.new) {
                ear.message(Severity::Warning, format!("{} cannot be changed again: {error}", due.name));
            }
        }
        if let (Some(first), Some(last)) = (pending.front(), pending.back()) {
            let (count, from, to) = (pending.len(), first.step, last.step);
            let text = format!(
                "{} of steps {from} to {to}, after the checkpoint, will be made again",
                numerics::count(count, "intervention"),
            );
            ear.message(Severity::Info, text);
        }
        trainer.look_ahead(FIRST_LOOK, FIRST_LOOK_TIME);
        // A checkpoint that is opened by its file begins a run of its own; a folder goes on being written.
        let recording = folder.map_or(RecordState::Due, RecordState::Stored);
        ear.message(Severity::Info, format!("opened step {step} from {}", file.display()));
        let kept = kept(&trainer);
        let mut history = History::default();
        history.restart(&samples);
        let run = Run { recording, parent, pending, file: Some(file), history, ..Run::begun(trainer, kept) };
        let saved_step = has_checkpoint.then_some(step);
        let owned = owner.filter(|_| !is_own).map(|owner| (path.to_path_buf(), owner));
        Ok(PreparedRun { run, compute, is_shown: false, saved_step, owned })
    }

    /// Writes the last state of the present run into its folder, if there is anything new.
    fn save_own(&mut self, path: &Path, ear: &mut dyn Listener) -> Result<(), TrainError> {
        let has_state = match &self.stage {
            Stage::Running(run) => matches!(run.recording, RecordState::On(_)),
            Stage::Broken(run, _) => matches!(run.recording, RecordState::On(_)) && run.kept.is_some(),
            Stage::Empty(_) => false,
        };
        if has_state && self.save_last(ear).is_none() {
            return Err(TrainError::Checkpoint {
                path: path.to_path_buf(),
                reason: "the present state of this run could not be written there".to_owned(),
            });
        }
        Ok(())
    }

    /// Whether a path is the folder of the present run, however it is spelt.
    fn is_own_folder(&self, path: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        self.folder().is_some_and(|folder| real(folder) == real(path))
    }

    /// A trainer on this device; where the device fails, and the options allow it, on the CPU with a word about why.
    pub(super) fn trainer_on(
        &self,
        compute: Compute,
        make: impl Fn(Compute) -> Result<Trainer, TrainError>,
        ear: &mut dyn Listener,
    ) -> Result<(Trainer, Compute), TrainError> {
        match caught(|| make(compute.clone())) {
            Err(error) if self.options.falls_back && !compute.is_host => {
                ear.message(Severity::Error, format!("{} failed: {error}. Training on the CPU instead", compute.name));
                let cpu = Compute::cpu();
                Ok((caught(|| make(cpu.clone()))?, cpu))
            }
            made => Ok((made?, compute)),
        }
    }

    /// The device that was asked for; where it cannot run the preset, the CPU with a word about why, or an error.
    pub(super) fn device_for(&self, preset: &Preset, ear: &mut dyn Listener) -> Result<Compute, TrainError> {
        let options = &self.options;
        match open_device(preset, options.device, options.threads, options.program.as_deref()) {
            Ok((compute, lines)) => {
                for line in lines {
                    ear.message(Severity::Info, line);
                }
                Ok(compute)
            }
            Err(error) if options.falls_back => {
                ear.message(Severity::Error, format!("{error}. Training on the CPU instead"));
                Ok(Compute::cpu())
            }
            Err(error) => Err(error),
        }
    }

    /// A preview was shown of a run that cannot begin: whoever listens is told again of the present one.
    fn take_back_preview(&mut self, ear: &mut dyn Listener) {
        if matches!(self.stage, Stage::Running(_)) {
            self.announce(ear);
            self.show(ear);
        }
    }

    /// The present run ends: its last good state is written.
    pub(super) fn farewell(&mut self, ear: &mut dyn Listener) {
        if !matches!(&self.stage, Stage::Running(run) if run.is_untouched()) {
            let _ = self.save_last(ear); // what failed was said
        }
    }

    /// The prepared run takes the place of the present one, and there is no twin.
    pub(super) fn swap(&mut self, prepared: PreparedRun, ear: &mut dyn Listener) {
        self.end_recorder(ear);
        let PreparedRun { run, compute, is_shown, saved_step, owned } = prepared;
        self.end_twin(TwinEnd::Discarded, ear);
        let step = run.trainer.step();
        self.compute = compute;
        self.clock = RunClock::start(run.trainer.picture_time());
        self.saves = SaveClock::start(saved_step);
        (self.unrecorded, self.trouble) = (None, None);
        self.pause_at = self.options.pause_after.map(|steps| step + steps);
        self.options.preset = run.trainer.preset().clone();
        ear.begin_history(&run.history);
        self.stage = Stage::Running(Box::new(run));
        self.announce(ear);
        if let Some((folder, owner)) = owned {
            ear.event(Event::Owned { folder, owner });
        }
        if !is_shown {
            self.show(ear);
        }
        if self.options.record_at_once {
            self.begin_record(ear);
        }
        self.enter(if self.is_running { RunState::Running } else { RunState::Paused }, ear);
    }

    /// Says what runs, from which step and where, and what was changed until then.
    pub(super) fn announce(&mut self, ear: &mut dyn Listener) {
        let plural = if self.threads == 1 { "" } else { "s" };
        self.device_words = format!("{}, {} thread{plural}", self.compute.name, self.threads);
        ear.status(self.status());
        let Stage::Running(run) = &self.stage else { return };
        ear.event(Event::Began {
            run: run.identity.run,
            preset: Box::new(run.trainer.preset().clone()),
            step: run.trainer.step(),
            device: self.device_words.clone(),
        });
        for entry in &run.trainer.journal().entries {
            ear.event(Event::Applied(entry.clone()));
        }
        if let Some((saved_step, reason)) = self.trouble.clone() {
            ear.event(Event::Unrecorded { saved_step, reason });
        }
    }
}
