//! Coding range: how far can one go before the code repeats itself?

use super::PlacedStates;
use super::places::separation_m;
use crate::maps::Arena;
use crate::numerics::distance::squared_distance_in_lanes;
use crate::numerics::median;
use rayon::prelude::*;
use serde::Serialize;

/// PlacedStates from which the distance to a repetition is measured.
const REFERENCES: usize = 400;
/// Two states nearer than this share of the median distance are taken for one.
const CONFUSED: f64 = 0.5;

/// How far the code goes in one arena.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CodingRange {
    /// Side of the arena, metres.
    pub box_m: f64,
    /// Two states nearer than this are confused: half of the median distance between states of the arena.
    pub threshold: f64,
    /// Median distance at which no state is confused with that of the reference any more, metres; `None` where that never
    /// happens.
    pub exclusion_radius_m: Option<f64>,
    /// Median distance beyond the exclusion radius at which a state is confused with that of the reference again, metres,
    /// over the references where that happens.
    pub median_range_m: Option<f64>,
    /// The smallest of these distances.
    pub smallest_range_m: Option<f64>,
    /// Share of the references whose state does not come again anywhere in the arena.
    pub unambiguous_share: f64,
}

/// The first distance beyond the exclusion radius at which |g(x) − g(x + Δx)| falls below a threshold (Fiete et al. 2008 call
/// the distance over which a grid code is unique its range). `None` where there are fewer than two places.
#[must_use]
pub fn coding_range(places: &PlacedStates, arena: Arena, seed: u64) -> Option<CodingRange> {
    if places.len() < 2 {
        return None;
    }
    let references = places.sample(seed, REFERENCES);
    let ring_m = arena.box_m / arena.bins as f32;
    let distances = |&reference: &usize| -> Vec<f32> {
        let state = places.state(reference);
        (0..places.len()).map(|place| squared_distance_in_lanes(places.state(place), state).sqrt()).collect()
    };
    let all: Vec<Vec<f32>> = references.par_iter().map(distances).collect();
    let pairs = references.iter().zip(&all).flat_map(|(&reference, row)| {
        row.iter().enumerate().filter(move |(place, _)| *place != reference).map(|(_, d)| f64::from(*d))
    });
    let threshold = CONFUSED * median(pairs.collect())?;
    // Smallest state distance in each ring around a reference, then the first rings above and below the threshold.
    let found: Vec<(Option<f64>, Option<f64>)> = references
        .iter()
        .zip(&all)
        .map(|(&reference, row)| {
            let mut rings: Vec<f64> = Vec::new();
            for (place, distance) in row.iter().enumerate() {
                let ring =
                    (separation_m(places.position_m(place), places.position_m(reference)) / ring_m).round() as usize;
                if ring >= rings.len() {
                    rings.resize(ring + 1, f64::INFINITY);
                }
                rings[ring] = rings[ring].min(f64::from(*distance));
            }
            let metres = |ring: usize| ring as f64 * f64::from(ring_m);
            let excluded = rings.iter().position(|distance| *distance >= threshold && distance.is_finite());
            let again = excluded.and_then(|first| (first..rings.len()).find(|&ring| rings[ring] < threshold));
            (excluded.map(metres), again.map(metres))
        })
        .collect();
    let again: Vec<f64> = found.iter().filter_map(|(_, again)| *again).collect();
    let unique = found.iter().filter(|(excluded, again)| excluded.is_some() && again.is_none()).count();
    Some(CodingRange {
        box_m: f64::from(arena.box_m),
        threshold,
        exclusion_radius_m: median(found.iter().filter_map(|(excluded, _)| *excluded).collect()),
        smallest_range_m: again.iter().copied().reduce(f64::min),
        median_range_m: median(again),
        unambiguous_share: unique as f64 / found.len() as f64,
    })
}
