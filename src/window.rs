//! Putting window and session together: the only place that knows both.
//!
//! What is named on the command line is looked up before a window opens; nothing opens for what is not there:
//!
//! ```
//! use clap::Parser as _;
//! use gridscope::{cli::Cli, window};
//!
//! let cli = Cli::try_parse_from(["gridscope", "no such preset"])?;
//! assert!(window::run(cli.window).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::app::{AppOptions, Folders, StageOptions, check_talk, start};
use crate::cli::{CliError, WindowArgs, instead_of_window, say};
use crate::export::exports_folder;
use crate::import::is_data_file;
use crate::platform::{self, Signal, Signals};
use crate::preset::{default_preset, resolve, user_folder};
use crate::runs::{RunFolders, default_glances_folder, default_runs_folder, is_recording, last_run};
use crate::stream::{Wake, panic_text};
use crate::train::{Ender, EngineOptions, Session};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Opens the window and trains.
///
/// # Errors
/// When there is no display, or what was named can be neither resolved nor opened.
pub fn run(args: WindowArgs) -> Result<(), CliError> {
    if !platform::has_display() {
        let instead = instead_of_window(args.what.as_deref());
        return Err(CliError::Usage(format!("there is no display for a window (DISPLAY is not set); {instead}")));
    }
    let signals = platform::signals();
    let mut options = EngineOptions::new(default_preset().clone());
    options.device = args.device;
    options.threads = args.threads;
    // A talk begins with a scene of its own.
    let shows_first = args.on_stage() && args.what.is_none();
    options.run_at_once = !args.paused && !shows_first;
    options.pause_after = args.steps;
    options.program = std::env::current_exe().ok();
    let mut open = None;
    match args.what.as_deref() {
        // Cells, a trajectory or a recording: the run beside them waits.
        Some(what) if is_data_file(Path::new(what)) || is_recording(Path::new(what)) => {
            open = Some(PathBuf::from(what));
            options.run_at_once = false;
        }
        Some(what) if is_run(what) => options.open = Some(PathBuf::from(what)),
        Some(what) => options.preset = resolve(what, user_folder().as_deref())?,
        None => {}
    }
    let is_on = args.on_stage();
    if let Some(folder) = &args.talk {
        check_talk(folder).map_err(CliError::Usage)?;
    }
    let runs = args.runs.or_else(default_runs_folder).filter(|_| args.booth.is_none());
    options.records = Box::new(runs.clone().map_or(RunFolders::Nowhere, RunFolders::Below));
    let mut window = AppOptions::new(options.preset.clone());
    // Before the new run has a folder. Whoever names something wants that.
    window.last_run = runs.as_deref().filter(|_| args.what.is_none()).and_then(last_run);
    window.exports = exports_folder();
    window.offers_recording = args.what.is_none() && window.last_run.is_none();
    window.folders = Folders { presets: user_folder(), runs };
    window.open = open;
    let saves = window.folders.runs.is_some();
    window.stage = StageOptions { is_on, shows_first, talk: args.talk, booth_s: args.booth, saves };
    window.glances = default_glances_folder();
    window.trash = platform::trash_folder();
    (window.may_tour, window.is_safe) = (args.what.is_none(), args.safe);

    // The run begins before the window opens: its first picture is ready by then.
    let window_wake = Arc::new(OnceLock::<Wake>::new());
    let wake: Wake = {
        let window_wake = Arc::clone(&window_wake);
        Arc::new(move || {
            if let Some(wake) = window_wake.get() {
                wake();
            }
        })
    };
    let session = Session::start(options, Arc::clone(&wake))?;
    let is_shown = Arc::new(AtomicBool::new(false));
    let closing = Arc::clone(&window.closing);
    let ending = Ending { signals, ender: session.ender(), closing, is_shown, wake };
    ending.watch()?;
    let show = || {
        start::run(window, move |wake| {
            let _ = window_wake.set(wake); // set once: there is one window
            Box::new(session)
        })
    };
    // The window library panics when its display goes away; the run is saved by then, as it is whenever a session ends.
    ending.is_shown.store(true, Ordering::Relaxed);
    let shown = catch_unwind(AssertUnwindSafe(show));
    ending.is_shown.store(false, Ordering::Relaxed);
    if let Some(signal) = ending.signals.came() {
        return Err(ending.stopped(signal));
    }
    let reason = match shown {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("the window failed: {}", panic_text(panic.as_ref())),
    };
    Err(match ending.saved_words() {
        Some(saved) => CliError::Window { reason, saved },
        None => CliError::Usage(reason),
    })
}

/// All ways in which the run can end but by the window's own button. In each, what was trained is saved.
#[derive(Clone)]
struct Ending {
    signals: Signals,
    ender: Ender,
    closing: Arc<AtomicBool>,
    /// The window is open, and has not come back: whoever ends the program now has not said what was saved.
    is_shown: Arc<AtomicBool>,
    wake: Wake,
}

impl Ending {
    /// Signals are looked for this often.
    const LOOK_EVERY: Duration = Duration::from_millis(50);
    /// A window that does not close within this time is not waited for.
    const CLOSES_WITHIN: Duration = Duration::from_secs(5);

    /// Watches for signals, and for a library that ends the program because the display is gone.
    fn watch(&self) -> Result<(), CliError> {
        let lost = self.clone();
        platform::at_exit(move || {
            if lost.is_shown.load(Ordering::Relaxed) && lost.signals.came().is_none() {
                let _ = lost.ender.end(Session::FAREWELL); // what could be saved is said
                let saved = lost.saved_words().unwrap_or_else(|| "there was nothing to save".into());
                say(&format!("gridscope: ended before its window was closed; {saved}"));
            }
        });
        let ending = self.clone();
        let watch = move || {
            let signal = loop {
                match ending.signals.came() {
                    Some(signal) => break signal,
                    None => std::thread::sleep(Self::LOOK_EVERY),
                }
            };
            let _ = ending.ender.end(Session::FAREWELL); // what could be saved is said
            ending.closing.store(true, Ordering::Relaxed);
            (ending.wake)();
            std::thread::sleep(Self::CLOSES_WITHIN);
            say(&format!("gridscope: {}", ending.stopped(signal)));
            std::process::exit(signal.exit_code().into());
        };
        let thread = std::thread::Builder::new().name("gridscope-ending".into()).spawn(watch);
        thread.map(drop).map_err(|error| CliError::Usage(format!("the system gives no thread: {error}")))
    }

    fn stopped(&self, signal: Signal) -> CliError {
        let saved = self.saved_words().unwrap_or_else(|| "there was nothing to save".into());
        CliError::Closed { signal, saved }
    }

    /// What was saved last, if anything was.
    fn saved_words(&self) -> Option<String> {
        let (step, path) = self.ender.take_saved()?;
        Some(format!("step {step} is saved in {}", path.display()))
    }
}

/// A run folder or a checkpoint file (and not a preset).
fn is_run(what: &str) -> bool {
    let path = Path::new(what);
    path.is_dir() || path.extension().is_some_and(|e| e == "safetensors")
}
