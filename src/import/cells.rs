//! Other people's cells: rate maps, or positions and spikes, from an NPZ file.
//!
//! | arrays | meaning |
//! |---|---|
//! | `rate_maps` `[units, ny, nx]` or `[ny, nx]`, `box_m` | maps, NaN where unvisited; `box_m` is the longer side, or [width, height] |
//! | `t`, `x`, `y` (or `pos` `[samples, 2]`), `spike_times`, `spike_units` | a track, and for each spike its time and its unit |
//! | the same track, `spikes_0`, `spikes_1`, … | a track, and the spike times of each unit |
//!
//! Seconds and metres. With a track, `box_m` is optional: the side of the square arena. Maps that are not square are padded
//! with unvisited bins.

use super::spikes::Track;
use super::trajectory::track;
use crate::files::{Npz, NpzError};
use crate::maps::{Arena, RateMaps};
use std::path::{Path, PathBuf};

/// Most units of a file; more cells than anyone has recorded.
const MAX_UNITS: usize = 100_000;
/// Most bins along a side.
const MAX_BINS: usize = 400;
/// Arenas of cells, metres.
const BOX_M: std::ops::RangeInclusive<f64> = 0.1..=100.0;
/// Bins have to be square, up to this relative difference of their sides.
const SQUARE: f64 = 0.02;

/// How to make maps of spikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapSettings {
    /// Width of a bin, metres.
    pub bin_m: f64,
    /// Standard deviation of the Gaussian smoothing, metres; 0 for none.
    pub smoothing_m: f64,
}

impl Default for MapSettings {
    /// Bins of 2.5 cm, smoothed with 5 cm: what opexebo, the tool box of the Moser group, does with recorded cells.
    fn default() -> Self {
        Self { bin_m: 0.025, smoothing_m: 0.05 }
    }
}

/// Rate maps of cells from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// All maps.
    pub maps: RateMaps,
    /// Maps of the first and the second half of a recording, where the file has spikes.
    pub halves: Option<[RateMaps; 2]>,
}

/// A file that holds no cells.
#[derive(Debug, thiserror::Error)]
pub enum CellsError {
    #[error(transparent)]
    Npz(#[from] NpzError),
    /// Arrays that tell neither maps nor spikes.
    #[error(
        "{path} has the arrays {names}; valid: `rate_maps` and `box_m`, or `t`, `x`, `y` and `spike_times`, `spike_units`",
        path = .path.display(), names = .names.join(", ")
    )]
    Arrays { path: PathBuf, names: Vec<String> },
}

/// Reads cells. The settings matter for spikes only: maps keep their bins.
///
/// # Errors
/// When the file is no archive, lacks arrays, or their shapes or values are not valid, naming array and valid values.
pub fn read_cells(path: &Path, settings: MapSettings) -> Result<Cells, CellsError> {
    let npz = Npz::read(path)?;
    if npz.has("rate_maps") {
        return Ok(Cells { maps: rate_maps(&npz)?, halves: None });
    }
    if npz.has("t") && npz.names().any(|name| name == "spike_times" || numbered(name).is_some()) {
        return Ok(from_spikes(&npz, settings)?);
    }
    Err(CellsError::Arrays { path: path.to_path_buf(), names: npz.names().map(str::to_owned).collect() })
}

/// Maps as they are, padded to a square.
fn rate_maps(npz: &Npz) -> Result<RateMaps, NpzError> {
    let array = npz.array("rate_maps")?;
    let [units, ny, nx] = match array.shape[..] {
        [units, ny, nx] => [units, ny, nx],
        [ny, nx] => [1, ny, nx],
        _ => {
            let reason = format!("has shape {:?}; valid: [units, ny, nx] or [ny, nx]", array.shape);
            return Err(npz.refused("rate_maps", reason));
        }
    };
    let bins = nx.max(ny);
    if bins == 0 || bins > MAX_BINS || units > MAX_UNITS {
        let reason =
            format!("has shape {:?}; valid: 1 to {MAX_BINS} bins a side, up to {MAX_UNITS} units", array.shape);
        return Err(npz.refused("rate_maps", reason));
    }
    let box_m = match *npz.list("box_m")? {
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
        ref other => {
            return Err(
                npz.refused("box_m", format!("has {} numbers; valid: the side, or width and height", other.len()))
            );
        }
    };
    check_box(npz, box_m)?;
    let (left, below) = ((bins - nx) / 2, (bins - ny) / 2);
    let mut rates = vec![f32::NAN; units * bins * bins];
    let mut visits = vec![0.0; bins * bins];
    for (index, rate) in array.values.iter().enumerate() {
        let (unit, y, x) = (index / (nx * ny), index / nx % ny, index % nx);
        let bin = (y + below) * bins + x + left;
        if rate.is_finite() {
            rates[unit * bins * bins + bin] = *rate as f32;
            visits[bin] = 1.0;
        }
    }
    Ok(RateMaps { arena: Arena { box_m: box_m as f32, bins }, units, rates, visits })
}

