//! What commands share: the preset they name, their threads, and what they print.

use super::args::SettingList;
use super::error::CliError;
use crate::preset::{Preset, resolve, user_folder};
use crate::train::TrainingPool;

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
    let text = serde_json::to_string(value).map_err(std::io::Error::other)?;
    print_line(&text)
}

pub(crate) fn print_line(text: &str) -> Result<(), CliError> {
    use std::io::Write;
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}

pub(crate) fn pool(threads: Option<usize>) -> Result<TrainingPool, CliError> {
    Ok(TrainingPool::new(threads)?)
}

/// A line on standard error, which may be gone: a terminal that was closed is no reason to stop.
pub fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
