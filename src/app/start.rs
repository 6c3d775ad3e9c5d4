//! The native window.

use super::icon::icon;
use super::{App, AppOptions, Settings};
use crate::stream::Source;
use eframe::egui;
use std::sync::Arc;

/// Called, from any thread, when a run has something new to show.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

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

/// Opens the window and stays until it is closed. `make_source` starts the run; it is given the way to wake the window.
///
/// # Errors
/// When there is no display, or it cannot be drawn on.
pub fn run(
    mut options: AppOptions,
    make_source: impl FnOnce(Waker) -> Box<dyn Source> + 'static,
) -> Result<(), AppError> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("gridscope")
        .with_app_id(APP_ID)
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([900.0, 600.0])
        .with_drag_and_drop(true)
        .with_icon(icon());
    let native = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let create: eframe::AppCreator<'static> = Box::new(move |creation| {
        if let Some(text) = creation.storage.and_then(|storage| storage.get_string(APP_ID)) {
            options.settings = Settings::from_ron(&text);
        }
        let waker = waker(&creation.egui_ctx);
        let wake = Arc::clone(&waker);
        options.wake = Box::new(move || wake());
        Ok(Box::new(App::new(make_source(waker), options)))
    });
    eframe::run_native("gridscope", native, create).map_err(|error| {
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
fn waker(ctx: &egui::Context) -> Waker {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint_after(App::FRAME))
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        // The whole work of the frame before, painting included, without the wait for the screen.
        if let Some(seconds) = frame.info().cpu_usage {
            self.frame_ms = 1e3 * f64::from(seconds);
        }
        self.frame_ui(ui);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        storage.set_string(APP_ID, self.settings.to_ron());
    }

    /// egui's own memory would bring back scroll positions and open menus of another day.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}
