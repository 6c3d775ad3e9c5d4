//! Simulated recordings of known truth, for tests: a walk, cells of every kind, Poisson spikes.

use super::{ArenaShape, CellTrack, RecordedCells, RecordedUnit};
use crate::numerics::Draws;

/// Time between samples of the track, seconds.
pub(crate) const STEP_S: f64 = 0.02;

/// How the rate of a cell depends on the place, metres from the centre of a square box. Every cell has a peak of 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tuning {
    /// A hexagonal grid: three plane waves, of which only what is above 0 fires.
    Grid { spacing_m: f64, orientation_deg: f64, phase_m: [f64; 2] },
    /// Gaussian fields: centres and standard deviation, metres. One is a place cell.
    Fields(Vec<([f64; 2], f64)>),
    /// A Gaussian ridge along the wall in this direction (0 right, 1 top, 2 left, 3 bottom), so far from it.
    Boundary { wall: u32, distance_m: f64, width_m: f64 },
    /// The same rate everywhere.
    Flat,
}

impl Tuning {
    /// A grid cell of a module, with a phase of its own.
    pub(crate) fn grid(spacing_m: f64, orientation_deg: f64, draws: &mut Draws) -> Self {
        let phase_m = [0; 2].map(|_| f64::from(draws.symmetric(1.0)) * spacing_m);
        Self::Grid { spacing_m, orientation_deg, phase_m }
    }

    /// A cell of so many random fields.
    pub(crate) fn fields(count: usize, side_m: f64, draws: &mut Draws) -> Self {
        let mut one = || {
            let centre_m = [0; 2].map(|_| f64::from(draws.symmetric(0.5)) * side_m);
            (centre_m, 0.07 + 0.08 * f64::from(draws.uniform()))
        };
        Self::Fields((0..count).map(|_| one()).collect())
    }

    /// A boundary-vector cell of a random wall and distance.
    pub(crate) fn boundary(side_m: f64, draws: &mut Draws) -> Self {
        let distance_m = 0.3 * side_m * f64::from(draws.uniform());
        Self::Boundary { wall: draws.below(4), distance_m, width_m: 0.06 + 0.06 * f64::from(draws.uniform()) }
    }

    /// The rate at a place, as a share of the peak.
    pub(crate) fn rate(&self, [x, y]: [f64; 2], side_m: f64) -> f64 {
        let bump = |distance_m: f64, sd_m: f64| (-0.5 * (distance_m / sd_m).powi(2)).exp();
        match self {
            Self::Grid { spacing_m, orientation_deg, phase_m } => {
                let k = 4.0 * std::f64::consts::PI / (3.0f64.sqrt() * spacing_m);
                let wave = |i: u32| {
                    let (sin, cos) = (orientation_deg + 30.0 + 60.0 * f64::from(i)).to_radians().sin_cos();
                    (k * (cos * (x - phase_m[0]) + sin * (y - phase_m[1]))).cos()
                };
                (0..3).map(wave).sum::<f64>().max(0.0) / 3.0
            }
            Self::Fields(fields) => {
                fields.iter().map(|([u, v], sd_m)| bump((x - u).hypot(y - v), *sd_m)).fold(0.0, f64::max)
            }
            Self::Boundary { wall, distance_m, width_m } => {
                let along = [x, y, -x, -y][*wall as usize % 4];
                bump(0.5 * side_m - along - distance_m, *width_m)
            }
            Self::Flat => 1.0,
        }
    }
}

