//! Speed score: does a cell fire more while the animal runs faster?

use crate::data::CellTrack;
use crate::maps::SpikeMapper;
use std::ops::Range;

/// Time over which rate and speed are taken together, seconds; with slower sampling, one sample.
const STEP_S: f64 = 0.05;
/// Standard deviation of the Gaussian under which the rate is smoothed (Kropff et al. 2015), and how far it reaches in it.
const SMOOTHING_S: f64 = 0.25;
const REACH_SD: f64 = 4.0;
/// Squares that differ by less than this part differ by rounding.
const ROUNDING: f64 = 1e-12;

/// A track in steps of a few samples, none across a gap: what all cells of a recording share.
pub struct SpeedTimeline {
    /// The step of each sample.
    step_of: Vec<u32>,
    /// Speed of each step over the mean of those that count, metres a second; 0 where it does not count.
    deviations_m_s: Vec<f64>,
    /// 1 where a step counts, 0 elsewhere.
    counts: Vec<f64>,
    /// How many count, and the sum of the squares of their deviations.
    counted: f64,
    squares: f64,
    /// Steps without a gap between them.
    runs: Vec<Range<usize>>,
    /// One half of the Gaussian, from the step itself on.
    kernel: Vec<f64>,
    /// Seconds of each step under the Gaussian.
    seconds: Vec<f64>,
    /// Usual length of a step, seconds.
    step_s: f64,
}

impl SpeedTimeline {
    /// Lays out a track. Steps below the speed gate, without a known speed, or with a lost sample do not count.
    #[must_use]
    pub fn of(track: &CellTrack, mapper: &SpikeMapper<'_>, speed_gate_m_s: f64) -> Self {
        let (usual_s, longest_s) = (track.usual_step_s(), track.longest_step_s());
        let together = if usual_s > 0.0 { ((STEP_S / usual_s).round() as usize).max(1) } else { 1 };
        let speeds = track.speeds_m_s();
        let count = mapper.samples().min(speeds.len());
        let (mut step_of, mut speeds_m_s, mut seconds) = (Vec::with_capacity(count), Vec::new(), Vec::new());
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut in_step = 0;
        for (sample, speed_m_s) in speeds.iter().enumerate().take(count) {
            let is_after_gap = sample == 0 || track.time_s[sample] - track.time_s[sample - 1] > longest_s;
            if is_after_gap || in_step == together {
                if is_after_gap {
                    runs.push(seconds.len()..seconds.len());
                }
                speeds_m_s.push(0.0);
                seconds.push(0.0);
                in_step = 0;
            }
            in_step += 1;
            let step = seconds.len() - 1;
            seconds[step] += mapper.seconds_of(sample);
            speeds_m_s[step] += mapper.seconds_of(sample) * f64::from(*speed_m_s);
            step_of.push(step as u32);
            if let Some(run) = runs.last_mut() {
                run.end = step + 1;
            }
        }
        let does_count = |speed: f64| speed.is_finite() && speed >= speed_gate_m_s;
        speeds_m_s.iter_mut().zip(&seconds).for_each(|(speed, seconds)| *speed /= seconds);
        let counts: Vec<f64> = speeds_m_s.iter().map(|speed| f64::from(u8::from(does_count(*speed)))).collect();
        let sum: f64 = speeds_m_s.iter().filter(|speed| does_count(**speed)).sum();
        let mean = sum / counts.iter().sum::<f64>().max(1.0);
        let deviation = |speed: f64| if does_count(speed) { speed - mean } else { 0.0 };
        let deviations_m_s: Vec<f64> = speeds_m_s.into_iter().map(deviation).collect();
        let counted = counts.iter().sum();
        let squares = deviations_m_s.iter().map(|deviation| deviation * deviation).sum();
        let sd = SMOOTHING_S / (usual_s * together as f64).max(1e-9);
        let reach = if sd.is_finite() { (REACH_SD * sd).ceil().min(1e4) as usize } else { 0 };
        let kernel: Vec<f64> = (0..=reach).map(|i| (-0.5 * (i as f64 / sd).powi(2)).exp()).collect();
        let seconds = smoothed(&kernel, &runs, &seconds);
        Self {
            step_of,
            deviations_m_s,
            counts,
            counted,
            squares,
            runs,
            kernel,
            seconds,
            step_s: usual_s * together as f64,
        }
    }

