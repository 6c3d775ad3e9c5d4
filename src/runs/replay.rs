//! A recorded run that plays: watched like a live one.
//!
//! ```
//! use gridscope::runs::{Replay, RunRecording};
//! use gridscope::stream::{Command, RunState, Source as _};
//! use std::sync::Arc;
//!
//! let mut replay = Replay::of(RunRecording::bundled()?, Arc::new(|| {}));
//! let end = replay.playback().expect("a recording plays").last_step;
//! replay.send(Command::Seek(end))?;
//! while replay.next_event().is_some() {}
//! assert_eq!((replay.status().step, replay.status().state), (end, RunState::Paused));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::recording::{FrameKind, RunRecording};
use crate::maps::MapSet;
use crate::model::RateSchedule;
use crate::preset::{Params, Preset, schedule_end};
use crate::stream::{
    Background, BackgroundFailed, BatchPaths, Command, Event, History, Intervention, Pictures, Playback, Priority,
    RunState, SendError, Series, Severity, Source, Status, Wake,
};
use crate::train::training_batch;
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Tells the time since some fixed moment.
pub type ReplayClock = Box<dyn Fn() -> Duration>;

/// A whole recording plays in so long at first.
const WHOLE_S: f64 = 60.0;
/// Recorded steps in a second, at least and at most.
const SPEEDS: [f64; 2] = [0.01, 1e9];
/// Time between two looks that counts as played: a window that was hidden goes on where it was.
const LONGEST_LOOK: Duration = Duration::from_millis(500);

/// A recorded run that plays.
pub struct Replay {
    recording: Arc<RunRecording>,
    clock: ReplayClock,
    wake: Wake,
    events: VecDeque<Event>,
    history: Arc<RwLock<History>>,
    interventions: Arc<[Intervention]>,
    map_steps: Arc<[u64]>,
    /// The step on screen, and the parameters in force there.
    step: u64,
    preset: Preset,
    /// Where playing is between two steps, and when it was there.
    at: f64,
    since: Duration,
    is_playing: bool,
    has_stopped: bool,
    steps_per_second: f64,
    loops: bool,
    /// Losses and interventions that were told.
    told: [usize; 2],
    /// Frames that are to be shown, and those that are or are on their way.
    wanted: [Option<usize>; 2],
    shown: [Option<usize>; 2],
    loading: Background<Loaded>,
    pictures: Option<Arc<Pictures>>,
    maps: Option<Arc<MapSet>>,
}

/// Places in [`Replay::wanted`] and [`Replay::shown`].
const LIVE: usize = 0;
const ARENA: usize = 1;

/// What was read beside the window.
enum Loaded {
    Live(Arc<Pictures>),
    Arena(Arc<MapSet>),
}

impl Replay {
    /// Begins at the first step, held. `wake` is called when maps are there.
    #[must_use]
    pub fn of(recording: RunRecording, wake: Wake) -> Self {
        let began = Instant::now();
        Self::with_clock(recording, wake, Box::new(move || began.elapsed()))
    }

    /// The same with another clock.
    #[must_use]
    pub fn with_clock(recording: RunRecording, wake: Wake, clock: ReplayClock) -> Self {
        let [first, last] = recording.steps();
        let live = recording.frames().iter().filter(|frame| frame.kind == FrameKind::Live);
        let mut replay = Self {
            interventions: recording.interventions().into(),
            map_steps: live.map(|frame| frame.step).collect(),
            step: first,
            preset: recording.preset().clone(),
            at: first as f64,
            since: clock(),
            is_playing: false,
            has_stopped: false,
            steps_per_second: ((last - first) as f64 / WHOLE_S).max(1.0),
            loops: false,
            told: [0, 0],
            wanted: [None, None],
            shown: [None, None],
            loading: Background::new("gridscope-replay", Priority::Normal),
            pictures: None,
            maps: None,
            recording: Arc::new(recording),
            clock,
            wake,
            events: VecDeque::new(),
            history: Arc::default(),
        };
        let head = replay.recording.head();
        replay.events.push_back(Event::Began {
            run: replay.recording.run(),
            preset: Box::new(replay.preset.clone()),
            step: first,
            device: head.device.clone(),
        });
        if let Some(damage) = replay.recording.damage() {
            let text = format!("{}: {damage}", replay.recording.path().display());
            replay.events.push_back(Event::Message { severity: Severity::Warning, text });
        }
        replay.seek(first);
        replay.events.push_back(Event::State(RunState::Paused));
        replay
    }

    /// What plays.
    #[must_use]
    pub fn recording(&self) -> &Arc<RunRecording> {
        &self.recording
    }

