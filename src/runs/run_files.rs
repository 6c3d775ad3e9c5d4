//! The files of one run, written by whoever holds its lock. What cannot be written now waits, and is tried again with whatever
//! comes next.

use super::checkpoint::{checkpoint_name, checkpoints_in, read_checkpoint, run_of, write_checkpoint};
use super::lock::Lock;
use super::thinning::surplus;
use super::{aside, metrics};
use crate::files::{WriteError, disk, write_atomically};
use crate::stream::{Journal, LossSample};
use crate::train::{RecordNews, StateHead, StateSource, TrainError, state_bytes};
use std::path::{Path, PathBuf};

/// Name of the journal in a run folder.
pub(super) const JOURNAL: &str = "journal.ron";
/// Rows that may wait: an hour of the smallest network's.
const MOST_WAITING: usize = 4_000_000;

/// The files of a run.
pub(super) struct RunFiles {
    pub(super) folder: PathBuf,
    pub(super) lock: Lock,
    /// The run's name, in its `run.ron` and in its checkpoints.
    pub(super) id: String,
    pub(super) metrics: metrics::Writer,
    /// Steps of the checkpoints in the folder that are this run's, growing.
    pub(super) checkpoints: Vec<u64>,
    waiting_rows: Vec<LossSample>,
    waiting_journal: Option<Journal>,
    /// Nothing is written since it failed: what was said of it.
    trouble: Option<String>,
    news: Vec<RecordNews>,
}

impl RunFiles {
    pub(super) fn new(folder: PathBuf, lock: Lock, id: String, metrics: metrics::Writer) -> Self {
        // Only those whose header names this run: whatever else has such a name is never touched.
        let own =
            |(step, path): (u64, PathBuf)| run_of(&path).is_ok_and(|run| run.as_ref() == Some(&id)).then_some(step);
        let checkpoints = checkpoints_in(&folder).into_iter().filter_map(own).collect();
        let (waiting_rows, waiting_journal, trouble, news) = (Vec::new(), None, None, Vec::new());
        Self { folder, lock, id, metrics, checkpoints, waiting_rows, waiting_journal, trouble, news }
    }

    /// Losses of finished steps.
    pub(super) fn losses(&mut self, samples: Vec<LossSample>) {
        self.waiting_rows.extend(samples);
        let surplus = self.waiting_rows.len().saturating_sub(MOST_WAITING);
        self.waiting_rows.drain(..surplus);
        self.write_waiting();
    }

    /// The journal as it is now.
    pub(super) fn journal(&mut self, journal: Journal) {
        self.waiting_journal = Some(journal);
        self.write_waiting();
    }

    /// A checkpoint; all that waited is written before it.
    ///
    /// # Errors
    /// When it cannot be written; that is also news.
    pub(super) fn checkpoint(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        let step = state.head().step;
        let written = self.try_checkpoint(state);
        self.take_in(&written);
        if let Ok(path) = &written {
            self.news.push(RecordNews::Saved { step, path: path.clone() });
        }
        written
    }

    fn try_checkpoint(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        self.try_waiting()?;
        self.metrics.sync()?;
        let step = state.head().step;
        let path = self.folder.join(checkpoint_name(step));
        if path.exists() && !self.checkpoints.contains(&step) {
            aside::move_there(&self.folder, &path)?; // nobody's, or another run's
        }
        write_checkpoint(&path, state, &self.id)?;
        self.checkpoints.retain(|known| *known != step);
        self.checkpoints.push(step);
        self.checkpoints.sort_unstable();
        self.thin_out(state_bytes(&state.head().preset.params));
        Ok(path)
    }

    /// Removes checkpoints of this run that need not stay, if they are what their names say.
    fn thin_out(&mut self, bytes: u64) {
        while let Some(step) = surplus(&self.checkpoints, bytes) {
            self.checkpoints.retain(|known| *known != step);
            let path = self.folder.join(checkpoint_name(step));
            let is_own =
                run_of(&path).is_ok_and(|run| run.as_ref() == Some(&self.id)) && read_checkpoint(&path).is_ok();
            if is_own {
                let _ = disk::remove(&path); // one too many does no harm
            }
        }
    }

    /// The run goes back to a state: rows and interventions after it, and newer checkpoints, are kept aside.
    ///
    /// # Errors
    /// When something cannot be written.
    pub(super) fn rewind(&mut self, head: StateHead<'_>) -> Result<(), TrainError> {
        let step = head.step;
        self.waiting_rows.retain(|sample| sample.step <= step);
        self.try_waiting()?;
        let rows = metrics::read(&self.folder.join(metrics::FILE), step)
            .map_err(|error| TrainError::Record(error.to_string()))?;
        set_rows_aside(&self.folder, step, &rows)?;
        self.metrics = metrics::Writer::at(&self.folder.join(metrics::FILE), rows.end)?;
        for (newer, path) in checkpoints_in(&self.folder) {
            if newer > step {
                aside::move_there(&self.folder, &path)?;
            }
        }
        self.checkpoints.retain(|known| *known <= step);
        self.journal(head.journal.clone());
        Ok(())
    }

    /// What happened since this was asked last.
    pub(super) fn take_news(&mut self) -> Vec<RecordNews> {
        std::mem::take(&mut self.news)
    }

    fn write_waiting(&mut self) {
        let written = self.try_waiting();
        self.take_in(&written);
    }

    fn try_waiting(&mut self) -> Result<(), TrainError> {
        if !self.lock.is_in_place() {
            return Err(TrainError::FolderGone { folder: self.folder.clone() });
        }
        if let Some(journal) = &self.waiting_journal {
            write_atomically(&self.folder.join(JOURNAL), journal.to_ron().as_bytes())?;
            self.waiting_journal = None;
        }
        if !self.waiting_rows.is_empty() {
            self.metrics.append(&self.waiting_rows)?;
            self.waiting_rows.clear();
        }
        Ok(())
    }

    /// Tells when writing begins to fail, and when it works again.
    fn take_in<T>(&mut self, written: &Result<T, TrainError>) {
        match written {
            Err(error) => {
                let reason = error.to_string();
                if self.trouble.as_ref() != Some(&reason) {
                    let saved_step = self.checkpoints.last().copied();
                    self.news.push(RecordNews::Failing { saved_step, reason: reason.clone() });
                    self.trouble = Some(reason);
                }
            }
            Ok(_) => {
                if self.trouble.take().is_some() {
                    self.news.push(RecordNews::Mended);
                }
            }
        }
    }
}

/// Keeps the rows after a step aside.
pub(super) fn set_rows_aside(folder: &Path, step: u64, rows: &metrics::Metrics) -> Result<(), WriteError> {
    /// More than a day of the smallest network's.
    const MOST_BYTES: u64 = 1 << 30;
    if rows.bytes > rows.end {
        let tail = metrics::tail(&folder.join(metrics::FILE), rows.end, MOST_BYTES)?;
        aside::put(folder, &format!("metrics-after-step-{step}"), "csv", &tail)?;
    }
    Ok(())
}
