//! The smallest and the largest of some numbers.

/// The smallest and the largest of those that are finite, found in one pass; infinite where none is.
pub(crate) fn ends(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let finite = values.filter(|value| value.is_finite());
    finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)])
}

#[cfg(test)]
mod tests {
    use super::ends;

    #[test]
    fn what_is_not_finite_is_no_end() {
        assert_eq!(ends([2.0, f64::NAN, -1.0, f64::INFINITY, 0.5].into_iter()), [-1.0, 2.0]);
        assert_eq!(ends([3.0].into_iter()), [3.0, 3.0]);
        assert!(ends([f64::NAN].into_iter()).iter().all(|end| end.is_infinite()), "none");
    }
}
