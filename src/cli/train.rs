//! `gridscope train`: the engine of the window, with a progress bar.

use super::args::{At, Setting, TrainArgs};
use super::common::{pool, preset_with, print_json, print_line, say, steps_bar};
use super::error::CliError;
use crate::model::TERMS;
use crate::numerics::count;
use crate::platform::{self, Signal, Signals};
use crate::preset::{Params, Preset, ScriptedChange, Value, default_preset, find};
use crate::runs::{RunFolders, default_runs_folder};
use crate::stream::{Command, Event, Intervention, SERIES, Severity, Source as _};
use crate::train::{EngineOptions, Foreground, Trainer, needs_in_words};
use indicatif::HumanDuration;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
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

pub(super) fn run(args: &TrainArgs) -> Result<(), CliError> {
    let signals = platform::signals();
    let options = options(args)?;
    // What could not be carried out is refused before hours of training, and before there is a folder.
    let plan_of = |step, left, preset: &Preset| Plan::new(args, step, left, preset);
    let begins = args.resume.is_none();
    let left = options.preset.schedule_steps();
    let plan = begins.then(|| plan_of(0, left, &options.preset)).transpose()?;
    let pool = pool(args.threads)?;
    pool.install(|| {
        let mut run = Foreground::begin(options, pool.threads())?;
        let status = run.status();
        say(&format!("{} {}", run.preset().name, needs_in_words(&run.preset().params)));
        let plan = plan.map_or_else(|| plan_of(status.step, status.steps_left, run.preset()), Ok)?;
        let report = train(&mut run, &plan, !args.json, &signals);
        // Whatever stopped it, what was done is kept; without a record nothing was done.
        let report = report.inspect_err(|_| {
            if run.has_record() {
                run.finish();
            }
        })?;
        if args.json {
            return print_json(&report);
        }
        print_line(&format!(
            "{} in {:.1} s ({:.1} a second) on {}\n{}\nstate {}\nrun folder {}",
            count(report.steps as usize, "step"),
            report.seconds,
            report.steps_per_second,
            report.device,
            report.losses.iter().map(|(term, loss)| format!("{term} {loss:.6}")).collect::<Vec<_>>().join(", "),
            report.state_hash,
            report.run_dir.display(),
        ))
    })
}

/// What this call is to do.
struct Plan {
    steps: u64,
    record: Option<RecordPlan>,
    /// By step; those of one step as they were typed.
    at: Vec<At>,
}

impl Plan {
    fn new(args: &TrainArgs, first: u64, left: u64, preset: &Preset) -> Result<Self, CliError> {
        let (params, is_scripted) = (preset.params.clone(), args.resume.is_none() && !preset.script.is_empty());
        let steps = args.steps.unwrap_or(left);
        let mut at = args.at.clone();
        at.sort_by_key(|at| at.step);
        check_steps(&at, first, first.saturating_add(steps))?;
        if is_scripted {
            at.clear(); // they are part of the script
        }
        check_interventions(&at, params)?;
        let record = args.record.clone().map(|path| RecordPlan {
            path,
            every: args.record_every,
            sides_m: args.record_arena.clone(),
        });
        Ok(Self { steps, record, at })
    }
}

/// What is recorded for a replay.
struct RecordPlan {
    path: PathBuf,
    every: u64,
    /// Sides of arenas, metres.
    sides_m: Vec<f32>,
}

impl RecordPlan {
    fn begin(&self, run: &mut Foreground, record: &mut RecordWords) -> Result<(), CliError> {
        command(run, Command::Record { path: Some(self.path.clone()), every: self.every }, record)
    }

    fn map_arenas(&self, run: &mut Foreground, record: &mut RecordWords) -> Result<(), CliError> {
        self.sides_m.iter().try_for_each(|side_m| command(run, Command::MapArena { side_m: *side_m }, record))
    }

    /// The last maps, and that it is whole.
    fn end(&self, run: &mut Foreground, record: &mut RecordWords) -> Result<(), CliError> {
        self.map_arenas(run, record)?;
        command(run, Command::StopRecording, record)?;
        say(&format!("recording {}", self.path.display()));
        Ok(())
    }
}

fn check_steps(at: &[At], first: u64, last: u64) -> Result<(), CliError> {
    match at.iter().find(|at| !(first..=last).contains(&at.step)) {
        Some(At { step, .. }) => {
            Err(CliError::Usage(format!("--at {step}: this call goes from step {first} to step {last}")))
        }
        None => Ok(()),
    }
}

