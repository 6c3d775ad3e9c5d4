//! What commands share: the preset they name, their threads, and what they print.

use super::args::SettingList;
use super::error::CliError;
use crate::files::{printable_json, printable_message};
use crate::preset::{Preset, resolve, user_folder};
use crate::train::TrainingPool;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write as _;

/// The preset a command names, with its `--set` and `--seed`.
pub(crate) fn preset_with(name: &str, settings: &SettingList, seed: Option<u64>) -> Result<Preset, CliError> {
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
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), CliError> {
    print_json_text(&serde_json::to_string(value).map_err(std::io::Error::other)?)
}

/// Prints an object that is JSON already.
pub(crate) fn print_json_text(json: &str) -> Result<(), CliError> {
    Ok(writeln!(std::io::stdout().lock(), "{}", printable_json(json))?)
}

/// Prints words on standard output; names in them can come from anywhere.
pub(crate) fn print_line(words: &str) -> Result<(), CliError> {
    Ok(writeln!(std::io::stdout().lock(), "{}", printable_message(words))?)
}

pub(crate) fn pool(threads: Option<usize>) -> Result<TrainingPool, CliError> {
    Ok(TrainingPool::new(threads)?)
}

/// Says words on standard error, beside what is printed. It may be gone: a terminal that was closed is no reason to stop.
pub fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", printable_message(text)); // nobody is there to tell
}

/// A bar of training steps with the time that is left, on standard error; hidden unless `show`.
pub(super) fn steps_bar(steps: u64, show: bool) -> ProgressBar {
    let bar = if show { ProgressBar::new(steps) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {per_sec}, {eta} left, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
