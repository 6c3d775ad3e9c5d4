//! The training thread: commands in, steps, facts out; and what happens when something fails.

use super::checkpoint::find_checkpoint;
use super::outlet::{Outlet, Wake};
use super::walker::Walker;
use super::{RunLog, SessionOptions, StepOutcome, TrainError, TrainState, Trainer, TrainingPool, open_device};
use crate::model::Compute;
use crate::preset::{Preset, find};
use crate::stream::{Command, Evaluation, Event, Intervention, LossSample, RunState, SERIES, Severity, Slot};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Pictures are renewed this often, if the last ones were taken.
const PICTURES_EVERY: Duration = Duration::from_millis(200);
/// Status is renewed this often.
const STATUS_EVERY: Duration = Duration::from_millis(100);
/// A state to fall back on is kept this often.
const KEEP_EVERY: Duration = Duration::from_secs(20);
/// A checkpoint is written by itself this often.
const AUTOSAVE_EVERY: Duration = Duration::from_mins(2);
/// Batches that make the first pictures.
const FIRST_LOOK: u64 = 48;

/// Why the inner loop ended.
enum Exit {
    Stop,
}

/// All that the thread owns between two runs.
pub(super) struct TrainingThread {
    options: SessionOptions,
    pool: TrainingPool,
    commands: Receiver<Command>,
    outlet: Outlet,
    compute: Compute,
    log: Option<Box<dyn RunLog>>,
    /// The newest state known to be good.
    kept: Option<TrainState>,
    running: bool,
    pause_at: Option<u64>,
    clock: Clock,
    queue: VecDeque<Command>,
}

/// What the thread measures of itself.
struct Clock {
    trained: Duration,
    /// Time on pictures before training began: it kept nobody waiting.
    early_pictures: Duration,
    rate_since: Instant,
    rate_steps: u64,
    last_pictures: Instant,
    last_status: Instant,
    last_kept: Instant,
    last_saved: Instant,
}

impl Clock {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            trained: Duration::ZERO,
            early_pictures: Duration::ZERO,
            rate_since: now,
            rate_steps: 0,
            last_pictures: now,
            last_status: now,
            last_kept: now,
            last_saved: now,
        }
    }
}

impl TrainingThread {
    pub(super) fn new(
        options: SessionOptions,
        pool: TrainingPool,
        commands: Receiver<Command>,
        outlet: Outlet,
    ) -> Self {
        let running = options.run_at_once;
        Self {
            options,
            pool,
            commands,
            outlet,
            compute: Compute::cpu(),
            log: None,
            kept: None,
            running,
            pause_at: None,
            clock: Clock::new(),
            queue: VecDeque::new(),
        }
    }

    /// Trains until told to stop. A panic in a step ends the run, not the thread.
    pub(super) fn run(mut self, evaluations: Slot<Arc<Evaluation>>, wake: Wake) {
        let walker = match Walker::start(evaluations, wake) {
            Ok(walker) => walker,
            Err(error) => {
                self.outlet.message(Severity::Error, format!("cannot start the evaluation thread: {error}"));
                self.outlet.state(RunState::Stopped);
                return;
            }
        };
        let pool = self.pool.clone();
        let mut trainer = None;
        loop {
            // Whatever a panic leaves half done is thrown away: the trainer is rebuilt from a kept state.
            let outcome = catch_unwind(AssertUnwindSafe(|| pool.install(|| self.train(&mut trainer, &walker))));
            match outcome {
                Ok(Exit::Stop) => break,
                Err(panic) => {
                    trainer = None;
                    let reason = panic_text(panic.as_ref());
                    self.outlet.message(Severity::Error, format!("the training thread failed: {reason}"));
                    self.running = false;
                    self.outlet.state(RunState::Failed);
                    if !self.wait_after_failure(&mut trainer) {
                        break;
                    }
                }
            }
        }
        self.outlet.state(RunState::Stopped);
    }

