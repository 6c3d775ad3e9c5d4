//! Trajectories along a recorded trajectory.

use super::codebook::Codebook;
use super::path::WalkPath;

/// Where an animal was: times in seconds and positions in metres.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    time_s: Vec<f64>,
    position_m: Vec<[f64; 2]>,
}

/// A trajectory that cannot be walked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RecordingError {
    /// Times and positions do not belong together.
    #[error("{times} times and {positions} positions; valid: one position for each time")]
    Lengths { times: usize, positions: usize },
    /// A time is not after the one before it.
    #[error("time {time_s} s of sample {sample} is not after {before_s} s; valid: finite times that grow")]
    Time { sample: usize, time_s: f64, before_s: f64 },
    /// Nothing to follow.
    #[error("{finite} samples with a finite position; valid: at least 2, at different places")]
    Still { finite: usize },
}

impl Recording {
    /// A trajectory from times `[sample]` and positions `[sample]`. Positions that are not finite (lost tracking) are
    /// bridged by a straight line.
    ///
    /// # Errors
    /// When the times do not grow, or fewer than two different places are left.
    pub fn new(time_s: Vec<f64>, position_m: Vec<[f64; 2]>) -> Result<Self, RecordingError> {
        if time_s.len() != position_m.len() {
            return Err(RecordingError::Lengths { times: time_s.len(), positions: position_m.len() });
        }
        let mut before_s = f64::NEG_INFINITY;
        for (sample, &time_s) in time_s.iter().enumerate() {
            if !time_s.is_finite() || time_s <= before_s {
                return Err(RecordingError::Time { sample, time_s, before_s });
            }
            before_s = time_s;
        }
        let known = |(_, place): &(f64, [f64; 2])| place.iter().all(|x| x.is_finite());
        let (time_s, position_m): (Vec<f64>, Vec<[f64; 2]>) = time_s.into_iter().zip(position_m).filter(known).unzip();
        let recording = Self { time_s, position_m };
        if recording.extent_m().iter().any(|[low, high]| high > low) {
            return Ok(recording);
        }
        Err(RecordingError::Still { finite: recording.position_m.len() })
    }

    /// Time between the first and the last sample, seconds.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.time_s[self.time_s.len() - 1] - self.time_s[0]
    }

    /// Smallest and largest coordinate along x, then along y, metres.
    #[must_use]
    pub fn extent_m(&self) -> [[f64; 2]; 2] {
        [0, 1].map(|axis| {
            let along = self.position_m.iter().map(|place| place[axis]);
            along.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)])
        })
    }

    /// Factor by which the trajectory grows so that it fills an arena of `box_m` metres, but for a margin that keeps walks
    /// inside in spite of the codebook's errors.
    #[must_use]
    pub fn scale(&self, box_m: f64, codebook: &Codebook) -> f64 {
        let inner_m = (box_m - 4.0 * f64::from(codebook.cell_m())).max(box_m / 2.0);
        inner_m / self.extent_m().iter().fold(0.0f64, |side, [low, high]| side.max(high - low))
    }

    /// The position at a time, on the straight line between two samples.
    fn at(&self, time_s: f64) -> [f64; 2] {
        let last = self.time_s.len() - 1;
        let after = self.time_s.partition_point(|t| *t < time_s).clamp(1, last);
        let (before, span) = (after - 1, self.time_s[after] - self.time_s[after - 1]);
        let share = ((time_s - self.time_s[before]) / span).clamp(0.0, 1.0);
        [0, 1].map(|axis| {
            let [from, to] = [before, after].map(|i| self.position_m[i][axis]);
            from + share * (to - from)
        })
    }

    /// Points of the scaled path around the centre of the arena, so that a step from one to the next is at most `max_speed_m` along each axis and
    /// half of that on average. Where the animal runs faster, it is given more steps: the path is kept, time is not.
    fn points(&self, scale: f64, max_speed_m: f64) -> Vec<[f64; 2]> {
        let centre = self.extent_m().map(|[low, high]| f64::midpoint(low, high));
        let length_m: f64 =
            self.position_m.windows(2).map(|p| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1])).sum::<f64>() * scale;
        let steps = (2.0 * length_m / max_speed_m).ceil().clamp(1.0, MAX_STEPS);
        let place = |step: f64| {
            let here = self.at(self.time_s[0] + self.duration_s() * step / steps);
            [0, 1].map(|axis| scale * (here[axis] - centre[axis]))
        };
        let mut points = vec![place(0.0)];
        for step in 1..=steps as usize {
            append_line(&mut points, place(step as f64), max_speed_m);
        }
        points
    }
}

