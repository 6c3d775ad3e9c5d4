//! Has a scene shown: opens what it is about, goes to its step, looks where it says, and measures and changes what it says.

use crate::analysis::capacity::Capacity;
use crate::analysis::dissection::Dissection;
use crate::analysis::{Members, Report};
use crate::app::ask::Ask;
use crate::app::opening::opening;
use crate::app::talk::{SceneMeasurement, TalkScene, When};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RunId};
use crate::measure::{ArenaTopology, MeasurementAsk};
use crate::stream::{Command, Playback, RunState};
use std::path::PathBuf;
use std::time::Duration;

/// What the window knows when a scene is looked after.
pub(crate) struct SceneFacts<'a> {
    pub now: Duration,
    pub run: Option<RunId>,
    /// Name of its preset.
    pub preset: &'a str,
    pub is_live: bool,
    pub state: RunState,
    /// Training steps done, or the step of the recording.
    pub step: u64,
    pub playback: Option<Playback>,
    /// The maps on screen …
    pub shown: Option<&'a MapSet>,
    /// … the newest report of them, and which state of them it is about.
    pub report: Option<(MapKey, &'a Report)>,
    /// The live maps.
    pub live: Option<MapSetId>,
}

/// The scene that is shown, and how far that is.
#[derive(Default)]
pub(crate) struct Director {
    playing: Option<Playing>,
    /// The recording that was opened last, and the run that it is.
    opened: Option<(PathBuf, RunId)>,
    /// A run began since the scene did.
    has_begun: bool,
}

struct Playing {
    scene: TalkScene,
    /// What is opened; else its preset is trained.
    recording: Option<PathBuf>,
    act: Act,
    has_measured: bool,
    /// Changes that were made.
    changed: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Act {
    /// The run that was there before is to be replaced.
    Opens,
    /// It is there since then: this run, or none that was told.
    Shows { since: Duration, run: Option<RunId> },
}

impl Director {
    /// A run began.
    pub(super) fn run_began(&mut self) {
        self.has_begun = true;
    }

    /// Begins a scene; `recording` is the file that it shows, if there is one.
    pub(super) fn begin(&mut self, scene: &TalkScene, recording: Option<PathBuf>, facts: &SceneFacts<'_>) -> Vec<Ask> {
        let is_open = self
            .opened
            .as_ref()
            .is_some_and(|(path, run)| Some(path) == recording.as_ref() && Some(*run) == facts.run && !facts.is_live);
        let act = if is_open { Act::Shows { since: facts.now, run: facts.run } } else { Act::Opens };
        let playing = Playing { scene: scene.clone(), recording, act, has_measured: false, changed: 0 };
        let asks = match (&playing.recording, &playing.scene.preset) {
            _ if is_open => playing.show(facts),
            (Some(path), _) => vec![opening(path).unwrap_or_else(Ask::Complain)],
            (None, Some(preset)) => vec![Ask::load(preset.clone())],
            (None, None) => vec![Ask::Complain("The recording of this scene is not there".to_owned())],
        };
        (self.playing, self.has_begun) = (Some(playing), false);
        asks
    }