    /// Pearson's correlation between the smoothed rate of a cell, whose spikes fell on these samples, and the running speed
    /// (Kropff et al. 2015). `None` where either does not vary.
    #[must_use]
    pub fn score(&self, samples: impl Iterator<Item = usize>) -> Option<f64> {
        self.score_of(&self.rates(samples), 0)
    }

    /// Number of steps, and the usual length of one, seconds.
    #[must_use]
    pub fn steps(&self) -> (usize, f64) {
        (self.counts.len(), self.step_s)
    }

    /// The smoothed rate of a cell in each step, spikes a second; 0 in steps of no length.
    #[must_use]
    pub fn rates(&self, samples: impl Iterator<Item = usize>) -> Vec<f64> {
        let mut counts = vec![0.0; self.counts.len()];
        for step in samples.filter_map(|sample| self.step_of.get(sample)) {
            counts[*step as usize] += 1.0;
        }
        let rates = smoothed(&self.kernel, &self.runs, &counts);
        let rate = |(count, seconds): (&f64, &f64)| if *seconds > 0.0 { count / seconds } else { 0.0 };
        rates.iter().zip(&self.seconds).map(rate).collect()
    }

    /// The speed score of a rate that comes so many steps later; what goes beyond the end goes on at the beginning.
    #[must_use]
    pub fn score_of(&self, rates: &[f64], later: usize) -> Option<f64> {
        let (early, late) = rates.split_at(rates.len() - later.min(rates.len()));
        let (first, rest) = (0..late.len(), late.len()..self.counts.len());
        let sums = [(late, first), (early, rest)]
            .map(|(rates, steps)| sums(rates, &self.counts[steps.clone()], &self.deviations_m_s[steps]));
        let [sum, squares, products] = [0, 1, 2].map(|i| sums[0][i] + sums[1][i]);
        let varied = squares - sum * sum / self.counted;
        // What is left of equal rates by rounding is no variation.
        (varied > ROUNDING * squares && self.squares > 0.0).then(|| products / (varied * self.squares).sqrt())
    }
}

/// Sums of rates, of their squares, and of their products with speeds, over the steps that count. In lanes: this is most of the
/// work for hours of shifted spikes.
fn sums(rates: &[f64], counts: &[f64], deviations_m_s: &[f64]) -> [f64; 3] {
    const LANES: usize = 8;
    let mut lanes = [[0.0; LANES]; 3];
    let mut add = |lane: usize, rate: f64, counts: f64, deviation: f64| {
        lanes[0][lane] += counts * rate;
        lanes[1][lane] += counts * rate * rate;
        lanes[2][lane] += deviation * rate;
    };
    let (whole, rest) = rates.as_chunks::<LANES>();
    let [counts, deviations] = [counts, deviations_m_s].map(|values| values.as_chunks::<LANES>());
    for ((rates, counts), deviations) in whole.iter().zip(counts.0).zip(deviations.0) {
        (0..LANES).for_each(|lane| add(lane, rates[lane], counts[lane], deviations[lane]));
    }
    for ((rate, counts), deviation) in rest.iter().zip(counts.1).zip(deviations.1) {
        add(0, *rate, *counts, *deviation);
    }
    lanes.map(|lanes| lanes.iter().sum())
}

