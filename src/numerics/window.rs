//! Windows for Fourier transforms.

use std::f64::consts::TAU;

/// Hann window of `n` samples, which ends half a sample outside of them.
pub(crate) fn hann(n: usize) -> Vec<f64> {
    (0..n).map(|i| 0.5 - 0.5 * (TAU * (i as f64 + 0.5) / n as f64).cos()).collect()
}

#[cfg(test)]
mod tests {
    use super::hann;

    #[test]
    fn the_window_is_symmetric_and_half_on_average() {
        for n in [1, 2, 7, 48] {
            let window = hann(n);
            assert!(window.iter().zip(window.iter().rev()).all(|(a, b)| (a - b).abs() < 1e-12), "{window:?}");
            let mean = window.iter().sum::<f64>() / n as f64;
            assert!(n == 1 || (mean - 0.5).abs() < 1e-12, "{n}: {mean}");
        }
        assert!(hann(0).is_empty());
    }
}
