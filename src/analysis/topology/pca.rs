//! Principal components of a population's states.

/// The first principal components of some states.
#[derive(Clone, Debug, PartialEq)]
pub struct Components {
    /// Coordinates of each state along the components, `[samples, kept]`.
    pub scores: Vec<f64>,
    /// Number of components kept.
    pub kept: usize,
    /// Variance along each of them, largest first.
    pub variances: Vec<f64>,
    /// Variance of the states in all directions.
    pub total_variance: f64,
}

/// Vectors carried beside the wanted ones: with them, the iteration converges well also where the spectrum is flat.
const SPARE: usize = 10;
/// Rounds of the subspace iteration, at most.
const ROUNDS: usize = 300;
/// A component is found when C·v differs from λ·v by less than this share of the largest variance.
const TOLERANCE: f64 = 1e-12;

/// The `keep` directions of largest variance of states `[samples, units]` (finite values). Components without variance
/// are kept too, with scores of 0, so that there are always `keep` of them. The largest weight of a component is
/// positive.
///
/// Subspace iteration on the covariance with a Rayleigh–Ritz step. Where variances are nearly equal, which of their
/// directions is found depends on the starting vectors, which are always the same.
#[must_use]
pub fn pca(states: &[f32], units: usize, keep: usize) -> Components {
    let samples = states.len().checked_div(units).unwrap_or(0);
    let (means, covariance) = covariance(states, units);
    let total_variance = (0..units).map(|u| covariance[u * units + u]).sum();
    let vectors = largest(&covariance, units, keep);
    let mut scores = vec![0.0; samples * keep];
    for (state, scores) in states.chunks_exact(units.max(1)).zip(scores.chunks_exact_mut(keep.max(1))) {
        for (score, (_, vector)) in scores.iter_mut().zip(&vectors) {
            *score = state.iter().zip(&means).zip(vector).map(|((s, mean), v)| (f64::from(*s) - mean) * v).sum();
        }
    }
    let mut variances: Vec<f64> = vectors.iter().map(|(variance, _)| *variance).collect();
    variances.resize(keep, 0.0);
    Components { scores, kept: keep, variances, total_variance }
}

/// Means `[units]` and covariance `[units, units]`.
fn covariance(states: &[f32], units: usize) -> (Vec<f64>, Vec<f64>) {
    let mut means = vec![0.0; units];
    let mut sum = vec![0.0; units * units];
    let samples = states.len().checked_div(units).unwrap_or(0).max(1) as f64;
    for state in states.chunks_exact(units.max(1)) {
        for (mean, s) in means.iter_mut().zip(state) {
            *mean += f64::from(*s) / samples;
        }
    }
    let mut centred = vec![0.0; units];
    for state in states.chunks_exact(units.max(1)) {
        for ((c, s), mean) in centred.iter_mut().zip(state).zip(&means) {
            *c = f64::from(*s) - mean;
        }
        for (u, row) in sum.chunks_exact_mut(units).enumerate() {
            let weight = centred[u] / samples;
            for (entry, c) in row[..=u].iter_mut().zip(&centred) {
                *entry += weight * c;
            }
        }
    }
    for u in 0..units {
        for v in 0..u {
            sum[v * units + u] = sum[u * units + v];
        }
    }
    (means, sum)
}

