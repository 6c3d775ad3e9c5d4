//! The window and the command train with the same engine: the same commands through both give the same run.

use super::{LIMIT, written};
use gridscope::preset::Value;
use gridscope::runs::find_checkpoint;
use gridscope::stream::{Command, Event, RunState, Source};
use gridscope::train::{Foreground, Session};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Does what makes a source go on: nothing for one that has a thread.
type Pump<'a> = &'a mut dyn FnMut(&mut dyn Source);

/// Waits until the run says something.
#[track_caller]
fn wait<T>(source: &mut dyn Source, pump: Pump<'_>, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        while let Some(event) = source.next_event() {
            if let Some(found) = pick(&event) {
                return found;
            }
        }
        pump(source);
        assert!(began.elapsed() < LIMIT, "waited in vain");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Trains 40 steps with changes at steps, and leaves a checkpoint.
fn drive(source: &mut dyn Source, pump: Pump<'_>) {
    wait(source, pump, |event| matches!(event, Event::State(RunState::Paused)).then_some(()));
    let set = |name: &str, value| Command::Set { name: name.into(), value };
    let changes = [
        (3, set("sigma_g", Value::Number(0.3))),
        (7, Command::HoldRate(true)),
        (12, set("capacity.enabled", Value::Switch(false))),
        (20, Command::HoldRate(false)),
        (20, Command::RestartSchedule),
        (31, set("permute", Value::Switch(false))),
    ];
    for step in 0..40 {
        for (_, command) in changes.iter().filter(|(at, _)| *at == step) {
            source.send(command.clone()).expect("taken");
            wait(source, pump, |event| matches!(event, Event::Applied(_)).then_some(()));
        }
        source.send(Command::Step).expect("taken");
        let began = Instant::now();
        while source.status().step <= step {
            assert!(began.elapsed() < LIMIT, "step {step} was not done");
            std::thread::yield_now();
        }
    }
    source.send(Command::Checkpoint).expect("taken");
    wait(source, pump, |event| matches!(event, Event::Checkpoint { .. }).then_some(()));
}

fn text(folder: &Path, file: &str) -> String {
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    // Each run has a name of its own.
    text.lines().filter(|line| !line.trim_start().starts_with("id: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_commands_through_a_thread_and_without_one_give_the_same_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [threaded, plain] = ["threaded", "plain"].map(|name| folder.path().join(name));
    {
        let mut session = Session::start(written(&threaded), Arc::new(|| {})).expect("threads are there");
        drive(&mut session, &mut |_| ());
    }
    let mut foreground = Foreground::begin(written(&plain), 2).expect("a tiny run");
    drive(&mut foreground, &mut |_| ());
    foreground.finish();
    for file in ["journal.ron", "metrics.csv", "preset.ron", "run.ron"] {
        assert_eq!(text(&threaded, file), text(&plain, file), "{file}");
    }
    let [threaded, plain] = [threaded, plain].map(|folder| find_checkpoint(&folder).expect("a checkpoint").1);
    assert_eq!((threaded.step, plain.step), (40, 40));
    assert_eq!(threaded.hash(), plain.hash(), "to the last bit");
    assert_eq!(threaded.journal, plain.journal);
    assert_eq!(threaded.journal.entries.len(), 6);
}
