//! The training thread's side of the lanes: nothing here ever waits for a reader.

use crate::maps::Evaluation;
use crate::stream::{Event, History, LossSample, Pictures, RunState, Severity, Slot, Status};
use crossbeam_channel::{Sender, TrySendError};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

/// A callback that asks the watcher to look.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What both sides of a session share.
#[derive(Clone)]
pub struct Shared {
    pub pictures: Slot<Arc<Pictures>>,
    pub evaluation: Slot<Arc<Evaluation>>,
    pub status: Arc<Mutex<Status>>,
    pub history: Arc<RwLock<History>>,
}

/// Sends facts up. What a full lane does not take waits here and goes out in order later.
pub struct Outlet {
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

    #[must_use]
    pub fn new(shared: Shared, events: Sender<Event>, wake: Wake) -> Self {
        Self {
            shared,
            events,
            waiting_events: VecDeque::new(),
            waiting_samples: Vec::new(),
            wake,
            last_wake: Instant::now(),
        }
    }

    /// An event, after all earlier ones.
    pub fn event(&mut self, event: Event) {
        self.waiting_events.push_back(event);
        self.flush();
        (self.wake)();
    }

    /// A line for the log.
    pub fn message(&mut self, severity: Severity, text: impl Into<String>) {
        self.event(Event::Message { severity, text: text.into() });
    }

    /// Losses of finished steps.
    pub fn samples(&mut self, samples: &[LossSample]) {
        self.waiting_samples.extend_from_slice(samples);
        self.flush();
        if self.last_wake.elapsed() >= Self::WAKE_EVERY {
            self.last_wake = Instant::now();
            (self.wake)();
        }
    }

    /// Sends on what waits, as far as the lanes take it.
    pub fn flush(&mut self) {
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

    /// A new run begins: history starts anew with these losses.
    pub fn restart_history(&mut self, samples: &[LossSample]) {
        self.waiting_samples.clear();
        let mut history = self.shared.history.write().unwrap_or_else(PoisonError::into_inner);
        history.clear();
        for sample in samples {
            history.push(*sample);
        }
    }

    /// A run goes back to a step: the losses after it are forgotten.
    pub fn rewind_history(&mut self, step: u64) {
        self.flush();
        self.waiting_samples.retain(|sample| sample.step <= step);
        self.shared.history.write().unwrap_or_else(PoisonError::into_inner).rewind(step);
    }

    /// Replaces the pictures.
    pub fn pictures(&self, pictures: Pictures) {
        self.shared.pictures.put(Arc::new(pictures));
        (self.wake)();
    }

    /// Whether the last pictures were taken, so that new ones are worth making.
    #[must_use]
    pub fn wants_pictures(&self) -> bool {
        self.shared.pictures.is_empty()
    }

    /// Changes the status.
    pub fn status(&self, change: impl FnOnce(&mut Status)) {
        change(&mut self.shared.status.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Changes what the run is doing, and says so.
    pub fn state(&mut self, state: RunState) {
        self.status(|status| status.state = state);
        self.event(Event::State(state));
    }
}