/// Numbers under a Gaussian, each run for itself: at its ends there is less to add.
fn smoothed(kernel: &[f64], runs: &[Range<usize>], values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; values.len()];
    for run in runs {
        let (values, sums) = (&values[run.clone()], &mut sums[run.clone()]);
        for (offset, weight) in kernel.iter().enumerate().take(values.len()) {
            let later = &values[offset..];
            sums.iter_mut().zip(later).for_each(|(sum, value)| *sum += weight * value);
            if offset > 0 {
                sums[offset..].iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::{Arena, MapSettings};
    use crate::numerics::correlation;

    /// A run along x whose speed goes up and down between 0.1 and 0.5 m/s, sampled each 50 ms.
    fn track(samples: usize) -> CellTrack {
        let place = |i: usize| {
            let time = i as f64 * 0.05;
            [(0.3 * time - 0.2 * (time / 2.0).cos() * 2.0) as f32 - 20.0, 0.0]
        };
        CellTrack {
            time_s: (0..samples).map(|i| i as f64 * 0.05).collect(),
            position_m: (0..samples).map(place).collect(),
            head_rad: Vec::new(),
        }
    }

    fn score(track: &CellTrack, spikes: &[f64]) -> Option<f64> {
        let mapper = SpikeMapper::new(track, Arena { box_m: 100.0, bins: 10 }, MapSettings::default());
        SpeedTimeline::of(track, &mapper, 0.02).score(mapper.samples_of(spikes))
    }

    #[test]
    fn numbers_are_those_of_numpy() {
        // A spike in every step m with 7 m mod 11 < 4, and in each of the fast ones; NumPy's own loops over samples.
        let fires = |m: &u32| m * 7 % 11 < 4 || (30..95).contains(&(m % 251));
        let spikes: Vec<f64> = (0..400u32).filter(fires).map(|m| 0.05 * f64::from(m) + 0.01).collect();
        let found = score(&track(400), &spikes).expect("both vary");
        assert!((found - 0.785_614_782).abs() < 1e-4, "{found}");
    }

    #[test]
    fn a_cell_that_counts_speed_scores_high_and_a_metronome_does_not() {
        let track = track(4000);
        let speeds = track.speeds_m_s();
        let mut owed = 0.0;
        let fast: Vec<f64> = (0..4000)
            .flat_map(|i| {
                owed += 2.0 * f64::from(speeds[i]);
                let due = owed as usize;
                owed -= due as f64;
                vec![i as f64 * 0.05 + 0.01; due]
            })
            .collect();
        let even: Vec<f64> = (0..2000).map(|i| f64::from(i) * 0.1).collect();
        assert!(score(&track, &fast).is_some_and(|score| score > 0.8), "{:?}", score(&track, &fast));
        assert!(score(&track, &even).is_none_or(|score| score.abs() < 0.1), "{:?}", score(&track, &even));
        assert_eq!(score(&track, &[]), None, "silent");
        assert_eq!(score(&CellTrack::default(), &[1.0]), None);
    }

    #[test]
    fn shifted_rates_have_the_correlation_of_pairs() {
        let mut track = track(403);
        (100..150).for_each(|i| track.position_m[i] = track.position_m[100]); // at rest: these steps do not count
        let mapper = SpikeMapper::new(&track, Arena { box_m: 100.0, bins: 10 }, MapSettings::default());
        let timeline = SpeedTimeline::of(&track, &mapper, 0.02);
        let rates = timeline.rates((0..403).filter(|i| i * i % 7 < 3));
        assert!(timeline.counted > 300.0 && timeline.counted < 370.0, "{}", timeline.counted);
        for later in [0, 1, 8, 100, 402] {
            let pairs = (0..403).filter(|i| timeline.counts[*i] > 0.0);
            let pairs = pairs.map(|i| (rates[(i + 403 - later) % 403], timeline.deviations_m_s[i]));
            let (wanted, found) = (correlation(pairs).expect("both vary"), timeline.score_of(&rates, later));
            assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-10), "{later}: {found:?} and {wanted}");
        }
        assert_eq!(timeline.score_of(&[3.1; 403], 5), None, "it does not vary");
    }

    #[test]
    fn smoothing_stays_within_a_run() {
        let sums = smoothed(&[1.0, 0.5], &[0..3, 3..5], &[0.0, 0.0, 4.0, 0.0, 2.0]);
        assert_eq!(sums, [0.0, 2.0, 4.0, 1.0, 2.0]);
    }
}
