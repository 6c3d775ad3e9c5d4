//! What a run leaves behind, and when.

use super::super::clock::SaveClock;
use super::super::listener::Listener;
use super::super::records::{RecordNews, RecordStart};
use super::super::run::{FirstStep, RecordState, Run, Stage};
use super::super::state::{StateSource as _, state_bytes};
use super::super::{TrainError, TrainState, Trainer};
use super::Engine;
use crate::preset::Preset;
use crate::stream::{Event, Severity};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// States of up to so many bytes (that of 128 units with 64 hidden ones has 12 MiB) are copied between two steps and written
/// beside training. A larger one is written array by array while training waits: copies of it would take more memory than
/// training does.
const COPIED_BYTES: u64 = 16 << 20;
/// A record that could not begin is tried again after this time.
const AGAIN: Duration = Duration::from_secs(10);

/// Whether the states of a run are copied.
fn is_copied(preset: &Preset) -> bool {
    state_bytes(&preset.params) <= COPIED_BYTES
}

/// A state to fall back on, unless it is too large to have twice. Reads a device back.
pub(super) fn kept(trainer: &Trainer) -> Option<Arc<TrainState>> {
    is_copied(trainer.preset()).then(|| Arc::new(trainer.state()))
}

impl Engine {
    /// Begins the record of a run that has none yet, or goes on with the one it was opened from.
    pub fn begin_record(&mut self, ear: &mut dyn Listener) {
        if self.unrecorded.as_ref().is_none_or(|(_, at)| at.elapsed() >= AGAIN) {
            self.begin_record_now(ear);
        }
    }

    /// The same, however short ago it was tried.
    pub(super) fn begin_record_now(&mut self, ear: &mut dyn Listener) {
        let Stage::Running(run) = &mut self.stage else { return };
        let records = &mut self.options.records;
        let head = run.first.as_ref().map_or_else(|| run.trainer.head(), FirstStep::head);
        let (compute, parent) = (run.trainer.compute(), run.parent.as_ref());
        let start = RecordStart { head, compute, threads: self.threads, parent };
        let (begun, saved_step) = match &mut run.recording {
            RecordState::Due => (records.begin(start), None),
            RecordState::Stored(stored) => match records.resume(stored, start) {
                Ok(record) => (Ok(Some(record)), self.saves.saved_step.filter(|saved| *saved == start.head.step)),
                // A run of its own, where that is possible.
                Err(error @ (TrainError::Owned { .. } | TrainError::Changed { .. })) => match records.begin(start) {
                    Ok(Some(record)) => {
                        let folder = record.folder().display();
                        ear.message(Severity::Warning, format!("{error}. What is trained from here lies in {folder}"));
                        (Ok(Some(record)), None)
                    }
                    Ok(None) => (Ok(None), None),
                    Err(_) => (Err(error), None),
                },
                Err(error) => (Err(error), None),
            },
            RecordState::On(_) | RecordState::Off => return,
        };
        match begun {
            Ok(Some(mut record)) => {
                run.first = None;
                record.journal(&run.whole_journal());
                record.losses(&std::mem::take(&mut run.unwritten));
                run.recording = RecordState::On(record);
                self.saves = SaveClock::start(saved_step);
                if self.unrecorded.take().is_some() {
                    self.trouble = None;
                    ear.event(Event::RecordedAgain);
                }
                if saved_step.is_none() {
                    self.save_beside(ear);
                }
            }
            Ok(None) => run.recording = RecordState::Off,
            Err(error) => self.tell_unrecorded(&error, ear),
        }
    }

    fn tell_unrecorded(&mut self, error: &TrainError, ear: &mut dyn Listener) {
        let reason = format!("this run is not written down: {error}");
        if self.unrecorded.as_ref().is_none_or(|(told, _)| *told != reason) {
            ear.event(Event::Unrecorded { saved_step: self.saves.saved_step, reason: reason.clone() });
            self.trouble = Some((self.saves.saved_step, reason.clone()));
        }
        self.unrecorded = Some((reason, Instant::now()));
    }

