//! How often an animal was looked at, and where nobody looked.

/// A pause between samples longer than this many usual ones is a gap: the animal was somewhere else.
pub const GAP: f64 = 5.0;

/// The usual time between samples: the median pause between these times (seconds, growing); 0 of fewer than two.
#[must_use]
pub fn usual_pause_s(time_s: &[f64]) -> f64 {
    let mut pauses: Vec<f64> = time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if pauses.is_empty() {
        return 0.0;
    }
    let middle = pauses.len() / 2;
    *pauses.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_pause_is_not_the_long_one() {
        assert!((usual_pause_s(&[0.0, 0.5, 1.0, 100.0]) - 0.5).abs() < 1e-12);
        assert!(usual_pause_s(&[3.0]).abs() < 1e-12 && usual_pause_s(&[]).abs() < 1e-12);
    }
}
