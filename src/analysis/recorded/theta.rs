//! Theta modulation: does a cell fire in the rhythm of about eight times a second?

use std::f64::consts::TAU;

/// Width of a bin of the autocorrelogram of spike times, seconds: with it the highest frequency is 125 Hz.
const BIN_S: f64 = 0.004;
/// Bins of it, up to half a second.
const BINS: usize = 125;
/// Frequencies that are looked at, up to 125 Hz, and their distance, Hz.
const STEP_HZ: f64 = 0.25;
const FREQUENCIES: usize = 501;
/// Where the peak of theta is looked for, and how far around it counts, Hz.
const BAND_HZ: [f64; 2] = [5.0, 11.0];
const AROUND_HZ: f64 = 1.0;
/// Fewer pairs of spikes within half a second have no rhythm that could be told.
pub const LEAST_PAIRS: u32 = 100;
/// From this index on a cell counts as modulated by theta (Langston et al. 2010).
pub const THETA_MODULATED: f64 = 5.0;

/// The rhythm of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThetaRhythm {
    /// Mean power within 1 Hz of the peak between 5 and 11 Hz over mean power from 0 to 125 Hz, of the autocorrelogram of spike
    /// times.
    pub index: f64,
    /// Where that peak is, Hz.
    pub frequency_hz: f64,
}

/// Cosines of all frequencies at all lags; all cells share them.
pub struct ThetaAnalysis {
    cosines: Vec<f64>,
}

impl Default for ThetaAnalysis {
    fn default() -> Self {
        let cosine = |i: usize| (TAU * STEP_HZ * (i / BINS) as f64 * BIN_S * ((i % BINS) as f64 + 0.5)).cos();
        Self { cosines: (0..FREQUENCIES * BINS).map(cosine).collect() }
    }
}

impl ThetaAnalysis {
    /// The rhythm of spikes (ascending times, seconds), whose autocorrelogram counts later spikes up to half a second after each
    /// in bins of 4 ms, less its mean (after Langston et al. 2010). `None` below [`LEAST_PAIRS`] pairs.
    #[must_use]
    pub fn rhythm(&self, spikes_s: &[f64]) -> Option<ThetaRhythm> {
        let counts = autocorrelogram(spikes_s);
        let pairs: u32 = counts.iter().sum();
        if pairs < LEAST_PAIRS {
            return None;
        }
        let mean = f64::from(pairs) / BINS as f64;
        let power: Vec<f64> = self
            .cosines
            .chunks_exact(BINS)
            .map(|cosines| {
                let sum: f64 =
                    cosines.iter().zip(&counts).map(|(cosine, count)| cosine * (f64::from(*count) - mean)).sum();
                sum * sum
            })
            .collect();
        let at = |frequency_hz: f64| (frequency_hz / STEP_HZ).round() as usize;
        let peak = (at(BAND_HZ[0])..=at(BAND_HZ[1])).max_by(|a, b| power[*a].total_cmp(&power[*b]))?;
        let around = at(AROUND_HZ);
        let near = &power[peak - around..=peak + around];
        let all = power.iter().sum::<f64>() / FREQUENCIES as f64;
        let index = near.iter().sum::<f64>() / near.len() as f64 / all;
        index.is_finite().then_some(ThetaRhythm { index, frequency_hz: peak as f64 * STEP_HZ })
    }
}

/// How many pairs of spikes lie so far from each other.
fn autocorrelogram(spikes_s: &[f64]) -> [u32; BINS] {
    let mut counts = [0u32; BINS];
    for (index, first) in spikes_s.iter().enumerate() {
        for second in &spikes_s[index + 1..] {
            let bin = ((second - first) / BIN_S) as usize;
            let Some(count) = counts.get_mut(bin) else { break };
            *count = count.saturating_add(1);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::Draws;

    /// Spikes of a Poisson cell whose rate goes up and down so deeply at a frequency.
    fn spikes(depth: f64, frequency_hz: f64) -> Vec<f64> {
        let mut draws = Draws::new(7, "theta", 0);
        let bin = |i: usize| i as f64 * 0.001;
        let rate = |time: f64| 10.0 * (1.0 + depth * (TAU * frequency_hz * time).cos());
        (0..300_000).map(bin).filter(|time| f64::from(draws.uniform()) < 0.001 * rate(*time)).collect()
    }

    #[test]
    fn a_rhythm_is_found_at_its_frequency_and_noise_has_none() {
        let analysis = ThetaAnalysis::default();
        let rhythm = analysis.rhythm(&spikes(0.8, 8.5)).expect("many pairs");
        assert!(rhythm.index > THETA_MODULATED && (rhythm.frequency_hz - 8.5).abs() <= 0.5, "{rhythm:?}");
        let none = analysis.rhythm(&spikes(0.0, 8.5)).expect("many pairs");
        assert!(none.index < THETA_MODULATED, "{none:?}");
        assert_eq!(analysis.rhythm(&[0.0, 0.1, 0.2]), None, "three pairs");
        assert_eq!(analysis.rhythm(&[]), None);
    }

    #[test]
    fn lags_are_counted_up_to_half_a_second() {
        let counts = autocorrelogram(&[0.0, 0.010, 0.499, 0.502, 2.0]);
        let at = |lag_s: f64| counts[(lag_s / BIN_S) as usize];
        assert_eq!((counts.iter().sum::<u32>(), at(0.010), at(0.489), at(0.492)), (5, 1, 1, 1));
        assert_eq!((at(0.499), at(0.003)), (1, 1), "0.502 after 0 is too far");
    }

    #[test]
    fn numbers_are_those_of_numpy() {
        // Spikes at 0.125 s · k + 0.01 s · (k² mod 7), k = 0 … 199, and NumPy's own sums.
        let spikes: Vec<f64> = (0..200u32).map(|k| 0.125 * f64::from(k) + 0.01 * f64::from(k * k % 7)).collect();
        let rhythm = ThetaAnalysis::default().rhythm(&spikes).expect("many pairs");
        let (index, frequency_hz) = (6.283_188_165, 8.0);
        assert!((rhythm.index - index).abs() < 1e-6 * index, "{rhythm:?}");
        assert!((rhythm.frequency_hz - frequency_hz).abs() < 1e-9, "{rhythm:?}");
    }
}
