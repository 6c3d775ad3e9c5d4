//! A stopwatch in the native window: egui tells when layout begins and ends, and the first shape of a frame is a callback
//! that the renderer calls when tessellation and textures are behind it.

use super::frames::{FrameCost, Performance};
use crate::platform::thread_time;
use eframe::egui::{self, Rect, Shape};
use eframe::egui_glow::CallbackFn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Measures frames; clones share one stopwatch.
#[derive(Clone)]
pub(crate) struct Meter(Arc<Mutex<FrameStopwatch>>);

/// A moment, and how long the window's thread had had a core by then.
#[derive(Clone, Copy)]
struct Stamp {
    at: Instant,
    worked: Option<Duration>,
}

impl Stamp {
    fn now() -> Self {
        Self { at: Instant::now(), worked: thread_time() }
    }

    fn elapsed_ms(&self, until: &Self) -> f64 {
        until.at.saturating_duration_since(self.at).as_secs_f64() * 1e3
    }

    /// Work until then; elapsed time where nobody knows better.
    fn work_ms(&self, until: &Self) -> f64 {
        let worked = self.worked.zip(until.worked).map(|(from, to)| to.saturating_sub(from).as_secs_f64() * 1e3);
        worked.unwrap_or_else(|| self.elapsed_ms(until))
    }
}

struct FrameStopwatch {
    /// When the program began.
    zero: Instant,
    /// When the present frame began; `None` between frames.
    frame_began: Option<Stamp>,
    /// When its layout ended.
    laid_out: Option<Stamp>,
    uploads: usize,
    upload_bytes: usize,
    /// Frames measured since the last look.
    measured: Vec<FrameCost>,
    /// Whether the present frame shows rate maps.
    has_pictures: bool,
    first_frame: Option<Duration>,
    first_picture: Option<Duration>,
}

impl FrameStopwatch {
    /// Layout begins; a frame may need several passes of it.
    fn begin(&mut self, now: Stamp) {
        self.frame_began.get_or_insert(now);
    }

    fn end_layout(&mut self, now: Stamp, uploads: impl Iterator<Item = usize>) {
        self.laid_out = Some(now);
        for bytes in uploads {
            self.uploads += 1;
            self.upload_bytes += bytes;
        }
    }

    /// The renderer has its first command of this frame.
    fn begin_drawing(&mut self, now: Stamp) {
        let (Some(began), Some(laid_out)) = (self.frame_began.take(), self.laid_out.take()) else { return };
        let (layout_ms, handover_ms) = (began.work_ms(&laid_out), laid_out.work_ms(&now));
        let cost = FrameCost {
            began: began.at.saturating_duration_since(self.zero),
            layout_ms,
            handover_ms,
            waiting_ms: (began.elapsed_ms(&now) - layout_ms - handover_ms).max(0.0),
            drawing_ms: 0.0,
            uploads: std::mem::take(&mut self.uploads),
            upload_bytes: std::mem::take(&mut self.upload_bytes),
        };
        let now = now.at.saturating_duration_since(self.zero);
        // The first frame reads fonts and makes every texture: it is told apart.
        if self.first_frame.replace(self.first_frame.unwrap_or(now)).is_some() {
            self.measured.push(cost);
        }
        if self.has_pictures {
            self.first_picture.get_or_insert(now);
        }
    }
}

impl Meter {
    /// Measures a program that began then.
    #[must_use]
    pub(crate) fn new(zero: Instant) -> Self {
        Self(Arc::new(Mutex::new(FrameStopwatch {
            zero,
            frame_began: None,
            laid_out: None,
            uploads: 0,
            upload_bytes: 0,
            measured: Vec::new(),
            has_pictures: false,
            first_frame: None,
            first_picture: None,
        })))
    }

    fn stopwatch(&self) -> MutexGuard<'_, FrameStopwatch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first shape of a frame: nothing to see, but the renderer comes by. `has_pictures` says whether rate maps are
    /// behind it.
    pub(crate) fn mark(&self, rect: Rect, has_pictures: bool) -> Shape {
        self.stopwatch().has_pictures = has_pictures;
        let meter = self.clone();
        let callback = CallbackFn::new(move |_, _| meter.stopwatch().begin_drawing(Stamp::now()));
        Shape::Callback(egui::PaintCallback { rect, callback: Arc::new(callback) })
    }

