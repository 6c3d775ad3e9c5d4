//! Rate maps on purpose: walks in an arena of chosen size with the weights of one step.
//!
//! The training thread only hands over W(v) of the codebook; the walking is done elsewhere, so that training never waits.

use crate::data::{WalkSettings, Walks};
use crate::maps::{Accumulator, Arena};
use crate::ops::cpu::{UnrollShape, unroll_states};
use crate::stream::Evaluation;

/// All that a walk needs: plain host data.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationJob {
    /// Training steps done.
    pub step: u64,
    /// Side of the arena, metres.
    pub box_m: f32,
    /// Number of units.
    pub units: usize,
    /// W(v) of each codebook entry, `[V, N, N]`.
    pub transitions: Vec<f32>,
    /// g₀ `[N]`
    pub start: Vec<f32>,
    /// The walks.
    pub walks: Walks,
}

impl EvaluationJob {
    /// Steps of a walk: twice the usual length of training, so that its second half tells whether the code still stands.
    const LENGTH: usize = 120;
    /// Visits a bin gets on average.
    const VISITS_PER_BIN: usize = 24;

    /// The walks for an arena; the same for the same seed, so that evaluations can be compared.
    #[must_use]
    pub fn walks(seed: u64, box_m: f32, max_speed_m: f32) -> Walks {
        let bins = Arena::with_side(box_m).bins;
        let walks = (bins * bins * Self::VISITS_PER_BIN).div_ceil(Self::LENGTH).max(64);
        Walks::draw(seed, WalkSettings { box_m, walks, length: Self::LENGTH, max_speed_m })
    }

    /// Walks, and bins what the units do. Takes about a second on one core for a 3 m box and 128 units.
    #[must_use]
    pub fn run(&self) -> Evaluation {
        /// Walks done at once: bounds the memory of the states.
        const CHUNK: usize = 64;
        let arena = Arena::with_side(self.box_m);
        let mut all = Accumulator::new(arena, self.units);
        let mut halves = [all.clone(), all.clone()];
        let length = self.walks.length;
        let chunks = self.walks.choices.chunks(CHUNK * length).zip(self.walks.positions_m.chunks(CHUNK * length));
        for (choices, positions) in chunks {
            let shape = UnrollShape { units: self.units, length, trajectories: choices.len() / length };
            let states = unroll_states(shape, &self.transitions, choices, &self.start);
            all.add_trajectories(&states, positions, length);
            // First and second half of each walk: a state that depends on the path, and not on the place, differs there.
            let half = length.div_ceil(2);
            for (states, path) in states.chunks(length * self.units).zip(positions.chunks(length)) {
                let (early, late) = (&states[..half * self.units], &states[half * self.units..]);
                halves[0].add_trajectories(early, &path[..half], half);
                halves[1].add(late, &path[half..]);
            }
        }
        Evaluation { step: self.step, maps: all.maps(), halves: halves.map(|half| half.maps()) }
    }
}
