//! How often the window is drawn while nobody touches it. (Whoever touches it sees the answer in the next frame.)

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Least time between two frames that a run asks for. Shared with the threads that ask.
#[derive(Debug)]
pub(crate) struct Pace {
    interval_us: AtomicU64,
    /// When the last frame was drawn, on the asker's clock.
    last_us: AtomicU64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { interval_us: AtomicU64::new(micros(Self::FRAME)), last_us: AtomicU64::new(0) }
    }
}

impl Pace {
    /// Time between frames where a GPU draws: at most 30 a second.
    pub(crate) const FRAME: Duration = Duration::from_micros(33_400);
    /// Time between frames where the CPU draws: what it draws, it does not train. Pictures come five times a second.
    pub(crate) const SOFTWARE_FRAME: Duration = Duration::from_millis(100);
    /// A wish for a frame at once is granted after this: egui draws two frames for a wait of nothing.
    const SOON: Duration = Duration::from_millis(1);

    /// Takes the pace that suits the renderer.
    pub(crate) fn suit(&self, renderer: &str) {
        let interval = if is_software(renderer) { Self::SOFTWARE_FRAME } else { Self::FRAME };
        self.interval_us.store(micros(interval), Relaxed);
    }

    /// Time between two frames.
    #[must_use]
    pub(crate) fn interval(&self) -> Duration {
        Duration::from_micros(self.interval_us.load(Relaxed))
    }

    /// A frame is drawn.
    pub(crate) fn drawn(&self, now: Duration) {
        self.last_us.store(micros(now), Relaxed);
    }

    /// How long to wait for a frame.
    #[must_use]
    pub(crate) fn wait(&self, now: Duration) -> Duration {
        let due = self.last_us.load(Relaxed).saturating_add(self.interval_us.load(Relaxed));
        Duration::from_micros(due.saturating_sub(micros(now))).max(Self::SOON)
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Whether an OpenGL renderer of this name computes on the CPU.
#[must_use]
pub(crate) fn is_software(renderer: &str) -> bool {
    let name = renderer.to_lowercase();
    ["llvmpipe", "softpipe", "swrast", "software", "swiftshader", "gdi generic", "basic render"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Frames in ten seconds when something asks for one every `every`.
    fn frames_in_ten_seconds(pace: &Pace, every: Duration) -> usize {
        let (mut frames, mut due) = (0, None);
        let mut now = Duration::ZERO;
        while now < Duration::from_secs(10) {
            let asked = now + pace.wait(now);
            due = Some(due.map_or(asked, |due: Duration| due.min(asked)));
            now += every;
            while let Some(at) = due.filter(|at| *at <= now) {
                pace.drawn(at);
                frames += 1;
                due = None;
            }
        }
        frames
    }

    #[test]
    fn wishes_do_not_add_up() {
        for (renderer, most) in [("NVIDIA H200", 300), ("llvmpipe (LLVM 19.1.7, 256 bits)", 100)] {
            let pace = Pace::default();
            pace.suit(renderer);
            for every in [MS, 7 * MS, 30 * MS] {
                let frames = frames_in_ten_seconds(&pace, every);
                assert!(frames <= most && frames > most / 2, "{renderer}: {frames} frames, asked every {every:?}");
                pace.drawn(Duration::ZERO);
            }
        }
    }

    #[test]
    fn news_after_a_rest_is_drawn_soon_but_once() {
        let pace = Pace::default();
        pace.drawn(Duration::from_secs(1));
        assert_eq!(pace.wait(Duration::from_secs(5)), Pace::SOON);
        assert_eq!(pace.wait(Duration::from_secs(1)), Pace::FRAME);
        assert_eq!(pace.wait(Duration::ZERO), Pace::FRAME + Duration::from_secs(1), "a clock that went back");
    }

    #[test]
    fn software_renderers_are_known_by_name() {
        for name in ["llvmpipe (LLVM 15.0.7, 256 bits)", "softpipe", "Microsoft Basic Render Driver", "SwiftShader"] {
            assert!(is_software(name), "{name}");
        }
        for name in ["", "Mesa Intel(R) UHD Graphics 620", "NVIDIA GeForce RTX 4090/PCIe/SSE2", "Apple M2"] {
            assert!(!is_software(name), "{name}");
        }
    }
}
