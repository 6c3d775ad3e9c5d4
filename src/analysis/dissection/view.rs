//! The three-dimensional view of more coordinates in which states that differ meet least.
//!
//! On a torus no three spectral coordinates are special: the first shell of a hexagonal torus has six eigenfunctions of
//! one eigenvalue, and most linear views of them cut through themselves. Some do not: with angles a and b,
//! (cos a + ε cos (a + b), sin a + ε sin (a + b), sin b) is a ring-shaped torus. Views are drawn at random, the best are
//! improved along the gradient. Phases and positions are not used.

use crate::numerics::distance::squared_distance;
use crate::numerics::subset::subset;
use crate::numerics::{Cancelled, Draws, Progress, median};

/// States that the views are judged by.
const JUDGES: usize = 300;
/// Views drawn, views of those improved, and steps of each.
const DRAWN: usize = 300;
const IMPROVED: usize = 40;
const STEPS: usize = 80;
/// States closer than about this meet, as a share of the picture's root mean square radius.
const MEETING: f64 = 0.25;
/// Pairs with a smaller term than e to the minus this count as apart.
const FARTHEST: f64 = 9.0;

type View<const D: usize> = [[f64; D]; 3];

/// The view of `coordinates`, root mean square radius 1, that keeps apart those states which are far in `space`.
pub(super) fn best_view<const D: usize, const S: usize>(
    coordinates: &[[f64; D]],
    space: &[[f64; S]],
    seed: u64,
    progress: &Progress<'_>,
) -> Result<Vec<[f64; 3]>, Cancelled> {
    let judges = subset((0..coordinates.len()).collect(), JUDGES, seed, "judges of views");
    let mut distances: Vec<f64> = Vec::with_capacity(judges.len() * judges.len() / 2);
    for (i, &a) in judges.iter().enumerate() {
        distances.extend(judges[..i].iter().map(|&b| squared_distance(&space[a], &space[b])));
    }
    let median = median(distances.clone()).unwrap_or(0.0);
    // A pair at the median distance or farther counts fully, near ones hardly.
    let weights: Vec<f64> = distances.iter().map(|d| if median > 0.0 { (d / median).min(1.0) } else { 0.0 }).collect();
    let points: Vec<[f64; D]> = judges.iter().map(|&i| coordinates[i]).collect();
    let mut draws = Draws::new(seed, "views", 0);
    let mut views: Vec<(f64, View<D>)> = Vec::with_capacity(DRAWN);
    for _ in 0..DRAWN {
        progress.check()?;
        let view: View<D> = std::array::from_fn(|_| std::array::from_fn(|_| f64::from(draws.normal())));
        views.push((meetings(&points, &weights, &view).0, view));
    }
    views.sort_by(|a, b| a.0.total_cmp(&b.0));
    views.truncate(IMPROVED);
    for (cost, view) in &mut views {
        (*cost, *view) = improved(&points, &weights, *view, progress)?;
    }
    let best = views.iter().min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(best.map_or_else(Vec::new, |(_, view)| seen(coordinates, view).0))
}

/// Descends along the gradient, with steps that grow while they help.
fn improved<const D: usize>(
    points: &[[f64; D]],
    weights: &[f64],
    mut view: View<D>,
    progress: &Progress<'_>,
) -> Result<(f64, View<D>), Cancelled> {
    let (mut cost, mut gradient) = meetings(points, weights, &view);
    let mut step = 0.1;
    for _ in 0..STEPS {
        progress.check()?;
        let size = |view: &View<D>| view.iter().flatten().map(|x| x * x).sum::<f64>().sqrt();
        let scale = step * size(&view) / size(&gradient).max(f64::MIN_POSITIVE);
        let next: View<D> = std::array::from_fn(|i| std::array::from_fn(|j| view[i][j] - scale * gradient[i][j]));
        let (next_cost, next_gradient) = meetings(points, weights, &next);
        if next_cost < cost {
            (cost, view, gradient) = (next_cost, next, next_gradient);
            step *= 1.3;
        } else {
            step *= 0.4;
        }
    }
    Ok((cost, view))
}

/// The points under a view, scaled to a root mean square radius of 1, and the scale.
fn seen<const D: usize>(points: &[[f64; D]], view: &View<D>) -> (Vec<[f64; 3]>, f64) {
    let project = |point: &[f64; D]| view.map(|row| row.iter().zip(point).map(|(a, b)| a * b).sum::<f64>());
    let mut seen: Vec<[f64; 3]> = points.iter().map(project).collect();
    let square = seen.iter().flatten().map(|x| x * x).sum::<f64>() / seen.len().max(1) as f64;
    let scale = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
    seen.iter_mut().flatten().for_each(|x| *x *= scale);
    (seen, scale)
}

