//! Run folders: made, gone on with, found again.

use super::find::{MAX_JOURNAL_BYTES, PRESET, mark, read_run, run_file};
use super::lock::{self, Lock};
use super::record::FolderRecord;
use super::recorder;
use super::run_file::{RunFile, Stretch, fresh_id};
use super::run_files::{JOURNAL, RunFiles, set_rows_aside};
use super::thinning::NEWEST;
use super::{
    aside,
    checkpoint::{checkpoints_in, refused},
    metrics, run_file as run_ron,
};
use crate::files::{WriteError, clear_unfinished, disk, is_unfinished, read_text, write_atomically};
use crate::platform;
use crate::stream::Journal;
use crate::train::{
    RecordStart, Recorder, RecorderStart, Records, RunRecord, StateHead, StoredFolder, StoredRun, TrainError,
    state_bytes,
};
use std::path::{Path, PathBuf};

/// Checkpoints that have to fit on the disk: the newest, which stay, and one that is being written.
const ROOM_FOR: u64 = NEWEST as u64 + 1;

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
        .filter(|path| path.join(run_ron::FILE).is_file())
        .filter_map(|path| Some((path.join(metrics::FILE).metadata().ok()?.modified().ok()?, path)))
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().take(count).map(|(_, path)| path).collect()
}

/// Words as a part of a folder's name, of so many characters at most.
#[must_use]
pub(crate) fn folder_word(words: &str, most: usize) -> String {
    words.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).take(most).collect()
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

impl RunFolders {
    /// A folder for a run that begins now, with its lock; `None` where nothing is written.
    fn claim(&self, head: StateHead<'_>) -> Result<Option<(PathBuf, Lock)>, TrainError> {
        match self {
            Self::Nowhere => Ok(None),
            Self::Exactly(folder) => {
                check_free(folder)?;
                disk::create_folders(folder).map_err(|error| WriteError::io(folder, error))?;
                let lock = Lock::take(folder)?;
                check_free(folder)?; // nobody was faster
                Ok(Some((folder.clone(), lock)))
            }
            Self::Below(runs) => {
                disk::create_folders(runs).map_err(|error| WriteError::io(runs, error))?;
                let preset = head.preset;
                let name = folder_word(&preset.name, 100);
                for number in 1.. {
                    let folder = runs.join(format!("{name}-seed{}-{number:03}", preset.params.seed));
                    match disk::create_folder(&folder) {
                        Ok(()) => {
                            let lock = Lock::take(&folder)?;
                            return Ok(Some((folder, lock)));
                        }
                        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                        Err(error) => return Err(WriteError::io(&folder, error).into()),
                    }
                }
                unreachable!("one of all numbers is free")
            }
        }
    }
}

