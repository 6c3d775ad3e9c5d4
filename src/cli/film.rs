//! A recording as a film of its rate maps.

use super::args::FilmArgs;
use super::common::{print_line, say};
use super::error::CliError;
use super::film_size::FilmSize;
use crate::export::{FilmError, FilmKind, FilmLook, FilmUnits, FilmWish, write_film};
use crate::files::printable_message;
use crate::numerics::{Progress, count};
use crate::runs::{RunRecording, RunRecordingError};
use std::sync::atomic::AtomicBool;

/// Draws and writes the film.
pub(super) fn run(args: &FilmArgs) -> Result<(), CliError> {
    let kind = FilmKind::of(&args.out).map_err(CliError::Usage)?;
    if args.out.exists() && !args.force {
        return Err(CliError::Usage(format!("{} exists already; --force replaces it", args.out.display())));
    }
    let recording = RunRecording::open(&args.file).map_err(|error| unreadable(&error))?;
    if let Some(damage) = recording.damage() {
        say(&format!("{}: {damage}; the film ends there", args.file.display()));
    }
    let units = match args.best {
        _ if !args.units.is_empty() => FilmUnits::These(args.units.clone()),
        Some(best) => FilmUnits::Best(best),
        None => FilmUnits::All,
    };
    let wish = FilmWish { out: args.out.clone(), kind, look: look(args), units, every: args.every };
    let (never, mut tenth) = (AtomicBool::new(false), 0);
    let mut listener = |share: f64| {
        if (share * 10.0) as u32 > tenth {
            tenth = (share * 10.0) as u32;
            say(&format!("{} %", tenth * 10));
        }
    };
    let pictures = write_film(&recording, &wish, &mut Progress::new(&never, &mut listener)).map_err(refused)?;
    print_line(&format!("{}: {}", args.out.display(), count(pictures, "picture")))
}

fn look(args: &FilmArgs) -> FilmLook {
    let FilmSize { width, height } = args.size;
    FilmLook { width, height, frames_per_s: args.fps, smooth: args.smooth }
}

fn unreadable(error: &RunRecordingError) -> CliError {
    CliError::Usage(printable_message(&error.to_string()))
}

fn refused(error: FilmError) -> CliError {
    match error {
        FilmError::Write(error) => error.into(),
        FilmError::NoSuchUnit { .. } => CliError::Usage(format!("--units: {error}")),
        FilmError::Read(error) => unreadable(&error),
        FilmError::NoMaps(_) | FilmError::Cancelled(_) => CliError::Usage(error.to_string()),
    }
}
