//! Which state a folder means, and what became of the rest.

use super::checkpoint::{Stored, checkpoints_in, read_stored, refused};
use super::run_file::{self, RunFile};
use super::run_files::JOURNAL;
use super::{lineage, lock, metrics};
use crate::files::read_text;
use crate::model::Compute;
use crate::preset::Preset;
use crate::stream::{Intervention, Journal, LossSample, StoredJournal};
use crate::train::{Parent, StoredFolder, StoredRun, TrainError, TrainState, Trainer, check_memory};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Name of the preset in a run folder.
pub(super) const PRESET: &str = "preset.ron";
/// A journal of some hundred thousand interventions.
pub(super) const MAX_JOURNAL_BYTES: u64 = 64 << 20;

/// The checkpoint a path means: the file itself, or the newest one of a run folder that is whole and of this run.
///
/// # Errors
/// When there is none, with the reason for the newest file.
pub fn find_checkpoint(path: &Path) -> Result<(PathBuf, TrainState), TrainError> {
    if !path.is_dir() {
        return Ok((path.to_path_buf(), read_stored(path)?.state));
    }
    let Search { found, passed_over } = Search::new(path)?;
    found.map(|(file, stored)| (file, stored.state)).ok_or_else(|| {
        passed_over.into_iter().next().map_or_else(|| refused(path, "the folder has no checkpoint"), |(_, error)| error)
    })
}

/// Name of the run that a folder holds; empty before it was given one.
///
/// # Errors
/// When it is no run folder.
pub fn run_id(folder: &Path) -> Result<String, TrainError> {
    let file = run_file(folder)?;
    file.map(|file| file.id).ok_or_else(|| refused(folder, "this is no run folder: there is no run.ron"))
}

/// The same; empty where there is none.
pub(super) fn run_id_of(folder: &Path) -> String {
    run_id(folder).unwrap_or_default()
}

/// The run file of a folder, if it has one.
pub(super) fn run_file(folder: &Path) -> Result<Option<RunFile>, TrainError> {
    if folder.join(run_file::FILE).exists() {
        return RunFile::read(folder).map(Some).map_err(|error| TrainError::Record(error.to_string()));
    }
    Ok(None)
}

/// What was found in a folder.
struct Search {
    found: Option<(PathBuf, Stored)>,
    /// Newer checkpoints that could not be used, newest first.
    passed_over: Vec<(PathBuf, TrainError)>,
}

impl Search {
    fn new(folder: &Path) -> Result<Self, TrainError> {
        std::fs::read_dir(folder).map_err(|error| refused(folder, error))?;
        let id = run_file(folder)?.map(|file| file.id);
        let mut passed_over = Vec::new();
        for (step, path) in checkpoints_in(folder).into_iter().rev() {
            let usable = read_stored(&path).and_then(|stored| {
                let Stored { run, state, .. } = &stored;
                let is_own = run.as_ref().is_none_or(|run| id.as_ref().is_none_or(|id| id == run));
                if !is_own {
                    return Err(refused(&path, "this is a checkpoint of another run; it can be opened by itself"));
                }
                if state.step != step {
                    return Err(refused(&path, format!("its name says another step than it holds, {}", state.step)));
                }
                Ok(stored)
            });
            match usable {
                Ok(stored) => return Ok(Self { found: Some((path, stored)), passed_over }),
                Err(error) => passed_over.push((path, error)),
            }
        }
        Ok(Self { found: None, passed_over })
    }
}

/// Reads what a run goes on from: a checkpoint by its file, or a run folder with its losses and its journal. Changes nothing.
pub(super) fn read_run(path: &Path) -> Result<StoredRun, TrainError> {
    if !path.is_dir() {
        return read_alone(path);
    }
    let mark = mark(path);
    let Some(run_file) = run_file(path)? else {
        return Err(refused(path, "this is no run folder: there is no run.ron"));
    };
    let Search { found, passed_over } = Search::new(path)?;
    let mut notes: Vec<String> = passed_over.iter().map(|(_, error)| format!("not used: {error}")).collect();
    let (file, state, state_hash) = match (found, passed_over.into_iter().next()) {
        (Some((file, Stored { state, state_hash, .. })), _) => (file, state, state_hash),
        (None, Some((_, error))) => return Err(error),
        // It was stopped before its first checkpoint: its preset is its state.
        (None, None) if run_file.first_step == 0 && path.join(PRESET).is_file() => {
            let preset = Preset::read(&path.join(PRESET))?;
            let preset = Preset { name: run_file.preset.clone(), ..preset };
            check_memory(&preset.params)?;
            let state = Trainer::new(preset, Compute::cpu())?.state();
            let state_hash = state.hash();
            (path.join(PRESET), state, state_hash)
        }
        (None, None) => return Err(refused(path, "the folder has no checkpoint")),
    };
    let (owner, step) = (lock::owner_of(path), state.step);
    let samples = samples(path, &run_file, &state, &mut notes);
    let pending = pending(path, &state, &mut notes);
    Ok(StoredRun {
        file,
        state,
        samples,
        pending,
        notes,
        owner,
        folder: Some(StoredFolder { path: path.to_path_buf(), step, mark }),
        parent: parent(path, &run_file.id, step, state_hash),
    })
}

