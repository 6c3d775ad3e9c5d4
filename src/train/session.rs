//! A live run: an engine on a thread of its own, and the handle through which a window or a test watches and steers it.

use super::engine::{Engine, EngineOptions};
use super::lane::TwinLane;
use super::outlet::{Outlet, Shared};
use super::thread::TrainingThread;
use super::{TrainError, TrainingPool};
use crate::maps::MapSet;
use crate::stream::{Command, Event, History, Pictures, SendError, Slot, Source, Status, TwinLook, Wake};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, TrySendError, bounded};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// A live run. Dropping it ends the thread.
pub struct Session {
    commands: Sender<Command>,
    events: Receiver<Event>,
    shared: Shared,
    ender: Ender,
    thread: Option<JoinHandle<()>>,
}

/// Ends a session from anywhere.
#[derive(Clone)]
pub struct Ender {
    commands: Sender<Command>,
    /// Closed when the thread has ended.
    alive: Receiver<()>,
    saved: Slot<(u64, PathBuf)>,
}

impl Ender {
    /// Has the run saved and ended, and waits for it, at most so long; whether it has ended.
    #[must_use]
    pub fn end(&self, limit: Duration) -> bool {
        let _ = self.commands.send_timeout(Command::Stop, limit); // one that has ended takes no commands
        matches!(self.alive.recv_timeout(limit), Err(RecvTimeoutError::Disconnected))
    }

    /// Whether the run has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.alive.try_recv() == Err(TryRecvError::Disconnected)
    }

    /// Step and path of the newest checkpoint, once.
    #[must_use]
    pub fn take_saved(&self) -> Option<(u64, PathBuf)> {
        self.saved.take()
    }
}

impl Session {
    /// Commands that may wait for the training thread.
    const COMMANDS: usize = 64;
    /// Events that may wait for the watcher.
    const EVENTS: usize = 256;
    /// How long a dropped session waits for its thread: a step on a slow device, and a checkpoint of the largest network.
    pub const FAREWELL: Duration = Duration::from_mins(2);

    /// Starts the training thread. `wake` is called whenever there is something new to look at.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn start(options: EngineOptions, wake: Wake) -> Result<Self, TrainError> {
        let (commands, inbox) = bounded(Self::COMMANDS);
        let (outbox, events) = bounded(Self::EVENTS);
        let shared = Shared::default();
        let pool = TrainingPool::new(options.threads)?;
        let outlet = Outlet::new(shared.clone(), outbox, Arc::clone(&wake));
        let engine = Engine::new(options, pool.threads());
        let maps = shared.maps.clone();
        let (life, alive) = bounded(0);
        let work = move || {
            let _life = life; // ends with the thread
            TrainingThread::new(engine, inbox, outlet, maps, wake).run(&pool);
        };
        let thread =
            std::thread::Builder::new().name("gridscope-train".into()).spawn(work).map_err(TrainError::Thread)?;
        let ender = Ender { commands: commands.clone(), alive, saved: shared.saved.clone() };
        Ok(Self { commands, events, shared, ender, thread: Some(thread) })
    }

    /// A way to end this session from elsewhere.
    #[must_use]
    pub fn ender(&self) -> Ender {
        self.ender.clone()
    }
}

impl Source for Session {
    fn send(&mut self, command: Command) -> Result<(), SendError> {
        self.commands.try_send(command).map_err(|error| match error {
            TrySendError::Full(_) => SendError::Busy,
            TrySendError::Disconnected(_) => SendError::Gone,
        })
    }

    fn next_event(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    fn take_pictures(&mut self) -> Option<Arc<Pictures>> {
        self.shared.pictures.take()
    }

    fn take_maps(&mut self) -> Option<Arc<MapSet>> {
        self.shared.maps.take()
    }

    fn status(&self) -> Status {
        self.shared.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn history(&self) -> Arc<RwLock<History>> {
        Arc::clone(&self.shared.history)
    }

    fn take_twin(&mut self) -> Option<TwinLook> {
        self.shared.twin.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(TwinLane::look)
    }

    fn is_live(&self) -> bool {
        true
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let has_ended = self.ender.end(Self::FAREWELL);
        if let Some(thread) = self.thread.take().filter(|_| has_ended) {
            let _ = thread.join();
        }
    }
}
