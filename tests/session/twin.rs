//! Two networks in lockstep, one parameter apart.

use super::unhurried::{Unhurried, only};
use super::{Watcher, alone, tiny, tiny_preset, written};
use gridscope::maps::Origin;
use gridscope::model::Compute;
use gridscope::preset::{Preset, Value};
use gridscope::runs::{RunFolders, checkpoint_name, find_checkpoint, parent_of, read_checkpoint, run_id};
use gridscope::stream::{Command, Event, Journal, Pictures, RunState, Source as _, TwinEnd, TwinInfo};
use gridscope::train::{EngineOptions, RecordStart, Records as _, StateSource as _, TrainState, Trainer};
use std::path::Path;
use std::sync::Arc;

fn twin(name: &str, value: Value) -> Command {
    Command::BeginTwin { name: name.to_owned(), value }
}

fn without_capacity() -> Command {
    twin("capacity.enabled", Value::Switch(false))
}

fn began(event: &Event) -> Option<Arc<TwinInfo>> {
    match event {
        Event::TwinBegan(info) => Some(Arc::clone(info)),
        _ => None,
    }
}

fn ended(event: &Event) -> Option<TwinEnd> {
    match event {
        Event::TwinEnded(end) => Some(end.clone()),
        _ => None,
    }
}

/// A run of its own from a state, with interventions at steps.
fn from(state: TrainState, steps: u64, at: &[(u64, &str, &str)]) -> TrainState {
    let mut trainer = Trainer::from_state(state, Compute::cpu()).expect("a whole state");
    while trainer.step() < steps {
        let now = trainer.step();
        for (_, name, value) in at.iter().filter(|(step, ..)| *step == now) {
            trainer.apply(name, value).expect("a live parameter");
        }
        trainer.train_step();
    }
    trainer.state()
}

fn journal(folder: &Path) -> Vec<(u64, String, String)> {
    let text = std::fs::read_to_string(folder.join("journal.ron")).expect("a journal");
    let journal = Journal::from_ron(&text).expect("valid");
    journal.entries.into_iter().map(|made| (made.step, made.name, made.new)).collect()
}

