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

use super::foreign::{ForeignFile, no_cells};
use super::spike_times::{MAX_UNITS, Spikes, has_spikes, spikes};
use super::spikes::Track;
use super::trajectory::track;
use crate::data::Recording;
use crate::files::{Npz, NpzError, printable_names, printable_number};
use crate::maps::{Arena, RateMaps};
use std::path::{Path, PathBuf};

/// Most bins along a side.
const MAX_BINS: usize = 400;
/// Memory that all maps of a file may take, bytes: ten thousand units of 110 by 110 bins.
const MAX_MAP_BYTES: usize = 512 << 20;
/// Largest rate, in either direction: what is above is no rate, and its square no longer a number.
const MAX_RATE: f64 = 1e9;
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
    #[error(transparent)]
    Foreign(#[from] ForeignFile),
    /// Arrays that tell neither maps nor spikes.
    #[error(
        "{path} {has}; valid: `rate_maps` [units, ny, nx] and `box_m` (metres), or `t`, `x`, `y` and `spike_times`, \
         `spike_units` (seconds, metres), as numpy.savez(\"cells.npz\", rate_maps=…, box_m=…) writes them",
        path = .path.display()
    )]
    Arrays { path: PathBuf, has: String },
}

/// Reads cells. The settings matter for spikes only: maps keep their bins.
///
/// # Errors
/// When the file is no archive, lacks arrays, or their shapes or values are not valid, naming array and valid values.
pub fn read_cells(path: &Path, settings: MapSettings) -> Result<Cells, CellsError> {
    if let Some(foreign) = no_cells(path) {
        return Err(foreign.into());
    }
    let npz = Npz::read(path)?;
    if npz.has("rate_maps") {
        return Ok(Cells { maps: rate_maps(&npz)?, halves: None });
    }
    if npz.has("t") && has_spikes(&npz) {
        return Ok(from_spikes(&npz, settings)?);
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
    check_memory(npz, "rate_maps", units, bins, 1)?;
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
    check_box(npz, "box_m", box_m)?;
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

/// Whether so many sets of maps may be made, one after the other all in memory. `array` is where the number of units comes from.
fn check_memory(npz: &Npz, array: &str, units: usize, bins: usize, sets: usize) -> Result<(), NpzError> {
    // Neither overflows: units and bins are bounded.
    let bytes = units * bins * bins * sets * size_of::<f32>();
    if bytes <= MAX_MAP_BYTES {
        return Ok(());
    }
    let [needed, most] = [bytes, MAX_MAP_BYTES].map(|bytes| bytes >> 20);
    let whose = if sets == 1 { "maps" } else { "maps of all samples and of each half" };
    let reason = format!(
        "makes {units} units of {bins} by {bins} bins, whose {whose} take {needed} MiB; valid: up to {most} MiB (fewer \
         units, wider bins)"
    );
    Err(npz.refused(array, reason))
}

/// `box_m`: the side, or width and height.
fn sides(npz: &Npz) -> Result<Vec<f64>, NpzError> {
    let shape = npz.shape("box_m")?;
    if !matches!(shape[..], [] | [1 | 2] | [1, 1 | 2] | [2, 1]) {
        return Err(npz.refused("box_m", format!("has shape {shape:?}; valid: the side, or width and height")));
    }
    npz.list("box_m")
}

/// Whether there are arenas of this side. `array` is where it comes from.
fn check_box(npz: &Npz, array: &str, box_m: f64) -> Result<(), NpzError> {
    if BOX_M.contains(&box_m) {
        return Ok(());
    }
    let (low, high, side) = (BOX_M.start(), BOX_M.end(), printable_number(box_m));
    Err(npz.refused(array, format!("gives an arena of {side} m; valid: {low} to {high} metres")))
}

/// Maps of a track and spikes, and of its halves.
fn from_spikes(npz: &Npz, settings: MapSettings) -> Result<Cells, NpzError> {
    let (time_s, positions) = track(npz)?;
    Recording::check_times(&time_s).map_err(|error| npz.refused("t", error))?;
    let along = |axis: usize| {
        let known = positions.iter().map(|place| place[axis]).filter(|x| x.is_finite());
        known.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
    };
    let extent = [along(0), along(1)];
    if extent.as_flattened().iter().any(|end| !end.is_finite()) {
        let name = if npz.has("x") { "x" } else { "pos" };
        return Err(npz.refused(name, "no sample has a position; valid: metres, NaN where the animal was lost"));
    }
    let side = extent.iter().fold(0.0f64, |side, [low, high]| side.max(high - low));
    // A tracked animal does not quite touch the far walls; half-open bins need a little more than the extent.
    let box_m = if npz.has("box_m") { sides(npz)?.iter().copied().fold(f64::NAN, f64::max) } else { side * 1.000_001 };
    let name = ["box_m", "x", "pos"].into_iter().find(|name| npz.has(name)).unwrap_or("box_m");
    check_box(npz, name, box_m)?;
    if side > 1.05 * box_m {
        let side = printable_number(side);
        let reason = format!("is {box_m} m, and the positions extend over {side} m; valid: an arena that holds them");
        return Err(npz.refused("box_m", reason));
    }
    let centre = extent.map(|[low, high]| f64::midpoint(low, high));
    let centred = |place: &[f64; 2]| [(place[0] - centre[0]) as f32, (place[1] - centre[1]) as f32];
    let track = Track { time_s, position_m: positions.iter().map(centred).collect() };
    let bins = ((box_m / settings.bin_m).round() as usize).clamp(1, MAX_BINS);
    let arena = Arena { box_m: box_m as f32, bins };
    let Spikes { times_s, named_by } = spikes(npz)?;
    check_memory(npz, &named_by, times_s.len(), bins, 3)?;
    let (sd_m, count) = (settings.smoothing_m as f32, track.time_s.len());
    let maps = |from, to| track.maps(&times_s, arena, sd_m, from, to);
    Ok(Cells { maps: maps(0, count), halves: Some([maps(0, count / 2), maps(count / 2, count)]) })
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
            (square(&[("spikes_18446744073709551615", &[1], Numbers::F64(&[1.0]))]), &["spikes_184467", "0 to 99999"]),
            (square(&[("spikes_18446744073709551616", &[1], Numbers::F64(&[1.0]))]), &["spikes_184467", "0 to 99999"]),
            (
                square(&[("spikes_7", &[1], Numbers::F64(&[1.0])), ("spikes_007", &[1], Numbers::F64(&[1.0]))]),
                &["`spikes_7`", "`spikes_007`"],
            ),
            (square(&[("spikes_0", &[1], Numbers::F64(&[f64::NAN]))]), &["`spikes_0`", "NaN", "seconds"]),
            (square(&[spikes, unit(&[f64::NAN])]), &["`spike_units`", "NaN", "whole numbers"]),
            (square(&[spikes, unit(&[0.0]), ("box_m", &[], Numbers::F64(&[1e308]))]), &["`box_m`", "0.1 to 100"]),
            (square(&[spikes, unit(&[0.0]), ("box_m", &[3], Numbers::F64(&[1.0; 3]))]), &["`box_m`", "[3]", "side"]),
            (
                read(&[("rate_maps", &[1, 2, 3], Numbers::F64(&[1e308; 6])), ("box_m", &[], Numbers::F64(&[1.5]))]),
                &["`rate_maps`", "1e308 in unit 0", "1e9"],
            ),
        ] {
            let error = result.expect_err(words[0]);
            for word in words.iter().chain(&["cells.npz"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
    }
    /// Three samples with these times and places, and a spike.
    fn three(t: [f64; 3], x: [f64; 3]) -> Result<Cells, String> {
        let shape = &[3usize][..];
        let y = [0.0, 0.5, 1.0];
        let spikes = ("spikes_0", &[1usize][..], Numbers::F64(&[0.5]));
        read(&[("t", shape, Numbers::F64(&t)), ("x", shape, Numbers::F64(&x)), ("y", shape, Numbers::F64(&y)), spikes])
    }

    #[test]
    fn tracks_that_cannot_be_are_refused_in_words() {
        let (good, nan, inf) = ([0.0, 1.0, 2.0], f64::NAN, f64::INFINITY);
        assert!(three(good, [0.0, 1.0, 0.0]).is_ok());
        assert!(three(good, [nan, 1.0, inf]).is_ok(), "lost, but for one sample");
        for (result, words) in [
            (three([-1e308, 0.0, 1e308], good), &["`t`", "inf s", "up to 100000000 s"][..]),
            (three([0.0, nan, 2.0], good), &["`t`", "sample 1", "finite times"]),
            (three([0.0, 1.0, inf], good), &["`t`", "sample 2", "finite times"]),
            (three([0.0, 1.0, 1.0], good), &["`t`", "sample 2", "not after 1 s"]),
            (three(good, [-1e308, 0.0, 1e308]), &["`x`", "inf m", "0.1 to 100"]),
            (three(good, [nan; 3]), &["`x`", "no sample has a position"]),
        ] {
            let error = result.expect_err(words[1]);
            for word in words.iter().chain(&["cells.npz"]) {
                assert!(error.contains(word), "{word}: {error}");
            }
        }
        let soon = three([0.0, 1e-300, 2e-300], good).expect("growing times, however quickly");
        assert!(soon.maps.rates.iter().all(|rate| !rate.is_infinite()), "no rate is infinite: {:?}", soon.maps.rates);
    }

    #[test]
    fn memory_is_bounded_before_it_is_taken() {
        // Unit 99 999 fires once, the others before it never: 100 000 units of 160 000 bins.
        let wide = ("box_m", &[][..], Numbers::F64(&[100.0]));
        let spikes = ("spike_times", &[1usize][..], Numbers::F64(&[1.0]));
        let last = ("spike_units", &[1usize][..], Numbers::I64(&[99_999]));
        let error = square(&[wide, spikes, last]).expect_err("180 GB of maps");
        for word in ["`spike_units`", "100000 units of 200 by 200 bins", "45776 MiB; valid: up to 512 MiB"] {
            assert!(error.contains(word), "{word}: {error}");
        }
        // A column of 400 bins a unit becomes a square of 160 000.
        let rates = vec![1.0f32; 400 * 900];
        let error = read(&[("rate_maps", &[900, 400, 1], Numbers::F32(&rates)), wide]).expect_err("padding");
        assert!(error.contains("900 units of 400 by 400 bins") && error.contains("549 MiB"), "{error}");
    }
}
