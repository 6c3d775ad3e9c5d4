//! Walks along a recorded trajectory.

use super::codebook::Codebook;
use super::path::WalkPath;
use super::recording::{Recording, RecordingError};

/// The way of a recording through an arena: scaled, around its centre, in steps that a network can take. Steps go by the way,
/// not by time: who rests takes none. Nothing is stored of it; its points come one after the other.
struct Route<'a> {
    recording: &'a Recording,
    scale: f64,
    centre_m: [f64; 2],
    max_speed_m: f64,
}

/// A point that a walk aims at.
#[derive(Clone, Copy)]
struct Target {
    place: [f64; 2],
    /// Whether the animal was there.
    counts: bool,
}

impl<'a> Route<'a> {
    fn new(recording: &'a Recording, box_m: f64, codebook: &Codebook) -> Self {
        let (scale, max_speed_m) = (recording.scale(box_m, codebook), f64::from(codebook.max_speed_m()));
        let centre_m = recording.extent_m().map(|[low, high]| f64::midpoint(low, high));
        Self { recording, scale, centre_m, max_speed_m }
    }

    /// Where the animal is at a sample, metres from the centre of the arena.
    fn place(&self, sample: usize) -> [f64; 2] {
        let here = self.recording.place_m(sample);
        [0, 1].map(|axis| self.scale * (here[axis] - self.centre_m[axis]))
    }

    /// A straight line in equal steps of at most the largest speed along each axis.
    fn leg(&self, from: [f64; 2], to: [f64; 2], is_recorded: bool) -> Leg {
        let far = (to[0] - from[0]).abs().max((to[1] - from[1]).abs());
        let parts = (far / self.max_speed_m).ceil().clamp(1.0, Recording::MAX_STEPS as f64) as usize;
        Leg { from, to, parts, is_recorded }
    }

    /// The next point is where the animal is half of the largest step away from the last one. Where it is further away at the
    /// next sample, it is given more steps, and larger ones: the path is kept, time is not. What leads across a gap is no way of
    /// the animal.
    fn legs(&self) -> impl Iterator<Item = Leg> {
        let (mut from, step_m) = (self.place(0), 0.5 * self.max_speed_m);
        (1..self.recording.samples()).filter_map(move |sample| {
            let to = self.place(sample);
            let [x, y] = [0, 1].map(|axis| to[axis] - from[axis]);
            let way_m = x.hypot(y);
            if way_m < step_m {
                return None;
            }
            let is_recorded = !self.recording.is_after_gap(sample);
            let leg = if is_recorded && x.abs().max(y.abs()) <= self.max_speed_m {
                let steps = (way_m / step_m).floor();
                let share = steps * step_m / way_m;
                Leg { from, to: [from[0] + share * x, from[1] + share * y], parts: steps as usize, is_recorded }
            } else {
                self.leg(from, to, is_recorded)
            };
            from = leg.to;
            Some(leg)
        })
    }

    /// The targets of each walk: a straight line from the centre to where the last one ended, then `length` steps in all
    /// along the route, or fewer at its end.
    fn lines(&self, length: usize) -> impl Iterator<Item = Vec<Target>> {
        let first = Target { place: self.place(0), counts: true };
        let mut points = std::iter::once(first).chain(self.legs().flat_map(Leg::points));
        std::iter::from_fn(move || {
            let begin = points.next()?;
            let mut line: Vec<Target> = self.leg([0.0; 2], begin.place, false).points().collect();
            line.pop();
            line.push(begin);
            let left = length.saturating_sub(line.len()).max(1);
            line.extend(points.by_ref().take(left));
            line.truncate(length);
            Some(line)
        })
    }
}

/// A straight line in so many equal steps.
#[derive(Clone, Copy)]
struct Leg {
    from: [f64; 2],
    to: [f64; 2],
    parts: usize,
    /// Whether the animal went there; else only its end is a place of it.
    is_recorded: bool,
}

impl Leg {
    /// The ends of its steps.
    fn points(self) -> impl Iterator<Item = Target> {
        let Self { from, to, parts, is_recorded } = self;
        (1..=parts).map(move |part| {
            let share = part as f64 / parts as f64;
            let place = [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]));
            Target { place, counts: is_recorded || part == parts }
        })
    }
}

