//! One run in the place of another: the old one leaves its last step on disk, and a new one that cannot begin changes
//! nothing.

use super::{Watcher, alone, tiny, tiny_preset, written};
use gridscope::preset::Value;
use gridscope::runs::{RunFolders, find_checkpoint};
use gridscope::stream::{Command, Event, RunState, Source as _};
use gridscope::train::EngineOptions;
use std::path::{Path, PathBuf};

/// A run that trains, in a folder of its own below `runs`.
fn running(runs: &Path) -> Watcher {
    let records = Box::new(RunFolders::Below(runs.to_path_buf()));
    let mut watcher = Watcher::new(EngineOptions { records, run_at_once: true, ..tiny() });
    watcher.until("a few steps", |watcher| (watcher.last_step() >= 5).then_some(()));
    watcher
}

/// The folder of the run that began first.
fn first(runs: &Path) -> PathBuf {
    runs.join("test-seed0-001")
}

/// The steps in a run folder's metrics and the step of its newest checkpoint have to be the same, and its weights those of
/// a run that nobody replaced.
#[track_caller]
fn assert_whole(folder: &Path) -> u64 {
    let (_, state) = find_checkpoint(folder).expect("a last checkpoint");
    let metrics = std::fs::read_to_string(folder.join("metrics.csv")).expect("metrics");
    let rows = metrics.lines().count() as u64 - 1;
    assert_eq!(rows, state.step, "every step that has a row is in the checkpoint");
    assert!(state.step >= 5, "the steps that were seen");
    assert_eq!(state.hash(), alone(tiny_preset(), state.step, &[]).0.hash(), "to the last bit");
    state.step
}

#[test]
fn opening_another_run_leaves_the_old_one_with_its_last_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (runs, other) = (folder.path().join("runs"), folder.path().join("other"));
    {
        let mut watcher = Watcher::new(written(&other));
        watcher.state(RunState::Paused);
        watcher.step();
    }
    let mut watcher = running(&runs);
    watcher.send(Command::Open(other));
    watcher.next("the other run", |event| matches!(event, Event::Began { step: 1, .. }).then_some(()));
    assert_whole(&first(&runs));
}

#[test]
fn loading_a_preset_leaves_the_old_run_with_its_last_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut watcher = running(folder.path());
    let mut preset = tiny_preset();
    preset.params.units = 9;
    watcher.send(Command::Load(Box::new(preset)));
    watcher.next("the new run", |event| match event {
        Event::Began { preset, .. } => (preset.params.units == 9).then_some(()),
        _ => None,
    });
    assert_whole(&first(folder.path()));
}

#[test]
fn quitting_in_the_middle_leaves_the_last_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let watcher = running(folder.path());
    drop(watcher);
    assert_whole(&first(folder.path()));
}

#[test]
fn opening_its_own_folder_goes_on_where_the_run_is_now() {
    for respell in [|path: PathBuf| path, |path: PathBuf| path.join("../test-seed0-001")] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut watcher = running(folder.path());
        watcher.began();
        watcher.send(Command::Open(respell(first(folder.path()))));
        let (_, step) = watcher.began();
        assert!(step >= 5, "not from an older checkpoint: {step}");
        watcher.send(Command::Pause);
        watcher.state(RunState::Paused);
        drop(watcher);
        assert!(assert_whole(&first(folder.path())) >= step, "and is still written");
    }
}

#[test]
fn a_run_that_cannot_be_opened_leaves_the_present_one_as_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runs = folder.path().join("runs");
    let half = folder.path().join("half.safetensors");
    std::fs::write(&half, b"not a checkpoint").expect("writable");
    let mut watcher = running(&runs);
    for path in [half, folder.path().join("absent")] {
        watcher.send(Command::Open(path.clone()));
        let (command, _) = watcher.refused();
        assert_eq!(command, Command::Open(path));
    }
    let now = watcher.last_step();
    watcher.until("more steps", |watcher| (watcher.last_step() > now + 5).then_some(()));
    drop(watcher);
    assert!(assert_whole(&first(&runs)) > now + 5, "it was written all the time");
    assert!(!runs.join("test-seed0-002").exists(), "no other run began");
}

#[test]
fn a_run_is_previewed_once_and_begins_once() {
    let mut watcher = Watcher::new(tiny());
    watcher.state(RunState::Paused);
    watcher.send(Command::Reset { seed: Some(4) });
    watcher.state(RunState::Paused);
    let mut seen = Vec::new();
    for event in &watcher.seen {
        match event {
            Event::Preview { run, pictures, preset } => {
                assert_eq!(pictures.set.maps.units, preset.params.units, "pictures of its own network");
                assert_eq!(pictures.set.step, Some(0), "untrained");
                seen.push(("preview", *run, preset.params.seed));
            }
            Event::Began { run, preset, device, .. } => {
                assert!(device.contains("2 threads"), "the device is known: {device}");
                seen.push(("began", *run, preset.params.seed));
            }
            _ => {}
        }
    }
    let [a, b, c, d] = seen[..] else { panic!("one preview and one beginning a run: {seen:?}") };
    assert_eq!([a.0, b.0, c.0, d.0], ["preview", "began", "preview", "began"]);
    assert!(a.1 == b.1 && c.1 == d.1 && a.1 != c.1, "each run has an identity of its own");
    assert_eq!((b.2, d.2), (0, 4));
}

#[test]
fn without_a_run_commands_are_answered() {
    let mut preset = tiny_preset();
    preset.params.sigma_g = -1.0;
    let mut watcher = Watcher::new(EngineOptions { run_at_once: true, ..EngineOptions::new(preset) });
    watcher.state(RunState::Paused);
    let live = Command::Set { name: "sigma_x".into(), value: Value::Number(0.1) };
    for command in [Command::Run, Command::Step, Command::MapArena { side_m: 2.0 }, Command::Checkpoint, live] {
        watcher.send(command.clone());
        let (refused, reason) = watcher.refused();
        assert_eq!(refused, command);
        assert!(reason.contains("no run") && reason.contains("sigma_g"), "with the reason: {reason}");
    }
    watcher.send(Command::Recover);
    assert!(watcher.refused().1.contains("nothing has failed"));
    watcher.send(Command::Load(Box::new(tiny_preset())));
    watcher.began();
    watcher.until("steps", |watcher| {
        let _ = watcher.session.send(Command::Run);
        (watcher.last_step() > 2).then_some(())
    });
    watcher.send(Command::Checkpoint);
    assert!(watcher.refused().1.contains("not written down"), "nothing is written here, and that is said");
}
