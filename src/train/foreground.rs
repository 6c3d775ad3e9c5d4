//! An engine on the caller's own thread: what a command trains with, where nobody draws.

use super::TrainError;
use super::arena::map_job;
use super::engine::{Engine, EngineOptions};
use super::lane::{HistoryLane, TwinLane};
use super::listener::Listener;
use crate::maps::MapSet;
use crate::numerics::Progress;
use crate::preset::Preset;
use crate::stream::{Command, Event, History, LossSample, Pictures, SendError, Source, Status, TwinLook};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// A run that trains when [`step`](Self::step) is called. Call it within the pool whose threads are to do the work.
pub struct Foreground {
    engine: Engine,
    heard: Heard,
}

/// What the engine told and nobody has taken yet.
#[derive(Default)]
struct Heard {
    events: VecDeque<Event>,
    history: Arc<RwLock<History>>,
    pictures: Option<Arc<Pictures>>,
    maps: Option<Arc<MapSet>>,
    status: Status,
    /// What the twin shows, and the writing end of its history.
    twin: Option<(TwinLane, HistoryLane)>,
}

impl Heard {
    fn change_history(&self, change: impl FnOnce(&mut History)) {
        change(&mut self.history.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Listener for Heard {
    fn event(&mut self, event: Event) {
        if matches!(event, Event::Preview { .. }) {
            (self.pictures, self.maps) = (None, None); // those of the run before would be taken for the new one's
        }
        self.events.push_back(event);
    }

    fn losses(&mut self, samples: &[LossSample]) {
        self.change_history(|history| samples.iter().for_each(|sample| history.push(*sample)));
    }

    fn begin_history(&mut self, history: &History) {
        self.change_history(|own| own.clone_from(history));
    }

    fn rewind_history(&mut self, step: u64) {
        self.change_history(|history| history.rewind(step));
    }

    fn status(&mut self, status: Status) {
        self.status = status;
    }

    fn pictures(&mut self, pictures: Pictures) {
        self.pictures = Some(pictures.into());
    }

    fn begin_twin(&mut self, history: &History) {
        let lane = TwinLane::begin(history);
        let losses = lane.losses();
        self.twin = Some((lane, losses));
    }

    fn twin_losses(&mut self, samples: &[LossSample]) {
        if let Some((_, losses)) = &mut self.twin {
            losses.push(samples);
        }
    }

    fn twin_pictures(&mut self, pictures: Pictures) {
        if let Some((lane, _)) = &self.twin {
            lane.pictures.put(pictures.into());
        }
    }

    fn end_twin(&mut self) {
        self.twin = None;
    }
}

impl Foreground {
    /// Begins a run; `threads` is the number of threads of the pool in which this is called.
    ///
    /// # Errors
    /// When there is none: what was to be opened cannot be, or the preset cannot be trained.
    pub fn begin(options: EngineOptions, threads: usize) -> Result<Self, TrainError> {
        let mut foreground = Self { engine: Engine::new(options, threads), heard: Heard::default() };
        foreground.engine.begin(&mut foreground.heard)?;
        foreground.renew_status();
        Ok(foreground)
    }

    /// Trains one step, if the run is running.
    pub fn step(&mut self) {
        if self.engine.is_running() {
            self.engine.step(&mut self.heard);
            self.renew_status();
        }
    }

    /// Whether [`step`](Self::step) would train.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.engine.is_running()
    }

    /// The hash of the present state, without a copy of it; `None` where there is no run.
    #[must_use]
    pub fn state_hash(&self) -> Option<String> {
        self.engine.state_hash()
    }

    /// The parameters in force.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        self.engine.preset()
    }

    /// Name of the device it trains on.
    #[must_use]
    pub fn device(&self) -> String {
        self.engine.device().to_owned()
    }

    /// The losses of the newest step; `None` before the first.
    #[must_use]
    pub fn last_losses(&self) -> Option<LossSample> {
        self.heard.history.read().ok()?.last().copied()
    }

    /// Where the run is written down.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.engine.folder()
    }

    /// Begins the record of the run, or goes on with it, before its first step would.
    pub fn begin_record(&mut self) {
        self.engine.begin_record(&mut self.heard);
    }

    /// Makes what the run's script changes after the last step that was trained, as its next step would.
    pub fn make_pending(&mut self) {
        self.engine.make_pending(&mut self.heard);
        self.renew_status();
    }

    /// Whether the run is written down at present.
    #[must_use]
    pub fn has_record(&self) -> bool {
        self.engine.has_record()
    }

    /// Ends the run: its last state is written.
    pub fn finish(&mut self) {
        self.engine.finish(&mut self.heard);
        self.renew_status();
    }

    fn renew_status(&mut self) {
        self.heard.status = self.engine.status();
    }
}

