//! One run of a study: trained, or gone on with, and measured. It is an ordinary run of the one engine, in a folder of its own.

use super::cell::RowCells;
use super::error::StudyError;
use super::folder::{Finished, StudyFolder};
use super::found::{finding_cells, report_cells};
use super::plan::StudyRow;
use crate::analysis::{Report, analyze_set};
use crate::data::Movement;
use crate::export::{Provenance, rate_maps_picture, stamped_png};
use crate::files::write_atomically;
use crate::maps::MapSet;
use crate::measure::{ArenaChoice, Subject, measure};
use crate::model::{Compute, TERMS};
use crate::numerics::Progress;
use crate::runs::{RunFolders, find_checkpoint};
use crate::stream::{Command, Event, LossSample, Source as _};
use crate::train::{DeviceChoice, EngineOptions, Foreground, StateSource as _, TrainError, Trainer, TrainingPool};
use std::path::{Path, PathBuf};

/// With what runs are trained.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// Device of every run.
    pub device: DeviceChoice,
    /// Threads of each run.
    pub threads: usize,
    /// This program, for probing devices in a child process; without it no GPU is tried.
    pub program: Option<PathBuf>,
}

/// What became of a row.
#[derive(Debug)]
pub(super) enum Trial {
    /// It was trained and measured, or it failed for a reason that will be the same next time.
    Done(Finished),
    /// It was asked to stop; what was done is saved.
    Stopped,
}

/// Trains what is left of a row, and measures it. `go_on` is asked after every step, with the steps that are done.
///
/// # Errors
/// When it cannot be written down, or another program has its folder: then nothing is known of the row.
pub(super) fn trial(
    row: &StudyRow,
    folder: &StudyFolder,
    workshop: &Workshop,
    go_on: &mut (dyn FnMut(u64) -> bool + Send),
) -> Result<Trial, StudyError> {
    let pool = TrainingPool::new(Some(workshop.threads))?;
    pool.install(|| {
        let trained = match train(row, folder, workshop, go_on) {
            Err(StudyError::Train(error)) if !is_of_the_moment(&error) => {
                Trained::Failed { reason: error.to_string(), step: 0 }
            }
            trained => trained?,
        };
        match trained {
            Trained::Stopped => Ok(Trial::Stopped),
            Trained::Failed { reason, step } => Ok(Trial::Done(Finished::failed(&reason, Some(step)))),
            Trained::Whole { cells, looks } => measured(row, folder, cells, looks).map(Trial::Done),
        }
    })
}

/// Whether an error says nothing of the run: its folder could not be used now.
fn is_of_the_moment(error: &TrainError) -> bool {
    use TrainError::{Changed, FolderGone, Owned, Record, Write};
    matches!(error, Owned { .. } | Changed { .. } | FolderGone { .. } | Record(_) | Write(_))
}

/// What came of training.
enum Trained {
    /// The columns that training tells, those of device and time apart, and the looks.
    Whole {
        cells: Trailed,
        looks: Vec<RowCells>,
    },
    Failed {
        reason: String,
        step: u64,
    },
    Stopped,
}

/// RowCells, and those that stand last because they differ from machine to machine.
struct Trailed {
    cells: RowCells,
    last: RowCells,
}

fn train(
    row: &StudyRow,
    folder: &StudyFolder,
    workshop: &Workshop,
    go_on: &mut (dyn FnMut(u64) -> bool + Send),
) -> Result<Trained, StudyError> {
    let at = folder.run(row);
    let is_begun = find_checkpoint(&at).is_ok();
    let options = EngineOptions {
        open: is_begun.then(|| at.clone()),
        device: workshop.device,
        falls_back: false,
        threads: Some(workshop.threads),
        run_at_once: true,
        records: Box::new(RunFolders::Exactly(at)),
        record_at_once: !is_begun,
        program: workshop.program.clone(),
        ..EngineOptions::new(row.preset.clone())
    };
    let mut run = Foreground::begin(options, workshop.threads)?;
    let first = run.status().step;
    let mut looks = folder.looks(row, first)?;
    if first < row.steps {
        run.begin_record();
    }
    while run.status().step < row.steps {
        if !go_on(run.status().step) {
            run.finish();
            return Ok(Trained::Stopped);
        }
        run.step();
        if let Some(reason) = trouble(&mut run)? {
            let step = run.status().step;
            run.finish();
            return Ok(Trained::Failed { reason, step });
        }
        let step = run.status().step;
        if !run.is_running() && step < row.steps {
            run.finish();
            return Ok(Trained::Failed { reason: "the run paused by itself".into(), step });
        }
        if row.look_every.is_some_and(|every| step % every == 0) {
            looks.push(look(&mut run, row, step)?);
            folder.write_looks(row, &looks)?;
        }
    }
    run.make_pending();
    let _ = run.send(Command::Pause); // reads back what a device still holds; a run that has ended holds nothing
    let cells = told_by_training(&run, row, first == 0);
    run.finish();
    if let Some(reason) = trouble(&mut run)? {
        return Err(StudyError::Written(reason));
    }
    Ok(Trained::Whole { cells, looks })
}

