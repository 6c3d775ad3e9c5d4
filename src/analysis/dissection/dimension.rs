//! How many dimensions the states fill: principal components and the participation ratio.

use super::states::States;
use crate::numerics::dot::dot;
use crate::numerics::eigen::leading;
use crate::numerics::{Cancelled, Draws, Progress};
use serde::Serialize;

/// Components that the torus is looked for in: an ideal module of three waves spans exactly six dimensions (Gardner et
/// al. 2022).
pub(super) const KEPT: usize = 6;
/// Components whose variance is shown.
const SHOWN: usize = 12;

/// How many dimensions the states of a module fill.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dimension {
    /// States (visited bins) that were used.
    pub states: usize,
    /// (Σλ)²/Σλ² over the eigenvalues λ of the covariance: 6 for an ideal hexagonal module, 4 for a square one. `None`
    /// where nothing varies.
    pub participation_ratio: Option<f64>,
    /// Share of the variance along each of the first principal components, up to twelve.
    pub variance_shares: Vec<f64>,
}

/// The dimension of the states, and their coordinates `[state][component]` along the first six components.
pub(super) fn principal_components(
    states: &States,
    seed: u64,
    progress: &Progress<'_>,
) -> Result<(Dimension, Vec<[f64; KEPT]>), Cancelled> {
    let products = states.products(progress)?;
    let variance = products.trace();
    let mut dimension = Dimension { states: states.count(), ..Dimension::default() };
    if variance <= 0.0 || !variance.is_finite() {
        return Ok((dimension, Vec::new()));
    }
    let squares: f64 = products.matrix.iter().map(|product| (product / variance).powi(2)).sum();
    dimension.participation_ratio = Some(1.0 / squares);
    let mut draws = Draws::new(seed, "components", 0);
    let found = leading(products.size, SHOWN, &mut draws, progress, |vector| products.apply(vector))?;
    // Rounding leaves a zero eigenvalue slightly negative.
    dimension.variance_shares = found.values.iter().map(|value| (value / variance).max(0.0)).collect();
    let coordinate = |state: usize, component: usize| match found.vectors.get(component) {
        None => 0.0,
        Some(axis) if products.of_units => dot(states.state(state), axis),
        Some(axis) => axis[state] * found.values[component].max(0.0).sqrt(),
    };
    let point = |state: usize| std::array::from_fn(|component| coordinate(state, component));
    Ok((dimension, (0..states.count()).map(point).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{Noise, population};

    fn components(maps: &[Vec<f32>], bins: usize) -> (Dimension, Vec<[f64; KEPT]>) {
        let states = States::of(&population(maps, bins, 1.0), &(0..maps.len()).collect::<Vec<_>>(), 0);
        principal_components(&states, 0, &Progress::none()).expect("not cancelled")
    }

    #[test]
    fn known_variances() {
        // Two independent directions with variances 4 : 1, seen by four units.
        let mut noise = Noise(8);
        let (a, b) = (noise.white(40), noise.white(40));
        let mix = |p: f32, q: f32| a.iter().zip(&b).map(|(a, b)| 2.0 * p * a + q * b).collect::<Vec<f32>>();
        let maps = [mix(1.0, 1.0), mix(1.0, -1.0), mix(-1.0, 1.0), mix(-1.0, -1.0)];
        let (dimension, points) = components(&maps, 40);
        let ratio = dimension.participation_ratio.expect("they vary");
        assert!((ratio - 25.0 / 17.0).abs() < 0.1, "(4 + 1)²/(4² + 1²): {ratio}");
        assert!((dimension.variance_shares[0] - 0.8).abs() < 0.03, "{:?}", dimension.variance_shares);
        assert!(dimension.variance_shares[2] < 1e-12, "no third direction");
        let variance = |axis: usize| points.iter().map(|p| p[axis] * p[axis]).sum::<f64>();
        let share = variance(0) / (variance(0) + variance(1));
        assert!((share - dimension.variance_shares[0]).abs() < 1e-9, "coordinates have these variances: {share}");
    }

    #[test]
    fn more_units_than_states() {
        let mut noise = Noise(8);
        let maps: Vec<Vec<f32>> = (0..40).map(|_| noise.white(4)).collect();
        let (wide, points) = components(&maps, 4);
        assert!((wide.variance_shares.iter().sum::<f64>() - 1.0).abs() < 0.1, "12 of 15 directions");
        let length = |p: &[f64; KEPT]| p.iter().map(|x| x * x).sum::<f64>();
        let total: f64 = points.iter().map(length).sum();
        let direct: f64 = {
            let states = States::of(&population(&maps, 4, 1.0), &(0..40).collect::<Vec<_>>(), 0);
            (0..16).map(|i| dot(states.state(i), states.state(i))).sum()
        };
        let share: f64 = wide.variance_shares[..KEPT].iter().sum();
        assert!((total / direct - share).abs() < 1e-9, "{} instead of {share}", total / direct);
    }

    #[test]
    fn nothing_varies() {
        let (dimension, points) = components(&[vec![1.0; 16], vec![2.0; 16]], 4);
        assert_eq!((dimension.participation_ratio, points.len()), (None, 0));
        assert_eq!(components(&[], 4).0, Dimension::default());
    }
}