/// A rat's walk through a square box: a heading that wanders and turns at walls, and a speed of 5 to 50 cm/s.
pub(crate) fn walk(side_m: f64, seconds: f64, seed: u64) -> CellTrack {
    let mut draws = Draws::new(seed, "simulated walk", 0);
    let mut track = CellTrack::default();
    let (mut place, mut heading, mut drive) = ([0.0f64; 2], 0.0f64, 0.0f64);
    let reach_m = 0.5 * side_m - 0.01;
    for sample in 0..(seconds / STEP_S) as usize {
        heading += 0.2 * f64::from(draws.normal());
        drive += -0.02 * drive + 0.2 * f64::from(draws.normal());
        let step_m = STEP_S * (0.2 + 0.15 * drive).clamp(0.05, 0.5);
        let next = [place[0] + step_m * heading.cos(), place[1] + step_m * heading.sin()];
        if next.iter().all(|along| along.abs() <= reach_m) {
            place = next;
        } else {
            heading = f64::from(draws.symmetric(std::f32::consts::PI));
        }
        track.time_s.push(sample as f64 * STEP_S);
        track.position_m.push(place.map(|along| along as f32));
        track.head_rad.push(heading.sin().atan2(heading.cos()) as f32);
    }
    track
}

/// Poisson spikes, seconds, of a rate (Hz) that depends on the sample.
pub(crate) fn spikes(track: &CellTrack, rate_hz: impl Fn(usize) -> f64, draws: &mut Draws) -> Vec<f64> {
    let mut spikes_s = Vec::new();
    for (sample, time_s) in track.time_s.iter().enumerate() {
        // How many arrive within the step: exponential pauses, one after the other.
        let (per_step, mut passed) = (rate_hz(sample) * STEP_S, 0.0f64);
        loop {
            passed -= f64::from(1.0 - draws.uniform()).ln();
            if passed >= per_step {
                break;
            }
            spikes_s.push(time_s + STEP_S * passed / per_step);
        }
    }
    spikes_s
}

/// Cells with these tunings and peak rates (Hz) on a track through a square box.
pub(crate) fn recorded(track: CellTrack, side_m: f64, cells: &[(Tuning, f64)], seed: u64) -> RecordedCells {
    let unit = |(unit, (tuning, peak_hz)): (usize, &(Tuning, f64))| {
        let mut draws = Draws::new(seed, "simulated spikes", unit as u64);
        let rate_hz = |sample: usize| peak_hz * tuning.rate(track.position_m[sample].map(f64::from), side_m);
        RecordedUnit { label: unit.to_string(), spikes_s: spikes(&track, rate_hz, &mut draws) }
    };
    let units = cells.iter().enumerate().map(unit).collect();
    RecordedCells { units, track, shape: ArenaShape::Rectangle { width_m: side_m, height_m: side_m } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_covers_its_box_and_spikes_come_at_the_rate() {
        let track = walk(1.0, 600.0, 1);
        assert_eq!(track.time_s.len(), 30_000);
        let mut seen = [false; 100];
        for [x, y] in &track.position_m {
            assert!(x.abs() <= 0.5 && y.abs() <= 0.5);
            seen[((y + 0.5) * 10.0) as usize * 10 + ((x + 0.5) * 10.0) as usize] = true;
        }
        assert!(seen.iter().filter(|seen| **seen).count() >= 95, "most of 10 × 10 bins");
        let mut draws = Draws::new(1, "test", 0);
        let kinds = [
            Tuning::grid(0.4, 10.0, &mut draws),
            Tuning::fields(1, 1.0, &mut draws),
            Tuning::boundary(1.0, &mut draws),
            Tuning::Flat,
        ];
        for kind in &kinds {
            let rates =
                (0..10_000).map(|i| kind.rate([f64::from(i % 100), f64::from(i / 100)].map(|c| c / 100.0 - 0.5), 1.0));
            let peak = rates.fold(0.0, f64::max);
            assert!((0.9..=1.0).contains(&peak), "{kind:?}: {peak}");
        }
        let cells = recorded(track, 1.0, &kinds.map(|kind| (kind, 5.0)), 1);
        let flat = cells.units[3].spikes_s.len() as f64;
        assert!((flat - 3000.0).abs() < 200.0, "5 Hz for 600 s: {flat}");
        assert!(cells.units.iter().all(|unit| unit.spikes_s.is_sorted() && unit.spikes_s.len() > 30));
    }
}
