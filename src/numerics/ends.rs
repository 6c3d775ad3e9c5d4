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
        let bits = |values: &[f64]| ends(values.iter().copied()).map(f64::to_bits);
        assert_eq!(bits(&[2.0, f64::NAN, -1.0, f64::INFINITY, 0.5]), [-1.0, 2.0].map(f64::to_bits));
        assert_eq!(bits(&[3.0]), [3.0, 3.0].map(f64::to_bits));
        assert!(ends([f64::NAN].into_iter()).iter().all(|end| end.is_infinite()), "none");
    }
}
