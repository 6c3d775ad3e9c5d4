//! `gridscope study`: many runs side by side, and one table of what came of them.

use super::common::{print_json, print_line, say, steps_bar};
use super::error::CliError;
use super::study_args::StudyArgs;
use crate::campaign::{
    Study, StudyError, StudyFolder, StudyNews, StudyPart, StudyRow, StudyTable, Workshop, find_study, jobs_at_once,
    make_rows, write_results,
};
use crate::export::Provenance;
use crate::numerics::count;
use crate::platform::{self, Signals};
use serde::Serialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What `--json` prints.
#[derive(Serialize)]
struct StudyReport {
    folder: PathBuf,
    /// Runs of the study, those of them that are finished, and those of these that failed.
    rows: usize,
    finished: usize,
    failed: usize,
    /// The files that were made of them; none of a part.
    files: Vec<&'static str>,
}

pub(super) fn run(args: &StudyArgs) -> Result<(), CliError> {
    let signals = platform::signals();
    let (study, text) = find_study(&args.file)?;
    let rows = study.rows(args.file.parent())?;
    if args.plan {
        return rows
            .iter()
            .try_for_each(|row| print_line(&format!("{} {}: {} steps", row.index, row.words(), row.steps)));
    }
    let folder = StudyFolder::make(&args.out.clone().unwrap_or_else(|| usual_folder(&args.file)), &text)?;
    if args.retry_failed {
        let again = folder.forget_failed(&rows)?;
        say(&format!("{} that failed are made again", count(again, "run")));
    }
    let part = args.part()?;
    let is_whole = args.collect || make(&rows, part, &folder, args, &signals)?;
    let is_part = part != StudyPart::WHOLE && !args.collect;
    let report = results(&study, &rows, &folder, args, is_part)?;
    if args.json {
        print_json(&report)?;
    } else {
        let failed = if report.failed > 0 { format!(", {} of them failed", report.failed) } else { String::new() };
        let files = if is_part { String::new() } else { format!(": {}", report.files.join(", ")) };
        let (done, all) = (report.finished, count(report.rows, "run"));
        print_line(&format!("{done} of {all} finished{failed}\n{}{files}", folder.path().display()))?;
    }
    if let Some(signal) = signals.came() {
        return Err(CliError::StudyStopped { signal, folder: folder.path().display().to_string() });
    }
    let is_missing = args.collect && report.finished < report.rows;
    if is_missing || !is_whole {
        let missing = report.rows - report.finished;
        return Err(StudyError::Missing { missing, rows: report.rows }.into());
    }
    Ok(())
}

/// `study.ron` makes `study-results` beside it.
fn usual_folder(file: &Path) -> PathBuf {
    let name = file.file_stem().map_or_else(|| "study".into(), |stem| stem.to_string_lossy().into_owned());
    file.with_file_name(format!("{name}-results"))
}

/// Makes what is left of a part; `false` where rows are missing in the end.
fn make(
    rows: &[StudyRow],
    part: StudyPart,
    folder: &StudyFolder,
    args: &StudyArgs,
    signals: &Signals,
) -> Result<bool, CliError> {
    let own: Vec<&StudyRow> = rows.iter().filter(|row| part.has(row.index)).collect();
    let jobs = args.jobs.unwrap_or_else(|| jobs_at_once(rows, args.threads));
    let workshop = Workshop { device: args.device, threads: args.threads, program: std::env::current_exe().ok() };
    say(&format!(
        "{}, {jobs} at a time, {} each, on {}",
        count(own.len(), "run"),
        count(args.threads, "thread"),
        args.device
    ));
    let bar = steps_bar(own.iter().map(|row| row.steps).sum(), !args.json);
    let (mut steps, mut finished): (HashMap<usize, u64>, usize) = (HashMap::new(), 0);
    let mut tell = |news: StudyNews| match news {
        StudyNews::Trained { row, step } => {
            if steps.insert(row, step).is_none() && step > 0 {
                bar.reset_eta(); // what was trained before took no time now
            }
            bar.set_position(steps.values().sum());
        }
        StudyNews::Finished { row, failure } => {
            finished += 1;
            bar.set_message(format!("{finished} of {} runs", own.len()));
            if let Some(reason) = failure {
                bar.suspend(|| say(&format!("run {row} ({}) failed: {reason}", rows[row].words())));
            }
        }
        StudyNews::Unknown { row, reason } => {
            bar.suspend(|| say(&format!("run {row} ({}): {reason}", rows[row].words())));
        }
    };
    let is_whole = make_rows(&own, folder, &workshop, jobs, &mut || signals.came().is_some(), &mut tell)?;
    bar.finish_and_clear();
    Ok(is_whole)
}

/// The tables of what is finished; of a part that others complete, only how much that is.
fn results(
    study: &Study,
    rows: &[StudyRow],
    folder: &StudyFolder,
    args: &StudyArgs,
    is_part: bool,
) -> Result<StudyReport, CliError> {
    let [runs, looks] = StudyTable::collect(rows, folder)?;
    let failed = runs.failed().len();
    let from = Provenance { command: command(args), ..Provenance::here("study") };
    let files = if is_part { Vec::new() } else { write_results(study, [&runs, &looks], rows.len(), folder, &from)? };
    Ok(StudyReport { folder: folder.path().to_owned(), rows: rows.len(), finished: runs.rows.len(), failed, files })
}

/// The command that makes the same again.
fn command(args: &StudyArgs) -> String {
    let file = args.file.canonicalize().unwrap_or_else(|_| args.file.clone()); // of one that ships, its name
    format!("gridscope study {}", crate::export::shell_word(&file.display().to_string()))
}
