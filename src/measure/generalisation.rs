//! A network measured outside its training range: walks it in arenas of growing size, and asks
//! [`analysis::generalisation`](crate::analysis::generalisation) and [`analysis::capacity`](crate::analysis::capacity).

use super::about::{About, Words};
use super::measurement::{Inputs, Measurement, Unmeasured};
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::analysis::capacity::{Capacity, PlacedStates, capacity};
use crate::analysis::generalisation::{
    Generalisation, PermutedPaths, Trace, compare_boxes, distance_density, path_integration, permuted_paths,
    separation_map,
};
use crate::analysis::{Report, analyze};
use crate::data::{Batch, Movement, Trajectories, TrajectorySettings};
use crate::import::TrajectoryError;
use crate::maps::{PathIntegrator, RateMaps, arena_trajectories, map_arena};
use crate::numerics::Progress;
use crate::preset::Params;
use crate::train::training_batch;
use serde::Serialize;

/// Steps of the trajectories that tell drift: many times the length of training.
const LONG_STEPS: usize = 1000;
/// Trajectories that tell drift.
const LONG_COUNT: usize = 24;
/// Samples behind the distance density.
const DENSITY_SAMPLES: usize = 8000;
/// Sets of steps, and orders of each, behind the comparison of permuted paths.
const SETS: usize = 12;
const ORDERS: usize = 8;
/// Lengths of permuted paths, as multiples of the length of training.
const LENGTHS: [usize; 4] = [1, 2, 4, 8];

/// Parts of the work besides the arenas: distances, drift, permuted paths, capacity (which is worth two).
const PARTS: usize = 5;
const CAPACITY_PARTS: f64 = 2.0;

/// One arena that was walked.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkedArena {
    pub maps: RateMaps,
    /// What the maps say.
    pub report: Report,
}

/// What was found, with the maps behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Generalised {
    /// Smallest first.
    #[serde(skip)]
    pub arenas: Vec<WalkedArena>,
    pub generalisation: Generalisation,
    /// Of all arenas.
    #[serde(skip)]
    pub capacity: Capacity,
}

impl Measurement for Generalised {
    type Input = ArenaChoice;

    const ABOUT: About = About {
        name: "generalisation",
        thread: "gridscope-general",
        key: "generalisation",
        flag: Some("generalisation"),
        help: "Measure generalisation: several arenas, path integration over many steps, permuted paths",
        is_of_networks: true,
        is_of_recordings: false,
        words: Words {
            button: "Walk the network",
            working: "walking",
            finding: "Walked",
            purpose: "Map each box with the present weights, then walk on for 1000 steps: some seconds, while training \
                      goes on",
        },
    };

    fn inputs(_subject: &Subject, arenas: &ArenaChoice) -> Inputs<ArenaChoice> {
        Inputs::One(arenas.clone())
    }

    fn part(arenas: &ArenaChoice) -> Option<String> {
        let sides: Vec<String> = arenas.sides_m.iter().map(f32::to_string).collect();
        Some(format!("boxes of {} m", sides.join(", ")))
    }

    fn run(subject: &Subject, arenas: &ArenaChoice, progress: &mut Progress<'_>) -> Result<Self, Unmeasured> {
        let (Some(walker), Some(params)) = (&subject.set.walker, &subject.params) else {
            return Err(Unmeasured::because("only a network whose arena was mapped can be walked elsewhere"));
        };
        let movement = arenas.movement.read(walker.as_ref(), &arenas.sides_m)?;
        let mut sides_m = arenas.sides_m.clone();
        sides_m.sort_by(f32::total_cmp);
        sides_m.dedup();
        let walker = MovingNetwork { network: walker.as_ref(), movement: &movement };
        walker.measure(&sides_m, &training(params), progress)
    }
}

impl From<TrajectoryError> for Unmeasured {
    fn from(error: TrajectoryError) -> Self {
        Self::because(error)
    }
}

/// A batch that the network was trained with.
fn training(params: &Params) -> Batch {
    training_batch(params, 0)
}

