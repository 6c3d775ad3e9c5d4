//! Runs that were taken from one another: who a run's parent is, where it lies now, and what it tells of the steps before.

use super::checkpoint::refused;
use super::metrics;
use super::run_file::{self as run_ron, RunFile};
use crate::stream::LossSample;
use crate::train::{Parent, TrainError};
use std::path::{Path, PathBuf};

/// Generations that are followed: a chain that is longer, or a circle that somebody has made, ends here.
const MOST_GENERATIONS: usize = 64;
/// Folders that are looked at for a run that is not where it was.
const MOST_SIBLINGS: usize = 10_000;

/// The run that the one in a folder was taken from; `None` for one that began at step 0.
///
/// # Errors
/// When it is no run folder, or its run file cannot be read.
pub fn parent_of(folder: &Path) -> Result<Option<Parent>, TrainError> {
    if !folder.join(run_ron::FILE).is_file() {
        return Err(refused(folder, "this is no run folder: there is no run.ron"));
    }
    let file = RunFile::read(folder).map_err(|error| TrainError::Record(error.to_string()))?;
    Ok(file.parent)
}

/// A path that means the same wherever the program is started.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Where the run of this name lies: where it was recorded, or else in a folder beside `near`, the folder of a run that knows
/// of it. `None` where neither is it. Reads run files alone.
#[must_use]
pub fn find_run(id: &str, near: &Path, recorded: &Path) -> Option<PathBuf> {
    if id.is_empty() {
        return None; // of versions that gave no names: anything might be meant
    }
    let is_it = |folder: &Path| {
        let file = folder.join(run_ron::FILE).is_file().then(|| RunFile::read(folder).ok()).flatten();
        file.is_some_and(|file| file.id == id)
    };
    if is_it(recorded) {
        return Some(recorded.to_path_buf());
    }
    // A link to a folder is not where the folder is: beside both is looked.
    let mut places: Vec<PathBuf> = [Some(absolute(near)), near.canonicalize().ok()].into_iter().flatten().collect();
    places.dedup();
    places.iter().filter_map(|near| near.parent()).find_map(|place| {
        let siblings = std::fs::read_dir(place).ok()?.filter_map(Result::ok).take(MOST_SIBLINGS);
        let mut siblings: Vec<PathBuf> = siblings.map(|entry| entry.path()).collect();
        siblings.sort();
        siblings.into_iter().find(|folder| is_it(folder))
    })
}

/// Losses of steps that were trained before a run was taken from another one, as far as they are still there.
#[derive(Default)]
pub(super) struct Earlier {
    pub(super) samples: Vec<LossSample>,
    /// Why there are none before these.
    pub(super) note: Option<String>,
}