#[test]
fn each_of_the_two_is_what_it_would_be_alone() {
    const PART: u64 = 40;
    const STEPS: u64 = 540;
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    run.steps(PART);
    let parting = run.hash();
    let info = only(&run.done(without_capacity()), began);
    assert_eq!((info.change.step, info.change.name.as_str()), (PART, "capacity.enabled"));
    assert_eq!((info.change.old.as_str(), info.change.new.as_str()), ("true", "false"));
    let look = run.0.take_twin().expect("there is one");
    let pictures = look.pictures.expect("it is shown at once");
    assert_eq!((&pictures.set.origin, pictures.set.step), (&Origin::Twin(info.run), Some(PART)));
    let first = run.0.take_pictures().expect("the first is shown, too");
    let bits = |pictures: &Pictures| pictures.set.maps.rates.iter().map(|rate| rate.to_bits()).collect::<Vec<_>>();
    assert!(bits(&first) == bits(&pictures), "they part here");
    assert_eq!(look.history.read().expect("readable").recent().copied().collect::<Vec<_>>(), run.samples());
    run.steps(STEPS - PART);
    let first = run.hash();
    assert_eq!(first, alone(tiny_preset(), STEPS, &[]).0.hash(), "the first does not feel it");
    let look = run.0.take_twin().expect("there is one");
    let samples: Vec<_> = look.history.read().expect("readable").recent().copied().collect();
    assert_eq!((samples.len() as u64, &samples[..PART as usize]), (STEPS, &run.samples()[..PART as usize]));
    assert_ne!(samples.last(), run.samples().last(), "they differ by now");

    let told = run.done(Command::PromoteTwin);
    let order: Vec<&str> = told
        .iter()
        .filter_map(|event| match event {
            Event::TwinEnded(TwinEnd::Promoted) => Some("promoted"),
            Event::Began { run, step, .. } if *run == info.run && *step == STEPS => Some("began"),
            Event::Applied(made) if *made == info.change => Some("applied"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["promoted", "began", "applied"], "{told:#?}");
    assert_eq!(run.samples(), samples, "its curves are the run's");
    assert!(run.0.take_twin().is_none());
    let set = run.0.take_pictures().expect("shown").set.clone();
    assert_eq!((&set.origin, set.step), (&Origin::Live(info.run), Some(STEPS)));

    let [parent, child] = [1, 2].map(|number| runs.path().join(format!("test-seed0-{number:03}")));
    let state = read_checkpoint(&parent.join(checkpoint_name(PART))).expect("the state in which they part");
    assert_eq!(state.hash(), parting);
    let apart = from(state, STEPS, &[(PART, "capacity.enabled", "false")]);
    assert_eq!(run.hash(), apart.hash(), "a run of its own from there");
    assert_eq!(find_checkpoint(&parent).expect("saved").1.hash(), first, "the first ends with its last step");
    let named = parent_of(&child).expect("a run").expect("a parent");
    assert_eq!((named.run, named.step, named.state_hash), (run_id(&parent).expect("a run"), PART, parting));
    let saved = read_checkpoint(&child.join(checkpoint_name(STEPS))).expect("a checkpoint now");
    assert_eq!((saved.hash(), &saved.journal), (apart.hash(), &apart.journal));
    let preset = Preset::read(&child.join("preset.ron")).expect("its preset");
    assert!(!preset.params.capacity.enabled, "with which its first step was trained");
    let rows = std::fs::read_to_string(child.join("metrics.csv")).expect("metrics");
    let steps: Vec<&str> = rows.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert_eq!((steps.len() as u64, steps[0], steps[499]), (STEPS - PART, "41", "540"), "all since they parted");
    let text = std::fs::read_to_string(child.join("run.ron")).expect("a run file");
    assert!(text.contains("first_step: 40"), "{text}");

    // It goes on as one, and is opened as one.
    run.steps(3);
    run.0.finish();
    let records = Box::new(RunFolders::Nowhere);
    let opened = Unhurried::with(EngineOptions { open: Some(child), records, ..tiny() });
    assert_eq!(opened.samples().len() as u64, STEPS + 3, "with the curves of both");
    assert_eq!(opened.samples()[..STEPS as usize], samples);
}

#[test]
fn what_is_changed_is_changed_in_both_but_for_what_tells_them_apart() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    run.steps(4);
    run.done(without_capacity());
    run.steps(3);
    let set = |name: &str, value| Command::Set { name: name.to_owned(), value };
    run.done(set("sigma_g", Value::Number(0.3)));
    run.steps(2);
    run.done(Command::HoldRate(true));
    run.steps(2);
    run.done(set("capacity.weight", Value::Number(2.0)));
    run.done(set("capacity.enabled", Value::Switch(false)));
    run.steps(1);
    run.done(set("capacity.enabled", Value::Switch(true)));
    run.done(Command::HoldRate(false));
    run.done(Command::RestartSchedule);
    run.steps(2);
    let shared = [
        (7, "sigma_g", "0.3"),
        (9, "rate.hold", "true"),
        (11, "capacity.weight", "2.0"),
        (12, "rate.hold", "false"),
        (12, "rate.restart", "true"),
    ];
    let [mut first, mut second] = [shared.to_vec(), shared.to_vec()];
    first.splice(3..3, [(11, "capacity.enabled", "false"), (12, "capacity.enabled", "true")]);
    second.insert(0, (4, "capacity.enabled", "false"));
    assert_eq!(run.hash(), alone(tiny_preset(), 14, &first).0.hash());
    run.done(Command::PromoteTwin);
    assert_eq!(run.hash(), alone(tiny_preset(), 14, &second).0.hash());
    run.0.finish();
    let made = journal(&runs.path().join("test-seed0-002"));
    let second: Vec<(u64, String, String)> =
        second.into_iter().map(|(step, name, new)| (step, name.to_owned(), new.to_owned())).collect();
    assert_eq!(made, second, "the parent's journal, its own change, and what came after");
}

#[test]
fn what_makes_no_twin_is_said() {
    let mut run = Unhurried::with(tiny());
    for command in [Command::PromoteTwin, Command::DiscardTwin] {
        assert_eq!(run.refused(command), "there is no twin");
    }
    run.steps(2);
    for (command, words) in [
        (twin("units", Value::Count(9)), "needs a restart"),
        (twin("capacity.enabled", Value::Switch(true)), "the same network"),
        (twin("sigma_g", Value::Number(99.0)), "0.01 to 3"),
        (twin("sigmag", Value::Number(0.3)), "sigma_g"),
    ] {
        let reason = run.refused(command);
        assert!(reason.contains(words) && run.0.take_twin().is_none(), "{reason}");
    }
    run.done(without_capacity());
    assert!(run.refused(twin("sigma_g", Value::Number(0.3))).contains("there is a twin already"));
    assert_eq!(only(&run.done(Command::DiscardTwin), ended), TwinEnd::Discarded);
    assert!(run.0.take_twin().is_none());

    // Whatever takes the place of the run takes that of its twin.
    run.done(Command::Keep);
    let kept = only(&run.done(Command::Keep), |event| match event {
        Event::Kept(kept) => Some(kept.id),
        _ => None,
    });
    for command in [
        Command::Load(Box::new(tiny_preset())),
        Command::Reset { seed: None },
        Command::Set { name: "units".into(), value: Value::Count(9) },
        Command::ReturnTo(kept),
    ] {
        run.done(without_capacity());
        run.steps(1);
        assert_eq!(only(&run.done(command), ended), TwinEnd::Discarded);
    }
    run.done(without_capacity());
    run.refused(Command::Open("/there/is/no/such/run".into()));
    assert!(run.0.take_twin().is_some(), "where nothing takes its place it stays");
    assert_eq!(only(&run.done(Command::Stop), ended), TwinEnd::Discarded);
}

#[test]
fn a_twin_from_the_first_moment_has_all_rows() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut run = Unhurried::below(runs.path());
    run.done(without_capacity());
    run.steps(3);
    run.done(Command::PromoteTwin);
    run.0.finish();
    let mut preset = tiny_preset();
    preset.params.capacity.enabled = false;
    assert_eq!(
        find_checkpoint(&runs.path().join("test-seed0-002")).expect("saved").1.hash(),
        alone(preset, 3, &[]).0.hash()
    );
    let parent = parent_of(&runs.path().join("test-seed0-002")).expect("a run").expect("a parent");
    assert_eq!((parent.step, parent.state_hash), (0, alone(tiny_preset(), 0, &[]).0.hash()));
}

