//! Rows of a study, some at a time: bounded by cores, memory, and what is left to do.

use super::error::StudyError;
use super::folder::{Finished, StudyFolder};
use super::plan::StudyRow;
use super::trial::{Trial, Workshop, trial};
use crate::platform;
use crate::stream::panic_text;
use crate::train::memory_bytes;
use crossbeam_channel::{Sender, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Steps are told this often, and the caller is asked whether to stop.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// News that nobody has taken yet, at most.
const NEWS: usize = 256;

/// What happens while a study is made.
#[derive(Clone, Debug)]
pub enum StudyNews {
    /// A row has so many steps.
    Trained { row: usize, step: u64 },
    /// A row is finished: why it failed, if it did.
    Finished { row: usize, failure: Option<String> },
    /// Nothing is known of a row, for this reason; the others go on.
    Unknown { row: usize, reason: String },
}

/// Which rows are made here: all, or every `of`-th beginning with `index`, where others make the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StudyPart {
    pub index: usize,
    pub of: usize,
}

impl StudyPart {
    /// All rows.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Whether a row belongs to the part.
    #[must_use]
    pub fn has(self, row: usize) -> bool {
        row % self.of.max(1) == self.index
    }
}

/// How many rows can be trained at a time on this machine: one for each `threads` cores, and as many as fit into the memory
/// that is free.
#[must_use]
pub fn jobs_at_once(rows: &[StudyRow], threads: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let largest = rows.iter().map(|row| memory_bytes(&row.preset.params)).max().unwrap_or(1);
    let fit = platform::free_memory_bytes().map_or(cores as u64, |free| free / largest.max(1));
    (cores / threads.max(1)).min(usize::try_from(fit).unwrap_or(cores)).clamp(1, rows.len().max(1))
}

/// Makes what is left of the rows, `jobs` at a time, and tells what happens. `stop` is asked often; once it says yes, every run
/// ends with what it has done saved. Returns whether all rows given are finished.
///
/// # Errors
/// When the rows that are finished cannot be told.
pub fn make_rows(
    rows: &[&StudyRow],
    folder: &StudyFolder,
    workshop: &Workshop,
    jobs: usize,
    stop: &mut dyn FnMut() -> bool,
    tell: &mut dyn FnMut(StudyNews),
) -> Result<bool, StudyError> {
    let mut left = Vec::new();
    for row in rows {
        match folder.finished(row)? {
            Some(finished) => {
                tell(StudyNews::Trained { row: row.index, step: row.steps });
                tell(StudyNews::Finished { row: row.index, failure: finished.failure().map(str::to_owned) });
            }
            None => left.push(*row),
        }
    }
    let queue = Mutex::new(left.into_iter());
    let (stopping, (sender, news)) = (AtomicBool::new(false), bounded(NEWS));
    let mut is_whole = true;
    std::thread::scope(|scope| {
        for job in 0..jobs.max(1) {
            let (queue, stopping, sender) = (&queue, &stopping, sender.clone());
            let work = move || {
                let next = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
                while let (false, Some(row)) = (stopping.load(Ordering::Relaxed), next()) {
                    make_row(row, folder, workshop, stopping, &sender);
                }
            };
            let thread = std::thread::Builder::new().name(format!("gridscope-study-{job}"));
            if let Err(error) = thread.spawn_scoped(scope, work) {
                is_whole = job > 0; // fewer do the same work
                tell(StudyNews::Unknown { row: 0, reason: format!("cannot start a thread: {error}") });
                break;
            }
        }
        drop(sender);
        loop {
            match news.recv_timeout(TELL_EVERY) {
                Ok(told) => {
                    is_whole &= !matches!(told, StudyNews::Unknown { .. });
                    tell(told);
                }
                Err(crossbeam_channel::RecvTimeoutError::Timeout) => {}
                Err(crossbeam_channel::RecvTimeoutError::Disconnected) => break,
            }
            if stop() {
                stopping.store(true, Ordering::Relaxed);
            }
        }
    });
    Ok(is_whole && !stopping.into_inner())
}

