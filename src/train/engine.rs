//! A run without threads or files of its own: commands in, steps, facts out.
//!
//! A [`Session`](super::Session) puts it on a thread for a window, a [`Foreground`](super::Foreground) runs it on the
//! caller's own thread for a command; both are a [`Source`](crate::stream::Source), and train the same bits. Facts are told
//! to a [`Listener`] when they happen, and not returned at the end, because the first pictures of a run must not wait for
//! the device it will train on.

mod begin;
mod commands;
mod flashback;
mod recording;
mod recover;
mod refusal;
mod saving;
mod twin;

use super::clock::{RunClock, SaveClock};
use super::flashback::Flashbacks;
use super::listener::Listener;
use super::recorded::Recorded;
use super::records::{NoRecords, Records};
use super::run::{BrokenRun, RecordState, Stage};
use super::twin::TwinRun;
use super::{DeviceChoice, StepOutcome, state_hash};
use crate::maps::{FrozenNetwork, RunId};
use crate::model::Compute;
use crate::preset::Preset;
use crate::stream::{Event, LossSample, RunState, SERIES, Severity, Status, TwinEnd};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How an engine begins.
pub struct EngineOptions {
    /// The preset to begin with; ignored when `open` is given and can be read.
    pub preset: Preset,
    /// A run folder or checkpoint to go on with.
    pub open: Option<PathBuf>,
    /// Device to train on.
    pub device: DeviceChoice,
    /// Train on the CPU where the device that was asked for cannot be had; else not to have it is an error.
    pub falls_back: bool,
    /// Training threads; `None` takes one per core.
    pub threads: Option<usize>,
    /// Train at once, without waiting for `Command::Run`.
    pub run_at_once: bool,
    /// Steps after which the run pauses by itself, counted from where it begins.
    pub pause_after: Option<u64>,
    /// Where runs lie.
    pub records: Box<dyn Records>,
    /// Begin the record with the run, and not with its first step.
    pub record_at_once: bool,
    /// This program, for probing devices in a child process; without it no GPU is tried.
    pub program: Option<PathBuf>,
}

impl EngineOptions {
    /// Trains a preset on the CPU, reading and writing nothing.
    #[must_use]
    pub fn new(preset: Preset) -> Self {
        Self {
            preset,
            open: None,
            device: DeviceChoice::Cpu,
            falls_back: true,
            threads: None,
            run_at_once: false,
            pause_after: None,
            records: Box::new(NoRecords),
            record_at_once: false,
            program: None,
        }
    }
}

/// A network and the side of the arena that it is to be walked in, metres.
#[derive(Debug)]
pub struct ArenaJob {
    pub run: RunId,
    pub network: FrozenNetwork,
    pub side_m: f32,
}

/// Trains one run after the other.
pub struct Engine {
    options: EngineOptions,
    /// Threads of the pool in which it is called, for the words about the device.
    threads: usize,
    compute: Compute,
    stage: Stage,
    /// Trains beside the run, one parameter apart.
    twin: Option<Box<TwinRun>>,
    /// States that are kept whatever becomes of the run.
    flashbacks: Flashbacks,
    is_running: bool,
    pause_at: Option<u64>,
    clock: RunClock,
    saves: SaveClock,
    /// Why the present run is not written down at all, as it was told last, and when that was.
    unrecorded: Option<(String, Instant)>,
    /// What was told last of what cannot be written: the newest checkpoint's step, and the reason.
    trouble: Option<(Option<u64>, String)>,
    state: RunState,
    device_words: String,
    /// What was told last: its numbers stay when the run is over or broken.
    last_status: Status,
    arena_job: Option<ArenaJob>,
    /// The recording of the present run.
    recorder: Option<Recorded>,
}

impl Engine {
    /// An engine without a run yet; `threads` is the number of threads of the pool in which it will be called.
    #[must_use]
    pub fn new(options: EngineOptions, threads: usize) -> Self {
        Self {
            is_running: options.run_at_once,
            options,
            threads,
            compute: Compute::cpu(),
            stage: Stage::Empty("the run has not begun yet".into()),
            twin: None,
            flashbacks: Flashbacks::default(),
            pause_at: None,
            clock: RunClock::start(std::time::Duration::ZERO),
            saves: SaveClock::start(None),
            unrecorded: None,
            trouble: None,
            state: RunState::Starting,
            device_words: String::new(),
            last_status: Status::default(),
            arena_job: None,
            recorder: None,
        }
    }

