//! One computation at a time on a thread of its own, the newest request first: it can be cancelled and tells how far it is.

use super::{Slot, Wake};
use crate::numerics::{Cancelled, Progress};
use crate::platform;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Why there is no result, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BackgroundFailed(pub String);

impl From<Cancelled> for BackgroundFailed {
    fn from(cancelled: Cancelled) -> Self {
        Self(cancelled.to_string())
    }
}

/// How a computation stands to training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Somebody waits for it.
    Normal,
    /// It takes what training leaves.
    Low,
}

/// Runs one computation at a time; a newer one takes the place of one that is not finished. Dropping it cancels.
pub struct Background<T> {
    thread_name: &'static str,
    priority: Priority,
    is_shared: bool,
    running: Option<Running<T>>,
}

/// The computation in progress. A computation that was replaced keeps a record of its own, which nobody reads any more.
struct Running<T> {
    cancel: Arc<AtomicBool>,
    /// Share done, 0 to 1, as the bits of a number.
    share: Arc<AtomicU64>,
    result: Slot<Result<T, BackgroundFailed>>,
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl<T: Send + 'static> Background<T> {
    /// Nothing is computed yet; threads will have this name.
    #[must_use]
    pub const fn new(thread_name: &'static str, priority: Priority) -> Self {
        Self { thread_name, priority, is_shared: false, running: None }
    }

    /// Every core shares the work, where it can be shared.
    #[must_use]
    pub const fn on_all_cores(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// Begins a computation in place of the present one; `wake` is called on its thread when the share done has visibly
    /// changed, and at the end.
    pub fn begin(
        &mut self,
        wake: Wake,
        work: impl FnOnce(&mut Progress<'_>) -> Result<T, BackgroundFailed> + Send + 'static,
    ) {
        let running = Running { cancel: Arc::default(), share: Arc::default(), result: Slot::default() };
        let (cancel, share, result) = (Arc::clone(&running.cancel), Arc::clone(&running.share), running.result.clone());
        let compute = move || {
            let mut told = 0.0;
            let mut listener = |done: f64| {
                share.store(done.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
                if done - told >= 0.01 {
                    told = done;
                    wake();
                }
            };
            let found = catch_unwind(AssertUnwindSafe(|| work(&mut Progress::new(&cancel, &mut listener))));
            result.put(found.unwrap_or_else(|panic| Err(BackgroundFailed(panic_text(panic.as_ref())))));
            wake();
        };
        // The old computation is told to stop, and ends by itself.
        self.running = None;
        // A pool of its own, usually of one thread: what shares its work among threads stays on these, and their priority.
        let (name, priority) = (self.thread_name, self.priority);
        let threads = if self.is_shared { std::thread::available_parallelism().map_or(1, usize::from) } else { 1 };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(move |_| name.into())
            .start_handler(move |_| {
                if priority == Priority::Low {
                    platform::yield_to_others();
                }
            })
            .build();
        match pool {
            Ok(pool) => pool.spawn(compute), // and the pool ends with it
            Err(error) => running.result.put(Err(BackgroundFailed(format!("the system gives no thread: {error}")))),
        }
        self.running = Some(running);
    }

    /// Share done of the computation in progress, 0 to 1; `None` when there is none.
    #[must_use]
    pub fn progress(&self) -> Option<f64> {
        self.running.as_ref().map(|running| f64::from_bits(running.share.load(Ordering::Relaxed)))
    }

    /// Stops the computation in progress; nothing comes of it.
    pub fn cancel(&mut self) {
        self.running = None;
    }

    /// The result, once, as soon as it is there.
    pub fn take(&mut self) -> Option<Result<T, BackgroundFailed>> {
        let result = self.running.as_ref()?.result.take()?;
        self.running = None;
        Some(result)
    }
}

/// What a panic said.
#[must_use]
pub fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("unknown reason").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::{Sender, bounded};

    /// A way to be woken, and to wait for it.
    fn bell() -> (Wake, impl Fn()) {
        let (sender, receiver): (Sender<()>, _) = bounded(1000);
        let wake = move || {
            let _ = sender.try_send(()); // one ring is enough
        };
        (Arc::new(wake), move || receiver.recv().expect("somebody rings"))
    }

    fn wait<T: Send + 'static>(background: &mut Background<T>, rung: impl Fn()) -> Result<T, BackgroundFailed> {
        loop {
            if let Some(result) = background.take() {
                return result;
            }
            rung();
        }
    }

    #[test]
    fn a_result_is_taken_once() {
        let (wake, rung) = bell();
        let mut background = Background::new("test", Priority::Normal);
        assert_eq!(background.progress(), None, "nothing begun");
        background.begin(wake, |progress| {
            progress.tell(0.5)?;
            Ok(7)
        });
        assert_eq!(wait(&mut background, rung), Ok(7));
        assert!(background.take().is_none() && background.progress().is_none(), "taken");
    }

    #[test]
    fn progress_is_told_and_a_newer_computation_takes_over() {
        let (wake, rung) = bell();
        let mut background = Background::new("test", Priority::Low);
        background.begin(Arc::clone(&wake), |progress| {
            progress.tell(0.25)?;
            while !progress.is_cancelled() {
                std::thread::yield_now();
            }
            Ok(1)
        });
        rung();
        assert_eq!(background.progress(), Some(0.25));
        background.begin(wake, |_| Ok(2));
        assert_eq!(wait(&mut background, rung), Ok(2), "never the older one's");
    }

    #[test]
    fn cancelled_is_idle_and_a_panic_is_an_error() {
        let (wake, rung) = bell();
        let mut background = Background::<u8>::new("test", Priority::Low);
        background.begin(Arc::clone(&wake), |_| Ok(1));
        background.cancel();
        assert!(background.progress().is_none() && background.take().is_none(), "cancelled");
        background.begin(wake, |_| panic!("no such module"));
        assert_eq!(wait(&mut background, rung), Err(BackgroundFailed("no such module".into())));
    }
}
