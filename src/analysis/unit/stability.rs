//! Stability: do two disjoint halves of the samples give the same map?

use crate::analysis::thresholds::MIN_BINS;
use crate::numerics::correlation;

/// Pearson's correlation of two maps over the bins visited in both; `None` where too few are, or a map is constant
/// there.
#[must_use]
pub fn stability(first: &[f32], second: &[f32]) -> Option<f64> {
    let pairs = first.iter().zip(second).filter(|(a, b)| a.is_finite() && b.is_finite());
    let pairs = pairs.map(|(&a, &b)| (f64::from(a), f64::from(b)));
    if pairs.clone().count() < MIN_BINS { None } else { correlation(pairs) }
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
