//! The recorded runs of a folder, as far as a list tells: who they are, how far they came, what was noted.

use super::checkpoint::checkpoints_in;
use super::find::PRESET;
use super::manage::note_of;
use super::run_file::{self, RunFile};
use super::run_files::JOURNAL;
use super::{lock, metrics};
use crate::files::read_text;
use crate::numerics::{Cancelled, Progress};
use crate::preset::{Params, Preset, TABLE};
use crate::stream::{Journal, LossSample};
use crate::train::Parent;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A journal of some thousand interventions; a list does without longer ones.
const MAX_JOURNAL_BYTES: u64 = 1 << 20;

/// A recorded run, as its folder tells.
#[derive(Clone, Debug)]
pub struct RunEntry {
    pub folder: PathBuf,
    /// When something of it was written last.
    pub written: SystemTime,
    /// What its files tell, or why they cannot be read.
    pub facts: Result<RunFacts, String>,
    /// What somebody noted about it; empty for nothing.
    pub note: String,
    /// Who writes it at present, in words.
    pub writer: Option<String>,
}

/// What the files of a run tell.
#[derive(Clone, Debug)]
pub struct RunFacts {
    /// Its name among all runs; empty in folders of older versions.
    pub id: String,
    /// Name of its preset.
    pub preset: String,
    pub seed: u64,
    pub device: String,
    /// The run and the state that it began from; `None` for one that began at step 0.
    pub parent: Option<Parent>,
    /// The parameters in force at its end: those with which it began, and what was changed since; `None` where they cannot be
    /// read.
    pub params: Option<Params>,
    /// How often something was changed while it trained.
    pub changes: usize,
    /// Training steps that are written down.
    pub steps: u64,
    /// Losses of the last of them.
    pub last: Option<LossSample>,
    /// Oldest first.
    pub checkpoints: Vec<StoredCheckpoint>,
}

/// A checkpoint by its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoredCheckpoint {
    pub path: PathBuf,
    /// Training steps done.
    pub step: u64,
    pub written: SystemTime,
}

/// The runs of a folder.
#[derive(Clone, Debug, Default)]
pub struct RunListing {
    /// Newest first.
    pub entries: Vec<RunEntry>,
    /// Older runs that were left out, because there are too many.
    pub left_out: usize,
}

impl RunEntry {
    /// Name of the folder.
    #[must_use]
    pub fn name(&self) -> String {
        self.folder.file_name().unwrap_or(self.folder.as_os_str()).to_string_lossy().into_owned()
    }

    /// Its newest checkpoint.
    #[must_use]
    pub fn newest(&self) -> Option<&StoredCheckpoint> {
        self.facts.as_ref().ok()?.checkpoints.last()
    }

    /// Whether every word of a search is in its name, its preset, its note, or is a parameter as `name=value`.
    #[must_use]
    pub fn matches(&self, search: &str) -> bool {
        let facts = self.facts.as_ref().ok();
        let preset = facts.map_or("", |facts| &facts.preset);
        let text = format!("{}\n{preset}\n{}", self.name(), self.note).to_lowercase();
        let params = facts.and_then(|facts| facts.params.as_ref());
        search.to_lowercase().split_whitespace().all(|word| match word.split_once('=') {
            Some((name, value)) => params.is_some_and(|params| has_value(params, name, value)),
            None => text.contains(word),
        })
    }
}

/// Whether a parameter of this name, or the end of one, has this value.
fn has_value(params: &Params, name: &str, value: &str) -> bool {
    let is_named = |spec: &&crate::preset::ParamSpec| {
        spec.name == name || spec.symbol.to_lowercase() == name || spec.name.ends_with(&format!(".{name}"))
    };
    TABLE.iter().filter(is_named).any(|spec| {
        let text = spec.value_in(params).to_string();
        let numbers = (text.parse::<f64>(), value.parse::<f64>());
        text == value || matches!(numbers, (Ok(own), Ok(wanted)) if own.to_bits() == wanted.to_bits())
    })
}

/// Lists the runs below a folder, newest first, at most `most`. What cannot be read of one hides no other.
///
/// # Errors
/// When it was cancelled.
pub fn list_runs(runs: &Path, most: usize, progress: &mut Progress<'_>) -> Result<RunListing, Cancelled> {
    let entries = std::fs::read_dir(runs).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<(SystemTime, PathBuf)> =
        entries.filter(|path| path.join(run_file::FILE).is_file()).map(|path| (written(&path), path)).collect();
    found.sort_by(|a, b| b.cmp(a));
    let left_out = found.len().saturating_sub(most);
    found.truncate(most);
    let mut listing = RunListing { entries: Vec::with_capacity(found.len()), left_out };
    let count = found.len();
    for (index, (written, folder)) in found.into_iter().enumerate() {
        progress.tell(index as f64 / count as f64)?;
        listing.entries.push(entry(folder, written));
    }
    Ok(listing)
}

/// When the losses of a run were written last, or the run itself where it has none.
fn written(folder: &Path) -> SystemTime {
    let at = |name: &str| folder.join(name).metadata().and_then(|data| data.modified()).ok();
    at(metrics::FILE).or_else(|| at(run_file::FILE)).unwrap_or(SystemTime::UNIX_EPOCH)
}

fn entry(folder: PathBuf, written: SystemTime) -> RunEntry {
    let facts = RunFile::read(&folder).map(|file| facts(&folder, file)).map_err(|error| error.to_string());
    RunEntry { written, facts, note: note_of(&folder), writer: lock::owner_of(&folder), folder }
}

