//! What is too much to be read, or to be true.

use crate::files::printable_number;
use std::ops::RangeInclusive;

/// Most bins along a side.
pub(super) const MAX_BINS: usize = 400;
/// Most units of a file; more cells than anyone has recorded.
pub(super) const MAX_UNITS: usize = 100_000;
/// Memory that all maps of a file may take, bytes: ten thousand units of 110 by 110 bins.
const MAX_MAP_BYTES: usize = 512 << 20;
/// Largest rate, in either direction: what is above is no rate, and its square no longer a number.
pub(super) const MAX_RATE: f64 = 1e9;
/// Arenas of cells, metres.
const BOX_M: RangeInclusive<f64> = 0.1..=100.0;

/// Whether so many sets of maps may be made, one after the other all in memory.
///
/// # Errors
/// In words, when they may not.
pub(super) fn check_memory(units: usize, bins: usize, sets: usize) -> Result<(), String> {
    // Neither overflows: units and bins are bounded.
    let bytes = units * bins * bins * sets * size_of::<f32>();
    if bytes <= MAX_MAP_BYTES {
        return Ok(());
    }
    let [needed, most] = [bytes, MAX_MAP_BYTES].map(|bytes| bytes >> 20);
    let whose = if sets == 1 { "maps" } else { "maps of all samples and of each half" };
    Err(format!(
        "makes {units} units of {bins} by {bins} bins, whose {whose} take {needed} MiB; valid: up to {most} MiB (fewer \
         units, wider bins)"
    ))
}

/// Whether there are arenas of this side.
///
/// # Errors
/// In words, when there are none.
pub(super) fn check_box(box_m: f64) -> Result<(), String> {
    if BOX_M.contains(&box_m) {
        return Ok(());
    }
    let (low, high, side) = (BOX_M.start(), BOX_M.end(), printable_number(box_m));
    Err(format!("gives an arena of {side} m; valid: {low} to {high} metres"))
}
