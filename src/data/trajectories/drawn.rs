//! Trajectories of every kind, with the entries of the codebook that they take.

use super::codebook::Codebook;
use super::path::WalkPath;
use super::recording::Recording;
use super::{iid, recorded, smooth};
use crate::numerics::Draws;
use std::ops::Range;

/// How a walk moves.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Movement {
    /// Velocities i.i.d. uniform over the codebook, drawn again where they would lead out of the arena.
    Iid,
    /// Slowly changing speed and heading.
    #[default]
    Smooth,
    /// Along a recorded trajectory.
    Recorded(Recording),
}

/// How to walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrajectorySettings {
    /// Side of the arena, metres.
    pub box_m: f32,
    /// Number of walks; of a recorded trajectory at most so many.
    pub count: usize,
    /// Steps of a walk; a short recording makes shorter ones.
    pub length: usize,
}

/// Trajectories over a velocity codebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectories {
    /// Codebook entry of every step, `[walk][step]`.
    pub choices: Vec<u32>,
    /// Position after every step, metres, `[walk][step]`.
    pub positions_m: Vec<[f32; 2]>,
    /// Whether a step counts in maps, `[walk][step]`: not those that lead from the centre to where a recording goes on, or
    /// across a gap of it.
    pub counts: Vec<bool>,
    /// Steps of a walk.
    pub length: usize,
}

impl Trajectories {
    /// Draws walks; the same seed gives the same walks. A recorded trajectory is followed for [`Recording::MAX_STEPS`] steps
    /// in all; [`Recording::check_walk`] says whether that is its end.
    #[must_use]
    pub fn draw(seed: u64, codebook: &Codebook, movement: &Movement, settings: TrajectorySettings) -> Self {
        let mut path = WalkPath::new(codebook, settings.box_m);
        let length = match movement {
            Movement::Iid => {
                (0..settings.count).for_each(|walk| iid::walk(seed, walk, settings.length, &mut path));
                settings.length
            }
            Movement::Smooth => {
                (0..settings.count).for_each(|walk| smooth::walk(seed, walk, settings.length, &mut path));
                settings.length
            }
            Movement::Recorded(recording) => recorded::walk(recording, settings.count, settings.length, &mut path),
        };
        let WalkPath { choices, positions_m, counts, .. } = path;
        Self { choices, positions_m, counts, length }
    }

    /// Trajectories without walls: `length` entries of a codebook, drawn for this `set`, each walk taking them in a random order of
    /// its own. All of them end at the same place.
    #[must_use]
    pub fn permuted(seed: u64, set: u64, codebook: &Codebook, orders: usize, length: usize) -> Self {
        let mut draws = Draws::new(seed, "evaluation.permuted", set);
        let steps: Vec<u32> = (0..length).map(|_| draws.below(codebook.len() as u32)).collect();
        let (mut choices, mut positions_m) = (Vec::new(), Vec::new());
        for _ in 0..orders {
            let mut at = [0.0f64; 2];
            for step in draws.permutation(length) {
                let choice = steps[step as usize];
                let [vx, vy] = codebook.velocity(choice as usize).map(f64::from);
                at = [at[0] + vx, at[1] + vy];
                choices.push(choice);
                positions_m.push(at.map(|x| x as f32));
            }
        }
        let counts = vec![true; choices.len()];
        Self { choices, positions_m, counts, length }
    }

    /// Runs of steps that count, among `steps` of a walk.
    #[must_use]
    pub fn counted(&self, walk: usize, steps: Range<usize>) -> Vec<Range<usize>> {
        let counts = &self.counts[walk * self.length..(walk + 1) * self.length];
        let mut runs: Vec<Range<usize>> = Vec::new();
        for step in steps.filter(|step| counts[*step]) {
            match runs.last_mut() {
                Some(run) if run.end == step => run.end += 1,
                _ => runs.push(Range { start: step, end: step + 1 }),
            }
        }
        runs
    }

