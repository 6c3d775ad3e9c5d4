//! What the window knows of its run: the newest of everything, and what the run has confirmed.

mod twin;

use super::baseline::KnownTwin;
use super::log::{ARENA, Log, SAVING, TRAINING, matter};
use super::notice::{Notice, OwnedRun, Unsaved, after_state};
use super::outbox::Outbox;
use super::shelf::Shelf;
use crate::maps::{MapSet, Origin, RunId};
use crate::preset::{Params, Preset, Value, find};
use crate::runs::LastRun;
use crate::stream::{
    BatchPaths, Command, Event, History, Intervention, KeptState, Pictures, RunState, SendError, Severity, Source,
    Status,
};
use crate::train::before_script;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, TryLockError};
use std::time::Duration;

/// The run as the window sees it.
pub(crate) struct KnownRun {
    /// The parameters in force.
    pub preset: Preset,
    /// Who it is; `None` until it tells.
    pub id: Option<RunId>,
    /// The parameters with which the run began.
    began_with: Params,
    pub status: Status,
    /// A copy, so that drawing never holds the trainer's lock.
    pub history: History,
    pub interventions: Vec<Intervention>,
    /// The latest training batch.
    pub paths: Option<BatchPaths>,
    pub log: Log,
    pub notice: Option<Notice>,
    /// Why it is not being written down.
    pub unsaved: Option<Unsaved>,
    /// Who else writes into its folder.
    pub owned: Option<OwnedRun>,
    /// Its folder, once a checkpoint was written there.
    pub folder: Option<PathBuf>,
    /// The file that it is being recorded into.
    pub recorded: Option<PathBuf>,
    /// The run before it, if that was saved, and nobody was told.
    left: Option<(RunId, LastRun)>,
    /// Commands on their way.
    pub outbox: Outbox,
    /// States that are kept in memory, oldest first; also those of other runs.
    pub kept: Vec<Arc<KeptState>>,
    /// A run began, and nobody was told.
    has_begun: bool,
    last_message: String,
    /// The network that trains beside it.
    pub twin: Option<KnownTwin>,
    /// A twin began, and nobody was told.
    has_twin_begun: bool,
    /// An arena was mapped, and nobody was told.
    arena: Option<Arc<MapSet>>,
    /// An arena will not be mapped, and nobody was told.
    has_lost_arena: bool,
}

impl KnownRun {
    /// Nothing known yet but the preset that the run was asked to begin with.
    #[must_use]
    pub(super) fn new(preset: Preset) -> Self {
        Self {
            began_with: preset.params.clone(),
            preset,
            id: None,
            status: Status::default(),
            history: History::default(),
            interventions: Vec::new(),
            paths: None,
            log: Log::default(),
            notice: None,
            unsaved: None,
            owned: None,
            folder: None,
            recorded: None,
            left: None,
            outbox: Outbox::default(),
            kept: Vec::new(),
            has_begun: false,
            last_message: String::new(),
            twin: None,
            has_twin_begun: false,
            arena: None,
            has_lost_arena: false,
        }
    }

    /// Whether an arena that was asked for was refused or lost since the last time this was asked.
    pub(super) fn take_arena_loss(&mut self) -> bool {
        std::mem::take(&mut self.has_lost_arena)
    }

    /// Whether a run began since the last time this was asked: whoever keeps something of a run can tell when it is over.
    pub(super) fn take_beginning(&mut self) -> bool {
        std::mem::take(&mut self.has_begun)
    }

    /// Says something in the log.
    pub(super) fn say(&mut self, severity: Severity, text: String) {
        self.log.push(severity, self.status.step, text);
    }

    /// Sends the commands that wait, as far as there is room; what was refused is said.
    pub(super) fn flush(&mut self, source: &mut dyn Source) {
        for (command, error) in self.outbox.flush(source) {
            self.has_lost_arena |= matches!(command, Command::MapArena { .. });
            let text = match error {
                SendError::Unsupported => format!("Cannot {command}: {error}"),
                SendError::Busy | SendError::Gone => error.to_string(),
            };
            self.log.push_about(matter(&command), Severity::Warning, self.status.step, text);
        }
    }

    /// The value of a parameter that was asked for last: the one on its way, or else the one in force.
    #[must_use]
    pub(super) fn wanted(&self, name: &str) -> Option<Value> {
        self.outbox.waiting(name).cloned().or_else(|| self.preset.params.get(name))
    }

