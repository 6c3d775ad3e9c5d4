//! The training thread's side of the lanes: nothing here ever waits for a reader.

use super::listener::Listener;
use crate::maps::MapSet;
use crate::stream::{Event, History, LossSample, Pictures, Slot, Status, Wake};
use crossbeam_channel::{Sender, TrySendError};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

/// What both sides of a session share.
#[derive(Clone, Default)]
pub(super) struct Shared {
    pub(super) pictures: Slot<Arc<Pictures>>,
    /// The newest maps of an arena.
    pub(super) maps: Slot<Arc<MapSet>>,
    pub(super) status: Arc<Mutex<Status>>,
    pub(super) history: Arc<RwLock<History>>,
    /// Step and path of the newest checkpoint.
    pub(super) saved: Slot<(u64, PathBuf)>,
}

/// Sends facts up. What a full lane does not take waits here and goes out in order later.
pub(super) struct Outlet {
    shared: Shared,
    events: Sender<Event>,
    waiting_events: VecDeque<Event>,
    waiting_samples: Vec<LossSample>,
    wake: Wake,
    last_wake: Instant,
}

impl Outlet {
    /// The watcher is woken at most this often by losses; by anything else at once.
    const WAKE_EVERY: Duration = Duration::from_millis(33);

    pub(super) fn new(shared: Shared, events: Sender<Event>, wake: Wake) -> Self {
        Self {
            shared,
            events,
            waiting_events: VecDeque::new(),
            waiting_samples: Vec::new(),
            wake,
            last_wake: Instant::now(),
        }
    }

    /// Sends on what waits, as far as the lanes take it.
    pub(super) fn flush(&mut self) {
        if !self.waiting_samples.is_empty() {
            // A reader holds the lock for microseconds: if it does right now, the next step tries again.
            let history = match self.shared.history.try_write() {
                Ok(history) => Some(history),
                Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            };
            if let Some(mut history) = history {
                for sample in self.waiting_samples.drain(..) {
                    history.push(sample);
                }
            }
        }
        while let Some(event) = self.waiting_events.pop_front() {
            if let Err(TrySendError::Full(event)) = self.events.try_send(event) {
                self.waiting_events.push_front(event);
                break;
            }
        }
    }

    /// Whether the last pictures were taken, so that new ones are worth making.
    pub(super) fn wants_pictures(&self) -> bool {
        self.shared.pictures.is_empty()
    }
}

impl Listener for Outlet {
    fn event(&mut self, event: Event) {
        if matches!(event, Event::Preview { .. }) {
            drop(self.shared.pictures.take()); // those of the run before would be taken for the new one's
        }
        if let Event::Checkpoint { step, path } = &event {
            self.shared.saved.put((*step, path.clone()));
        }
        self.waiting_events.push_back(event);
        self.flush();
        (self.wake)();
    }

    fn losses(&mut self, samples: &[LossSample]) {
        self.waiting_samples.extend_from_slice(samples);
        self.flush();
        if self.last_wake.elapsed() >= Self::WAKE_EVERY {
            self.last_wake = Instant::now();
            (self.wake)();
        }
    }

    fn begin_history(&mut self, samples: &[LossSample]) {
        self.waiting_samples.clear();
        self.shared.history.write().unwrap_or_else(PoisonError::into_inner).restart(samples);
    }

    fn rewind_history(&mut self, step: u64) {
        self.flush();
        self.waiting_samples.retain(|sample| sample.step <= step);
        self.shared.history.write().unwrap_or_else(PoisonError::into_inner).rewind(step);
    }

    fn status(&mut self, status: Status) {
        *self.shared.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    fn pictures(&mut self, pictures: Pictures) {
        self.shared.pictures.put(Arc::new(pictures));
        (self.wake)();
    }
}
