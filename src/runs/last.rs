//! The run that was left last.

use super::checkpoint::{checkpoint_name, checkpoints_in};
use super::folder::recent_runs;
use super::listed::StoredCheckpoint;
use super::lock;
use super::run_file::RunFile;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Runs looked at: of those that never trained there may be a few in a row.
const LOOKED_AT: usize = 20;

/// A run that can be gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRun {
    pub folder: PathBuf,
    /// Name of its preset.
    pub preset: String,
    pub seed: u64,
    /// Step of its newest checkpoint.
    pub step: u64,
    /// Time since that was written.
    pub age: Duration,
}

impl LastRun {
    /// Its newest checkpoint, if that is still there.
    #[must_use]
    pub fn stored(&self) -> Option<StoredCheckpoint> {
        let path = self.folder.join(checkpoint_name(self.step));
        let written = path.metadata().and_then(|data| data.modified()).ok()?;
        Some(StoredCheckpoint { path, step: self.step, written })
    }
}

/// The newest run below `runs` that has trained and that no program is writing.
#[must_use]
pub fn last_run(runs: &Path) -> Option<LastRun> {
    recent_runs(runs, LOOKED_AT).into_iter().find_map(|folder| {
        let (step, checkpoint) = checkpoints_in(&folder).pop().filter(|(step, _)| *step > 0)?;
        let written = checkpoint.metadata().and_then(|data| data.modified()).ok()?;
        let file = RunFile::read(&folder).ok()?;
        let is_free = lock::owner_of(&folder).is_none();
        let age = SystemTime::now().duration_since(written).unwrap_or_default();
        is_free.then_some(LastRun { folder, preset: file.preset, seed: file.seed, step, age })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::RunFolders;
    use crate::train::{EngineOptions, Foreground};

    #[test]
    fn the_newest_run_that_trained_and_is_left_alone_is_found() {
        let runs = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(last_run(runs.path()), None, "none yet");
        let begin = |steps: u64| {
            let mut preset = crate::preset::default_preset().clone();
            (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
            let records = Box::new(RunFolders::Below(runs.path().to_owned()));
            let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
            let mut run = Foreground::begin(options, 1).expect("a small run");
            (0..steps).for_each(|_| run.step());
            run
        };
        begin(3).finish();
        let found = last_run(runs.path()).expect("it trained");
        assert_eq!(
            (found.preset.as_str(), found.seed, found.step),
            ("modules", crate::preset::default_preset().params.seed, 3)
        );
        assert!(found.stored().is_some_and(|stored| stored.path.is_file()));
        let mut writing = begin(2);
        assert_eq!(last_run(runs.path()).map(|run| run.step), Some(3), "the newer one is being written");
        writing.finish();
        drop(writing);
        assert_eq!(last_run(runs.path()).map(|run| run.step), Some(2), "now it is left");
    }
}
