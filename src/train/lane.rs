//! What readers on other threads share with training, which never waits for them.

use crate::stream::{History, LossSample, Pictures, Slot, TwinLook};
use std::sync::{Arc, PoisonError, RwLock, TryLockError};

/// A loss history that is read elsewhere. What cannot be written at once waits here.
#[derive(Default)]
pub(super) struct HistoryLane {
    shared: Arc<RwLock<History>>,
    waiting: Vec<LossSample>,
}

impl HistoryLane {
    pub(super) fn new(shared: Arc<RwLock<History>>) -> Self {
        Self { shared, waiting: Vec::new() }
    }

    pub(super) fn push(&mut self, samples: &[LossSample]) {
        self.waiting.extend_from_slice(samples);
        self.flush();
    }

    /// Hands on what waits, unless somebody reads right now.
    pub(super) fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        // A reader holds the lock for microseconds: if it does right now, the next step tries again.
        let history = match self.shared.try_write() {
            Ok(history) => Some(history),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        if let Some(mut history) = history {
            for sample in self.waiting.drain(..) {
                history.push(sample);
            }
        }
    }

    /// Another history takes its place.
    pub(super) fn restart(&mut self, history: &History) {
        self.waiting.clear();
        self.shared.write().unwrap_or_else(PoisonError::into_inner).clone_from(history);
    }

    /// The losses after a step never were.
    pub(super) fn rewind(&mut self, step: u64) {
        self.flush();
        self.waiting.retain(|sample| sample.step <= step);
        self.shared.write().unwrap_or_else(PoisonError::into_inner).rewind(step);
    }
}

/// What a twin shows.
#[derive(Clone, Default)]
pub(super) struct TwinLane {
    pub(super) pictures: Slot<Arc<Pictures>>,
    history: Arc<RwLock<History>>,
}

impl TwinLane {
    /// That of a twin which begins with this history.
    pub(super) fn begin(history: &History) -> Self {
        Self { pictures: Slot::default(), history: Arc::new(RwLock::new(history.clone())) }
    }

    /// The writing end of its history; there is one.
    pub(super) fn losses(&self) -> HistoryLane {
        HistoryLane::new(Arc::clone(&self.history))
    }

    /// The reading end of all.
    pub(super) fn look(&self) -> TwinLook {
        TwinLook { pictures: self.pictures.take(), history: Arc::clone(&self.history) }
    }
}
