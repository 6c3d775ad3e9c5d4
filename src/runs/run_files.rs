//! The files of one run, written by whoever holds its lock. What cannot be written now waits, and is tried again with whatever
//! comes next.

use super::checkpoint::{checkpoint_name, checkpoints_in, is_whole, run_of, write_checkpoint};
use super::lock::Lock;
use super::run_file::{RunFile, Stretch};
use super::thinning::{NEWEST, surplus};
use super::{aside, metrics};
use crate::files::{WriteError, disk, write_atomically};
use crate::stream::{Journal, LossSample};
use crate::train::{RecordNews, StateSource, TrainError, state_bytes};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Name of the journal in a run folder.
pub(super) const JOURNAL: &str = "journal.ron";
/// Rows that may wait: an hour of the smallest network's.
const MOST_WAITING: usize = 4_000_000;

/// Checkpoints that stay because other runs may begin from them, at most …
const MOST_BRANCHES: usize = 12;
/// … and their bytes together.
const MOST_BRANCH_BYTES: u64 = 2 << 30;

/// The files of a run.
pub(super) struct RunFiles {
    pub(super) folder: PathBuf,
    lock: Lock,
    /// The run's name, in its `run.ron` and in its checkpoints.
    pub(super) id: String,
    metrics: metrics::Writer,
    /// Steps of the checkpoints in the folder that are this run's, growing.
    checkpoints: Vec<u64>,
    /// Steps of those that other runs may begin from, oldest first.
    branches: Vec<u64>,
    waiting_rows: Vec<LossSample>,
    waiting_journal: Option<Journal>,
    /// The run has gone back to the first step of this stretch, and the files have not yet.
    waiting_rewind: Option<Stretch>,
    /// Rows and journal, or checkpoints, cannot be written at present: why, as it was told.
    failing: [Option<String>; 2],
    news: Vec<RecordNews>,
}

/// Places in [`RunFiles::failing`].
const ROWS: usize = 0;
const CHECKPOINTS: usize = 1;

impl RunFiles {
    pub(super) fn new(folder: PathBuf, lock: Lock, id: String, metrics: metrics::Writer) -> Self {
        // Only those whose header names this run: whatever else has such a name is never touched.
        let own =
            |(step, path): (u64, PathBuf)| run_of(&path).is_ok_and(|run| run.as_ref() == Some(&id)).then_some(step);
        let checkpoints = checkpoints_in(&folder).into_iter().filter_map(own).collect();
        let branches = RunFile::read(&folder).map_or_else(|_| Vec::new(), |file| file.branches);
        Self {
            folder,
            lock,
            id,
            metrics,
            checkpoints,
            branches,
            waiting_rows: Vec::new(),
            waiting_journal: None,
            waiting_rewind: None,
            failing: [None, None],
            news: Vec::new(),
        }
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
        self.write_waiting();
        let mut written = self.try_checkpoint(state);
        // Older ones make room for a newer one.
        while is_full(&written) && self.checkpoints.len() >= NEWEST && self.remove(self.checkpoints[0]) {
            written = self.try_checkpoint(state);
        }
        self.take_in(CHECKPOINTS, &written);
        if let Ok(path) = &written {
            let step = state.head().step;
            self.news.push(RecordNews::Saved { step, path: path.clone() });
            let bytes = state_bytes(&state.head().preset.params);
            while let Some(step) = surplus(&self.passing(), bytes) {
                self.remove(step);
            }
        }
        written
    }

    /// A checkpoint that other runs may begin from: it stays while there are not too many such.
    ///
    /// # Errors
    /// When it cannot be written; that is also news.
    pub(super) fn checkpoint_to_stay(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        let head = state.head();
        let mut branches = self.branches.clone();
        branches.retain(|step| *step != head.step);
        branches.push(head.step);
        let most = usize::try_from(MOST_BRANCH_BYTES / state_bytes(&head.preset.params).max(1)).unwrap_or(usize::MAX);
        let surplus = branches.len().saturating_sub(most.clamp(1, MOST_BRANCHES));
        branches.drain(..surplus);
        if branches != self.branches {
            self.branches = branches;
            // Without it the checkpoint is one like all others to whoever goes on here later.
            let _ = self.try_waiting().and_then(|()| self.tell_branches());
        }
        self.checkpoint(state)
    }

