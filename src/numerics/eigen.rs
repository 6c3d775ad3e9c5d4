//! Leading eigenvectors of large symmetric operators.
//!
//! Only the first few eigenvectors of covariances and of a graph are wanted, so subspace iteration does: each round
//! applies the operator to a block of vectors, and the small problem inside the block is solved by Jacobi rotations
//! (Golub and Van Loan, Matrix Computations, §8.2 and §8.5). A linear algebra crate would bring sixteen others or more.

use super::dot::dot;
use super::{Cancelled, Draws, Progress};

/// Eigenvalues, largest first, each with its eigenvector of length 1.
pub(crate) struct Eigen {
    pub(crate) values: Vec<f64>,
    pub(crate) vectors: Vec<Vec<f64>>,
}

/// A pair counts as found when |A v − λ v| is below this share of the largest eigenvalue …
const RESIDUAL: f64 = 1e-10;
/// … and after this many rounds the pairs are taken as they are (neighbouring eigenvalues that nearly agree).
const ROUNDS: usize = 400;

/// The `count` largest eigenvalues of a positive semidefinite operator on vectors of length `size`. A vector's sign is
/// free; here its largest entry is positive.
///
/// # Errors
/// When cancelled.
pub(crate) fn leading(
    size: usize,
    count: usize,
    draws: &mut Draws,
    progress: &Progress<'_>,
    apply: impl Fn(&[f64]) -> Vec<f64>,
) -> Result<Eigen, Cancelled> {
    let count = count.min(size);
    // Vectors beyond those wanted: the first ones converge as fast as the first one outside the block falls behind.
    let block = (2 * count + 4).min(size);
    let mut basis: Vec<Vec<f64>> = (0..block).map(|_| random(size, draws)).collect();
    orthonormalise(&mut basis, draws);
    let mut values = vec![0.0; block];
    for _ in 0..ROUNDS {
        progress.check()?;
        let images: Vec<Vec<f64>> = basis.iter().map(|vector| apply(vector)).collect();
        let inner = (0..block * block).map(|i| dot(&basis[i / block], &images[i % block])).collect();
        let (order, turns) = jacobi(inner, block);
        values = order;
        basis = combine(&basis, &turns);
        let images = combine(&images, &turns);
        let residual = |i: usize| {
            let terms = images[i].iter().zip(&basis[i]).map(|(image, vector)| (image - values[i] * vector).powi(2));
            terms.sum::<f64>().sqrt()
        };
        if (0..count).all(|i| residual(i) <= RESIDUAL * values[0].abs()) {
            break;
        }
        basis = images;
        orthonormalise(&mut basis, draws);
    }
    values.truncate(count);
    basis.truncate(count);
    for vector in &mut basis {
        let largest = vector.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
        if largest < 0.0 {
            for entry in vector.iter_mut() {
                *entry = -*entry;
            }
        }
    }
    Ok(Eigen { values, vectors: basis })
}

