//! A live run without a window: commands, lanes, failures, and what watching does to it (nothing).

mod commands;
mod failures;
mod flashback;
mod lanes;
mod records;
mod replaced;
mod twice;
mod twin;
mod unhurried;

use crate::support::{TINY, preset};
use gridscope::model::Compute;
use gridscope::preset::{Preset, Value};
use gridscope::runs::{RunFolders, read_checkpoint};
use gridscope::stream::{Command, Event, History, Journal, LossSample, RunState, Source};
use gridscope::train::{
    EngineOptions, RecordNews, RecordStart, Records, RunRecord, Session, StateSource, StepOutcome, StoredFolder,
    StoredRun, TrainError, TrainState, Trainer,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

/// Nothing here takes a second: whoever waits this long waits for something that will not come.
pub(super) const LIMIT: Duration = Duration::from_mins(2);

/// Sends commands, waits for events.
pub(super) struct Watcher {
    pub(super) session: Session,
    woken: Receiver<()>,
    pub(super) seen: Vec<Event>,
}

impl Watcher {
    pub(super) fn new(options: EngineOptions) -> Self {
        let (bell, woken) = sync_channel::<()>(1);
        let wake = move || {
            let _ = bell.try_send(()); // it rings already
        };
        let session = Session::start(options, Arc::new(wake)).expect("threads are there");
        Self { session, woken, seen: Vec::new() }
    }

    #[track_caller]
    pub(super) fn send(&mut self, command: Command) {
        self.session.send(command).expect("the lane has room");
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.send(Command::Set { name: name.to_owned(), value });
    }

    /// Waits until something holds; asks again whenever the run says that there is something new.
    #[track_caller]
    pub(super) fn until<T>(&mut self, what: &str, mut found: impl FnMut(&mut Self) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = found(self) {
                return found;
            }
            assert!(began.elapsed() < LIMIT, "waited in vain for {what}; seen: {:#?}", self.seen);
            let _ = self.woken.recv_timeout(Duration::from_millis(10)); // rings, or it is time to look again
        }
    }

    /// The next event of a kind; those before it are kept in `seen`.
    #[track_caller]
    pub(super) fn next<T>(&mut self, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
        self.until(what, |watcher| {
            while let Some(event) = watcher.session.next_event() {
                let found = pick(&event);
                watcher.seen.push(event);
                if found.is_some() {
                    return found;
                }
            }
            None
        })
    }

    #[track_caller]
    pub(super) fn state(&mut self, wanted: RunState) {
        self.next(&format!("{wanted:?}"), |event| {
            matches!(event, Event::State(state) if *state == wanted).then_some(())
        });
    }

    #[track_caller]
    pub(super) fn began(&mut self) -> (Preset, u64) {
        self.next("a run", |event| match event {
            Event::Began { preset, step, .. } => Some((preset.as_ref().clone(), *step)),
            _ => None,
        })
    }

    /// The next command that was not carried out, and why.
    #[track_caller]
    pub(super) fn refused(&mut self) -> (Command, String) {
        self.next("a refusal", |event| match event {
            Event::Refused { command, reason } => Some((command.as_ref().clone(), reason.clone())),
            _ => None,
        })
    }

    #[track_caller]
    pub(super) fn applied(&mut self) -> (u64, String, String) {
        self.next("an intervention", |event| match event {
            Event::Applied(entry) => Some((entry.step, entry.name.clone(), entry.new.clone())),
            _ => None,
        })
    }

    /// One training step: Step, and the status after it.
    #[track_caller]
    pub(super) fn step(&mut self) {
        let goal = self.session.status().step + 1;
        self.send(Command::Step);
        self.until("a step", |watcher| (watcher.session.status().step == goal).then_some(()));
        self.until("its losses", |watcher| (watcher.last_step() == goal).then_some(()));
    }

    pub(super) fn last_step(&self) -> u64 {
        let history = self.session.history();
        let history = history.read().expect("nobody panics while reading");
        history.last().map_or(0, |sample| sample.step)
    }

    pub(super) fn samples(&self) -> Vec<LossSample> {
        let history = self.session.history();
        let history: &History = &history.read().expect("nobody panics while reading");
        history.recent().copied().collect()
    }

    /// Writes a checkpoint into the run folder and reads it.
    #[track_caller]
    pub(super) fn checkpoint(&mut self) -> TrainState {
        // Those that are written by themselves were asked for before.
        while self.session.next_event().is_some_and(|event| {
            self.seen.push(event);
            true
        }) {}
        self.send(Command::Checkpoint);
        loop {
            let (step, path) = self.next("a checkpoint", |event| match event {
                Event::Checkpoint { step, path } => Some((*step, path.clone())),
                _ => None,
            });
            if step == self.session.status().step {
                return read_checkpoint(&path).expect("a whole checkpoint");
            }
        }
    }
}

