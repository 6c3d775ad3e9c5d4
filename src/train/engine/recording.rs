//! Recording a run for a replay, between its steps.

use super::super::TrainError;
use super::super::listener::Listener;
use super::super::recorded::Recorded;
use super::super::recorder::RecorderNews;
use super::super::records::{RecordStart, RecorderStart};
use super::super::run::Stage;
use super::super::state::StateSource as _;
use super::Engine;
use crate::maps::MapSet;
use crate::numerics::count;
use crate::stream::{Event, LossSample, RecordingStatus, Severity};
use std::path::PathBuf;
use std::sync::Arc;

impl Engine {
    /// Begins to record the present run, or goes on with its recording.
    pub(super) fn begin_recorder(
        &mut self,
        path: Option<&PathBuf>,
        every: u64,
        ear: &mut dyn Listener,
    ) -> Result<(), TrainError> {
        self.end_recorder(ear);
        // Where the run is written down, what it has trained so far is taken from there.
        self.begin_record_now(ear);
        let is_new = |step: u64| step > 0 && self.saves.saved_step != Some(step);
        if matches!(&self.stage, Stage::Running(run) if is_new(run.trainer.step())) {
            let _ = self.save_now(ear); // what failed was said
        }
        let Stage::Running(run) = &self.stage else { return Ok(()) };
        let record = RecordStart {
            head: run.trainer.head(),
            compute: run.trainer.compute(),
            threads: self.threads,
            parent: run.parent.as_ref(),
        };
        let folder = run.recording.folder();
        let start = RecorderStart { path, folder, record, device: &self.device_words };
        let mut recorder = self.options.records.recorder(start)?;
        let (run, step) = (run.identity.run, record.head.step);
        let journal = record.head.journal.entries.clone();
        recorder.agree(step, &journal);
        let path = recorder.path().to_path_buf();
        let recorded = Recorded {
            recorder,
            run,
            every: every.max(1),
            journal,
            last_row: step,
            last_maps: None,
            maps: 0,
            skipped: 0,
        };
        self.recorder = Some(recorded);
        ear.event(Event::RecordingBegan { path, every });
        self.record_maps(false, ear);
        Ok(())
    }

    /// The recording ends; what was taken down is written by then.
    pub(super) fn end_recorder(&mut self, ear: &mut dyn Listener) {
        let Some(Recorded { recorder, skipped, .. }) = self.recorder.take() else { return };
        let path = recorder.path().to_path_buf();
        let problem = recorder.finish().err();
        if skipped > 0 {
            let text = format!("{} skipped: writing them took longer than training", count(skipped as usize, "map"));
            ear.message(Severity::Warning, format!("{}: {text}", path.display()));
        }
        ear.event(Event::RecordingEnded { path, problem });
    }

    /// Takes down losses that are known now.
    pub(super) fn record_losses(&mut self, samples: &[LossSample]) {
        let Some(recorded) = &mut self.recorder else { return };
        if let (Stage::Running(run), Some(first)) = (&self.stage, samples.first())
            && run.identity.run == recorded.run
        {
            if first.step <= recorded.last_row {
                recorded.agree(first.step.saturating_sub(1), &run.trainer.journal().entries);
            }
            recorded.losses(samples);
        }
    }

    /// Takes down what is due after a step, and says what became of it.
    pub(super) fn record_step(&mut self, ear: &mut dyn Listener) {
        let (Some(recorded), Stage::Running(run)) = (&mut self.recorder, &self.stage) else { return };
        if run.identity.run != recorded.run {
            self.end_recorder(ear);
            return;
        }
        let step = run.trainer.step();
        recorded.agree(step, &run.trainer.journal().entries);
        if step.is_multiple_of(recorded.every) {
            self.record_maps(true, ear);
        }
        self.hear_recorder(ear);
    }

    /// Takes down what was changed just now.
    pub(super) fn record_change(&mut self) {
        if let (Some(recorded), Stage::Running(run)) = (&mut self.recorder, &self.stage)
            && run.identity.run == recorded.run
        {
            recorded.agree(run.trainer.step(), &run.trainer.journal().entries);
        }
    }

    /// Says what became of the recording.
    pub(super) fn hear_recorder(&mut self, ear: &mut dyn Listener) {
        let Some(recorded) = &mut self.recorder else { return };
        let path = recorded.recorder.path().display().to_string();
        while let Some(news) = recorded.recorder.next_news() {
            match news {
                RecorderNews::Failing(reason) => {
                    ear.message(
                        Severity::Warning,
                        format!("the recording cannot be written: {reason}. It is tried again"),
                    );
                }
                RecorderNews::Mended => ear.message(Severity::Info, format!("{path} is written again")),
            }
        }
    }

    /// Takes down the live maps as they are now, unless they are there already. Those that are due now and then are skipped
    /// while earlier ones are not written yet, others wait.
    pub(super) fn record_maps(&mut self, may_skip: bool, ear: &mut dyn Listener) {
        let (Some(recorded), Stage::Running(run)) = (&mut self.recorder, &mut self.stage) else { return };
        let step = run.trainer.step();
        if run.identity.run != recorded.run || recorded.last_maps == Some(step) {
            return;
        }
        recorded.agree(step, &run.trainer.journal().entries);
        if !may_skip || recorded.recorder.has_room() {
            recorded.last_maps = Some(step);
            recorded.maps(run.identity.pictures(&mut run.trainer).set);
        } else {
            recorded.skipped += 1;
        }
        self.hear_recorder(ear);
    }

    /// Takes down the maps of an arena of the present run.
    pub fn record_arena(&mut self, set: &Arc<MapSet>) {
        if let Some(recorded) = &mut self.recorder
            && set.origin.run() == Some(recorded.run)
        {
            recorded.maps(Arc::clone(set));
        }
    }

    /// How the recording stands; `None` where there is none.
    pub(super) fn recording_status(&self) -> Option<RecordingStatus> {
        let Recorded { recorder, maps, skipped, .. } = self.recorder.as_ref()?;
        Some(RecordingStatus { bytes: recorder.bytes(), maps: *maps, skipped: *skipped })
    }
}
