//! The same steps in different orders end at the same place: do they end in the same state?

use crate::numerics::distance::squared_distance_in_lanes;
use serde::Serialize;

/// End states of permuted paths of one length.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PermutedPaths {
    /// Steps of a path.
    pub length: usize,
    /// Sets of steps, and orders in which each was taken.
    pub sets: usize,
    pub orders: usize,
    /// Mean and largest distance between end states of the same steps in different orders.
    pub mean_distance: f64,
    pub largest_distance: f64,
    /// Mean distance between end states of different sets, which end at different places.
    pub between_distance: f64,
    /// The first over the third: 0 for a perfect path integrator, 1 for a state that depends on the path alone. `None` where
    /// all states are the same.
    pub ratio: Option<f64>,
}

/// Compares end states `[set][order][unit]`. `None` with fewer than two sets or orders.
#[must_use]
pub fn permuted_paths(ends: &[f32], units: usize, orders: usize, length: usize) -> Option<PermutedPaths> {
    let rows: Vec<&[f32]> = ends.chunks_exact(units.max(1)).collect();
    let sets = rows.len() / orders.max(1);
    if sets < 2 || orders < 2 {
        return None;
    }
    let (mut within, mut between) = ((0.0, 0u64), (0.0, 0u64));
    let mut largest = 0.0f64;
    for (index, a) in rows.iter().enumerate().take(sets * orders) {
        for (other, b) in rows[..index].iter().enumerate() {
            let distance = f64::from(squared_distance_in_lanes(a, b)).sqrt();
            let sum = if index / orders == other / orders { &mut within } else { &mut between };
            sum.0 += distance;
            sum.1 += 1;
            if index / orders == other / orders {
                largest = largest.max(distance);
            }
        }
    }
    let [mean, apart] = [within, between].map(|(sum, count)| sum / count as f64);
    Some(PermutedPaths {
        length,
        sets,
        orders,
        mean_distance: mean,
        largest_distance: largest,
        between_distance: apart,
        ratio: (apart > 0.0).then(|| mean / apart),
    })
}