fn check_interventions(at: &[At], mut params: Params) -> Result<(), CliError> {
    for At { setting, .. } in at {
        Trainer::check_intervention(&mut params, &setting.name, &setting.value)?;
    }
    Ok(())
}

/// Where the preset has a script, `--at` adds to it: by hand, the run would give up what the script still does to that
/// parameter.
fn with_interventions(preset: &mut Preset, at: &[At]) -> Result<(), CliError> {
    let mut params = preset.params.clone();
    if !preset.script.is_empty() {
        preset.script.extend(at.iter().map(|At { step, setting: Setting { name, value } }| ScriptedChange {
            step: *step,
            name: name.clone(),
            value: value.clone(),
        }));
        preset.script.sort_by_key(|change| change.step);
    }
    for change in &mut preset.script {
        *change = change.make(&mut params).map_err(|fault| CliError::Script { step: change.step, fault })?;
    }
    Ok(())
}

/// A new run in a new folder, or the run in a folder from its newest checkpoint.
fn options(args: &TrainArgs) -> Result<EngineOptions, CliError> {
    let mut preset = match &args.resume {
        Some(_) => default_preset().clone(),
        None => preset_with(args.preset.as_deref().unwrap_or_default(), &args.set, args.seed)?,
    };
    with_interventions(&mut preset, &args.at)?;
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
        record_at_once: args.resume.is_none(),
        program: std::env::current_exe().ok(),
        ..EngineOptions::new(preset)
    })
}

/// Trains, with interventions where they are due. A signal ends it after the step in progress, with all that was done saved.
fn train(run: &mut Foreground, plan: &Plan, show: bool, signals: &Signals) -> Result<TrainReport, CliError> {
    let bar = steps_bar(plan.steps, show);
    let mut due = plan.at.iter().peekable();
    let mut record = RecordWords::default();
    if plan.steps > 0 {
        run.begin_record(); // no step is trained that could not be kept
    }
    hear(run, &mut record)?;
    if let Some(plan) = &plan.record {
        plan.begin(run, &mut record)?;
    }
    let (began, first, mut time) = (Instant::now(), run.status().step, TimeWords::default());
    for _ in 0..plan.steps {
        if let Some(signal) = signals.came() {
            bar.finish_and_clear();
            return Err(stopped(run, signal, record));
        }
        let now = run.status().step;
        if let (Some(plan), true) = (&plan.record, due.peek().is_some_and(|at| at.step <= now)) {
            plan.map_arenas(run, &mut record)?;
        }
        while let Some(at) = due.next_if(|at| at.step <= now) {
            intervene(run, &at.setting, &mut record)?;
        }
        run.step();
        hear(run, &mut record)?;
        bar.inc(1);
        if let Some(words) = time.take_words(began.elapsed(), run.status().step - first, plan.steps) {
            bar.suspend(|| say(&words));
        }
        if let Some(last) = run.last_losses() {
            bar.set_message(format!("loss {:.4}", last.values[0]));
        }
    }
    command(run, Command::Pause, &mut record)?; // reads back what a device still holds
    let seconds = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    run.make_pending();
    for at in due {
        intervene(run, &at.setting, &mut record)?;
    }
    // Of a run that was opened, and with which nothing was done, nothing is written.
    if run.has_record() || !plan.at.is_empty() {
        command(run, Command::Checkpoint, &mut record)?;
    }
    if let Some(plan) = &plan.record {
        plan.end(run, &mut record)?;
    }
    record.check(&folder_words(run))?;
    report(run, run.status().step.saturating_sub(first), seconds)
}

/// How long it will take, once, if that is long.
#[derive(Default)]
struct TimeWords {
    is_known: bool,
}

impl TimeWords {
    /// Steps are timed for so long.
    const LOOK: Duration = Duration::from_secs(10);
    /// A shorter time is not worth words.
    const LONG_S: f64 = 600.0;

    fn take_words(&mut self, elapsed: Duration, done: u64, steps: u64) -> Option<String> {
        if self.is_known || elapsed < Self::LOOK || done == 0 {
            return None;
        }
        self.is_known = true;
        let all_s = elapsed.as_secs_f64() / done as f64 * steps as f64;
        let words = HumanDuration(Duration::try_from_secs_f64(all_s).ok()?);
        (all_s > Self::LONG_S).then(|| format!("{steps} steps take about {words} at this speed"))
    }
}

/// Saves what was done, and says where it lies.
fn stopped(run: &mut Foreground, signal: Signal, mut record: RecordWords) -> CliError {
    let (step, folder) = (run.status().step, folder_words(run));
    run.finish();
    if let Err(error) = hear(run, &mut record).and_then(|()| record.check(&folder)) {
        return error;
    }
    CliError::Stopped { signal, step, folder }
}

