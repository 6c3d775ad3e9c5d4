//! The metric that a population induces on space: is the map from places to states a conformal isometry?
//!
//! G_ij(x) = Σ_u ∂_i g_u ∂_j g_u tells how far the state moves when the animal does (Gao et al. 2021, Xu et al. 2022). For
//! a conformal isometry it is the same multiple of the identity everywhere. Noise in the maps adds to it: compare maps of
//! like sampling.

use crate::maps::RateMaps;
use serde::Serialize;

/// The metric of some units over the arena.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metric {
    /// Bins with visited neighbours on all four sides, in all units.
    pub bins: usize,
    /// √(½ ⟨tr G⟩): distance in state space per metre.
    pub scale_per_m: f64,
    /// ⟨√det G⟩: area in state space per square metre.
    pub sqrt_det_mean_per_m2: f64,
    /// Standard deviation of √det G over its mean: 0 when the scale is the same everywhere.
    pub sqrt_det_variation: f64,
    /// 1 − √(⟨λ_min⟩/⟨λ_max⟩) of the eigenvalues of G.
    pub anisotropy: f64,
    /// ⟨1 − √(λ_min/λ_max)⟩: 0 when every place is stretched alike in all directions.
    pub local_anisotropy: f64,
    /// (Var G₁₁ + Var G₂₂ + ⟨(G₁₁ − G₂₂)²⟩ + 2 ⟨G₁₂²⟩) / (½ ⟨tr G⟩)²: 0 for a conformal isometry (Pettersen et al. 2024,
    /// made free of units).
    pub conformal_deviation: f64,
    /// G₁₁, G₁₂, G₂₂ in each bin `[y][x]`, per square metre; NaN at the rim and beside unvisited bins.
    #[serde(skip)]
    pub tensors: Vec<[f32; 3]>,
}

