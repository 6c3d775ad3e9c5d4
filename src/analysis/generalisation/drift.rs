//! Path integration: how far is the place that the state tells from the true one, after more and more steps?

use super::trace::Trace;
use crate::analysis::capacity::{PlacedStates, chance_error_m, separation_m};
use crate::numerics::median;
use rayon::prelude::*;
use serde::Serialize;

/// Moments at which the place is decoded.
const MOMENTS: usize = 40;
/// Radius of the local decoder, metres: below half of the usual spacings, so that it is not caught by the code's repeats.
const LOCAL_M: f32 = 0.3;

/// Decoding error against time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PathIntegration {
    /// Steps since the start of the walk.
    pub steps: Vec<usize>,
    /// Mean and median distance between the true place and the one with the nearest state in the whole arena, metres.
    pub mean_error_m: Vec<f64>,
    pub median_error_m: Vec<f64>,
    /// Mean distance when only places within 0.3 m of the true one are asked, metres; guessing gives 0.2 m.
    pub local_error_m: Vec<f64>,
    /// What guessing gives in the whole arena, metres.
    pub chance_error_m: f64,
    /// A quarter of the slope of the mean squared local error against time (least squares), m² a step: the diffusion constant of
    /// the error as long as that is small against 0.3 m.
    pub diffusion_m2_per_step: Option<f64>,
    /// Walks behind each number.
    pub walks: usize,
}

/// Decodes the place from the states along walks, by the nearest of the states that the maps of the same arena tell.
/// `None` where there are no walks or no places.
#[must_use]
pub fn path_integration(trace: Trace<'_>, places: &PlacedStates, box_m: f64) -> Option<PathIntegration> {
    let walks = trace.walks();
    if walks == 0 || trace.length == 0 || places.is_empty() || places.units() != trace.units {
        return None;
    }
    let stride = trace.length.div_ceil(MOMENTS);
    let moments: Vec<usize> = (stride - 1..trace.length).step_by(stride).collect();
    let mut result = PathIntegration { chance_error_m: chance_error_m(box_m), walks, ..PathIntegration::default() };
    let mut squares = Vec::with_capacity(moments.len());
    for &moment in &moments {
        let errors: Vec<[f64; 2]> = (0..walks)
            .into_par_iter()
            .map(|walk| {
                let sample = walk * trace.length + moment;
                let truth = trace.positions_m[sample];
                // A place nobody was near tells nothing: then the error is the radius.
                [f32::INFINITY, LOCAL_M].map(|radius_m| {
                    let place = places.nearest(trace.state(sample), truth, radius_m);
                    f64::from(place.map_or(radius_m, |place| separation_m(places.position_m(place), truth)))
                })
            })
            .collect();
        let mean = |pick: &dyn Fn(&[f64; 2]) -> f64| errors.iter().map(pick).sum::<f64>() / walks as f64;
        result.steps.push(moment + 1);
        result.mean_error_m.push(mean(&|error| error[0]));
        result.median_error_m.push(median(errors.iter().map(|error| error[0]).collect())?);
        result.local_error_m.push(mean(&|error| error[1]));
        squares.push(mean(&|error| error[1] * error[1]));
    }
    result.diffusion_m2_per_step = slope(&result.steps, &squares).map(|slope| slope / 4.0);
    Some(result)
}

/// Least-squares slope of y against x.
fn slope(x: &[usize], y: &[f64]) -> Option<f64> {
    let count = x.len() as f64;
    let mean_x = x.iter().map(|x| *x as f64).sum::<f64>() / count;
    let mean_y = y.iter().sum::<f64>() / count;
    let spread: f64 = x.iter().map(|x| (*x as f64 - mean_x).powi(2)).sum();
    let joint: f64 = x.iter().zip(y).map(|(x, y)| (*x as f64 - mean_x) * (y - mean_y)).sum();
    (spread > 0.0).then(|| joint / spread)
}