fn folder_words(run: &Foreground) -> String {
    run.folder().map(|folder| folder.display().to_string()).unwrap_or_default()
}

fn report(run: &Foreground, steps: u64, seconds: f64) -> Result<TrainReport, CliError> {
    let gone = || CliError::Usage("the run has ended".into());
    let params = &run.preset().params;
    let values = run.last_losses().map_or([f32::NAN; SERIES.len()], |sample| sample.values);
    Ok(TrainReport {
        preset: run.preset().name.clone(),
        seed: params.seed,
        device: run.device(),
        steps,
        total_steps: run.status().step,
        seconds,
        steps_per_second: if seconds > 0.0 { steps as f64 / seconds } else { 0.0 },
        losses: std::iter::once("total").chain(TERMS).zip(values).collect(),
        state_hash: run.state_hash().ok_or_else(gone)?,
        run_dir: run.folder().ok_or_else(gone)?.to_path_buf(),
    })
}

/// Changes something between two steps, as by hand in the window.
fn intervene(run: &mut Foreground, setting: &Setting, record: &mut RecordWords) -> Result<(), CliError> {
    let Setting { name, value } = setting;
    let is_on = value.parse() == Ok(true);
    let asked = match (name.as_str(), find(name)) {
        (Intervention::HOLD, _) => Command::HoldRate(is_on),
        (Intervention::RESTART, _) if is_on => Command::RestartSchedule,
        (_, Some(spec)) => Command::Set { name: name.clone(), value: Value::parse(spec, value)? },
        _ => return Ok(()), // the schedule is not to be restarted
    };
    command(run, asked, record)
}

fn command(run: &mut Foreground, command: Command, record: &mut RecordWords) -> Result<(), CliError> {
    run.send(command).map_err(|error| CliError::Usage(error.to_string()))?;
    hear(run, record)
}

/// What was told of the run's record.
#[derive(Default)]
struct RecordWords {
    /// It fails at present, for this reason.
    failing: Option<String>,
    saved_step: Option<u64>,
    /// There was a record, so what fails is tried again.
    has_begun: bool,
}

impl RecordWords {
    /// Whether all is written.
    fn check(self, folder: &str) -> Result<(), CliError> {
        let Some(reason) = self.failing else { return Ok(()) };
        let saved = match self.saved_step {
            Some(step) => format!("saved is step {step} in {folder}"),
            None => "nothing is saved".into(),
        };
        Err(CliError::Unrecorded(format!("{reason}; {saved}")))
    }
}

/// Takes in what the run told. A step that was not finite ends the run, with the state before it kept.
fn hear(run: &mut Foreground, record: &mut RecordWords) -> Result<(), CliError> {
    record.has_begun |= run.has_record();
    while let Some(event) = run.next_event() {
        match event {
            Event::Message { severity: Severity::Info, text } => say(&text),
            Event::Message { text, .. } => say(&format!("gridscope: {text}")),
            Event::Refused { command, reason } => {
                return Err(CliError::Usage(format!("cannot {command}: {reason}")));
            }
            // A run without a folder has nothing that could be tried again.
            Event::Unrecorded { reason, .. } if !record.has_begun => return Err(CliError::Unrecorded(reason)),
            Event::Unrecorded { saved_step, reason } => {
                say(&format!(
                    "gridscope: nothing is saved at present: {reason}. Training goes on, and it is tried again"
                ));
                (record.failing, record.saved_step) = (Some(reason), saved_step);
            }
            Event::RecordedAgain => {
                say("gridscope: all is saved again");
                record.failing = None;
            }
            Event::NonFinite { step, term } => {
                let folder = folder_words(run);
                run.finish();
                hear(run, record)?; // whether that state could be written
                return Err(CliError::NonFinite { step, term, folder });
            }
            Event::Checkpoint { step, .. } => record.saved_step = Some(step),
            Event::RecordingEnded { path, problem: Some(problem) } => {
                return Err(CliError::Unrecorded(format!("the recording {} lacks its end: {problem}", path.display())));
            }
            // That a run of another program cannot be gone on with is told when it is tried.
            Event::Preview { .. }
            | Event::Began { .. }
            | Event::Owned { .. }
            | Event::Applied(_)
            | Event::State(_)
            | Event::Kept(_)
            | Event::Forgotten(_)
            | Event::TwinBegan(_)
            | Event::TwinEnded(_)
            | Event::RecordingBegan { .. }
            | Event::RecordingEnded { problem: None, .. }
            | Event::Sought { .. } => {}
        }
    }
    Ok(())
}
