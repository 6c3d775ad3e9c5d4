//! A recording as a film: which maps and units, drawn one after the other into a file.

use super::encode::{FilmFile, FilmKind};
use super::scene::{FilmLook, FilmScene};
use crate::analysis::analyze;
use crate::export::provenance::{Provenance, shell_word};
use crate::export::writing::ExportError;
use crate::maps::RateMaps;
use crate::numerics::{Cancelled, Progress, count};
use crate::runs::{FrameKind, RunRecording, RunRecordingError};
use std::path::{Path, PathBuf};

/// Which units are on the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FilmUnits {
    All,
    /// So many with the highest grid scores in the last maps, the best one first.
    Best(usize),
    These(Vec<usize>),
}

/// What is to be filmed, and how.
#[derive(Clone, Debug)]
pub(crate) struct FilmWish {
    /// The file, or the folder of single pictures.
    pub(crate) out: PathBuf,
    pub(crate) kind: FilmKind,
    pub(crate) look: FilmLook,
    pub(crate) units: FilmUnits,
    /// Every so manyth of the recorded maps, and the last ones.
    pub(crate) every: usize,
}

/// Why there is no film.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilmError {
    #[error("{path}: no maps are recorded in it", path = .0.display())]
    NoMaps(PathBuf),
    #[error("there is no unit {unit}; valid: 0 to {most}")]
    NoSuchUnit { unit: usize, most: usize },
    #[error(transparent)]
    Read(#[from] RunRecordingError),
    #[error(transparent)]
    Write(#[from] ExportError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Draws the film and writes it; how many pictures it has. One that is cancelled leaves nothing but single pictures.
///
/// # Errors
/// When there are no such maps or units, when the film cannot be written, or when it is cancelled.
pub(crate) fn write_film(
    recording: &RunRecording,
    wish: &FilmWish,
    progress: &mut Progress<'_>,
) -> Result<usize, FilmError> {
    let frames = frames(recording, wish.every);
    let (Some(first), Some(last)) = (frames.first().copied(), frames.last().copied()) else {
        return Err(FilmError::NoMaps(recording.path().to_path_buf()));
    };
    let units = chosen(&wish.units, &recording.maps(last)?.maps)?;
    let (preset, look) = (recording.preset(), &wish.look);
    let title = format!("{}, seed {} · {}", preset.name, preset.params.seed, count(units.len(), "unit"));
    let steps = frames.iter().map(|frame| recording.frames()[*frame].step).collect();
    let (size, from) = ([look.width, look.height], provenance(recording));
    let mut film = FilmFile::begin(&wish.out, wish.kind, size, (frames.len(), look.frames_per_s), &from)?;
    let (losses, interventions) = (recording.losses(), recording.interventions());
    let scene = FilmScene { look: look.clone(), title, units, losses, interventions, steps };
    let (mut sheet, mut texture) = (scene.sheet(), None);
    // Fonts need a frame before they are there.
    let _ = scene.picture(&mut sheet, &mut texture, 0, &recording.maps(first)?.maps);
    for (index, frame) in frames.iter().enumerate() {
        progress.tell(index as f64 / frames.len() as f64)?;
        film.add(&scene.picture(&mut sheet, &mut texture, index, &recording.maps(*frame)?.maps))?;
    }
    progress.tell(1.0)?;
    film.finish()?;
    Ok(frames.len())
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

fn chosen(units: &FilmUnits, last: &RateMaps) -> Result<Vec<usize>, FilmError> {
    let best = match units {
        FilmUnits::All => return Ok((0..last.units).collect()),
        FilmUnits::These(units) => {
            return match units.iter().find(|unit| **unit >= last.units) {
                Some(unknown) => Err(FilmError::NoSuchUnit { unit: *unknown, most: last.units.saturating_sub(1) }),
                None => Ok(units.clone()),
            };
        }
        FilmUnits::Best(best) => *best,
    };
    let mut reports = analyze(last, None, None).units;
    reports.sort_by(|a, b| {
        let score = |score: Option<f64>| score.unwrap_or(f64::NEG_INFINITY);
        score(b.lattice_score).total_cmp(&score(a.lattice_score)).then(a.unit.cmp(&b.unit))
    });
    Ok(reports.iter().filter(|report| report.active).take(best).map(|report| report.unit).collect())
}

fn provenance(recording: &RunRecording) -> Provenance {
    let (from, path) = (Provenance::of_recording("film of rate maps", recording), recording.path());
    let Provenance { program, .. } = Provenance::here("");
    // The one that comes with the program lies nowhere: its run is recorded again first.
    let film = || format!("gridscope film {}", shell_word(&path.display().to_string()));
    let command = if path.is_file() { film() } else { from.command.clone() };
    Provenance { program, command, ..from }
}

/// A file or folder of this kind that is not there yet: the name, or the name with a number.
pub(crate) fn free_name(folder: &Path, stem: &str, kind: FilmKind) -> PathBuf {
    let ending = kind.ending();
    let name = |number: usize| match number {
        1 => format!("{stem}{ending}"),
        _ => format!("{stem}_{number}{ending}"),
    };
    // Nobody has so many films in one folder; the last name would say that it is taken.
    (1..100_000)
        .map(|number| folder.join(name(number)))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    fn wish(folder: &Path, kind: FilmKind) -> FilmWish {
        let look = FilmLook { width: 240, height: 200, ..FilmLook::default() };
        FilmWish { out: free_name(folder, "film", kind), kind, look, units: FilmUnits::Best(4), every: 40 }
    }

    #[test]
    fn the_bundled_recording_becomes_a_film_of_its_best_units() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let recording = RunRecording::bundled().expect("it comes with the program");
        let (never, mut shares) = (AtomicBool::new(false), Vec::new());
        let wish = wish(folder.path(), FilmKind::Gif);
        let mut listener = |share: f64| shares.push(share);
        let pictures = write_film(&recording, &wish, &mut Progress::new(&never, &mut listener)).expect("a film");
        assert!(pictures > 1 && shares.len() > pictures && shares.is_sorted(), "{pictures}: {shares:?}");
        let from = crate::export::whence(&wish.out).expect("it says where it is from");
        assert_eq!((from.preset.as_str(), from.what.as_str()), ("modules", "film of rate maps"));
        assert_eq!(free_name(folder.path(), "film", FilmKind::Gif), folder.path().join("film_2.gif"));
        assert_eq!(free_name(folder.path(), "film", FilmKind::Pictures), folder.path().join("film"));
    }

    #[test]
    fn a_film_that_is_cancelled_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let recording = RunRecording::bundled().expect("it comes with the program");
        let cancel = AtomicBool::new(false);
        let mut listener = |share: f64| cancel.store(share > 0.0, std::sync::atomic::Ordering::Relaxed);
        let wish = wish(folder.path(), FilmKind::Apng);
        let done = write_film(&recording, &wish, &mut Progress::new(&cancel, &mut listener));
        assert!(matches!(done, Err(FilmError::Cancelled(_))), "{done:?}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
        let absent = FilmWish { units: FilmUnits::These(vec![0, 999]), ..wish };
        let refused = write_film(&recording, &absent, &mut Progress::none()).expect_err("there is none");
        assert!(refused.to_string().contains("no unit 999; valid: 0 to "), "{refused}");
    }
}
