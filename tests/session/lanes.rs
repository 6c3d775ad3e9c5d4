//! Watching a run changes nothing and loses nothing.

use super::{Watcher, alone, tiny_preset, written};
use crate::support::{in_own_process, preset};
use gridscope::model::Compute;
use gridscope::preset::Value;
use gridscope::runs::RunFolders;
use gridscope::stream::{Command, Event, History, RunState, SendError, Source as _};
use gridscope::train::{EngineOptions, RecordStart, Records as _, StateSource as _, TrainingPool};
use std::path::Path;

#[test]
fn a_watcher_that_does_not_look_for_ten_thousand_steps_loses_nothing() {
    const STEPS: u64 = 10_000;
    const CHANGES: usize = 2_000;
    if !in_own_process("session::lanes::a_watcher_that_does_not_look_for_ten_thousand_steps_loses_nothing") {
        return;
    }
    let settings = [("units", "6"), ("hidden", "3"), ("trajectory_length", "4"), ("trajectories", "2")];
    let mut options = EngineOptions { threads: Some(1), ..EngineOptions::new(preset(&settings)) };
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
    assert!(watcher.seen.iter().any(|event| matches!(event, Event::State(RunState::Paused))), "among them the pause");
}

#[test]
fn a_watched_run_is_the_same_as_one_that_nobody_watches() {
    const STEPS: u64 = 60;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let options = EngineOptions { run_at_once: true, pause_after: Some(STEPS), ..written(&path) };
    let mut watcher = Watcher::new(options);
    let (mut pictures, mut asked) = (0, 0);
    watcher.until("all steps", |watcher| {
        // Looked at as much as possible: every picture taken, maps measured again and again.
        pictures += usize::from(watcher.session.take_pictures().is_some());
        let _ = watcher.session.take_maps();
        asked += usize::from(watcher.session.send(Command::MapArena { side_m: 0.5 }).is_ok());
        let status = watcher.session.status();
        (status.state == RunState::Paused && status.step == STEPS).then_some(())
    });
    assert!(pictures > 0 && asked > 0, "it was watched");
    watcher.until("maps of an arena", |watcher| watcher.session.take_maps());
    let state = watcher.checkpoint();

    for threads in [1, 2] {
        let pool = TrainingPool::new(Some(threads)).expect("threads are there");
        let (unwatched, samples) = pool.install(|| alone(tiny_preset(), STEPS, &[]));
        assert_eq!(state.hash(), unwatched.hash(), "same state as with {threads} threads and no watcher");
        assert_eq!(watcher.samples(), samples, "same losses");
    }
    // The same metrics, to the last byte, as a run without a window writes.
    let other = folder.path().join("other");
    let (state, samples) = alone(tiny_preset(), STEPS, &[]);
    let mut log = RunFolders::Exactly(other.clone())
        .begin(RecordStart { head: state.head(), compute: &Compute::cpu(), threads: 1, parent: None })
        .expect("a new folder")
        .expect("it is written");
    log.losses(&samples);
    log.save_now(&state).expect("writable");
    let metrics = |folder: &Path| std::fs::read_to_string(folder.join("metrics.csv")).expect("metrics");
    assert_eq!(metrics(&path), metrics(&other));
}