/// The losses of the runs that the one in `folder` was taken from, up to `step`, where its own rows begin.
pub(super) fn earlier(folder: &Path, file: &RunFile, step: u64) -> Earlier {
    let (mut at, mut parent, mut last) = (folder.to_path_buf(), file.parent.clone(), step);
    let mut generations: Vec<Vec<LossSample>> = Vec::new();
    let mut note = None;
    while last > 0
        && let Some(of) = parent.take()
    {
        last = last.min(of.step);
        let missing = |reason: String| Some(format!("there are no curves of steps 1 to {last}: {reason}"));
        if generations.len() >= MOST_GENERATIONS {
            note = missing(format!("only {MOST_GENERATIONS} runs that were taken from one another are followed"));
            break;
        }
        let Some(found) = find_run(&of.run, &at, Path::new(&of.folder)) else {
            note = missing(format!("the run that they are of is no longer in {}", of.folder));
            break;
        };
        let rows = metrics::read(&found.join(metrics::FILE), last).map_err(|error| error.to_string());
        let grandparent = parent_of(&found).map_err(|error| error.to_string());
        match rows.and_then(|rows| Ok((rows.samples, grandparent?))) {
            Ok((samples, grandparent)) => {
                last = samples.first().map_or(last, |first| first.step - 1);
                generations.push(samples);
                (at, parent) = (found, grandparent);
            }
            Err(reason) => {
                note = missing(reason);
                break;
            }
        }
    }
    if last > 0 && note.is_none() && file.parent.is_some() {
        note = Some(format!("there are no curves of steps 1 to {last}: no run tells them"));
    }
    Earlier { samples: generations.into_iter().rev().flatten().collect(), note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::SERIES;

    /// A run folder with a name, a parent and rows of steps.
    fn made(runs: &Path, name: &str, parent: Option<(&str, u64)>, steps: std::ops::RangeInclusive<u64>) -> PathBuf {
        let folder = runs.join(name);
        std::fs::create_dir(&folder).expect("writable");
        let parent = parent.map(|(run, step)| Parent {
            run: run.to_owned(),
            folder: runs.join(run).display().to_string(),
            step,
            state_hash: String::new(),
        });
        let file = RunFile { id: name.to_owned(), first_step: steps.start() - 1, parent, ..RunFile::default() };
        file.create(&folder).expect("writable");
        let rows: Vec<LossSample> =
            steps.map(|step| LossSample { step, values: [folder.as_os_str().len() as f32; SERIES.len()] }).collect();
        metrics::Writer::create(&folder.join(metrics::FILE)).and_then(|mut rest| rest.append(&rows)).expect("writable");
        folder
    }

    fn steps(earlier: &Earlier) -> Vec<u64> {
        earlier.samples.iter().map(|sample| sample.step).collect()
    }

    #[test]
    fn curves_come_from_the_whole_chain_wherever_it_was_moved_to() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runs = folder.path().join("runs");
        std::fs::create_dir(&runs).expect("writable");
        let first = made(&runs, "first", None, 1..=9);
        let second = made(&runs, "second", Some(("first", 4)), 5..=9);
        let third = made(&runs, "third", Some(("second", 6)), 7..=8);
        let of = |folder: &Path, step| {
            let file = RunFile::read(folder).expect("a run");
            earlier(folder, &file, step)
        };
        assert_eq!(steps(&of(&third, 6)), [1, 2, 3, 4, 5, 6]);
        assert_eq!(steps(&of(&second, 4)), [1, 2, 3, 4]);
        assert!(of(&first, 0).samples.is_empty() && of(&first, 0).note.is_none());
        assert_eq!(parent_of(&third).expect("a run").expect("taken from another").run, "second");
        assert_eq!(parent_of(&first).expect("a run"), None);
        assert!(parent_of(&runs).is_err(), "no run");

        // All of them are moved: those beside it are found by their names.
        let moved = folder.path().join("moved");
        std::fs::rename(&runs, &moved).expect("on one file system");
        std::fs::rename(moved.join("first"), moved.join("renamed")).expect("on one file system");
        let third = moved.join("third");
        assert_eq!(find_run("first", &third, &first), Some(absolute(&moved).join("renamed")));
        assert_eq!(steps(&of(&third, 6)), [1, 2, 3, 4, 5, 6]);
        assert_eq!(find_run("", &third, &first), None, "no name is nobody's");

        std::fs::remove_dir_all(moved.join("renamed")).expect("there");
        let left = of(&third, 6);
        assert_eq!(steps(&left), [5, 6]);
        assert!(left.note.is_some_and(|note| note.contains("steps 1 to 4") && note.contains("first")));
    }

    #[test]
    fn a_circle_ends() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runs = folder.path();
        let first = made(runs, "a", Some(("b", 900)), 901..=901);
        made(runs, "b", Some(("a", 900)), 901..=901);
        let file = RunFile::read(&first).expect("a run");
        let found = earlier(&first, &file, 900);
        assert!(found.samples.is_empty() && found.note.is_some_and(|note| note.contains("64 runs")));
    }
}
