//! `gridscope train`

use super::args::{At, TrainArgs};
use super::{CliError, pool, preset_with, print_json, print_line};
use crate::model::{Compute, TERMS};
use crate::preset::Preset;
use crate::runs::{RunFolders, default_runs_folder};
use crate::stream::LossSample;
use crate::train::{RunLog, RunLogFactory, StepOutcome, Trainer, find_checkpoint, open_device};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What `--json` prints.
#[derive(Serialize)]
struct TrainReport {
    preset: String,
    seed: u64,
    device: String,
    /// Steps done in this call.
    steps: u64,
    /// Steps done since the run began.
    total_steps: u64,
    seconds: f64,
    steps_per_second: f64,
    losses: BTreeMap<&'static str, f32>,
    state_hash: String,
    run_dir: PathBuf,
}

/// A run that can begin.
struct Run {
    trainer: Trainer,
    log: Box<dyn RunLog>,
}

pub(super) fn run(args: TrainArgs) -> Result<(), CliError> {
    let pool = pool(args.threads)?;
    pool.install(|| {
        let (mut run, steps) = match &args.resume {
            Some(folder) => resume(folder, &args)?,
            None => begin(&args, pool.threads())?,
        };
        let report = train(&mut run, steps, &args.at, !args.json)?;
        if args.json {
            return print_json(&report);
        }
        print_line(&format!(
            "{} steps in {:.1} s ({:.1} a second) on {}\n{}\nstate {}\nrun folder {}",
            report.steps,
            report.seconds,
            report.steps_per_second,
            report.device,
            report.losses.iter().map(|(term, loss)| format!("{term} {loss:.6}")).collect::<Vec<_>>().join(", "),
            report.state_hash,
            report.run_dir.display(),
        ))
    })
}

/// A new run in a new folder, and its steps.
fn begin(args: &TrainArgs, threads: usize) -> Result<(Run, u64), CliError> {
    let preset = preset_with(args.preset.as_deref().unwrap_or_default(), &args.set, args.seed)?;
    let mut folders = match (&args.out, default_runs_folder()) {
        (Some(folder), _) => RunFolders::Exactly(folder.clone()),
        (None, Some(runs)) => RunFolders::Below(runs),
        (None, None) => return Err(CliError::Usage("this system has no home folder: say --out DIR".into())),
    };
    let compute = open(&preset, args)?;
    let trainer = Trainer::new(preset, compute)?;
    let steps = plan(&trainer, args)?;
    let log = folders.begin(&trainer.state(), trainer.compute(), threads)?;
    Ok((Run { trainer, log }, steps))
}

/// The run in a folder, from its newest checkpoint, and its steps.
fn resume(folder: &Path, args: &TrainArgs) -> Result<(Run, u64), CliError> {
    let (_, state) = find_checkpoint(folder)?;
    let compute = open(&state.preset, args)?;
    let trainer = Trainer::from_state(state.clone(), compute)?;
    let steps = plan(&trainer, args)?;
    let (log, _) = RunFolders::Exactly(folder.to_path_buf()).resume(folder, &state)?;
    Ok((Run { trainer, log }, steps))
}

/// The steps of this call. Interventions that could not be carried out are refused here, before hours of training.
fn plan(trainer: &Trainer, args: &TrainArgs) -> Result<u64, CliError> {
    let steps = args.steps.unwrap_or_else(|| trainer.steps_left());
    let first = trainer.step();
    let last = first.saturating_add(steps);
    let mut params = trainer.preset().params.clone();
    for At { step, setting } in in_order(&args.at) {
        if !(first..=last).contains(step) {
            return Err(CliError::Usage(format!("--at {step}: this call goes from step {first} to step {last}")));
        }
        Trainer::check_intervention(&mut params, &setting.name, &setting.value)?;
    }
    Ok(steps)
}

/// Interventions by step; those of one step as they were typed.
fn in_order(at: &[At]) -> Vec<&At> {
    let mut due: Vec<&At> = at.iter().collect();
    due.sort_by_key(|at| at.step);
    due
}

fn open(preset: &Preset, args: &TrainArgs) -> Result<Compute, CliError> {
    let program = std::env::current_exe().ok();
    let (compute, lines) = open_device(preset, args.device, args.threads, program.as_deref())?;
    for line in lines {
        eprintln!("{line}");
    }
    Ok(compute)
}

/// Trains `steps` steps, with interventions where they are due.
fn train(run: &mut Run, steps: u64, at: &[At], show: bool) -> Result<TrainReport, CliError> {
    /// A checkpoint is written by itself this often.
    const AUTOSAVE_EVERY: Duration = Duration::from_mins(2);
    let Run { trainer, log } = run;
    let mut due = in_order(at).into_iter().peekable();
    let bar = if show { ProgressBar::new(steps) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {per_sec}, {eta} left, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let began = Instant::now();
    let mut last_save = Instant::now();
    let mut last: Option<LossSample> = None;
    for _ in 0..steps {
        while let Some(at) = due.next_if(|at| at.step <= trainer.step()) {
            note(trainer.read_back(), log.as_mut(), &mut last, trainer)?;
            if trainer.apply(&at.setting.name, &at.setting.value)?.is_some() {
                log.journal(trainer.journal())?;
            }
        }
        let outcome = trainer.train_step();
        note(outcome, log.as_mut(), &mut last, trainer)?;
        bar.inc(1);
        if let Some(last) = &last {
            bar.set_message(format!("loss {:.4}", last.values[0]));
        }
        if last_save.elapsed() > AUTOSAVE_EVERY {
            note(trainer.read_back(), log.as_mut(), &mut last, trainer)?;
            log.checkpoint(&trainer.state())?;
            last_save = Instant::now();
        }
    }
    note(trainer.read_back(), log.as_mut(), &mut last, trainer)?;
    let seconds = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    for at in due {
        if trainer.apply(&at.setting.name, &at.setting.value)?.is_some() {
            log.journal(trainer.journal())?;
        }
    }
    let state = trainer.state();
    log.checkpoint(&state)?;
    let names = std::iter::once("total").chain(TERMS);
    let values = last.map_or([f32::NAN; 7], |sample| sample.values);
    Ok(TrainReport {
        preset: state.preset.name.clone(),
        seed: state.preset.params.seed,
        device: trainer.compute().name.clone(),
        steps,
        total_steps: state.step,
        seconds,
        steps_per_second: if seconds > 0.0 { steps as f64 / seconds } else { 0.0 },
        losses: names.zip(values).collect(),
        state_hash: state.hash(),
        run_dir: log.folder().to_path_buf(),
    })
}

/// Writes losses down; a step that was not finite ends the run, with the state before it kept.
fn note(
    outcome: StepOutcome,
    log: &mut dyn RunLog,
    last: &mut Option<LossSample>,
    trainer: &Trainer,
) -> Result<(), CliError> {
    let (samples, failure) = match outcome {
        StepOutcome::Samples(samples) => (samples, None),
        StepOutcome::NonFinite { samples, step, term } => (samples, Some((step, term))),
    };
    log.samples(&samples)?;
    *last = samples.last().copied().or(*last);
    match failure {
        None => Ok(()),
        Some((step, term)) => {
            log.checkpoint(&trainer.state())?;
            Err(CliError::NonFinite { step, term, folder: log.folder().display().to_string() })
        }
    }
}