    fn tell_branches(&self) -> Result<(), TrainError> {
        let mut file = RunFile::read(&self.folder).map_err(|error| TrainError::Record(error.to_string()))?;
        file.branches.clone_from(&self.branches);
        Ok(file.replace(&self.folder)?)
    }

    /// Checkpoints that may have to make room.
    fn passing(&self) -> Vec<u64> {
        let stays = |step: &&u64| !self.branches.contains(step);
        self.checkpoints.iter().filter(stays).copied().collect()
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
        Ok(path)
    }

    /// Removes a checkpoint of this run that need not stay, if it is what its name says; whether it went.
    fn remove(&mut self, step: u64) -> bool {
        self.checkpoints.retain(|known| *known != step);
        let path = self.folder.join(checkpoint_name(step));
        is_whole(&path, &self.id) && disk::remove(&path).is_ok()
    }

    /// The run goes back to where a stretch begins: rows after it, and newer checkpoints, are kept aside.
    pub(super) fn rewind(&mut self, stretch: Stretch, journal: Journal) {
        self.waiting_rows.retain(|sample| sample.step <= stretch.first_step);
        self.waiting_rewind = Some(stretch);
        self.journal(journal);
    }

    fn try_rewind(&mut self) -> Result<(), TrainError> {
        let Some(stretch) = &self.waiting_rewind else { return Ok(()) };
        let step = stretch.first_step;
        // Rows that still wait were made before the step, and are appended after this.
        let rows = metrics::read(&self.folder.join(metrics::FILE), step);
        let rows = rows.map_err(|error| TrainError::Record(error.to_string()))?;
        set_rows_aside(&self.folder, step, &rows)?;
        self.metrics = metrics::Writer::at(&self.folder.join(metrics::FILE), rows.end)?;
        for (newer, path) in checkpoints_in(&self.folder) {
            if newer > step {
                aside::move_there(&self.folder, &path)?;
            }
        }
        self.checkpoints.retain(|known| *known <= step);
        let mut file = RunFile::read(&self.folder).map_err(|error| TrainError::Record(error.to_string()))?;
        file.resumed.extend(self.waiting_rewind.clone());
        file.replace(&self.folder)?;
        self.waiting_rewind = None;
        Ok(())
    }

    /// What happened since this was asked last.
    pub(super) fn take_news(&mut self) -> Vec<RecordNews> {
        std::mem::take(&mut self.news)
    }

    fn write_waiting(&mut self) {
        let written = self.try_waiting();
        self.take_in(ROWS, &written);
    }

    fn try_waiting(&mut self) -> Result<(), TrainError> {
        self.lock.check()?;
        self.try_rewind()?;
        if let Some(journal) = &self.waiting_journal {
            write_atomically(&self.folder.join(JOURNAL), journal.to_ron().as_bytes())?;
            self.waiting_journal = None;
        }
        if !self.waiting_rows.is_empty() {
            if !self.metrics.is_untouched() {
                let path = self.folder.join(metrics::FILE);
                if path.exists() {
                    aside::move_there(&self.folder, &path)?; // somebody else has written into it
                }
                self.metrics = metrics::Writer::create(&path)?;
            }
            self.metrics.append(&self.waiting_rows)?;
            self.waiting_rows.clear();
        }
        Ok(())
    }

    /// Tells when writing begins to fail, and when all works again.
    fn take_in<T>(&mut self, what: usize, written: &Result<T, TrainError>) {
        let was_failing = self.failing.iter().any(Option::is_some);
        if let Err(error) = written {
            let (reason, kind) = (error.to_string(), kind_of(error));
            // The path of a checkpoint is another one each time.
            if self.failing[what].as_ref() != Some(&kind) {
                let saved_step = self.checkpoints.last().copied();
                self.news.push(RecordNews::Failing { saved_step, reason });
                self.failing[what] = Some(kind);
            }
            return;
        }
        self.failing[what] = None;
        if was_failing && self.failing.iter().all(Option::is_none) {
            self.news.push(RecordNews::Mended);
        }
    }
}

fn kind_of(error: &TrainError) -> String {
    match error {
        TrainError::Write(WriteError::Io { source, .. }) => source.to_string(),
        other => other.to_string(),
    }
}

fn is_full<T>(written: &Result<T, TrainError>) -> bool {
    matches!(written, Err(TrainError::Write(WriteError::Io { source, .. })) if source.kind() == ErrorKind::StorageFull)
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