    /// After a panic: waits for a command that makes a new run. `false` ends the thread.
    fn wait_after_failure(&mut self, trainer: &mut Option<Trainer>) -> bool {
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
    fn recover(&mut self) -> Option<Trainer> {
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
    fn go_back(&mut self, trainer: &Trainer) {
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

    /// Begins (unless a trainer is given) and trains.
    fn train(&mut self, slot: &mut Option<Trainer>, walker: &Walker) -> Exit {
        if slot.is_none() {
            *slot = self.begin();
        }
        loop {
            if !self.obey(slot, walker) {
                if let Some(trainer) = slot {
                    self.save(trainer, false);
                }
                return Exit::Stop;
            }
            match slot {
                Some(trainer) if self.running => self.advance(trainer),
                _ => self.outlet.flush(),
            }
        }
    }

    /// The first run: pictures of the untrained network first, then the device.
    fn begin(&mut self) -> Option<Trainer> {
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
    fn make(&mut self, preset: Preset) -> Result<Trainer, TrainError> {
        let mut preview = Trainer::new(preset.clone(), Compute::cpu())?;
        preview.look_ahead(FIRST_LOOK);
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
    fn device_for(&mut self, preset: &Preset) -> Compute {
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

    fn open(&mut self, path: &Path) -> Result<Trainer, TrainError> {
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
        trainer.look_ahead(FIRST_LOOK);
        self.outlet.message(Severity::Info, format!("opened step {} from {}", trainer.step(), file.display()));
        self.started(&trainer, &samples);
        self.outlet.pictures(trainer.pictures());
        for entry in trainer.journal().entries.clone() {
            self.outlet.event(Event::Applied(entry));
        }
        Ok(trainer)
    }

    /// Tells everybody that a run begins here.
    fn started(&mut self, trainer: &Trainer, samples: &[LossSample]) {
        self.outlet.restart_history(samples);
        self.clock = Clock { early_pictures: trainer.picture_time(), ..Clock::new() };
        self.kept = None;
        self.pause_at = self.options.pause_after.map(|steps| trainer.step() + steps);
        self.options.preset = trainer.preset().clone();
        self.announce(trainer);
        self.outlet.state(if self.running { RunState::Running } else { RunState::Paused });
    }

    /// Says what runs, from which step and where.
    fn announce(&mut self, trainer: &Trainer) {
        let threads = self.pool.threads();
        let device = format!("{}, {threads} thread{}", self.compute.name, if threads == 1 { "" } else { "s" });
        self.outlet.event(Event::Began {
            preset: Box::new(trainer.preset().clone()),
            step: trainer.step(),
            device: device.clone(),
        });
        self.outlet.status(|status| status.device = device);
        self.renew_status(trainer);
    }

    /// Carries out all commands that wait; waits for one when there is nothing else to do. `false` ends the thread.
    fn obey(&mut self, slot: &mut Option<Trainer>, walker: &Walker) -> bool {
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

    fn carry_out(&mut self, command: Command, slot: &mut Option<Trainer>, walker: &Walker) -> Result<(), TrainError> {
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
                    walker.ask(trainer.evaluation_job(box_m));
                } else {
                    let text = format!("an arena of {box_m} m cannot be measured; valid: 0.5 to 20 m");
                    self.outlet.message(Severity::Warning, text);
                }
            }
            Command::Recover | Command::Load(_) | Command::Open(_) | Command::Reset { .. } | Command::Stop => {}
        }
        Ok(())
    }

    fn set_running(&mut self, trainer: &mut Trainer, run: bool) {
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

    fn applied(&mut self, trainer: &Trainer, intervention: Option<Intervention>) {
        let Some(intervention) = intervention else { return };
        if let Some(Err(error)) = self.log.as_mut().map(|log| log.journal(trainer.journal())) {
            self.outlet.message(Severity::Warning, format!("the journal was not written: {error}"));
        }
        self.outlet.event(Event::Applied(intervention));
        self.renew_status(trainer);
    }

    /// One training step, and whatever is due after it.
    fn advance(&mut self, trainer: &mut Trainer) {
        let began = Instant::now();
        if self.log.is_none() {
            self.begin_log(trainer);
        }
        let outcome = trainer.train_step();
        self.clock.trained += began.elapsed();
        self.clock.rate_steps += 1;
        self.take(outcome, trainer);
        let now = Instant::now();
        if now - self.clock.last_status >= STATUS_EVERY {
            self.renew_status(trainer);
        }
        if now - self.clock.last_pictures >= PICTURES_EVERY && self.outlet.wants_pictures() {
            self.clock.last_pictures = now;
            self.outlet.pictures(trainer.pictures());
        }
        if now - self.clock.last_kept >= KEEP_EVERY || self.kept.is_none() {
            self.read_back(trainer);
            self.kept = Some(trainer.state());
            self.clock.last_kept = Instant::now();
        }
        if now - self.clock.last_saved >= AUTOSAVE_EVERY {
            self.save(trainer, true);
        }
        if self.pause_at.is_some_and(|step| trainer.step() >= step) {
            self.pause_at = None; // once: whoever runs it again means it
            self.set_running(trainer, false);
        }
    }

    fn begin_log(&mut self, trainer: &Trainer) {
        let Some(factory) = &mut self.options.log else { return };
        match factory.begin(&trainer.state(), trainer.device(), self.pool.threads()) {
            Ok(log) => self.log = Some(log),
            Err(error) => {
                self.outlet.message(Severity::Warning, format!("this run is not written down: {error}"));
                self.options.log = None;
            }
        }
    }

    fn read_back(&mut self, trainer: &mut Trainer) {
        let outcome = trainer.read_back();
        self.take(outcome, trainer);
    }

    fn take(&mut self, outcome: StepOutcome, trainer: &mut Trainer) {
        let (samples, failure) = match outcome {
            StepOutcome::Samples(samples) => (samples, None),
            StepOutcome::NonFinite { samples, step, term } => (samples, Some((step, term))),
        };
        if !samples.is_empty() {
            if let Some(Err(error)) = self.log.as_mut().map(|log| log.samples(&samples)) {
                self.outlet.message(Severity::Warning, format!("losses are no longer written down: {error}"));
                self.log = None;
                self.options.log = None;
            }
            self.outlet.samples(&samples);
        }
        if let Some((step, term)) = failure {
            // A gap in the curves; the step is not part of the run, so it is not written down.
            self.outlet.samples(&[LossSample { step, values: [f32::NAN; SERIES.len()] }]);
            self.running = false;
            self.pause_at = None;
            let text = format!("{term} was not finite in step {step}: nothing was changed, training is paused");
            self.outlet.message(Severity::Error, text);
            self.outlet.event(Event::NonFinite { step, term });
            self.show(trainer);
            self.outlet.state(RunState::Paused);
        }
    }

    /// Pictures and status as they are now: whoever looks last sees the last state.
    fn show(&mut self, trainer: &mut Trainer) {
        self.outlet.pictures(trainer.pictures());
        self.renew_status(trainer);
    }

    fn renew_status(&mut self, trainer: &Trainer) {
        let now = Instant::now();
        self.clock.last_status = now;
        let window = now - self.clock.rate_since;
        let rate = self.clock.rate_steps as f64 / window.as_secs_f64().max(1e-3);
        if window > Duration::from_secs(2) {
            (self.clock.rate_since, self.clock.rate_steps) = (now, 0);
        }
        let trained = self.clock.trained.as_secs_f64();
        let picture_s = trainer.picture_time().saturating_sub(self.clock.early_pictures).as_secs_f64();
        let running = self.running;
        self.outlet.status(|status| {
            status.step = trainer.step();
            if running && window > Duration::from_millis(300) {
                status.steps_per_second = rate;
            }
            status.elapsed_s = trained;
            status.steps_left = trainer.steps_left();
            status.learning_rate = trainer.learning_rate();
            status.rate_held = trainer.rate_held();
            status.picture_share = if trained > 0.0 { (picture_s / (trained + picture_s)).min(1.0) } else { 0.0 };
        });
        self.outlet.flush();
    }

    /// Writes a checkpoint if the run is written down; says so when asked to.
    fn save(&mut self, trainer: &mut Trainer, say: bool) {
        self.clock.last_saved = Instant::now();
        if self.log.is_none() && say && trainer.step() == 0 {
            self.begin_log(trainer);
        }
        let Some(log) = &mut self.log else { return };
        let state = trainer.state();
        match log.checkpoint(&state) {
            Ok(path) if say => self.outlet.event(Event::Checkpoint { step: state.step, path }),
            Ok(_) => {}
            Err(error) => self.outlet.message(Severity::Warning, format!("the checkpoint was not written: {error}")),
        }
    }

    /// The present run ends: its last state is written.
    fn farewell(&mut self, slot: &mut Option<Trainer>) {
        if let Some(trainer) = slot {
            self.read_back(trainer);
            if trainer.step() > 0 {
                self.save(trainer, false);
            }
        }
        self.log = None;
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".into())
}
