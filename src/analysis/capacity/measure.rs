//! Everything about the capacity of one network or population.

use super::coverage::{Coverage, coverage};
use super::decoding::{DecodingError, decoding_error};
use super::metric::{Metric, metric};
use super::places::PlacedStates;
use super::range::{CodingRange, coding_range};
use crate::analysis::thresholds::FIELD_LEVEL;
use crate::maps::RateMaps;
use crate::numerics::{Cancelled, Progress};
use serde::Serialize;

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

/// Measures arenas, smallest first. Arenas without any place that all units were measured at are left out.
///
/// # Errors
/// When cancelled.
pub fn capacity(arenas: &[&RateMaps], seed: u64, progress: &mut Progress<'_>) -> Result<Capacity, Cancelled> {
    let mut result = Capacity::default();
    // A round of decoding at one noise level takes as long as everything else in an arena; both grow with its bins².
    let rounds = NOISE_LEVELS.len() + 1;
    let work = |maps: &RateMaps| (rounds * maps.arena.bins.pow(2)) as f64;
    let (total, mut done) = (arenas.iter().map(|maps| work(maps)).sum::<f64>().max(1.0), 0.0);
    let mut next = |maps: &RateMaps| {
        done += work(maps) / rounds as f64;
        progress.tell(done / total)
    };
    for maps in arenas {
        let places = PlacedStates::of(maps);
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
    Ok(result)
}
