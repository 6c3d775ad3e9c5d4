//! States of simultaneous activity: spikes in time, as Gardner et al. 2022 prepare them.

use super::population::Population;
use super::report::StatesOf;
use crate::analysis::unit::rules::Rules;
use crate::data::{CellTrack, RecordedUnit};
use crate::maps::{Arena, MapSettings, RecordedSet, SpikeMapper};

/// Width of a bin of spikes, seconds (Gardner et al. 2022).
pub const ACTIVITY_BIN_S: f64 = 0.01;
/// Standard deviation of the Gaussian over the bins, seconds (Gardner et al. 2022).
pub const ACTIVITY_SMOOTHING_S: f64 = 0.05;
/// The animal is to run faster than this, metres a second (Gardner et al. 2022).
pub const RUNNING_M_S: f64 = 0.025;
/// Every so many bins make a state (Gardner et al. 2022).
const BINS_A_STATE: usize = 5;
/// States that are kept, at most, evenly in time. Gardner et al. 2022 keep as many, those in which most is going on, of some
/// hundred cells; of forty cells that leaves out the places between their fields, and tears holes into the torus.
const MOST_STATES: usize = 15_000;
/// Smoothing ends at this many standard deviations.
const REACH: f64 = 4.0;
/// Speed is that between two places so far apart in time, seconds; the tracking of single frames trembles.
const SPEED_OVER_S: f64 = 0.5;

impl Population {
    /// The states of some units of a recording at moments in which the animal runs: square roots of their rates, spikes binned
    /// and smoothed in time. Units that do not exist are left out; the others count as active, whatever they do beside each
    /// other.
    #[must_use]
    pub fn of_activity(recorded: &RecordedSet, members: &[usize]) -> Self {
        let cells = &recorded.cells;
        let members: Vec<&RecordedUnit> = members.iter().filter_map(|&unit| cells.units.get(unit)).collect();
        let running = RunningTrack::of(&cells.track);
        let moments = running.moments();
        let count = members.len();
        let mut states = vec![0.0; moments.len() * count];
        let mut rates = Vec::new();
        for (index, unit) in members.iter().enumerate() {
            running.rates_hz(unit, &mut rates);
            for (state, &moment) in states.chunks_exact_mut(count).zip(&moments) {
                state[index] = rates[moment].sqrt();
            }
        }
        let places_m = moments.iter().map(|&moment| running.place(moment)).collect();
        Self {
            source: StatesOf::SimultaneousActivity,
            rules: Rules::Recording,
            units: count,
            states,
            places_m,
            order: (0..moments.len()).collect(),
        }
    }
}

/// A track, and when the animal runs along it.
struct RunningTrack<'a> {
    track: &'a CellTrack,
    mapper: SpikeMapper<'a>,
    start_s: f64,
    /// Moments of the whole recording, one every [`BINS_A_STATE`] bins.
    count: usize,
}

impl<'a> RunningTrack<'a> {
    fn of(track: &'a CellTrack) -> Self {
        let [first, last] = [track.time_s.first(), track.time_s.last()].map(|time| time.copied().unwrap_or(0.0));
        // The arena does not matter: only the time of the samples is asked for.
        let mapper = SpikeMapper::new(track, Arena { box_m: 1.0, bins: 1 }, MapSettings::default());
        let count = ((last - first).max(0.0) / (ACTIVITY_BIN_S * BINS_A_STATE as f64)).floor() as usize;
        Self { track, mapper, start_s: first, count }
    }

    fn time_s(&self, moment: usize) -> f64 {
        self.start_s + (moment * BINS_A_STATE) as f64 * ACTIVITY_BIN_S + 0.5 * ACTIVITY_BIN_S
    }

    /// Where the animal is at a time, metres; none where it is lost or not recorded.
    fn at(&self, time_s: f64) -> Option<[f32; 2]> {
        let place = self.track.position_m.get(self.mapper.sample_at(time_s)?)?;
        place.iter().all(|x| x.is_finite()).then_some(*place)
    }

    fn place(&self, moment: usize) -> [f32; 2] {
        self.at(self.time_s(moment)).unwrap_or([f32::NAN; 2])
    }

    /// The moments in which the animal runs, or as many of them as are kept.
    fn moments(&self) -> Vec<usize> {
        let half = 0.5 * SPEED_OVER_S;
        let runs = |moment: &usize| {
            let time = self.time_s(*moment);
            let ends = [self.at(time - half), self.at(time), self.at(time + half)];
            let [Some(from), Some(_), Some(to)] = ends else { return false };
            f64::from(f32::hypot(to[0] - from[0], to[1] - from[1])) > RUNNING_M_S * SPEED_OVER_S
        };
        let all: Vec<usize> = (0..self.count).filter(runs).collect();
        let kept = all.len().min(MOST_STATES);
        (0..kept).map(|i| all[i * all.len() / kept]).collect()
    }

    /// Rate of a unit at every moment, spikes a second.
    fn rates_hz(&self, unit: &RecordedUnit, rates: &mut Vec<f32>) {
        let sd = ACTIVITY_SMOOTHING_S / ACTIVITY_BIN_S;
        let reach = (REACH * sd).ceil() as usize;
        let bell = |distance: usize| (-0.5 * (distance as f64 / sd).powi(2)).exp();
        let all = bell(0) + 2.0 * (1..=reach).map(bell).sum::<f64>();
        let weights: Vec<f32> = (0..=reach).map(|d| (bell(d) / (all * ACTIVITY_BIN_S)) as f32).collect();
        rates.clear();
        rates.resize(self.count, 0.0);
        for spike in &unit.spikes_s {
            let bin = (spike - self.start_s) / ACTIVITY_BIN_S;
            if !(0.0..(self.count * BINS_A_STATE) as f64).contains(&bin) {
                continue;
            }
            let bin = bin as usize;
            let from = bin.saturating_sub(reach).div_ceil(BINS_A_STATE);
            let to = ((bin + reach) / BINS_A_STATE).min(self.count - 1);
            for moment in from..=to {
                rates[moment] += weights[(moment * BINS_A_STATE).abs_diff(bin)];
            }
        }
    }
}

/// Means on the circle of angles (radians) of moments at places (metres), in the bins of an arena `[y][x]`; NaN where there are
/// none.
#[must_use]
pub fn mean_angles(angles_rad: &[f32], places_m: &[[f32; 2]], arena: Arena) -> Vec<f32> {
    let mut sums = vec![[0.0f64; 2]; arena.bins * arena.bins];
    for (angle, place) in angles_rad.iter().zip(places_m).filter(|(angle, _)| angle.is_finite()) {
        if let Some(bin) = arena.bin(*place) {
            let (sin, cos) = f64::from(*angle).sin_cos();
            sums[bin][0] += cos;
            sums[bin][1] += sin;
        }
    }
    sums.into_iter().map(|[cos, sin]| if cos == 0.0 && sin == 0.0 { f32::NAN } else { sin.atan2(cos) as f32 }).collect()
}