fn check_box(npz: &Npz, box_m: f64) -> Result<(), NpzError> {
    if BOX_M.contains(&box_m) {
        return Ok(());
    }
    let (low, high) = (BOX_M.start(), BOX_M.end());
    Err(npz.refused("box_m", format!("is {box_m}; valid: {low} to {high} metres")))
}

/// Maps of a track and spikes, and of its halves.
fn from_spikes(npz: &Npz, settings: MapSettings) -> Result<Cells, NpzError> {
    let (time_s, positions) = track(npz)?;
    let grows = |pair: &[f64]| pair[0] < pair[1]; // also false for NaN
    if let Some(sample) = time_s.windows(2).position(|pair| !grows(pair)) {
        let reason = format!(
            "sample {} ({} s) is not after the one before; valid: times that grow",
            sample + 1,
            time_s[sample + 1]
        );
        return Err(npz.refused("t", reason));
    }
    let along = |axis: usize| {
        let known = positions.iter().map(|place| place[axis]).filter(|x| x.is_finite());
        known.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
    };
    let extent = [along(0), along(1)];
    let side = extent.iter().fold(0.0f64, |side, [low, high]| side.max(high - low));
    // A tracked animal does not quite touch the far walls; half-open bins need a little more than the extent.
    let box_m =
        if npz.has("box_m") { npz.list("box_m")?.iter().copied().fold(f64::NAN, f64::max) } else { side * 1.000_001 };
    let name = if npz.has("box_m") { "box_m" } else { "x" };
    check_box(npz, box_m).map_err(|_| {
        npz.refused(name, format!("gives an arena of {box_m} m; valid: {} to {} metres", BOX_M.start(), BOX_M.end()))
    })?;
    if side > 1.05 * box_m {
        let reason = format!("is {box_m} m, and the positions extend over {side} m; valid: an arena that holds them");
        return Err(npz.refused("box_m", reason));
    }
    let centre = extent.map(|[low, high]| f64::midpoint(low, high));
    let centred = |place: &[f64; 2]| [(place[0] - centre[0]) as f32, (place[1] - centre[1]) as f32];
    let track = Track { time_s, position_m: positions.iter().map(centred).collect() };
    let bins = ((box_m / settings.bin_m).round() as usize).clamp(1, MAX_BINS);
    let arena = Arena { box_m: box_m as f32, bins };
    let spikes_s = spike_times(npz)?;
    let (sd_m, count) = (settings.smoothing_m as f32, track.time_s.len());
    let maps = |from, to| track.maps(&spikes_s, arena, sd_m, from, to);
    Ok(Cells { maps: maps(0, count), halves: Some([maps(0, count / 2), maps(count / 2, count)]) })
}

/// Spike times of each unit, seconds.
fn spike_times(npz: &Npz) -> Result<Vec<Vec<f64>>, NpzError> {
    let too_many = |array: &str| npz.refused(array, format!("names more than {MAX_UNITS} units"));
    if !npz.has("spike_times") {
        let mut numbers: Vec<usize> = npz.names().filter_map(numbered).collect();
        numbers.sort_unstable();
        let last = numbers.last().map_or(0, |last| last + 1);
        if last > MAX_UNITS {
            return Err(too_many(&format!("spikes_{}", last - 1)));
        }
        let mut spikes = vec![Vec::new(); last];
        for number in numbers {
            spikes[number] = npz.list(&format!("spikes_{number}"))?.to_vec();
        }
        return Ok(spikes);
    }
    let (times, units) = (npz.list("spike_times")?, npz.list("spike_units")?);
    if times.len() != units.len() {
        let reason = format!("has {} entries for {} spike times; valid: one a spike", units.len(), times.len());
        return Err(npz.refused("spike_units", reason));
    }
    let mut spikes = Vec::new();
    for (time, unit) in times.iter().zip(units) {
        if !(*unit >= 0.0 && unit.fract() == 0.0) {
            return Err(npz.refused("spike_units", format!("holds {unit}; valid: whole numbers from 0")));
        }
        if *unit >= MAX_UNITS as f64 {
            return Err(too_many("spike_units"));
        }
        let unit = *unit as usize;
        if unit >= spikes.len() {
            spikes.resize(unit + 1, Vec::new());
        }
        spikes[unit].push(*time);
    }
    Ok(spikes)
}

