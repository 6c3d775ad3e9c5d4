//! Rate maps of recorded cells: spikes in a bin over seconds in it.

use crate::maps::{Arena, RateMaps};

/// An animal's track: times in seconds (growing), positions in metres from the centre of the arena, NaN where it was lost.
pub(crate) struct Track {
    pub(crate) time_s: Vec<f64>,
    pub(crate) position_m: Vec<[f32; 2]>,
}

/// A bin where less time was spent was not visited, seconds: no tracking is so fast, and no rate would be a number.
const LEAST_S: f64 = 1e-6;
/// A pause between samples longer than this many usual ones is a gap: the animal was somewhere else.
const GAP: f64 = 5.0;

impl Track {
    /// Longest time that a sample stands for, seconds.
    fn longest_s(&self) -> f64 {
        let mut pauses: Vec<f64> = self.time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
        pauses.sort_by(f64::total_cmp);
        GAP * pauses.get(pauses.len() / 2).copied().unwrap_or(0.0)
    }

    /// The bin of each sample and the seconds spent there.
    fn visits(&self, arena: Arena) -> Vec<(Option<usize>, f64)> {
        let longest = self.longest_s();
        let ends = self.time_s.iter().skip(1).copied().chain([f64::INFINITY]);
        // The last sample stands for a usual one.
        let seconds =
            self.time_s.iter().zip(ends).map(|(from, to)| if to.is_finite() { to - from } else { longest / GAP });
        self.position_m.iter().zip(seconds).map(|(place, time)| (arena.bin(*place), time.min(longest))).collect()
    }

    /// Maps of cells from their spike times `[unit][spike]` (seconds), counted over samples `from..to`; rates in spikes a
    /// second. With a smoothing of `sd_m` metres, spikes and seconds are smoothed apart and then divided, and bins without a
    /// visit stay unvisited.
    pub(crate) fn maps(&self, spikes_s: &[Vec<f64>], arena: Arena, sd_m: f32, from: usize, to: usize) -> RateMaps {
        let visits = self.visits(arena);
        let size = arena.bins * arena.bins;
        let mut seconds = vec![0.0f64; size];
        for (bin, time) in &visits[from..to] {
            if let Some(bin) = bin {
                seconds[*bin] += time;
            }
        }
        for seconds in seconds.iter_mut().filter(|seconds| **seconds < LEAST_S) {
            *seconds = 0.0;
        }
        let mut rates = Vec::with_capacity(size * spikes_s.len());
        for spikes in spikes_s {
            let mut counts = vec![0.0f64; size];
            for spike in spikes {
                // The sample at or before the spike.
                let Some(sample) = self.time_s.partition_point(|time| time <= spike).checked_sub(1) else { continue };
                let (bin, time) = visits[sample];
                if let Some(bin) = bin.filter(|_| (from..to).contains(&sample) && spike - self.time_s[sample] <= time) {
                    counts[bin] += 1.0;
                }
            }
            let rate = |bin: usize| if seconds[bin] > 0.0 { (counts[bin] / seconds[bin]) as f32 } else { f32::NAN };
            rates.extend((0..size).map(rate));
        }
        let visits = seconds.iter().map(|seconds| *seconds as f32).collect();
        RateMaps { arena, units: spikes_s.len(), rates, visits }.smoothed(sd_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Back and forth through the middle of two bins, a sample each 0.1 s, with a pause of 10 s.
    fn track() -> Track {
        let time_s = (0..100).map(|i| f64::from(i) * 0.1 + if i < 50 { 0.0 } else { 10.0 }).collect();
        let position_m = (0..100).map(|i| [if i % 2 == 0 { -0.5 } else { 0.5 }, 0.5]).collect();
        Track { time_s, position_m }
    }

    const ARENA: Arena = Arena { box_m: 2.0, bins: 2 };

    #[test]
    fn rates_are_spikes_a_second() {
        // Ten spikes in the left bin, one in the long gap, one before the start, one after the end.
        let mut spikes: Vec<f64> = (0..10).map(|i| 0.2 * f64::from(i) + 0.05).collect();
        spikes.extend([10.0, -1.0, 99.0]);
        let maps = track().maps(&[spikes, vec![]], ARENA, 0.0, 0, 100);
        // 50 samples of 0.1 s each; the sample before the gap (on the right) stands for at most 0.5 s.
        assert!((maps.visits[2] - 5.0).abs() < 1e-4 && (maps.visits[3] - 5.4).abs() < 1e-4, "{:?}", maps.visits);
        assert!((maps.unit(0)[2] - 10.0 / 5.0).abs() < 1e-4 && maps.unit(0)[3] == 0.0, "{:?}", maps.unit(0));
        assert!(maps.unit(0)[0].is_nan() && maps.unit(1)[2] == 0.0, "never visited; silent");
        let late = track().maps(&[vec![0.05]], ARENA, 0.0, 50, 100);
        assert!(late.unit(0)[2].abs() < 1e-9, "spikes of the other half do not count");
    }

    #[test]
    fn smoothing_keeps_a_flat_rate_flat_and_unvisited_bins_unvisited() {
        let arena = Arena { box_m: 1.0, bins: 10 };
        // Uneven visits along the middle row, a spike in each sample: 10 spikes a second everywhere.
        let time_s: Vec<f64> = (0..200).map(|i| f64::from(i) * 0.1).collect();
        let position_m: Vec<[f32; 2]> =
            (0..200).map(|i| [((i * i) % 71) as f32 / 71.0 - 0.5, if i % 3 == 0 { 0.02 } else { 0.12 }]).collect();
        let spikes: Vec<f64> = time_s.iter().map(|t| t + 0.01).collect();
        let maps = Track { time_s, position_m }.maps(&[spikes], arena, 0.08, 0, 200);
        for (rate, visits) in maps.unit(0).iter().zip(&maps.visits) {
            assert!(if *visits > 0.0 { (rate - 10.0).abs() < 1e-3 } else { rate.is_nan() }, "{rate} {visits}");
        }
        assert!(maps.visits.iter().filter(|visits| **visits > 0.0).count() > 10);
    }

    #[test]
    fn no_samples_are_no_visits() {
        let empty = Track { time_s: vec![], position_m: vec![] };
        let maps = empty.maps(&[vec![1.0]], ARENA, 0.1, 0, 0);
        assert!(maps.rates.iter().all(|rate| rate.is_nan()));
    }
}