    /// Number of walks.
    #[must_use]
    pub fn count(&self) -> usize {
        self.choices.len() / self.length.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codebook() -> Codebook {
        Codebook::draw(7, 0.15, 16)
    }

    /// An animal on a figure of eight, 40 samples a second, with a lost frame.
    fn eight() -> Recording {
        let time_s: Vec<f64> = (0..8000).map(|i| f64::from(i) / 40.0).collect();
        let mut position_m: Vec<[f64; 2]> =
            time_s.iter().map(|t| [3.0 + 0.4 * (0.5 * t).sin(), 1.0 + 0.3 * t.sin()]).collect();
        position_m[77] = [f64::NAN; 2];
        Recording::new(time_s, position_m).expect("a good recording")
    }

    fn movements() -> [Movement; 3] {
        [Movement::Iid, Movement::Smooth, Movement::Recorded(eight())]
    }

    proptest! {
        #[test]
        fn walks_stay_inside_and_add_up(seed in any::<u64>(), box_m in 0.5f32..4.0, length in 1usize..80, kind in 0usize..3) {
            let walks = Trajectories::draw(seed, &codebook(), &movements()[kind], TrajectorySettings { box_m, count: 3, length });
            prop_assert_eq!(walks.positions_m.len(), walks.choices.len());
            prop_assert!(walks.count() >= 1 && walks.count() <= 3 && walks.choices.len().is_multiple_of(walks.length));
            let codebook = codebook();
            for (choices, path) in walks.choices.chunks(walks.length).zip(walks.positions_m.chunks(walks.length)) {
                let mut at = [0.0f64; 2];
                for (choice, position) in choices.iter().zip(path) {
                    let [vx, vy] = codebook.velocity(*choice as usize);
                    at = [at[0] + f64::from(vx), at[1] + f64::from(vy)];
                    prop_assert!((at[0] - f64::from(position[0])).abs() < 1e-6);
                    prop_assert!((at[1] - f64::from(position[1])).abs() < 1e-6);
                    prop_assert!(position.iter().all(|x| x.abs() <= box_m / 2.0));
                }
            }
        }
    }

    #[test]
    fn same_seed_same_walks() {
        for movement in movements() {
            let draw = |seed| {
                Trajectories::draw(
                    seed,
                    &codebook(),
                    &movement,
                    TrajectorySettings { box_m: 2.0, count: 4, length: 50 },
                )
            };
            assert_eq!(draw(5), draw(5), "{movement:?}");
            let fixed = matches!(movement, Movement::Recorded(_));
            assert_eq!(draw(5).positions_m == draw(6).positions_m, fixed, "another seed is another walk: {movement:?}");
        }
    }

    #[test]
    fn permuted_walks_end_together() {
        let codebook = codebook();
        let walks = Trajectories::permuted(3, 1, &codebook, 4, 50);
        assert_eq!((walks.count(), walks.length), (4, 50));
        let paths: Vec<&[[f32; 2]]> = walks.positions_m.chunks(50).collect();
        let apart = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        for path in &paths[1..] {
            assert!(apart(path[49], paths[0][49]) < 1e-6, "the same end");
            assert!(apart(path[20], paths[0][20]) > 1e-3, "another way");
        }
        let other = Trajectories::permuted(3, 2, &codebook, 4, 50).positions_m[49];
        assert!(apart(other, paths[0][49]) > 1e-3, "another set, another end");
    }

    #[test]
    fn a_box_is_covered() {
        for (movement, length) in [(Movement::Smooth, 100), (Movement::Iid, 600)] {
            let walks =
                Trajectories::draw(0, &codebook(), &movement, TrajectorySettings { box_m: 3.0, count: 400, length });
            let mut seen = [[false; 12]; 12];
            for [x, y] in &walks.positions_m {
                seen[((y + 1.5) * 4.0) as usize][((x + 1.5) * 4.0) as usize] = true;
            }
            assert!(seen.iter().flatten().all(|s| *s), "{movement:?}: every 25 cm tile of the arena is visited");
        }
    }

    #[test]
    fn smooth_walks_are_smooth_and_random_ones_are_not() {
        // Mean cosine between successive velocities.
        let persistence = |movement| {
            let codebook = codebook();
            let walks =
                Trajectories::draw(1, &codebook, &movement, TrajectorySettings { box_m: 4.0, count: 50, length: 60 });
            let cosine = |pair: &[u32]| {
                let [a, b] = [0, 1].map(|i| codebook.velocity(pair[i] as usize));
                (a[0] * b[0] + a[1] * b[1]) / (a[0].hypot(a[1]) * b[0].hypot(b[1]))
            };
            let all: Vec<f32> = walks.choices.chunks(60).flat_map(|path| path.windows(2).map(cosine)).collect();
            all.iter().sum::<f32>() / all.len() as f32
        };
        assert!(persistence(Movement::Smooth) > 0.8, "{}", persistence(Movement::Smooth));
        assert!(persistence(Movement::Iid).abs() < 0.1, "{}", persistence(Movement::Iid));
    }

    #[test]
    fn an_arena_smaller_than_a_step_is_no_trap() {
        let (fast, tight) = (Codebook::draw(7, 1.0, 16), TrajectorySettings { box_m: 0.5, count: 2, length: 30 });
        for movement in movements() {
            let walks = Trajectories::draw(3, &fast, &movement, tight);
            let far = walks.positions_m.as_flattened().iter().fold(0.0f32, |far, x| far.max(x.abs()));
            assert!(far < 1.0, "{movement:?} stays near: {far}");
        }
    }
}