/// The number of an array `spikes_7`.
fn numbered(name: &str) -> Option<usize> {
    name.strip_prefix("spikes_")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Numbers, write_npz};

    type Arrays<'a> = [(&'a str, &'a [usize], Numbers<'a>)];

    fn read(arrays: &Arrays<'_>) -> Result<Cells, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("cells.npz");
        write_npz(&path, arrays).expect("writable");
        read_cells(&path, MapSettings { bin_m: 0.5, smoothing_m: 0.0 }).map_err(|error| error.to_string())
    }

    const RATES: Numbers<'_> = Numbers::F64(&[1.0, 2.0, 3.0, f64::NAN, 5.0, 6.0]);

    #[test]
    fn maps_are_taken_as_they_are_and_padded_to_a_square() {
        let cells = read(&[("rate_maps", &[1, 2, 3], RATES), ("box_m", &[], Numbers::F64(&[1.5]))]).expect("maps");
        assert_eq!((cells.maps.arena, cells.maps.units), (Arena { box_m: 1.5, bins: 3 }, 1));
        assert_eq!(cells.maps.unit(0)[..3], [1.0, 2.0, 3.0], "the odd row of padding is above");
        assert!(cells.maps.unit(0)[3].is_nan() && cells.maps.unit(0)[6..].iter().all(|rate| rate.is_nan()));
        assert_eq!(cells.maps.visits, [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        let sides =
            read(&[("rate_maps", &[2, 3], RATES), ("box_m", &[2], Numbers::F64(&[1.5, 1.0]))]).expect("one map");
        assert_eq!(sides.maps.arena, cells.maps.arena, "width and height");
        let narrow = read(&[("rate_maps", &[2, 3, 1], RATES), ("box_m", &[1], Numbers::F64(&[3.0]))]).expect("columns");
        assert_eq!(narrow.maps.unit(0).iter().filter(|rate| rate.is_finite()).count(), 3);
        assert_eq!(narrow.maps.unit(1)[4].to_bits(), 5f32.to_bits(), "the column stands in the middle");
    }

    /// A track through the four bins of a 1 m box, off centre, one sample a second.
    fn square(extra: &Arrays<'_>) -> Result<Cells, String> {
        let t: Vec<f64> = (0..40).map(f64::from).collect();
        let x: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 3.0 } else { 4.0 }).collect();
        let y: Vec<f64> = (0..40).map(|i| if i % 4 < 2 { 0.0 } else { 1.0 }).collect();
        let shape = [40];
        let own = [
            ("t", &shape[..], Numbers::F64(&t)),
            ("x", &shape[..], Numbers::F64(&x)),
            ("y", &shape[..], Numbers::F64(&y)),
        ];
        read(&[&own[..], extra].concat())
    }

    #[test]
    fn spikes_become_maps_in_both_spellings() {
        // Unit 0 fires in the lower left corner, unit 2 in the upper right one, unit 1 never.
        let (times, units) = ([0.5, 4.5, 8.5, 3.5, 7.5], [0, 0, 0, 2, 2]);
        let flat = square(&[("spike_times", &[5], Numbers::F64(&times)), ("spike_units", &[5], Numbers::I64(&units))])
            .expect("cells");
        let each =
            square(&[("spikes_0", &[3], Numbers::F64(&times[..3])), ("spikes_2", &[2], Numbers::F64(&times[3..]))]);
        assert_eq!(each.as_ref(), Ok(&flat));
        assert_eq!((flat.maps.arena.bins, flat.maps.units), (2, 3));
        for (unit, expected) in [(0, [0.3, 0.0, 0.0, 0.0]), (1, [0.0; 4]), (2, [0.0, 0.0, 0.0, 0.2])] {
            for (rate, expected) in flat.maps.unit(unit).iter().zip(expected) {
                assert!((rate - expected).abs() < 1e-6, "unit {unit}: {:?}", flat.maps.unit(unit));
            }
        }
        let [first, second] = flat.halves.expect("spikes have halves");
        assert!(first.unit(0)[0] > 0.5 && second.unit(0)[0] == 0.0, "all spikes are early");
    }

    #[test]
    fn what_is_not_valid_is_named() {
        let side = ("box_m", &[1usize][..], Numbers::F64(&[1.0]));
        let spikes = ("spike_times", &[1usize][..], Numbers::F64(&[1.0]));
        let unit = |units: &'static [f64]| ("spike_units", &[1usize][..], Numbers::F64(units));
        for (result, words) in [
            (read(&[side]), &["box_m", "`rate_maps`", "`spike_units`"][..]),
            (read(&[("rate_maps", &[1, 2, 3], RATES)]), &["`box_m`", "missing"]),
            (read(&[("rate_maps", &[6], RATES), side]), &["`rate_maps`", "[6]", "[units, ny, nx]"]),
            (read(&[("rate_maps", &[0, 0, 0], Numbers::F64(&[])), side]), &["`rate_maps`", "1 to 400"]),
            (
                read(&[("rate_maps", &[1, 2, 3], RATES), ("box_m", &[2], Numbers::F64(&[1.0, 1.0]))]),
                &["`box_m`", "square bins"],
            ),
            (
                read(&[("rate_maps", &[1, 2, 3], RATES), ("box_m", &[], Numbers::F64(&[f64::NAN]))]),
                &["`box_m`", "NaN", "0.1 to 100"],
            ),
            (square(&[spikes]), &["`spike_units`", "missing"]),
            (square(&[spikes, unit(&[0.5])]), &["`spike_units`", "0.5", "whole numbers"]),
            (square(&[spikes, unit(&[1e12])]), &["`spike_units`", "100000"]),
            (square(&[spikes, unit(&[0.0]), ("box_m", &[], Numbers::F64(&[0.5]))]), &["`box_m`", "0.5 m", "1 m"]),
        ] {
            let error = result.expect_err(words[0]);
            for word in words.iter().chain(&["cells.npz"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
    }
}