/// Whether a folder may become a run's: there is none, or it is empty but for what a run leaves that never began.
fn check_free(folder: &Path) -> Result<(), TrainError> {
    if folder.exists() && !folder.is_dir() {
        return Err(refused(folder, "this is a file; a run needs a folder"));
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let never_began = |name: &String| [lock::FILE, run_ron::FILE].contains(&name.as_str()) || is_unfinished(name);
    if names.iter().all(never_began) && (!names.iter().any(|name| name == run_ron::FILE) || run_file(folder).is_ok()) {
        return Ok(());
    }
    if names.iter().any(|name| name == run_ron::FILE) {
        return Err(refused(folder, "there is a run in this folder already; go on with it by --resume"));
    }
    let some: Vec<String> = names.iter().take(3).map(|name| format!("`{}`", name.escape_debug())).collect();
    let more = if names.len() > some.len() { format!(" and {} more", names.len() - some.len()) } else { String::new() };
    Err(refused(
        folder,
        format!("the folder is not empty: it holds {}{more}. A run needs a folder of its own", some.join(", ")),
    ))
}

/// Whether the checkpoints of a run fit on the disk.
fn check_room(folder: &Path, head: StateHead<'_>) -> Result<(), TrainError> {
    let needed = ROOM_FOR * state_bytes(&head.preset.params);
    match platform::free_bytes(folder) {
        Some(free) if free < needed => Err(TrainError::NoRoom {
            what: format!("{}: {ROOM_FOR} checkpoints", folder.display()),
            needed_mib: needed.div_ceil(1 << 20),
            free_mib: free >> 20,
            place: "the disk".into(),
        }),
        _ => Ok(()),
    }
}

/// Writes the first files of a run; `made` gets the path of each before it is there.
fn first_files(
    folder: &Path,
    start: RecordStart<'_>,
    made: &mut Vec<PathBuf>,
) -> Result<(String, metrics::Writer), TrainError> {
    let head = start.head;
    check_room(folder, head)?;
    let Stretch { first_step, program, device, operations, instruction_set, threads } = Stretch::here(start);
    let id = fresh_id();
    let file = RunFile {
        id: id.clone(),
        program,
        preset: head.preset.name.clone(),
        seed: head.preset.params.seed,
        device,
        operations,
        instruction_set,
        threads,
        first_step,
        parent: start.parent.cloned(),
        branches: Vec::new(),
        resumed: Vec::new(),
    };
    if folder.join(run_ron::FILE).exists() {
        aside::move_there(folder, &folder.join(run_ron::FILE))?; // of a run that never began
    }
    made.push(folder.join(run_ron::FILE));
    file.create(folder)?;
    made.push(folder.join(PRESET));
    write_atomically(&folder.join(PRESET), head.preset.to_full_ron().as_bytes())?;
    made.push(folder.join(JOURNAL));
    write_atomically(&folder.join(JOURNAL), head.journal.to_ron().as_bytes())?;
    made.push(folder.join(metrics::FILE));
    Ok((id, metrics::Writer::create(&folder.join(metrics::FILE))?))
}

impl Records for RunFolders {
    fn read(&self, path: &Path) -> Result<StoredRun, TrainError> {
        let stored = read_run(path)?;
        Ok(if matches!(self, Self::Nowhere) { StoredRun { folder: None, ..stored } } else { stored })
    }

    fn begin(&mut self, start: RecordStart<'_>) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        let head = start.head;
        let Some((folder, lock)) = self.claim(head)? else { return Ok(None) };
        let mut made = Vec::new();
        let (id, metrics) = first_files(&folder, start, &mut made).inspect_err(|_| {
            // While the lock is held; what cannot go stays.
            for path in made.iter().rev() {
                let _ = disk::remove(path);
            }
            if matches!(self, Self::Below(_)) {
                let _ = disk::remove(&folder.join(lock::FILE)).and_then(|()| disk::remove_folder(&folder));
            }
        })?;
        Ok(Some(Box::new(FolderRecord::new(RunFiles::new(folder, lock, id, metrics)))))
    }

    fn resume(&mut self, stored: &mut StoredFolder, start: RecordStart<'_>) -> Result<Box<dyn RunRecord>, TrainError> {
        let folder = stored.path.clone();
        let lock = Lock::take(&folder)?;
        if mark(&folder) != stored.mark {
            return Err(TrainError::Changed { folder });
        }
        let gone_on = go_on(&folder, stored.step, start);
        let (id, metrics) = gone_on.inspect_err(|_| stored.mark = mark(&folder))?; // what changed was changed here
        Ok(Box::new(FolderRecord::new(RunFiles::new(folder, lock, id, metrics))))
    }

    fn recorder(&self, start: RecorderStart<'_>) -> Result<Box<dyn Recorder>, TrainError> {
        recorder::begin(start)
    }
}

/// Makes a run folder ready to go on after a step.
fn go_on(folder: &Path, step: u64, start: RecordStart<'_>) -> Result<(String, metrics::Writer), TrainError> {
    check_room(folder, start.head)?;
    clear_unfinished(folder);
    let mut file = run_file(folder)?.ok_or_else(|| refused(folder, "this is no run folder: there is no run.ron"))?;
    if file.id.is_empty() {
        file.id = fresh_id();
    }
    file.resumed.push(Stretch { first_step: step, ..Stretch::here(start) });
    let metrics = go_on_with_rows(folder, step)?;
    set_later_aside(folder, step, start.head.journal)?;
    file.replace(folder)?;
    Ok((file.id, metrics))
}

/// Goes on with the rows after a step; later ones, and a file that is not understood, are kept aside.
fn go_on_with_rows(folder: &Path, step: u64) -> Result<metrics::Writer, TrainError> {
    let path = folder.join(metrics::FILE);
    if path.exists() {
        match metrics::read(&path, step) {
            Ok(rows) => {
                set_rows_aside(folder, step, &rows)?;
                return Ok(metrics::Writer::at(&path, rows.end)?);
            }
            Err(_) => drop(aside::move_there(folder, &path)?),
        }
    }
    Ok(metrics::Writer::create(&path)?)
}

/// Keeps newer checkpoints, which could not be used, and a journal that tells something else than this one, aside.
fn set_later_aside(folder: &Path, step: u64, known: &Journal) -> Result<(), TrainError> {
    for (newer, path) in checkpoints_in(folder) {
        if newer > step {
            aside::move_there(folder, &path)?;
        }
    }
    let path = folder.join(JOURNAL);
    if !path.exists() {
        return Ok(());
    }
    let text = read_text(&path, MAX_JOURNAL_BYTES).ok();
    match text.as_deref().map(Journal::from_ron) {
        Some(Ok(journal)) if journal == *known => {}
        // It stays as it is, too: what it tells more is made again.
        Some(Ok(journal)) => {
            let name = format!("journal-after-step-{step}");
            aside::put(folder, &name, "ron", journal.to_ron().as_bytes())?;
        }
        Some(Err(_)) | None => drop(aside::move_there(folder, &path)?),
    }
    Ok(())
}
