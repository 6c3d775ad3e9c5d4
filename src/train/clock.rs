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
}

impl RunClock {
    /// A state to fall back on is kept this often.
    pub(super) const KEEP_EVERY: Duration = Duration::from_secs(20);
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
        status.learning_rate = trainer.learning_rate();
        status.rate_held = trainer.rate_held();
        status.picture_share = if trained_s > 0.0 { (picture_s / (trained_s + picture_s)).min(1.0) } else { 0.0 };
    }
}

/// When a checkpoint is written: at once, after 10 s and 30 s, then every minute; now and then on occasions; rarely where it
/// holds training up.
pub(super) struct SaveClock {
    /// Checkpoints begun.
    begun: u32,
    last: Option<Instant>,
    not_before: Option<Instant>,
    /// The step of the newest one that is known to be written.
    pub(super) saved_step: Option<u64>,
    /// How long the last one held training up.
    held_up: Duration,
    /// The last one could not be written.
    pub(super) is_failing: bool,
}

impl SaveClock {
    /// Least time between two of them, also on occasions.
    const LEAST: Duration = Duration::from_secs(10);
    const SECOND: Duration = Duration::from_secs(20);
    const USUAL: Duration = Duration::from_mins(1);
    /// At most this share of training is spent waiting for them: one part in so many.
    const SHARE: u32 = 100;
    /// While one is being written, the next is not tried for so long.
    const BUSY: Duration = Duration::from_secs(1);

    /// A record begins; `saved_step` is that of a checkpoint which is there already.
    pub(super) fn start(saved_step: Option<u64>) -> Self {
        let last = saved_step.map(|_| Instant::now());
        let begun = u32::from(saved_step.is_some());
        Self { begun, last, not_before: None, saved_step, held_up: Duration::ZERO, is_failing: false }
    }

    /// Whether it is time for one of this step.
    pub(super) fn is_due(&self, step: u64) -> bool {
        let usual = match self.begun {
            _ if self.is_failing => Self::LEAST,
            0 | 1 => Self::LEAST,
            2 => Self::SECOND,
            _ => Self::USUAL,
        };
        self.allows(step, usual)
    }

    /// Whether one of this step may be written on an occasion.
    pub(super) fn may(&self, step: u64) -> bool {
        self.allows(step, Self::LEAST)
    }

    fn allows(&self, step: u64, after: Duration) -> bool {
        let after = after.max(self.held_up * Self::SHARE);
        self.saved_step != Some(step)
            && self.last.is_none_or(|last| last.elapsed() >= after)
            && self.not_before.is_none_or(|time| Instant::now() >= time)
    }

    /// One was begun, and held training up for so long.
    pub(super) fn begin(&mut self, held_up: Duration) {
        self.begun += 1;
        (self.last, self.not_before, self.held_up) = (Some(Instant::now()), None, held_up);
    }

    /// One could not even be begun.
    pub(super) fn postpone(&mut self) {
        self.not_before = Some(Instant::now() + Self::BUSY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_come_at_once_and_then_less_often() {
        let mut clock = SaveClock::start(None);
        assert!(clock.is_due(0), "at once");
        let ago = |seconds| Instant::now().checked_sub(Duration::from_secs(seconds));
        for (seconds, next) in [(10, 20), (20, 60), (60, 60)] {
            clock.begin(Duration::from_millis(1));
            clock.saved_step = Some(4);
            clock.last = ago(seconds - 1);
            assert!(!clock.is_due(5), "not before {seconds} s");
            clock.last = ago(seconds);
            assert!(clock.is_due(5) && !clock.is_due(4), "after {seconds} s, if there is something new");
            clock.last = ago(10);
            assert!(clock.may(5) && clock.is_due(5) == (seconds == 10), "on an occasion after 10 s; then {next} s");
        }
        clock.last = ago(10);
        clock.is_failing = true;
        assert!(clock.is_due(5), "a failure is tried again soon");
        clock.begin(Duration::from_secs(3));
        clock.last = ago(299);
        assert!(!clock.is_due(5) && !clock.may(5), "what holds up for 3 s may come after 300 s");
        clock.last = ago(300);
        assert!(clock.is_due(5));
        clock.postpone();
        assert!(!clock.is_due(5), "one is being written");
        assert!(!SaveClock::start(Some(7)).is_due(8), "a run that is gone on with has one");
    }
}
