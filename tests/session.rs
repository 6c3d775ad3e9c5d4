//! A live run without a window: commands, lanes, failures, and what watching does to it (nothing).

use crate::support::{TINY, in_own_process, preset};
use gridscope::model::Compute;
use gridscope::preset::{Preset, Value};
use gridscope::runs::RunFolders;
use gridscope::stream::{Command, Event, History, Journal, LossSample, RunState, SendError, Series, Severity, Source};
use gridscope::train::{
    RunLog, RunLogFactory, Session, SessionOptions, StepOutcome, TrainError, TrainState, Trainer, TrainingPool,
    checkpoint_name, find_checkpoint, read_checkpoint, write_checkpoint,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

/// Nothing here takes a second: whoever waits this long waits for something that will not come.
const LIMIT: Duration = Duration::from_mins(2);

/// Sends commands, waits for events.
struct Watcher {
    session: Session,
    woken: Receiver<()>,
    seen: Vec<Event>,
}

impl Watcher {
    fn new(options: SessionOptions) -> Self {
        let (bell, woken) = sync_channel::<()>(1);
        let wake = move || {
            let _ = bell.try_send(()); // it rings already
        };
        let session = Session::start(options, Arc::new(wake)).expect("threads are there");
        Self { session, woken, seen: Vec::new() }
    }

    #[track_caller]
    fn send(&mut self, command: Command) {
        self.session.send(command).expect("the lane has room");
    }

    fn set(&mut self, name: &str, value: Value) {
        self.send(Command::Set { name: name.to_owned(), value });
    }

    /// Waits until something holds; asks again whenever the run says that there is something new.
    #[track_caller]
    fn until<T>(&mut self, what: &str, mut found: impl FnMut(&mut Self) -> Option<T>) -> T {
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
    fn next<T>(&mut self, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
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
    fn state(&mut self, wanted: RunState) {
        self.next(&format!("{wanted:?}"), |event| (*event == Event::State(wanted)).then_some(()));
    }

    #[track_caller]
    fn began(&mut self) -> (Preset, u64) {
        // The preview of a run has no device yet: what counts is the event after which it says what it does.
        self.next("a run", |event| match event {
            Event::Began { preset, step, device } if device.contains(" thread") => {
                Some((preset.as_ref().clone(), *step))
            }
            _ => None,
        })
    }

    #[track_caller]
    fn applied(&mut self) -> (u64, String, String) {
        self.next("an intervention", |event| match event {
            Event::Applied(entry) => Some((entry.step, entry.name.clone(), entry.new.clone())),
            _ => None,
        })
    }

    /// One training step: Step, and the status after it.
    #[track_caller]
    fn step(&mut self) {
        let goal = self.session.status().step + 1;
        self.send(Command::Step);
        self.until("a step", |watcher| (watcher.session.status().step == goal).then_some(()));
        self.until("its losses", |watcher| (watcher.last_step() == goal).then_some(()));
    }

    fn last_step(&self) -> u64 {
        let history = self.session.history();
        let history = history.read().expect("nobody panics while reading");
        history.last().map_or(0, |sample| sample.step)
    }

    fn samples(&self) -> Vec<LossSample> {
        let history = self.session.history();
        let history: &History = &history.read().expect("nobody panics while reading");
        history.recent().copied().collect()
    }

    /// Writes a checkpoint into the run folder and reads it.
    #[track_caller]
    fn checkpoint(&mut self) -> TrainState {
        self.send(Command::Checkpoint);
        let path = self.next("a checkpoint", |event| match event {
            Event::Checkpoint { path, .. } => Some(path.clone()),
            _ => None,
        });
        read_checkpoint(&path).expect("a whole checkpoint")
    }
}

fn tiny() -> SessionOptions {
    SessionOptions { threads: Some(2), ..SessionOptions::new(preset(&TINY)) }
}

/// A tiny run that is written into this folder.
fn written(folder: &Path) -> SessionOptions {
    SessionOptions { log: Some(Box::new(RunFolders::Exactly(folder.to_path_buf()))), ..tiny() }
}

/// A tiny run of one trainer alone, with interventions at steps.
fn alone(preset: Preset, steps: u64, at: &[(u64, &str, &str)]) -> (TrainState, Vec<LossSample>) {
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
type OnStep = Arc<dyn Fn(u64) + Send + Sync>;

/// A record that lies nowhere: it only tells when a step is done.
struct Telltale(OnStep);

impl RunLog for Telltale {
    fn folder(&self) -> &Path {
        Path::new("nowhere")
    }
    fn samples(&mut self, samples: &[LossSample]) -> Result<(), TrainError> {
        for sample in samples {
            (self.0)(sample.step);
        }
        Ok(())
    }
    fn journal(&mut self, _: &Journal) -> Result<(), TrainError> {
        Ok(())
    }
    fn checkpoint(&mut self, _: &TrainState) -> Result<PathBuf, TrainError> {
        Ok("nowhere".into())
    }
}

impl RunLogFactory for Telltale {
    fn begin(&mut self, _: &TrainState, _: &Compute, _: usize) -> Result<Box<dyn RunLog>, TrainError> {
        Ok(Box::new(Self(Arc::clone(&self.0))))
    }
    fn resume(&mut self, _: &Path, _: &TrainState) -> Result<(Box<dyn RunLog>, Vec<LossSample>), TrainError> {
        Ok((Box::new(Self(Arc::clone(&self.0))), Vec::new()))
    }
}

/// A log that holds the training thread at the end of each step until the test lets it go on.
fn gate() -> (Box<dyn RunLogFactory>, Receiver<u64>, Sender<()>) {
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

#[test]
fn commands_take_effect_before_the_next_step_and_say_so() {
    let (log, steps, go) = gate();
    let mut watcher = Watcher::new(SessionOptions { log: Some(log), run_at_once: true, ..tiny() });
    watcher.state(RunState::Running);
    let wait = || steps.recv_timeout(LIMIT).expect("a step is done");
    let number = Value::Number;
    let commands = [
        (Command::Set { name: "learning_rate".into(), value: number(1e-3) }, "learning_rate"),
        (Command::HoldRate(true), "rate.hold"),
        (Command::Set { name: "sigma_g".into(), value: number(0.3) }, "sigma_g"),
        (Command::HoldRate(false), "rate.hold"),
        (Command::RestartSchedule, "rate.restart"),
        (Command::Set { name: "permute".into(), value: Value::Switch(false) }, "permute"),
    ];
    for (index, (command, name)) in commands.into_iter().enumerate() {
        let step = wait(); // the thread stands at the end of this step
        assert_eq!(step, index as u64 + 1);
        watcher.send(command);
        go.send(()).expect("the thread waits");
        let applied = watcher.applied();
        assert_eq!((applied.0, applied.1.as_str()), (step, name), "felt by the very next step");
    }
    let step = wait();
    watcher.send(Command::Pause);
    go.send(()).expect("the thread waits");
    watcher.state(RunState::Paused);
    assert_eq!(watcher.session.status().step, step, "no step after the pause");
    watcher.until("the losses", |watcher| (watcher.last_step() == step).then_some(()));
    let rates: Vec<f32> = watcher.samples().iter().map(|sample| sample.get(Series::LearningRate)).collect();
    // Step n of the warm-up has n/20 of the rate: halved before step 2, held in steps 3 and 4, begun again in step 6.
    assert!((rates[1] / rates[0] - 1.0).abs() < 0.05, "twice the share of half the rate: {rates:?}");
    assert!(rates[2].to_bits() == rates[3].to_bits() && rates[4] > 1.5 * rates[3], "held and let go: {rates:?}");
    assert!(rates[5] < 0.3 * rates[4] && rates[6] > 1.5 * rates[5], "begun again: {rates:?}");
    drop((steps, go));
}

#[test]
fn pause_step_reset_and_a_new_seed() {
    let mut watcher = Watcher::new(tiny());
    let (_, step) = watcher.began();
    assert_eq!(step, 0);
    watcher.state(RunState::Paused);
    watcher.step();
    watcher.step();
    let first = watcher.samples();
    assert_eq!(first.iter().map(|sample| sample.step).collect::<Vec<_>>(), [1, 2]);

    watcher.send(Command::Reset { seed: None });
    let (preset, step) = watcher.began();
    assert_eq!((preset.params.seed, step), (0, 0));
    assert!(watcher.samples().is_empty(), "history begins anew");
    watcher.state(RunState::Paused);
    watcher.step();
    watcher.step();
    assert_eq!(watcher.samples(), first, "the same run again");

    watcher.send(Command::Reset { seed: Some(5) });
    assert_eq!(watcher.began().0.params.seed, 5);
    watcher.state(RunState::Paused);
    watcher.step();
    assert_ne!(watcher.samples()[0], first[0], "another run");

    watcher.set("units", Value::Count(9));
    let (preset, step) = watcher.began();
    assert_eq!((preset.params.units, preset.params.seed, step), (9, 5, 0), "a restart parameter begins a new run");
    watcher.state(RunState::Paused);
    watcher.until("pictures of 9 units", |watcher| {
        watcher.session.take_pictures().filter(|pictures| pictures.maps.units == 9)
    });

    watcher.send(Command::Run);
    watcher.state(RunState::Running);
    watcher.until("ten steps", |watcher| (watcher.last_step() >= 10).then_some(()));
    watcher.send(Command::Load(Box::new(super::support::preset(&TINY))));
    let (preset, step) = watcher.began();
    assert_eq!((preset.params.units, step), (12, 0), "another preset");
    watcher.state(RunState::Running);
    watcher.send(Command::Stop);
    watcher.state(RunState::Stopped);
    watcher.until("the end", |watcher| (watcher.session.send(Command::Run) == Err(SendError::Gone)).then_some(()));
}

#[test]
fn what_cannot_be_done_is_said_and_changes_nothing() {
    let mut watcher = Watcher::new(tiny());
    watcher.state(RunState::Paused);
    watcher.step();
    let mut bad = super::support::preset(&TINY);
    bad.params.sigma_g = -1.0;
    for (command, word) in [
        (Command::Set { name: "sigmag".into(), value: Value::Number(0.3) }, "sigma_g"),
        (Command::Set { name: "sigma_g".into(), value: Value::Number(99.0) }, "0.01 to 3"),
        (Command::Set { name: "units".into(), value: Value::Count(1) }, "2 to 1024"),
        (Command::Load(Box::new(bad)), "sigma_g"),
        (Command::Open("/there/is/no/such/run".into()), "no/such/run"),
        (Command::Evaluate { box_m: 1000.0 }, "0.5 to 20"),
    ] {
        watcher.send(command);
        let text = watcher.next("a word about it", |event| match event {
            Event::Message { severity: Severity::Warning | Severity::Error, text } => Some(text.clone()),
            _ => None,
        });
        assert!(text.contains(word), "`{word}` in: {text}");
    }
    assert_eq!(watcher.session.status().step, 1, "the run stands where it stood");
    watcher.step();
    assert_eq!(watcher.samples(), alone(preset(&TINY), 2, &[]).1, "and goes on as if nothing had been asked");
}

#[test]
fn a_watcher_that_does_not_look_for_ten_thousand_steps_loses_nothing() {
    const STEPS: u64 = 10_000;
    const CHANGES: usize = 2_000;
    if !in_own_process("session::a_watcher_that_does_not_look_for_ten_thousand_steps_loses_nothing") {
        return;
    }
    let settings = [("units", "6"), ("hidden", "3"), ("trajectory_length", "4"), ("trajectories", "2")];
    let mut options = SessionOptions { threads: Some(1), ..SessionOptions::new(preset(&settings)) };
    options.pause_after = Some(STEPS);
    let mut watcher = Watcher::new(options);
    // Neither events nor pictures are taken until the end; only the status is looked at. More is said than any lane
    // takes: a change every few steps.
    watcher.until("the start", |watcher| (watcher.session.status().state == RunState::Paused).then_some(()));
    watcher.send(Command::Run);
    let mut warm = None;
    let mut sent = 0;
    watcher.until("all steps", |watcher| {
        let status = watcher.session.status();
        while sent < CHANGES && (sent as u64) * STEPS / CHANGES as u64 <= status.step {
            let value = Value::Number(0.3 + 0.0001 * sent as f64);
            match watcher.session.send(Command::Set { name: "sigma_g".into(), value }) {
                Ok(()) => sent += 1,
                Err(SendError::Busy) => break,
                Err(error) => panic!("{error}"),
            }
        }
        if warm.is_none() && status.step >= 1000 {
            warm = gridscope::platform::peak_memory_mib();
        }
        (status.state == RunState::Paused && status.step == STEPS).then_some(())
    });
    let grown = gridscope::platform::peak_memory_mib().zip(warm).map(|(after, before)| after - before);
    assert!(grown.is_none_or(|mib| mib < 16.0), "memory grew by {grown:?} MiB in 9000 steps");

    // Nothing was lost: neither a step …
    let history = watcher.session.history();
    let history = history.read().expect("nobody panics while reading");
    let recent: Vec<u64> = history.recent().map(|sample| sample.step).collect();
    assert_eq!(recent, (STEPS - History::RECENT as u64 + 1..=STEPS).collect::<Vec<_>>(), "the newest steps in full");
    let buckets = history.buckets();
    assert!(buckets.len() <= History::BUCKETS, "bounded");
    assert_eq!((buckets[0].first_step, buckets[buckets.len() - 1].last_step), (1, STEPS));
    assert!(buckets.windows(2).all(|pair| pair[0].last_step + 1 == pair[1].first_step), "no gap");
    drop(history);
    // … nor an event.
    let mut changes = Vec::new();
    while changes.len() < sent {
        changes.push(watcher.applied());
    }
    assert!(sent > 300, "far more changes than the lane of events takes: {sent}");
    for (index, (_, _, new)) in changes.iter().enumerate() {
        let value: f64 = new.parse().expect("a number");
        assert!((value - 0.3 - 0.0001 * index as f64).abs() < 1e-9, "change {index} is in its place: {new}");
    }
    assert!(changes.windows(2).all(|pair| pair[0].0 <= pair[1].0), "in order");
    assert!(watcher.seen.contains(&Event::State(RunState::Paused)), "among them the pause");
}

#[test]
fn a_watched_run_is_the_same_as_one_that_nobody_watches() {
    const STEPS: u64 = 60;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let options = SessionOptions { run_at_once: true, pause_after: Some(STEPS), ..written(&path) };
    let mut watcher = Watcher::new(options);
    let (mut pictures, mut asked) = (0, 0);
    watcher.until("all steps", |watcher| {
        // Looked at as much as possible: every picture taken, maps measured again and again.
        pictures += usize::from(watcher.session.take_pictures().is_some());
        let _ = watcher.session.take_evaluation();
        asked += usize::from(watcher.session.send(Command::Evaluate { box_m: 0.5 }).is_ok());
        let status = watcher.session.status();
        (status.state == RunState::Paused && status.step == STEPS).then_some(())
    });
    assert!(pictures > 0 && asked > 0, "it was watched");
    watcher.until("an evaluation", |watcher| watcher.session.take_evaluation());
    let state = watcher.checkpoint();

    for threads in [1, 2] {
        let pool = TrainingPool::new(Some(threads)).expect("threads are there");
        let (unwatched, samples) = pool.install(|| alone(preset(&TINY), STEPS, &[]));
        assert_eq!(state.hash(), unwatched.hash(), "same state as with {threads} threads and no watcher");
        assert_eq!(watcher.samples(), samples, "same losses");
    }
    // The same metrics, to the last byte, as a run without a window writes.
    let other = folder.path().join("other");
    let (state, samples) = alone(preset(&TINY), STEPS, &[]);
    let mut log = RunFolders::Exactly(other.clone()).begin(&state, &Compute::cpu(), 1).expect("a new folder");
    log.samples(&samples).expect("writable");
    log.checkpoint(&state).expect("writable");
    let metrics = |folder: &Path| std::fs::read_to_string(folder.join("metrics.csv")).expect("metrics");
    assert_eq!(metrics(&path), metrics(&other));
}

#[test]
fn preset_seed_and_journal_give_the_same_run_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let mut watcher = Watcher::new(SessionOptions { run_at_once: true, ..written(&path) });
    // A user who moves things at moments that nobody planned.
    let moves = [
        Command::Set { name: "capacity.enabled".into(), value: Value::Switch(false) },
        Command::Set { name: "sigma_g".into(), value: Value::Number(0.123_456_789) },
        Command::HoldRate(true),
        Command::Set { name: "accumulation".into(), value: Value::Count(2) },
        Command::Set { name: "capacity.enabled".into(), value: Value::Switch(true) },
        Command::HoldRate(false),
        Command::RestartSchedule,
        Command::Set { name: "conformal_radius".into(), value: Value::Number(0.1) },
    ];
    let count = moves.len();
    for command in moves {
        let now = watcher.last_step();
        watcher.until("a few steps", |watcher| (watcher.last_step() >= now + 3).then_some(()));
        watcher.send(command);
        watcher.applied();
    }
    let now = watcher.last_step();
    watcher.until("a few steps", |watcher| (watcher.last_step() >= now + 3).then_some(()));
    watcher.send(Command::Pause);
    watcher.state(RunState::Paused);
    let state = watcher.checkpoint();
    drop(watcher);

    let text = std::fs::read_to_string(path.join("journal.ron")).expect("a journal");
    let journal = Journal::from_ron(&text).expect("its own journal");
    assert_eq!(journal.entries.len(), count);
    let preset = Preset::read(&path.join("preset.ron")).expect("its own preset");
    let at: Vec<(u64, &str, &str)> =
        journal.entries.iter().map(|entry| (entry.step, entry.name.as_str(), entry.new.as_str())).collect();
    let (again, samples) = alone(preset, state.step, &at);
    assert_eq!(again.hash(), state.hash(), "same state");
    assert_eq!(again.journal, journal, "same journal");
    let rows = std::fs::read_to_string(path.join("metrics.csv")).expect("metrics");
    let last = samples.last().expect("steps were done").get(Series::Total).to_string();
    assert_eq!(rows.lines().last().and_then(|row| row.split(',').nth(1)), Some(last.as_str()), "same losses");
}

#[test]
fn a_panic_in_the_thread_is_told_and_the_run_goes_on_from_a_kept_state() {
    let broken = Arc::new(AtomicU64::new(5));
    let fail = Arc::clone(&broken);
    let log = Telltale(Arc::new(move |step| {
        assert!(
            fail.compare_exchange(step, 0, Ordering::SeqCst, Ordering::SeqCst).is_err(),
            "a test breaks step {step}"
        );
    }));
    let mut watcher = Watcher::new(SessionOptions { log: Some(Box::new(log)), run_at_once: true, ..tiny() });
    watcher.state(RunState::Failed);
    let reason = watcher.seen.iter().any(|event| {
        matches!(event, Event::Message { severity: Severity::Error, text } if text.contains("a test breaks step 5"))
    });
    assert!(reason, "the reason is in the log: {:#?}", watcher.seen);
    watcher.until("the last pictures", |watcher| watcher.session.take_pictures());
    watcher.send(Command::Run); // not an answer to a failure: nothing happens
    watcher.send(Command::Recover);
    let (preset, step) = watcher.began();
    assert!((1..5).contains(&step), "from a kept state: step {step}");
    assert_eq!(preset.params, super::support::preset(&TINY).params);
    watcher.state(RunState::Paused);
    while watcher.last_step() < 8 {
        watcher.step();
    }
    assert_eq!(watcher.samples(), alone(super::support::preset(&TINY), 8, &[]).1, "one sample a step, the right ones");

    // Reset is an answer, too.
    broken.store(9, Ordering::SeqCst);
    watcher.send(Command::Step);
    watcher.state(RunState::Failed);
    watcher.send(Command::Reset { seed: Some(3) });
    watcher.until("a new run", |watcher| (watcher.began().0.params.seed == 3).then_some(()));
    watcher.state(RunState::Paused);
    watcher.until("step 0", |watcher| (watcher.session.status().step == 0).then_some(()));
    watcher.step();
    assert_eq!(watcher.samples().len(), 1, "a new history");
}

#[test]
fn a_recovered_run_s_folder_has_one_row_a_step() {
    /// A run folder whose run breaks once.
    struct Breaking(RunFolders, Arc<AtomicU64>);
    struct BreakingLog(Box<dyn RunLog>, Arc<AtomicU64>);
    impl RunLogFactory for Breaking {
        fn begin(
            &mut self,
            state: &TrainState,
            compute: &Compute,
            threads: usize,
        ) -> Result<Box<dyn RunLog>, TrainError> {
            Ok(Box::new(BreakingLog(self.0.begin(state, compute, threads)?, Arc::clone(&self.1))))
        }
        fn resume(
            &mut self,
            folder: &Path,
            state: &TrainState,
        ) -> Result<(Box<dyn RunLog>, Vec<LossSample>), TrainError> {
            let (log, samples) = self.0.resume(folder, state)?;
            Ok((Box::new(BreakingLog(log, Arc::clone(&self.1))), samples))
        }
    }
    impl RunLog for BreakingLog {
        fn folder(&self) -> &Path {
            self.0.folder()
        }
        fn samples(&mut self, samples: &[LossSample]) -> Result<(), TrainError> {
            self.0.samples(samples)?;
            let breaks =
                samples.iter().any(|s| self.1.compare_exchange(s.step, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok());
            assert!(!breaks, "a test breaks the run");
            Ok(())
        }
        fn journal(&mut self, journal: &Journal) -> Result<(), TrainError> {
            self.0.journal(journal)
        }
        fn checkpoint(&mut self, state: &TrainState) -> Result<PathBuf, TrainError> {
            self.0.checkpoint(state)
        }
    }

    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let log = Breaking(RunFolders::Exactly(path.clone()), Arc::new(AtomicU64::new(6)));
    let mut watcher = Watcher::new(SessionOptions { log: Some(Box::new(log)), ..tiny() });
    watcher.state(RunState::Paused);
    for _ in 0..3 {
        watcher.step();
    }
    watcher.set("sigma_g", Value::Number(0.3));
    watcher.applied();
    watcher.send(Command::Run);
    watcher.state(RunState::Failed);
    watcher.send(Command::Recover);
    let (preset, from) = watcher.began();
    watcher.state(RunState::Paused);
    let changed = (preset.params.sigma_g - 0.3).abs() < 1e-9;
    assert_eq!(changed, from >= 3, "parameters are those of the kept state (step {from})");
    watcher.send(Command::Run);
    watcher.state(RunState::Running);
    watcher.until("ten steps", |watcher| (watcher.last_step() >= 10).then_some(()));
    watcher.send(Command::Pause);
    watcher.state(RunState::Paused);
    let state = watcher.checkpoint();
    drop(watcher);
    let text = std::fs::read_to_string(path.join("metrics.csv")).expect("metrics");
    let steps: Vec<u64> =
        text.lines().skip(1).map(|row| row.split(',').next().unwrap_or("").parse().expect("a step")).collect();
    assert_eq!(steps, (1..=state.step).collect::<Vec<_>>(), "one row a step");
    let journal =
        Journal::from_ron(&std::fs::read_to_string(path.join("journal.ron")).expect("a journal")).expect("valid");
    assert_eq!(journal, state.journal, "the journal of what was kept");
}

#[test]
fn a_step_that_is_not_finite_changes_nothing_and_pauses() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let (mut state, samples) = alone(preset(&TINY), 4, &[]);
    // W(v) becomes infinite, and the norm of a state with it.
    state.weights.last_mut().expect("an output layer").fill(3e38);
    let mut log = RunFolders::Exactly(path.clone()).begin(&state, &Compute::cpu(), 1).expect("a new folder");
    log.samples(&samples).expect("writable");
    log.checkpoint(&state).expect("writable");

    let options = SessionOptions { open: Some(path.clone()), run_at_once: true, ..written(&path) };
    let mut watcher = Watcher::new(options);
    let (step, term) = watcher.next("a step that is not finite", |event| match event {
        Event::NonFinite { step, term } => Some((*step, term.clone())),
        _ => None,
    });
    assert_eq!(step, 5);
    assert!(gridscope::model::TERMS.contains(&term.as_str()) || term == "gradient", "a term is named: {term}");
    watcher.state(RunState::Paused);
    let status = watcher.session.status();
    assert_eq!((status.step, status.state), (4, RunState::Paused), "paused, and the step does not count");
    assert_eq!(watcher.checkpoint().hash(), state.hash(), "nothing was changed, to the last bit");
    let seen = watcher.samples();
    assert_eq!(seen[..4], samples, "nor were the losses");
    assert!(
        seen.len() == 5 && seen[4].step == 5 && seen[4].get(Series::Total).is_nan(),
        "the curves have a gap: {seen:?}"
    );
    let rows = std::fs::read_to_string(path.join("metrics.csv")).expect("metrics");
    assert_eq!(rows.lines().count(), 1 + 4, "a step that changed nothing has no row");
    // Again: the same; and a reset helps.
    watcher.send(Command::Step);
    watcher.next("the same again", |event| matches!(event, Event::NonFinite { step: 5, .. }).then_some(()));
    let log = folder.path().join("next");
    drop(watcher);
    let mut watcher = Watcher::new(SessionOptions { open: Some(path), ..written(&log) });
    watcher.state(RunState::Paused);
    watcher.send(Command::Reset { seed: None });
    watcher.until("a new run", |watcher| (watcher.began().1 == 0).then_some(()));
    watcher.state(RunState::Paused);
    watcher.until("step 0", |watcher| (watcher.session.status().step == 0).then_some(()));
    watcher.step();
    assert_eq!(watcher.samples(), samples[..1], "a reset begins with good weights");
}

#[test]
fn a_run_folder_is_opened_where_it_ended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    {
        let mut watcher = Watcher::new(written(&path));
        watcher.state(RunState::Paused);
        for _ in 0..3 {
            watcher.step();
        }
        watcher.set("sigma_g", Value::Number(0.3));
        watcher.applied();
        watcher.step();
        // Leaving writes the last state.
    }
    let (file, state) = find_checkpoint(&path).expect("a checkpoint was written at the end");
    assert_eq!((file, state.step), (path.join(checkpoint_name(4)), 4));

    let mut watcher = Watcher::new(SessionOptions { open: Some(path.clone()), ..written(&folder.path().join("x")) });
    let (preset, step) = watcher.began();
    assert!(step == 4 && (preset.params.sigma_g - 0.3).abs() < 1e-9, "where it ended, with what was changed");
    assert_eq!(watcher.applied().0, 3, "with its journal");
    let (whole, samples) = alone(super::support::preset(&TINY), 6, &[(3, "sigma_g", "0.3")]);
    assert_eq!(watcher.samples(), samples[..4], "with its losses");
    watcher.until("pictures of step 4", |w| w.session.take_pictures().filter(|pictures| pictures.step == 4));
    watcher.step();
    watcher.step();
    assert_eq!(watcher.checkpoint().hash(), whole.hash(), "it goes on as if it had not stopped");
    assert_eq!(watcher.samples(), samples);

    // While a run goes on, a checkpoint without a folder around it is opened, too.
    let file = folder.path().join("alone.safetensors");
    write_checkpoint(&file, &state).expect("writable");
    watcher.send(Command::Open(file));
    assert_eq!(watcher.began().1, 4);
}
