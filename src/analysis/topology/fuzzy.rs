//! How much each point belongs to the neighbourhood of each other one, as in UMAP (McInnes et al. 2018).

/// Bisections of the scale; UMAP's own number.
const BISECTIONS: usize = 64;
/// The scale is at least this share of the mean distance to the neighbours (UMAP).
const LEAST_SCALE: f64 = 1e-3;

/// Symmetric memberships `[points, points]`, 0 to 1, with zeros on the diagonal. `neighbours` counts the point itself,
/// as UMAP does; `distances` fills in the distances of a point from all points.
///
/// The membership of a neighbour at distance d is exp(−d/σ), with σ such that a point's memberships add up to log₂ of
/// the number of neighbours; there is no offset ρ, as in Gardner et al. 2022 (local connectivity 0). Both directions
/// are joined as a + b − ab.
#[must_use]
pub(crate) fn memberships(points: usize, neighbours: usize, distances: impl Fn(usize, &mut [f64])) -> Vec<f32> {
    let mut found = vec![0.0f32; points * points];
    let count = neighbours.min(points).saturating_sub(1);
    let target = (neighbours.min(points).max(1) as f64).log2();
    let mut row = vec![0.0; points];
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(points);
    for i in 0..points {
        distances(i, &mut row);
        order.clear();
        order.extend(row.iter().copied().enumerate().filter(|(j, _)| *j != i).map(|(j, d)| (d.max(0.0), j)));
        let nearer = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if count < order.len() {
            order.select_nth_unstable_by(count, nearer);
            order.truncate(count);
            // Sums must not depend on how the selection left its order.
            order.sort_unstable_by(nearer);
        }
        let scale = scale(&order, target);
        for &(d, j) in &order {
            found[i * points + j] = if d > 0.0 { (-d / scale).exp() as f32 } else { 1.0 };
        }
    }
    for i in 0..points {
        for j in 0..i {
            let (a, b) = (found[i * points + j], found[j * points + i]);
            let joint = a + b - a * b;
            found[i * points + j] = joint;
            found[j * points + i] = joint;
        }
    }
    found
}

/// The scale σ at which Σ exp(−d/σ) over the neighbours is `target`.
fn scale(neighbours: &[(f64, usize)], target: f64) -> f64 {
    let sum = |scale: f64| neighbours.iter().map(|(d, _)| (-d / scale).exp()).sum::<f64>();
    let mean = neighbours.iter().map(|(d, _)| d).sum::<f64>() / neighbours.len().max(1) as f64;
    if mean <= 0.0 {
        return 1.0;
    }
    // In units of the mean distance; the sum grows with the scale.
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut middle = 1.0;
    for _ in 0..BISECTIONS {
        if sum(middle * mean) > target {
            high = middle;
        } else {
            low = middle;
        }
        if high.is_finite() && high - low <= 1e-12 * high {
            break;
        }
        middle = if high.is_finite() { f64::midpoint(low, high) } else { 2.0 * middle };
    }
    middle.max(LEAST_SCALE) * mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memberships_add_up() {
        let points = 30;
        let distance = |i: usize, j: usize| (i as f64 - j as f64).abs().sqrt() + ((i * j) as f64).sin().powi(2);
        let row = |i: usize, row: &mut [f64]| {
            row.iter_mut().enumerate().for_each(|(j, d)| *d = if i == j { 0.0 } else { distance(i, j) });
        };
        let found = memberships(points, 8, row);
        for i in 0..points {
            let mut order: Vec<(f64, usize)> = (0..points).filter(|j| *j != i).map(|j| (distance(i, j), j)).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            order.truncate(7);
            let scale = scale(&order, 3.0);
            let sum: f64 = order.iter().map(|(d, _)| (-d / scale).exp()).sum();
            assert!((sum - 3.0).abs() < 1e-9, "log2 of 8 neighbours, {sum}");
            for (d, j) in order {
                let own = (-d / scale).exp() as f32;
                assert!(found[i * points + j] >= own - 1e-6, "joining adds");
                assert_eq!(found[i * points + j].to_bits(), found[j * points + i].to_bits(), "symmetric");
            }
            assert_eq!(found[i * points + i].to_bits(), 0, "a point is not its own neighbour");
        }
    }

    #[test]
    fn equal_points_and_few_points() {
        let same = memberships(4, 3, |_, row| row.fill(0.0));
        assert!(same.iter().all(|m| [0.0, 1.0].contains(m)), "equal points belong together");
        assert!(memberships(0, 5, |_, _| ()).is_empty(), "no points");
        assert_eq!(memberships(1, 5, |_, row| row.fill(0.0)), [0.0], "one point");
    }
}
