//! The state space of a module as a surface in three dimensions, and the torus that its phases draw.
//!
//! Two pictures with different claims. The embedding knows the states alone: six principal components, spectral
//! coordinates of the neighbour graph, the best three-dimensional view. If the states fill a torus, a torus appears; if
//! not, not. The torus of phases is a torus by construction: it shows where on it each state lies, and nothing else.
//!
//! Why not UMAP: tried on ideal hexagonal modules (umap-learn, 50 and 400 neighbours, spectral and random starts), it
//! folds the torus into a surface that cuts itself, as stress-minimising maps do.

use super::dimension::KEPT;
use super::rings::Ring;
use super::view::best_view;
use super::waves::Waves;
use crate::numerics::distance::squared_distance;
use crate::numerics::dot::dot;
use crate::numerics::neighbours::nearest;
use crate::numerics::spectral::{COORDINATES, spectral_coordinates};
use crate::numerics::subset::subset;
use crate::numerics::{Cancelled, Draws, Progress};
use serde::Serialize;

/// States of the embedding; of more, as many are drawn.
const MOST_STATES: usize = 1500;
/// Fewer make no surface.
const LEAST_STATES: usize = 50;
/// Neighbours that the quality is measured with: a sixtieth of the states, from 4 to 15.
fn judged(states: usize) -> usize {
    (states / 60).clamp(4, 15)
}
/// Radius of the drawn torus' tube, its ring having radius 1.
const TUBE: f64 = 0.45;

/// The states embedded in three dimensions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Embedding {
    /// States that were embedded.
    pub states: usize,
    /// Parts that the graph of neighbours falls into; 1 for one surface.
    pub parts: usize,
    /// Nearest neighbours of each state that the two shares below count.
    pub neighbours: usize,
    /// Share of each state's nearest neighbours that are still among the nearest in the picture.
    pub neighbours_kept: f64,
    /// Share of the nearest in the picture that are far apart in truth (beyond half of all states): 0 where the
    /// surface does not cut through itself.
    pub false_neighbours: f64,
    /// Coordinates of each state, root mean square radius 1.
    #[serde(skip)]
    pub points: Vec<[f32; 3]>,
    /// Which of the dissection's states each point is.
    #[serde(skip)]
    pub indices: Vec<usize>,
}

/// The states drawn on a torus at the phases read from two rings.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PhaseTorus {
    /// The two waves whose rings give the angles, by index.
    pub waves: [usize; 2],
    /// Angles of each state around the ring and around the tube, radians.
    #[serde(skip)]
    pub angles_rad: Vec<[f32; 2]>,
    /// Points on the torus with ring radius 1 and tube radius 0.45.
    #[serde(skip)]
    pub points: Vec<[f32; 3]>,
}

