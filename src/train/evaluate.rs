//! What the weights of one step do on walks: states, and rate maps on purpose in an arena of chosen size.
//!
//! The training thread only hands over W(v) of the codebook; the walking is done elsewhere, so that training never waits.

use super::Trainer;
use crate::data::{Codebook, Motion, WalkSettings, Walks};
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
    /// Steps that a walk may need to get into the corners of a large arena.
    const LONGEST: usize = 2000;

    /// The walks for an arena; the same for the same seed, so that evaluations can be compared.
    #[must_use]
    pub fn walks(seed: u64, motion: &Motion, box_m: f32, max_speed_m: f32, units: usize) -> Walks {
        let bins = Arena::with_side(box_m).bins;
        let length = Self::length(motion, box_m, max_speed_m);
        let walks = match motion {
            Motion::Recorded(_) => usize::MAX, // all of it
            Motion::Iid | Motion::Smooth => (bins * bins * Self::VISITS_PER_BIN).div_ceil(length).max(64),
        };
        let codebook_side = Codebook::side_for(units);
        Walks::draw(seed, motion, WalkSettings { box_m, walks, length, max_speed_m, codebook_side })
    }

    /// Steps of a walk. Independent velocities lead away from the centre as the root of their number (v_max² / 3 m² a step
    /// and axis): such walks are long enough to reach a wall twice over.
    fn length(motion: &Motion, box_m: f32, max_speed_m: f32) -> usize {
        let reach = box_m / 2.0 / max_speed_m;
        let wanted = match motion {
            Motion::Iid => 2.0 * 3.0 * reach * reach,
            Motion::Smooth | Motion::Recorded(_) => 8.0 * reach,
        };
        (wanted as usize).clamp(Self::LENGTH, Self::LONGEST)
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
            let states = self.states_of(choices);
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

    /// The states along all walks, `[walk][step][unit]`.
    #[must_use]
    pub fn states(&self) -> Vec<f32> {
        self.states_of(&self.walks.choices)
    }

    /// The states along some walks, given their codebook entries `[walk][step]`.
    fn states_of(&self, choices: &[u32]) -> Vec<f32> {
        let length = self.walks.length;
        let shape = UnrollShape { units: self.units, length, trajectories: choices.len() / length.max(1) };
        unroll_states(shape, &self.transitions, choices, &self.start)
    }
}

impl Trainer {
    /// All that measuring rate maps in an arena by smooth walks needs; reads W(v) of the codebook back.
    #[must_use]
    pub fn evaluation_job(&mut self, box_m: f32) -> EvaluationJob {
        self.motion_job(box_m, &Motion::Smooth)
    }

    /// The same with walks of any kind.
    #[must_use]
    pub fn motion_job(&mut self, box_m: f32, motion: &Motion) -> EvaluationJob {
        let params = &self.preset().params;
        let walks = EvaluationJob::walks(params.seed, motion, box_m, params.max_speed as f32, params.units);
        self.walk_job(box_m, walks)
    }
}
