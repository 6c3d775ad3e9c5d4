//! Spatial coherence: is a bin like its neighbours?

use crate::numerics::correlation;

/// Pearson's correlation between the rate of each visited bin and the mean of its visited neighbours, of which there are up to
/// eight (Muller & Kubie 1989, before their z transform). It is defined on maps that were not smoothed: smoothing makes
/// neighbours alike. `None` where too few bins have neighbours, or the map is constant.
#[must_use]
pub fn coherence(map: &[f32], bins: usize) -> Option<f64> {
    if bins == 0 || map.len() != bins * bins {
        return None;
    }
    let neighbours = |bin: usize| {
        let (y, x) = (bin / bins, bin % bins);
        let rows = y.saturating_sub(1)..(y + 2).min(bins);
        let around =
            rows.flat_map(move |row| (x.saturating_sub(1)..(x + 2).min(bins)).map(move |column| row * bins + column));
        let rates = around.filter(move |other| *other != bin).map(|other| map[other]).filter(|rate| rate.is_finite());
        let (sum, count) = rates.fold((0.0, 0u32), |(sum, count), rate| (sum + f64::from(rate), count + 1));
        (count > 0).then(|| sum / f64::from(count))
    };
    let pairs = (0..map.len()).filter(|bin| map[*bin].is_finite());
    correlation(pairs.filter_map(|bin| Some((f64::from(map[bin]), neighbours(bin)?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_correlation_with_the_mean_of_the_neighbours() {
        let map = [1.0, 2.0, 4.0, 0.5, f32::NAN, 3.0, 2.5, 1.5, 6.0];
        // NumPy, with loops over the neighbours.
        assert!((coherence(&map, 3).expect("it varies") - 0.275_207_172_105).abs() < 1e-9);
    }

    #[test]
    fn a_slope_is_coherent_and_a_chessboard_is_the_opposite() {
        let slope: Vec<f32> = (0..100).map(|bin| (bin % 10) as f32).collect();
        let board: Vec<f32> = (0..100).map(|bin| ((bin % 10 + bin / 10) % 2) as f32).collect();
        assert!(coherence(&slope, 10).is_some_and(|r| r > 0.95));
        assert!(coherence(&board, 10).is_some_and(|r| r < 0.1));
        for none in [coherence(&[1.0; 9], 3), coherence(&[f32::NAN; 9], 3), coherence(&[], 0), coherence(&slope, 9)] {
            assert_eq!(none, None);
        }
    }
}
