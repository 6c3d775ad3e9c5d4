//! The command line: the same engine without a window.

mod analyze;
mod args;
mod bench;
mod devices;
mod presets;
mod train;

pub use args::{Cli, WindowArgs};

use crate::export::ExportError;
use crate::files::{ReadError, WriteError};
use crate::import::{CellsError, TrajectoryError};
use crate::ops::cpu::use_instructions;
use crate::preset::{ParamError, Preset, PresetError, resolve, user_folder};
use crate::train::{TrainError, TrainingPool};
use args::{Command, Settings};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Preset(#[from] PresetError),
    #[error(transparent)]
    Param(#[from] ParamError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Cells(#[from] CellsError),
    #[error(transparent)]
    Trajectory(#[from] TrajectoryError),
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The command line itself is off.
    #[error("{0}")]
    Usage(String),
    /// Training stopped because a loss or gradient was not finite.
    #[error(
        "{term} was not finite in step {step}: nothing was changed by that step; the state before it lies in {folder}"
    )]
    NonFinite { step: u64, term: String, folder: String },
    /// No size of a sweep could be timed.
    #[error("no size could be timed: {0}")]
    Sweep(String),
    /// Standard output is gone.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
}

impl CliError {
    /// Exit code: 2 for a command line that cannot be carried out as written, 1 for everything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_)) { 2 } else { 1 }
    }
}

/// Uses the named instructions from here on; the widest of the machine when none are named.
///
/// # Errors
/// When the machine does not have them.
pub fn choose_instructions(name: Option<&str>) -> Result<(), CliError> {
    name.map_or(Ok(()), |name| use_instructions(name).map_err(|error| CliError::Usage(error.to_string())))
}

/// Carries out a headless command.
///
/// # Errors
/// When it cannot be carried out.
pub fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Train(args) => train::run(args),
        Command::Analyze(args) => analyze::run(&args),
        Command::Bench(args) => bench::run(args),
        Command::Presets => presets::run(),
        Command::Devices => devices::run(),
        Command::Probe { choice, threads } => devices::probe(choice, threads),
    }
}

/// The preset a command names, with its `--set` and `--seed`.
pub(crate) fn preset_with(name: &str, settings: &Settings, seed: Option<u64>) -> Result<Preset, CliError> {
    let mut preset = resolve(name, user_folder().as_deref())?;
    for setting in settings {
        preset.params.set_text(&setting.name, &setting.value)?;
    }
    if let Some(seed) = seed {
        preset.params.seed = seed;
    }
    preset.params.check()?;
    Ok(preset)
}

/// Prints one JSON object as the last line of standard output.
fn print_json(value: &impl serde::Serialize) -> Result<(), CliError> {
    let text = serde_json::to_string(value).map_err(std::io::Error::other)?;
    print_line(&text)
}

fn print_line(text: &str) -> Result<(), CliError> {
    use std::io::Write;
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}

fn pool(threads: Option<usize>) -> Result<TrainingPool, CliError> {
    Ok(TrainingPool::new(threads)?)
}
