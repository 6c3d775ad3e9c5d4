//! Dot products.

/// Dot product with four running sums, which the compiler can keep in one register. Of lists of two lengths, the longer
/// one's end does not count.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let count = a.len().min(b.len());
    let (a, b) = (&a[..count], &b[..count]);
    let mut sums = [0.0; 4];
    // Plain indices, because iterators are not always compiled into their loop.
    for i in 0..count / 4 {
        for k in 0..4 {
            sums[k] += a[4 * i + k] * b[4 * i + k];
        }
    }
    let tail: f64 = (count / 4 * 4..count).map(|i| a[i] * b[i]).sum();
    sums.iter().sum::<f64>() + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_summed() {
        for count in 0..10 {
            let a: Vec<f64> = (0..count).map(f64::from).collect();
            let b = vec![2.0; count as usize];
            assert!((dot(&a, &b) - f64::from(count * (count - 1))).abs() < 1e-12, "{count} terms");
            assert!(
                (dot(&a, &[1.0, 1.0]) - if count > 1 { 1.0 } else { 0.0 }).abs() < 1e-12,
                "the shorter one decides"
            );
        }
    }
}