impl Source for Foreground {
    fn send(&mut self, command: Command) -> Result<(), SendError> {
        if self.engine.has_ended() {
            return Err(SendError::Gone);
        }
        self.engine.apply(command, &mut self.heard);
        if let Some(job) = self.engine.take_arena_job() {
            self.heard.maps = map_job(job, &mut Progress::none()).ok().map(Arc::new);
            self.heard.maps.iter().for_each(|set| self.engine.record_arena(set));
        }
        self.renew_status();
        Ok(())
    }

    fn next_event(&mut self) -> Option<Event> {
        self.heard.events.pop_front()
    }

    fn take_pictures(&mut self) -> Option<Arc<Pictures>> {
        self.heard.pictures.take()
    }

    fn take_maps(&mut self) -> Option<Arc<MapSet>> {
        self.heard.maps.take()
    }

    fn status(&self) -> Status {
        self.heard.status.clone()
    }

    fn history(&self) -> Arc<RwLock<History>> {
        Arc::clone(&self.heard.history)
    }

    fn take_twin(&mut self) -> Option<TwinLook> {
        self.heard.twin.as_ref().map(|(lane, _)| lane.look())
    }

    fn is_live(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{ScriptedChange, Value};

    /// Steps of the run that the tests train.
    const STEPS: u64 = 10;

    /// A run whose script takes separation away and gives it back, and begins the schedule again.
    fn scripted() -> Foreground {
        let mut preset = crate::preset::default_preset().clone();
        (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
        let change = |(step, name, value): (u64, &str, &str)| ScriptedChange {
            step,
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let script = [
            (3, "separation.enabled", "false"),
            (6, "separation.enabled", "true"),
            (7, "sigma_g", "0.3"),
            (8, ScriptedChange::RESTART, "true"),
        ];
        preset.script = script.map(change).to_vec();
        let mut run = Foreground::begin(EngineOptions::new(preset), 1).expect("a small run");
        send(&mut run, Command::Run);
        run
    }

    fn send(run: &mut Foreground, command: Command) {
        run.send(command).expect("it has not ended");
    }

    fn train_to(run: &mut Foreground, step: u64) {
        while run.status().step < step {
            run.step();
        }
    }

    fn set(run: &mut Foreground, name: &str, value: Value) {
        send(run, Command::Set { name: name.into(), value });
    }

    /// What was changed so far, as `step name`.
    fn changed(run: &mut Foreground) -> Vec<String> {
        std::iter::from_fn(|| run.next_event())
            .filter_map(|event| match event {
                Event::Applied(made) => Some(format!("{} {}", made.step, made.name)),
                Event::Message { text, .. } if text.contains("by hand") => Some(text),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_change_by_hand_leaves_the_script_of_other_parameters() {
        let mut run = scripted();
        train_to(&mut run, 4);
        set(&mut run, "sigma_x", Value::Number(0.1));
        set(&mut run, "sigma_g", Value::Number(0.25));
        train_to(&mut run, STEPS);
        let by_hand = ["4 sigma_x", "1 intervention still to come will not be made: sigma_g was changed by hand"];
        let expected = ["3 separation.enabled", by_hand[0], by_hand[1], "4 sigma_g", "6 separation.enabled"];
        assert_eq!(changed(&mut run), [&expected[..], &["8 rate.restart"]].concat());
        assert!(run.preset().params.separation.enabled && (run.preset().params.sigma_g - 0.25).abs() < 1e-12);
    }

    #[test]
    fn a_kept_state_has_the_rest_of_its_script() {
        let mut run = scripted();
        train_to(&mut run, 4);
        send(&mut run, Command::Keep);
        train_to(&mut run, STEPS);
        let first = run.state_hash();
        let told: Vec<Event> = std::iter::from_fn(|| run.next_event()).collect();
        let kept = told.iter().find_map(|event| match event {
            Event::Kept(state) => Some(state.id),
            _ => None,
        });
        send(&mut run, Command::ReturnTo(kept.expect("it was kept")));
        send(&mut run, Command::Run);
        train_to(&mut run, STEPS);
        let all = ["3 separation.enabled", "6 separation.enabled", "7 sigma_g", "8 rate.restart"];
        assert_eq!(changed(&mut run), all, "what was made before it is told, too");
        assert_eq!(run.state_hash(), first, "the same run again");
    }

    #[test]
    fn a_twin_that_becomes_the_run_has_the_rest_of_the_script() {
        let mut run = scripted();
        train_to(&mut run, 4);
        send(&mut run, Command::BeginTwin { name: "sigma_g".into(), value: Value::Number(0.25) });
        train_to(&mut run, 5);
        send(&mut run, Command::PromoteTwin);
        send(&mut run, Command::Run);
        changed(&mut run);
        train_to(&mut run, STEPS);
        assert_eq!(changed(&mut run), ["6 separation.enabled", "8 rate.restart"], "its own width stays");
    }
}
