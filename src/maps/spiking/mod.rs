//! Rate maps of recorded cells: spikes in a bin over seconds in it.

mod settings;

pub use settings::{MapSettings, SmoothedQuantity};

use super::{Arena, RateMaker, RateMaps};
use crate::data::{CellTrack, RecordedUnit};
use rayon::prelude::*;
use std::ops::Range;

/// A sample of the track: where it counts, and for how long it stands.
#[derive(Clone, Copy, Debug)]
struct Visit {
    /// `None` outside the arena, where the animal was lost, and where it was too slow.
    bin: Option<u32>,
    seconds: f64,
}

/// A track laid over the bins of an arena: where each moment counts.
pub struct SpikeMapper<'a> {
    time_s: &'a [f64],
    arena: Arena,
    settings: MapSettings,
    /// A visit a sample.
    visits: Vec<Visit>,
}

impl<'a> SpikeMapper<'a> {
    /// Lays a track over an arena. Samples below the speed gate count for nothing, nor do their spikes.
    #[must_use]
    pub fn new(track: &'a CellTrack, arena: Arena, settings: MapSettings) -> Self {
        let time_s = &track.time_s[..];
        let longest = track.longest_step_s();
        let ends = time_s.iter().skip(1).copied().chain([f64::INFINITY]);
        // The last sample stands for a usual one.
        let seconds = time_s
            .iter()
            .zip(ends)
            .map(|(from, to)| if to.is_finite() { (to - from).min(longest) } else { track.usual_step_s() });
        let speeds = (settings.speed_gate_m_s > 0.0).then(|| track.speeds_m_s());
        let is_fast = |sample: usize| match &speeds {
            Some(speeds) => f64::from(speeds[sample]) >= settings.speed_gate_m_s,
            None => true,
        };
        let visit = |(sample, (place, seconds)): (usize, (&[f32; 2], f64))| Visit {
            bin: arena.bin(*place).filter(|_| is_fast(sample)).map(|bin| bin as u32),
            seconds,
        };
        let visits = track.position_m.iter().zip(seconds).enumerate().map(visit).collect();
        Self { time_s: &time_s[..track.position_m.len().min(time_s.len())], arena, settings, visits }
    }

