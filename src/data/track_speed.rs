//! How fast a recorded animal moved.

use super::CellTrack;
use super::sampling::{GAP, usual_pause_s};

/// How far before and after a sample its speed looks, seconds: tracking trembles by millimetres from sample to sample, which at
/// 50 samples a second would be decimetres a second.
pub const SPEED_REACH_S: f64 = 0.2;

impl CellTrack {
    /// The usual time between two samples, seconds: the median; 0 of fewer than two.
    #[must_use]
    pub fn usual_step_s(&self) -> f64 {
        usual_pause_s(&self.time_s)
    }

    /// The longest pause between samples that is no gap, seconds.
    #[must_use]
    pub fn longest_step_s(&self) -> f64 {
        GAP * self.usual_step_s()
    }

    /// Speed at each sample, metres a second: the way from the sample [`SPEED_REACH_S`] before to this one and on to the sample
    /// as long after, over its time; with slower sampling, the way from the sample before to the one after. It never reaches
    /// across a gap. NaN where the animal was lost, and where no other sample is near.
    #[must_use]
    pub fn speeds_m_s(&self) -> Vec<f32> {
        let longest = self.longest_step_s();
        let count = self.position_m.len().min(self.time_s.len());
        (0..count).map(|sample| self.speed_m_s(sample, count, longest)).collect()
    }

    fn speed_m_s(&self, sample: usize, count: usize, longest_s: f64) -> f32 {
        let (here, now) = (self.position_m[sample], self.time_s[sample]);
        let is_known = |at: usize| self.position_m[at].iter().all(|x| x.is_finite());
        if !is_known(sample) {
            return f32::NAN;
        }
        let (mut way_m, mut time_s) = (0.0, 0.0);
        let mut add = |at: usize| {
            let [dx, dy] = [0, 1].map(|axis| f64::from(self.position_m[at][axis]) - f64::from(here[axis]));
            way_m += dx.hypot(dy);
            time_s += (self.time_s[at] - now).abs();
        };
        let is_near = |last: usize, next: usize| {
            (self.time_s[next] - self.time_s[last]).abs() <= longest_s
                && (last == sample || (self.time_s[next] - now).abs() <= SPEED_REACH_S + 1e-9)
        };
        let (mut last, mut known) = (sample, sample);
        while last > 0 && is_near(last, last - 1) {
            last -= 1;
            if is_known(last) {
                known = last;
            }
        }
        add(known);
        (last, known) = (sample, sample);
        while last + 1 < count && is_near(last, last + 1) {
            last += 1;
            if is_known(last) {
                known = last;
            }
        }
        add(known);
        if time_s > 0.0 { (way_m / time_s) as f32 } else { f32::NAN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(step_s: f64, x_m: &[f32]) -> CellTrack {
        let time_s = (0..x_m.len()).map(|i| i as f64 * step_s).collect();
        CellTrack { time_s, position_m: x_m.iter().map(|x| [*x, 0.0]).collect(), head_rad: Vec::new() }
    }

    #[test]
    fn a_steady_walk_has_its_speed_everywhere() {
        let x: Vec<f32> = (0..100).map(|i| 0.3 * i as f32 * 0.02).collect();
        assert!(track(0.02, &x).speeds_m_s().iter().all(|speed| (speed - 0.3).abs() < 1e-3));
        let back_and_forth = track(1.0, &[0.0, 1.0, 0.0, 1.0]);
        assert_eq!(back_and_forth.speeds_m_s(), [1.0; 4], "slow sampling: from sample to sample");
    }

    #[test]
    fn trembling_is_no_movement() {
        let x: Vec<f32> = (0..100).map(|i| if i % 2 == 0 { 0.0 } else { 0.002 }).collect();
        let speeds = track(0.02, &x).speeds_m_s();
        assert!(speeds[10..90].iter().all(|speed| *speed < 0.011), "{speeds:?}");
    }

    #[test]
    fn gaps_are_not_crossed_and_lost_samples_have_no_speed() {
        let mut gap = track(0.1, &[0.0, 0.01, 0.02, 5.0, 5.01, 5.02]);
        for time in &mut gap.time_s[3..] {
            *time += 100.0;
        }
        assert!(gap.speeds_m_s().iter().all(|speed| (speed - 0.1).abs() < 1e-3), "{:?}", gap.speeds_m_s());
        let lost = track(0.1, &[0.0, f32::NAN, 0.02, 0.03]).speeds_m_s();
        assert!(lost[1].is_nan() && (lost[0] - 0.1).abs() < 1e-3 && (lost[2] - 0.1).abs() < 1e-3, "{lost:?}");
        assert!(track(0.1, &[0.0]).speeds_m_s()[0].is_nan(), "nothing to compare with");
        assert!(CellTrack::default().speeds_m_s().is_empty());
    }
}
