//! `gridscope reproduce`: a recorded run, trained again and compared.

use super::args::ReproduceArgs;
use super::common::{pool, print_json, print_line};
use super::error::CliError;
use crate::numerics::Progress;
use crate::platform;
use crate::runs::{ReproduceError, ReproduceOptions, Reproduction, Sameness, reproduce};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};

/// Thousandths of the progress bar.
const WHOLE: u64 = 1000;

pub(super) fn run(args: &ReproduceArgs) -> Result<(), CliError> {
    let signals = platform::signals();
    let pool = pool(args.threads)?;
    let options = ReproduceOptions {
        steps: args.steps,
        device: args.device,
        threads: args.threads,
        program: std::env::current_exe().ok(),
    };
    let bar = if args.json { ProgressBar::hidden() } else { ProgressBar::new(WHOLE) };
    let style = ProgressStyle::with_template("{bar:30} {percent} % trained again, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let cancel = AtomicBool::new(false);
    let mut listener = |share: f64| {
        bar.set_position((share * WHOLE as f64) as u64);
        cancel.store(signals.came().is_some(), Ordering::Relaxed);
    };
    let found = pool.install(|| reproduce(&args.run, &options, &mut Progress::new(&cancel, &mut listener)));
    bar.finish_and_clear();
    let found = match (found, signals.came()) {
        (Err(ReproduceError::Cancelled(_)), Some(signal)) => return Err(CliError::Interrupted(signal)),
        (found, _) => found?,
    };
    if args.json {
        print_json(&found)?;
    } else {
        found.sentences().iter().try_for_each(|line| print_line(line))?;
    }
    judge(&found)
}

/// Not the same is an error, so that a script hears of it.
fn judge(found: &Reproduction) -> Result<(), CliError> {
    if found.is_same() {
        return Ok(());
    }
    let words = match (found.verdict, found.journal_faults.first()) {
        (Sameness::Same, Some(fault)) => format!("the journal is not as it was written: {fault}"),
        _ => found.headline(),
    };
    Err(if found.verdict == Sameness::Near { CliError::Near { words } } else { CliError::Differs { words } })
}
