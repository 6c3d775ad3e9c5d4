//! Theta modulation: does a cell fire in the rhythm of about eight times a second?

use std::f64::consts::TAU;
use std::ops::Range;

/// Width of a bin of the autocorrelogram of spike times, seconds: with it the highest frequency is 125 Hz.
const BIN_S: f64 = 0.004;
/// Bins of it, up to half a second.
const BINS: usize = 125;
/// The first of them, up to 24 ms, in which refractoriness makes a hole and bursts a peak: neither is a rhythm.
const SHORT: usize = 6;
/// Frequencies that are looked at, up to 125 Hz, and their distance, Hz.
const STEP_HZ: f64 = 0.25;
const FREQUENCIES: usize = 501;
/// Where the peak of theta is looked for, and how far around it counts, Hz.
const BAND_HZ: [f64; 2] = [5.0, 11.0];
const AROUND_HZ: f64 = 1.0;
/// Fewer pairs of spikes, 24 ms to half a second apart, have no rhythm that could be told.
pub const LEAST_PAIRS: u32 = 100;
/// From this index on a cell counts as modulated by theta (Langston et al. 2010).
pub const THETA_MODULATED: f64 = 5.0;

/// The rhythm of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThetaRhythm {
    /// Mean power within 1 Hz of the peak between 5 and 11 Hz over mean power from 0 to 125 Hz, of the autocorrelogram of spike
    /// times from 24 ms to half a second.
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
    ///
    /// Lags up to 24 ms do not count: their hole or peak would be told for a rhythm of any frequency. Bursts also repeat every
    /// chance pair at neighbouring lags, which makes noise of low frequencies: what a burst has at a frequency is divided out.
    #[must_use]
    pub fn rhythm(&self, spikes_s: &[f64]) -> Option<ThetaRhythm> {
        let counts = autocorrelogram(spikes_s);
        let pairs: u32 = counts[SHORT..].iter().sum();
        if pairs < LEAST_PAIRS {
            return None;
        }
        let mean = f64::from(pairs) / (BINS - SHORT) as f64;
        let spikes = spikes_s.len() as f64;
        let power = |cosines: &[f64]| {
            let sum = |lags: Range<usize>| -> f64 {
                let counts = &counts[lags.clone()];
                cosines[lags].iter().zip(counts).map(|(cosine, count)| cosine * (f64::from(*count) - mean)).sum()
            };
            let burst = (1.0 + 2.0 * sum(0..SHORT) / spikes).max(1.0);
            (sum(SHORT..BINS) / burst).powi(2)
        };
        let power: Vec<f64> = self.cosines.chunks_exact(BINS).map(power).collect();
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

    /// Without spikes so soon after another.
    fn refractory(spikes_s: &[f64], pause_s: f64) -> Vec<f64> {
        let mut kept: Vec<f64> = Vec::new();
        for spike in spikes_s {
            if kept.last().is_none_or(|last| spike - last >= pause_s) {
                kept.push(*spike);
            }
        }
        kept
    }

    /// Each spike followed by two more with so much probability.
    fn bursting(spikes_s: &[f64], share: f32) -> Vec<f64> {
        let mut draws = Draws::new(8, "bursts", 0);
        let burst = |spike: &f64| {
            let count = if draws.uniform() < share { 3 } else { 1 };
            (0..count).map(|i| spike + 0.005 * f64::from(i)).collect::<Vec<_>>()
        };
        let mut all: Vec<f64> = spikes_s.iter().flat_map(burst).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    #[test]
    fn neither_refractoriness_nor_bursts_are_a_rhythm() {
        let analysis = ThetaAnalysis::default();
        let (flat, theta) = (spikes(0.0, 8.0), spikes(0.8, 8.0));
        for pause_s in [0.004, 0.010, 0.020] {
            let none = analysis.rhythm(&refractory(&flat, pause_s)).expect("many pairs");
            assert!(none.index < 0.6 * THETA_MODULATED, "{pause_s}: {none:?}");
            let some = analysis.rhythm(&refractory(&theta, pause_s)).expect("many pairs");
            assert!(some.index > THETA_MODULATED && (some.frequency_hz - 8.0).abs() <= 0.5, "{pause_s}: {some:?}");
        }
        for share in [0.3, 0.8] {
            let none = analysis.rhythm(&bursting(&refractory(&flat, 0.030), share)).expect("many pairs");
            assert!(none.index < 0.6 * THETA_MODULATED, "{share}: {none:?}");
            let some = analysis.rhythm(&bursting(&refractory(&theta, 0.030), share)).expect("many pairs");
            assert!(some.index > THETA_MODULATED && (some.frequency_hz - 8.0).abs() <= 0.5, "{share}: {some:?}");
        }
        let bursts: Vec<f64> = (0..400).flat_map(|i| [f64::from(i), f64::from(i) + 0.005]).collect();
        assert_eq!(analysis.rhythm(&bursts), None, "all pairs are those of bursts");
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
        let (index, frequency_hz) = (7.667_801_593, 8.0);
        assert!((rhythm.index - index).abs() < 1e-6 * index, "{rhythm:?}");
        assert!((rhythm.frequency_hz - frequency_hz).abs() < 1e-9, "{rhythm:?}");
    }
}
