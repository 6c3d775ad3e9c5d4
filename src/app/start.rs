//! The native window.
//!
//! A window onto a run that trains on a thread of its own:
//!
//! ```no_run
//! use gridscope::app::{AppOptions, start};
//! use gridscope::{EngineOptions, Session, resolve};
//!
//! let preset = resolve("instant", None)?;
//! let options = EngineOptions { run_at_once: true, ..EngineOptions::new(preset.clone()) };
//! start::run(AppOptions::new(preset), |wake| Box::new(Session::start(options, wake).expect("threads can be started")))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::icon::icon;
use super::pace::Pace;
use super::panels::PANELS;
use super::safe_start::{DRAWS_FOR, SafeStart, StartMark};
use super::settings::WindowSettings;
use super::timing::WindowTiming;
use super::{App, AppOptions};
use crate::stream::{Source, Wake};
use eframe::egui;
use eframe::glow::{self, HasContext as _};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no display, or no way to reach it.
    #[error("no window can be opened: {0}")]
    NoDisplay(String),
    /// There is a display, but it cannot be drawn on.
    #[error("the window cannot be drawn: {0}")]
    Graphics(String),
}

/// Name under which the system files the window, and the key of what it keeps between runs.
const APP_ID: &str = "gridscope";

/// The smallest window, points: it fits on a screen of 1920 by 1080 pixels at scale 2.
const SMALLEST: [f32; 2] = [900.0, 480.0];

/// A window and its app. It closes when it is asked to from outside.
struct NativeWindow {
    app: App,
    closing: Arc<AtomicBool>,
    /// The mark of this start, until it has succeeded.
    mark: Rc<Cell<Option<StartMark>>>,
    /// When the first frame was drawn.
    drawn_since: Option<Instant>,
}

/// Opens the window and stays until it is closed. `make_source` starts the run; it is given the way to wake the window.
///
/// # Errors
/// When there is no display, or it cannot be drawn on.
pub fn run(
    mut options: AppOptions,
    make_source: impl FnOnce(Wake) -> Box<dyn Source> + 'static,
) -> Result<(), AppError> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("gridscope")
        .with_app_id(APP_ID)
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size(SMALLEST)
        .with_drag_and_drop(true)
        .with_icon(icon());
    let start = SafeStart::begin(eframe::storage_dir(APP_ID).as_deref(), options.is_safe);
    let (is_safe, mark) = (start.is_safe, Rc::new(Cell::new(start.mark)));
    options.start_words = start.words;
    let held = Rc::clone(&mark);
    let native = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let closing = Arc::clone(&options.closing);
    let create: eframe::AppCreator<'static> = Box::new(move |creation| {
        match creation.storage.and_then(|storage| storage.get_string(APP_ID)) {
            Some(text) if !is_safe => options.settings = WindowSettings::from_ron(&text, PANELS),
            // Nobody has seen this window before.
            None if !is_safe => options.settings.wants_tour = true,
            _ => {}
        }
        let pace = Arc::new(Pace::default());
        let waker = waker(&creation.egui_ctx, &pace, options.began);
        options.wake = Arc::clone(&waker);
        let mut app = App::new(make_source(waker), options);
        let timing = &mut app.timing;
        timing.performance.renderer = renderer(creation.gl.as_deref());
        pace.suit(&timing.performance.renderer);
        timing.pace = pace;
        creation.egui_ctx.add_plugin(timing.meter.clone());
        Ok(Box::new(NativeWindow { app, closing, mark, drawn_since: None }))
    });
    let ended = eframe::run_native("gridscope", native, create);
    if let Some(mark) = held.take() {
        mark.remove(); // it was closed, or says why there is none
    }
    ended.map_err(|error| {
        let text = error.to_string();
        // The window library puts a place in its own source before the reason.
        let reason = text.rsplit(": ").next().unwrap_or(&text).to_owned();
        match error {
            eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => AppError::NoDisplay(reason),
            _ => AppError::Graphics(text),
        }
    })
}

/// Wakes the window, but not faster than it draws: a run that says much costs no more frames.
fn waker(ctx: &egui::Context, pace: &Arc<Pace>, began: Instant) -> Wake {
    let (ctx, pace) = (ctx.clone(), Arc::clone(pace));
    Arc::new(move || ctx.request_repaint_after(pace.wait(began.elapsed())))
}

/// The name of what draws, as the driver gives it; empty where there is none to ask.
fn renderer(gl: Option<&glow::Context>) -> String {
    // SAFETY: the context is current on this thread while the window is being made, and the call only reads a name.
    gl.map(|gl| unsafe { gl.get_parameter_string(glow::RENDERER) }).unwrap_or_default()
}

impl NativeWindow {
    /// The start has succeeded once the window has drawn for some time.
    fn look_at_start(&mut self, ctx: &egui::Context) {
        let Some(mark) = self.mark.take() else { return };
        let since = *self.drawn_since.get_or_insert_with(Instant::now);
        let left = DRAWS_FOR.saturating_sub(since.elapsed());
        if left.is_zero() {
            mark.remove();
        } else {
            self.mark.set(Some(mark));
            ctx.request_repaint_after(left);
        }
    }
}

impl eframe::App for NativeWindow {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.app.logic(ctx);
        if self.closing.load(Ordering::Relaxed) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let WindowTiming { performance, meter, pace, .. } = &mut self.app.timing;
        meter.report(performance, frame.info().cpu_usage);
        pace.drawn(performance.now);
        ui.painter().add(meter.mark(ui.max_rect(), self.app.shelf.live().is_some()));
        if let Some(words) = self.app.timing.take_minute_words() {
            log::info!("{words}");
        }
        self.app.frame_ui(ui);
        self.look_at_start(ui.ctx());
    }

    /// The ground of all panels.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        storage.set_string(APP_ID, self.app.settings.to_ron());
    }

    /// For whoever measures from outside: `RUST_LOG=gridscope=info`.
    fn on_exit(&mut self, _gl: Option<&glow::Context>) {
        log::info!("{}", self.app.timing.frame_words());
    }

    /// egui's own memory would bring back scroll positions and open menus of another day.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}
