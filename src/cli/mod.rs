//! The command line: the same engine without a window.
//!
//! Without a command, the words are for the window; misspelt options are told:
//!
//! ```
//! use clap::Parser as _;
//! use gridscope::cli::Cli;
//!
//! let cli = Cli::try_parse_from(["gridscope", "paper", "--paused", "--steps", "100"])?;
//! assert!(cli.command.is_none() && cli.window.paused);
//! assert_eq!((cli.window.what.as_deref(), cli.window.steps), (Some("paper"), Some(100)));
//! assert!(Cli::try_parse_from(["gridscope", "train", "paper", "--seed", "7"])?.command.is_some());
//! assert!(Cli::try_parse_from(["gridscope", "--pausd"]).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod analyze;
mod args;
mod bench;
mod common;
mod devices;
mod error;
mod export;
mod film;
mod film_size;
mod presets;
mod reproduce;
mod study;
mod study_args;
mod threads;
mod train;
mod whence;
mod windowless;

pub use args::{Cli, WindowArgs};
pub use error::CliError;
pub use windowless::instead_of_window;

pub use common::say;
pub(crate) use common::{pool, preset_with, print_json, print_line};

use crate::ops::cpu::use_instructions;
use args::CliCommand;

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
pub fn run(command: CliCommand) -> Result<(), CliError> {
    match command {
        CliCommand::Train(args) => train::run(&args),
        CliCommand::Analyze(args) => analyze::run(&args),
        CliCommand::Bench(args) => bench::run(args),
        CliCommand::Export(args) => export::run(&args),
        CliCommand::Film(args) => film::run(&args),
        CliCommand::Reproduce(args) => reproduce::run(&args),
        CliCommand::Study(args) => study::run(&args),
        CliCommand::Whence(args) => whence::run(&args),
        CliCommand::Presets => presets::run(),
        CliCommand::Devices => devices::run(),
        CliCommand::Probe { choice, threads } => devices::probe(choice, threads),
    }
}
