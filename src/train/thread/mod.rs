//! The training thread: commands in, steps, facts out; and what happens when something fails.

mod begin;
mod commands;
mod recovery;

use super::outlet::{Outlet, Wake};
use super::walker::Walker;
use super::{RunLog, SessionOptions, StepOutcome, TrainState, Trainer, TrainingPool};
use crate::maps::Evaluation;
use crate::model::Compute;
use crate::stream::{Command, Event, LossSample, RunState, SERIES, Severity, Slot, panic_text};
use crossbeam_channel::Receiver;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
/// … and how long they may take: a picture of a large network soon is better than a sharp one late.
const FIRST_LOOK_TIME: Duration = Duration::from_millis(300);

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
        match factory.begin(&trainer.state(), trainer.compute(), self.pool.threads()) {
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
}