#[test]
fn a_step_that_is_not_finite_pauses_both() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("run");
    let (mut state, _) = alone(tiny_preset(), 4, &[]);
    state.weights.last_mut().expect("an output layer").fill(3e38);
    let mut log = RunFolders::Exactly(path.clone())
        .begin(RecordStart { head: state.head(), compute: &Compute::cpu(), threads: 1, parent: None })
        .expect("a new folder")
        .expect("it is written");
    log.save_now(&state).expect("writable");
    drop(log);
    let mut run = Unhurried::with(EngineOptions { open: Some(path.clone()), ..written(&path) });
    run.done(without_capacity());
    run.done(Command::Run);
    run.0.step();
    let told = run.heard();
    assert_eq!(only(&told, |event| matches!(event, Event::NonFinite { step: 5, .. }).then_some(())), ());
    assert!(!run.0.is_running() && run.0.take_twin().is_some() && !told.iter().any(|event| ended(event).is_some()));
}

#[test]
fn a_watcher_sees_both_go_on() {
    let mut watcher = Watcher::new(EngineOptions { run_at_once: true, ..tiny() });
    watcher.until("a few steps", |watcher| (watcher.last_step() >= 5).then_some(()));
    watcher.send(without_capacity());
    let info = watcher.next("a twin", began);
    let mut last = 0;
    for _ in 0..3 {
        last = watcher.until("newer pictures of the twin", |watcher| {
            watcher.session.take_pictures(); // who looks at one looks at both
            let pictures = watcher.session.take_twin()?.pictures?;
            assert_eq!(pictures.set.origin, Origin::Twin(info.run));
            pictures.set.step.filter(|step| *step > last)
        });
    }
    watcher.send(Command::Pause);
    watcher.state(RunState::Paused);
    let step = watcher.session.status().step;
    let look = watcher.session.take_twin().expect("it is there");
    watcher.until("all of its losses", |_| {
        let history = look.history.read().expect("readable");
        (history.last().map(|last| last.step) == Some(step)).then_some(())
    });
    assert_eq!(look.pictures.and_then(|pictures| pictures.set.step), Some(step), "as it stands");
    watcher.send(Command::PromoteTwin);
    assert_eq!(watcher.next("its end", ended), TwinEnd::Promoted);
    assert_eq!(watcher.began().1, step);
    watcher.until("its losses", |watcher| (watcher.last_step() == step).then_some(()));
    assert!(watcher.session.take_twin().is_none());
}
