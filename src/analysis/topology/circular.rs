//! From a class of cohomology to a coordinate on a circle (de Silva, Morozov and Vejdemo-Johansson 2011).
//!
//! A cocycle modulo 47 is lifted to integers; of all cochains that differ from it by the change of a function f on the
//! points, the smoothest is taken, and f mod 1 is the coordinate.

use super::bars::Cocycle;
use super::distances::Distances;
use super::field::{PRIME, mul, signed};

/// Classes of which a multiple is known are looked for up to this prime: lifts of cocycles are products of small ones.
const DIVISORS: [u32; 4] = [2, 3, 5, 7];
/// A number of turns this close to a whole one is whole.
const WHOLE: f64 = 1e-5;
/// The conjugate gradients stop when the residual is below this share of the start's.
const TOLERANCE: f64 = 1e-10;

/// The edges of a complex up to some distance.
pub(crate) struct Graph {
    points: usize,
    /// Points i > j of each edge.
    edges: Vec<(usize, usize)>,
    /// Whether two points are joined, `[points, points]`.
    joined: Vec<bool>,
}

/// A class as a circular coordinate.
#[derive(Clone, Debug)]
pub(crate) struct Coordinate {
    /// The function on the points, turns (not reduced modulo 1).
    pub(crate) turns: Vec<f64>,
    /// The change of the coordinate along each edge, from the larger to the smaller point, turns; it differs from the
    /// difference of `turns` by the windings.
    pub(crate) change: Vec<f64>,
}

impl Graph {
    /// All edges not longer than `longest`.
    pub(crate) fn new(distances: &Distances, longest: f64) -> Self {
        let points = distances.points();
        let joined: Vec<bool> =
            (0..points).flat_map(|i| distances.row(i).iter().map(|d| f64::from(*d) <= longest)).collect();
        let edges = (0..points).flat_map(|i| (0..i).map(move |j| (i, j)));
        let edges = edges.filter(|(i, j)| joined[i * points + j]).collect();
        Self { points, edges, joined }
    }

    /// The coordinate of a class, or `None` if no multiple of its cocycle lifts to integers (a class of torsion).
    pub(crate) fn coordinate(&self, cocycle: &Cocycle) -> Option<Coordinate> {
        let lifted = (1..=PRIME / 2).map(|factor| self.lift(cocycle, factor)).find(|lifted| self.closed(lifted))?;
        let values: Vec<f64> = self.edges.iter().map(|(i, j)| f64::from(lifted[i * self.points + j])).collect();
        let turns = self.smoothest(&values);
        // The coboundary of f on an edge i > j is f(j) − f(i).
        let change = self.edges.iter().zip(&values).map(|((i, j), value)| turns[*j] - turns[*i] - value).collect();
        Some(Coordinate { turns, change })
    }

    /// Integer values of `factor` times a cocycle on the edges i > j, `[points, points]`.
    fn lift(&self, cocycle: &Cocycle, factor: u8) -> Vec<i32> {
        let mut lifted = vec![0; self.points * self.points];
        for &(i, j, value) in &cocycle.terms {
            lifted[i as usize * self.points + j as usize] = signed(mul(value, factor));
        }
        lifted
    }

    /// Whether the values add up to 0 around every triangle.
    fn closed(&self, lifted: &[i32]) -> bool {
        let n = self.points;
        self.edges.iter().all(|&(i, j)| {
            let (from_i, from_j) = (i * n, j * n);
            (0..j).all(|k| {
                let triangle = self.joined[from_i + k] && self.joined[from_j + k];
                !triangle || lifted[from_j + k] - lifted[from_i + k] + lifted[from_i + j] == 0
            })
        })
    }

    /// Values of the edges, added up at the points they lead to and taken off where they come from.
    fn gathered(&self, edge_value: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut out = vec![0.0; self.points];
        for (edge, &(i, j)) in self.edges.iter().enumerate() {
            let value = edge_value(edge);
            out[j] += value;
            out[i] -= value;
        }
        out
    }

