//! Going back never rewrites: kept states, and the runs that begin from them.

use super::unhurried::{Unhurried, files_of, only};
use super::{Telltale, Watcher, alone, tiny, tiny_preset};
use gridscope::preset::{Preset, Value};
use gridscope::runs::{RunFolders, checkpoint_name, find_checkpoint, find_run, parent_of, read_checkpoint, run_id};
use gridscope::stream::{Command, Event, Journal, KeptId, KeptState, RunState, Source as _};
use gridscope::train::{EngineOptions, Parent};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn set(name: &str, value: Value) -> Command {
    Command::Set { name: name.to_owned(), value }
}

#[track_caller]
fn keep(run: &mut Unhurried) -> Arc<KeptState> {
    let told = run.done(Command::Keep);
    only(&told, |event| match event {
        Event::Kept(kept) => Some(Arc::clone(kept)),
        _ => None,
    })
}

/// The folder of the n-th run.
fn folder(runs: &Path, number: u32) -> PathBuf {
    runs.join(format!("test-seed0-{number:03}"))
}

#[track_caller]
fn journal(folder: &Path) -> Journal {
    Journal::from_ron(&std::fs::read_to_string(folder.join("journal.ron")).expect("a journal")).expect("valid")
}

/// Steps of the rows in a run folder.
fn rows(folder: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(folder.join("metrics.csv")).expect("metrics");
    text.lines().skip(1).map(|row| row.split(',').next().and_then(|step| step.parse().ok()).expect("a step")).collect()
}

#[test]
fn one_goes_back_as_often_as_one_likes_and_the_parent_stays_as_it_is() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    run.steps(3);
    run.done(set("sigma_g", Value::Number(0.3)));
    run.steps(3);
    let kept = keep(&mut run);
    assert_eq!((kept.step, &kept.state_hash, kept.preset.as_str()), (6, &run.hash(), "test"));
    assert_eq!(kept.losses.as_ref(), run.samples().last(), "the losses of its last step");
    assert!(kept.set.maps.rates.iter().any(|rate| rate.is_finite()) && kept.set.step == Some(6), "a picture");
    run.steps(4);
    let before = run.samples();

    let first = folder(runs.path(), 1);
    let mut hashes = Vec::new();
    let mut parent_files = None;
    for number in [2, 3] {
        let told = run.done(Command::ReturnTo(kept.id));
        let (began, step) = only(&told, |event| match event {
            Event::Began { run, step, .. } => Some((*run, *step)),
            _ => None,
        });
        assert!(began != kept.run && step == 6, "a run of its own");
        let applied = only(&told, |event| match event {
            Event::Applied(made) => Some((made.step, made.name.clone())),
            _ => None,
        });
        assert_eq!(applied, (3, "sigma_g".to_owned()), "with its journal");
        assert_eq!(run.samples(), before[..6], "with its losses");
        assert!(run.0.take_pictures().is_some_and(|pictures| pictures.set.step == Some(6)), "the wall is not empty");
        assert_eq!(run.hash(), kept.state_hash);
        let files = parent_files.get_or_insert_with(|| files_of(&first)).clone();
        run.steps(5);
        run.done(set("sigma_g", Value::Number(0.2)));
        run.steps(5);
        hashes.push(run.hash());
        assert_eq!(run.0.folder(), Some(folder(runs.path(), number).as_path()));
        assert_eq!(files_of(&first), files, "nothing of the parent is touched");
    }
    run.0.finish();
    assert_eq!(hashes[0], hashes[1], "the same bits both times");
    let (straight, _) = alone(tiny_preset(), 16, &[(3, "sigma_g", "0.3"), (11, "sigma_g", "0.2")]);
    assert_eq!(hashes[0], straight.hash(), "and those of a run that never stopped");

    assert_eq!(parent_of(&first).expect("a run"), None);
    assert_eq!(rows(&first), (1..=10).collect::<Vec<_>>());
    let (id, step, state_hash) = (run_id(&first).expect("a run"), 6, kept.state_hash.clone());
    let parent = Parent { run: id.clone(), folder: first.display().to_string(), step, state_hash };
    let checkpoint = read_checkpoint(&first.join(checkpoint_name(6))).expect("the state that is named");
    assert_eq!(checkpoint.hash(), parent.state_hash);
    for number in [2, 3] {
        let child = folder(runs.path(), number);
        assert_eq!(parent_of(&child).expect("a run").as_ref(), Some(&parent));
        assert_eq!(find_run(&id, &child, Path::new("/nowhere")), Some(first.clone()), "by its name");
        assert_eq!(rows(&child), (7..=16).collect::<Vec<_>>(), "its own steps");
        let preset = Preset::read(&child.join("preset.ron")).expect("its preset");
        assert!((preset.params.sigma_g - 0.3).abs() < 1e-9, "with which it began");
        let steps: Vec<u64> = journal(&child).entries.iter().map(|made| made.step).collect();
        assert_eq!(steps, [3, 11], "the parent's journal up to there, and its own");
        assert_eq!(find_checkpoint(&child).expect("a checkpoint").1.hash(), hashes[0]);
    }
}

