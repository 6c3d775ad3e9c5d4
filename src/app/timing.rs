//! What the window measures of itself, and how often it is drawn.

use super::frames::{Percentiles, Performance};
use super::meter::Meter;
use super::pace::Pace;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The window's own times.
pub(crate) struct WindowTiming {
    pub performance: Performance,
    pub meter: Meter,
    pub pace: Arc<Pace>,
    /// Start-up times are in the log.
    has_told_start: bool,
    /// When frame times were last told, since the program began.
    told_frames: Duration,
}

impl WindowTiming {
    /// Times a program that began then.
    pub(crate) fn new(began: Instant) -> Self {
        Self {
            performance: Performance::default(),
            meter: Meter::new(began),
            pace: Arc::default(),
            has_told_start: false,
            told_frames: Duration::ZERO,
        }
    }

    /// Says once how long the window took to open.
    pub(crate) fn take_start_words(&mut self) -> Option<String> {
        let (frame, picture) = self.performance.first_frame.zip(self.performance.first_picture)?;
        if std::mem::replace(&mut self.has_told_start, true) {
            return None;
        }
        Some(format!("First frame after {} ms, first maps after {} ms", frame.as_millis(), picture.as_millis()))
    }

    /// What the newest frames cost, once a minute.
    pub(crate) fn take_minute_words(&mut self) -> Option<String> {
        let now = self.performance.now;
        if now.saturating_sub(self.told_frames) < Duration::from_mins(1) {
            return None;
        }
        self.told_frames = now;
        Some(self.frame_words())
    }

    /// What the newest frames cost, who drew them, and how long the first ones took.
    pub(crate) fn frame_words(&self) -> String {
        let Performance { frames, first_frame, first_picture, renderer, now } = &self.performance;
        let times = |Percentiles { p50_ms, p99_ms, worst_ms }| {
            format!("p50 {p50_ms:.2} p99 {p99_ms:.2} worst {worst_ms:.2} ms")
        };
        let rates = frames.rates(*now);
        format!(
            "{} frames: own work {}, drawing {} by {renderer}, {:.1} frames and {:.1} textures a second, first frame \
             {first_frame:?}, first maps {first_picture:?}",
            frames.iter().len(),
            times(frames.own()),
            times(frames.drawing()),
            rates.frames,
            rates.uploads,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::frames::FrameCost;

    #[test]
    fn frame_times_are_told_once_a_minute() {
        let mut timing = WindowTiming::new(Instant::now());
        let mut at = |seconds| {
            timing.performance.now = Duration::from_secs(seconds);
            timing.performance.frames.push(FrameCost { layout_ms: 2.5, ..FrameCost::default() });
            timing.take_minute_words()
        };
        assert_eq!([at(1), at(59)], [None, None]);
        let words = at(60).expect("a minute has passed");
        assert!(words.starts_with("3 frames: own work p50 2.50 p99 2.50 worst 2.50 ms, "), "{words}");
        assert_eq!(at(119), None);
        assert!(at(121).is_some());
    }
}
