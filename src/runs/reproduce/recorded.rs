//! What is recorded of a run from step 0 on: in its folder, and in those of the runs that it was taken from.

use super::super::chain::Chain;
use super::super::checkpoint::{checkpoints_in, read_words};
use super::super::find::{CHANGED, PRESET, read_journal};
use super::super::run_files::JOURNAL;
use super::super::{lock, metrics};
use super::verdict::ReproduceError;
use crate::preset::Preset;
use crate::stream::{Intervention, LossSample};
use crate::train::undo;
use std::path::{Path, PathBuf};

/// A checkpoint, and the hash that its state has to have.
#[derive(Debug)]
pub(super) struct KeptCheckpoint {
    pub(super) step: u64,
    pub(super) path: PathBuf,
    pub(super) state_hash: String,
}

/// All that a run can be compared with, and all that it is made from.
#[derive(Debug)]
pub(super) struct RecordedRun {
    pub(super) chain: Chain,
    /// The preset as it was at step 0.
    pub(super) start: Preset,
    /// Interventions by step.
    pub(super) entries: Vec<Intervention>,
    /// Losses by step; some steps may have none.
    pub(super) rows: Vec<LossSample>,
    /// Checkpoints by step.
    pub(super) kept: Vec<KeptCheckpoint>,
    /// What is wrong with the journal.
    pub(super) journal_faults: Vec<String>,
    /// What else whoever reads the result should know.
    pub(super) notes: Vec<String>,
}

impl RecordedRun {
    /// Reads it. Changes nothing.
    pub(super) fn read(folder: &Path) -> Result<Self, ReproduceError> {
        let chain = Chain::of(folder)?;
        let (mut notes, mut journal_faults) = (Vec::new(), Vec::new());
        let mut kept = kept(&chain, &mut notes);
        kept.sort_by_key(|kept| kept.step);
        let rows = rows(&chain, &mut notes);
        let mut entries = entries(folder, &kept, &mut journal_faults);
        if !entries.is_sorted_by_key(|entry| entry.step) {
            journal_faults.push(format!("{}: its steps do not grow", folder.join(JOURNAL).display()));
            entries.sort_by_key(|entry| entry.step);
        }
        let start = start(&chain, &entries, &mut notes)?;
        if let Some(owner) = lock::owner_of(folder) {
            notes.push(format!("it is being written by {owner}: compared is what is there"));
        }
        Ok(Self { chain, start, entries, rows, kept, journal_faults, notes })
    }

    /// The last step of which anything is recorded.
    pub(super) fn last_step(&self) -> u64 {
        let row = self.rows.last().map_or(0, |row| row.step);
        row.max(self.kept.last().map_or(0, |kept| kept.step))
    }
}

/// The checkpoints of the chain, with the hashes in their headers.
fn kept(chain: &Chain, notes: &mut Vec<String>) -> Vec<KeptCheckpoint> {
    let mut found = Vec::new();
    for link in &chain.links {
        for (step, path) in checkpoints_in(&link.folder) {
            if link.until.is_some_and(|until| step > until) {
                continue;
            }
            match read_words(&path) {
                Ok(words) if words.run.as_ref().is_some_and(|run| *run != link.file.id) => {
                    notes.push(format!("not compared: {} is a checkpoint of another run", path.display()));
                }
                Ok(words) if words.step != step => {
                    let words = format!("its name says another step than it holds, {}", words.step);
                    notes.push(format!("not compared: {}: {words}", path.display()));
                }
                Ok(words) => found.push(KeptCheckpoint { step, path, state_hash: words.state_hash }),
                Err(error) => notes.push(format!("not compared: {error}")),
            }
        }
    }
    found
}

/// The losses of the chain.
fn rows(chain: &Chain, notes: &mut Vec<String>) -> Vec<LossSample> {
    let mut rows: Vec<LossSample> = Vec::new();
    for link in &chain.links {
        let path = link.folder.join(metrics::FILE);
        match metrics::read(&path, link.until.unwrap_or(u64::MAX)) {
            Ok(found) => {
                let after = rows.last().map_or(0, |row| row.step);
                if let Some(gap) = found.gap {
                    notes.push(format!(
                        "{}: there are no rows of steps {} to {}",
                        path.display(),
                        gap.start(),
                        gap.end()
                    ));
                }
                rows.extend(found.samples.into_iter().filter(|row| row.step > after));
            }
            Err(error) => notes.push(format!("not compared: {error}")),
        }
    }
    rows
}

/// The interventions of a run; where its journal cannot be read, those that its newest checkpoint knows of.
fn entries(folder: &Path, kept: &[KeptCheckpoint], faults: &mut Vec<String>) -> Vec<Intervention> {
    let path = folder.join(JOURNAL);
    let fault = match read_journal(&path) {
        Ok(stored) => {
            if !stored.is_as_recorded() {
                faults.push(format!("{}: {CHANGED}", path.display()));
            }
            return stored.journal.entries;
        }
        Err(fault) => fault,
    };
    let newest = kept.iter().rev().find(|kept| kept.path.starts_with(folder));
    let Some((step, journal)) = newest.and_then(|newest| Some((newest.step, read_words(&newest.path).ok()?.journal)))
    else {
        faults.push(format!("{fault}. No intervention is known"));
        return Vec::new();
    };
    faults.push(format!("{fault}. Taken is the journal in the checkpoint of step {step}"));
    journal.entries
}

/// The preset as it was at step 0: that of the oldest run, with what was changed before it was written undone.
fn start(chain: &Chain, entries: &[Intervention], notes: &mut Vec<String>) -> Result<Preset, ReproduceError> {
    let root = chain.first();
    let preset = Preset::read(&root.folder.join(PRESET)).map_err(crate::train::TrainError::from)?;
    let mut preset = Preset { name: root.file.preset.clone(), ..preset };
    let first_step = root.file.first_step;
    for entry in entries.iter().rev().filter(|entry| entry.step <= first_step) {
        undo(&mut preset.params, entry);
    }
    if first_step > 0 {
        let whose = match &chain.missing {
            Some(parent) => {
                format!("the run it was taken from at step {} ({}) is not there", parent.step, parent.folder)
            }
            None => format!("it began from a checkpoint of step {first_step}"),
        };
        notes.push(format!("{whose}: what it began with at step 0 is found by undoing its journal"));
    } else if let Some(parent) = &chain.missing {
        notes.push(format!("the run it was taken from ({}) is not there", parent.folder));
    }
    if preset.params.seed != root.file.seed {
        notes.push(format!("its preset has seed {}, and its run.ron {}", preset.params.seed, root.file.seed));
    }
    Ok(preset)
}
