//! How much space the code can tell apart: decoding error against arena and noise, the coding range, and how the states lie.

pub(crate) mod coverage;
mod decoding;
pub(crate) mod metric;
mod places;
mod range;
#[cfg(test)]
mod tests;

pub use coverage::{Coverage, coverage};
pub use decoding::{DecodingError, chance_error_m, decoding_error};
pub use metric::{Metric, metric};
pub use places::Places;
pub(crate) use places::{separation_m, squared_distance};
pub use range::{CodingRange, coding_range};

use super::thresholds::FIELD_LEVEL;
use crate::maps::RateMaps;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};

/// Noise levels that are tried, as shares of the root mean square of a state's components.
pub const NOISE_LEVELS: [f64; 5] = [0.0, 0.1, 0.2, 0.3, 0.5];

/// How the states of one arena lie in state space.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Geometry {
    /// Side of the arena, metres.
    pub box_m: f64,
    /// Where units fire.
    pub coverage: Coverage,
    /// Whether equal steps in space are equal steps between states; `None` where nothing changes with place.
    pub metric: Option<Metric>,
}

/// Capacity of one network or population, in arenas of growing size.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Capacity {
    /// One entry an arena and noise level, arena by arena.
    pub decoding: Vec<DecodingError>,
    /// One entry an arena.
    pub ranges: Vec<CodingRange>,
    /// One entry an arena.
    pub geometry: Vec<Geometry>,
}

/// Measures arenas, smallest first. Arenas without any place that all units were measured at are left out. `None` when
/// cancelled; `progress` hears the share done, 0 to 1.
#[must_use]
pub fn capacity(
    arenas: &[&RateMaps],
    seed: u64,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(f64),
) -> Option<Capacity> {
    let mut result = Capacity::default();
    // A round of decoding at one noise level takes as long as everything else in an arena; both grow with its bins².
    let rounds = NOISE_LEVELS.len() + 1;
    let work = |maps: &RateMaps| (rounds * maps.arena.bins.pow(2)) as f64;
    let (total, mut done) = (arenas.iter().map(|maps| work(maps)).sum::<f64>().max(1.0), 0.0);
    let mut next = |maps: &RateMaps| {
        done += work(maps) / rounds as f64;
        progress(done / total);
        (!cancel.load(Ordering::Relaxed)).then_some(())
    };
    for maps in arenas {
        let places = Places::of(maps);
        let box_m = f64::from(maps.arena.box_m);
        for noise in NOISE_LEVELS {
            result.decoding.extend(decoding_error(&places, box_m, noise, seed));
            next(maps)?;
        }
        result.ranges.extend(coding_range(&places, maps.arena, seed));
        if !places.is_empty() {
            let units: Vec<usize> = (0..maps.units).collect();
            let (coverage, metric) = (coverage(maps, &units, FIELD_LEVEL), metric(maps, &units));
            result.geometry.push(Geometry { box_m, coverage, metric });
        }
        next(maps)?;
    }
    Some(result)
}