/// Reads a checkpoint by its file. Where it lies in the folder of its own run, the run that begins from it is one of that
/// run's children, and has its curves.
fn read_alone(path: &Path) -> Result<StoredRun, TrainError> {
    let Stored { run, state, state_hash } = read_stored(path)?;
    let mut notes = Vec::new();
    let around = path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let around = around.and_then(|folder| Some((folder, run_file(folder).ok()??)));
    let around = around.filter(|(_, file)| run.as_ref() == Some(&file.id));
    let samples = around.as_ref().map(|(folder, file)| samples(folder, file, &state, &mut notes));
    let parent = around.and_then(|(folder, file)| parent(folder, &file.id, state.step, state_hash));
    let pending = state.script_left();
    Ok(StoredRun {
        file: path.to_path_buf(),
        state,
        samples: samples.unwrap_or_default(),
        pending,
        notes,
        owner: None,
        folder: None,
        parent,
    })
}

/// What a run that begins from a state of this one names as its parent.
fn parent(folder: &Path, run: &str, step: u64, state_hash: String) -> Option<Parent> {
    let folder = lineage::absolute(folder).to_string_lossy().into_owned();
    (!run.is_empty()).then(|| Parent { run: run.to_owned(), folder, step, state_hash })
}

/// The losses up to the state, those of its parents before its own; without them a run can still go on.
fn samples(folder: &Path, file: &RunFile, state: &TrainState, notes: &mut Vec<String>) -> Vec<LossSample> {
    let own = own_samples(folder, file, state, notes);
    if file.parent.is_none() {
        return own;
    }
    let begins = own.first().map_or(file.first_step.min(state.step), |first| first.step - 1);
    let lineage::Earlier { mut samples, note } = lineage::earlier(folder, file, begins);
    notes.extend(note);
    samples.extend(own);
    samples
}

/// The rows of a run's own folder.
fn own_samples(folder: &Path, file: &RunFile, state: &TrainState, notes: &mut Vec<String>) -> Vec<LossSample> {
    let path = folder.join(metrics::FILE);
    if !path.exists() {
        notes.push(format!("{} is missing: there are no curves of the steps before", path.display()));
        return Vec::new();
    }
    match metrics::read(&path, state.step) {
        Ok(rows) => {
            let first_step = if file.parent.is_some() { file.first_step } else { 0 };
            let last = rows.samples.last().map_or(first_step, |sample| sample.step);
            if let Some(gap) = rows.gap {
                notes.push(format!("{}: there are no rows of steps {} to {}", path.display(), gap.start(), gap.end()));
            } else if last < state.step {
                notes.push(format!("{}: there are no rows of steps {} to {}", path.display(), last + 1, state.step));
            }
            rows.samples
        }
        Err(error) => {
            notes.push(format!("{error}. It is kept aside, and the curves begin anew"));
            Vec::new()
        }
    }
}

/// Interventions of the journal that the state does not know of yet.
fn pending(folder: &Path, state: &TrainState, notes: &mut Vec<String>) -> Vec<Intervention> {
    let path = folder.join(JOURNAL);
    if !path.exists() {
        notes.push(format!("{} is missing: what was changed after step {} is not known", path.display(), state.step));
        return Vec::new();
    }
    match read_journal(&path) {
        Ok(stored) => {
            if !stored.is_as_recorded() {
                notes.push(format!("{}: {CHANGED}; it is taken as it is now", path.display()));
            }
            let journal = stored.journal;
            // Nothing was told yet of a run that has just begun: its script is still to come.
            if state.step == 0 && journal.entries.is_empty() {
                return state.script_left();
            }
            if let Some(pending) = later(&journal, state) {
                return pending.to_vec();
            }
            let words = "does not begin like the journal of the checkpoint, which is used";
            notes.push(format!("{} {words}", path.display()));
            Vec::new()
        }
        Err(error) => {
            notes.push(format!("{error}. It is kept aside; what was changed after step {} is not known", state.step));
            Vec::new()
        }
    }
}

/// What is said of a journal whose hash is not the one stored with it.
pub(super) const CHANGED: &str = "it was changed since it was written (its interventions do not match its SHA-256)";

/// Reads a journal, or says with its path why that cannot be done.
pub(super) fn read_journal(path: &Path) -> Result<StoredJournal, String> {
    let text = read_text(path, MAX_JOURNAL_BYTES).map_err(|error| error.to_string())?;
    StoredJournal::from_ron(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// What a journal has after that of a state; `None` when it does not begin like it.
fn later<'a>(journal: &'a Journal, state: &TrainState) -> Option<&'a [Intervention]> {
    let pending = journal.entries.strip_prefix(state.journal.entries.as_slice())?;
    let steps = std::iter::once(state.step).chain(pending.iter().map(|entry| entry.step));
    steps.is_sorted().then_some(pending)
}

/// What a folder holds, so that it can be told whether another program has been there.
pub(super) fn mark(folder: &Path) -> String {
    let files = [run_file::FILE, metrics::FILE, JOURNAL, PRESET].map(|name| folder.join(name));
    let checkpoints = checkpoints_in(folder).into_iter().map(|(_, path)| path);
    files.into_iter().chain(checkpoints).fold(String::new(), |mut text, path| {
        let data = path.metadata();
        let (bytes, at) = (data.as_ref().map(std::fs::Metadata::len), data.as_ref().map(std::fs::Metadata::modified));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(text, "{name} {:?} {:?}", bytes.ok(), at.ok().and_then(Result::ok)); // a String takes all
        text
    })
}
