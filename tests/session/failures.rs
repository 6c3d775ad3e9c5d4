//! Panics and numbers that are not finite.

use super::{Telltale, Watcher, alone, tiny, tiny_preset, written};
use gridscope::model::Compute;
use gridscope::preset::Value;
use gridscope::runs::{RunFolders, find_checkpoint};
use gridscope::stream::{Command, Event, Journal, LossSample, RunState, Series, Severity, Source as _};
use gridscope::train::{
    EngineOptions, RecordNews, RecordStart, Records, RunRecord, StateSource, StoredFolder, StoredRun, TrainError,
    TrainState,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let mut watcher = Watcher::new(EngineOptions { records: Box::new(log), run_at_once: true, ..tiny() });
    watcher.state(RunState::Failed);
    let reason = watcher.seen.iter().any(|event| {
        matches!(event, Event::Message { severity: Severity::Error, text } if text.contains("a test breaks step 5"))
    });
    assert!(reason, "the reason is in the log: {:#?}", watcher.seen);
    let shown = watcher.seen.iter().any(|event| matches!(event, Event::Preview { .. }));
    assert!(shown, "the pictures from before are there to look at");
    watcher.send(Command::Run);
    let (refused, reason) = watcher.refused();
    assert!(refused == Command::Run && reason.contains("a test breaks step 5"), "not an answer to a failure: {reason}");
    watcher.send(Command::Recover);
    let (preset, step) = watcher.began();
    assert!((1..5).contains(&step), "from a kept state: step {step}");
    assert_eq!(preset.params, tiny_preset().params);
    watcher.state(RunState::Paused);
    while watcher.last_step() < 8 {
        watcher.step();
    }
    assert_eq!(watcher.samples(), alone(tiny_preset(), 8, &[]).1, "one sample a step, the right ones");

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

/// A run folder whose run breaks once.
struct Breaking(RunFolders, Arc<AtomicU64>);
struct BreakingLog(Box<dyn RunRecord>, Arc<AtomicU64>);
impl Records for Breaking {
    fn read(&self, path: &Path) -> Result<StoredRun, TrainError> {
        self.0.read(path)
    }
    fn begin(&mut self, start: RecordStart<'_>) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        let record = self.0.begin(start)?.expect("it is written");
        Ok(Some(Box::new(BreakingLog(record, Arc::clone(&self.1)))))
    }
    fn resume(&mut self, stored: &mut StoredFolder, start: RecordStart<'_>) -> Result<Box<dyn RunRecord>, TrainError> {
        Ok(Box::new(BreakingLog(self.0.resume(stored, start)?, Arc::clone(&self.1))))
    }
}
impl RunRecord for BreakingLog {
    fn folder(&self) -> &Path {
        self.0.folder()
    }
    fn losses(&mut self, samples: &[LossSample]) {
        self.0.losses(samples);
        let breaks =
            samples.iter().any(|s| self.1.compare_exchange(s.step, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok());
        assert!(!breaks, "a test breaks the run");
    }
    fn journal(&mut self, journal: &Journal) {
        self.0.journal(journal);
    }
    fn save(&mut self, state: &Arc<TrainState>) -> bool {
        self.0.save(state)
    }
    fn save_now(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        self.0.save_now(state)
    }
    fn rewind(&mut self, start: RecordStart<'_>, journal: &Journal) {
        self.0.rewind(start, journal);
    }
    fn next_news(&mut self) -> Option<RecordNews> {
        self.0.next_news()
    }
}

#[test]
fn a_recovered_run_s_folder_has_one_row_a_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let log = Breaking(RunFolders::Exactly(path.clone()), Arc::new(AtomicU64::new(6)));
    let mut watcher = Watcher::new(EngineOptions { records: Box::new(log), ..tiny() });
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
    let (mut state, samples) = alone(tiny_preset(), 4, &[]);
    // W(v) becomes infinite, and the norm of a state with it.
    state.weights.last_mut().expect("an output layer").fill(3e38);
    let mut log = RunFolders::Exactly(path.clone())
        .begin(RecordStart { head: state.head(), compute: &Compute::cpu(), threads: 1, parent: None })
        .expect("a new folder")
        .expect("it is written");
    log.losses(&samples);
    log.save_now(&state).expect("writable");
    drop(log);

    let options = EngineOptions { open: Some(path.clone()), run_at_once: true, ..written(&path) };
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
    let mut watcher = Watcher::new(EngineOptions { open: Some(path), ..written(&log) });
    watcher.state(RunState::Paused);
    watcher.send(Command::Reset { seed: None });
    watcher.until("a new run", |watcher| (watcher.began().1 == 0).then_some(()));
    watcher.state(RunState::Paused);
    watcher.until("step 0", |watcher| (watcher.session.status().step == 0).then_some(()));
    watcher.step();
    assert_eq!(watcher.samples(), samples[..1], "a reset begins with good weights");
}

#[test]
fn a_reset_after_a_panic_leaves_the_kept_state_on_disk() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runs = RunFolders::Below(folder.path().to_path_buf());
    let log = Breaking(runs, Arc::new(AtomicU64::new(6)));
    let mut watcher = Watcher::new(EngineOptions { records: Box::new(log), run_at_once: true, ..tiny() });
    watcher.state(RunState::Failed);
    assert!(watcher.session.status().step >= 5, "it says where it failed: {:?}", watcher.session.status());
    watcher.send(Command::Reset { seed: Some(1) });
    watcher.until("a new run", |watcher| (watcher.began().0.params.seed == 1).then_some(()));
    let (_, state) = find_checkpoint(&folder.path().join("test-seed0-001")).expect("the state before the failure");
    assert!((1..6).contains(&state.step), "step {}", state.step);
    assert_eq!(state.hash(), alone(tiny_preset(), state.step, &[]).0.hash(), "to the last bit");
}

#[test]
fn an_opened_run_that_fails_at_once_goes_on_from_where_it_was_opened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    {
        let mut watcher = Watcher::new(written(&path));
        watcher.state(RunState::Paused);
        for _ in 0..4 {
            watcher.step();
        }
    }
    let log = Breaking(RunFolders::Exactly(path.clone()), Arc::new(AtomicU64::new(5)));
    let mut watcher = Watcher::new(EngineOptions { records: Box::new(log), open: Some(path.clone()), ..tiny() });
    watcher.state(RunState::Paused);
    watcher.send(Command::Run);
    watcher.state(RunState::Failed);
    watcher.send(Command::Recover);
    assert_eq!(watcher.began().1, 4);
    watcher.state(RunState::Paused);
    drop(watcher);
    let rows = std::fs::read_to_string(path.join("metrics.csv")).expect("metrics");
    assert_eq!(rows.lines().count(), 1 + 4, "nothing was lost");
    assert_eq!(find_checkpoint(&path).expect("a checkpoint").1.step, 4);
}
