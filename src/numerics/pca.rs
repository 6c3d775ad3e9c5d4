//! Principal components of points.

use super::dot::dot;
use super::eigen::leading;
use super::{Cancelled, Draws, Progress};

/// The first principal components of some points.
#[derive(Clone, Debug, PartialEq)]
pub struct Components {
    /// Coordinates of each point along the components, `[points, kept]`.
    pub scores: Vec<f64>,
    /// Number of components kept.
    pub kept: usize,
    /// Variance along each of them, largest first.
    pub variances: Vec<f64>,
    /// Variance in all directions.
    pub total_variance: f64,
}

/// The `keep` directions of largest variance of points `[points, dimensions]` (finite values). Components without variance
/// are kept too, with scores of 0, so that there are always `keep` of them. The largest weight of a component is
/// positive.
///
/// Where variances are nearly equal, which of their directions is found depends on the starting vectors, which are always
/// the same.
///
/// # Errors
/// When cancelled.
pub fn pca(points: &[f32], dimensions: usize, keep: usize, progress: &Progress<'_>) -> Result<Components, Cancelled> {
    let count = points.len().checked_div(dimensions).unwrap_or(0);
    let (means, covariance) = covariance(points, dimensions);
    let total_variance = (0..dimensions).map(|u| covariance[u * dimensions + u]).sum();
    let times = |v: &[f64]| covariance.chunks_exact(dimensions).map(|row| dot(row, v)).collect();
    let found = leading(dimensions, keep, &mut Draws::new(0, "components", 0), progress, times)?;
    let mut scores = vec![0.0; count * keep];
    for (point, scores) in points.chunks_exact(dimensions.max(1)).zip(scores.chunks_exact_mut(keep.max(1))) {
        for (score, vector) in scores.iter_mut().zip(&found.vectors) {
            *score = point.iter().zip(&means).zip(vector).map(|((s, mean), v)| (f64::from(*s) - mean) * v).sum();
        }
    }
    let mut variances: Vec<f64> = found.values.iter().map(|variance| variance.max(0.0)).collect();
    variances.resize(keep, 0.0);
    Ok(Components { scores, kept: keep, variances, total_variance })
}

/// Means `[dimensions]` and covariance `[dimensions, dimensions]`.
fn covariance(points: &[f32], dimensions: usize) -> (Vec<f64>, Vec<f64>) {
    let mut means = vec![0.0; dimensions];
    let mut sum = vec![0.0; dimensions * dimensions];
    let count = points.len().checked_div(dimensions).unwrap_or(0).max(1) as f64;
    for point in points.chunks_exact(dimensions.max(1)) {
        for (mean, s) in means.iter_mut().zip(point) {
            *mean += f64::from(*s) / count;
        }
    }
    let mut centred = vec![0.0; dimensions];
    for point in points.chunks_exact(dimensions.max(1)) {
        for ((c, s), mean) in centred.iter_mut().zip(point).zip(&means) {
            *c = f64::from(*s) - mean;
        }
        for (u, row) in sum.chunks_exact_mut(dimensions).enumerate() {
            let weight = centred[u] / count;
            for (entry, c) in row[..=u].iter_mut().zip(&centred) {
                *entry += weight * c;
            }
        }
    }
    for u in 0..dimensions {
        for v in 0..u {
            sum[v * dimensions + u] = sum[u * dimensions + v];
        }
    }
    (means, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn components(states: &[f32], units: usize, keep: usize) -> Components {
        pca(states, units, keep, &Progress::none()).expect("never cancelled")
    }

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
        let found = components(&states, units, 4);
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
        let found = components(&states, 40, 6);
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
        assert!(components(&[], 0, 6).scores.is_empty(), "no units");
        let flat = components(&[1.0; 40], 4, 6);
        assert!(flat.variances.iter().all(|v| v.abs() < 1e-12), "constant units: {:?}", flat.variances);
        assert!(flat.scores.iter().all(|s| s.abs() < 1e-12), "constant units");
        let one = components(&[0.0, 2.0], 1, 6);
        assert!((one.variances[0] - 1.0).abs() < 1e-12 && one.variances[1..] == [0.0; 5], "one unit");
    }
}