    /// What the scene asks for next.
    pub(super) fn poll(&mut self, facts: &SceneFacts<'_>) -> Vec<Ask> {
        let Some(playing) = &mut self.playing else { return Vec::new() };
        match playing.act {
            Act::Opens => {
                let is_it = match &playing.scene.preset {
                    _ if playing.recording.is_some() => !facts.is_live,
                    preset => facts.is_live && preset.as_ref().is_some_and(|preset| preset.name == facts.preset),
                };
                let is_there = self.has_begun && is_it && facts.state != RunState::Starting;
                let Some(run) = facts.run.filter(|_| is_there) else { return Vec::new() };
                self.opened = playing.recording.clone().map(|path| (path, run));
                playing.act = Act::Shows { since: facts.now, run: facts.run };
                playing.show(facts)
            }
            // Whoever loads something else has left the scene.
            Act::Shows { run, .. } if run != facts.run => Vec::new(),
            Act::Shows { since, .. } if facts.is_live => playing.change(facts, since),
            Act::Shows { .. } => playing.measure(facts).into_iter().collect(),
        }
    }
}

impl Playing {
    /// What is to be seen at first.
    fn show(&self, facts: &SceneFacts<'_>) -> Vec<Ask> {
        let scene = &self.scene;
        let mut asks = vec![Ask::SelectModule(scene.module)];
        asks.extend(scene.unit.map(|unit| Ask::SelectUnit(Some(unit))));
        if self.recording.is_none() {
            asks.push(Ask::Send(Command::Run));
            return asks;
        }
        let first = facts.playback.as_ref().map_or(0, |playback| playback.first_step);
        asks.push(Ask::Send(Command::Seek(scene.step.unwrap_or(first))));
        match scene.steps_per_second {
            Some(steps_per_second) => {
                asks.push(Ask::Send(Command::PlayAt { steps_per_second, loops: false }));
                asks.push(Ask::Send(Command::Run));
            }
            None => asks.push(Ask::Send(Command::Pause)),
        }
        match scene.arena_m {
            Some(side_m) => asks.extend([Ask::SetArenaSide(side_m), Ask::MapArena]),
            None => asks.extend(facts.live.map(Ask::ShowMaps)),
        }
        asks
    }

    /// Changes whose time has come.
    fn change(&mut self, facts: &SceneFacts<'_>, since: Duration) -> Vec<Ask> {
        let mut asks = Vec::new();
        while let Some(change) = self.scene.changes.get(self.changed) {
            let is_due = match change.when {
                When::AfterS(seconds) => facts.now.saturating_sub(since).as_secs_f64() >= seconds,
                When::Step(step) => facts.step >= step,
            };
            if !is_due {
                break;
            }
            asks.push(Ask::Send(Command::Set { name: change.name.clone(), value: change.value.clone() }));
            self.changed += 1;
        }
        asks
    }

    /// What is measured, once the maps of the scene are there and reported.
    fn measure(&mut self, facts: &SceneFacts<'_>) -> Option<Ask> {
        let wanted = self.scene.measure.filter(|_| !self.has_measured)?;
        let (set, (reported, report)) = (facts.shown?, facts.report?);
        if reported != set.key || !self.shows(set, facts) {
            return None;
        }
        self.has_measured = true;
        let largest = report.modules.iter().max_by_key(|module| module.units).map(|module| module.module);
        let module = self.scene.module.filter(|module| *module < report.modules.len()).or(largest).map(Members::Module);
        let ask = match (wanted, module) {
            (SceneMeasurement::Dissection, module) => MeasurementAsk::begin::<Dissection>(module?),
            (SceneMeasurement::Topology, module) => {
                MeasurementAsk::begin::<ArenaTopology>(module.unwrap_or(Members::AllActive))
            }
            (SceneMeasurement::Capacity, _) => MeasurementAsk::begin::<Capacity>(()),
        };
        Some(Ask::Measure(ask))
    }

    /// Whether these are the maps that the scene is about.
    fn shows(&self, set: &MapSet, facts: &SceneFacts<'_>) -> bool {
        if set.origin.run() != facts.run {
            return false; // of the scene before
        }
        if let Some(side_m) = self.scene.arena_m {
            return matches!(set.origin, Origin::Arena(_)) && (set.maps.arena.box_m - side_m).abs() < 1e-3;
        }
        let Some((step, playback)) = self.scene.step.zip(facts.playback.as_ref()) else { return true };
        let recorded = playback.map_steps.iter().rev().find(|recorded| **recorded <= step);
        self.scene.steps_per_second.is_some() || set.step.is_none_or(|shown| recorded.is_none_or(|own| *own == shown))
    }
}