/// What ends a run, if something did.
fn trouble(run: &mut Foreground) -> Result<Option<String>, StudyError> {
    while let Some(event) = run.next_event() {
        match event {
            Event::NonFinite { step, term } => return Ok(Some(format!("{term} was not finite in step {step}"))),
            Event::Refused { command, reason } => return Ok(Some(format!("cannot {command}: {reason}"))),
            Event::Unrecorded { reason, .. } => return Err(StudyError::Written(reason)),
            _ => {}
        }
    }
    Ok(None)
}

fn told_by_training(run: &Foreground, row: &StudyRow, in_one_go: bool) -> Trailed {
    let (mut cells, mut last) = (RowCells::default(), RowCells::default());
    cells.push("steps", run.status().step);
    cells.push_text("state", run.state_hash().unwrap_or_default());
    loss_cells(run.last_losses(), &mut cells);
    last.push_text("device", run.device());
    // Of a run that was gone on with, this call knows the last part of the time only.
    last.push("seconds", (in_one_go && row.steps > 0).then(|| (run.status().elapsed_s * 100.0).round() / 100.0));
    Trailed { cells, last }
}

fn loss_cells(sample: Option<LossSample>, cells: &mut RowCells) {
    for (index, term) in std::iter::once("total").chain(TERMS).enumerate() {
        cells.push(format!("loss_{term}"), sample.map(|sample| sample.values[index]));
    }
}

/// The units in the study's arena, while the run trains: nothing of the run changes.
fn look(run: &mut Foreground, row: &StudyRow, step: u64) -> Result<RowCells, StudyError> {
    let gone = |reason: String| StudyError::Written(format!("no look at step {step}: {reason}"));
    run.send(Command::MapArena { side_m: row.arena_m }).map_err(|error| gone(error.to_string()))?;
    let set = run.take_maps().ok_or_else(|| gone("the network was not walked".into()))?;
    let mut cells = RowCells::default();
    cells.push("step", step);
    loss_cells(run.last_losses(), &mut cells);
    report_cells(&analyze_set(&set, None), &mut cells);
    Ok(cells)
}

fn measured(
    row: &StudyRow,
    folder: &StudyFolder,
    Trailed { cells: told, last }: Trailed,
    looks: Vec<RowCells>,
) -> Result<Finished, StudyError> {
    let at = folder.run(row);
    let (_, state) = find_checkpoint(&at)?;
    let from = Provenance::of_run("rate maps", &at, state.head());
    let mut trainer = Trainer::from_state(state, Compute::cpu())?;
    let (network, walk) = (trainer.freeze(), (row.arena_m, &Movement::Smooth));
    let params = &trainer.preset().params;
    let subject = Subject::of_network(network, params, walk, &mut Progress::none()).expect("nobody cancels it");
    picture(&subject.set, &folder.picture(row), &from)?;
    let findings = measure(&row.measurements, &subject, &ArenaChoice::default())
        .map_err(|error| StudyError::Written(error.to_string()))?;
    let mut cells = RowCells::default();
    cells.push_text("outcome", "done");
    cells.push_text("reason", "");
    cells.0.extend(told.0);
    let report: &Report = &subject.report;
    report_cells(report, &mut cells);
    finding_cells(report, &findings, &mut cells);
    Ok(Finished { cells, last, looks })
}

/// The rate maps of all units.
fn picture(set: &MapSet, path: &Path, from: &Provenance) -> Result<(), StudyError> {
    let png = rate_maps_picture(&set.maps).png().map_err(StudyError::Written)?;
    Ok(write_atomically(path, &stamped_png(&png, from))?)
}
