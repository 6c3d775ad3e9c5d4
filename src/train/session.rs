//! A live run: the training thread, and the handle through which a window or a test watches and steers it.

use super::outlet::{Outlet, Shared, Wake};
use super::thread::TrainingThread;
use super::{DeviceChoice, RunLogFactory, TrainError, TrainingPool};
use crate::maps::Evaluation;
use crate::preset::Preset;
use crate::stream::{Command, Event, History, Pictures, SendError, Slot, Source, Status};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How a session begins.
pub struct SessionOptions {
    /// The preset to begin with; ignored when `open` is given.
    pub preset: Preset,
    /// A run folder or checkpoint to go on with.
    pub open: Option<PathBuf>,
    /// Device to train on.
    pub device: DeviceChoice,
    /// Training threads; `None` takes one per core.
    pub threads: Option<usize>,
    /// Train at once, without waiting for `Command::Run`.
    pub run_at_once: bool,
    /// Steps after which the run pauses by itself, counted from where it begins.
    pub pause_after: Option<u64>,
    /// Where runs are written down; `None` writes nothing.
    pub log: Option<Box<dyn RunLogFactory>>,
    /// This program, for probing devices in a child process; without it no GPU is tried.
    pub program: Option<PathBuf>,
}

impl SessionOptions {
    /// Trains a preset on the CPU, writing nothing.
    #[must_use]
    pub fn new(preset: Preset) -> Self {
        Self {
            preset,
            open: None,
            device: DeviceChoice::Cpu,
            threads: None,
            run_at_once: false,
            pause_after: None,
            log: None,
            program: None,
        }
    }
}

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
    pub fn start(options: SessionOptions, wake: Wake) -> Result<Self, TrainError> {
        let (commands, inbox) = bounded(Self::COMMANDS);
        let (outbox, events) = bounded(Self::EVENTS);
        let shared = Shared {
            pictures: Slot::default(),
            evaluation: Slot::default(),
            status: Arc::new(Mutex::new(Status::default())),
            history: Arc::new(RwLock::new(History::default())),
        };
        let pool = TrainingPool::new(options.threads)?;
        let outlet = Outlet::new(shared.clone(), outbox, Arc::clone(&wake));
        let evaluation = shared.evaluation.clone();
        let thread = std::thread::Builder::new()
            .name("gridscope-train".into())
            .spawn(move || TrainingThread::new(options, pool, inbox, outlet).run(evaluation, wake))
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

    fn take_evaluation(&mut self) -> Option<Arc<Evaluation>> {
        self.shared.evaluation.take()
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
