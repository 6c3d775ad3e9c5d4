//! What an engine measures of itself.

use super::Trainer;
use crate::stream::Status;
use std::time::{Duration, Instant};

/// Times of a run, and when what is done now and then was done last.
pub(super) struct RunClock {
    trained: Duration,
    /// Time on pictures before training began: it kept nobody waiting.
    early_pictures: Duration,
    rate_since: Instant,
    rate_steps: u64,
    steps_per_second: f64,
    pub(super) last_kept: Instant,
    pub(super) last_saved: Instant,
}

impl RunClock {
    /// A state to fall back on is kept this often.
    pub(super) const KEEP_EVERY: Duration = Duration::from_secs(20);
    /// A checkpoint is written by itself this often.
    pub(super) const AUTOSAVE_EVERY: Duration = Duration::from_mins(2);
    /// The speed is a mean over so long.
    const RATE_WINDOW: Duration = Duration::from_secs(2);
    /// A shorter time tells no speed.
    const LEAST_RATE_WINDOW: Duration = Duration::from_millis(300);

    /// A run begins; `early_pictures` is the time its pictures took until now.
    pub(super) fn start(early_pictures: Duration) -> Self {
        let now = Instant::now();
        Self {
            trained: Duration::ZERO,
            early_pictures,
            rate_since: now,
            rate_steps: 0,
            steps_per_second: 0.0,
            last_kept: now,
            last_saved: now,
        }
    }

    /// Training goes on after a pause, which does not count.
    pub(super) fn go_on(&mut self) {
        (self.rate_since, self.rate_steps) = (Instant::now(), 0);
    }

    /// A step was done.
    pub(super) fn stepped(&mut self, elapsed: Duration) {
        self.trained += elapsed;
        self.rate_steps += 1;
    }

    /// Time spent training.
    pub(super) fn trained(&self) -> Duration {
        self.trained
    }

    /// Writes the times and the trainer's numbers into a status.
    pub(super) fn fill(&mut self, status: &mut Status, trainer: &Trainer, is_running: bool) {
        let now = Instant::now();
        let window = now - self.rate_since;
        if is_running && window > Self::LEAST_RATE_WINDOW {
            self.steps_per_second = self.rate_steps as f64 / window.as_secs_f64();
        }
        if window > Self::RATE_WINDOW {
            (self.rate_since, self.rate_steps) = (now, 0);
        }
        let trained_s = self.trained.as_secs_f64();
        let picture_s = trainer.picture_time().saturating_sub(self.early_pictures).as_secs_f64();
        status.step = trainer.step();
        status.steps_per_second = self.steps_per_second;
        status.elapsed_s = trained_s;
        status.steps_left = trainer.steps_left();
        status.learning_rate = trainer.learning_rate();
        status.rate_held = trainer.rate_held();
        status.picture_share = if trained_s > 0.0 { (picture_s / (trained_s + picture_s)).min(1.0) } else { 0.0 };
    }
}
