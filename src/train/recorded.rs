//! The recording in progress: what was told to whoever writes it.

use super::recorder::Recorder;
use crate::maps::{MapSet, RunId};
use crate::stream::{Intervention, LossSample};
use std::sync::Arc;

/// A recording in progress.
pub(super) struct Recorded {
    pub(super) recorder: Box<dyn Recorder>,
    /// The run that is recorded: it ends with it.
    pub(super) run: RunId,
    /// Steps from one frame to the next.
    pub(super) every: u64,
    /// What was told: interventions, the last step with losses, that of the last maps.
    pub(super) journal: Vec<Intervention>,
    pub(super) last_row: u64,
    pub(super) last_maps: Option<u64>,
    pub(super) maps: u64,
    pub(super) skipped: u64,
}

impl Recorded {
    /// Losses of finished steps.
    pub(super) fn losses(&mut self, samples: &[LossSample]) {
        if let Some(last) = samples.last() {
            self.recorder.losses(samples);
            self.last_row = last.step;
        }
    }

    /// Takes down what was changed, or that the run went back.
    pub(super) fn agree(&mut self, step: u64, journal: &[Intervention]) {
        let went_back = step < self.last_row || self.last_maps.is_some_and(|last| step < last);
        if went_back || self.journal != journal {
            self.recorder.agree(step, journal);
            self.journal = journal.to_vec();
            self.last_row = self.last_row.min(step);
            self.last_maps = self.last_maps.filter(|last| *last <= step);
        }
    }

    /// Maps, live or of an arena.
    pub(super) fn maps(&mut self, set: Arc<MapSet>) {
        self.recorder.maps(set);
        self.maps += 1;
    }
}
