//! Rate maps of recorded cells: spikes in a bin over seconds in it.

use super::{Arena, RateMaker, RateMaps};
use crate::data::{CellTrack, RecordedUnit};
use std::ops::Range;

/// How maps are made of spikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapSettings {
    /// Width of a bin, metres.
    pub bin_m: f64,
    /// Standard deviation of the Gaussian smoothing, metres; 0 for none.
    pub smoothing_m: f64,
}

impl Default for MapSettings {
    /// Bins of 2.5 cm, smoothed with 5 cm: what opexebo, the tool box of the Moser group, does with recorded cells.
    fn default() -> Self {
        Self { bin_m: 0.025, smoothing_m: 0.05 }
    }
}

/// A pause between samples longer than this many usual ones is a gap: the animal was somewhere else.
pub(crate) const GAP: f64 = 5.0;

/// A track laid over the bins of an arena: where each moment counts.
pub struct SpikeMapper<'a> {
    time_s: &'a [f64],
    arena: Arena,
    settings: MapSettings,
    /// The bin of each sample, and the seconds for which it stands.
    visits: Vec<(Option<usize>, f64)>,
}

impl<'a> SpikeMapper<'a> {
    /// Lays a track over an arena.
    #[must_use]
    pub fn new(track: &'a CellTrack, arena: Arena, settings: MapSettings) -> Self {
        let time_s = &track.time_s[..];
        let longest = longest_s(time_s);
        let ends = time_s.iter().skip(1).copied().chain([f64::INFINITY]);
        // The last sample stands for a usual one.
        let seconds = time_s.iter().zip(ends).map(|(from, to)| if to.is_finite() { to - from } else { longest / GAP });
        let visits = track.position_m.iter().zip(seconds).map(|(place, time)| (arena.bin(*place), time.min(longest)));
        Self { time_s, arena, settings, visits: visits.collect() }
    }

    /// Number of samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.visits.len()
    }

    /// Time on the track and inside the arena, seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.visits.iter().filter(|(bin, _)| bin.is_some()).map(|(_, seconds)| seconds).sum()
    }

    /// The bin in which a sample counts; `None` outside the arena, and where the animal was lost.
    #[must_use]
    pub fn bin_of(&self, sample: usize) -> Option<usize> {
        self.visits.get(sample)?.0
    }

    /// The seconds for which a sample stands.
    #[must_use]
    pub fn seconds_of(&self, sample: usize) -> f64 {
        self.visits.get(sample).map_or(0.0, |visit| visit.1)
    }

    /// The sample of each spike (seconds) that has one.
    pub fn samples_of<'s>(&'s self, spikes_s: &'s [f64]) -> impl Iterator<Item = usize> + 's {
        spikes_s.iter().filter_map(|spike| self.sample_at(*spike))
    }

    /// How many of these spikes (seconds) count: those on the track and inside the arena.
    #[must_use]
    pub fn spikes_on_track(&self, spikes_s: &[f64]) -> usize {
        self.samples_of(spikes_s).filter(|sample| self.bin_of(*sample).is_some()).count()
    }

    /// What makes rates of counts of spikes, over some of the samples.
    #[must_use]
    pub fn rate_maker(&self, samples: Range<usize>) -> RateMaker {
        let mut seconds = vec![0.0f64; self.arena.bins * self.arena.bins];
        for (bin, time) in &self.visits[samples] {
            if let Some(bin) = bin {
                seconds[*bin] += time;
            }
        }
        RateMaker::new(self.arena, self.settings, seconds)
    }

    /// The sample at or before a time (seconds), if that stands for it.
    #[must_use]
    pub fn sample_at(&self, time_s: f64) -> Option<usize> {
        let sample = self.time_s.partition_point(|time| *time <= time_s).checked_sub(1)?;
        (time_s - self.time_s[sample] <= self.visits[sample].1).then_some(sample)
    }

    /// Maps of these units, counted over some of the samples; rates in spikes a second. Spikes and seconds are smoothed apart
    /// and then divided, and bins without a visit stay unvisited.
    #[must_use]
    pub fn maps(&self, units: &[RecordedUnit], samples: Range<usize>) -> RateMaps {
        let maker = self.rate_maker(samples.clone());
        let size = self.arena.bins * self.arena.bins;
        let mut rates = Vec::with_capacity(size * units.len());
        for unit in units {
            let mut counts = vec![0u32; size];
            for sample in self.samples_of(&unit.spikes_s).filter(|sample| samples.contains(sample)) {
                if let Some(bin) = self.bin_of(sample) {
                    counts[bin] += 1;
                }
            }
            rates.extend(maker.rates(&counts));
        }
        RateMaps { arena: self.arena, units: units.len(), rates, visits: maker.visits().to_vec() }
    }
}

