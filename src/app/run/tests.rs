use super::*;
use crate::app::testing::{ScriptedSource, live_pictures};
use crate::preset::default_preset;
use crate::train::scripted_interventions;

fn known() -> (KnownRun, Shelf) {
    (KnownRun::new(default_preset().clone()), Shelf::new(Arc::new(|| {})))
}

fn change(name: &str, old: &str, new: &str) -> Event {
    Event::Applied(Intervention { step: 41, name: name.into(), old: old.into(), new: new.into() })
}

fn began(run: RunId) -> Event {
    let preset = Box::new(default_preset().clone());
    Event::Began { run, preset, step: 0, device: "CPU".into() }
}

#[test]
fn a_confirmed_change_is_in_force_and_in_the_log() {
    let (mut run, mut shelf) = known();
    assert!(!run.is_edited(), "as loaded");
    run.apply(change("sigma_x", "0.05", "0.08"), &mut shelf);
    assert!((run.preset.params.sigma_x - 0.08).abs() < 1e-12, "in force");
    assert!(run.is_edited(), "changed");
    assert_eq!(run.interventions.len(), 1, "a mark for the curves");
    let last = run.log.lines().last().expect("a line");
    assert_eq!(last.text, "sigma_x changed from 0.05 to 0.08, from step 42");
    run.apply(change("rate.hold", "false", "true"), &mut shelf);
    assert_eq!(run.interventions.len(), 2, "rate interventions are marks too");
}

#[test]
fn what_a_script_changes_is_not_edited() {
    let (mut run, mut shelf) = known();
    for entry in scripted_interventions(default_preset()).0 {
        run.apply(Event::Applied(entry), &mut shelf);
        assert!(!run.is_edited() && run.preset.params != run.began_with, "as the preset has it");
    }
    run.apply(change("sigma_x", "0.05", "0.08"), &mut shelf);
    assert!(run.is_edited(), "by hand");
}

#[test]
fn a_new_run_starts_clean() {
    let (mut run, mut shelf) = known();
    run.apply(change("sigma_x", "0.05", "0.08"), &mut shelf);
    run.apply(Event::NonFinite { step: 3, term: "capacity".into() }, &mut shelf);
    run.apply(began(RunId::fresh()), &mut shelf);
    assert!(!run.is_edited() && run.interventions.is_empty() && run.notice.is_none(), "clean");
    assert!(run.take_beginning() && !run.take_beginning(), "told once");
}

#[test]
fn a_run_that_was_previewed_begins_once() {
    let (mut run, mut shelf) = known();
    let id = RunId::fresh();
    let preset = Box::new(default_preset().clone());
    let pictures = live_pictures(id, 0, 1);
    run.apply(Event::Preview { run: id, preset, pictures: pictures.into() }, &mut shelf);
    assert!(run.take_beginning(), "with its preview");
    assert!(shelf.live().is_some() && run.paths.is_some(), "and its pictures");
    assert!(run.log.lines().is_empty(), "the log waits for the device");
    run.apply(began(id), &mut shelf);
    assert!(!run.take_beginning(), "and not again: what was edited or begun meanwhile stays");
    assert_eq!(run.log.lines().len(), 1, "one line");
    run.apply(began(RunId::fresh()), &mut shelf);
    assert!(run.take_beginning(), "another run does");
}

#[test]
fn a_refused_change_is_said_and_no_longer_waited_for() {
    let (mut run, mut shelf) = known();
    let command = Command::Set { name: "sigma_x".into(), value: Value::Number(0.1) };
    run.outbox.push(command.clone(), 0.0);
    assert!(run.outbox.has_waiting());
    run.apply(Event::Refused { command: Box::new(command), reason: "there is no run".into() }, &mut shelf);
    assert!(!run.outbox.has_waiting(), "the handle goes back");
    assert_eq!(run.log.lines().last().expect("a line").text, "Cannot change sigma_x: there is no run");
    run.apply(
        Event::Refused { command: Box::new(Command::MapArena { side_m: 99.0 }), reason: "too large".into() },
        &mut shelf,
    );
    assert!(run.take_arena_loss() && !run.take_arena_loss(), "told once");
}

#[test]
fn live_maps_are_analysed_now_and_then_and_at_once_when_training_rests() {
    let (mut source, wire) = ScriptedSource::new();
    let (mut run, mut shelf) = known();
    let id = RunId::fresh();
    let mut look = |now_ms: u64, state: RunState, has_new: bool| {
        wire.borrow_mut().status.state = state;
        if has_new {
            wire.borrow_mut().pictures = Some(Arc::new(live_pictures(id, now_ms, 1)));
        }
        run.take_latest(&mut source, &mut shelf);
        shelf.finish_analyses(Duration::from_millis(now_ms), state == RunState::Running);
        shelf.is_up_to_date()
    };
    assert!(look(0, RunState::Running, true), "the first maps");
    assert!(!look(200, RunState::Running, true), "they wait");
    assert!(!look(900, RunState::Running, false), "still");
    assert!(look(1000, RunState::Running, false), "their turn");
    assert!(!look(1200, RunState::Running, true), "the next ones wait");
    assert!(look(1210, RunState::Paused, false), "nothing to save time for");
    assert!(look(1220, RunState::Paused, true), "nor now");
}

#[test]
fn the_reason_of_a_failure_is_kept_whichever_comes_first() {
    let message = || Event::Message { severity: Severity::Error, text: "device lost".into() };
    let expected = Some(Notice::Failed { message: "device lost".into() });
    let (mut before, mut shelf) = known();
    before.apply(message(), &mut shelf);
    before.apply(Event::State(RunState::Failed), &mut shelf);
    assert_eq!(before.notice, expected, "message, then failure");
    let (mut after, mut shelf) = known();
    after.apply(Event::State(RunState::Failed), &mut shelf);
    after.apply(message(), &mut shelf);
    assert_eq!(after.notice, expected, "failure, then message");
}
