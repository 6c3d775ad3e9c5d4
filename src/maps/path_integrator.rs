//! What can be walked: anything whose state follows from the velocities it is given; and maps of an arena from its walks.

use super::{Accumulator, Arena, RateMaps};
use crate::data::{Codebook, Movement, RecordingError, Trajectories, TrajectorySettings};
use crate::numerics::{Cancelled, Progress};
use std::fmt::Debug;
use std::ops::Range;

/// A model that integrates velocities into states, as it was at one moment.
///
/// A trained network is one ([`FrozenNetwork`](super::FrozenNetwork)); recorded cells have none.
pub trait PathIntegrator: Debug + Send + Sync {
    /// Number of units N.
    fn units(&self) -> usize;

    /// The seed that fixes its trajectories through arenas.
    fn seed(&self) -> u64;

    /// The velocities that it can take, metres a step.
    fn codebook(&self) -> &Codebook;

    /// The states `[trajectory][step][unit]` along trajectories of `length` steps, given their codebook entries
    /// `[trajectory][step]`.
    fn states(&self, choices: &[u32], length: usize) -> Vec<f32>;
}

/// Maps of an arena, and of two halves of the samples.
#[derive(Clone, Debug, PartialEq)]
pub struct ArenaMaps {
    /// From all samples.
    pub maps: RateMaps,
    /// From the first and the second half of each trajectory.
    pub halves: [RateMaps; 2],
}

/// Least steps of a trajectory: twice the usual length of training, so that its second half tells whether the code still
/// stands.
const LENGTH: usize = 120;
/// First steps of a trajectory that no rate map counts. Training affords [`BURN_IN_STEPS`](super::BURN_IN_STEPS) only;
/// slow walks would still show rings around the start then, where units fade that never fire again.
const BURN_IN: usize = 12;
/// Visits a bin gets on average.
const VISITS_PER_BIN: usize = 24;
/// Steps that a trajectory may need to get into the corners of a large arena.
const LONGEST: usize = 2000;
/// Trajectories walked at once: bounds the memory of the states.
const CHUNK: usize = 64;

/// The trajectories that cover an arena of `side_m` metres; the same for the same seed, so that maps can be compared.
#[must_use]
pub fn arena_trajectories(walker: &dyn PathIntegrator, side_m: f32, movement: &Movement) -> Trajectories {
    let bins = Arena::with_side(side_m).bins;
    let length = length(walker.codebook(), side_m, movement);
    let count = match movement {
        Movement::Recorded(_) => usize::MAX, // all of it
        Movement::Iid | Movement::Smooth => (bins * bins * VISITS_PER_BIN).div_ceil(length).max(64),
    };
    let settings = TrajectorySettings { box_m: side_m, count, length };
    Trajectories::draw(walker.seed(), walker.codebook(), movement, settings)
}

/// Whether an arena of `side_m` metres can be walked so. Only a recorded trajectory may be too long for the steps of a
/// network; who maps an arena along one all the same gets its beginning.
///
/// # Errors
/// When it is too long, with the steps that it would take and what would be valid.
pub fn check_walk(walker: &dyn PathIntegrator, side_m: f32, movement: &Movement) -> Result<(), RecordingError> {
    match movement {
        Movement::Recorded(recording) => {
            let length = length(walker.codebook(), side_m, movement);
            recording.check_walk(f64::from(side_m), length, walker.codebook())
        }
        Movement::Iid | Movement::Smooth => Ok(()),
    }
}

/// Steps of a trajectory. Independent velocities lead away from the centre as the root of their number (v_max² / 3 m² a step
/// and axis): such trajectories are long enough to reach a wall twice over.
fn length(codebook: &Codebook, side_m: f32, movement: &Movement) -> usize {
    let reach = side_m / 2.0 / codebook.max_speed_m();
    let wanted = match movement {
        Movement::Iid => 2.0 * 3.0 * reach * reach,
        Movement::Smooth | Movement::Recorded(_) => 8.0 * reach,
    };
    (wanted as usize).clamp(LENGTH, LONGEST)
}

/// Walks through an arena, and bins what the units do; [`check_walk`] says whether it can be walked so. Takes about a second on one core for a 3 m box and 128 units.
///
/// # Errors
/// When it was cancelled.
pub fn map_arena(
    walker: &dyn PathIntegrator,
    side_m: f32,
    movement: &Movement,
    progress: &mut Progress<'_>,
) -> Result<ArenaMaps, Cancelled> {
    let paths = arena_trajectories(walker, side_m, movement);
    let units = walker.units();
    let mut all = Accumulator::new(Arena::with_side(side_m), units);
    let mut halves = [all.clone(), all.clone()];
    let (length, mut walked) = (paths.length, 0);
    let chunks = paths.choices.chunks(CHUNK * length).zip(paths.positions_m.chunks(CHUNK * length));
    for (choices, positions) in chunks {
        let states = walker.states(choices, length);
        let (skip, half) = (BURN_IN.min(length / 4), length.div_ceil(2));
        for (within, (states, path)) in states.chunks(length * units).zip(positions.chunks(length)).enumerate() {
            let walk = walked / length + within;
            let add = |bins: &mut Accumulator, steps: Range<usize>| {
                for run in paths.counted(walk, steps) {
                    bins.add(&states[run.start * units..run.end * units], &path[run]);
                }
            };
            add(&mut all, skip..length);
            // First and second half of each walk: a state that depends on the path, and not on the place, differs there.
            add(&mut halves[0], skip..half);
            add(&mut halves[1], half..length);
        }
        walked += choices.len();
        progress.tell(walked as f64 / paths.choices.len() as f64)?;
    }
    Ok(ArenaMaps { maps: all.maps(), halves: halves.map(|half| half.maps()) })
}
