//! A track with its spikes.

use super::shape::recognised;
use super::track::{CleanTrack, RawTrack, take_in_track};
use super::{clock, length};
use crate::data::{ArenaShape, CellTrack, Intake, RecordedCells};
use crate::files::printable_number;
use crate::import::bounds::check_box;
use crate::import::cells_error::CellsError;
use crate::import::choice::ReadChoice;
use crate::import::raw::RawRecording;
use crate::numerics::ends;
use std::path::Path;

/// With fewer spikes on the track than this share, that is implausible.
const MOST_ON_TRACK: f64 = 0.9;
/// From so many spikes on, it is implausible that they extend over less than this share of the track.
const MANY_SPIKES: u64 = 100;
const LEAST_COVERED: f64 = 0.1;

/// A recording that was taken in.
pub(in crate::import) struct TakenIn {
    pub(in crate::import) cells: RecordedCells,
    /// Side of the square that its maps lie in, metres.
    pub(in crate::import) side_m: f64,
    pub(in crate::import) intake: Intake,
}

/// Takes in a recording.
///
/// # Errors
/// When it cannot be one, naming field and valid values; or with a question.
pub(in crate::import) fn take_in(path: &Path, raw: RawRecording, choice: &ReadChoice) -> Result<TakenIn, CellsError> {
    let RawRecording { read_as, time_s, position, length, head_rad, mut units, arena, not_read, names } = raw;
    let refused =
        |field: &str, reason: String| CellsError::Refused { path: path.to_path_buf(), field: field.to_owned(), reason };
    if units.is_empty() {
        return Err(refused(&names.units, "names no unit; valid: at least one unit with its spikes".into()));
    }
    let raw = RawTrack { read_as, time_s, position, length, not_read, ..RawTrack::timed_by(&names.time) };
    let CleanTrack { time_s, position_m, extent_m, metres, mut intake } = take_in_track(path, raw, choice)?;
    if extent_m.as_flattened().iter().any(|end| !end.is_finite()) {
        let reason = "no sample has a position; valid: metres, NaN where the animal was lost";
        return Err(refused(&names.position, reason.into()));
    }
    let extents = extent_m.map(|[low, high]| high - low);
    let extent = extents[0].max(extents[1]);
    if let Some(arena) = arena.filter(|_| length::said(choice, length).is_none() && choice.arena.is_none()) {
        length::ask_length(path, &format!("`{}` says that the arena's sides", names.arena), arena, choice)?;
    }
    let of_file = arena.map(|sides| sides.map(|side| side * metres));
    let shape = match (choice.arena, of_file) {
        (Some(said), _) => said,
        (None, Some([width_m, height_m])) => match recognised(&position_m, extent_m) {
            ArenaShape::Circle { .. } if (width_m - height_m).abs() < 1e-9 => {
                ArenaShape::Circle { diameter_m: width_m }
            }
            track @ ArenaShape::Track { .. } => track,
            _ => ArenaShape::Rectangle { width_m, height_m },
        },
        (None, None) => recognised(&position_m, extent_m),
    };
    // A tracked animal does not quite touch the far walls; half-open bins need a little more than the extent.
    let by_extent = extent * 1.000_001;
    let (side_m, field) = match (choice.arena, of_file) {
        (Some(said), _) => (side(said).unwrap_or(by_extent), "--arena"),
        (None, Some(sides)) => (sides[0].max(sides[1]), &names.arena[..]),
        (None, None) => (by_extent, &names.position[..]),
    };
    check_box(side_m).map_err(|reason| refused(field, reason))?;
    if extent > 1.05 * side_m {
        let extent = printable_number(extent);
        let reason =
            format!("is {side_m} m, and the positions extend over {extent} m; valid: an arena that holds them");
        return Err(refused(field, reason));
    }
    intake.notes.push(in_words(shape, choice.arena.is_some() || of_file.is_some()));
    clock::by_track_clock(path, &names.units, &mut units, &time_s, choice)?;
    if let Some(clock) = choice.spike_clock {
        intake.notes.push(format!("spikes were timed by the clock {clock}"));
    }
    let centre = extent_m.map(|[low, high]| f64::midpoint(low, high));
    let centred = |place: &[f64; 2]| [0, 1].map(|axis| (place[axis] - centre[axis]) as f32);
    let track = CellTrack { position_m: position_m.iter().map(centred).collect(), time_s, head_rad };
    let cells = RecordedCells { track, units, shape };
    count_spikes(&mut intake, &cells);
    Ok(TakenIn { cells, side_m, intake })
}

/// The longer side of an arena, metres; `None` of a track, which may lie anyhow.
fn side(shape: ArenaShape) -> Option<f64> {
    match shape {
        ArenaShape::Rectangle { width_m, height_m } => Some(width_m.max(height_m)),
        ArenaShape::Circle { diameter_m } => Some(diameter_m),
        ArenaShape::Track { .. } => None,
    }
}

fn in_words(shape: ArenaShape, is_said: bool) -> String {
    let by = if is_said { "as was said" } else { "by where the animal was" };
    match shape {
        ArenaShape::Rectangle { width_m, height_m } => format!("the arena, {by}: {width_m:.2} m by {height_m:.2} m"),
        ArenaShape::Circle { diameter_m } => format!("the arena, {by}: a circle of {diameter_m:.2} m"),
        ArenaShape::Track { length_m } => {
            format!("the arena, {by}: a track of {length_m:.2} m, where scores of two dimensions say nothing")
        }
    }
}

/// Fills in what is known of units and spikes.
fn count_spikes(intake: &mut Intake, cells: &RecordedCells) {
    let RecordedCells { track, units, .. } = cells;
    intake.units = units.len();
    intake.units_without_spikes = units.iter().filter(|unit| unit.spikes_s.is_empty()).count();
    intake.spikes = units.iter().map(|unit| unit.spikes_s.len() as u64).sum();
    if intake.spikes == 0 {
        intake.warnings.push("No unit has a spike".to_owned());
        return;
    }
    let share = clock::on_track(track, units) as f64 / intake.spikes as f64;
    intake.spikes_on_track_share = Some(share);
    if share < MOST_ON_TRACK {
        let off = 100.0 * (1.0 - share);
        intake.warnings.push(format!("{off:.0} % of the spikes lie off the track, where nothing counts"));
    }
    let [first, last] =
        ends(units.iter().flat_map(|unit| unit.spikes_s.first().into_iter().chain(unit.spikes_s.last())).copied());
    let covered = intake.duration_s.map(|duration_s| (last - first) / duration_s);
    if let Some(covered) = covered.filter(|covered| intake.spikes >= MANY_SPIKES && *covered < LEAST_COVERED) {
        let share = 100.0 * covered;
        intake.warnings.push(format!(
            "All spikes lie within {share:.2} % of the time of the track: are its times in seconds, too?"
        ));
    }
}