/// How much the pairs of these weights meet, Σ w exp(−d²/2σ²) in the scaled picture, and the gradient by the view.
fn meetings<const D: usize>(points: &[[f64; D]], weights: &[f64], view: &View<D>) -> (f64, View<D>) {
    let (seen, scale) = seen(points, view);
    let mut weights = weights.iter();
    let mut forces = vec![[0.0; 3]; seen.len()];
    let mut sum = 0.0;
    for (i, a) in seen.iter().enumerate() {
        for (j, (b, weight)) in seen[..i].iter().zip(&mut weights).enumerate() {
            let distance = squared_distance(a, b) / (2.0 * MEETING * MEETING);
            if distance > FARTHEST {
                continue;
            }
            let term = weight * (-distance).exp();
            sum += term;
            for axis in 0..3 {
                let force = term * (b[axis] - a[axis]) / (MEETING * MEETING);
                forces[i][axis] += force;
                forces[j][axis] -= force;
            }
        }
    }
    // Growing as a whole changes nothing, because the picture is scaled: that part of the gradient is taken off.
    let growth: f64 = forces.iter().flatten().zip(seen.iter().flatten()).map(|(force, x)| force * x).sum();
    let count = seen.len().max(1) as f64;
    let mut gradient = [[0.0; D]; 3];
    for ((point, force), x) in points.iter().zip(&forces).zip(&seen) {
        for axis in 0..3 {
            let along = scale * (force[axis] - growth * x[axis] / count);
            gradient[axis].iter_mut().zip(point).for_each(|(sum, entry)| *sum += along * entry);
        }
    }
    (sum, gradient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    #[test]
    fn a_flat_torus_is_seen_without_cutting_itself() {
        let mut draws = Draws::new(1, "test", 0);
        let angles: Vec<[f64; 2]> = (0..500).map(|_| [(); 2].map(|()| TAU * f64::from(draws.uniform()))).collect();
        let torus = |[a, b]: &[f64; 2]| [a.cos(), a.sin(), b.cos(), b.sin(), (a + b).cos(), (a + b).sin()];
        let points: Vec<[f64; 6]> = angles.iter().map(torus).collect();
        let view = best_view(&points, &points, 0, &Progress::none()).expect("not cancelled");
        let far_but_close = |points: &[[f64; 3]]| {
            let pairs = (0..500).flat_map(|i| (0..i).map(move |j| (i, j)));
            let meets = |&(i, j): &(usize, usize)| {
                squared_distance(&torus(&angles[i]), &torus(&angles[j])) > 6.0
                    && squared_distance(&points[i], &points[j]) < 0.15 * 0.15
            };
            pairs.filter(meets).count()
        };
        let first_three: View<6> = std::array::from_fn(|i| std::array::from_fn(|j| f64::from(u8::from(i == j))));
        assert!(far_but_close(&seen(&points, &first_three).0) > 100, "the first three coordinates are a folded tube");
        assert_eq!(far_but_close(&view), 0, "no two far states meet");
        assert_eq!(view, best_view(&points, &points, 0, &Progress::none()).expect("not cancelled"), "the same again");
    }

    #[test]
    fn the_gradient_is_that_of_the_cost() {
        let mut draws = Draws::new(4, "test", 0);
        let mut normal = || f64::from(draws.normal());
        let points: Vec<[f64; 4]> = (0..12).map(|_| std::array::from_fn(|_| normal())).collect();
        let weights: Vec<f64> = (0..66).map(|_| normal().abs()).collect();
        let view: View<4> = std::array::from_fn(|_| std::array::from_fn(|_| normal()));
        let (_, gradient) = meetings(&points, &weights, &view);
        for (i, j) in (0..3).flat_map(|i| (0..4).map(move |j| (i, j))) {
            let moved = |by: f64| {
                let mut view = view;
                view[i][j] += by;
                meetings(&points, &weights, &view).0
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((difference - gradient[i][j]).abs() < 1e-6, "{difference} and {}", gradient[i][j]);
        }
    }

    #[test]
    fn nothing_to_see() {
        let none: [[f64; 6]; 0] = [];
        assert!(best_view(&none, &none, 0, &Progress::none()).expect("not cancelled").is_empty());
        let same = best_view(&[[0.0; 6]; 5], &[[0.0; 6]; 5], 0, &Progress::none()).expect("not cancelled");
        assert!(same.iter().flatten().all(|x| *x == 0.0), "one point stays one point");
    }
}