#[test]
fn the_curves_of_a_child_begin_with_those_of_its_parents() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    for _ in 0..3 {
        run.steps(3);
        let kept = keep(&mut run);
        run.steps(2);
        run.done(Command::ReturnTo(kept.id));
    }
    run.steps(1);
    run.0.finish();
    let (_, samples) = alone(tiny_preset(), 10, &[]);
    let open = |path: PathBuf| {
        Unhurried::with(EngineOptions { open: Some(path), records: Box::new(RunFolders::Nowhere), ..tiny() })
    };
    assert_eq!(open(folder(runs.path(), 4)).samples(), samples, "through three generations");
    // A checkpoint by its file knows them, too.
    assert_eq!(open(folder(runs.path(), 3).join(checkpoint_name(9))).samples(), samples[..9]);
    // Elsewhere, under other names.
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    for number in 1..=4 {
        let to = elsewhere.path().join(format!("{number}"));
        std::fs::rename(folder(runs.path(), number), to).expect("on one file system");
    }
    assert_eq!(open(elsewhere.path().join("4")).samples(), samples);
    std::fs::remove_dir_all(elsewhere.path().join("2")).expect("there");
    let records = Box::new(RunFolders::Nowhere);
    let mut watcher = Watcher::new(EngineOptions { open: Some(elsewhere.path().join("4")), records, ..tiny() });
    watcher.state(RunState::Paused);
    assert_eq!(watcher.samples(), samples[6..], "as far as they are there");
    let is_told =
        |event: &Event| matches!(event, Event::Message { text, .. } if text.contains("curves of steps 1 to 6"));
    assert!(watcher.seen.iter().any(is_told), "{:#?}", watcher.seen);
}

#[test]
fn a_checkpoint_that_is_opened_by_its_file_begins_a_child() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    run.steps(4);
    run.done(Command::Checkpoint);
    run.steps(2);
    let first = folder(runs.path(), 1);
    let file = first.join(checkpoint_name(4));
    run.done(Command::Open(file.clone()));
    run.steps(1);
    run.0.finish();
    let parent = parent_of(&folder(runs.path(), 2)).expect("a run").expect("it has one");
    assert_eq!((parent.run, parent.step), (run_id(&first).expect("a run"), 4));
    assert_eq!(parent.state_hash, read_checkpoint(&file).expect("whole").hash());

    // One that lies anywhere is nobody's child.
    let moved = runs.path().join("moved.safetensors");
    std::fs::copy(&file, &moved).expect("writable");
    let mut run = Unhurried::below(runs.path());
    run.done(Command::Open(moved));
    run.steps(1);
    run.0.finish();
    assert_eq!(parent_of(&folder(runs.path(), 3)).expect("a run"), None);
}

#[test]
fn keeping_is_bounded_and_what_is_gone_is_told() {
    let mut run = Unhurried::with(tiny());
    let mut kept: Vec<KeptId> = Vec::new();
    for number in 0..14 {
        run.steps(1);
        let told = run.done(Command::Keep);
        kept.extend(told.iter().filter_map(|event| match event {
            Event::Kept(kept) => Some(kept.id),
            _ => None,
        }));
        let gone: Vec<KeptId> = told
            .iter()
            .filter_map(|event| match event {
                Event::Forgotten(id) => Some(*id),
                _ => None,
            })
            .collect();
        assert_eq!(gone, if number < 12 { vec![] } else { vec![kept[number - 12]] }, "the oldest goes");
    }
    assert!(run.refused(Command::ReturnTo(kept[1])).contains("no longer kept"));
    let told = run.done(Command::Forget(kept[5]));
    assert!(matches!(told[..], [Event::Forgotten(id)] if id == kept[5]), "{told:?}");
    assert!(run.refused(Command::Forget(kept[5])).contains("no longer kept"));
    run.done(Command::ReturnTo(kept[2]));
    assert_eq!(run.0.status().step, 3);
}

