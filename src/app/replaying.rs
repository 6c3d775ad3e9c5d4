//! A recording plays in place of the run, which waits; and a run is recorded.

use super::App;
use super::replays::WaitingRun;
use super::run::KnownRun;
use crate::maps::MapSet;
use crate::runs::Replay;
use crate::stream::{BackgroundFailed, Command, Playback, Source};
use crate::train::RECORD_EVERY;
use std::mem::replace;
use std::rc::Rc;
use std::sync::Arc;

impl App {
    /// Plays the recording that was opened, once it is there; why it cannot be, in words.
    pub(super) fn take_recording(&mut self) -> Result<(), String> {
        let Some(opened) = self.replays.opening.take() else { return Ok(()) };
        let recording = opened.map_err(|BackgroundFailed(text)| text)?;
        let clock = Rc::clone(&self.clock);
        let mut replay = Replay::with_clock(recording, Arc::clone(&self.replays.wake), Box::new(move || clock()));
        (self.replays.playing, self.replays.glimpse) = (Some(Arc::clone(replay.recording())), None);
        let is_bundled = self.replays.path.is_none();
        for command in beginning(&replay, is_bundled) {
            let _ = replay.send(command); // a recording can do these
        }
        let mut known = KnownRun::new(replay.recording().preset().clone());
        known.log = std::mem::take(&mut self.run.log);
        let source = replace(&mut self.source, Box::new(replay));
        let before = replace(&mut self.run, known);
        // Of two recordings, the first one is over.
        if self.replays.waiting.is_none() {
            self.replays.waiting = Some(self.put_aside(source, before));
        }
        Ok(())
    }

    /// Has the run wait.
    fn put_aside(&self, mut source: Box<dyn Source>, mut known: KnownRun) -> WaitingRun {
        known.outbox.push(Command::Pause, (self.clock)().as_secs_f64());
        known.flush(source.as_mut());
        let of_run = |set: &Arc<MapSet>| set.origin.run() == known.id;
        let live = self.shelf.live().map(|live| Arc::clone(&live.set)).filter(of_run);
        WaitingRun { source, known, live }
    }

    /// The run that waits comes back, where it was, and paused; `false` if there is none.
    pub(super) fn back_to_run(&mut self) -> bool {
        let Some(WaitingRun { source, known, live }) = self.replays.waiting.take() else { return false };
        (self.replays.playing, self.replays.glimpse) = (None, None);
        let log = std::mem::take(&mut self.run.log);
        self.source = source;
        self.run = known;
        self.run.log = log;
        if let Some(run) = self.run.id {
            self.shelf.begin_run(run);
        }
        if let Some(live) = live {
            self.shelf.put(live);
        }
        self.settings.panels.run_began();
        self.selection.begin_run(&self.shelf);
        true
    }

    /// Records the run, or stops that.
    pub(super) fn record_or_stop(&mut self) {
        let command = if self.run.recorded.is_some() {
            Command::StopRecording
        } else {
            Command::Record { path: None, every: RECORD_EVERY }
        };
        self.send(command);
    }

    /// Whether what this command means is the run's business, and not that of a recording.
    pub(super) fn means_run(command: &Command) -> bool {
        matches!(command, Command::Load(_) | Command::Open(_))
    }

    /// The recorded maps before those on screen.
    pub(super) fn step_back(&mut self) {
        if let Some(playback) = self.source.playback() {
            let before = playback.map_steps.iter().rev().find(|step| **step < playback.step);
            let step = before.copied().unwrap_or(playback.first_step);
            self.send(Command::Pause);
            self.send(Command::Seek(step));
        }
    }
}

/// How a recording begins to play: the one that comes with the program where there is something to see at once, shortly before
/// something is changed.
fn beginning(replay: &Replay, is_bundled: bool) -> Vec<Command> {
    let Some(playback) = replay.playback().filter(|_| is_bundled) else { return vec![Command::Run] };
    let span = playback.last_step - playback.first_step;
    let first = playback.interventions.iter().find(|made| made.step > playback.first_step);
    let step = first.map_or(playback.last_step, |first| first.step.saturating_sub(span / 30));
    let Playback { steps_per_second, .. } = playback;
    vec![Command::PlayAt { steps_per_second, loops: true }, Command::Seek(step), Command::Run]
}
