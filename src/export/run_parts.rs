//! What of a run goes with its figures: parameters, interventions, losses, weights, and a word about each file.

use super::provenance::Provenance;
use super::stamp::stamped_csv;
use super::weights::weights;
use super::writing::ExportError;
use crate::files::{read_text, write_atomically};
use crate::preset::Preset;
use crate::runs::{find_checkpoint, metrics};
use crate::stream::Journal;
use std::fmt::Write as _;
use std::path::Path;

/// Losses of a run of some ten million steps are below this.
const MAX_METRICS_BYTES: u64 = 4 << 30;

/// A run that is written.
#[derive(Clone, Copy)]
pub(crate) struct RunParts<'a> {
    pub(crate) preset: &'a Preset,
    pub(crate) journal: &'a Journal,
    /// Its folder, if it has one: losses and weights come from there.
    pub(crate) run: Option<&'a Path>,
    pub(crate) from: &'a Provenance,
}

/// Files that come from elsewhere, and what they hold, for the list in `README.txt`.
pub(crate) type FileWords = (&'static str, &'static str);

/// Writes `preset.ron`, `journal.ron`, `metrics.csv`, `weights.safetensors` and `README.txt` into a folder; those that the run
/// does not have are not there, and the list says so.
///
/// # Errors
/// When something cannot be read or written.
pub(crate) fn run_parts(folder: &Path, parts: RunParts<'_>, others: &[FileWords]) -> Result<(), ExportError> {
    let RunParts { preset, journal, run, from } = parts;
    text(&folder.join("preset.ron"), &preset.to_full_ron())?;
    text(&folder.join("journal.ron"), &journal.to_ron())?;
    let mut listed = vec![
        ("preset.ron".to_owned(), "every parameter; gridscope opens it as a preset".to_owned()),
        ("journal.ron".to_owned(), "every intervention, with the step at which it took effect".to_owned()),
    ];
    let losses = run.map(|run| run.join(metrics::FILE)).filter(|path| path.is_file());
    if let Some(path) = losses {
        let rows = read_text(&path, MAX_METRICS_BYTES)?;
        let of = Provenance { what: "losses".into(), ..from.clone() };
        text(&folder.join("metrics.csv"), &stamped_csv(&rows, &of))?;
        listed
            .push(("metrics.csv".to_owned(), "losses, a row a training step; the first line is a comment".to_owned()));
    }
    match run.map(find_checkpoint) {
        Some(Ok((_, state))) => {
            let of = Provenance { what: "weights".into(), step: Some(state.step), ..from.clone() };
            weights(&folder.join("weights.safetensors"), &state, &of)?;
            let words = format!("the network's weights after {} training steps, 32-bit floats", state.step);
            listed.push(("weights.safetensors".to_owned(), words));
        }
        Some(Err(error)) => listed.push(("(no weights)".to_owned(), error.to_string())),
        None => listed.push(("(no weights)".to_owned(), "the run has not been saved yet".to_owned())),
    }
    listed.extend(others.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())));
    text(&folder.join("README.txt"), &readme(from, &listed))
}

fn readme(from: &Provenance, listed: &[(String, String)]) -> String {
    let Provenance { program, preset, seed, step, command, device, instruction_set, .. } = from;
    let step = step.map_or_else(String::new, |step| format!(", {step} training steps"));
    let mut words = format!("Written by {program}\n\npreset {preset}, seed {seed}{step}\n");
    for (name, value) in [("device", device), ("instructions", instruction_set), ("the same again", command)] {
        if !value.is_empty() {
            let _ = writeln!(words, "{name}: {value}"); // a String takes all
        }
    }
    words.push('\n');
    let widest = listed.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, what) in listed {
        let _ = writeln!(words, "{name:widest$}  {what}");
    }
    words.push_str("\nPictures, tables, arrays and weights say where they are from: gridscope whence FILE\n");
    words
}

fn text(path: &Path, text: &str) -> Result<(), ExportError> {
    Ok(write_atomically(path, text.as_bytes())?)
}