#[test]
fn kept_states_outlive_the_run() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    run.steps(5);
    let kept = keep(&mut run);
    let mut other = tiny_preset();
    other.params.units = 9;
    run.done(Command::Load(Box::new(other)));
    run.done(Command::Run);
    for _ in 0..3 {
        run.0.step();
    }
    let told = run.done(Command::ReturnTo(kept.id));
    assert!(run.0.is_running(), "it trains as it did");
    let units = only(&told, |event| match event {
        Event::Began { preset, .. } => Some(preset.params.units),
        _ => None,
    });
    assert_eq!((units, run.hash()), (12, kept.state_hash.clone()));
    run.done(Command::Reset { seed: Some(3) });
    run.done(Command::ReturnTo(kept.id));
    assert_eq!(run.hash(), kept.state_hash);
    assert_eq!(rows(&folder(runs.path(), 2)).len(), 3, "the run before has its last step");
}

#[test]
fn an_untrained_network_is_begun_anew() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    let kept = keep(&mut run);
    assert!(!folder(runs.path(), 1).exists(), "nothing is written for it");
    run.steps(3);
    run.done(Command::ReturnTo(kept.id));
    run.steps(3);
    run.0.finish();
    let [first, second] = [1, 2].map(|number| folder(runs.path(), number));
    assert_eq!(parent_of(&second).expect("a run"), None);
    assert_eq!(std::fs::read(first.join("metrics.csv")).ok(), std::fs::read(second.join("metrics.csv")).ok());
}

#[test]
fn a_checkpoint_that_others_begin_from_stays() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    let save = |run: &mut Unhurried| {
        run.steps(1);
        run.done(Command::Checkpoint);
    };
    (0..2).for_each(|_| save(&mut run));
    run.steps(1);
    keep(&mut run);
    (0..20).for_each(|_| save(&mut run));
    run.0.finish();
    let first = folder(runs.path(), 1);
    let count = || files_of(&first).keys().filter(|name| name.starts_with("checkpoint-")).count();
    assert!(first.join(checkpoint_name(3)).is_file() && count() == 13, "beside the twelve that stay anyway");
    let records = Box::new(RunFolders::Below(runs.path().to_path_buf()));
    let mut run = Unhurried::with(EngineOptions { open: Some(first.clone()), records, ..tiny() });
    (0..20).for_each(|_| save(&mut run));
    run.0.finish();
    assert!(first.join(checkpoint_name(3)).is_file() && count() == 13, "also when the run was gone on with");
}

#[test]
fn after_a_failure_kept_states_are_there_and_the_twin_is_not() {
    let broken = Arc::new(AtomicU64::new(0));
    let fail = Arc::clone(&broken);
    let log = Telltale(Arc::new(move |step| assert_ne!(fail.load(Ordering::SeqCst), step, "a test breaks the step")));
    let mut watcher = Watcher::new(EngineOptions { records: Box::new(log), ..tiny() });
    watcher.state(RunState::Paused);
    watcher.step();
    watcher.send(Command::Keep);
    let kept = watcher.next("a kept state", |event| match event {
        Event::Kept(kept) => Some(Arc::clone(kept)),
        _ => None,
    });
    watcher.send(Command::BeginTwin { name: "sigma_g".into(), value: Value::Number(0.3) });
    watcher.next("a twin", |event| matches!(event, Event::TwinBegan(_)).then_some(()));
    watcher.step();
    broken.store(3, Ordering::SeqCst);
    watcher.send(Command::Step);
    let reason = watcher.next("the end of the twin", |event| match event {
        Event::TwinEnded(gridscope::stream::TwinEnd::Failed(reason)) => Some(reason.clone()),
        _ => None,
    });
    assert!(reason.contains("a test breaks the step"), "{reason}");
    watcher.state(RunState::Failed);
    assert!(watcher.session.take_twin().is_none());
    watcher.send(Command::ReturnTo(kept.id));
    assert_eq!(watcher.began().1, 1);
    watcher.state(RunState::Paused);
    watcher.step();
    assert_eq!(watcher.samples(), alone(tiny_preset(), 2, &[]).1);
}
