//! Spectral embedding (Laplacian eigenmaps, Belkin and Niyogi 2003): smooth coordinates on the surface that points lie on.
//!
//! The eigenvectors of the random walk on the graph of neighbours are the slowest-varying functions on that surface.
//! On a torus these are the cosines and sines of its angles, however it is bent.

use super::dot::dot;
use super::eigen::leading;
use super::neighbours::nearest;
use super::{Cancelled, Draws, Progress};

/// Coordinates: the six of the first shell of a hexagonal torus, or the first two shells (4 + 4) of a square one.
pub(crate) const COORDINATES: usize = 8;
/// Neighbours of each point in the graph: a fortieth of the points, from 6 to 20.
fn neighbours(points: usize) -> usize {
    (points / 40).clamp(6, 20)
}

/// Spectral coordinates of points and the number of parts the graph falls into. The mean square of a coordinate is
/// 1/(1 − λ), so that distances are those of commute times (smooth coordinates count more).
pub(crate) fn spectral_coordinates<const D: usize>(
    points: &[[f64; D]],
    seed: u64,
    progress: &Progress<'_>,
) -> Result<(Vec<[f64; COORDINATES]>, usize), Cancelled> {
    let edges = edges(&nearest(points, neighbours(points.len()), progress)?);
    let root: Vec<f64> = edges.iter().map(|edges| edges.iter().map(|(_, weight)| weight).sum::<f64>().sqrt()).collect();
    let total = dot(&root, &root);
    // (1 + D^(−1/2) W D^(−1/2)) / 2 has eigenvalues from 0 to 1; the largest one, whose eigenvector is the square root
    // of the degrees, says nothing and is taken out.
    let apply = |vector: &[f64]| {
        let along = dot(vector, &root) / total;
        let spread = |i: usize| {
            let sum: f64 = edges[i].iter().map(|&(j, weight)| weight * vector[j] / root[j]).sum();
            0.5 * (vector[i] + sum / root[i]) - along * root[i]
        };
        (0..vector.len()).map(spread).collect()
    };
    let mut draws = Draws::new(seed, "spectral coordinates", 0);
    let found = leading(points.len(), COORDINATES, &mut draws, progress, apply)?;
    let columns: Vec<Vec<f64>> = found
        .vectors
        .iter()
        .zip(&found.values)
        .map(|(vector, value)| {
            let column: Vec<f64> = vector.iter().zip(&root).map(|(entry, root)| entry / root).collect();
            // 1 − λ of the random walk is 2 − 2λ of the operator above.
            let stiffness = (2.0 - 2.0 * value).max(1e-6);
            let scale = (stiffness * dot(&column, &column) / column.len() as f64).sqrt();
            column.iter().map(|entry| entry / scale).collect()
        })
        .collect();
    let point = |i: usize| std::array::from_fn(|axis| columns.get(axis).map_or(0.0, |column| column[i]));
    Ok(((0..points.len()).map(point).collect(), parts(&edges)))
}

/// The symmetric graph: 1 where two points name each other, ½ where only one does.
fn edges(neighbours: &[Vec<u32>]) -> Vec<Vec<(usize, f64)>> {
    let mut edges: Vec<Vec<(usize, f64)>> = vec![Vec::new(); neighbours.len()];
    for (i, others) in neighbours.iter().enumerate() {
        for &j in others {
            edges[i].push((j as usize, 0.5));
            edges[j as usize].push((i, 0.5));
        }
    }
    for edges in &mut edges {
        edges.sort_by_key(|(j, _)| *j);
        edges.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
    }
    edges
}

/// Connected parts of a graph.
fn parts(edges: &[Vec<(usize, f64)>]) -> usize {
    let mut seen = vec![false; edges.len()];
    let mut parts = 0;
    for start in 0..edges.len() {
        let mut open = vec![start];
        parts += usize::from(!seen[start]);
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(edges[at].iter().map(|(to, _)| *to).filter(|&to| !seen[to]));
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::{PI, TAU};

    #[test]
    fn a_crumpled_circle_becomes_round() {
        let angle = |i: usize| TAU * i as f64 / 300.0;
        let at = |a: f64| [a.cos(), 0.3 * a.sin(), 0.5 * (3.0 * a).cos()];
        let points: Vec<[f64; 3]> = (0..300).map(|i| at(angle(i))).collect();
        let (found, parts) = spectral_coordinates(&points, 1, &Progress::none()).expect("not cancelled");
        assert_eq!(parts, 1);
        let radius = |p: &[f64; COORDINATES]| p[0].hypot(p[1]);
        let (low, high) = found.iter().map(radius).fold((f64::MAX, 0.0f64), |(l, h), r| (l.min(r), h.max(r)));
        assert!(low > 0.5 * high, "first two coordinates go round: {low} to {high}");
        // One turn, without going back.
        let phase = |i: usize| found[i % 300][1].atan2(found[i % 300][0]);
        let steps: Vec<f64> = (0..300).map(|i| (phase(i + 1) - phase(i) + PI).rem_euclid(TAU) - PI).collect();
        assert!((steps.iter().sum::<f64>().abs() - TAU).abs() < 1e-9, "one turn");
        let same = spectral_coordinates(&points, 1, &Progress::none()).expect("not cancelled");
        assert_eq!(found, same.0, "the same again");
    }

    #[test]
    fn parts_are_counted() {
        let points: Vec<[f64; 1]> = (0..60).map(|i| [f64::from(i % 30) + if i < 30 { 0.0 } else { 1e3 }]).collect();
        let (found, parts) = spectral_coordinates(&points, 1, &Progress::none()).expect("not cancelled");
        assert_eq!(parts, 2);
        assert!(found.iter().flatten().all(|x| x.is_finite()));
        assert!((found[3][0] - found[40][0]).abs() > 1.0, "the first coordinate separates them");
    }
}