    /// Adds what was measured since the last time. `whole_s` is the time of the frame before this one, drawing commands
    /// included, as the window library tells it.
    pub(crate) fn report(&self, performance: &mut Performance, whole_s: Option<f32>) {
        let mut stopwatch = self.stopwatch();
        if let (Some(frame), Some(whole_s)) = (stopwatch.measured.last_mut(), whole_s) {
            frame.drawing_ms = (1e3 * f64::from(whole_s) - frame.elapsed_ms()).max(0.0);
        }
        for frame in stopwatch.measured.drain(..) {
            performance.frames.push(frame);
        }
        performance.now = stopwatch.zero.elapsed();
        performance.first_frame = stopwatch.first_frame;
        performance.first_picture = stopwatch.first_picture;
    }
}

impl egui::Plugin for Meter {
    fn debug_name(&self) -> &'static str {
        "frame meter"
    }

    fn input_hook(&mut self, _ctx: &egui::Context, _input: &mut egui::RawInput) {
        self.stopwatch().begin(Stamp::now());
    }

    fn output_hook(&mut self, _ctx: &egui::Context, output: &mut egui::FullOutput) {
        let uploads = output.textures_delta.set.values().flatten();
        let bytes = uploads.map(|delta| delta.image.width() * delta.image.height() * delta.image.bytes_per_pixel());
        self.stopwatch().end_layout(Stamp::now(), bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_split_into_layout_and_handover() {
        let zero = Instant::now();
        let at = |ms: u64, worked_ms: u64| Stamp {
            at: zero + Duration::from_millis(ms),
            worked: Some(Duration::from_millis(worked_ms)),
        };
        let meter = Meter::new(zero);
        let mut performance = Performance::default();
        meter.stopwatch().begin(at(20, 0));
        meter.stopwatch().end_layout(at(60, 40), [1000].into_iter());
        meter.stopwatch().begin_drawing(at(70, 45));
        meter.stopwatch().begin(at(100, 50));
        meter.stopwatch().end_layout(at(103, 51), [40, 2].into_iter());
        meter.stopwatch().begin(at(104, 52)); // a second pass of the same frame
        meter.stopwatch().end_layout(at(105, 53), [8].into_iter());
        meter.stopwatch().begin_drawing(at(107, 54));
        meter.report(&mut performance, Some(0.020));
        let expected = FrameCost {
            began: Duration::from_millis(100),
            layout_ms: 3.0,
            handover_ms: 1.0,
            waiting_ms: 3.0,
            drawing_ms: 13.0,
            uploads: 3,
            upload_bytes: 50,
        };
        let frame = performance.frames.last().expect("one frame");
        assert!((frame.drawing_ms - 13.0).abs() < 1e-3, "{frame:?}");
        assert_eq!(FrameCost { drawing_ms: 13.0, ..*frame }, expected);
        meter.report(&mut performance, Some(0.020));
        assert_eq!(performance.frames.iter().len(), 1, "told once");
        assert_eq!(performance.first_frame, Some(Duration::from_millis(70)));
        assert_eq!(performance.first_picture, None, "no map was drawn");
    }

    #[test]
    fn the_first_picture_is_the_first_frame_with_maps() {
        let zero = Instant::now();
        let meter = Meter::new(zero);
        for (ms, has_pictures) in [(10, false), (20, true), (30, true)] {
            let now = Stamp { at: zero + Duration::from_millis(ms), worked: None };
            meter.stopwatch().begin(now);
            let _shape = meter.mark(Rect::EVERYTHING, has_pictures);
            meter.stopwatch().end_layout(now, std::iter::empty());
            meter.stopwatch().begin_drawing(now);
        }
        let mut performance = Performance::default();
        meter.report(&mut performance, None);
        assert_eq!(performance.first_frame, Some(Duration::from_millis(10)));
        assert_eq!(performance.first_picture, Some(Duration::from_millis(20)));
    }

    #[test]
    fn egui_calls_the_meter() {
        let meter = Meter::new(Instant::now());
        let ctx = egui::Context::default();
        ctx.add_plugin(meter.clone());
        for text in ["a first frame", "other letters, so that the font's texture changes: QWXYZ"] {
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                ui.label(text);
            });
            meter.stopwatch().begin_drawing(Stamp::now());
            output.drop_without_applying_deltas();
        }
        let frame = meter.stopwatch().measured.pop().expect("the second frame");
        assert!(frame.uploads >= 1 && frame.upload_bytes > 100, "{frame:?}");
        assert!(frame.layout_ms > 0.0, "{frame:?}");
    }
}