    /// Whether parameters were changed since the run began, otherwise than by the preset's own script.
    #[must_use]
    pub(super) fn is_edited(&self) -> bool {
        let by_hand = |params: &Params| before_script(params, &self.preset.script, &self.interventions);
        self.preset.params != self.began_with && by_hand(&self.preset.params) != by_hand(&self.began_with)
    }

    /// Takes the newest values of a run: everything but its events.
    pub(super) fn take_latest(&mut self, source: &mut dyn Source, shelf: &mut Shelf) {
        self.status = source.status();
        copy_news(&source.history(), &mut self.history);
        self.take_twin(source, shelf);
        if let Some(pictures) = source.take_pictures() {
            self.show(&pictures, shelf);
        }
        // Of a run that is over, nothing is shown beside the present one.
        if let Some(set) = source.take_maps().filter(|set| self.id.is_some_and(|run| set.origin == Origin::Arena(run)))
        {
            let text = format!("Mapped an arena of {} m", set.maps.arena.box_m);
            self.log.push(Severity::Info, set.step.unwrap_or(self.status.step), text);
            self.log.settle(ARENA);
            shelf.put(Arc::clone(&set));
            self.arena = Some(set);
        }
    }

    fn show(&mut self, pictures: &Pictures, shelf: &mut Shelf) {
        self.paths = Some(pictures.paths.clone());
        shelf.put(Arc::clone(&pictures.set));
    }

    /// The arena that was mapped since the last time this was asked.
    pub(super) fn take_arena(&mut self) -> Option<Arc<MapSet>> {
        self.arena.take()
    }

    /// Takes in one event.
    #[expect(clippy::too_many_lines, reason = "one arm an event")]
    pub(super) fn apply(&mut self, event: Event, shelf: &mut Shelf) {
        match event {
            Event::Preview { run, preset, pictures } => {
                self.meet(run, *preset, shelf);
                self.show(&pictures, shelf);
            }
            Event::Began { run, preset, step, device } => {
                let text = format!("{} with seed {} on {device}", preset.name, preset.params.seed);
                self.meet(run, *preset, shelf);
                let verb = if step == 0 { "Began" } else { "Continued" };
                self.log.push(Severity::Info, step, format!("{verb} {text}"));
            }
            Event::Applied(intervention) => self.confirm(intervention),
            Event::State(state) => {
                let had_notice = self.notice.is_some();
                self.notice = after_state(self.notice.take(), state, &self.last_message);
                if had_notice && self.notice.is_none() {
                    self.log.settle(TRAINING);
                }
                let step = self.status.step;
                self.has_lost_arena |= matches!(state, RunState::Failed | RunState::Stopped);
                match state {
                    RunState::Failed => {
                        self.log.push_about(Some(TRAINING), Severity::Error, step, "Training failed");
                    }
                    RunState::Stopped => self.log.push(Severity::Info, step, "The run has ended"),
                    RunState::Starting | RunState::Running | RunState::Paused => {}
                }
            }
            Event::Refused { command, reason } => {
                if let Command::Set { name, .. } = command.as_ref() {
                    self.outbox.forget(name);
                }
                self.has_lost_arena |= matches!(command.as_ref(), Command::MapArena { .. });
                let text = format!("Cannot {command}: {reason}");
                self.log.push_about(matter(&command), Severity::Warning, self.status.step, text);
            }
            Event::Unrecorded { saved_step, reason } => {
                self.log.push_about(Some(SAVING), Severity::Warning, self.status.step, reason.clone());
                self.unsaved = Some(Unsaved { saved_step, reason });
            }
            Event::RecordedAgain => {
                self.unsaved = None;
                self.log.settle(SAVING);
                self.log.push(Severity::Info, self.status.step, "All is saved again");
            }
            Event::Owned { folder, owner } => {
                let text = format!("{} is being written by {owner}: it is only read here", folder.display());
                self.log.push(Severity::Info, self.status.step, text);
                self.owned = Some(OwnedRun { folder, owner });
            }
            Event::Checkpoint { step, path } => {
                self.owned = None; // it has a folder of its own now
                self.log.settle(SAVING);
                self.log.push(Severity::Info, step, format!("Checkpoint written: {}", path.display()));
                self.folder = path.parent().map(Path::to_path_buf);
            }
            Event::NonFinite { step, term } => {
                let text =
                    format!("{term} was not finite in step {step}: that step changed nothing, training is paused");
                self.log.push_about(Some(TRAINING), Severity::Error, step, text);
                self.notice = Some(Notice::NonFinite { step, term });
            }
            Event::TwinBegan(info) => self.begin_twin(info),
            Event::TwinEnded(end) => self.end_twin(&end, shelf),
            Event::RecordingBegan { path, every } => {
                let text = format!("Recorded from here into {}, maps every {every} steps", path.display());
                self.log.push(Severity::Info, self.status.step, text);
                self.recorded = Some(path);
            }
            Event::RecordingEnded { path, problem } => {
                let path = path.display();
                let (severity, text) = match problem {
                    None => (Severity::Info, format!("The recording is whole: {path}")),
                    Some(problem) => (Severity::Warning, format!("The recording {path} lacks its end: {problem}")),
                };
                self.log.push(severity, self.status.step, text);
                self.recorded = None;
            }
            Event::Sought { preset, interventions, .. } => {
                self.preset = *preset;
                self.interventions = interventions;
            }
            Event::Kept(kept) => {
                self.log.push(Severity::Info, kept.step, format!("State of {} kept in memory", kept.preset));
                self.kept.push(kept);
            }
            Event::Forgotten(id) => {
                if let Some(index) = self.kept.iter().position(|kept| kept.id == id) {
                    let kept = self.kept.remove(index);
                    let text = format!("Kept state of step {} forgotten", kept.step);
                    self.log.push(Severity::Info, self.status.step, text);
                }
            }
            Event::Message { severity, text } => {
                if severity == Severity::Error {
                    self.last_message.clone_from(&text);
                    if let Some(Notice::Failed { message }) = &mut self.notice {
                        message.clone_from(&text);
                    }
                }
                self.log.push(severity, self.status.step, text);
            }
        }
    }