/// Parameters of a network that does thousands of steps a second.
pub(super) fn tiny_preset() -> Preset {
    preset(&TINY)
}

pub(super) fn tiny() -> EngineOptions {
    EngineOptions { threads: Some(2), ..EngineOptions::new(tiny_preset()) }
}

/// A tiny run that is written into this folder.
pub(super) fn written(folder: &Path) -> EngineOptions {
    EngineOptions { records: Box::new(RunFolders::Exactly(folder.to_path_buf())), ..tiny() }
}

/// A tiny run of one trainer alone, with interventions at steps.
pub(super) fn alone(preset: Preset, steps: u64, at: &[(u64, &str, &str)]) -> (TrainState, Vec<LossSample>) {
    let mut trainer = Trainer::new(preset, Compute::cpu()).expect("a small run");
    let mut samples = Vec::new();
    loop {
        let now = trainer.step();
        for (_, name, value) in at.iter().filter(|(step, ..)| *step == now) {
            trainer.apply(name, value).expect("a live parameter");
        }
        if now == steps {
            return (trainer.state(), samples);
        }
        match trainer.train_step() {
            StepOutcome::Samples(new) => samples.extend(new),
            other @ StepOutcome::NonFinite { .. } => panic!("{other:?}"),
        }
    }
}

/// What a log of the test does on the training thread when a step is done.
pub(super) type OnStep = Arc<dyn Fn(u64) + Send + Sync>;

/// A record that lies nowhere: it only tells when a step is done.
pub(super) struct Telltale(pub(super) OnStep);

impl RunRecord for Telltale {
    fn folder(&self) -> &Path {
        Path::new("nowhere")
    }
    fn losses(&mut self, samples: &[LossSample]) {
        for sample in samples {
            (self.0)(sample.step);
        }
    }
    fn journal(&mut self, _: &Journal) {}
    fn save(&mut self, _: &Arc<TrainState>) -> bool {
        true
    }
    fn save_now(&mut self, _: &dyn StateSource) -> Result<PathBuf, TrainError> {
        Ok("nowhere".into())
    }
    fn rewind(&mut self, _: RecordStart<'_>, _: &Journal) {}
    fn next_news(&mut self) -> Option<RecordNews> {
        None
    }
}

impl Records for Telltale {
    fn read(&self, path: &Path) -> Result<StoredRun, TrainError> {
        RunFolders::Nowhere.read(path)
    }
    fn begin(&mut self, _: RecordStart<'_>) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        Ok(Some(Box::new(Self(Arc::clone(&self.0)))))
    }
    fn resume(&mut self, _: &mut StoredFolder, _: RecordStart<'_>) -> Result<Box<dyn RunRecord>, TrainError> {
        Ok(Box::new(Self(Arc::clone(&self.0))))
    }
}

/// A log that holds the training thread at the end of each step until the test lets it go on.
pub(super) fn gate() -> (Box<dyn Records>, Receiver<u64>, Sender<()>) {
    let (done, steps): (SyncSender<u64>, _) = sync_channel(0);
    let (go, gone) = channel();
    let gone = std::sync::Mutex::new(gone);
    let hold = move |step| {
        // When the test is over nobody answers any more, and the thread goes on.
        if done.send(step).is_ok() {
            let _ = gone.lock().expect("one thread waits here").recv();
        }
    };
    (Box::new(Telltale(Arc::new(hold))), steps, go)
}