    /// Number of samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.visits.len()
    }

    /// The samples of the first and of the second half.
    #[must_use]
    pub fn halves(&self) -> [Range<usize>; 2] {
        let (middle, end) = (self.samples() / 2, self.samples());
        [0..middle, middle..end]
    }

    /// The sample at or before a time (seconds), if that stands for it.
    #[must_use]
    pub fn sample_at(&self, time_s: f64) -> Option<usize> {
        let sample = self.time_s.partition_point(|time| *time <= time_s).checked_sub(1)?;
        (time_s - self.time_s[sample] <= self.visits[sample].seconds).then_some(sample)
    }

    /// The sample of each spike that has one, in the order of the spikes (seconds). Ascending spikes are merged with the samples;
    /// others are looked for.
    pub fn samples_of<'s>(&'s self, spikes_s: &'s [f64]) -> impl Iterator<Item = usize> + 's {
        let mut cursor = 0;
        spikes_s.iter().filter_map(move |spike| {
            let first = *self.time_s.get(cursor)?;
            if *spike < first {
                cursor = self.time_s.partition_point(|time| time <= spike).checked_sub(1)?;
            }
            while self.time_s.get(cursor + 1).is_some_and(|next| next <= spike) {
                cursor += 1;
            }
            (spike - self.time_s[cursor] <= self.visits[cursor].seconds).then_some(cursor)
        })
    }

    /// The bin in which a sample counts; `None` outside the arena, where the animal was lost, and where it was too slow.
    #[must_use]
    pub fn bin_of(&self, sample: usize) -> Option<usize> {
        self.visits.get(sample)?.bin.map(|bin| bin as usize)
    }

    /// The seconds for which a sample stands.
    #[must_use]
    pub fn seconds_of(&self, sample: usize) -> f64 {
        self.visits.get(sample).map_or(0.0, |visit| visit.seconds)
    }

    /// Time that counts, seconds: on the track, inside the arena, and fast enough.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.visits.iter().filter(|visit| visit.bin.is_some()).map(|visit| visit.seconds).sum()
    }

    /// How many of these spikes (seconds) count.
    #[must_use]
    pub fn spikes_that_count(&self, spikes_s: &[f64]) -> usize {
        self.samples_of(spikes_s).filter(|sample| self.bin_of(*sample).is_some()).count()
    }

    /// What makes rates of counts of spikes, over the samples that are wanted.
    #[must_use]
    pub fn rate_maker(&self, is_wanted: impl Fn(usize) -> bool) -> RateMaker {
        let mut seconds = vec![0.0f64; self.arena.bins * self.arena.bins];
        for (sample, visit) in self.visits.iter().enumerate() {
            if let Some(bin) = visit.bin.filter(|_| is_wanted(sample)) {
                seconds[bin as usize] += visit.seconds;
            }
        }
        RateMaker::new(self.arena, self.settings, seconds)
    }

    /// Maps of these units, counted over some of the samples; rates in spikes a second. Bins without a visit stay unvisited.
    #[must_use]
    pub fn maps(&self, units: &[RecordedUnit], samples: Range<usize>) -> RateMaps {
        self.maps_where(units, |sample| samples.contains(&sample))
    }

    /// Maps of these units, counted over the samples that are wanted.
    #[must_use]
    pub fn maps_where(&self, units: &[RecordedUnit], is_wanted: impl Fn(usize) -> bool + Sync) -> RateMaps {
        let size = self.arena.bins * self.arena.bins;
        let maker = self.rate_maker(&is_wanted);
        let mut rates = vec![f32::NAN; size * units.len()];
        rates.par_chunks_mut(size.max(1)).zip(units).for_each(|(map, unit)| {
            let mut counts = vec![0u32; size];
            for sample in self.samples_of(&unit.spikes_s) {
                if let Some(bin) = self.visits[sample].bin.filter(|_| is_wanted(sample)) {
                    counts[bin as usize] += 1;
                }
            }
            map.copy_from_slice(&maker.rates(&counts));
        });
        RateMaps { arena: self.arena, units: units.len(), rates, visits: maker.visits().to_vec() }
    }

    /// Maps of these units over all samples, and over those of each half. Each spike is looked for once.
    #[must_use]
    pub fn maps_and_halves(&self, units: &[RecordedUnit]) -> (RateMaps, [RateMaps; 2]) {
        let size = self.arena.bins * self.arena.bins;
        let halves = self.halves();
        let whole = self.rate_maker(|_| true);
        let [first, second] = halves.each_ref().map(|half| self.rate_maker(|sample| half.contains(&sample)));
        let mut rates = [(); 3].map(|()| vec![f32::NAN; size * units.len()]);
        let [in_all, in_first, in_second] = rates.each_mut().map(|rates| rates.par_chunks_mut(size.max(1)));
        (in_all, in_first, in_second, units).into_par_iter().for_each(|(in_all, in_first, in_second, unit)| {
            let mut counts = [vec![0u32; size], vec![0u32; size]];
            for sample in self.samples_of(&unit.spikes_s) {
                if let Some(bin) = self.visits[sample].bin {
                    counts[usize::from(halves[1].contains(&sample))][bin as usize] += 1;
                }
            }
            let [a, b] = counts;
            in_first.copy_from_slice(&first.rates(&a));
            in_second.copy_from_slice(&second.rates(&b));
            let both: Vec<u32> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
            in_all.copy_from_slice(&whole.rates(&both));
        });
        let made = |maker: &RateMaker, rates| RateMaps {
            arena: self.arena,
            units: units.len(),
            rates,
            visits: maker.visits().to_vec(),
        };
        let [of_all, of_first, of_second] = rates;
        (made(&whole, of_all), [made(&first, of_first), made(&second, of_second)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        let settings = MapSettings { smoothing_m, speed_gate_m_s: 0.0, ..MapSettings::default() };
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

    #[test]
    fn whoever_stands_still_does_not_count() {
        // Ten seconds of walking along the lower bins, then an hour at rest in one.
        let time_s: Vec<f64> = (0..36_100).map(|i| f64::from(i) * 0.1).collect();
        let place = |i: i32| if i < 100 { [-0.9 + 0.018 * i as f32, -0.5] } else { [0.9, 0.5] };
        let track = CellTrack { time_s, position_m: (0..36_100).map(place).collect(), head_rad: Vec::new() };
        let units = [RecordedUnit { spikes_s: vec![1.0, 2.0, 2000.0], ..RecordedUnit::default() }];
        let of = |speed_gate_m_s| {
            let settings = MapSettings { smoothing_m: 0.0, speed_gate_m_s, ..MapSettings::default() };
            SpikeMapper::new(&track, ARENA, settings).maps(&units, 0..36_100)
        };
        let (gated, all) = (of(0.025), of(0.0));
        assert!(gated.visits[3] < 1.0 && all.visits[3] > 3_500.0, "{:?} {:?}", gated.visits, all.visits);
        assert!((gated.unit(0)[0] - 2.0 / gated.visits[0]).abs() < 1e-4, "both spikes of the walk");
        assert!(gated.unit(0)[3] == 0.0 || gated.unit(0)[3].is_nan(), "that of the rest does not count");
        assert!(all.unit(0)[3] > 0.0);
    }

    #[test]
    fn bins_of_a_moment_can_be_left_out() {
        let settings = MapSettings { smoothing_m: 0.0, speed_gate_m_s: 0.0, ..MapSettings::default() };
        let maps = |least_occupancy_s| {
            let settings = MapSettings { least_occupancy_s, ..settings };
            SpikeMapper::new(&track(), ARENA, settings).maps(&[RecordedUnit::default()], 0..100)
        };
        assert_eq!(maps(5.2).visits[2].to_bits(), 0f32.to_bits(), "5 s there");
        assert!(maps(5.2).unit(0)[2].is_nan() && maps(5.2).unit(0)[3] == 0.0, "5.4 s there");
        assert!(maps(5.0 - 1e-3).unit(0)[2] == 0.0);
    }

    #[test]
    fn rates_are_smoothed_as_opexebo_does() {
        // A row of bins, visited but for the last: 3 spikes in the first second. NumPy: the symmetric convolution with a
        // normalised Gaussian of one bin, cut at four, unvisited bins as 0.
        let arena = Arena { box_m: 5.0, bins: 5 };
        let time_s: Vec<f64> = (0..5).map(f64::from).collect();
        let position_m = (0..4).map(|i| [-2.0 + i as f32, 0.0]).chain([[9.0, 9.0]]).collect();
        let track = CellTrack { time_s, position_m, head_rad: Vec::new() };
        let settings = MapSettings {
            bin_m: 1.0,
            smoothing_m: 1.0,
            smoothed: SmoothedQuantity::Rate,
            speed_gate_m_s: 0.0,
            least_occupancy_s: 0.0,
        };
        let units = [RecordedUnit { spikes_s: vec![0.1, 0.2, 0.3], ..RecordedUnit::default() }];
        let maps = SpikeMapper::new(&track, arena, settings).maps(&units, 0..5);
        let expected = [0.767_066_459, 0.354_217_007, 0.069_922_410, 0.005_464_359];
        for (bin, expected) in expected.into_iter().enumerate() {
            let rate = f64::from(maps.unit(0)[10 + bin]);
            assert!((rate - expected).abs() < 1e-6, "{bin}: {rate} and {expected}");
        }
        assert!(maps.unit(0)[14].is_nan(), "never visited");
    }

    proptest! {
        /// Merging finds what looking finds, whatever the order of the spikes.
        #[test]
        fn merged_spikes_are_those_that_are_found(spikes in prop::collection::vec(-5.0f64..30.0, 0..60)) {
            let track = track();
            let mapper = SpikeMapper::new(&track, ARENA, MapSettings { speed_gate_m_s: 0.0, ..MapSettings::default() });
            let found: Vec<usize> = spikes.iter().filter_map(|spike| mapper.sample_at(*spike)).collect();
            prop_assert_eq!(mapper.samples_of(&spikes).collect::<Vec<_>>(), found);
        }

        /// Counting once is counting three times, to the last bit.
        #[test]
        fn halves_are_made_with_the_whole(
            spikes in prop::collection::vec(prop::collection::vec(-5.0f64..30.0, 0..60), 0..4),
            kept in 0usize..=100,
        ) {
            let mut track = track();
            track.time_s.truncate(kept);
            track.position_m.truncate(kept);
            let unit = |spikes_s| RecordedUnit { spikes_s, ..RecordedUnit::default() };
            let units: Vec<RecordedUnit> = spikes.into_iter().map(unit).collect();
            let settings = MapSettings { speed_gate_m_s: 0.0, smoothing_m: 0.3, ..MapSettings::default() };
            let mapper = SpikeMapper::new(&track, ARENA, settings);
            let (whole, [first, second]) = mapper.maps_and_halves(&units);
            let bits = |maps: &RateMaps| {
                let of = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
                (maps.arena, maps.units, of(&maps.rates), of(&maps.visits))
            };
            for (once, samples) in [(whole, 0..kept), (first, 0..kept / 2), (second, kept / 2..kept)] {
                prop_assert_eq!(bits(&once), bits(&mapper.maps(&units, samples)));
            }
        }
    }
}
