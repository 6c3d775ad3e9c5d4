//! Pearson's correlation of pairs of numbers.

/// Pearson's correlation of at least three pairs; `None` of fewer, and where one of both is constant.
pub(crate) fn correlation(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> Option<f64> {
    let (mut count, mut sum_a, mut sum_b) = (0u32, 0.0, 0.0);
    for (a, b) in pairs.clone() {
        count += 1;
        sum_a += a;
        sum_b += b;
    }
    if count < 3 {
        return None;
    }
    let (mean_a, mean_b) = (sum_a / f64::from(count), sum_b / f64::from(count));
    let (mut aa, mut bb, mut ab, mut largest) = (0.0, 0.0, 0.0, [0.0f64; 2]);
    for (a, b) in pairs {
        largest = [largest[0].max(a.abs()), largest[1].max(b.abs())];
        let (a, b) = (a - mean_a, b - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    // What rounding leaves of a constant is no variance.
    let least = |largest: f64| f64::from(count) * (1e-12 * largest).powi(2);
    let varies = aa > least(largest[0]) && bb > least(largest[1]);
    varies.then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_pearson() {
        let pairs = |b: [f64; 4]| [1.0, 2.0, 3.0, 5.0].into_iter().zip(b);
        let close = |found: Option<f64>, want: f64| (found.expect("both vary") - want).abs() < 1e-12;
        assert!(close(correlation(pairs([2.0, 4.0, 6.0, 10.0])), 1.0));
        assert!(close(correlation(pairs([-1.0, -2.0, -3.0, -5.0])), -1.0));
        // NumPy: corrcoef([1, 2, 3, 5], [2, 1, 4, 3])
        assert!(close(correlation(pairs([2.0, 1.0, 4.0, 3.0])), 0.529_150_262_213));
        assert_eq!(correlation(pairs([0.1; 4])), None, "constant");
        assert_eq!(correlation(pairs([0.0; 4]).take(2)), None, "two pairs");
    }
}