/// The largest eigenvalues of a symmetric matrix `[n, n]` without negative ones, with their vectors.
fn largest(matrix: &[f64], n: usize, keep: usize) -> Vec<(f64, Vec<f64>)> {
    let size = n.min(keep + SPARE);
    let times = |v: &[f64]| -> Vec<f64> { (0..n).map(|i| dot(&matrix[i * n..(i + 1) * n], v)).collect() };
    // Any start that is not special will do.
    let start = |k: usize| (0..n).map(|i| ((i + 1) as f64 * (k as f64 + 1.618)).sin()).collect();
    let mut vectors: Vec<Vec<f64>> = (0..size).map(start).collect();
    let mut values = vec![0.0; size];
    for _ in 0..ROUNDS {
        orthonormalise(&mut vectors);
        let images: Vec<Vec<f64>> = vectors.iter().map(|v| times(v)).collect();
        let small: Vec<f64> = vectors.iter().flat_map(|v| images.iter().map(|image| dot(v, image))).collect();
        let (found, turns) = jacobi(small, size);
        let mix = |from: &[Vec<f64>], k: usize| -> Vec<f64> {
            (0..n).map(|i| (0..size).map(|j| from[j][i] * turns[j * size + k]).sum()).collect()
        };
        let ritz: Vec<Vec<f64>> = (0..size).map(|k| mix(&vectors, k)).collect();
        let next: Vec<Vec<f64>> = (0..size).map(|k| mix(&images, k)).collect();
        let limit = TOLERANCE * found.first().copied().unwrap_or(0.0);
        let error = |k: usize| next[k].iter().zip(&ritz[k]).map(|(a, v)| (a - found[k] * v).abs()).fold(0.0, f64::max);
        let done = (0..keep.min(size)).all(|k| error(k) <= limit);
        values = found;
        if done {
            vectors = ritz;
            break;
        }
        vectors = next;
    }
    orthonormalise(&mut vectors);
    vectors.truncate(keep);
    for vector in &mut vectors {
        let largest = vector.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
        if largest < 0.0 {
            for v in vector {
                *v = -*v;
            }
        }
    }
    values.into_iter().map(|value| value.max(0.0)).zip(vectors).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Gram and Schmidt, twice over for precision. A vector that depends on those before becomes 0.
fn orthonormalise(vectors: &mut [Vec<f64>]) {
    for i in 0..vectors.len() {
        let (before, rest) = vectors.split_at_mut(i);
        let vector = &mut rest[0];
        let length = dot(vector, vector).sqrt();
        for _ in 0..2 {
            for other in before.iter() {
                let along = dot(vector, other);
                vector.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
            }
        }
        let left = dot(vector, vector).sqrt();
        let scale = if left > 1e-13 * length { 1.0 / left } else { 0.0 };
        for v in vector.iter_mut() {
            *v *= scale;
        }
    }
}

/// Eigenvalues, largest first, and eigenvectors (columns of `[n, n]`) of a small symmetric matrix, by Jacobi rotations.
fn jacobi(mut a: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    const SWEEPS: usize = 30;
    let mut turns: Vec<f64> = (0..n * n).map(|i| f64::from(u8::from(i / n == i % n))).collect();
    for _ in 0..SWEEPS {
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                if off.abs() <= 1e-300 {
                    continue;
                }
                // The smaller root of t² + 2τt − 1 = 0 (Golub and Van Loan, Matrix Computations, §8.5).
                let tau = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let t = tau.signum() / (tau.abs() + tau.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                let s = t * c;
                for i in 0..n {
                    let (x, y) = (a[i * n + p], a[i * n + q]);
                    (a[i * n + p], a[i * n + q]) = (c * x - s * y, s * x + c * y);
                }
                for i in 0..n {
                    let (x, y) = (a[p * n + i], a[q * n + i]);
                    (a[p * n + i], a[q * n + i]) = (c * x - s * y, s * x + c * y);
                    let (x, y) = (turns[i * n + p], turns[i * n + q]);
                    (turns[i * n + p], turns[i * n + q]) = (c * x - s * y, s * x + c * y);
                }
            }
        }
        let off: f64 = (0..n * n).filter(|i| i / n != i % n).map(|i| a[i].powi(2)).sum();
        let diagonal: f64 = (0..n).map(|i| a[i * n + i].powi(2)).sum();
        if off <= 1e-30 * diagonal {
            break;
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[j * n + j].total_cmp(&a[i * n + i]));
    let columns = (0..n).flat_map(|i| order.iter().map(move |&k| i * n + k)).map(|i| turns[i]).collect();
    (order.iter().map(|&k| a[k * n + k]).collect(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Draws;

    #[test]
    fn components_of_known_variance() {
        let (samples, units) = (400, 12);
        let mut draws = Draws::new(5, "pca", 0);
        // Orthogonal waves over the samples and orthogonal weights over the units: variances are exact.
        let wave = |k: usize, i: usize, n: usize| {
            (std::f64::consts::TAU * k as f64 * (i as f64 + 0.5) / n as f64).cos() * 2f64.sqrt()
        };
        let wanted = [9.0, 4.0, 1.0];
        let state = |s: usize, u: usize| {
            (0..3).map(|k| wanted[k] * wave(k + 1, s, samples) * wave(k + 1, u, units)).sum::<f64>() as f32
        };
        let shift: Vec<f32> = (0..units).map(|_| draws.normal()).collect();
        let states: Vec<f32> = (0..samples * units).map(|i| state(i / units, i % units) + shift[i % units]).collect();
        let found = pca(&states, units, 4);
        for (variance, wanted) in found.variances.iter().zip(wanted) {
            let wanted = wanted * wanted * units as f64;
            assert!((variance / wanted - 1.0).abs() < 1e-5, "{variance} instead of {wanted}");
        }
        assert!(found.variances[3] < 1e-9 * found.variances[0], "no fourth direction");
        let sum: f64 = found.variances.iter().sum();
        assert!((found.total_variance / sum - 1.0).abs() < 1e-5, "nothing is left out");
        let first: Vec<f64> = found.scores.chunks_exact(4).map(|s| s[0]).collect();
        let along: f64 = first.iter().enumerate().map(|(s, x)| x * wave(1, s, samples)).sum();
        let variance = along.powi(2) / (samples as f64).powi(2);
        assert!((variance / found.variances[0] - 1.0).abs() < 1e-5, "the first component is the first wave");
    }

    #[test]
    fn noise_has_orthogonal_scores() {
        let mut draws = Draws::new(6, "pca", 0);
        let states: Vec<f32> = (0..500 * 40).map(|_| draws.normal()).collect();
        let found = pca(&states, 40, 6);
        for a in 0..6 {
            for b in 0..6 {
                let product: f64 = found.scores.chunks_exact(6).map(|s| s[a] * s[b]).sum::<f64>() / 500.0;
                let wanted = if a == b { found.variances[a] } else { 0.0 };
                assert!((product - wanted).abs() < 1e-6, "{a} {b}: {product} instead of {wanted}");
            }
        }
    }

    #[test]
    fn nothing_to_find() {
        assert!(pca(&[], 0, 6).scores.is_empty(), "no units");
        let flat = pca(&[1.0; 40], 4, 6);
        assert!(flat.variances.iter().all(|v| v.abs() < 1e-12), "constant units: {:?}", flat.variances);
        assert!(flat.scores.iter().all(|s| s.abs() < 1e-12), "constant units");
        let one = pca(&[0.0, 2.0], 1, 6);
        assert!((one.variances[0] - 1.0).abs() < 1e-12 && one.variances[1..] == [0.0; 5], "one unit");
    }
}