    /// Whether [`step`](Self::step) would train.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.is_running && matches!(self.stage, Stage::Running(_))
    }

    /// Whether [`finish`](Self::finish) was called.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.state == RunState::Stopped
    }

    /// The numbers of the status bar, as they are now.
    #[must_use]
    pub fn status(&mut self) -> Status {
        let recording = self.recording_status();
        let status = &mut self.last_status;
        status.state = self.state;
        status.device.clone_from(&self.device_words);
        status.kernels.clone_from(&self.compute.operations);
        status.recording = recording;
        if let Stage::Running(run) = &self.stage {
            self.clock.fill(status, &run.trainer, self.is_running);
            status.steps_left = run.steps_left();
        }
        status.clone()
    }

    /// The hash of the present state, as `TrainState::hash`, without a copy of it; `None` where there is no run.
    #[must_use]
    pub fn state_hash(&self) -> Option<String> {
        match &self.stage {
            Stage::Running(run) => Some(state_hash(&run.trainer)),
            Stage::Empty(_) | Stage::Broken(..) => None,
        }
    }

    /// The parameters in force, or those of the run that was there last.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        match &self.stage {
            Stage::Running(run) => run.trainer.preset(),
            Stage::Broken(run, _) => &run.preset,
            Stage::Empty(_) => &self.options.preset,
        }
    }

    /// Name of the device it trains on.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.compute.name
    }

    /// Where the run is written down.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.stage {
            Stage::Running(run) => run.recording.folder(),
            Stage::Broken(run, _) => run.recording.folder(),
            Stage::Empty(_) => None,
        }
    }

    /// Whether the run is written down at present.
    #[must_use]
    pub fn has_record(&self) -> bool {
        let recording = match &self.stage {
            Stage::Running(run) => &run.recording,
            Stage::Broken(run, _) => &run.recording,
            Stage::Empty(_) => return false,
        };
        matches!(recording, RecordState::On(_))
    }

    /// The run that is there, also when it is broken.
    #[must_use]
    pub fn run_id(&self) -> Option<RunId> {
        match &self.stage {
            Stage::Running(run) => Some(run.identity.run),
            Stage::Broken(run, _) => Some(run.identity.run),
            Stage::Empty(_) => None,
        }
    }

    /// Time spent training this run.
    #[must_use]
    pub fn trained(&self) -> std::time::Duration {
        self.clock.trained()
    }

    /// The arena that was asked for last, once: whoever has a thread for it walks there.
    #[must_use]
    pub fn take_arena_job(&mut self) -> Option<ArenaJob> {
        self.arena_job.take()
    }

    /// Live maps and paths as they are now.
    pub fn show(&mut self, ear: &mut dyn Listener) {
        if let Stage::Running(run) = &mut self.stage {
            ear.pictures(run.identity.pictures(&mut run.trainer));
        }
        if let Some(twin) = &mut self.twin {
            ear.twin_pictures(twin.identity.pictures(&mut twin.trainer));
        }
    }

    /// One training step, and whatever is due after it.
    pub fn step(&mut self, ear: &mut dyn Listener) {
        let began = Instant::now();
        self.begin_record(ear);
        self.make_pending(ear);
        let Stage::Running(run) = &mut self.stage else { return };
        let outcome = run.trainer.train_step();
        self.take_in(outcome, ear);
        self.step_twin(ear);
        self.clock.stepped(began.elapsed());
        let Stage::Running(run) = &self.stage else { return };
        let step = run.trainer.step();
        let is_first = run.kept.as_ref().is_some_and(|kept| kept.step == 0) && step > 0;
        if is_first || self.clock.last_kept.elapsed() >= RunClock::KEEP_EVERY {
            self.keep(ear);
        }
        if self.saves.is_due(step) {
            self.save_beside(ear);
        }
        self.hear_record(ear);
        self.record_step(ear);
        if self.pause_at.is_some_and(|at| step >= at) {
            self.pause_at = None; // once: whoever runs it again means it
            self.set_running(false, ear);
        }
    }

    /// What there is to do while nothing is trained.
    pub fn rest(&mut self, ear: &mut dyn Listener) {
        if self.unrecorded.is_some() {
            self.begin_record(ear);
        }
        if let Stage::Running(run) = &self.stage
            && matches!(run.recording, RecordState::On(_))
            && self.saves.may(run.trainer.step())
        {
            self.save_beside(ear);
        }
        self.hear_record(ear);
        self.hear_recorder(ear);
    }

    /// The run ends: its last good state is written.
    pub fn finish(&mut self, ear: &mut dyn Listener) {
        self.end_twin(TwinEnd::Discarded, ear);
        self.record_maps(false, ear);
        let _ = self.save_last(ear); // what failed was said
        self.end_recorder(ear);
        if let Stage::Running(run) = &mut self.stage {
            run.recording = RecordState::Off;
        }
        self.stage = Stage::Empty("the run has ended".into());
        self.is_running = false;
        self.enter(RunState::Stopped, ear);
    }

    /// A step failed in the middle: what is half done is thrown away, and the state that was kept stays.
    pub fn break_down(&mut self, reason: &str, ear: &mut dyn Listener) {
        self.is_running = false;
        self.end_twin(TwinEnd::Failed(reason.to_owned()), ear);
        let _ = self.status(); // its last numbers stay
        let stage = std::mem::replace(&mut self.stage, Stage::Empty(reason.to_owned()));
        let broken = match stage {
            Stage::Running(run) => Box::new((*run).into()),
            Stage::Broken(broken, _) => broken,
            Stage::Empty(_) => Box::new(BrokenRun::unborn(self.options.preset.clone())),
        };
        self.stage = Stage::Broken(broken, reason.to_owned());
        ear.message(Severity::Error, format!("the training thread failed: {reason}"));
        self.enter(RunState::Failed, ear);
    }

    fn enter(&mut self, state: RunState, ear: &mut dyn Listener) {
        self.state = state;
        ear.status(self.status());
        ear.event(Event::State(state));
    }

    fn set_running(&mut self, run: bool, ear: &mut dyn Listener) {
        if self.is_running == run {
            return;
        }
        self.is_running = run;
        if run {
            self.clock.go_on();
        } else {
            self.read_back(ear);
            self.show(ear);
            self.rest(ear);
        }
        self.enter(if run { RunState::Running } else { RunState::Paused }, ear);
    }

    fn read_back(&mut self, ear: &mut dyn Listener) {
        if let Stage::Running(run) = &mut self.stage {
            let outcome = run.trainer.read_back();
            self.take_in(outcome, ear);
        }
        self.read_back_twin(ear);
    }

    /// Takes in what steps have told: losses into the record and on to whoever listens; a step that was not finite pauses.
    fn take_in(&mut self, outcome: StepOutcome, ear: &mut dyn Listener) {
        let (samples, failure) = outcome.parts();
        if !samples.is_empty() {
            if let Stage::Running(run) = &mut self.stage {
                for sample in &samples {
                    run.history.push(*sample);
                }
                match &mut run.recording {
                    RecordState::On(record) => record.losses(&samples),
                    // Its record could not begin: it is tried again.
                    RecordState::Due | RecordState::Stored(_) => run.unwritten.extend_from_slice(&samples),
                    RecordState::Off => {}
                }
            }
            self.record_losses(&samples);
            ear.losses(&samples);
        }
        let Some((step, term)) = failure else { return };
        // A gap in the curves; the step is not part of the run, so it is not written down.
        let gap = LossSample { step, values: [f32::NAN; SERIES.len()] };
        ear.losses(&[gap]);
        if let Stage::Running(run) = &mut self.stage {
            run.history.push(gap);
        }
        self.is_running = false;
        self.pause_at = None;
        ear.event(Event::NonFinite { step, term });
        self.show(ear);
        self.enter(RunState::Paused, ear);
    }
}
