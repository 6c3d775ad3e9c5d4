//! A track as it stands in a file, cleaned.

use super::errant::errant;
use super::{length, pace};
use crate::data::{Intake, Recording};
use crate::import::cells_error::CellsError;
use crate::import::choice::{LengthUnit, ReadChoice};
use crate::numerics::{ends, grouped};
use std::path::Path;

/// A track as it stands in a file.
#[derive(Default)]
pub(in crate::import) struct RawTrack {
    /// The format and layout, in words.
    pub(in crate::import) read_as: String,
    /// Seconds `[sample]`.
    pub(in crate::import) time_s: Vec<f64>,
    /// Places `[sample]`, in `length`.
    pub(in crate::import) position: Vec<[f64; 2]>,
    /// The unit of places; `None` where the file does not say.
    pub(in crate::import) length: Option<LengthUnit>,
    /// What is in the file and was not read.
    pub(in crate::import) not_read: Vec<String>,
    /// What the file calls the times.
    pub(in crate::import) time_name: String,
}

impl RawTrack {
    /// Nothing yet, with what the file calls the times.
    pub(in crate::import) fn timed_by(time_name: &str) -> Self {
        Self { time_name: time_name.to_owned(), ..Self::default() }
    }
}

/// A track that was taken in.
pub(in crate::import) struct CleanTrack {
    /// Seconds `[sample]`, growing.
    pub(in crate::import) time_s: Vec<f64>,
    /// Places `[sample]`, metres, NaN where the animal was lost or cannot have been.
    pub(in crate::import) position_m: Vec<[f64; 2]>,
    /// Smallest and largest coordinate along x, then along y, metres; not finite where no place is known.
    pub(in crate::import) extent_m: [[f64; 2]; 2],
    /// Metres in the unit of the file.
    pub(in crate::import) metres: f64,
    pub(in crate::import) intake: Intake,
}

/// Takes in a track.
///
/// # Errors
/// When its times cannot be, or with the question in which unit its places are.
pub(in crate::import) fn take_in_track(
    path: &Path,
    raw: RawTrack,
    choice: &ReadChoice,
) -> Result<CleanTrack, CellsError> {
    let RawTrack { read_as, time_s, mut position, length, not_read, time_name, .. } = raw;
    Recording::check_times(&time_s).map_err(|error| CellsError::Refused {
        path: path.to_path_buf(),
        field: time_name,
        reason: error.to_string(),
    })?;
    let said = length::said(choice, length);
    let metres = said.unwrap_or(1.0);
    let mut intake = Intake { read_as, not_read, ..Intake::default() };
    let samples = position.len().max(1) as f64;
    let is_lost = |place: &&[f64; 2]| place.iter().any(|x| !x.is_finite());
    intake.lost_share = position.iter().filter(is_lost).count() as f64 / samples;
    let found = errant(&time_s, &position, metres);
    intake.errant_share = found.count as f64 / samples;
    for (place, is_errant) in position.iter_mut().zip(&found.is_left_out) {
        *place = if *is_errant { [f64::NAN; 2] } else { place.map(|x| x * metres) };
    }
    let extent_m = [0, 1].map(|axis| ends(position.iter().map(|place| place[axis])));
    let sides = extent_m.map(|[low, high]| high - low);
    if said.is_none() {
        length::ask_length(path, "the positions", sides, choice)?;
    }
    if sides.iter().all(|side| side.is_finite()) {
        intake.extent_m = Some(sides);
    }
    if let Some(pixels) = choice.pixels_per_m {
        intake.notes.push(format!("places were read as pixels, {pixels} a metre"));
    } else if let Some(unit) = choice.unit.or(length).filter(|unit| *unit != LengthUnit::Metres) {
        intake.notes.push(format!("places were read as {}", unit.name()));
    }
    intake.warnings.extend(found.words);
    pace::fill(&mut intake, &time_s, &position);
    if intake.gaps > 0 {
        let (gaps, seconds) = (grouped(intake.gaps as u64, " "), intake.gaps_s);
        let gaps = if intake.gaps == 1 { "1 gap".to_owned() } else { format!("{gaps} gaps") };
        intake.notes.push(format!("the track has {gaps}, {seconds:.1} s in all: nothing counts there"));
    }
    Ok(CleanTrack { time_s, position_m: position, extent_m, metres, intake })
}