/// A network, and how it moves.
struct MovingNetwork<'a> {
    network: &'a dyn PathIntegrator,
    movement: &'a Movement,
}

impl MovingNetwork<'_> {
    fn measure(
        &self,
        sides_m: &[f32],
        training: &Batch,
        progress: &mut Progress<'_>,
    ) -> Result<Generalised, Unmeasured> {
        let parts = (sides_m.len() + PARTS) as f64;
        let mut arenas = Vec::with_capacity(sides_m.len());
        for (index, &side_m) in sides_m.iter().enumerate() {
            let mut walking = progress.part(index as f64 / parts, (index + 1) as f64 / parts);
            arenas.push(self.arena(side_m, &mut walking)?);
            progress.tell(arenas.len() as f64 / parts)?;
        }
        let reports: Vec<&Report> = arenas.iter().map(|arena| &arena.report).collect();
        let mut generalisation = Generalisation { boxes: compare_boxes(&reports), ..Generalisation::default() };
        for (summary, &side_m) in generalisation.boxes.iter_mut().zip(sides_m) {
            summary.walk_scale = self.scale(side_m);
        }
        if let Some(&largest) = sides_m.last() {
            let mut paths = arena_trajectories(self.network, largest, self.movement);
            let kept = paths.length * (DENSITY_SAMPLES / paths.length.max(1)).max(4);
            paths.choices.truncate(kept);
            paths.positions_m.truncate(kept);
            let states = self.network.states(&paths.choices, paths.length);
            generalisation.distance = distance_density(self.trace(&paths, &states), &training.positions_m);
        }
        progress.tell((arenas.len() + 1) as f64 / parts)?;
        if let (Some(&smallest), Some(arena)) = (sides_m.first(), arenas.first()) {
            let settings = TrajectorySettings { box_m: smallest, count: LONG_COUNT, length: LONG_STEPS };
            let paths = Trajectories::draw(self.network.seed(), self.network.codebook(), self.movement, settings);
            let states = self.network.states(&paths.choices, paths.length);
            let trace = self.trace(&paths, &states);
            generalisation.separation = separation_map(trace);
            generalisation.path_integration =
                path_integration(trace, &PlacedStates::of(&arena.maps), f64::from(smallest));
        }
        progress.tell((arenas.len() + 2) as f64 / parts)?;
        let lengths = LENGTHS.map(|multiple| multiple * training.length());
        generalisation.permuted_paths = lengths.into_iter().filter_map(|length| self.permuted(length)).collect();
        let maps: Vec<&RateMaps> = arenas.iter().map(|arena| &arena.maps).collect();
        let mut decoding = progress.part((parts - CAPACITY_PARTS) / parts, 1.0);
        let capacity = capacity(&maps, self.network.seed(), &mut decoding)?;
        Ok(Generalised { arenas, generalisation, capacity })
    }

    fn arena(&self, side_m: f32, progress: &mut Progress<'_>) -> Result<WalkedArena, Unmeasured> {
        let found = map_arena(self.network, side_m, self.movement, progress)?;
        let report = analyze(&found.maps, Some(found.halves.each_ref()), None);
        Ok(WalkedArena { maps: found.maps, report })
    }

    /// Factor by which a recorded trajectory grows to fill an arena.
    fn scale(&self, side_m: f32) -> Option<f64> {
        match self.movement {
            Movement::Recorded(recording) => Some(recording.scale(f64::from(side_m), self.network.codebook())),
            Movement::Iid | Movement::Smooth => None,
        }
    }

    fn trace<'a>(&self, paths: &'a Trajectories, states: &'a [f32]) -> Trace<'a> {
        Trace { units: self.network.units(), length: paths.length, states, positions_m: &paths.positions_m }
    }

    /// End states of permuted paths of one length, set by set, so that only one set's states are in memory.
    fn permuted(&self, length: usize) -> Option<PermutedPaths> {
        let units = self.network.units();
        let mut ends = Vec::with_capacity(SETS * ORDERS * units);
        for set in 0..SETS {
            let seed = self.network.seed();
            let paths = Trajectories::permuted(seed, set as u64, self.network.codebook(), ORDERS, length);
            for path in self.network.states(&paths.choices, length).chunks_exact((length * units).max(1)) {
                ends.extend_from_slice(&path[path.len() - units..]);
            }
        }
        permuted_paths(&ends, units, ORDERS, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::testing;
    use crate::measure::{MovementChoice, Subject};
    use crate::numerics::Cancelled;
    use std::sync::atomic::AtomicBool;

    fn choice(movement: &MovementChoice, sides_m: &[f32]) -> ArenaChoice {
        ArenaChoice { movement: movement.clone(), sides_m: sides_m.to_vec() }
    }

    #[test]
    fn everything_is_measured_and_repeats() {
        let subject = testing::network();
        for movement in [MovementChoice::Iid, MovementChoice::Smooth] {
            let measure = || {
                let (never, mut heard) = (AtomicBool::new(false), |share| assert!((0.0..=1.0).contains(&share)));
                let mut progress = Progress::new(&never, &mut heard);
                Generalised::run(&subject, &choice(&movement, &[1.0, 0.5]), &mut progress).expect("not cancelled")
            };
            let found = measure();
            assert_eq!(found.generalisation, measure().generalisation, "same seed, same numbers: {movement:?}");
            let boxes: Vec<f64> = found.generalisation.boxes.iter().map(|arena| arena.box_m).collect();
            assert_eq!(boxes, [0.5, 1.0], "smallest first");
            let lengths: Vec<usize> = found.generalisation.permuted_paths.iter().map(|paths| paths.length).collect();
            assert_eq!(lengths, [10, 20, 40, 80]);
            let general = &found.generalisation;
            assert!(general.distance.is_some() && general.separation.is_some() && general.path_integration.is_some());
            assert_eq!(found.capacity.ranges.len(), 2);
        }
    }

    #[test]
    fn it_tells_how_far_it_is_within_a_box_too() {
        let mut heard = Vec::new();
        let (never, mut listener) = (AtomicBool::new(false), |share| heard.push(7.0 * share));
        let arenas = choice(&MovementChoice::Smooth, &[0.5, 1.0]);
        let found = Generalised::run(&testing::network(), &arenas, &mut Progress::new(&never, &mut listener));
        assert!(found.is_ok() && heard.is_sorted(), "{heard:?}");
        assert!(heard.iter().any(|parts| (1.01..1.99).contains(parts)), "while the second box is walked: {heard:?}");
        assert!(heard.last().is_some_and(|parts| (parts - 7.0).abs() < 1e-9), "to the end: {heard:?}");
    }

    #[test]
    fn cancelled_is_an_error_and_no_arenas_are_no_maps() {
        let (cancelled, mut nobody) = (AtomicBool::new(true), |_| ());
        let subject = testing::network();
        let one = choice(&MovementChoice::Smooth, &[1.0]);
        let stopped = Generalised::run(&subject, &one, &mut Progress::new(&cancelled, &mut nobody));
        assert_eq!(stopped.err(), Some(Unmeasured::Cancelled(Cancelled)));
        let none = choice(&MovementChoice::Smooth, &[]);
        let none = Generalised::run(&subject, &none, &mut Progress::none()).expect("not cancelled");
        assert!(none.arenas.is_empty() && none.generalisation.permuted_paths.len() == LENGTHS.len());
    }

    #[test]
    fn only_a_network_is_walked_and_a_missing_trajectory_is_named() {
        let file = Generalised::run(&testing::subject(), &ArenaChoice::default(), &mut Progress::none());
        assert!(file.is_err_and(|why| why.to_string().contains("only a network")));
        let arenas = choice(&MovementChoice::Recorded("absent.csv".into()), &[1.0]);
        let subject: Subject = testing::network();
        let absent = Generalised::run(&subject, &arenas, &mut Progress::none());
        assert!(absent.is_err_and(|why| why.to_string().contains("absent.csv")));
    }
}
