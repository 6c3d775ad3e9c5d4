//! Cells from an NPZ file of this program's own layout.
//!
//! | arrays | meaning |
//! |---|---|
//! | `rate_maps` `[units, ny, nx]` or `[ny, nx]`, `box_m` | maps, NaN where unvisited; `box_m` is the longer side, or [width, height] |
//! | `t`, `x`, `y` (or `pos` `[samples, 2]`), `spike_times`, `spike_units` | a track, and for each spike its time and its unit |
//! | with a track, `head_rad` | direction of the head at each sample, radians from the x axis towards the y axis |
//! | the same track, `spikes_0`, `spikes_1`, … | a track, and the spike times of each unit |
//!
//! An export of this program (`maps.npz`) has `visits`, `half_rate_maps`, `half_visits`, `rates_in_hz` and `unit_labels` besides
//! its maps, so that it gives the same numbers and names again. Seconds and metres. With a track, `box_m` is optional: the side of the square arena. Maps that
//! are not square are padded with unvisited bins. Units may have any numbers; those that occur are read.

use super::bounds::{MAX_BINS, MAX_RATE, MAX_UNITS, check_box, check_memory};
use super::cells_error::CellsError;
use super::choice::{MapAxes, ReadChoice};
use super::intake::ask_length;
use super::map_axes::{axes, units_first};
use super::raw::{RawCells, RawMaps, RawNames, RawRecording};
use super::spike_times::{Spikes, has_spikes, spikes};
use super::trajectory::track;
use crate::files::{Npz, NpzError, printable_names, printable_number};
use crate::maps::{Arena, MapSet, RateMaps, RateUnit};
use std::ops::Range;
use std::path::Path;

/// Bins have to be square, up to this relative difference of their sides.
const SQUARE: f64 = 0.02;

/// What an export of this program has besides `rate_maps`: how often each bin was visited, maps of two halves of the samples with
/// their visits, 1 where rates are spikes a second, and what the units are called.
const VISITS: &str = "visits";
const HALVES: &str = "half_rate_maps";
const HALF_VISITS: &str = "half_visits";
const IN_HZ: &str = "rates_in_hz";
const LABELS: &str = "unit_labels";
/// Direction of the head at each sample, radians.
const HEAD: &str = "head_rad";

