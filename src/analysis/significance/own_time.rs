//! A recording in the animal's own time: moments of equal length, one after the other, without those that do not count.

use crate::data::RecordedUnit;
use crate::maps::{RateMaker, SpikeMapper};
use crate::numerics::Draws;

/// The moments of a track that count, each as long as a usual sample, and what makes rates of spikes in them.
///
/// Gaps, lost samples and those that a speed gate leaves out are not there, so spikes that are shifted along it never fall
/// into them, and their number stays.
pub(super) struct OwnTime {
    /// The bin of each moment, and its sample.
    bins: Vec<u32>,
    samples: Vec<u32>,
    /// The first moment of each sample; of samples that do not count, that of the next one that does.
    first_moment: Vec<u32>,
    /// The first moment of the second half of the samples.
    half: usize,
    /// The least shift, moments.
    least_shift: usize,
    /// What makes rates of the counts over all samples, and over those of each half.
    pub(super) whole: RateMaker,
    pub(super) halves: [RateMaker; 2],
}

/// How often a unit fired in each bin, in each half of the recording.
pub(super) struct Counts {
    pub(super) halves: [Vec<u32>; 2],
}

impl Counts {
    /// In both halves together.
    pub(super) fn whole(&self) -> Vec<u32> {
        self.halves[0].iter().zip(&self.halves[1]).map(|(a, b)| a + b).collect()
    }
}

impl OwnTime {
    /// Lays out the time of a track; `None` where it is too short for shifts of so many seconds both ways.
    pub(super) fn of(mapper: &SpikeMapper<'_>, least_shift_s: f64) -> Option<Self> {
        let (samples, halves) = (mapper.samples(), mapper.halves());
        let mut lengths: Vec<f64> = (0..samples)
            .filter(|sample| mapper.bin_of(*sample).is_some())
            .map(|sample| mapper.seconds_of(sample))
            .collect();
        if lengths.is_empty() {
            return None;
        }
        let middle = lengths.len() / 2;
        let step_s = *lengths.select_nth_unstable_by(middle, f64::total_cmp).1;
        let (mut bins, mut of_moment, mut first_moment) = (Vec::new(), Vec::new(), Vec::with_capacity(samples));
        let (mut passed_s, mut half) = (0.0, 0);
        for sample in 0..samples {
            if sample == halves[1].start {
                half = bins.len();
            }
            first_moment.push(bins.len() as u32);
            if let Some(bin) = mapper.bin_of(sample) {
                passed_s += mapper.seconds_of(sample);
                // As many as fit: of uneven samples some have none, others two.
                let end = (passed_s / step_s).round().min(f64::from(u32::MAX)) as usize;
                bins.resize(end.max(bins.len()), bin as u32);
                of_moment.resize(bins.len(), sample as u32);
            }
        }
        let least_shift = (least_shift_s / step_s).ceil() as usize;
        let halves = halves.map(|half| mapper.rate_maker(|sample| half.contains(&sample)));
        (bins.len() > 2 * least_shift).then(|| Self {
            bins,
            samples: of_moment,
            first_moment,
            half,
            least_shift,
            whole: mapper.rate_maker(|_| true),
            halves,
        })
    }

    /// The moments in which a unit fired.
    pub(super) fn moments(&self, mapper: &SpikeMapper<'_>, unit: &RecordedUnit) -> Vec<u32> {
        let last = self.bins.len() as u32 - 1;
        let on_track = mapper.samples_of(&unit.spikes_s).filter(|sample| mapper.bin_of(*sample).is_some());
        on_track.map(|sample| self.first_moment[sample].min(last)).collect()
    }

    /// A shift of at least the least one, in moments: whichever way round, the animal is somewhere else.
    pub(super) fn shift(&self, draws: &mut Draws) -> usize {
        let choices = self.bins.len() - 2 * self.least_shift + 1;
        self.least_shift + draws.below(choices.min(u32::MAX as usize) as u32) as usize
    }

    /// The moment of a spike that comes so many later; beyond the end it goes on at the beginning.
    fn later(&self, moment: u32, shift: usize) -> usize {
        let shifted = moment as usize + shift;
        if shifted >= self.bins.len() { shifted - self.bins.len() } else { shifted }
    }

    /// The samples of spikes that come so many moments later.
    pub(super) fn samples(&self, moments: &[u32], shift: usize) -> impl Iterator<Item = usize> {
        moments.iter().map(move |moment| self.samples[self.later(*moment, shift)] as usize)
    }

    /// Where spikes fall that come so many moments later.
    pub(super) fn counts(&self, moments: &[u32], shift: usize, bins: usize) -> Counts {
        let mut halves = [vec![0u32; bins], vec![0u32; bins]];
        for moment in moments {
            let shifted = self.later(*moment, shift);
            halves[usize::from(shifted >= self.half)][self.bins[shifted] as usize] += 1;
        }
        Counts { halves }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::CellTrack;
    use crate::maps::{Arena, MapSettings};

    const ARENA: Arena = Arena { box_m: 4.0, bins: 4 };

    /// A sample a second through the four bins of the lowest row, lost for a while.
    fn track() -> CellTrack {
        let place = |i: usize| if (40..60).contains(&i) { [f32::NAN; 2] } else { [(i % 4) as f32 - 1.5, -1.5] };
        CellTrack {
            time_s: (0..120).map(f64::from).collect(),
            position_m: (0..120).map(place).collect(),
            head_rad: Vec::new(),
        }
    }

    #[test]
    fn shifted_spikes_stay_on_the_track_and_are_as_many() {
        let track = track();
        let mapper = SpikeMapper::new(
            &track,
            ARENA,
            MapSettings { smoothing_m: 0.0, speed_gate_m_s: 0.0, ..MapSettings::default() },
        );
        let time = OwnTime::of(&mapper, 20.0).expect("long enough");
        assert_eq!((time.bins.len(), time.half, time.least_shift), (100, 40, 20));
        let unit = RecordedUnit { spikes_s: vec![0.5, 1.5, 50.5, 60.5, 119.5, 500.0], ..RecordedUnit::default() };
        let moments = time.moments(&mapper, &unit);
        assert_eq!(moments, [0, 1, 40, 99], "lost and late ones do not count");
        let own = time.counts(&moments, 0, 16);
        assert_eq!(own.halves[0][..4], [1, 1, 0, 0]);
        assert_eq!(own.halves[1][..4], [1, 0, 0, 1]);
        assert_eq!(own.whole()[..4], [2, 1, 0, 1]);
        let later = time.counts(&moments, 38, 16);
        assert_eq!(later.halves[0][..4], [0, 1, 1, 1], "38, 39, and 37, which was 99");
        assert_eq!(later.halves[1][..4], [0, 0, 1, 0], "78, which is sample 98");
        let mut draws = Draws::new(1, "test", 0);
        let shifts: Vec<usize> = (0..2000).map(|_| time.shift(&mut draws)).collect();
        assert_eq!(shifts.iter().min(), Some(&20));
        assert_eq!(shifts.iter().max(), Some(&80), "20 s before the end");
    }

    #[test]
    fn a_short_track_has_no_shifts() {
        let track = track();
        let mapper = SpikeMapper::new(&track, ARENA, MapSettings::default());
        assert!(OwnTime::of(&mapper, 50.0).is_none());
        let nowhere = CellTrack { position_m: vec![[f32::NAN; 2]; 120], ..track };
        assert!(OwnTime::of(&SpikeMapper::new(&nowhere, ARENA, MapSettings::default()), 1.0).is_none());
    }
}
