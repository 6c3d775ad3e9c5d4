//! Fuzzy down-sampling: a few states that stand for all of them (Gardner et al. 2022).

use super::distances::Distances;
use super::fuzzy::memberships;

/// Neighbours of a state, as a share of all states (published: 1000 of 15 000).
const STATE_NEIGHBOURS: f64 = 1.0 / 15.0;
/// Neighbours over which a state is averaged, as a share of all states: with a peak of 15 Hz a moment holds a spike or two of a
/// cell, and single moments scatter off the surface that they lie on.
const AVERAGED_NEIGHBOURS: f64 = 0.01;
/// Neighbours of a landmark, as a share of all landmarks (published: 800 of 1200).
const LANDMARK_NEIGHBOURS: f64 = 2.0 / 3.0;
/// Fewer neighbours than this make no neighbourhood.
const LEAST_NEIGHBOURS: usize = 5;

fn neighbours(points: usize, share: f64) -> usize {
    ((points as f64 * share).round() as usize).max(LEAST_NEIGHBOURS)
}

/// Fills in the cosine distances of a point from all others; `unit` holds points of length 1 `[points, dimensions]`.
fn cosine_row(unit: &[f64], dimensions: usize, i: usize, row: &mut [f64]) {
    let own = &unit[i * dimensions..(i + 1) * dimensions];
    for (d, other) in row.iter_mut().zip(unit.chunks_exact(dimensions)) {
        *d = 1.0 - own.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
    }
}

/// Points scaled to length 1; one at the origin stays there and is at distance 1 from all.
fn directions(points: &[f64], dimensions: usize) -> Vec<f64> {
    let scaled = |point: &[f64]| {
        let length = point.iter().map(|x| x * x).sum::<f64>().sqrt();
        let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
        point.iter().map(|x| x * scale).collect::<Vec<f64>>()
    };
    points.chunks_exact(dimensions).flat_map(scaled).collect()
}

/// Indices of up to `count` landmarks among points `[points, dimensions]`, best first: again and again the point to
/// whose neighbourhood most belongs, without what belongs to the landmarks taken before.
#[must_use]
pub(crate) fn landmarks(points: &[f64], dimensions: usize, count: usize) -> Vec<usize> {
    let unit = directions(points, dimensions);
    let n = points.len() / dimensions;
    let members = memberships(n, neighbours(n, STATE_NEIGHBOURS), |i, row| cosine_row(&unit, dimensions, i, row));
    let row = |i: usize| &members[i * n..(i + 1) * n];
    let mut left: Vec<f64> = (0..n).map(|i| row(i).iter().map(|m| f64::from(*m)).sum()).collect();
    let mut taken = Vec::with_capacity(count.min(n));
    for _ in 0..count.min(n) {
        // Of equal sums the first, so that the choice is always the same.
        let best = (0..n).rev().max_by(|&i, &j| left[i].total_cmp(&left[j]));
        let Some(best) = best else { break };
        for (sum, membership) in left.iter_mut().zip(row(best)) {
            *sum -= f64::from(*membership);
        }
        left[best] = f64::NEG_INFINITY;
        taken.push(best);
    }
    taken
}

/// Each of the points `[points, dimensions]` as the mean of itself and its neighbours, weighted by how much they belong to it.
#[must_use]
pub(crate) fn averaged(points: &[f64], dimensions: usize) -> Vec<f64> {
    let unit = directions(points, dimensions);
    let n = points.len() / dimensions;
    let count = neighbours(n, AVERAGED_NEIGHBOURS);
    let members = memberships(n, count, |i, row| cosine_row(&unit, dimensions, i, row));
    let mean = |i: usize| {
        let mut sum = points[i * dimensions..(i + 1) * dimensions].to_vec();
        let mut weight = 1.0;
        for (j, membership) in members[i * n..(i + 1) * n].iter().enumerate().filter(|(_, m)| **m > 0.0) {
            let membership = f64::from(*membership);
            weight += membership;
            sum.iter_mut().zip(&points[j * dimensions..]).for_each(|(sum, x)| *sum += membership * x);
        }
        sum.into_iter().map(move |sum| sum / weight)
    };
    (0..n).flat_map(mean).collect()
}

/// Distances among landmarks `[landmarks, dimensions]`: −log of the fuzzy membership, infinite between those that are
/// not neighbours.
#[must_use]
pub(crate) fn fuzzy_distances(points: &[f64], dimensions: usize) -> Distances {
    let unit = directions(points, dimensions);
    let n = points.len() / dimensions;
    let members = memberships(n, neighbours(n, LANDMARK_NEIGHBOURS), |i, row| cosine_row(&unit, dimensions, i, row));
    Distances::from_fn(n, |i, j| -f64::from(members[i * n + j]).ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn circle(points: usize, turn: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..points)
            .flat_map(|i| {
                let a = TAU * turn(i as f64 / points as f64);
                [a.cos(), a.sin()]
            })
            .collect()
    }

    #[test]
    fn landmarks_are_even_where_states_are_not() {
        // States crowd near turn 0.
        let points = circle(600, |t| t - (TAU * t).sin() / TAU * 0.7);
        let mut angles: Vec<f64> = landmarks(&points, 2, 150)
            .into_iter()
            .map(|i| points[2 * i + 1].atan2(points[2 * i]).rem_euclid(TAU) / TAU)
            .collect();
        angles.sort_by(f64::total_cmp);
        let gap = |i: usize| (angles[(i + 1) % 150] - angles[i]).rem_euclid(1.0);
        let widest = (0..150).map(gap).fold(0.0, f64::max);
        assert!(widest < 0.03, "no wide gap: {widest}");
        assert_eq!(landmarks(&points, 2, 12), landmarks(&points, 2, 150)[..12], "fewer landmarks are the first ones");
        assert_eq!(landmarks(&circle(8, |t| t), 2, 100).len(), 8, "never more than states");
    }

    /// Points that scatter about a circle lie closer to it afterwards, and no part of it is left.
    #[test]
    fn averaging_takes_off_noise() {
        let mut draws = crate::numerics::Draws::new(4, "test", 0);
        let noisy: Vec<f64> = circle(1000, |t| t).iter().map(|x| x + 0.2 * f64::from(draws.normal())).collect();
        let found = averaged(&noisy, 2);
        let scatter =
            |points: &[f64]| points.chunks_exact(2).map(|p| (p[0].hypot(p[1]) - 1.0).powi(2)).sum::<f64>().sqrt();
        assert_eq!(found.len(), noisy.len());
        assert!(scatter(&found) < 0.6 * scatter(&noisy), "{} and {}", scatter(&found), scatter(&noisy));
        assert!(averaged(&[], 2).is_empty(), "no points");
    }

    #[test]
    fn nearer_landmarks_are_nearer() {
        let distances = fuzzy_distances(&circle(24, |t| t), 2);
        let row = distances.row(0);
        assert!(row[1] < row[2] && row[2] < row[4], "{row:?}");
        assert!(row[12].is_infinite(), "the far side is no neighbour");
    }
}
