//! How the system asks the program to end: signals, and libraries that end it by themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Signals are looked for this often.
#[cfg(unix)]
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Signals that come so soon after the first are one with it.
#[cfg(unix)]
const MOMENT: Duration = Duration::from_millis(500);

/// A signal that asked the program to end, if there was one.
#[derive(Clone, Debug, Default)]
pub struct Signals(Arc<AtomicUsize>);

/// Why the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal(usize);

impl Signal {
    /// What the signal is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            1 => "SIGHUP",
            2 => "SIGINT",
            15 => "SIGTERM",
            _ => "a signal",
        }
    }

    /// The exit code by which shells know it: 129, 130 or 143.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        128 + self.0 as u8
    }
}

impl Signals {
    /// The first one that came.
    #[must_use]
    pub fn came(&self) -> Option<Signal> {
        Some(self.0.load(Ordering::Relaxed)).filter(|number| *number > 0).map(Signal)
    }
}

/// From now on SIGINT, SIGTERM and SIGHUP are only noted, so that a run can be saved; a second one ends the program at once,
/// if it comes later than a moment: whoever ends a session sends several. One that whoever started the program has it ignore
/// (`nohup`) stays ignored; on Linux, where the system tells.
#[must_use]
pub fn signals() -> Signals {
    let signals = Signals::default();
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        use signal_hook::flag::{register_conditional_shutdown, register_usize};
        let is_second = Arc::new(std::sync::atomic::AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            if is_ignored(signal) {
                continue;
            }
            // Refused only for signals that nobody may take.
            let _ = register_conditional_shutdown(signal, 128 + signal, Arc::clone(&is_second));
            let _ = register_usize(signal, Arc::clone(&signals.0), signal as usize);
        }
        let watched = signals.clone();
        let watch = move || {
            while watched.came().is_none() {
                std::thread::sleep(LOOK_EVERY);
            }
            std::thread::sleep(MOMENT);
            is_second.store(true, Ordering::Relaxed);
        };
        // Without it, a second signal does what the first did.
        let _ = std::thread::Builder::new().name("gridscope-signals".into()).spawn(watch);
    }
    signals
}

/// Whether the program was started with a signal ignored.
#[cfg(target_os = "linux")]
fn is_ignored(signal: i32) -> bool {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = text.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_ignored(_: i32) -> bool {
    false
}

/// Has something done when the program ends by itself, also when a library ends it in the middle of a call, as that of the
/// display does when the display is gone. Only on Linux; once.
pub fn at_exit(work: impl Fn() + Send + Sync + 'static) {
    #[cfg(target_os = "linux")]
    {
        use std::sync::OnceLock;
        static WORK: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
        extern "C" fn call() {
            if let Some(work) = WORK.get() {
                // Nothing may unwind into the C library.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            }
        }
        if WORK.set(Box::new(work)).is_ok() {
            // SAFETY: registers a function that takes nothing, returns nothing and does not unwind.
            let _ = unsafe { libc::atexit(call) };
        }
    }
    #[cfg(not(target_os = "linux"))]
    drop(work);
}
