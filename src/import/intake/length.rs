//! The unit of places: said by the file or the user, metres where that is likely, and asked for where it is not.

use crate::files::printable_number;
use crate::import::cells_error::CellsError;
use crate::import::choice::{ImportAnswer, ImportQuestion, LengthUnit, ReadChoice};
use std::ops::RangeInclusive;
use std::path::Path;

/// Longest side of an arena that is taken for metres without asking: the largest boxes have a few, and the smallest box in
/// centimetres has more.
const ASKED_FROM: f64 = 10.0;
/// What is longer is in no unit of length: a hundred metres in millimetres.
const ASKED_TO: f64 = 1e5;
/// Pixels in a metre that somebody may say.
pub(in crate::import) const PIXELS_PER_M: RangeInclusive<f64> = 1.0..=1e5;

/// Metres in the unit of a file's places, where somebody said it: the user, or the file.
pub(super) fn said(choice: &ReadChoice, of_file: Option<LengthUnit>) -> Option<f64> {
    let of_pixels = choice.pixels_per_m.filter(|pixels| PIXELS_PER_M.contains(pixels)).map(|pixels| 1.0 / pixels);
    of_pixels.or(choice.unit.or(of_file).map(LengthUnit::metres))
}

/// Asks for the unit of what extends over so much along x and y, if it is not likely to be in metres.
///
/// # Errors
/// With the question; `what` extends: "the positions".
pub(in crate::import) fn ask_length(
    path: &Path,
    what: &str,
    sides: [f64; 2],
    choice: &ReadChoice,
) -> Result<(), CellsError> {
    let longest = sides[0].max(sides[1]);
    let is_asked = longest > ASKED_FROM && longest <= ASKED_TO;
    if !is_asked {
        return Ok(());
    }
    let size = |metres: f64| sides.map(|side| printable_number((side * metres * 1e4).round() / 1e4)).join(" m by ");
    let answers = LengthUnit::ALL.map(|unit| ImportAnswer {
        label: format!("{}: {} m", unit.name(), size(unit.metres())),
        option: format!("--unit {}", unit.sign()),
        choice: ReadChoice { unit: Some(unit), ..choice.clone() },
    });
    let likely = |answer: &&ImportAnswer| {
        let metres = answer.choice.unit.map_or(1.0, LengthUnit::metres);
        (0.1..=100.0).contains(&(longest * metres))
    };
    let text = format!("{what} extend over {} m: are they metres?", printable_number((longest * 1e4).round() / 1e4));
    let answers = answers.iter().filter(likely).cloned().collect();
    let question = ImportQuestion { text, answers, takes_pixels: true };
    Err(CellsError::Question { path: path.to_path_buf(), question })
}
