//! What frames cost, kept for a while: plain data for the Performance panel.

use std::collections::VecDeque;
use std::time::Duration;

/// One frame: the program's own work in the order in which it is done, and what the renderer took, milliseconds.
///
/// Work is the time that the window's thread had a core, where the system tells; elsewhere it is elapsed time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct FrameCost {
    /// When the frame began, since the program did.
    pub began: Duration,
    /// Events taken in, layout, shapes, pixels of maps.
    pub layout_ms: f64,
    /// From there to the first drawing command: tessellation, textures handed over, cursor, accessibility.
    pub handover_ms: f64,
    /// Time in both during which the thread had no core: others, the training threads perhaps, had them all.
    pub waiting_ms: f64,
    /// Drawing commands, until the renderer had taken them. It may go on in threads of its own.
    pub drawing_ms: f64,
    /// Textures, or parts of textures, that were handed over.
    pub uploads: usize,
    /// Their size.
    pub upload_bytes: usize,
}

impl FrameCost {
    /// The program's own work, without the renderer's.
    #[must_use]
    pub(crate) fn own_ms(&self) -> f64 {
        self.layout_ms + self.handover_ms
    }

    /// Elapsed time of the program's own work.
    #[must_use]
    pub(crate) fn elapsed_ms(&self) -> f64 {
        self.own_ms() + self.waiting_ms
    }
}

/// Times of many frames in three numbers, milliseconds (nearest rank).
#[expect(clippy::struct_field_names, reason = "the unit belongs to a number's name")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Percentiles {
    /// Half of all frames took at most this.
    pub p50_ms: f64,
    /// 99 of 100 frames took at most this.
    pub p99_ms: f64,
    pub worst_ms: f64,
}

impl Percentiles {
    /// All zero where there are no times.
    #[must_use]
    pub(crate) fn of(times_ms: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = times_ms.collect();
        sorted.sort_by(f64::total_cmp);
        let rank = |share: f64| {
            let place = (share * sorted.len() as f64).ceil() as usize;
            sorted.get(place.saturating_sub(1)).copied().unwrap_or(0.0)
        };
        Self { p50_ms: rank(0.5), p99_ms: rank(0.99), worst_ms: rank(1.0) }
    }
}

/// What happened in one second, on average.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rates {
    pub frames: f64,
    pub uploads: f64,
    pub upload_bytes: f64,
}

/// The newest frames, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameLog {
    frames: VecDeque<FrameCost>,
}

impl FrameLog {
    /// Frames kept: half a minute at 30 a second.
    pub(crate) const CAPACITY: usize = 1000;
    /// Rates are means over the newest seconds.
    const RATE_WINDOW: Duration = Duration::from_secs(2);

    /// Appends a frame, dropping the oldest when there are too many.
    pub(crate) fn push(&mut self, frame: FrameCost) {
        if self.frames.len() >= Self::CAPACITY {
            self.frames.pop_front();
        }
        self.frames.push_back(frame);
    }

    /// All frames, oldest first.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &FrameCost> + DoubleEndedIterator {
        self.frames.iter()
    }

    /// The newest frame.
    #[must_use]
    pub(crate) fn last(&self) -> Option<&FrameCost> {
        self.frames.back()
    }

    /// The program's own work a frame.
    #[must_use]
    pub(crate) fn own(&self) -> Percentiles {
        Percentiles::of(self.frames.iter().map(FrameCost::own_ms))
    }

    /// The renderer's work a frame, as far as the program waits for it.
    #[must_use]
    pub(crate) fn drawing(&self) -> Percentiles {
        Percentiles::of(self.frames.iter().map(|frame| frame.drawing_ms))
    }

    /// Frames and uploads a second, over the two seconds before `now` (since the program began).
    #[must_use]
    pub(crate) fn rates(&self, now: Duration) -> Rates {
        let since = now.saturating_sub(Self::RATE_WINDOW);
        let seconds = now.saturating_sub(since).as_secs_f64().max(0.1);
        let recent = || self.frames.iter().rev().take_while(|frame| frame.began >= since);
        let mean = |sum: usize| sum as f64 / seconds;
        Rates {
            frames: mean(recent().count()),
            uploads: mean(recent().map(|frame| frame.uploads).sum()),
            upload_bytes: mean(recent().map(|frame| frame.upload_bytes).sum()),
        }
    }
}

/// All that the window measures of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Performance {
    pub frames: FrameLog,
    /// Time since the program began.
    pub now: Duration,
    /// When the first frame was drawn, since the program began.
    pub first_frame: Option<Duration>,
    /// When the first rate maps were drawn.
    pub first_picture: Option<Duration>,
    /// Who draws, as the driver calls it; empty without a window.
    pub renderer: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frame(at_ms: u64, own_ms: f64) -> FrameCost {
        let began = Duration::from_millis(at_ms);
        FrameCost { began, layout_ms: own_ms, uploads: 2, upload_bytes: 100, ..FrameCost::default() }
    }

    #[test]
    fn percentiles_are_times_that_occurred() {
        let of = |count: u32| Percentiles::of((1..=count).rev().map(f64::from));
        assert_eq!(of(0), Percentiles::default(), "no frame");
        assert_eq!(of(1), Percentiles { p50_ms: 1.0, p99_ms: 1.0, worst_ms: 1.0 });
        assert_eq!(of(200), Percentiles { p50_ms: 100.0, p99_ms: 198.0, worst_ms: 200.0 });
    }

    proptest! {
        #[test]
        fn percentiles_split_the_frames(times in prop::collection::vec(0.0f64..50.0, 1..300)) {
            let found = Percentiles::of(times.iter().copied());
            let within = |limit: f64| times.iter().filter(|t| **t <= limit).count() as f64 / times.len() as f64;
            prop_assert!(within(found.p50_ms) >= 0.5 && within(found.p99_ms) >= 0.99 && within(found.worst_ms) >= 1.0);
            let fewer = |limit: f64| times.iter().filter(|t| **t < limit).count() as f64 / times.len() as f64;
            prop_assert!(fewer(found.p50_ms) < 0.5 && fewer(found.p99_ms) < 0.99, "and none is larger than it need be");
        }
    }

    #[test]
    fn rates_count_the_newest_two_seconds() {
        let mut log = FrameLog::default();
        for at_ms in (0..=10_000).step_by(50) {
            log.push(frame(at_ms, 1.0));
        }
        let rates = log.rates(Duration::from_secs(10));
        assert!((rates.frames - 20.0).abs() < 1.0, "{rates:?}");
        assert!((rates.uploads - 2.0 * rates.frames).abs() < 1e-9, "{rates:?}");
        assert!((rates.upload_bytes - 100.0 * rates.frames).abs() < 1e-9, "{rates:?}");
        assert_eq!(log.rates(Duration::from_mins(1)), Rates::default(), "nothing is drawn any more");
    }

    #[test]
    fn old_frames_go() {
        let mut log = FrameLog::default();
        log.push(frame(0, 90.0));
        for at_ms in 0..FrameLog::CAPACITY as u64 {
            log.push(frame(at_ms, 3.0));
        }
        assert_eq!(log.iter().len(), FrameLog::CAPACITY, "bounded");
        assert!((log.own().worst_ms - 3.0).abs() < 1e-9, "the slow one is forgotten");
    }
}