/// Embeds states, given by their principal components. `None` for too few states.
pub(super) fn embed(
    components: &[[f64; KEPT]],
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<Option<Embedding>, Cancelled> {
    let distinct = distinct(components, progress)?;
    if distinct.len() < LEAST_STATES {
        return Ok(None);
    }
    let indices = subset(distinct, MOST_STATES, seed, "embedded states");
    let space: Vec<[f64; KEPT]> = indices.iter().map(|&i| components[i]).collect();
    let (coordinates, parts) = spectral_coordinates(&space, seed, progress)?;
    progress.tell(0.5)?;
    let view = best_view::<COORDINATES, KEPT>(&coordinates, &space, seed, progress)?;
    progress.tell(0.9)?;
    let (neighbours_kept, false_neighbours) = quality(&space, &view, progress)?;
    let view = upright(&view, seed, progress)?;
    Ok(Some(Embedding {
        states: indices.len(),
        parts,
        neighbours: judged(indices.len()),
        neighbours_kept,
        false_neighbours,
        points: view.iter().map(|point| point.map(|x| x as f32)).collect(),
        indices,
    }))
}

/// The same cloud about its middle, turned so that the third axis runs through its widest hole: a ring lies flat.
fn upright(view: &[[f64; 3]], seed: u64, progress: &Progress<'_>) -> Result<Vec<[f64; 3]>, Cancelled> {
    /// Directions that are tried: about 8° apart.
    const DIRECTIONS: usize = 600;
    /// Share of the states that may lie inside a hole.
    const INSIDE: f64 = 0.01;
    let count = view.len().max(1) as f64;
    let middle: [f64; 3] = std::array::from_fn(|i| view.iter().map(|point| point[i]).sum::<f64>() / count);
    let points: Vec<[f64; 3]> = view.iter().map(|p| std::array::from_fn(|i| p[i] - middle[i])).collect();
    let mut draws = Draws::new(seed, "upright", 0);
    let mut widest = (f64::NEG_INFINITY, [0.0, 0.0, 1.0]);
    for _ in 0..DIRECTIONS {
        progress.check()?;
        let axis = unit([(); 3].map(|()| f64::from(draws.normal())));
        let mut distances: Vec<f64> = points.iter().map(|p| dot(p, p) - dot(p, &axis).powi(2)).collect();
        let inside = (INSIDE * distances.len() as f64) as usize;
        if inside < distances.len() {
            let hole = *distances.select_nth_unstable_by(inside, f64::total_cmp).1;
            widest = if hole > widest.0 { (hole, axis) } else { widest };
        }
    }
    let [x, y, z] = widest.1;
    // Any axis at a right angle will do; this one never vanishes.
    let first = unit(if x.abs() < 0.6 { [0.0, z, -y] } else { [-z, 0.0, x] });
    let second = [y * first[2] - z * first[1], z * first[0] - x * first[2], x * first[1] - y * first[0]];
    Ok(points.iter().map(|point| [first, second, widest.1].map(|axis| dot(point, &axis))).collect())
}

/// A vector of length 1; upwards if it had none.
fn unit(vector: [f64; 3]) -> [f64; 3] {
    let length = dot(&vector, &vector).sqrt();
    if length > 0.0 { vector.map(|x| x / length) } else { [0.0, 0.0, 1.0] }
}

/// The first of each group of equal states. Where a period is a whole number of bins, many places have the same state,
/// and these would be each other's only neighbours.
fn distinct(components: &[[f64; KEPT]], progress: &Progress<'_>) -> Result<Vec<usize>, Cancelled> {
    /// States closer than this share of the root mean square radius are equal: rates are in single precision.
    const EQUAL: f64 = 1e-5;
    let square = components.iter().flatten().map(|x| x * x).sum::<f64>() / components.len().max(1) as f64;
    let mut kept: Vec<usize> = Vec::with_capacity(components.len());
    for (i, state) in components.iter().enumerate() {
        progress.check()?;
        let equal = |&other: &usize| squared_distance(&components[other], state) <= EQUAL * EQUAL * square;
        if !kept.iter().any(equal) {
            kept.push(i);
        }
    }
    Ok(kept)
}

/// Shares of neighbours that are kept and of those that are false.
fn quality(space: &[[f64; KEPT]], view: &[[f64; 3]], progress: &Progress<'_>) -> Result<(f64, f64), Cancelled> {
    let count = judged(space.len());
    let (true_ones, seen) = (nearest(space, count, progress)?, nearest(view, count, progress)?);
    let (mut kept, mut wrong, mut all) = (0, 0, 0);
    for (i, (true_ones, seen)) in true_ones.iter().zip(&seen).enumerate() {
        progress.check()?;
        let distance = |j: usize| squared_distance(&space[i], &space[j]);
        let mut distances: Vec<f64> = (0..space.len()).map(distance).collect();
        let middle = distances.len() / 2;
        let (_, &mut half, _) = distances.select_nth_unstable_by(middle, f64::total_cmp);
        kept += seen.iter().filter(|j| true_ones.contains(j)).count();
        wrong += seen.iter().filter(|&&j| distance(j as usize) > half).count();
        all += seen.len();
    }
    Ok((f64::from(kept as u32) / all.max(1) as f64, f64::from(wrong as u32) / all.max(1) as f64))
}

/// A point as it is seen after a turn about the third axis and a tilt towards the eye, radians: right, up, nearer.
#[must_use]
pub fn turned([x, y, z]: [f32; 3], turn: f32, tilt: f32) -> [f32; 3] {
    let ((sin, cos), (up, level)) = (turn.sin_cos(), tilt.sin_cos());
    let (right, away) = (cos * x - sin * y, sin * x + cos * y);
    [right, level * z + up * away, up * z - level * away]
}

/// The torus that the rings of two spanning waves draw; `None` where there are no two.
pub(super) fn phase_torus(rings: &[Ring], waves: &Waves) -> Option<PhaseTorus> {
    let (first, last) = waves.spanning()?;
    let angles: Vec<[f64; 2]> =
        rings[first].angles_rad.iter().zip(&rings[last].angles_rad).map(|(&a, &b)| [a, b]).collect();
    let point = |&[around, tube]: &[f64; 2]| {
        let radius = 1.0 + TUBE * tube.cos();
        [radius * around.cos(), radius * around.sin(), TUBE * tube.sin()].map(|x| x as f32)
    };
    Some(PhaseTorus {
        waves: [first, last],
        points: angles.iter().map(point).collect(),
        angles_rad: angles.iter().map(|pair| pair.map(|angle| angle as f32)).collect(),
    })
}
