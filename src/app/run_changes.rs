//! What can be asked about recorded runs, and the changes of files among it as they are done.

use crate::files::{WriteError, create_atomically};
use crate::runs::{BinnedRun, annotate_run, bin_run, put_back, rename_run};
use crate::stream::BackgroundFailed;
use std::path::{Path, PathBuf};

/// Something that is asked about recorded runs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RunsAsk {
    /// Read the folder again.
    Refresh,
    /// Compare this run with others, or do not.
    Select(PathBuf, bool),
    SelectNone,
    /// Give its folder another name.
    Rename {
        folder: PathBuf,
        name: String,
    },
    /// Keep a note in its folder.
    Annotate {
        folder: PathBuf,
        note: String,
    },
    /// Move it to the bin.
    Bin(PathBuf),
    PutBack(BinnedRun),
    /// Write this table into the folder of all runs.
    SaveTable(String),
}

/// Something that was done, or could not be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RunsNews {
    Done(String),
    Failed(String),
    Binned(BinnedRun),
}

/// What a change of files leads to: what is to be said, and a folder that has another name now.
pub(super) type Changed = (RunsNews, Option<(PathBuf, PathBuf)>);

/// Does one change.
pub(super) fn change_files(
    ask: RunsAsk,
    trash: Option<&Path>,
    runs: Option<&Path>,
) -> Result<Changed, BackgroundFailed> {
    let failed = |what: &str, error: String| BackgroundFailed(format!("{what}: {error}"));
    let said = |text: String| (RunsNews::Done(text), None);
    match ask {
        RunsAsk::Rename { folder, name } => {
            let to = rename_run(&folder, &name).map_err(|error| failed("Not renamed", error.to_string()))?;
            Ok((RunsNews::Done(format!("Renamed: {}", to.display())), Some((folder, to))))
        }
        RunsAsk::Annotate { folder, note } => {
            annotate_run(&folder, &note).map_err(|error| failed("Not noted", error.to_string()))?;
            Ok(said(format!("Noted in {}", folder.display())))
        }
        RunsAsk::Bin(folder) => {
            let binned = bin_run(&folder, trash).map_err(|error| failed("Not deleted", error.to_string()))?;
            Ok((RunsNews::Binned(binned), None))
        }
        RunsAsk::PutBack(binned) => {
            put_back(&binned).map_err(|error| failed("Not put back", error.to_string()))?;
            Ok(said(format!("Put back: {}", binned.was.display())))
        }
        RunsAsk::SaveTable(text) => {
            let runs = runs.ok_or_else(|| failed("Not saved", "there is no folder of runs".into()))?;
            let path = save_table(runs, &text).map_err(|error| failed("Not saved", error))?;
            Ok(said(format!("Table saved: {}", path.display())))
        }
        RunsAsk::Refresh | RunsAsk::Select(..) | RunsAsk::SelectNone => Ok(said(String::new())), // no change of files
    }
}

/// Writes a table under the first free name.
fn save_table(runs: &Path, text: &str) -> Result<PathBuf, String> {
    let mut problem = String::new();
    for number in 1..10_000 {
        let path = runs.join(format!("outcomes-{number:03}.csv"));
        if path.exists() {
            continue;
        }
        match create_atomically(&path, text.as_bytes()) {
            Ok(()) => return Ok(path),
            Err(error @ WriteError::Exists { .. }) => problem = error.to_string(),
            Err(error) => return Err(error.to_string()),
        }
    }
    Err(problem)
}