    /// Goes to a step at once: forward or back.
    fn seek(&mut self, step: u64) {
        let [first, last] = self.recording.steps();
        self.step = step.clamp(first, last);
        (self.at, self.since) = (self.step as f64, (self.clock)());
        let losses = self.recording.losses();
        let until = losses.partition_point(|sample| sample.step <= self.step);
        self.history.write().unwrap_or_else(PoisonError::into_inner).restart(&losses[..until]);
        let made = self.interventions.partition_point(|made| made.step <= self.step);
        self.told = [until, made];
        self.preset = self.recording.preset().clone();
        let interventions = self.interventions[..made].to_vec();
        for made in &interventions {
            set(&mut self.preset.params, made);
        }
        let preset = Box::new(self.preset.clone());
        self.events.push_back(Event::Sought { step: self.step, preset, interventions });
        self.want_maps();
    }

    /// Plays on to a step: what was told on the way is told again.
    fn play_to(&mut self, step: u64) {
        self.step = step;
        let losses = &self.recording.losses()[self.told[0]..];
        let more = losses.partition_point(|sample| sample.step <= step);
        if more > 0 {
            let mut history = self.history.write().unwrap_or_else(PoisonError::into_inner);
            losses[..more].iter().for_each(|sample| history.push(*sample));
            self.told[0] += more;
        }
        while let Some(made) = self.interventions.get(self.told[1]).filter(|made| made.step <= step) {
            set(&mut self.preset.params, made);
            self.events.push_back(Event::Applied(made.clone()));
            self.told[1] += 1;
        }
        self.want_maps();
    }

    fn want_maps(&mut self) {
        self.wanted[LIVE] = self.recording.live_at(self.step);
        let until = self.recording.frames().partition_point(|frame| frame.step <= self.step);
        let is_arena = |frame: &usize| matches!(self.recording.frames()[*frame].kind, FrameKind::Arena { .. });
        if let Some(arena) = (0..until).rev().find(is_arena) {
            self.wanted[ARENA] = Some(arena);
        }
    }

    /// Plays on by the time that has passed, and reads what is to be shown.
    fn tick(&mut self) {
        let now = (self.clock)();
        let passed = now.saturating_sub(self.since).min(LONGEST_LOOK);
        self.since = now;
        if self.is_playing {
            self.play(passed);
        }
        match self.loading.take() {
            Some(Ok(Loaded::Live(pictures))) => self.pictures = Some(pictures),
            Some(Ok(Loaded::Arena(set))) => self.maps = Some(set),
            Some(Err(BackgroundFailed(text))) => {
                self.events.push_back(Event::Message { severity: Severity::Warning, text });
            }
            None => {}
        }
        let which = [LIVE, ARENA].into_iter().find(|which| self.wanted[*which] != self.shown[*which]);
        if let Some(which) = which
            && let Some(frame) = self.wanted[which]
            && self.loading.progress().is_none()
        {
            self.shown[which] = Some(frame);
            self.load(which, frame);
        }
    }

    fn play(&mut self, passed: Duration) {
        let [first, last] = self.recording.steps();
        self.at += passed.as_secs_f64() * self.steps_per_second;
        let is_over = self.at >= last as f64;
        if is_over && self.loops && last > first {
            self.seek(first);
        } else if is_over {
            self.at = last as f64;
            self.play_to(last);
            self.set_playing(false);
        } else {
            let step = self.at as u64;
            if step != self.step {
                self.play_to(step);
            }
        }
    }

    fn load(&mut self, which: usize, frame: usize) {
        let recording = Arc::clone(&self.recording);
        let params = self.preset.params.clone();
        self.loading.begin(Arc::clone(&self.wake), move |_| {
            let set = recording.maps(frame).map_err(|error| BackgroundFailed(error.to_string()))?;
            Ok(if which == LIVE {
                let paths = paths(&params, set.step.unwrap_or(0));
                Loaded::Live(Arc::new(Pictures { set: Arc::new(set), paths }))
            } else {
                Loaded::Arena(Arc::new(set))
            })
        });
    }

    fn set_playing(&mut self, plays: bool) {
        if self.is_playing != plays {
            self.is_playing = plays;
            self.since = (self.clock)();
            self.events.push_back(Event::State(if plays { RunState::Running } else { RunState::Paused }));
        }
    }

    /// Shows the recorded maps of an arena of this size that are nearest before, or after.
    fn show_arena(&mut self, side_m: f32) {
        let frames = self.recording.frames().iter().enumerate();
        let arenas = frames.filter_map(|(index, frame)| match frame.kind {
            FrameKind::Arena { side_m } => Some((index, frame.step, side_m)),
            FrameKind::Live => None,
        });
        let arenas: Vec<_> = arenas.collect();
        let fits = || arenas.iter().filter(|(.., side)| (side - side_m).abs() < 0.01);
        let found = fits().rev().find(|(_, step, _)| *step <= self.step).or_else(|| fits().next());
        if let Some((index, ..)) = found {
            self.wanted[ARENA] = Some(*index);
            self.shown[ARENA] = None; // once more, also if it was shown
            return;
        }
        let mut sides: Vec<f32> = arenas.iter().map(|(.., side_m)| *side_m).collect();
        sides.sort_by(f32::total_cmp);
        sides.dedup();
        let sides = sides.iter().map(f32::to_string).collect::<Vec<_>>().join(", ");
        let reason = if sides.is_empty() {
            "no arena is recorded".to_owned()
        } else {
            format!("of arenas, {sides} m are recorded")
        };
        self.events.push_back(Event::Refused { command: Box::new(Command::MapArena { side_m }), reason });
    }

