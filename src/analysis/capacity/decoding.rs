//! Decoding error: how far from the truth is the place whose state lies nearest to a noisy one?

use super::PlacedStates;
use super::places::separation_m;
use crate::numerics::Draws;
use crate::numerics::median;
use rayon::prelude::*;
use serde::Serialize;

/// Places decoded; more would change the third digit.
const QUERIES: usize = 1000;
/// An error up to this is a success: less than a rat's body (0.1 m also in the comparisons of Schaeffer et al. 2022).
const SUCCESS_M: f32 = 0.1;

/// Nearest-neighbour decoding in one arena at one noise level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecodingError {
    /// Side of the arena, metres.
    pub box_m: f64,
    /// Standard deviation of the noise of a unit, as a share of the root mean square of all rates.
    pub noise: f64,
    /// Mean and median distance between true and decoded place, metres.
    pub mean_error_m: f64,
    pub median_error_m: f64,
    /// Share of places decoded within 0.1 m.
    pub within_10_cm: f64,
    /// What a decoder would reach that guesses, metres.
    pub chance_error_m: f64,
    /// Number of places decoded.
    pub queries: usize,
}

/// Mean distance of two points drawn uniformly from a square: (2 + √2 + 5 ln(1 + √2)) / 15 of its side.
#[must_use]
pub fn chance_error_m(box_m: f64) -> f64 {
    let root = 2f64.sqrt();
    box_m * (2.0 + root + 5.0 * (1.0 + root).ln()) / 15.0
}

/// Adds Gaussian noise to the states of some places and decodes each as the place with the nearest noiseless state.
/// `None` where there are no places.
#[must_use]
pub fn decoding_error(places: &PlacedStates, box_m: f64, noise: f64, seed: u64) -> Option<DecodingError> {
    if places.is_empty() {
        return None;
    }
    let sd = (noise * places.root_mean_square()) as f32;
    let chosen = places.sample(seed, QUERIES);
    let errors: Vec<f32> = chosen
        .par_iter()
        .map(|&place| {
            let mut draws = Draws::new(seed, "capacity.noise", place as u64);
            let noisy: Vec<f32> = places.state(place).iter().map(|rate| rate + sd * draws.normal()).collect();
            let truth = places.position_m(place);
            let decoded = places.nearest(&noisy, truth, f32::INFINITY).expect("there is at least the true place");
            separation_m(places.position_m(decoded), truth)
        })
        .collect();
    let count = errors.len() as f64;
    Some(DecodingError {
        box_m,
        noise,
        mean_error_m: errors.iter().map(|e| f64::from(*e)).sum::<f64>() / count,
        median_error_m: median(errors.iter().map(|e| f64::from(*e)).collect())?,
        within_10_cm: errors.iter().filter(|e| **e <= SUCCESS_M).count() as f64 / count,
        chance_error_m: chance_error_m(box_m),
        queries: errors.len(),
    })
}
