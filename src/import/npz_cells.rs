//! Cells from an NPZ file of this program's own layout.
//!
//! | arrays | meaning |
//! |---|---|
//! | `rate_maps` `[units, ny, nx]` or `[ny, nx]`, `box_m` | maps, NaN where unvisited; `box_m` is the longer side, or [width, height] |
//! | `t`, `x`, `y` (or `pos` `[samples, 2]`), `spike_times`, `spike_units` | a track, and for each spike its time and its unit |
//! | the same track, `spikes_0`, `spikes_1`, … | a track, and the spike times of each unit |
//!
//! Seconds and metres. With a track, `box_m` is optional: the side of the square arena. Maps that are not square are padded
//! with unvisited bins.

use super::bounds::{MAX_BINS, MAX_RATE, MAX_UNITS, check_box, check_memory};
use super::cells_error::CellsError;
use super::raw::{RawCells, RawNames, RawRecording};
use super::spike_times::{Spikes, has_spikes, spikes};
use super::trajectory::track;
use crate::data::RecordedUnit;
use crate::files::{Npz, NpzError, printable_names, printable_number};
use crate::maps::{Arena, RateMaps};
use std::path::Path;

/// Bins have to be square, up to this relative difference of their sides.
const SQUARE: f64 = 0.02;

/// Reads the cells of an archive.
///
/// # Errors
/// When it is none, lacks arrays, or their shapes or values are not valid.
pub(super) fn read(path: &Path) -> Result<RawCells, CellsError> {
    let npz = Npz::read(path)?;
    if npz.has("rate_maps") {
        return Ok(RawCells::Maps { maps: rate_maps(&npz)?, labels: Vec::new() });
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
    let Spikes { times_s, named_by } = spikes(npz)?;
    let unit = |(index, spikes_s): (usize, Vec<f64>)| RecordedUnit { label: index.to_string(), spikes_s };
    let position_name = if npz.has("x") { "x" } else { "pos" };
    Ok(RawRecording {
        read_as: "NPZ with a track and spikes".into(),
        time_s,
        position,
        units: times_s.into_iter().enumerate().map(unit).collect(),
        arena,
        names: RawNames { time: "t".into(), position: position_name.into(), units: named_by, arena: "box_m".into() },
        ..RawRecording::default()
    })
}

/// Maps as they are, padded to a square.
fn rate_maps(npz: &Npz) -> Result<RateMaps, NpzError> {
    let shape = npz.shape("rate_maps")?;
    let [units, ny, nx] = match shape[..] {
        [units, ny, nx] => [units, ny, nx],
        [ny, nx] => [1, ny, nx],
        _ => {
            let reason = format!("has shape {shape:?}; valid: [units, ny, nx] or [ny, nx]");
            return Err(npz.refused("rate_maps", reason));
        }
    };
    let bins = nx.max(ny);
    if nx == 0 || ny == 0 || bins > MAX_BINS || units > MAX_UNITS {
        let reason = format!("has shape {shape:?}; valid: 1 to {MAX_BINS} bins a side, up to {MAX_UNITS} units");
        return Err(npz.refused("rate_maps", reason));
    }
    check_memory(units, bins, 1).map_err(|reason| npz.refused("rate_maps", reason))?;
    let box_m = match sides(npz)?[..] {
        [side] => side,
        [width, height] => {
            let (dx, dy) = (width / nx as f64, height / ny as f64);
            let uneven = (dx - dy).abs() / dx.max(dy);
            if uneven.is_nan() || uneven > SQUARE {
                let reason =
                    format!("makes bins of {dx} m by {dy} m for maps of {nx} by {ny} bins; valid: square bins");
                return Err(npz.refused("box_m", reason));
            }
            width.max(height)
        }
        _ => f64::NAN,
    };
    check_box(box_m).map_err(|reason| npz.refused("box_m", reason))?;
    let array = npz.array("rate_maps")?;
    let (left, below) = ((bins - nx) / 2, (bins - ny) / 2);
    let mut rates = vec![f32::NAN; units * bins * bins];
    let mut visits = vec![0.0; bins * bins];
    for (index, rate) in array.values.iter().enumerate() {
        let (unit, y, x) = (index / (nx * ny), index / nx % ny, index % nx);
        let bin = (y + below) * bins + x + left;
        if rate.is_finite() {
            if rate.abs() > MAX_RATE {
                let reason = format!(
                    "holds {} in unit {unit}; valid: up to {MAX_RATE:e}, NaN where unvisited",
                    printable_number(*rate)
                );
                return Err(npz.refused("rate_maps", reason));
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