fn make_row(
    row: &StudyRow,
    folder: &StudyFolder,
    workshop: &Workshop,
    stopping: &AtomicBool,
    tell: &Sender<StudyNews>,
) {
    let say = |news| drop(tell.send(news)); // whoever listened has gone: then nobody is left to be told
    let mut last: Option<Instant> = None;
    let mut go_on = |step| {
        if last.is_none_or(|last| last.elapsed() >= TELL_EVERY) {
            last = Some(Instant::now());
            say(StudyNews::Trained { row: row.index, step });
        }
        !stopping.load(Ordering::Relaxed)
    };
    // A bug in one run is a row of the table, and not the end of the others.
    let made = catch_unwind(AssertUnwindSafe(|| trial(row, folder, workshop, &mut go_on)));
    let finished = match made {
        Ok(Ok(Trial::Stopped)) => return,
        Ok(Ok(Trial::Done(finished))) => finished,
        Ok(Err(error)) => return say(StudyNews::Unknown { row: row.index, reason: error.to_string() }),
        Err(panic) => Finished::failed(&format!("the program failed: {}", panic_text(panic.as_ref())), None),
    };
    match folder.write_finished(row, &finished) {
        Ok(()) => {
            say(StudyNews::Trained { row: row.index, step: row.steps });
            say(StudyNews::Finished { row: row.index, failure: finished.failure().map(str::to_owned) });
        }
        Err(error) => say(StudyNews::Unknown { row: row.index, reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::{Study, StudyTable};
    use crate::train::DeviceChoice;

    #[test]
    fn a_run_that_fails_is_a_row_and_stops_no_other() {
        let text = r#"(version: 1, title: "a", seeds: [1, 2], arena_m: 1.0, groups: [(preset: "instant", steps: 3,
            set: {"units": 12, "hidden": 6, "trajectory_length": 8, "trajectories": 3})])"#;
        let study = Study::from_ron("study.ron", text).expect("a study");
        let mut rows = study.rows(None).expect("two rows");
        rows[0].preset.params.units = 0; // nothing that can be read from a file has that
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = StudyFolder::make(&folder.path().join("results"), text).expect("writable");
        let workshop = Workshop { device: DeviceChoice::Cpu, threads: 1, program: None };
        let make = |rows: &[StudyRow], stops: bool| {
            let mut told = Vec::new();
            let all: Vec<&StudyRow> = rows.iter().collect();
            let whole = make_rows(&all, &folder, &workshop, 1, &mut || stops, &mut |news| told.push(news));
            (whole.expect("rows can be read"), told)
        };
        let (whole, told) = make(&rows, false);
        assert!(whole, "a failure is known: {told:?}");
        let [table, _] = StudyTable::collect(&rows, &folder).expect("rows");
        let outcomes: Vec<&str> = (0..2).map(|row| table.text(row, "outcome")).collect();
        assert_eq!(outcomes, ["failed", "done"]);
        assert!(table.text(0, "reason").contains("`units`"), "{}", table.text(0, "reason"));
        // Nothing is made again, until that is asked for.
        let (_, told) = make(&rows, false);
        let failed = told.iter().filter(|news| matches!(news, StudyNews::Finished { failure: Some(_), .. })).count();
        assert_eq!((told.len(), failed), (4, 1));
        assert_eq!(folder.forget_failed(&rows).expect("rows"), 1);
        assert!(
            folder.finished(&rows[0]).expect("rows").is_none() && folder.finished(&rows[1]).expect("rows").is_some()
        );
    }

    #[test]
    fn as_many_at_a_time_as_have_room() {
        let text = r#"(version: 1, title: "a", seeds: [1], groups: [(preset: "instant")])"#;
        let rows = Study::from_ron("study.ron", text).expect("a study").rows(None).expect("a row");
        assert_eq!(jobs_at_once(&rows, 1), 1, "no more than rows");
        let many: Vec<StudyRow> = rows.iter().cycle().take(1000).cloned().collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert!((1..=cores).contains(&jobs_at_once(&many, 1)) && jobs_at_once(&many, 4096) == 1);
    }
}
