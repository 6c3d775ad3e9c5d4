//! Cells from an NPZ file of this program's own layout.
//!
//! | arrays | meaning |
//! |---|---|
//! | `rate_maps` `[units, ny, nx]` or `[ny, nx]`, `box_m` | maps, NaN where unvisited; `box_m` is the longer side, or [width, height] |
//! | `t`, `x`, `y` (or `pos` `[samples, 2]`), `spike_times`, `spike_units` | a track, and for each spike its time and its unit |
//! | the same track, `spikes_0`, `spikes_1`, … | a track, and the spike times of each unit |
//!
//! Seconds and metres. With a track, `box_m` is optional: the side of the square arena. Maps that are not square are padded
//! with unvisited bins. Units may have any numbers; those that occur are read.

use super::bounds::{MAX_BINS, MAX_RATE, MAX_UNITS, check_box, check_memory};
use super::cells_error::CellsError;
use super::choice::{MapAxes, ReadChoice};
use super::intake::ask_length;
use super::map_axes::{axes, units_first};
use super::raw::{RawCells, RawNames, RawRecording};
use super::spike_times::{Spikes, has_spikes, spikes};
use super::trajectory::track;
use crate::files::{Npz, NpzError, printable_names, printable_number};
use crate::maps::{Arena, RateMaps};
use std::path::Path;

/// Bins have to be square, up to this relative difference of their sides.
const SQUARE: f64 = 0.02;

/// Reads the cells of an archive.
///
/// # Errors
/// When it is none, lacks arrays, or their shapes or values are not valid; or with a question about them.
pub(super) fn read(path: &Path, choice: &ReadChoice) -> Result<RawCells, CellsError> {
    let npz = Npz::read(path)?;
    if npz.has("rate_maps") {
        return Ok(RawCells::Maps { maps: rate_maps(path, &npz, choice)?, labels: Vec::new() });
    }
    if npz.has("t") && has_spikes(&npz) {
        return Ok(RawCells::Recording(recording(&npz)?));
    }
    let has = match npz.arrays_in_words() {
        Some(arrays) if npz.has("t") => {
            format!(
                "has the arrays {arrays}: a track without spikes is a trajectory (gridscope analyze RUN --walk FILE)"
            )
        }
        Some(arrays) => format!("has the arrays {arrays}"),
        None => format!("is an archive without arrays ({})", printable_names(npz.names())),
    };
    Err(CellsError::Arrays { path: path.to_path_buf(), has })
}

/// A track and spikes.
fn recording(npz: &Npz) -> Result<RawRecording, NpzError> {
    let (time_s, position) = track(npz)?;
    let arena = match npz.has("box_m").then(|| sides(npz)).transpose()?.as_deref() {
        Some([side]) => Some([*side; 2]),
        Some([width, height]) => Some([*width, *height]),
        _ => None,
    };
    let Spikes { units, named_by, not_read } = spikes(npz)?;
    let position_name = if npz.has("x") { "x" } else { "pos" };
    Ok(RawRecording {
        read_as: "NPZ with a track and spikes".into(),
        time_s,
        position,
        units,
        arena,
        not_read,
        names: RawNames { time: "t".into(), position: position_name.into(), units: named_by, arena: "box_m".into() },
        ..RawRecording::default()
    })
}

/// Maps as they are, padded to a square.
fn rate_maps(path: &Path, npz: &Npz, choice: &ReadChoice) -> Result<RateMaps, CellsError> {
    let shape = npz.shape("rate_maps")?;
    let axes = axes(path, &shape, choice)?;
    let [units, ny, nx] = match (&shape[..], axes) {
        (&[units, ny, nx], MapAxes::UnitsFirst) | (&[ny, nx, units], MapAxes::UnitsLast) => [units, ny, nx],
        (&[ny, nx], _) => [1, ny, nx],
        _ => {
            let reason = format!("has shape {shape:?}; valid: [units, ny, nx] or [ny, nx]");
            return Err(npz.refused("rate_maps", reason).into());
        }
    };
    let bins = nx.max(ny);
    if nx == 0 || ny == 0 || bins > MAX_BINS || units == 0 || units > MAX_UNITS {
        let reason = format!("has shape {shape:?}; valid: 1 to {MAX_BINS} bins a side, 1 to {MAX_UNITS} units");
        return Err(npz.refused("rate_maps", reason).into());
    }
    check_memory(units, bins, 1).map_err(|reason| npz.refused("rate_maps", reason))?;
    let stands = sides(npz)?;
    let metres = match (choice.unit, choice.pixels_per_m) {
        (_, Some(pixels)) => 1.0 / pixels,
        (Some(unit), None) => unit.metres(),
        (None, None) => {
            let [width, height] = [stands.first(), stands.last()].map(|side| side.copied().unwrap_or(f64::NAN));
            ask_length(path, "`box_m` says that the sides", [width, height], choice)?;
            1.0
        }
    };
    let in_metres: Vec<f64> = stands.iter().map(|side| side * metres).collect();
    let box_m = match in_metres[..] {
        [side] => side,
        [width, height] => {
            let (dx, dy) = (width / nx as f64, height / ny as f64);
            let uneven = (dx - dy).abs() / dx.max(dy);
            if uneven.is_nan() || uneven > SQUARE {
                let reason =
                    format!("makes bins of {dx} m by {dy} m for maps of {nx} by {ny} bins; valid: square bins");
                return Err(npz.refused("box_m", reason).into());
            }
            width.max(height)
        }
        _ => f64::NAN,
    };
    check_box(box_m).map_err(|reason| npz.refused("box_m", reason))?;
    let values = units_first(npz.array("rate_maps")?.values, units, axes);
    let (left, below) = ((bins - nx) / 2, (bins - ny) / 2);
    let mut rates = vec![f32::NAN; units * bins * bins];
    let mut visits = vec![0.0; bins * bins];
    for (index, rate) in values.iter().enumerate() {
        let (unit, y, x) = (index / (nx * ny), index / nx % ny, index % nx);
        let bin = (y + below) * bins + x + left;
        if rate.is_finite() {
            if rate.abs() > MAX_RATE {
                let reason = format!(
                    "holds {} in unit {unit}; valid: up to {MAX_RATE:e}, NaN where unvisited",
                    printable_number(*rate)
                );
                return Err(npz.refused("rate_maps", reason).into());
            }
            rates[unit * bins * bins + bin] = *rate as f32;
            visits[bin] = 1.0;
        }
    }
    Ok(RateMaps { arena: Arena { box_m: box_m as f32, bins }, units, rates, visits })
}

/// `box_m`: the side, or width and height.
fn sides(npz: &Npz) -> Result<Vec<f64>, NpzError> {
    let shape = npz.shape("box_m")?;
    if !matches!(shape[..], [] | [1 | 2] | [1, 1 | 2] | [2, 1]) {
        return Err(npz.refused("box_m", format!("has shape {shape:?}; valid: the side, or width and height")));
    }
    npz.list("box_m")
}