    /// The function whose change along the edges is nearest to `values`, by conjugate gradients on the normal
    /// equations (the Laplacian of the graph).
    fn smoothest(&self, values: &[f64]) -> Vec<f64> {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut turns = vec![0.0; self.points];
        let mut residual = self.gathered(|edge| values[edge]);
        let mut direction = residual.clone();
        let mut size = dot(&residual, &residual);
        let enough = TOLERANCE * TOLERANCE * size;
        for _ in 0..10 * self.points {
            if size <= enough {
                break;
            }
            let image = self.gathered(|edge| direction[self.edges[edge].1] - direction[self.edges[edge].0]);
            let step = size / dot(&direction, &image);
            for p in 0..self.points {
                turns[p] += step * direction[p];
                residual[p] -= step * image[p];
            }
            let before = std::mem::replace(&mut size, dot(&residual, &residual));
            for (d, r) in direction.iter_mut().zip(&residual) {
                *d = r + size / before * *d;
            }
        }
        turns
    }
}

impl Graph {
    /// The coordinate with a given change along each edge, or `None` if it does not close: if the changes around some
    /// loop do not add up to whole turns.
    fn integrated(&self, change: Vec<f64>) -> Option<Coordinate> {
        let mut neighbours: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.points];
        for (&(i, j), &change) in self.edges.iter().zip(&change) {
            neighbours[i].push((j, change));
            neighbours[j].push((i, -change));
        }
        let mut turns: Vec<Option<f64>> = vec![None; self.points];
        for start in 0..self.points {
            let mut open = Vec::new();
            if turns[start].is_none() {
                turns[start] = Some(0.0);
                open.push((start, 0.0));
            }
            while let Some((from, own)) = open.pop() {
                for &(to, change) in &neighbours[from] {
                    let reached = own + change;
                    match turns[to] {
                        None => {
                            turns[to] = Some(reached);
                            open.push((to, reached));
                        }
                        Some(turn) if ((turn - reached) - (turn - reached).round()).abs() > WHOLE => return None,
                        Some(_) => {}
                    }
                }
            }
        }
        Some(Coordinate { turns: turns.into_iter().flatten().collect(), change })
    }

    /// Replaces two coordinates by a pair from which all whole combinations of their classes follow. A class modulo 47
    /// may be half of another one, say; only the other one then lifts to integers, and without this the pair would miss
    /// every second class.
    pub(crate) fn saturated(&self, mut a: Coordinate, mut b: Coordinate) -> [Coordinate; 2] {
        let combined = |a: &Coordinate, b: &Coordinate, [m, n]: [u32; 2], divisor: u32| {
            let share = |(a, b): (&f64, &f64)| (f64::from(m) * a + f64::from(n) * b) / f64::from(divisor);
            self.integrated(a.change.iter().zip(&b.change).map(share).collect())
        };
        for divisor in DIVISORS {
            // A factor may hold the same prime again; 2³ is more than any lift needs.
            for _ in 0..3 {
                let first = (0..divisor).find_map(|n| combined(&a, &b, [1, n], divisor));
                if let Some(first) = first {
                    a = first;
                } else if let Some(second) = combined(&a, &b, [0, 1], divisor) {
                    b = second;
                } else {
                    break;
                }
            }
        }
        [a, b]
    }
}

/// Replaces two coordinates by the smoothest pair that spans the same classes (Lagrange's reduction of a lattice):
/// without it, a coordinate may wind along both axes of a torus at once.
pub(crate) fn reduce(mut a: Coordinate, mut b: Coordinate) -> [Coordinate; 2] {
    /// Each round but the last shortens a coordinate; this many are never needed.
    const ROUNDS: usize = 64;
    let dot = |a: &Coordinate, b: &Coordinate| a.change.iter().zip(&b.change).map(|(x, y)| x * y).sum::<f64>();
    for _ in 0..ROUNDS {
        if dot(&a, &a) > dot(&b, &b) {
            std::mem::swap(&mut a, &mut b);
        }
        let shortest = dot(&a, &a);
        let factor = if shortest > 0.0 { (dot(&a, &b) / shortest).round() } else { 0.0 };
        if factor == 0.0 {
            break;
        }
        b.turns.iter_mut().zip(&a.turns).for_each(|(b, a)| *b -= factor * a);
        b.change.iter_mut().zip(&a.change).for_each(|(b, a)| *b -= factor * a);
    }
    [a, b]
}