/// Reads the cells of an archive.
///
/// # Errors
/// When it is none, lacks arrays, or their shapes or values are not valid; or with a question about them.
pub(super) fn read(path: &Path, choice: &ReadChoice) -> Result<RawCells, CellsError> {
    let npz = Npz::read(path)?;
    if npz.has("rate_maps") {
        return Ok(RawCells::Maps(npz_maps(path, &npz, choice)?));
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
    let head_rad = if npz.has(HEAD) { head(npz, time_s.len())? } else { Vec::new() };
    Ok(RawRecording {
        head_rad,
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

/// Directions of the head, one a sample; what is not finite was lost.
fn head(npz: &Npz, samples: usize) -> Result<Vec<f32>, NpzError> {
    let directions = npz.list(HEAD)?;
    if directions.len() != samples {
        let reason = format!("has {} directions for {samples} samples; valid: one a sample", directions.len());
        return Err(npz.refused(HEAD, reason));
    }
    Ok(directions
        .into_iter()
        .map(|direction| if direction.is_finite() { direction as f32 } else { f32::NAN })
        .collect())
}

/// Maps as they are, padded to a square.
fn npz_maps(path: &Path, npz: &Npz, choice: &ReadChoice) -> Result<RawMaps, CellsError> {
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
    let copies = if npz.has(HALVES) { 3 } else { 1 };
    check_memory(units, bins, copies).map_err(|reason| npz.refused("rate_maps", reason))?;
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
    let padded = Padded { units, ny, nx, axes, arena: Arena { box_m: box_m as f32, bins } };
    let mut maps = padded.maps(npz, "rate_maps", 0..1)?.remove(0);
    if let Some(visits) = padded.visits(npz, VISITS, &[])? {
        maps.visits = visits.concat();
    }
    let mut halves = None;
    if npz.has(HALVES) {
        let shape = npz.shape(HALVES)?;
        if shape != [2, units, ny, nx] {
            let reason = format!("has shape {shape:?}; valid: {:?}, as `rate_maps` twice", [2, units, ny, nx]);
            return Err(npz.refused(HALVES, reason).into());
        }
        let mut both = padded.maps(npz, HALVES, 0..2)?;
        if let Some(visits) = padded.visits(npz, HALF_VISITS, &[2])? {
            both.iter_mut().zip(visits).for_each(|(half, visits)| half.visits = visits);
        }
        halves = both.pop().and_then(|second| Some([both.pop()?, second]));
    }
    let is_hz = npz.has(IN_HZ) && npz.list(IN_HZ)?.first() == Some(&1.0);
    let rate_unit = if is_hz { RateUnit::Hz } else { RateUnit::Activity };
    let labels = if npz.has(LABELS) { npz.texts(LABELS, units, MapSet::LONGEST_LABEL)? } else { Vec::new() };
    Ok(RawMaps { maps, halves, labels, rate_unit })
}

/// Where the maps of a file lie in their square.
struct Padded {
    units: usize,
    ny: usize,
    nx: usize,
    /// Of a stack that stands alone.
    axes: MapAxes,
    arena: Arena,
}

impl Padded {
    /// The bin of the square, of the n-th number of a map.
    fn bin(&self, index: usize) -> usize {
        let bins = self.arena.bins;
        let (left, below) = ((bins - self.nx) / 2, (bins - self.ny) / 2);
        (index / self.nx % self.ny + below) * bins + index % self.nx + left
    }

    /// So many stacks of maps, which an array holds one after the other. Where a rate is, there was a visit.
    fn maps(&self, npz: &Npz, name: &str, stacks: Range<usize>) -> Result<Vec<RateMaps>, NpzError> {
        let axes = if stacks.len() == 1 { self.axes } else { MapAxes::UnitsFirst };
        let values = units_first(npz.array(name)?.values, self.units, axes);
        let (size, plain) = (self.arena.bins * self.arena.bins, self.nx * self.ny);
        let stack = |stack: usize| {
            let mut rates = vec![f32::NAN; self.units * size];
            let mut visits = vec![0.0; size];
            let values = values.iter().skip(stack * self.units * plain).take(self.units * plain);
            for (index, rate) in values.enumerate().filter(|(_, rate)| rate.is_finite()) {
                let (unit, bin) = (index / plain, self.bin(index));
                if rate.abs() > MAX_RATE {
                    let reason = format!(
                        "holds {} in unit {unit}; valid: up to {MAX_RATE:e}, NaN where unvisited",
                        printable_number(*rate)
                    );
                    return Err(npz.refused(name, reason));
                }
                rates[unit * size + bin] = *rate as f32;
                visits[bin] = 1.0;
            }
            Ok(RateMaps { arena: self.arena, units: self.units, rates, visits })
        };
        stacks.map(stack).collect()
    }

    /// Visits of each stack, where the array is there and not empty; `stacks` is the first axis if it has one.
    fn visits(&self, npz: &Npz, name: &str, stacks: &[usize]) -> Result<Option<Vec<Vec<f32>>>, NpzError> {
        if !npz.has(name) || npz.shape(name)?.contains(&0) {
            return Ok(None);
        }
        let (shape, valid) = (npz.shape(name)?, [stacks, &[self.ny, self.nx]].concat());
        if shape != valid {
            return Err(npz.refused(name, format!("has shape {shape:?}; valid: {valid:?}, as the maps")));
        }
        let array = npz.array(name)?;
        if let Some(wrong) = array.values.iter().find(|visits| !(0.0..=MAX_RATE).contains(*visits)) {
            let reason = format!("holds {}; valid: 0 to {MAX_RATE:e}", printable_number(*wrong));
            return Err(npz.refused(name, reason));
        }
        let stack = |values: &[f64]| {
            let mut visits = vec![0.0; self.arena.bins * self.arena.bins];
            values.iter().enumerate().for_each(|(index, value)| visits[self.bin(index)] = *value as f32);
            visits
        };
        Ok(Some(array.values.chunks_exact(self.nx * self.ny).map(stack).collect()))
    }
}

/// `box_m`: the side, or width and height.
fn sides(npz: &Npz) -> Result<Vec<f64>, NpzError> {
    let shape = npz.shape("box_m")?;
    if !matches!(shape[..], [] | [1 | 2] | [1, 1 | 2] | [2, 1]) {
        return Err(npz.refused("box_m", format!("has shape {shape:?}; valid: the side, or width and height")));
    }
    npz.list("box_m")
}