/// Eigenvalues, largest first, and eigenvectors (one a row) of a symmetric matrix `[row][column]`, by rotations that
/// each clear one pair of entries.
fn jacobi(mut matrix: Vec<f64>, size: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    const SWEEPS: usize = 60;
    let at = |row: usize, column: usize| row * size + column;
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|i| (0..size).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let total: f64 = matrix.iter().map(|entry| entry * entry).sum();
    for _ in 0..SWEEPS {
        let outside = |i: usize| if i / size == i % size { 0.0 } else { matrix[i] * matrix[i] };
        if (0..size * size).map(outside).sum::<f64>() <= 1e-30 * total {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                let apq = matrix[at(p, q)];
                if apq == 0.0 {
                    continue;
                }
                let theta = (matrix[at(q, q)] - matrix[at(p, p)]) / (2.0 * apq);
                let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let cos = 1.0 / tangent.hypot(1.0);
                let sin = tangent * cos;
                let turn = |a: f64, b: f64| (cos * a - sin * b, sin * a + cos * b);
                for k in 0..size {
                    (matrix[at(k, p)], matrix[at(k, q)]) = turn(matrix[at(k, p)], matrix[at(k, q)]);
                }
                for k in 0..size {
                    (matrix[at(p, k)], matrix[at(q, k)]) = turn(matrix[at(p, k)], matrix[at(q, k)]);
                    (vectors[p][k], vectors[q][k]) = turn(vectors[p][k], vectors[q][k]);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| matrix[at(b, b)].total_cmp(&matrix[at(a, a)]));
    let values = order.iter().map(|&i| matrix[at(i, i)]).collect();
    (values, order.into_iter().map(|i| std::mem::take(&mut vectors[i])).collect())
}

/// Rows `Σ turns[i][j] · vectors[j]`.
fn combine(vectors: &[Vec<f64>], turns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    turns.iter().map(|weights| weighted_sum(weights, vectors)).collect()
}

/// `Σ weights[j] · vectors[j]`.
fn weighted_sum(weights: &[f64], vectors: &[Vec<f64>]) -> Vec<f64> {
    let mut sum = vec![0.0; vectors[0].len()];
    for (weight, vector) in weights.iter().zip(vectors) {
        for (sum, entry) in sum.iter_mut().zip(vector) {
            *sum += weight * entry;
        }
    }
    sum
}

/// Gram–Schmidt, twice for accuracy. A vector that vanishes (the operator has a low rank) is drawn anew.
fn orthonormalise(vectors: &mut [Vec<f64>], draws: &mut Draws) {
    for i in 0..vectors.len() {
        let (before, rest) = vectors.split_at_mut(i);
        let vector = &mut rest[0];
        loop {
            if scale_to_one(vector) {
                let mut left = 1.0;
                for _ in 0..2 {
                    for other in before.iter() {
                        let along = dot(vector, other);
                        vector.iter_mut().zip(other).for_each(|(entry, other)| *entry -= along * other);
                    }
                    left *= dot(vector, vector).sqrt();
                    if !scale_to_one(vector) {
                        break;
                    }
                }
                if left > 1e-10 {
                    break;
                }
            }
            *vector = random(vector.len(), draws);
        }
    }
}

fn scale_to_one(vector: &mut [f64]) -> bool {
    let length = dot(vector, vector).sqrt();
    let usable = length.is_finite() && length > f64::MIN_POSITIVE;
    if usable {
        for entry in vector.iter_mut() {
            *entry /= length;
        }
    }
    usable
}

fn random(size: usize, draws: &mut Draws) -> Vec<f64> {
    (0..size).map(|_| f64::from(draws.symmetric(1.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn eigenvectors_of_a_chain() {
        // 2 on the diagonal, 1 beside it: eigenvalues 2 + 2 cos(π i / (n + 1)).
        let n = 40;
        let chain = |v: &[f64]| -> Vec<f64> {
            let at = |i: usize| v.get(i).copied().unwrap_or(0.0);
            (0..n).map(|i| 2.0 * at(i) + at(i + 1) + at(i.wrapping_sub(1))).collect()
        };
        let found = leading(n, 4, &mut Draws::new(1, "test", 0), &Progress::none(), chain).expect("never cancelled");
        for (i, (value, vector)) in found.values.iter().zip(&found.vectors).enumerate() {
            let want = 2.0 + 2.0 * (PI * (i + 1) as f64 / (n + 1) as f64).cos();
            assert!((value - want).abs() < 1e-7, "eigenvalue {i}: {value} instead of {want}");
            assert!((dot(vector, vector) - 1.0).abs() < 1e-12, "length 1");
            assert!(found.vectors[..i].iter().all(|other| dot(vector, other).abs() < 1e-9), "orthogonal");
        }
    }

    #[test]
    fn low_rank_and_small_operators() {
        let project = |v: &[f64]| vec![3.0 * v[0], 0.0, 0.0, 0.0, 0.0];
        let found = leading(5, 3, &mut Draws::new(1, "test", 0), &Progress::none(), project).expect("never cancelled");
        assert!((found.values[0] - 3.0).abs() < 1e-12 && found.values[1].abs() < 1e-12, "{:?}", found.values);
        assert!((found.vectors[0][0] - 1.0).abs() < 1e-9, "the sign is fixed");
        let zero =
            leading(3, 2, &mut Draws::new(1, "test", 0), &Progress::none(), |_| vec![0.0; 3]).expect("never cancelled");
        assert_eq!(zero.values, [0.0, 0.0]);
        let none =
            leading(0, 2, &mut Draws::new(1, "test", 0), &Progress::none(), <[f64]>::to_vec).expect("never cancelled");
        assert!(none.values.is_empty());
        let (cancel, mut nobody) = (AtomicBool::new(true), |_| ());
        let progress = Progress::new(&cancel, &mut nobody);
        let stopped = leading(3, 2, &mut Draws::new(1, "test", 0), &progress, <[f64]>::to_vec);
        assert_eq!(stopped.err(), Some(Cancelled));
    }

    #[test]
    fn jacobi_solves_small_matrices() {
        let (values, vectors) = jacobi(vec![2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 5.0], 3);
        for (value, want) in values.iter().zip([5.0, 3.0, 1.0]) {
            assert!((value - want).abs() < 1e-12, "{values:?}");
        }
        assert!((vectors[1][0] - vectors[1][1]).abs() < 1e-12, "the symmetric vector: {:?}", vectors[1]);
    }
}
