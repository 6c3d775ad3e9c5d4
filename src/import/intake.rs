//! From what stands in a file to cells that can be mapped: what cannot be is refused, what is likely is asked.

use super::bounds::check_box;
use super::cells_error::CellsError;
use super::choice::ReadChoice;
use super::raw::RawRecording;
use crate::data::{ArenaShape, CellTrack, Intake, RecordedCells, Recording};
use crate::files::printable_number;
use std::path::Path;

/// A recording that was taken in.
pub(super) struct TakenIn {
    pub(super) cells: RecordedCells,
    /// Side of the square that its maps lie in, metres, and what the file calls what it comes from.
    pub(super) side_m: f64,
    pub(super) intake: Intake,
}

/// Takes in a recording.
///
/// # Errors
/// When it cannot be one, naming field and valid values; or with a question.
pub(super) fn take_in(path: &Path, raw: RawRecording, choice: &ReadChoice) -> Result<TakenIn, CellsError> {
    let RawRecording { read_as, time_s, position, length, head_rad, units, arena, not_read, names } = raw;
    let refused =
        |field: &str, reason: String| CellsError::Refused { path: path.to_path_buf(), field: field.to_owned(), reason };
    Recording::check_times(&time_s).map_err(|error| refused(&names.time, error.to_string()))?;
    let metres = choice.unit.or(length).map_or(1.0, super::choice::LengthUnit::metres);
    let along = |axis: usize| {
        let known = position.iter().map(|place| place[axis] * metres).filter(|x| x.is_finite());
        known.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
    };
    let extent = [along(0), along(1)];
    if extent.as_flattened().iter().any(|end| !end.is_finite()) {
        let reason = "no sample has a position; valid: metres, NaN where the animal was lost";
        return Err(refused(&names.position, reason.into()));
    }
    let sides = extent.map(|[low, high]| high - low);
    let side = sides[0].max(sides[1]);
    // A tracked animal does not quite touch the far walls; half-open bins need a little more than the extent.
    let side_m = arena.map_or(side * 1.000_001, |sides| metres * sides[0].max(sides[1]));
    let field = if arena.is_some() { &names.arena } else { &names.position };
    check_box(side_m).map_err(|reason| refused(field, reason))?;
    if side > 1.05 * side_m {
        let side = printable_number(side);
        let reason = format!("is {side_m} m, and the positions extend over {side} m; valid: an arena that holds them");
        return Err(refused(&names.arena, reason));
    }
    let centre = extent.map(|[low, high]| f64::midpoint(low, high));
    let centred = |place: &[f64; 2]| [0, 1].map(|axis| (place[axis] * metres - centre[axis]) as f32);
    let [width_m, height_m] = arena.map_or(sides, |sides| sides.map(|side| side * metres));
    let intake = Intake { read_as, units: units.len(), not_read, ..Intake::default() };
    let track = CellTrack { position_m: position.iter().map(centred).collect(), time_s, head_rad };
    let cells = RecordedCells { track, units, shape: ArenaShape::Rectangle { width_m, height_m } };
    Ok(TakenIn { cells, side_m, intake })
}
