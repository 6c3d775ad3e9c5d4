//! The order of the axes of a stack of rate maps, where its shape leaves a doubt.

use super::cells_error::CellsError;
use super::choice::{ImportAnswer, ImportQuestion, MapAxes, ReadChoice};
use std::path::Path;

impl MapAxes {
    /// As it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnitsFirst => "units-first",
            Self::UnitsLast => "units-last",
        }
    }
}

/// The order of the axes of a stack of this shape. Maps of as many bins along x as along y say which axis is that of the units;
/// where the first two axes are equal and the last is not, the units seem to be last.
///
/// # Errors
/// With the question which it is.
pub(super) fn axes(path: &Path, shape: &[usize], choice: &ReadChoice) -> Result<MapAxes, CellsError> {
    if let Some(axes) = choice.axes {
        return Ok(axes);
    }
    let [first, middle, last] = *shape else { return Ok(MapAxes::UnitsFirst) };
    if first != middle || middle == last || first < 2 {
        return Ok(MapAxes::UnitsFirst);
    }
    let answer = |axes: MapAxes, units: usize, ny: usize, nx: usize| ImportAnswer {
        label: format!("{units} units of {nx} by {ny} bins"),
        option: format!("--axes {}", axes.name()),
        choice: ReadChoice { axes: Some(axes), ..choice.clone() },
    };
    let text = format!("`rate_maps` has the shape {shape:?}: which axis is that of the units?");
    let answers =
        vec![answer(MapAxes::UnitsLast, last, first, middle), answer(MapAxes::UnitsFirst, first, middle, last)];
    let question = ImportQuestion { text, answers, takes_pixels: false };
    Err(CellsError::Question { path: path.to_path_buf(), question })
}

/// The numbers of a stack `[unit][y][x]`.
pub(super) fn units_first(values: Vec<f64>, units: usize, axes: MapAxes) -> Vec<f64> {
    match axes {
        MapAxes::UnitsFirst => values,
        MapAxes::UnitsLast => (0..units).flat_map(|unit| values.iter().skip(unit).step_by(units).copied()).collect(),
    }
}
