//! Arguments, then the window or a headless command.

use clap::Parser;
use gridscope::cli::{self, Cli};
use std::process::ExitCode;

/// Large arrays come and go with every step: this allocator keeps their pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("off")).init();
    let cli = Cli::parse();
    let result = match cli.command {
        Some(command) => cli::run(command),
        None => gridscope::window::run(cli.window),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gridscope: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