    /// The next recorded maps.
    fn step_on(&mut self) {
        self.set_playing(false);
        let next = self.map_steps.partition_point(|step| *step <= self.step);
        let step = self.map_steps.get(next).copied().unwrap_or(self.recording.steps()[1]);
        self.seek(step);
    }

    fn schedule(&self) -> RateSchedule {
        let made = &self.interventions[..self.told[1]];
        let last = |name: &str| made.iter().rev().find(|made| made.name == name);
        let origin = last(Intervention::RESTART).map_or(0, |made| made.step);
        let is_held = last(Intervention::HOLD).is_some_and(|made| made.new == "true");
        RateSchedule { origin, held: is_held.then_some(0.0), ..RateSchedule::default() }
    }
}

/// Changes a parameter as an intervention did.
fn set(params: &mut Params, made: &Intervention) {
    let _ = params.set_text(&made.name, &made.new); // the rate's are no parameters
}

/// The paths of the batch of a step: they follow from the seed.
fn paths(params: &Params, step: u64) -> BatchPaths {
    let index = match step.checked_sub(1) {
        Some(before) => before.saturating_mul(params.accumulation as u64) + params.accumulation as u64 - 1,
        None => u64::MAX, // the first one that is looked at before training
    };
    let batch = training_batch(params, index);
    BatchPaths { length: batch.length(), positions_m: batch.positions_m, sigma_x_m: params.sigma_x as f32 }
}

impl Source for Replay {
    fn send(&mut self, command: Command) -> Result<(), SendError> {
        if self.has_stopped {
            return Err(SendError::Gone);
        }
        let [first, last] = self.recording.steps();
        match command {
            Command::Run => {
                if self.step >= last {
                    self.seek(first);
                }
                self.set_playing(true);
            }
            Command::Pause => self.set_playing(false),
            Command::Step => self.step_on(),
            Command::Seek(step) => self.seek(step),
            Command::PlayAt { steps_per_second, loops } => {
                if steps_per_second.is_finite() {
                    self.steps_per_second = steps_per_second.clamp(SPEEDS[0], SPEEDS[1]);
                }
                self.loops = loops;
            }
            Command::MapArena { side_m } => self.show_arena(side_m),
            Command::Stop => {
                self.is_playing = false;
                self.has_stopped = true;
                self.events.push_back(Event::State(RunState::Stopped));
            }
            _ => return Err(SendError::Unsupported),
        }
        Ok(())
    }

    fn next_event(&mut self) -> Option<Event> {
        if self.events.is_empty() {
            self.tick();
        }
        self.events.pop_front()
    }

    fn take_pictures(&mut self) -> Option<Arc<Pictures>> {
        self.pictures.take()
    }

    fn take_maps(&mut self) -> Option<Arc<MapSet>> {
        self.maps.take()
    }

    fn status(&self) -> Status {
        let schedule = self.schedule();
        let playing = if self.is_playing { RunState::Running } else { RunState::Paused };
        let rows = &self.recording.losses()[..self.told[0]];
        let later = self.interventions[self.told[1]..].iter().map(Intervention::as_change);
        let end = schedule_end(schedule.origin, self.preset.params.training_steps as u64, later);
        let steps_left = end.saturating_sub(self.step);
        Status {
            state: if self.has_stopped { RunState::Stopped } else { playing },
            step: self.step,
            steps_per_second: if self.is_playing { self.steps_per_second } else { 0.0 },
            steps_left,
            learning_rate: rows.last().map_or(0.0, |last| f64::from(last.get(Series::LearningRate))),
            rate_held: schedule.held.is_some(),
            device: self.recording.head().device.clone(),
            ..Status::default()
        }
    }

    fn history(&self) -> Arc<RwLock<History>> {
        Arc::clone(&self.history)
    }

    fn playback(&self) -> Option<Playback> {
        let [first_step, last_step] = self.recording.steps();
        Some(Playback {
            first_step,
            last_step,
            step: self.step,
            is_playing: self.is_playing,
            steps_per_second: self.steps_per_second,
            loops: self.loops,
            interventions: Arc::clone(&self.interventions),
            map_steps: Arc::clone(&self.map_steps),
            damage: self.recording.damage().map(str::to_owned),
        })
    }

    fn is_live(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
