//! Head direction: does a cell fire when the head points one way?

use crate::data::CellTrack;
use crate::maps::SpikeMapper;
use std::f64::consts::{PI, TAU};

/// Directions of a tuning curve: 6° each.
pub const HEAD_BINS: usize = 60;

/// How a cell's rate depends on the direction of the head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadTuning {
    /// Length of the mean vector of the tuning curve, 0 to 1: |Σ r e^{iθ}| / Σ r over the directions that were taken. Rates are
    /// spikes over seconds, so that a direction taken often does not count more.
    pub mean_vector: f64,
    /// Direction of that vector, degrees from the x axis towards the y axis, 0 to 360.
    pub preferred_deg: f64,
    /// Rayleigh's test with as many independent directions as spikes (Zar 1999, eq. 27.4). Spikes of one run of the animal are
    /// not independent: shuffles are the stricter test.
    pub rayleigh_p: f64,
}

/// For how long the head pointed where, over the samples that count in maps.
pub struct HeadOccupancy {
    seconds: [f64; HEAD_BINS],
    /// The direction of each sample; `None` where it does not count.
    bins: Vec<Option<u8>>,
}

impl HeadOccupancy {
    /// `None` where directions were not recorded.
    #[must_use]
    pub fn of(track: &CellTrack, mapper: &SpikeMapper<'_>) -> Option<Self> {
        if track.head_rad.len() < mapper.samples() || mapper.samples() == 0 {
            return None;
        }
        let mut seconds = [0.0; HEAD_BINS];
        let bin = |sample: usize| {
            let direction = f64::from(track.head_rad[sample]);
            let is_counted = direction.is_finite() && mapper.bin_of(sample).is_some();
            let bin = (direction.rem_euclid(TAU) / TAU * HEAD_BINS as f64) as usize % HEAD_BINS;
            is_counted.then(|| {
                seconds[bin] += mapper.seconds_of(sample);
                bin as u8
            })
        };
        let bins = (0..mapper.samples()).map(bin).collect();
        Some(Self { seconds, bins })
    }

    /// The tuning of a cell whose spikes fell on these samples; `None` without spikes.
    #[must_use]
    pub fn tuning(&self, samples: impl Iterator<Item = usize>) -> Option<HeadTuning> {
        let mut counts = [0u32; HEAD_BINS];
        for bin in samples.filter_map(|sample| *self.bins.get(sample)?) {
            counts[usize::from(bin)] += 1;
        }
        let (mut sum, mut cos, mut sin) = (0.0, 0.0, 0.0);
        for (bin, (count, seconds)) in
            counts.iter().zip(&self.seconds).enumerate().filter(|(_, (_, time))| **time > 0.0)
        {
            let rate = f64::from(*count) / seconds;
            let direction = (bin as f64 + 0.5) * TAU / HEAD_BINS as f64;
            sum += rate;
            cos += rate * direction.cos();
            sin += rate * direction.sin();
        }
        if sum <= 0.0 {
            return None;
        }
        let mean_vector = (cos.hypot(sin) / sum).min(1.0);
        let preferred_deg = sin.atan2(cos).rem_euclid(2.0 * PI).to_degrees();
        let spikes = f64::from(counts.iter().sum::<u32>());
        Some(HeadTuning { mean_vector, preferred_deg, rayleigh_p: rayleigh_p(spikes, mean_vector) })
    }
}

/// The probability of a mean vector at least so long of so many directions that are drawn evenly (Zar 1999, eq. 27.4).
fn rayleigh_p(count: f64, mean_vector: f64) -> f64 {
    let length = count * mean_vector;
    let root = (1.0 + 4.0 * count + 4.0 * (count * count - length * length)).sqrt();
    (root - (1.0 + 2.0 * count)).exp().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::{Arena, MapSettings, SmoothedQuantity};

    const SETTINGS: MapSettings = MapSettings {
        bin_m: 0.1,
        smoothing_m: 0.0,
        smoothed: SmoothedQuantity::SpikesAndSeconds,
        speed_gate_m_s: 0.0,
        least_occupancy_s: 0.0,
    };

    /// A head that turns once a minute, and dwells three times as long in half of the directions.
    fn track() -> CellTrack {
        let head = |i: usize| match i % 1200 {
            early @ 0..900 => early as f32 / 900.0 * 3.0,
            late => 3.0 + (late - 900) as f32 / 300.0 * 3.0,
        };
        CellTrack {
            time_s: (0..6000).map(|i| f64::from(i) * 0.05).collect(),
            position_m: vec![[0.1, 0.1]; 6000],
            head_rad: (0..6000).map(head).collect(),
        }
    }

    fn tuning(wanted: impl Fn(usize, f64) -> bool) -> HeadTuning {
        let track = track();
        let mapper = SpikeMapper::new(&track, Arena { box_m: 1.0, bins: 10 }, SETTINGS);
        let occupancy = HeadOccupancy::of(&track, &mapper).expect("directions");
        let samples = (0..6000).filter(|i| wanted(*i, f64::from(track.head_rad[*i])));
        occupancy.tuning(samples).expect("spikes")
    }

    #[test]
    fn a_direction_that_is_taken_often_does_not_count_more() {
        let all = tuning(|i, _| i % 10 == 0);
        assert!(all.mean_vector < 0.06 && all.rayleigh_p > 0.1, "it fires alike everywhere: {all:?}");
    }

    #[test]
    fn a_cell_of_one_direction_has_it() {
        let cell = tuning(|_, direction| (direction - 2.0).abs() < 0.4);
        assert!((cell.preferred_deg - 2.0f64.to_degrees()).abs() < 3.0, "{cell:?}");
        // sin(a)/a of a sector of ±0.4
        assert!((cell.mean_vector - 0.4f64.sin() / 0.4).abs() < 0.02 && cell.rayleigh_p < 1e-10, "{cell:?}");
    }

    #[test]
    fn rayleigh_is_that_of_zar() {
        // Python: exp(sqrt(1 + 4n + 4(n² − (nR)²)) − (1 + 2n)) with n = 20, R = 0.4 and n = 8, R = 0.1.
        for (count, mean_vector, expected) in [(20.0, 0.4, 0.038_742_122_907_776), (8.0, 0.1, 0.927_315_337_305_316)] {
            assert!(
                (rayleigh_p(count, mean_vector) / expected - 1.0).abs() < 1e-9,
                "{}",
                rayleigh_p(count, mean_vector)
            );
        }
        assert!(rayleigh_p(1e6, 1.0) >= 0.0 && rayleigh_p(10.0, 0.0) <= 1.0);
    }

    #[test]
    fn without_directions_or_spikes_there_is_none() {
        let track = track();
        let mapper = SpikeMapper::new(&track, Arena { box_m: 1.0, bins: 10 }, SETTINGS);
        let occupancy = HeadOccupancy::of(&track, &mapper).expect("directions");
        assert_eq!(occupancy.tuning(std::iter::empty()), None);
        let blind = CellTrack { head_rad: Vec::new(), ..track.clone() };
        assert!(HeadOccupancy::of(&blind, &mapper).is_none());
    }
}
