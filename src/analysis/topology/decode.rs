//! From coordinates of the landmarks to angles of all states (Gardner et al. 2022).

use super::population::Prepared;
use std::f64::consts::TAU;

/// How strongly each unit fires with the cosine and the sine of the landmarks' coordinate (`turns`). `landmarks` are
/// indices of `states`.
#[must_use]
pub(crate) fn weights(states: &Prepared, landmarks: &[usize], turns: &[f64]) -> Vec<[f64; 2]> {
    let mut weights = vec![[0.0; 2]; states.units];
    for (&landmark, turn) in landmarks.iter().zip(turns) {
        let (sin, cos) = (TAU * turn).sin_cos();
        for (weight, rate) in weights.iter_mut().zip(states.state(landmark)) {
            weight[0] += cos * f64::from(*rate);
            weight[1] += sin * f64::from(*rate);
        }
    }
    weights
}

/// The angle of each state, radians in (−π, π]: the direction of the sum of its units' weights, times their rates.
#[must_use]
pub(crate) fn angles(states: &Prepared, weights: &[[f64; 2]]) -> Vec<f64> {
    (0..states.count()).map(|i| angle(states.state(i), weights)).collect()
}

fn angle(state: &[f32], weights: &[[f64; 2]]) -> f64 {
    let sum = state.iter().zip(weights).fold([0.0; 2], |sum, (rate, weight)| {
        [sum[0] + weight[0] * f64::from(*rate), sum[1] + weight[1] * f64::from(*rate)]
    });
    f64::atan2(sum[1], sum[0])
}
