//! A run folder holds all that is needed to have the run again.

use super::{Watcher, alone, tiny, tiny_preset, written};
use gridscope::preset::{Preset, Value};
use gridscope::runs::{RunFolders, checkpoint_name, find_checkpoint, write_checkpoint};
use gridscope::stream::{Command, Event, Journal, RunState, Series, Source as _};
use gridscope::train::EngineOptions;

#[test]
fn preset_seed_and_journal_give_the_same_run_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let mut watcher = Watcher::new(EngineOptions { run_at_once: true, ..written(&path) });
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
fn a_run_that_another_program_trains_is_only_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (path, runs) = (folder.path().join("run"), folder.path().join("runs"));
    let mut owner = Watcher::new(written(&path));
    owner.state(RunState::Paused);
    for _ in 0..5 {
        owner.step();
    }
    let state = owner.checkpoint();
    let before = std::fs::read_to_string(path.join("metrics.csv")).expect("metrics");

    let records = Box::new(RunFolders::Below(runs.clone()));
    let mut reader = Watcher::new(EngineOptions { open: Some(path.clone()), records, ..tiny() });
    assert_eq!(reader.began().1, 5, "it is shown");
    let told = |watcher: &Watcher, words: &str| {
        let has = |event: &Event| matches!(event, Event::Message { text, .. } if text.contains(words));
        watcher.seen.iter().any(has)
    };
    let told_owner = reader.next("who owns it", |event| match event {
        Event::Owned { owner, .. } => Some(owner.clone()),
        _ => None,
    });
    assert!(told_owner.starts_with("process "), "{told_owner}");
    reader.state(RunState::Paused);
    reader.step();
    reader.checkpoint();
    assert!(told(&reader, "What is trained from here lies in"), "{:?}", reader.seen);
    drop(reader);
    let own = find_checkpoint(&runs.join("test-seed0-001")).expect("a run of its own").1;
    assert_eq!((own.step, own.preset.params.units), (6, state.preset.params.units));

    assert_eq!(std::fs::read_to_string(path.join("metrics.csv")).expect("metrics"), before, "nothing was touched");
    owner.step();
    drop(owner);
    let rows = std::fs::read_to_string(path.join("metrics.csv")).expect("metrics");
    assert_eq!((rows.lines().count(), find_checkpoint(&path).expect("saved").1.step), (1 + 6, 6), "its owner goes on");
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

    let mut watcher = Watcher::new(EngineOptions { open: Some(path.clone()), ..written(&folder.path().join("x")) });
    let (preset, step) = watcher.began();
    assert!(step == 4 && (preset.params.sigma_g - 0.3).abs() < 1e-9, "where it ended, with what was changed");
    assert_eq!(watcher.applied().0, 3, "with its journal");
    let (whole, samples) = alone(tiny_preset(), 6, &[(3, "sigma_g", "0.3")]);
    assert_eq!(watcher.samples(), samples[..4], "with its losses");
    watcher.until("pictures of step 4", |w| w.session.take_pictures().filter(|pictures| pictures.set.step == Some(4)));
    watcher.step();
    watcher.step();
    assert_eq!(watcher.checkpoint().hash(), whole.hash(), "it goes on as if it had not stopped");
    assert_eq!(watcher.samples(), samples);

    // While a run goes on, a checkpoint without a folder around it is opened, too.
    let file = folder.path().join("alone.safetensors");
    write_checkpoint(&file, &state, "").expect("writable");
    watcher.send(Command::Open(file));
    assert_eq!(watcher.began().1, 4);
}