impl Recording {
    /// Most steps of all walks along a recording: days at the pace of a rat.
    pub const MAX_STEPS: usize = 1_000_000;

    /// Whether walks of `length` steps each, in an arena of `box_m` metres, can follow all of it.
    ///
    /// # Errors
    /// [`RecordingError::Steps`] when that takes more than [`Recording::MAX_STEPS`]: noise of the tracking that is large
    /// against the steps of the network makes a long way.
    pub fn check_walk(&self, box_m: f64, length: usize, codebook: &Codebook) -> Result<(), RecordingError> {
        let route = Route::new(self, box_m, codebook);
        let mut steps: usize = route.legs().map(|leg| leg.parts).sum();
        if steps <= Self::MAX_STEPS {
            // Each walk has to get to its beginning, too.
            steps = 0;
            for line in route.lines(length.max(1)) {
                steps += line.len();
                if steps > Self::MAX_STEPS {
                    break;
                }
            }
        }
        if steps <= Self::MAX_STEPS {
            return Ok(());
        }
        let (most, max_speed_m) = (Self::MAX_STEPS, codebook.max_speed_m());
        Err(RecordingError::Steps { steps, most, max_speed_m, box_m })
    }
}

/// Cuts the recording into walks of equal length; each begins at the centre with a straight line to where the last one
/// ended. Returns the steps of a walk: fewer than asked for where the recording is shorter. There are at most as many walks
/// as asked for, and of [`Recording::MAX_STEPS`] steps in all.
///
/// Each step aims at the recorded point from where the walk really is, so errors of the codebook do not add up.
pub(super) fn walk(recording: &Recording, walks: usize, length: usize, path: &mut WalkPath<'_>) -> usize {
    let wanted = length.clamp(1, Recording::MAX_STEPS);
    let walks = walks.clamp(1, Recording::MAX_STEPS / wanted);
    let route = Route::new(recording, 2.0 * path.wall_m, path.codebook);
    let mut lines = route.lines(wanted).take(walks).peekable();
    let length = lines.peek().map_or(1, Vec::len);
    // A last walk that is cut short is left out, unless it is the only one.
    for line in lines.filter(|line| line.len() == length) {
        path.begin();
        for Target { place, counts } in line {
            let wanted = [0, 1].map(|axis| place[axis] - path.at[axis]);
            let nearest = path.codebook.nearest(wanted);
            let entry = if path.stays_inside(nearest) { nearest } else { path.inward() };
            if counts {
                path.step(entry);
            } else {
                path.lead(entry);
            }
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

    /// The tiles of 10 cm that count in walks along a recording, in an arena of 2 m.
    fn tiles(time_s: Vec<f64>, position_m: Vec<[f64; 2]>) -> std::collections::BTreeSet<[i32; 2]> {
        let settings = TrajectorySettings { box_m: 2.0, count: usize::MAX, length: 120 };
        let recording = Recording::new(time_s, position_m).expect("a good recording");
        let walks = Trajectories::draw(0, &Codebook::draw(0, 0.15, 400), &Movement::Recorded(recording), settings);
        let places = walks.positions_m.iter().zip(&walks.counts).filter(|(_, counts)| **counts);
        places.map(|(place, _)| place.map(|x| (10.0 * x).floor() as i32)).collect()
    }

    #[test]
    fn pauses_and_gaps_lead_nowhere() {
        let time_s: Vec<f64> = (0..1600).map(|i| f64::from(i) * 0.1).collect();
        let round: Vec<[f64; 2]> = time_s.iter().map(|t| [0.5 * (t / 5.0).cos(), 0.5 * (t / 5.0).sin()]).collect();
        let run = tiles(time_s.clone(), round.clone());
        for [x, y] in &run {
            let far = (0.1 * f64::from(*x) + 0.05).hypot(0.1 * f64::from(*y) + 0.05);
            assert!((far - 0.98).abs() < 0.15, "on the circle: {x} {y}");
        }
        // An hour at rest, which trembles by a millimetre.
        let rest = (1..36_000u32).map(|i| (160.0 + 0.1 * f64::from(i), 0.001 * f64::from(i % 3)));
        let (rested, there): (Vec<f64>, Vec<[f64; 2]>) =
            rest.map(|(t, x)| (t, [round[1599][0] + x, round[1599][1]])).unzip();
        let rested = tiles([&time_s[..], &rested[..]].concat(), [&round[..], &there[..]].concat());
        assert!(rested.difference(&run).count() <= 2, "{:?}", rested.difference(&run));
        // Ten hours between two bouts, the second from the other side on.
        let turned: Vec<[f64; 2]> = round.iter().map(|[x, y]| [-x, -y]).collect();
        let later: Vec<f64> = time_s.iter().map(|t| t + 36_160.0).collect();
        let apart = tiles([&time_s[..], &later[..]].concat(), [&round[..], &turned[..]].concat());
        assert!(apart.difference(&run).count() <= 2, "nothing across: {:?}", apart.difference(&run));
    }

    #[test]
    fn a_short_recording_is_one_short_walk() {
        let settings = TrajectorySettings { box_m: 2.0, count: 4, length: 500 };
        let walks = Trajectories::draw(0, &Codebook::draw(0, 0.15, 20), &Movement::Recorded(circle(100)), settings);
        assert!(walks.count() == 1 && (20..200).contains(&walks.length), "{} of {}", walks.count(), walks.length);
    }

    #[test]
    fn noise_that_is_large_against_a_step_is_refused_with_the_figure() {
        // An hour at 100 samples a second, each off by up to half a metre.
        let mut draws = crate::numerics::Draws::new(1, "noise", 0);
        let time_s: Vec<f64> = (0..360_000).map(|i| f64::from(i) * 0.01).collect();
        let noisy = time_s.iter().map(|_| [0, 1].map(|_| f64::from(draws.symmetric(0.5)))).collect();
        let noisy = Recording::new(time_s, noisy).expect("one can record that");
        let slow = Codebook::draw(0, 0.001, 16);
        let error = noisy.check_walk(20.0, 2000, &slow).expect_err("2e5 jumps of some metres").to_string();
        assert!(error.contains("0.001 m") && error.contains("in an arena of 20 m"), "{error}");
        assert!(error.contains("valid: up to 1000000") && error.contains("`max_speed`"), "{error}");
        let figure: Vec<f64> = error.split(' ').filter_map(|word| word.parse().ok()).collect();
        assert!(figure.first().is_some_and(|steps| (1e9..4e9).contains(steps)), "{error}");
        // Who walks it all the same gets the beginning.
        let settings = TrajectorySettings { box_m: 20.0, count: usize::MAX, length: 2000 };
        let walks = Trajectories::draw(0, &slow, &Movement::Recorded(noisy.clone()), settings);
        assert_eq!((walks.count(), walks.choices.len()), (500, Recording::MAX_STEPS));
        let endless = TrajectorySettings { length: usize::MAX, ..settings };
        let walks = Trajectories::draw(0, &slow, &Movement::Recorded(noisy), endless);
        assert_eq!((walks.count(), walks.choices.len()), (1, Recording::MAX_STEPS));
    }

    #[test]
    fn what_is_recorded_is_walked_to_its_end() {
        let (settings, book) =
            (TrajectorySettings { box_m: 3.0, count: usize::MAX, length: 150 }, Codebook::draw(0, 0.15, 20));
        assert_eq!(circle(90_000).check_walk(3.0, 150, &book), Ok(()));
        let walks = Trajectories::draw(0, &book, &Movement::Recorded(circle(90_000)), settings);
        // 1800 s at 0.8 rad/s on a circle of 1.47 m, half of the largest speed a step.
        let steps = 1800.0 * 0.8 * 1.47 / 0.075;
        assert!((walks.choices.len() as f64 / steps - 1.0).abs() < 0.15, "{} of {steps}", walks.choices.len());
        // The way to the beginning of each walk is all that there is room for.
        let error = circle(90_000).check_walk(20.0, 90, &Codebook::draw(0, 0.1, 20)).expect_err("10 m away");
        assert!(matches!(error, RecordingError::Steps { .. }), "{error}");
    }
}
