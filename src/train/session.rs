//! A live run: an engine on a thread of its own, and the handle through which a window or a test watches and steers it.

use super::engine::{Engine, EngineOptions};
use super::outlet::{Outlet, Shared};
use super::thread::TrainingThread;
use super::{TrainError, TrainingPool};
use crate::maps::MapSet;
use crate::stream::{Command, Event, History, Pictures, SendError, Source, Status, Wake};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A live run. Dropping it ends the thread.
pub struct Session {
    commands: Sender<Command>,
    events: Receiver<Event>,
    shared: Shared,
    thread: Option<JoinHandle<()>>,
}

impl Session {
    /// Commands that may wait for the training thread.
    const COMMANDS: usize = 64;
    /// Events that may wait for the watcher.
    const EVENTS: usize = 256;
    /// How long a dropped session waits for its thread: a step on a slow device, and a checkpoint.
    const FAREWELL: Duration = Duration::from_secs(20);

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
        let thread = std::thread::Builder::new()
            .name("gridscope-train".into())
            .spawn(move || TrainingThread::new(engine, inbox, outlet, maps, wake).run(&pool))
            .map_err(TrainError::Thread)?;
        Ok(Self { commands, events, shared, thread: Some(thread) })
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

    fn is_live(&self) -> bool {
        true
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.commands.send_timeout(Command::Stop, Duration::from_secs(1));
        let began = Instant::now();
        if let Some(thread) = self.thread.take() {
            while !thread.is_finished() && began.elapsed() < Self::FAREWELL {
                std::thread::sleep(Duration::from_millis(5));
            }
            if thread.is_finished() {
                let _ = thread.join();
            }
        }
    }
}
