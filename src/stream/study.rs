//! A long computation on a thread of its own: it can be cancelled, tells how far it is, and leaves training its cores.

use super::Slot;
use crate::platform;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Why a study has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StudyFailed(pub String);

/// Runs one computation at a time; a newer one takes the place of one that is not finished. Dropping it cancels.
pub struct Study<T> {
    thread_name: &'static str,
    running: Option<Running<T>>,
}

/// The computation in progress. A computation that was replaced keeps a record of its own, which nobody reads any more.
struct Running<T> {
    cancel: Arc<AtomicBool>,
    /// Share done, 0 to 1, as the bits of a number.
    share: Arc<AtomicU64>,
    result: Slot<Result<T, StudyFailed>>,
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl<T: Send + 'static> Study<T> {
    /// Nothing is computed yet; threads will have this name.
    #[must_use]
    pub fn new(thread_name: &'static str) -> Self {
        Self { thread_name, running: None }
    }

    /// Begins a computation in place of the present one. `work` is given a flag that tells it to stop and a place for the
    /// share done, 0 to 1; `wake` is called on its thread when the share has visibly changed, and at the end.
    pub fn begin(
        &mut self,
        wake: Arc<dyn Fn() + Send + Sync>,
        work: impl FnOnce(&AtomicBool, &mut dyn FnMut(f64)) -> Result<T, StudyFailed> + Send + 'static,
    ) {
        let running = Running { cancel: Arc::default(), share: Arc::default(), result: Slot::default() };
        let (cancel, share, result) = (Arc::clone(&running.cancel), Arc::clone(&running.share), running.result.clone());
        let compute = move || {
            let mut told = 0.0;
            let mut progress = |done: f64| {
                share.store(done.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
                if done - told >= 0.01 {
                    told = done;
                    wake();
                }
            };
            let found = catch_unwind(AssertUnwindSafe(|| work(&cancel, &mut progress)));
            result.put(found.unwrap_or_else(|panic| Err(StudyFailed(panic_text(panic.as_ref())))));
            wake();
        };
        // The old computation is told to stop, and ends by itself.
        self.running = None;
        // A pool of one thread: what shares its work among threads stays on this one, and its priority.
        let name = self.thread_name;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .thread_name(move |_| name.into())
            .start_handler(|_| platform::yield_to_others())
            .build();
        match pool {
            Ok(pool) => pool.spawn(compute), // and the pool ends with it
            Err(error) => running.result.put(Err(StudyFailed(format!("the system gives no thread: {error}")))),
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
    pub fn take(&mut self) -> Option<Result<T, StudyFailed>> {
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
    fn bell() -> (Arc<dyn Fn() + Send + Sync>, impl Fn()) {
        let (sender, receiver): (Sender<()>, _) = bounded(1000);
        let wake = move || {
            let _ = sender.try_send(()); // one ring is enough
        };
        (Arc::new(wake), move || receiver.recv().expect("somebody rings"))
    }

    fn wait<T: Send + 'static>(study: &mut Study<T>, rung: impl Fn()) -> Result<T, StudyFailed> {
        loop {
            if let Some(result) = study.take() {
                return result;
            }
            rung();
        }
    }

    #[test]
    fn a_result_is_taken_once() {
        let (wake, rung) = bell();
        let mut study = Study::new("test study");
        assert_eq!(study.progress(), None, "nothing begun");
        study.begin(wake, |_, progress| {
            progress(0.5);
            Ok(7)
        });
        assert_eq!(wait(&mut study, rung), Ok(7));
        assert!(study.take().is_none() && study.progress().is_none(), "taken");
    }

    #[test]
    fn progress_is_told_and_a_newer_computation_takes_over() {
        let (wake, rung) = bell();
        let mut study = Study::new("test study");
        let until_cancelled = |cancel: &AtomicBool, progress: &mut dyn FnMut(f64)| {
            progress(0.25);
            while !cancel.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            Ok(1)
        };
        study.begin(Arc::clone(&wake), until_cancelled);
        rung();
        assert_eq!(study.progress(), Some(0.25));
        study.begin(wake, |_, _| Ok(2));
        assert_eq!(wait(&mut study, rung), Ok(2), "never the older one's");
    }

    #[test]
    fn cancelled_is_idle_and_a_panic_is_an_error() {
        let (wake, rung) = bell();
        let mut study = Study::<u8>::new("test study");
        study.begin(Arc::clone(&wake), |_, _| Ok(1));
        study.cancel();
        assert!(study.progress().is_none() && study.take().is_none(), "cancelled");
        study.begin(wake, |_, _| panic!("no such module"));
        assert_eq!(wait(&mut study, rung), Err(StudyFailed("no such module".into())));
    }
}
