//! Stability: do two disjoint halves of the samples give the same map?

use crate::analysis::thresholds::MIN_BINS;

/// Pearson's correlation of two maps over the bins visited in both; `None` where too few are, or a map is constant
/// there.
#[must_use]
pub fn stability(first: &[f32], second: &[f32]) -> Option<f64> {
    let both = || {
        let pairs = first.iter().zip(second).filter(|(a, b)| a.is_finite() && b.is_finite());
        pairs.map(|(&a, &b)| (f64::from(a), f64::from(b)))
    };
    let count = both().count();
    if count < MIN_BINS {
        return None;
    }
    let (sum_a, sum_b) = both().fold((0.0, 0.0), |s, (a, b)| (s.0 + a, s.1 + b));
    let (mean_a, mean_b) = (sum_a / count as f64, sum_b / count as f64);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in both() {
        let (a, b) = (a - mean_a, b - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    let denominator = (aa * bb).sqrt();
    (denominator > 0.0).then(|| (ab / denominator).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_maps_agree_and_holes_do_not_count() {
        let first: Vec<f32> = (0..20).map(|i| (i as f32 * 0.7).sin()).collect();
        let mut second: Vec<f32> = first.iter().map(|r| 3.0 * r + 1.0).collect();
        second[3] = f32::NAN;
        assert!((stability(&first, &second).expect("19 bins") - 1.0).abs() < 1e-6, "a linear map");
        let opposite: Vec<f32> = second.iter().map(|r| -r).collect();
        assert!((stability(&first, &opposite).expect("19 bins") + 1.0).abs() < 1e-6, "its negative");
        second[5] = 1e6;
        assert!(stability(&first, &second).expect("19 bins").abs() < 0.5, "a wild bin is felt");
    }

    #[test]
    fn nothing_to_compare_is_none() {
        assert_eq!(stability(&[], &[]), None);
        assert_eq!(stability(&[f32::NAN; 9], &[1.0; 9]), None);
        assert_eq!(stability(&[1.0; 9], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]), None);
    }
}
