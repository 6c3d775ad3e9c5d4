//! Run folders: made, gone on with, found again.

use super::checkpoint::{checkpoint_name, find_checkpoint, write_checkpoint};
use super::metrics::{self, Metrics};
use crate::files::{read_text, write_atomically};
use crate::model::Compute;
use crate::ops::cpu::instruction_set;
use crate::stream::{Journal, LossSample};
use crate::train::{Records, Resumed, RunRecord, TrainError, TrainState};
use serde::Serialize;
use std::path::{Path, PathBuf};

const JOURNAL: &str = "journal.ron";
const PRESET: &str = "preset.ron";
const RUN: &str = "run.ron";
/// Checkpoints kept in a folder; older ones are removed.
const CHECKPOINTS: usize = 3;

/// Where the program keeps runs unless told otherwise; `None` where the system has no home folder.
#[must_use]
pub fn default_runs_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "gridscope").map(|dirs| dirs.data_dir().join("runs"))
}

/// Run folders below `runs`, newest first, at most `count`.
#[must_use]
pub fn recent_runs(runs: &Path, count: usize) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(runs).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut found: Vec<_> = entries
        .filter(|path| path.join(RUN).is_file())
        .filter_map(|path| Some((path.join(metrics::FILE).metadata().ok()?.modified().ok()?, path)))
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().take(count).map(|(_, path)| path).collect()
}

/// Makes and continues run folders, and reads what lies in them.
#[derive(Clone, Debug)]
pub enum RunFolders {
    /// Reads, and writes nothing.
    Nowhere,
    /// A new folder below this one for each run, named after preset, seed and a number.
    Below(PathBuf),
    /// This very folder, for one run.
    Exactly(PathBuf),
}

/// What `run.ron` tells.
#[derive(Serialize)]
struct RunFacts<'a> {
    program: &'a str,
    preset: &'a str,
    seed: u64,
    device: &'a str,
    operations: &'a str,
    instruction_set: &'a str,
    threads: usize,
    first_step: u64,
}

fn refused(path: &Path, reason: impl ToString) -> TrainError {
    TrainError::Checkpoint { path: path.to_path_buf(), reason: reason.to_string() }
}

impl RunFolders {
    /// The folder of a run that begins now; `None` where nothing is written.
    fn claim(&self, state: &TrainState) -> Result<Option<PathBuf>, TrainError> {
        match self {
            Self::Nowhere => Ok(None),
            Self::Exactly(folder) => {
                if folder.join(RUN).exists() {
                    return Err(refused(folder, "there is a run in this folder already; go on with it by --resume"));
                }
                std::fs::create_dir_all(folder).map_err(|error| refused(folder, error))?;
                Ok(Some(folder.clone()))
            }
            Self::Below(runs) => {
                std::fs::create_dir_all(runs).map_err(|error| refused(runs, error))?;
                let preset = &state.preset;
                let name: String = preset
                    .name
                    .chars()
                    .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' })
                    .collect();
                for number in 1.. {
                    let folder = runs.join(format!("{name}-seed{}-{number:03}", preset.params.seed));
                    match std::fs::create_dir(&folder) {
                        Ok(()) => return Ok(Some(folder)),
                        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                        Err(error) => return Err(refused(&folder, error)),
                    }
                }
                unreachable!("one of all numbers is free")
            }
        }
    }
}

impl Records for RunFolders {
    fn read(&self, path: &Path) -> Result<(PathBuf, TrainState), TrainError> {
        find_checkpoint(path)
    }

    fn begin(
        &mut self,
        state: &TrainState,
        compute: &Compute,
        threads: usize,
    ) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        let Some(folder) = self.claim(state)? else { return Ok(None) };
        let facts = RunFacts {
            program: concat!("gridscope ", env!("CARGO_PKG_VERSION")),
            preset: &state.preset.name,
            seed: state.preset.params.seed,
            device: &compute.name,
            operations: &compute.operations,
            instruction_set: instruction_set(),
            threads,
            first_step: state.step,
        };
        let text = ron::ser::to_string_pretty(&facts, ron::ser::PrettyConfig::default())
            .map_err(|error| refused(&folder, error))?;
        write_atomically(&folder.join(PRESET), state.preset.to_full_ron().as_bytes())?;
        write_atomically(&folder.join(JOURNAL), state.journal.to_ron().as_bytes())?;
        write_atomically(&folder.join(RUN), text.as_bytes())?;
        let metrics = Metrics::create(&folder.join(metrics::FILE), &[])?;
        Ok(Some(Box::new(RunFolder { folder, metrics })))
    }

    fn resume(&mut self, folder: &Path, state: &TrainState) -> Result<Option<Resumed>, TrainError> {
        if matches!(self, Self::Nowhere) {
            return Ok(None);
        }
        let path = folder.join(metrics::FILE);
        let samples = metrics::parse(&read_text(&path, metrics::MAX_BYTES)?, state.step);
        // Rows and interventions after the checkpoint are of a future that is now trained again.
        let metrics = Metrics::create(&path, &samples)?;
        write_atomically(&folder.join(JOURNAL), state.journal.to_ron().as_bytes())?;
        let record = Box::new(RunFolder { folder: folder.to_path_buf(), metrics });
        Ok(Some(Resumed { record, samples }))
    }
}

/// The folder of one run.
struct RunFolder {
    folder: PathBuf,
    metrics: Metrics,
}

impl RunRecord for RunFolder {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn losses(&mut self, samples: &[LossSample]) -> Result<(), TrainError> {
        Ok(self.metrics.append(samples)?)
    }

    fn journal(&mut self, journal: &Journal) -> Result<(), TrainError> {
        Ok(write_atomically(&self.folder.join(JOURNAL), journal.to_ron().as_bytes())?)
    }

    fn checkpoint(&mut self, state: &TrainState) -> Result<PathBuf, TrainError> {
        self.metrics.flush()?;
        let path = self.folder.join(checkpoint_name(state.step));
        write_checkpoint(&path, state)?;
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        let mut names: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "safetensors"))
            .collect();
        names.sort();
        let surplus = names.len().saturating_sub(CHECKPOINTS);
        for old in &names[..surplus] {
            // An old checkpoint that cannot be removed does no harm.
            let _ = std::fs::remove_file(old);
        }
        Ok(path)
    }
}