/// The metric of these units by central differences; `None` where no bin has four neighbours, or nothing changes with
/// place. Units that do not exist are left out.
#[must_use]
pub fn metric(maps: &RateMaps, units: &[usize]) -> Option<Metric> {
    let n = maps.arena.bins;
    let step_m = f64::from(maps.arena.box_m) / n as f64;
    let inside = |bin: &usize| (1..n.max(1) - 1).contains(&(bin % n)) && (1..n - 1).contains(&(bin / n));
    let places: Vec<usize> = if n < 3 { Vec::new() } else { (0..n * n).filter(inside).collect() };
    let mut sums = vec![[0.0; 3]; n * n];
    for map in units.iter().map(|&unit| maps.unit(unit)).filter(|map| !map.is_empty()) {
        for &bin in &places {
            let change = |to: usize, from: usize| (f64::from(map[to]) - f64::from(map[from])) / (2.0 * step_m);
            let (dx, dy) = (change(bin + 1, bin - 1), change(bin + n, bin - n));
            for (sum, term) in sums[bin].iter_mut().zip([dx * dx, dx * dy, dy * dy]) {
                *sum += term;
            }
        }
    }
    // An unvisited neighbour (NaN) has made the sum NaN.
    let known: Vec<[f64; 3]> =
        places.iter().map(|&bin| sums[bin]).filter(|tensor| tensor.iter().all(|entry| entry.is_finite())).collect();
    let mut tensors = vec![[f32::NAN; 3]; n * n];
    for &bin in &places {
        tensors[bin] = sums[bin].map(|entry| entry as f32);
    }
    let mean = |f: &dyn Fn(&[f64; 3]) -> f64| known.iter().map(f).sum::<f64>() / known.len() as f64;
    let half_trace = mean(&|[e, _, g]| f64::midpoint(*e, *g));
    if known.is_empty() || half_trace <= 0.0 || !half_trace.is_finite() {
        return None;
    }
    let eigenvalues = |[e, f, g]: &[f64; 3]| {
        let (middle, root) = (f64::midpoint(*e, *g), ((e - g) / 2.0).hypot(*f));
        ((middle - root).max(0.0), middle + root)
    };
    let sqrt_det = |[e, f, g]: &[f64; 3]| (e * g - f * f).max(0.0).sqrt();
    let area = mean(&sqrt_det);
    let area_sd = mean(&|tensor| (sqrt_det(tensor) - area).powi(2)).sqrt();
    let (low, high) = (mean(&|t| eigenvalues(t).0), mean(&|t| eigenvalues(t).1));
    let local = |tensor: &[f64; 3]| {
        let (low, high) = eigenvalues(tensor);
        if high > 0.0 { 1.0 - (low / high).sqrt() } else { 1.0 }
    };
    let variance = |index: usize| {
        let middle = mean(&|tensor| tensor[index]);
        mean(&|tensor| (tensor[index] - middle).powi(2))
    };
    let unequal = mean(&|[e, _, g]| (e - g).powi(2)) + 2.0 * mean(&|[_, f, _]| f * f);
    Some(Metric {
        bins: known.len(),
        scale_per_m: half_trace.sqrt(),
        sqrt_det_mean_per_m2: area,
        sqrt_det_variation: if area > 0.0 { area_sd / area } else { 0.0 },
        anisotropy: 1.0 - (low / high).sqrt(),
        local_anisotropy: mean(&local),
        conformal_deviation: (variance(0) + variance(2) + unequal) / half_trace.powi(2),
        tensors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{centres, hexagon, population};

    #[test]
    fn linear_maps_have_a_constant_metric() {
        // g = (3x, 3y, 4y): G = diag(9, 25).
        let line = |f: fn(f64, f64) -> f64| -> Vec<f32> { centres(12, 1.2).map(|(x, y)| f(x, y) as f32).collect() };
        let maps = population(&[line(|x, _| 3.0 * x), line(|_, y| 3.0 * y), line(|_, y| 4.0 * y)], 12, 1.2);
        let found = metric(&maps, &[0, 1, 2]).expect("it varies");
        assert_eq!(found.bins, 100, "the rim has no neighbours");
        let close = |a: f64, b: f64| (a - b).abs() < 1e-4;
        assert!(close(found.scale_per_m, 17f64.sqrt()), "{found:?}");
        assert!(close(found.sqrt_det_mean_per_m2, 15.0) && close(found.sqrt_det_variation, 0.0), "{found:?}");
        assert!(close(found.anisotropy, 0.4) && close(found.local_anisotropy, 0.4), "{found:?}");
        assert!(close(found.conformal_deviation, 256.0 / 289.0), "{found:?}");
        assert!(found.tensors[0][0].is_nan() && (found.tensors[13][2] - 25.0).abs() < 1e-3);
        let isometry = metric(&maps, &[0, 1]).expect("it varies");
        assert!(isometry.conformal_deviation < 1e-8 && close(isometry.scale_per_m, 3.0), "{isometry:?}");
    }

    #[test]
    fn an_even_lattice_of_phases_is_nearly_isometric() {
        // Phases on an 8 × 8 lattice of the unit cell.
        let step = |angle: f64| [0.6 / 8.0 * angle.to_radians().cos(), 0.6 / 8.0 * angle.to_radians().sin()];
        let (a, b) = (step(10.0), step(70.0));
        let phase = |i: usize| {
            let (p, q) = ((i % 8) as f64, (i / 8) as f64);
            [p * a[0] + q * b[0], p * a[1] + q * b[1]]
        };
        let maps: Vec<Vec<f32>> = (0..64).map(|i| hexagon(44, 2.2, 0.6, 10.0, phase(i))).collect();
        let found = metric(&population(&maps, 44, 2.2), &(0..64).collect::<Vec<_>>()).expect("it varies");
        assert!(found.sqrt_det_variation < 1e-5 && found.anisotropy < 0.05, "{found:?}");
        let single = metric(&population(&maps, 44, 2.2), &[0]).expect("it varies");
        assert!(single.sqrt_det_mean_per_m2 < 1e-6 && single.local_anisotropy > 0.999, "one unit: {single:?}");
    }

    #[test]
    fn holes_and_nothing() {
        let mut map: Vec<f32> = centres(6, 1.2).map(|(x, _)| x as f32).collect();
        map[14] = f32::NAN;
        let found = metric(&population(&[map.clone()], 6, 1.2), &[0]).expect("it varies");
        assert_eq!(found.bins, 16 - 4, "the four bins beside the hole are not known");
        assert_eq!(metric(&population(&[vec![1.0; 36]], 6, 1.2), &[0]), None, "constant");
        assert_eq!(metric(&population(&[vec![f32::NAN; 36]], 6, 1.2), &[0]), None, "nothing visited");
        assert_eq!(metric(&population(&[vec![1.0]], 1, 1.2), &[0]), None, "one bin");
        assert_eq!(metric(&population(&[map], 6, 1.2), &[7]), None, "no such unit");
        assert_eq!(metric(&population(&[], 0, 1.2), &[0]), None, "no bins");
    }
}
