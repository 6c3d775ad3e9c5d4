//! Arguments, then the window or a headless command.

use clap::Parser;
use gridscope::cli::{self, Cli};
use std::process::ExitCode;

/// Large arrays come and go with every step: this allocator keeps their pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Milliseconds for which the allocator keeps unused pages: longer than any step.
const KEEP_PAGES_MS: std::ffi::c_long = 10_000;
/// `mi_option_purge_delay` in the allocator's `mimalloc.h`; its crate exports no name for it.
const PURGE_DELAY: std::ffi::c_int = 15;

fn main() -> ExitCode {
    // SAFETY: sets one number of the allocator; any value is valid.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, KEEP_PAGES_MS) };
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("off")).init();
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::say(&format!("gridscope: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}

#[expect(clippy::result_large_err, reason = "made once, when the program ends")]
fn run(cli: Cli) -> Result<(), cli::CliError> {
    cli::choose_instructions(cli.instructions.as_deref())?;
    match cli.command {
        Some(command) => cli::run(command),
        None => gridscope::window::run(cli.window),
    }
}