/// Longest time that a sample stands for, seconds.
fn longest_s(time_s: &[f64]) -> f64 {
    let mut pauses: Vec<f64> = time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
    pauses.sort_by(f64::total_cmp);
    GAP * pauses.get(pauses.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(
        track: &CellTrack,
        spikes_s: &[Vec<f64>],
        arena: Arena,
        smoothing_m: f64,
        samples: Range<usize>,
    ) -> RateMaps {
        let units: Vec<RecordedUnit> = spikes_s
            .iter()
            .map(|spikes| RecordedUnit { spikes_s: spikes.clone(), ..RecordedUnit::default() })
            .collect();
        let settings = MapSettings { smoothing_m, ..MapSettings::default() };
        SpikeMapper::new(track, arena, settings).maps(&units, samples)
    }

    /// Back and forth through the middle of two bins, a sample each 0.1 s, with a pause of 10 s.
    fn track() -> CellTrack {
        let time_s = (0..100).map(|i| f64::from(i) * 0.1 + if i < 50 { 0.0 } else { 10.0 }).collect();
        let position_m = (0..100).map(|i| [if i % 2 == 0 { -0.5 } else { 0.5 }, 0.5]).collect();
        CellTrack { time_s, position_m, head_rad: Vec::new() }
    }

    const ARENA: Arena = Arena { box_m: 2.0, bins: 2 };

    #[test]
    fn rates_are_spikes_a_second() {
        // Ten spikes in the left bin, one in the long gap, one before the start, one after the end.
        let mut spikes: Vec<f64> = (0..10).map(|i| 0.2 * f64::from(i) + 0.05).collect();
        spikes.extend([10.0, -1.0, 99.0]);
        let maps = maps(&track(), &[spikes, vec![]], ARENA, 0.0, 0..100);
        // 50 samples of 0.1 s each; the sample before the gap (on the right) stands for at most 0.5 s.
        assert!((maps.visits[2] - 5.0).abs() < 1e-4 && (maps.visits[3] - 5.4).abs() < 1e-4, "{:?}", maps.visits);
        assert!((maps.unit(0)[2] - 10.0 / 5.0).abs() < 1e-4 && maps.unit(0)[3] == 0.0, "{:?}", maps.unit(0));
        assert!(maps.unit(0)[0].is_nan() && maps.unit(1)[2] == 0.0, "never visited; silent");
        let late = self::maps(&track(), &[vec![0.05]], ARENA, 0.0, 50..100);
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
        let track = CellTrack { time_s, position_m, head_rad: Vec::new() };
        let maps = maps(&track, &[spikes], arena, 0.08, 0..200);
        for (rate, visits) in maps.unit(0).iter().zip(&maps.visits) {
            assert!(if *visits > 0.0 { (rate - 10.0).abs() < 1e-3 } else { rate.is_nan() }, "{rate} {visits}");
        }
        assert!(maps.visits.iter().filter(|visits| **visits > 0.0).count() > 10);
    }

    #[test]
    fn no_samples_are_no_visits() {
        let maps = maps(&CellTrack::default(), &[vec![1.0]], ARENA, 0.1, 0..0);
        assert!(maps.rates.iter().all(|rate| rate.is_nan()));
    }
}