    /// Takes in what defines a run: one that nobody has heard of begins, and whatever was known of another one goes.
    fn meet(&mut self, run: RunId, preset: Preset, shelf: &mut Shelf) {
        if self.id != Some(run) {
            let left = self.id.zip(self.as_left()).or(self.left.take());
            self.left = left.filter(|(left, _)| *left != run); // it was only previewed
            self.id = Some(run);
            self.has_begun = true;
            self.history.restart(&[]);
            self.outbox.settle();
            self.forget_twin(shelf);
            shelf.begin_run(run);
        }
        self.began_with = preset.params.clone();
        self.preset = preset;
        self.interventions.clear();
        (self.notice, self.unsaved, self.owned, self.folder) = (None, None, None, None);
    }

    /// The present run, as it is found again when it is left; `None` if there is nothing to find.
    fn as_left(&self) -> Option<LastRun> {
        /// Steps that nobody misses.
        const FEW: u64 = 10;
        if self.status.step <= FEW {
            return None;
        }
        let (preset, seed) = (self.preset.name.clone(), self.preset.params.seed);
        let folder = self.folder.clone()?;
        Some(LastRun { folder, preset, seed, step: self.status.step, age: Duration::ZERO })
    }

    /// The run before this one, if it can be gone on with, since the last time this was asked.
    pub(super) fn take_left(&mut self) -> Option<LastRun> {
        self.left.take().map(|(_, left)| left)
    }

    fn confirm(&mut self, intervention: Intervention) {
        let Intervention { step, name, old, new } = &intervention;
        let text = match name.as_str() {
            Intervention::HOLD if new == "true" => "Learning rate held".to_owned(),
            Intervention::HOLD => "Learning rate follows the schedule again".to_owned(),
            Intervention::RESTART => "Learning-rate schedule begun again".to_owned(),
            _ => format!("{name} changed from {old} to {new}"),
        };
        self.log.push(Severity::Info, *step, format!("{text}, from step {}", step + 1));
        if let Some(spec) = find(name) {
            match Value::parse(spec, new) {
                Ok(value) => {
                    if let Err(error) = self.preset.params.set(name, &value) {
                        self.log.push(Severity::Warning, *step, error.to_string());
                    }
                    self.outbox.confirm(name, &value);
                    self.log.settle(name);
                }
                Err(error) => self.log.push(Severity::Warning, *step, error.to_string()),
            }
        }
        self.interventions.push(intervention);
    }
}

/// Copies a history that has news. The trainer's turn comes first: while it is writing, the next frame will do.
fn copy_news(shared: &RwLock<History>, own: &mut History) {
    let history = match shared.try_read() {
        Ok(history) => history,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => return,
    };
    if history.last() != own.last() {
        own.clone_from(&history);
    }
}

#[cfg(test)]
mod tests;
