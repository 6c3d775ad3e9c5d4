//! `gridscope train`: the engine of the window, with a progress bar.

use super::args::{At, Setting, TrainArgs};
use super::common::{pool, preset_with, print_json, print_line};
use super::error::CliError;
use crate::model::{RateSchedule, TERMS};
use crate::preset::{Params, Preset, Value, find};
use crate::runs::{RunFolders, default_runs_folder, find_checkpoint};
use crate::stream::{Command, Event, Intervention, LossSample, SERIES, Severity, Source as _};
use crate::train::{EngineOptions, Foreground, Trainer};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

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

/// What this call is to do.
struct Plan {
    options: EngineOptions,
    steps: u64,
    /// By step; those of one step as they were typed.
    at: Vec<At>,
}

pub(super) fn run(args: &TrainArgs) -> Result<(), CliError> {
    let plan = plan(args)?;
    let pool = pool(args.threads)?;
    pool.install(|| {
        let mut run = Foreground::begin(plan.options, pool.threads())?;
        let report = train(&mut run, plan.steps, &plan.at, !args.json)?;
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

/// A new run in a new folder, or the run in a folder from its newest checkpoint; and its steps. Interventions that could
/// not be carried out are refused here, before hours of training.
fn plan(args: &TrainArgs) -> Result<Plan, CliError> {
    let (preset, first, left) = if let Some(folder) = &args.resume {
        let (_, state) = find_checkpoint(folder)?;
        let left = state.schedule.steps_left(&state.preset.params, state.step);
        (state.preset, state.step, left)
    } else {
        let preset = preset_with(args.preset.as_deref().unwrap_or_default(), &args.set, args.seed)?;
        let left = RateSchedule::default().steps_left(&preset.params, 0);
        (preset, 0, left)
    };
    let steps = args.steps.unwrap_or(left);
    let mut at = args.at.clone();
    at.sort_by_key(|at| at.step);
    check_interventions(&at, first, first.saturating_add(steps), preset.params.clone())?;
    Ok(Plan { options: options(args, preset)?, steps, at })
}

fn check_interventions(at: &[At], first: u64, last: u64, mut params: Params) -> Result<(), CliError> {
    for At { step, setting } in at {
        if !(first..=last).contains(step) {
            return Err(CliError::Usage(format!("--at {step}: this call goes from step {first} to step {last}")));
        }
        Trainer::check_intervention(&mut params, &setting.name, &setting.value)?;
    }
    Ok(())
}

fn options(args: &TrainArgs, preset: Preset) -> Result<EngineOptions, CliError> {
    let folders = match (&args.resume, &args.out, default_runs_folder()) {
        (Some(folder), ..) | (None, Some(folder), _) => RunFolders::Exactly(folder.clone()),
        (None, None, Some(runs)) => RunFolders::Below(runs),
        (None, None, None) => return Err(CliError::Usage("this system has no home folder: say --out DIR".into())),
    };
    Ok(EngineOptions {
        open: args.resume.clone(),
        device: args.device,
        falls_back: false,
        threads: args.threads,
        run_at_once: true,
        records: Box::new(folders),
        record_at_once: true,
        program: std::env::current_exe().ok(),
        ..EngineOptions::new(preset)
    })
}

/// Trains `steps` steps, with interventions where they are due.
fn train(run: &mut Foreground, steps: u64, at: &[At], show: bool) -> Result<TrainReport, CliError> {
    let bar = progress_bar(steps, show);
    let mut due = at.iter().peekable();
    hear(run)?;
    let began = Instant::now();
    for _ in 0..steps {
        let now = run.status().step;
        while let Some(at) = due.next_if(|at| at.step <= now) {
            intervene(run, &at.setting)?;
        }
        run.step();
        hear(run)?;
        bar.inc(1);
        if let Some(last) = last_losses(run) {
            bar.set_message(format!("loss {:.4}", last.values[0]));
        }
    }
    command(run, Command::Pause)?; // reads back what a device still holds
    let seconds = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    for at in due {
        intervene(run, &at.setting)?;
    }
    command(run, Command::Checkpoint)?;
    report(run, steps, seconds)
}

fn progress_bar(steps: u64, show: bool) -> ProgressBar {
    let bar = if show { ProgressBar::new(steps) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {per_sec}, {eta} left, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn report(run: &Foreground, steps: u64, seconds: f64) -> Result<TrainReport, CliError> {
    let gone = || CliError::Usage("the run has ended".into());
    let state = run.train_state().ok_or_else(gone)?;
    let values = last_losses(run).map_or([f32::NAN; SERIES.len()], |sample| sample.values);
    Ok(TrainReport {
        preset: state.preset.name.clone(),
        seed: state.preset.params.seed,
        device: run.device(),
        steps,
        total_steps: state.step,
        seconds,
        steps_per_second: if seconds > 0.0 { steps as f64 / seconds } else { 0.0 },
        losses: std::iter::once("total").chain(TERMS).zip(values).collect(),
        state_hash: state.hash(),
        run_dir: run.folder().ok_or_else(gone)?.to_path_buf(),
    })
}

fn last_losses(run: &Foreground) -> Option<LossSample> {
    run.history().read().ok()?.last().copied()
}

/// Changes something between two steps, as by hand in the window.
fn intervene(run: &mut Foreground, setting: &Setting) -> Result<(), CliError> {
    let Setting { name, value } = setting;
    let is_on = value.parse() == Ok(true);
    let asked = match (name.as_str(), find(name)) {
        (Intervention::HOLD, _) => Command::HoldRate(is_on),
        (Intervention::RESTART, _) if is_on => Command::RestartSchedule,
        (_, Some(spec)) => Command::Set { name: name.clone(), value: Value::parse(spec, value)? },
        _ => return Ok(()), // the schedule is not to be restarted
    };
    command(run, asked)
}

fn command(run: &mut Foreground, command: Command) -> Result<(), CliError> {
    run.send(command).map_err(|error| CliError::Usage(error.to_string()))?;
    hear(run)
}

/// Takes in what the run told. A step that was not finite ends the run, with the state before it kept.
fn hear(run: &mut Foreground) -> Result<(), CliError> {
    while let Some(event) = run.next_event() {
        match event {
            Event::Message { severity: Severity::Info, text } => eprintln!("{text}"),
            Event::Message { text, .. } => eprintln!("gridscope: {text}"),
            Event::Refused { command, reason } => {
                return Err(CliError::Usage(format!("cannot {command}: {reason}")));
            }
            Event::Unrecorded { reason } => return Err(CliError::Unrecorded(reason)),
            Event::NonFinite { step, term } => {
                let folder = run.folder().map(|folder| folder.display().to_string()).unwrap_or_default();
                run.finish();
                hear(run)?; // whether that state could be written
                return Err(CliError::NonFinite { step, term, folder });
            }
            Event::Preview { .. }
            | Event::Began { .. }
            | Event::Applied(_)
            | Event::State(_)
            | Event::Checkpoint { .. } => {}
        }
    }
    Ok(())
}
