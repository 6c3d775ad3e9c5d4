//! What the window measures of itself, and how often it is drawn.

use super::frames::Performance;
use super::meter::Meter;
use super::pace::Pace;
use std::sync::Arc;
use std::time::Instant;

/// The window's own times.
pub(crate) struct WindowTiming {
    pub performance: Performance,
    pub meter: Meter,
    pub pace: Arc<Pace>,
    /// Start-up times are in the log.
    has_told_start: bool,
}

impl WindowTiming {
    /// Times a program that began then.
    pub(crate) fn new(began: Instant) -> Self {
        Self {
            performance: Performance::default(),
            meter: Meter::new(began),
            pace: Arc::default(),
            has_told_start: false,
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
}