/// Steps a recording is cut into at most: hours at the pace of a rat.
const MAX_STEPS: f64 = 2e5;

/// Goes on in a straight line, in equal steps of at most `max_speed_m` along each axis.
fn append_line(points: &mut Vec<[f64; 2]>, to: [f64; 2], max_speed_m: f64) {
    let from = points.last().copied().unwrap_or_default();
    let far = (to[0] - from[0]).abs().max((to[1] - from[1]).abs());
    let parts = (far / max_speed_m).ceil().clamp(1.0, MAX_STEPS) as usize;
    points.extend((1..=parts).map(|part| {
        let share = part as f64 / parts as f64;
        [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]))
    }));
}

/// Cuts the recording into walks of equal length; each begins at the centre with a straight line to where the last one
/// ended. Returns the steps of a walk: fewer than asked for where the recording is shorter. There are at most as many walks
/// as asked for.
///
/// Each step aims at the recorded point from where the walk really is, so errors of the codebook do not add up.
pub(super) fn walk(recording: &Recording, walks: usize, length: usize, path: &mut WalkPath<'_>) -> usize {
    let max_speed = f64::from(path.codebook.max_speed_m());
    let points = recording.points(recording.scale(2.0 * path.wall_m, path.codebook), max_speed);
    let mut lines = Vec::new();
    let mut next = 0;
    while lines.len() < walks.max(1) && next < points.len() {
        let mut line = vec![[0.0; 2]];
        append_line(&mut line, points[next], max_speed);
        line.remove(0);
        let taken = length.saturating_sub(line.len()).max(1).min(points.len() - next - 1);
        line.extend(&points[next + 1..=next + taken]);
        next += taken + 1;
        lines.push(line);
    }
    // A last walk that is cut short is left out, unless it is the only one.
    let length = lines.first().map_or(1, Vec::len).min(length.max(1));
    for line in lines.iter().filter(|line| line.len() >= length) {
        path.begin();
        for target in &line[..length] {
            let wanted = [0, 1].map(|axis| target[axis] - path.at[axis]);
            let entry = path.codebook.nearest(wanted);
            path.step(if path.stays_inside(entry) { entry } else { path.inward() });
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::trajectories::{Movement, Trajectories, TrajectorySettings};

    fn circle(samples: u32) -> Recording {
        let time_s: Vec<f64> = (0..samples).map(|i| f64::from(i) * 0.02).collect();
        let position_m = time_s.iter().map(|t| [2.0 + 0.5 * (0.8 * t).cos(), -1.0 + 0.5 * (0.8 * t).sin()]).collect();
        Recording::new(time_s, position_m).expect("a circle")
    }

    #[test]
    fn the_path_is_followed_at_the_size_of_the_arena() {
        let settings = TrajectorySettings { box_m: 3.0, count: 9, length: 150 };
        let walks = Trajectories::draw(0, &Codebook::draw(0, 0.15, 20), &Movement::Recorded(circle(9000)), settings);
        assert!(walks.count() >= 5 && walks.length == 150, "{} walks of {}", walks.count(), walks.length);
        for path in walks.positions_m.chunks(150) {
            for [x, y] in &path[20..] {
                assert!((x.hypot(*y) - 1.47).abs() < 0.05, "on the circle, which fills the arena: {x} {y}");
            }
        }
    }

    #[test]
    fn a_short_recording_is_one_short_walk() {
        let settings = TrajectorySettings { box_m: 2.0, count: 4, length: 500 };
        let walks = Trajectories::draw(0, &Codebook::draw(0, 0.15, 20), &Movement::Recorded(circle(100)), settings);
        assert!(walks.count() == 1 && (20..200).contains(&walks.length), "{} of {}", walks.count(), walks.length);
    }

    #[test]
    fn what_cannot_be_walked_is_refused() {
        let still = Recording::new(vec![0.0, 1.0, 2.0], vec![[1.0, 1.0], [f64::NAN, 0.0], [1.0, 1.0]]);
        assert_eq!(still, Err(RecordingError::Still { finite: 2 }));
        assert_eq!(Recording::new(vec![], vec![]), Err(RecordingError::Still { finite: 0 }));
        let back = Recording::new(vec![0.0, 1.0, 1.0], vec![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]);
        assert_eq!(back, Err(RecordingError::Time { sample: 2, time_s: 1.0, before_s: 1.0 }));
        assert!(Recording::new(vec![0.0, f64::NAN], vec![[0.0; 2]; 2]).is_err());
        assert!(Recording::new(vec![0.0], vec![]).is_err());
    }
}
