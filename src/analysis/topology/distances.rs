//! Distances between the points of a cloud.

/// A symmetric matrix of distances: never negative, zeros on the diagonal, infinite where two points are not joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Distances {
    points: usize,
    values: Vec<f32>,
}

impl Distances {
    /// Distances of `points` points; `distance(i, j)` is asked for i > j. NaN counts as infinite, negative as 0.
    #[must_use]
    pub fn from_fn(points: usize, mut distance: impl FnMut(usize, usize) -> f64) -> Self {
        let mut values = vec![0.0; points * points];
        for i in 0..points {
            for j in 0..i {
                let d = distance(i, j);
                let d = if d.is_nan() { f32::INFINITY } else { d.max(0.0) as f32 };
                values[i * points + j] = d;
                values[j * points + i] = d;
            }
        }
        Self { points, values }
    }

    /// Euclidean distances of the points `[points, dimensions]`.
    #[must_use]
    pub fn euclidean(cloud: &[f64], dimensions: usize) -> Self {
        let point = |i: usize| &cloud[i * dimensions..(i + 1) * dimensions];
        Self::from_fn(cloud.len().checked_div(dimensions).unwrap_or(0), |i, j| {
            point(i).iter().zip(point(j)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        })
    }

    /// Number of points.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points
    }

    /// The distances of point `i` from all points.
    #[must_use]
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.points..(i + 1) * self.points]
    }

    /// The distance at which nothing new can happen: the smallest radius within which some point sees all others (the
    /// complex is a cone from there on), or the largest finite distance if no point does.
    #[must_use]
    pub fn last_event(&self) -> f32 {
        let largest = |row: &[f32]| row.iter().copied().fold(0.0, f32::max);
        let radius = (0..self.points).map(|i| largest(self.row(i))).fold(f32::INFINITY, f32::min);
        if radius.is_finite() {
            return radius;
        }
        self.values.iter().copied().filter(|d| d.is_finite()).fold(0.0, f32::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_event() {
        let line = Distances::euclidean(&[0.0, 1.0, 3.0], 1);
        assert_eq!(line.row(2), [3.0, 2.0, 0.0], "distances on a line");
        assert!((line.last_event() - 2.0).abs() < 1e-6, "the middle point sees all others within 2");
        let apart = Distances::from_fn(3, |i, j| if (i, j) == (1, 0) { 1.5 } else { f64::NAN });
        assert!((apart.last_event() - 1.5).abs() < 1e-6, "no point sees all others");
        assert!(Distances::euclidean(&[], 0).last_event() <= f32::MAX, "no points at all");
    }
}
