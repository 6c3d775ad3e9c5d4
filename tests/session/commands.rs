//! What each command does, and what is said of one that cannot be carried out.

use super::{LIMIT, Watcher, alone, gate, tiny, tiny_preset};
use gridscope::preset::Value;
use gridscope::stream::{Command, Event, RunState, SendError, Series, Source as _};
use gridscope::train::EngineOptions;

#[test]
fn commands_take_effect_before_the_next_step_and_say_so() {
    let (log, steps, go) = gate();
    let mut watcher = Watcher::new(EngineOptions { records: log, run_at_once: true, ..tiny() });
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
    let units = watcher.next("a preview", |event| match event {
        Event::Preview { pictures, .. } => Some(pictures.set.maps.units),
        _ => None,
    });
    assert_eq!(units, 9, "the first pictures come before the device is opened");
    let (preset, step) = watcher.began();
    assert_eq!((preset.params.units, preset.params.seed, step), (9, 5, 0), "a restart parameter begins a new run");
    watcher.state(RunState::Paused);
    watcher.step();
    watcher.until("pictures of 9 units", |watcher| {
        watcher.session.take_pictures().filter(|pictures| pictures.set.maps.units == 9)
    });

    watcher.send(Command::Run);
    watcher.state(RunState::Running);
    watcher.until("ten steps", |watcher| (watcher.last_step() >= 10).then_some(()));
    watcher.send(Command::Load(Box::new(tiny_preset())));
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
    let mut bad = tiny_preset();
    bad.params.sigma_g = -1.0;
    for (command, word) in [
        (Command::Set { name: "sigmag".into(), value: Value::Number(0.3) }, "sigma_g"),
        (Command::Set { name: "sigma_g".into(), value: Value::Number(99.0) }, "0.01 to 3"),
        (Command::Set { name: "units".into(), value: Value::Count(1) }, "2 to 1024"),
        (Command::Load(Box::new(bad)), "sigma_g"),
        (Command::Open("/there/is/no/such/run".into()), "no/such/run"),
        (Command::MapArena { side_m: 1000.0 }, "0.5 to 20"),
    ] {
        watcher.send(command.clone());
        let (refused, reason) = watcher.refused();
        assert_eq!(refused, command, "the answer names the question");
        assert!(reason.contains(word), "`{word}` in: {reason}");
    }
    assert_eq!(watcher.session.status().step, 1, "the run stands where it stood");
    watcher.step();
    assert_eq!(watcher.samples(), alone(tiny_preset(), 2, &[]).1, "and goes on as if nothing had been asked");
}
