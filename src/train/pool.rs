//! The threads that share the work of a training step. The global pool is never configured.

use super::TrainError;
use std::sync::Arc;

/// A pool of named training threads.
#[derive(Clone)]
pub struct TrainingPool(Arc<rayon::ThreadPool>);

impl TrainingPool {
    /// A pool of `threads` threads; `None` takes one per core.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn new(threads: Option<usize>) -> Result<Self, TrainError> {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("gridscope-train-{index}"))
            .build()
            .map(|pool| Self(Arc::new(pool)))
            .map_err(|error| TrainError::Pool { threads, reason: error.to_string() })
    }

    /// Runs `work` so that all parallel parts of it use this pool.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.install(work)
    }

    /// Number of threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.current_num_threads()
    }
}