fn facts(folder: &Path, file: RunFile) -> RunFacts {
    let stored = |(step, path): (u64, PathBuf)| {
        let written = path.metadata().and_then(|data| data.modified()).ok()?;
        Some(StoredCheckpoint { path, step, written })
    };
    let checkpoints: Vec<StoredCheckpoint> = checkpoints_in(folder).into_iter().filter_map(stored).collect();
    let last = metrics::last_row(&folder.join(metrics::FILE));
    let stored = checkpoints.last().map_or(file.first_step, |checkpoint| checkpoint.step);
    let journal = read_text(&folder.join(JOURNAL), MAX_JOURNAL_BYTES).ok();
    let mut journal = journal.and_then(|text| Journal::from_ron(&text).ok()).unwrap_or_default();
    let steps = last.map_or(stored, |sample| sample.step.max(stored));
    journal.entries.retain(|entry| entry.step <= steps); // a script stands in it from the beginning
    let params = Preset::read(&folder.join(PRESET)).ok().map(|preset| in_force(preset.params, &journal));
    let RunFile { id, preset, seed, device, parent, resumed, .. } = file;
    RunFacts {
        id,
        preset,
        seed,
        device: resumed.into_iter().next_back().map_or(device, |stretch| stretch.device),
        parent,
        params,
        changes: journal.entries.len(),
        steps,
        last,
        checkpoints,
    }
}

/// Parameters after all that was changed; what names none (the rate was held) changes none.
fn in_force(mut params: Params, journal: &Journal) -> Params {
    for entry in &journal.entries {
        let _ = params.set_text(&entry.name, &entry.new);
    }
    params
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::{RunFolders, annotate_run};
    use crate::stream::Intervention;
    use crate::train::{EngineOptions, Foreground};
    use std::fs;

    fn run(folder: &Path, seed: u64, steps: u64) -> Foreground {
        let mut preset = crate::preset::default_preset().clone();
        (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
        preset.params.seed = seed;
        let records = Box::new(RunFolders::Exactly(folder.to_owned()));
        let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
        let mut run = Foreground::begin(options, 1).expect("a small run");
        (0..steps).for_each(|_| run.step());
        run
    }

    fn listed(runs: &Path, most: usize) -> RunListing {
        list_runs(runs, most, &mut Progress::none()).expect("nobody cancels it")
    }

    #[test]
    fn runs_are_listed_with_what_their_files_tell() {
        let place = tempfile::tempdir().expect("a temporary folder");
        assert!(listed(&place.path().join("none"), 9).entries.is_empty(), "no folder");
        run(&place.path().join("first"), 4, 3).finish();
        annotate_run(&place.path().join("first"), "the good one").expect("writable");
        let second = run(&place.path().join("second"), 5, 2);
        let listing = listed(place.path(), 9);
        let of = |name: &str| listing.entries.iter().find(|entry| entry.name() == name).expect("listed");
        let first = of("first");
        let facts = first.facts.as_ref().expect("whole");
        assert_eq!((facts.preset.as_str(), facts.seed, facts.steps), ("modules", 4, 3));
        assert_eq!(facts.changes, 0, "its script has not come so far");
        assert_eq!((facts.last.map(|last| last.step), first.newest().map(|stored| stored.step)), (Some(3), Some(3)));
        assert_eq!((first.note.as_str(), &first.writer), ("the good one", &None));
        assert!(of("second").writer.is_some(), "it is being written");
        drop(second);
        for (search, found) in [
            ("", true),
            ("FIRST good", true),
            ("modules", true),
            ("units=8", true),
            ("units=08", true),
            ("seed=4 good", true),
            ("seed=5", false),
            ("capacity.enabled=true enabled=true", true),
            ("nonsense=1", false),
            ("bad", false),
        ] {
            assert_eq!(first.matches(search), found, "{search}");
        }
        let entry =
            |name: &str, new: &str| Intervention { step: 2, name: name.into(), old: "0".into(), new: new.into() };
        let journal = Journal { entries: vec![entry("sigma_g", "0.3"), entry(Intervention::HOLD, "true")] };
        fs::write(place.path().join("first/journal.ron"), journal.to_ron()).expect("writable");
        let changed = listed(place.path(), 9);
        let changed = changed.entries.iter().find(|entry| entry.name() == "first").expect("listed");
        assert!(changed.matches("sigma_g=0.3") && !first.matches("sigma_g=0.3"), "what is in force at its end");
        assert_eq!(changed.facts.as_ref().map(|facts| facts.changes), Ok(2));
        let one = listed(place.path(), 1);
        assert_eq!((one.entries.len(), one.left_out), (1, 1), "bounded, and says so");
    }

    #[test]
    fn what_is_damaged_or_old_hides_nothing_else() {
        let place = tempfile::tempdir().expect("a temporary folder");
        run(&place.path().join("whole"), 1, 2).finish();
        for name in ["damaged", "old", "other"] {
            fs::create_dir(place.path().join(name)).expect("writable");
        }
        fs::write(place.path().join("damaged/run.ron"), "(id: 4").expect("writable");
        fs::write(place.path().join("old/run.ron"), "(program: \"gridscope 0.1.0\", preset: \"a\", seed: 3)")
            .expect("writable");
        fs::write(place.path().join("old/preset.ron"), "(units: \"many\")").expect("writable");
        fs::write(place.path().join("other/notes.txt"), "no run").expect("writable");
        let listing = listed(place.path(), 9);
        assert_eq!(listing.entries.len(), 3);
        let of = |name: &str| &listing.entries.iter().find(|entry| entry.name() == name).expect("listed").facts;
        assert!(of("whole").is_ok());
        assert!(of("damaged").as_ref().is_err_and(|why| why.contains("run.ron")));
        let old = of("old").as_ref().expect("an older version");
        assert_eq!((old.id.as_str(), old.seed, old.steps, old.params.is_none()), ("", 3, 0, true));
    }
}