    /// Makes interventions whose step has come, of a script or again: before the next step, or by itself after the last one.
    pub fn make_pending(&mut self, ear: &mut dyn Listener) {
        let is_due = |run: &Run| run.pending.front().is_some_and(|next| next.step <= run.trainer.step());
        if !matches!(&self.stage, Stage::Running(run) if is_due(run)) {
            return;
        }
        self.read_back(ear);
        let Stage::Running(run) = &mut self.stage else { return };
        let mut all_made = Vec::new();
        while is_due(run) {
            let Some(next) = run.pending.pop_front() else { break };
            match run.trainer.apply(&next.name, &next.new) {
                Ok(made) => all_made.extend(made),
                Err(error) => ear.message(Severity::Warning, format!("{} cannot be changed again: {error}", next.name)),
            }
        }
        for made in all_made {
            self.change_twin(&made, ear);
            ear.event(Event::Applied(made));
        }
    }

    /// Keeps the present state to fall back on, unless it is too large to have twice.
    pub(super) fn keep(&mut self, ear: &mut dyn Listener) {
        self.read_back(ear);
        if let Stage::Running(run) = &mut self.stage {
            let now = run.trainer.head();
            let is_new = |kept: &Arc<TrainState>| kept.step == now.step && kept.journal == *now.journal;
            if !run.kept.as_ref().is_some_and(is_new) {
                run.kept = kept(&run.trainer); // the old one is there until this has worked
            }
        }
        self.clock.last_kept = Instant::now();
    }

    /// Has a checkpoint written beside training, or, where it is too large to be copied, while training waits.
    pub(super) fn save_beside(&mut self, ear: &mut dyn Listener) {
        let Stage::Running(run) = &self.stage else { return };
        if !matches!(run.recording, RecordState::On(_)) {
            return;
        }
        if !is_copied(run.trainer.preset()) {
            let _ = self.save_now(ear); // what failed is news
            return;
        }
        let began = Instant::now();
        self.keep(ear);
        if let Stage::Running(run) = &mut self.stage
            && let (RecordState::On(record), Some(kept)) = (&mut run.recording, &run.kept)
        {
            if record.save(kept) {
                self.saves.begin(began.elapsed());
            } else {
                self.saves.postpone();
            }
        }
    }

    /// A checkpoint before something is changed, unless there was one a moment ago. It does not hold up a slider.
    pub(super) fn save_before_change(&mut self, ear: &mut dyn Listener) {
        if let Stage::Running(run) = &self.stage
            && is_copied(run.trainer.preset())
            && self.saves.may(run.trainer.step())
        {
            self.save_beside(ear);
        }
    }

    /// Writes a checkpoint now if the run is written down. `None` if it was not written.
    pub(super) fn save_now(&mut self, ear: &mut dyn Listener) -> Option<PathBuf> {
        self.read_back(ear);
        if self.unrecorded.is_some() {
            self.begin_record_now(ear);
        }
        let Stage::Running(run) = &mut self.stage else { return None };
        let RecordState::On(record) = &mut run.recording else { return None };
        let began = Instant::now();
        let written = record.save_now(&run.trainer);
        self.saves.begin(began.elapsed());
        self.hear_record(ear);
        written.ok() // what failed was news
    }

    /// Writes the last good state of the present run, which may be broken. `None` if it was not written.
    pub(super) fn save_last(&mut self, ear: &mut dyn Listener) -> Option<PathBuf> {
        let Stage::Broken(broken, _) = &mut self.stage else { return self.save_now(ear) };
        let (RecordState::On(record), Some(state)) = (&mut broken.recording, &broken.kept) else { return None };
        let written = record.save_now(state.as_ref());
        self.hear_record(ear);
        written.ok()
    }

    /// Tells what became of what was to be written.
    pub(super) fn hear_record(&mut self, ear: &mut dyn Listener) {
        let recording = match &mut self.stage {
            Stage::Running(run) => &mut run.recording,
            Stage::Broken(run, _) => &mut run.recording,
            Stage::Empty(_) => return,
        };
        let RecordState::On(record) = recording else { return };
        while let Some(news) = record.next_news() {
            match news {
                RecordNews::Saved { step, path } => {
                    self.saves.saved_step = Some(step);
                    ear.event(Event::Checkpoint { step, path });
                }
                RecordNews::Failing { saved_step, reason } => {
                    self.saves.is_failing = true;
                    self.trouble = Some((saved_step, reason.clone()));
                    ear.event(Event::Unrecorded { saved_step, reason });
                }
                RecordNews::Mended => {
                    self.saves.is_failing = false;
                    self.trouble = None;
                    ear.event(Event::RecordedAgain);
                }
            }
        }
    }
}
