//! A recording plays as its run went, at any speed and from any step.

use super::{Replay, RunRecording};
use crate::maps::{MapSet, Origin};
use crate::runs::recording::testing::{change, recorded, row};
use crate::stream::{Command, Event, RunState, SendError, Source as _};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// A replay of steps 0 to 40 and its clock.
struct Played {
    replay: Replay,
    now: Rc<Cell<Duration>>,
    bell: crossbeam_channel::Receiver<()>,
}

impl Played {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("run.gsrec");
        recorded(&path);
        let recording = RunRecording::open(&path).expect("whole");
        let now = Rc::new(Cell::new(Duration::ZERO));
        let clock = Rc::clone(&now);
        let (sender, bell) = crossbeam_channel::unbounded();
        let wake = Arc::new(move || {
            let _ = sender.send(()); // nobody listens at the end of the test
        });
        Self { replay: Replay::with_clock(recording, wake, Box::new(move || clock.get())), now, bell }
    }

    fn send(&mut self, command: Command) {
        self.replay.send(command).expect("a recording can do this");
    }

    fn after(&mut self, milliseconds: u64) -> Vec<Event> {
        self.now.set(self.now.get() + Duration::from_millis(milliseconds));
        self.events()
    }

    fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.replay.next_event()).collect()
    }

    fn step(&self) -> u64 {
        self.replay.status().step
    }

    /// Waits for the maps of a step; those that were on their way before may come first.
    fn await_maps(&mut self, step: u64) {
        loop {
            self.events();
            if self.replay.take_pictures().is_some_and(|pictures| pictures.set.step == Some(step)) {
                return;
            }
            self.bell.recv_timeout(Duration::from_mins(1)).expect("they are read");
        }
    }

    fn arena(&mut self) -> Arc<MapSet> {
        loop {
            self.events();
            if let Some(set) = self.replay.take_maps() {
                return set;
            }
            self.bell.recv_timeout(Duration::from_mins(1)).expect("it is read");
        }
    }
}

#[test]
fn it_begins_held_and_tells_what_it_is() {
    let mut played = Played::new();
    let events = played.events();
    let Some(Event::Began { step: 0, device, preset, .. }) = events.first() else { panic!("{events:?}") };
    assert_eq!((device.as_str(), preset.name.as_str()), ("CPU, 2 threads", "modules"));
    assert_eq!(played.replay.status().state, RunState::Paused);
    assert!(!played.replay.is_live());
    played.await_maps(0);
    let playback = played.replay.playback().expect("a recording");
    assert_eq!((playback.first_step, playback.last_step, playback.damage), (0, 40, None));
    assert_eq!((&*playback.interventions, &*playback.map_steps), (&[change(20, "0.3")][..], &[0, 10, 20, 30, 40][..]));
}

#[test]
fn it_plays_what_happened_in_order_and_stops_at_its_end() {
    let mut played = Played::new();
    played.events();
    played.send(Command::PlayAt { steps_per_second: 40.0, loops: false });
    played.send(Command::Run);
    assert!(matches!(played.events()[..], [Event::State(RunState::Running)]));
    assert!(played.after(400).is_empty() && played.step() == 16, "nothing has happened yet: {}", played.step());
    let events = played.after(200);
    assert!(matches!(&events[..], [Event::Applied(made)] if *made == change(20, "0.3")), "{events:?}");
    assert_eq!(played.step(), 24);
    let history = played.replay.history();
    assert_eq!(history.read().expect("nobody panicked").last(), Some(&row(24)), "losses up to there");
    played.await_maps(20);
    for _ in 0..2 {
        played.after(400);
    }
    assert_eq!((played.step(), played.replay.status().state), (40, RunState::Paused));
    played.await_maps(40);
    played.send(Command::Run);
    played.events();
    assert_eq!((played.step(), played.replay.status().state), (0, RunState::Running), "from the start again");
}

#[test]
fn a_jump_back_takes_back_what_came_later() {
    let mut played = Played::new();
    played.events();
    for (step, sigma_g, made) in [(33, 0.3, 1), (12, 0.4, 0), (20, 0.3, 1), (0, 0.4, 0), (999, 0.3, 1)] {
        played.send(Command::Seek(step));
        let events = played.events();
        let [Event::Sought { step: reached, preset, interventions }] = &events[..] else { panic!("{events:?}") };
        assert_eq!((*reached, interventions.len()), (step.min(40), made));
        assert!((preset.params.sigma_g - sigma_g).abs() < 1e-9, "step {step}: {}", preset.params.sigma_g);
        let history = played.replay.history();
        let last = history.read().expect("nobody panicked").last().map(|last| last.step);
        assert_eq!(last, Some(step.min(40)).filter(|step| *step > 0));
        played.await_maps(step.min(40) / 10 * 10);
    }
}

#[test]
fn it_loops_and_steps_from_maps_to_maps() {
    let mut played = Played::new();
    played.events();
    played.send(Command::PlayAt { steps_per_second: 100.0, loops: true });
    played.send(Command::Seek(35));
    played.send(Command::Run);
    played.events();
    let events = played.after(100);
    assert!(matches!(&events[..], [Event::Sought { step: 0, .. }]), "{events:?}");
    assert_eq!(played.replay.status().state, RunState::Running, "it goes on");
    for step in [10, 20, 30, 40, 40] {
        played.send(Command::Step);
        played.events();
        assert_eq!((played.step(), played.replay.status().state), (step, RunState::Paused));
    }
}

#[test]
fn arenas_come_when_they_were_mapped_and_when_they_are_asked_for() {
    let mut played = Played::new();
    played.events();
    assert!(played.replay.take_maps().is_none(), "not yet");
    played.send(Command::Seek(25));
    let arena = played.arena();
    assert_eq!((arena.step, &arena.origin), (Some(20), &Origin::Arena(played.replay.recording().run())));
    played.send(Command::MapArena { side_m: 1.5 });
    assert_eq!(played.arena().key, arena.key, "the one that is recorded");
    played.send(Command::MapArena { side_m: 3.0 });
    let events = played.events();
    let Some(Event::Refused { reason, .. }) = events.last() else { panic!("{events:?}") };
    assert!(reason.contains("1.5 m"), "{reason}");
}

#[test]
fn what_only_a_run_can_do_is_refused() {
    let mut played = Played::new();
    for command in [Command::Checkpoint, Command::HoldRate(true), Command::Reset { seed: None }, Command::Keep] {
        assert_eq!(played.replay.send(command), Err(SendError::Unsupported));
    }
    played.send(Command::Stop);
    assert_eq!(played.replay.send(Command::Run), Err(SendError::Gone));
    assert_eq!(played.replay.status().state, RunState::Stopped);
}
