//! How a window starts.

use super::chrome::browse::AskSystem;
use super::chrome::dialogs::Folders;
use super::panels::PANELS;
use super::settings::WindowSettings;
use crate::platform::choose;
use crate::preset::Preset;
use crate::runs::LastRun;
use crate::stream::Wake;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Tells the time since some fixed moment.
pub(crate) type WindowClock = Box<dyn Fn() -> Duration>;

/// How the window starts.
///
/// An app needs no window: here it takes in what a run says, on a context that nobody sees.
///
/// ```
/// use gridscope::app::{App, AppOptions};
/// use gridscope::{EngineOptions, Foreground, resolve};
///
/// let run = Foreground::begin(EngineOptions::new(resolve("instant", None)?), 1)?;
/// let mut app = App::new(Box::new(run), AppOptions::new(resolve("paper", None)?));
/// assert_eq!(app.preset().name, "paper");
/// app.logic(&eframe::egui::Context::default());
/// assert_eq!((app.preset().name.as_str(), app.status().step), ("instant", 0));
/// assert!(app.problem().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AppOptions {
    /// Shown until the run tells what it began with.
    pub(crate) preset: Preset,
    pub(crate) settings: WindowSettings,
    /// Where the dialogs look.
    pub folders: Folders,
    /// Asks with the system's own dialog; waits for the answer.
    pub(crate) ask_system: AskSystem,
    pub(crate) clock: WindowClock,
    /// When the program began: start-up and frames are timed from here.
    pub(crate) began: Instant,
    /// Called, from any thread, when there is something new to draw.
    pub(crate) wake: Wake,
    /// Cells or a trajectory to begin with.
    pub open: Option<PathBuf>,
    /// The run that was left last, which is offered for a while.
    pub last_run: Option<LastRun>,
    /// Set, and the window woken, to have it close.
    pub closing: Arc<AtomicBool>,
}

impl AppOptions {
    /// Default settings, the system's clock, and nobody to wake.
    pub fn new(preset: Preset) -> Self {
        let began = Instant::now();
        Self {
            preset,
            settings: WindowSettings::of(PANELS),
            folders: Folders::default(),
            ask_system: Arc::new(|wanted| choose(wanted, "Open in gridscope")),
            clock: Box::new(move || began.elapsed()),
            began,
            wake: Arc::new(|| {}),
            open: None,
            last_run: None,
            closing: Arc::default(),
        }
    }
}
