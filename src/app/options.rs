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
    /// Cells, a trajectory or a recording to begin with.
    pub open: Option<PathBuf>,
    /// The run that was left last, which is offered for a while.
    pub last_run: Option<LastRun>,
    /// Where figures go of a run that has no folder yet.
    pub exports: Option<PathBuf>,
    /// Whether the recording that comes with the program is offered.
    pub offers_recording: bool,
    /// Where small pictures of stored states are kept.
    pub glances: Option<PathBuf>,
    /// The desktop's bin; without one there is a bin beside the runs.
    pub trash: Option<PathBuf>,
    /// The tour may come by itself: nothing was named on the command line.
    pub may_tour: bool,
    /// Start with the settings and the layout of a new window, and keep the old ones aside.
    pub is_safe: bool,
    /// Said once about the start.
    pub(crate) start_words: Option<String>,
    /// Set, and the window woken, to have it close.
    pub closing: Arc<AtomicBool>,
    /// Whether it opens on stage, and with which talk.
    pub stage: StageOptions,
}

/// The stage of a window that opens.
#[derive(Clone, Debug, Default)]
pub struct StageOptions {
    /// It opens on stage.
    pub is_on: bool,
    /// And shows the first scene of its talk.
    pub shows_first: bool,
    /// Folder of the talk; `None` is the talk that comes with the program.
    pub talk: Option<PathBuf>,
    /// After so many seconds without a hand on the keys the talk plays by itself, whatever it says of that.
    pub booth_s: Option<f64>,
    /// Runs are recorded: then no scene that trains plays by itself.
    pub saves: bool,
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
            exports: None,
            offers_recording: false,
            glances: None,
            trash: None,
            may_tour: false,
            is_safe: false,
            start_words: None,
            closing: Arc::default(),
            stage: StageOptions::default(),
        }
    }
}
