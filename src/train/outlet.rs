//! The training thread's side of the lanes: nothing here ever waits for a reader.

use super::lane::{HistoryLane, TwinLane};
use super::listener::Listener;
use crate::maps::MapSet;
use crate::stream::{Event, History, LossSample, Pictures, Slot, Status, Wake};
use crossbeam_channel::{Sender, TrySendError};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// What both sides of a session share.
#[derive(Clone, Default)]
pub(super) struct Shared {
    pub(super) pictures: Slot<Arc<Pictures>>,
    /// The newest maps of an arena.
    pub(super) maps: Slot<Arc<MapSet>>,
    pub(super) status: Arc<Mutex<Status>>,
    pub(super) history: Arc<RwLock<History>>,
    /// What the twin shows, while there is one.
    pub(super) twin: Arc<Mutex<Option<TwinLane>>>,
    /// Step and path of the newest checkpoint.
    pub(super) saved: Slot<(u64, PathBuf)>,
}

/// Sends facts up. What a full lane does not take waits here and goes out in order later.
pub(super) struct Outlet {
    shared: Shared,
    events: Sender<Event>,
    waiting_events: VecDeque<Event>,
    losses: HistoryLane,
    /// What the twin shows, and the writing end of its history.
    twin: Option<(TwinLane, HistoryLane)>,
    wake: Wake,
    last_wake: Instant,
}

impl Outlet {
    /// The watcher is woken at most this often by losses; by anything else at once.
    const WAKE_EVERY: Duration = Duration::from_millis(33);

    pub(super) fn new(shared: Shared, events: Sender<Event>, wake: Wake) -> Self {
        let losses = HistoryLane::new(Arc::clone(&shared.history));
        let waiting_events = VecDeque::new();
        Self { shared, events, waiting_events, losses, twin: None, wake, last_wake: Instant::now() }
    }

    /// Sends on what waits, as far as the lanes take it.
    pub(super) fn flush(&mut self) {
        self.losses.flush();
        if let Some((_, losses)) = &mut self.twin {
            losses.flush();
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
        self.losses.push(samples);
        self.flush();
        if self.last_wake.elapsed() >= Self::WAKE_EVERY {
            self.last_wake = Instant::now();
            (self.wake)();
        }
    }

    fn begin_history(&mut self, history: &History) {
        self.losses.restart(history);
    }

    fn rewind_history(&mut self, step: u64) {
        self.losses.rewind(step);
    }

    fn status(&mut self, status: Status) {
        *self.shared.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    fn pictures(&mut self, pictures: Pictures) {
        self.shared.pictures.put(Arc::new(pictures));
        (self.wake)();
    }

    fn begin_twin(&mut self, history: &History) {
        let lane = TwinLane::begin(history);
        self.twin = Some((lane.clone(), lane.losses()));
        *self.shared.twin.lock().unwrap_or_else(PoisonError::into_inner) = Some(lane);
    }

    fn twin_losses(&mut self, samples: &[LossSample]) {
        if let Some((_, losses)) = &mut self.twin {
            losses.push(samples);
        }
    }

    fn twin_pictures(&mut self, pictures: Pictures) {
        if let Some((lane, _)) = &self.twin {
            lane.pictures.put(Arc::new(pictures));
            (self.wake)();
        }
    }

    fn end_twin(&mut self) {
        self.twin = None;
        *self.shared.twin.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
