//! Nearest neighbours of points, by comparing all pairs (a few thousand points need no index).

use super::distance::squared_distance;
use super::{Cancelled, Progress};

/// The `count` nearest other points of each point, nearest first (equal distances: in the order of the points).
pub(crate) fn nearest<const D: usize>(
    points: &[[f64; D]],
    count: usize,
    progress: &Progress<'_>,
) -> Result<Vec<Vec<u32>>, Cancelled> {
    let count = count.min(points.len().saturating_sub(1));
    let one = |index: usize| {
        progress.check()?;
        let others = (0..points.len()).filter(|&other| other != index);
        let mut distances: Vec<(f64, u32)> =
            others.map(|other| (squared_distance(&points[index], &points[other]), other as u32)).collect();
        let order = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if count > 0 && count < distances.len() {
            distances.select_nth_unstable_by(count - 1, order);
        }
        distances.truncate(count);
        distances.sort_by(order);
        Ok(distances.into_iter().map(|(_, other)| other).collect())
    };
    (0..points.len()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_on_a_line() {
        let points: Vec<[f64; 1]> = [0.0, 1.0, 3.0, 3.5].map(|x| [x]).to_vec();
        let found = nearest(&points, 2, &Progress::none()).expect("not cancelled");
        assert_eq!(found, [[1, 2], [0, 2], [3, 1], [2, 1]]);
        assert_eq!(
            nearest(&points, 9, &Progress::none()).expect("not cancelled")[0],
            [1, 2, 3],
            "no more than there are"
        );
        assert_eq!(nearest(&points[..1], 2, &Progress::none()).expect("not cancelled"), [[0u32; 0]], "nobody else");
        assert_eq!(
            nearest(&[[0.0]; 3], 1, &Progress::none()).expect("not cancelled"),
            [[1], [0], [0]],
            "ties in order"
        );
    }
}
