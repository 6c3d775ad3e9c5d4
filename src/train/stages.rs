//! Time spent in the stages of training steps.

use std::time::{Duration, Instant};

/// Time spent in each stage of the steps so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageTimes {
    /// Drawing velocities and orders.
    pub draw: Duration,
    /// Losses and their gradients; on a device only handing the work over, unless something waits for it.
    pub gradients: Duration,
    /// Live maps and snapshots.
    pub pictures: Duration,
    /// Clipping and AdamW.
    pub update: Duration,
    /// Losses to the host.
    pub read_back: Duration,
}

impl StageTimes {
    /// Time spent since an earlier reading.
    #[must_use]
    pub fn since(&self, earlier: Self) -> Self {
        Self {
            draw: self.draw.saturating_sub(earlier.draw),
            gradients: self.gradients.saturating_sub(earlier.gradients),
            pictures: self.pictures.saturating_sub(earlier.pictures),
            update: self.update.saturating_sub(earlier.update),
            read_back: self.read_back.saturating_sub(earlier.read_back),
        }
    }
}

/// Measures stages that follow one another.
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start or the last lap.
    pub(super) fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now.duration_since(std::mem::replace(&mut self.0, now))
    }
}
