//! A recording as a film of its rate maps.

use super::args::FilmArgs;
use super::common::{print_line, say};
use super::error::CliError;
use super::film_size::FilmSize;
use crate::analysis::analyze;
use crate::export::{FilmFile, FilmKind, FilmLook, FilmScene, Provenance, shell_word};
use crate::files::printable_message;
use crate::maps::RateMaps;
use crate::numerics::count;
use crate::runs::{FrameKind, RunRecording, RunRecordingError};
use crate::stream::Journal;
use std::path::Path;

/// Draws and writes the film.
pub(super) fn run(args: &FilmArgs) -> Result<(), CliError> {
    let kind = FilmKind::of(&args.out).map_err(CliError::Usage)?;
    if args.out.exists() && !args.force {
        return Err(CliError::Usage(format!("{} exists already; --force replaces it", args.out.display())));
    }
    let recording = RunRecording::open(&args.file).map_err(refused)?;
    if let Some(damage) = recording.damage() {
        say(&format!("{}: {damage}; the film ends there", args.file.display()));
    }
    let frames = frames(&recording, args.every);
    let Some(last) = frames.last().copied() else {
        return Err(CliError::Usage(format!("{}: no maps are recorded in it", args.file.display())));
    };
    let units = units(args, &recording.maps(last).map_err(refused)?.maps)?;
    let (preset, look) = (recording.preset(), look(args));
    let title = format!("{}, seed {} · {}", preset.name, preset.params.seed, count(units.len(), "unit"));
    let from = provenance(&recording, &args.file);
    let steps = frames.iter().map(|frame| recording.frames()[*frame].step).collect();
    let (losses, interventions) = (recording.losses(), recording.interventions());
    let mut film =
        FilmFile::begin(&args.out, kind, [look.width, look.height], (frames.len(), look.frames_per_s), &from)?;
    let scene = FilmScene { look, title, units, losses, interventions, steps };
    let (mut sheet, mut texture) = (scene.sheet(), None);
    // Fonts need a frame before they are there.
    let first = recording.maps(frames[0]).map_err(refused)?.maps;
    let _ = scene.picture(&mut sheet, &mut texture, 0, &first);
    for (index, frame) in frames.iter().enumerate() {
        let maps = recording.maps(*frame).map_err(refused)?.maps;
        film.add(&scene.picture(&mut sheet, &mut texture, index, &maps))?;
        if (index + 1) * 10 / frames.len() > index * 10 / frames.len() {
            say(&format!("{} of {}", index + 1, count(frames.len(), "picture")));
        }
    }
    film.finish()?;
    print_line(&format!("{}: {}", args.out.display(), count(frames.len(), "picture")))
}

fn look(args: &FilmArgs) -> FilmLook {
    let FilmSize { width, height } = args.size;
    FilmLook { width, height, frames_per_s: args.fps, smooth: args.smooth }
}

fn refused(error: RunRecordingError) -> CliError {
    CliError::Usage(printable_message(&error.to_string()))
}

/// Every n-th of the live maps, and the last ones; those of arenas where there are no live ones.
fn frames(recording: &RunRecording, every: usize) -> Vec<usize> {
    let of = |is_wanted: fn(FrameKind) -> bool| -> Vec<usize> {
        let frames = recording.frames().iter().enumerate();
        frames.filter(|(_, frame)| is_wanted(frame.kind)).map(|(index, _)| index).collect()
    };
    let live = of(|kind| kind == FrameKind::Live);
    let all = if live.is_empty() { of(|_| true) } else { live };
    let last = all.len().saturating_sub(1);
    let kept = all.into_iter().enumerate().filter(|(index, _)| index % every.max(1) == 0 || *index == last);
    kept.map(|(_, frame)| frame).collect()
}

/// The units of the wall: those that were named, the best, or all.
fn units(args: &FilmArgs, last: &RateMaps) -> Result<Vec<usize>, CliError> {
    if let Some(unknown) = args.units.iter().find(|unit| **unit >= last.units) {
        let most = last.units.saturating_sub(1);
        return Err(CliError::Usage(format!("--units {unknown}: valid: 0 to {most}")));
    }
    if !args.units.is_empty() {
        return Ok(args.units.clone());
    }
    let Some(best) = args.best else { return Ok((0..last.units).collect()) };
    let mut reports = analyze(last, None, None).units;
    reports.sort_by(|a, b| {
        let score = |score: Option<f64>| score.unwrap_or(f64::NEG_INFINITY);
        score(b.lattice_score).total_cmp(&score(a.lattice_score)).then(a.unit.cmp(&b.unit))
    });
    Ok(reports.iter().filter(|report| report.active).take(best).map(|report| report.unit).collect())
}

fn provenance(recording: &RunRecording, file: &Path) -> Provenance {
    let (head, preset) = (recording.head(), recording.preset());
    Provenance {
        preset: preset.name.clone(),
        seed: preset.params.seed,
        step: Some(recording.steps()[1]),
        run: head.run.clone(),
        folder: head.folder.clone(),
        journal_sha256: Journal { entries: recording.interventions().to_vec() }.hash(),
        instruction_set: head.instruction_set.clone(),
        device: head.device.clone(),
        command: format!("gridscope film {}", shell_word(&file.display().to_string())),
        ..Provenance::here("film of rate maps")
    }
}
