//! What the weights of one step do on walks: states, and rate maps on purpose in an arena of chosen size.
//!
//! Training only hands over W(v) of the codebook; the walking is done elsewhere, so that training never waits.

use super::{Accumulator, Arena, Evaluation};
use crate::data::{Codebook, Motion, WalkSettings, Walks};
use crate::ops::cpu::{UnrollShape, unroll_states};

/// A network that walks: plain host data.
#[derive(Clone, Debug, PartialEq)]
pub struct Explorer {
    /// Training steps done.
    pub step: u64,
    /// Number of units.
    pub units: usize,
    /// The run's seed, which fixes the walks.
    pub seed: u64,
    /// Velocities that it can take.
    pub codebook: Codebook,
    /// W(v) of each of them, `[V, N, N]`.
    pub transitions: Vec<f32>,
    /// g₀ `[N]`
    pub start: Vec<f32>,
}

impl Explorer {
    /// Least steps of a walk: twice the usual length of training, so that its second half tells whether the code still
    /// stands.
    const LENGTH: usize = 120;
    /// First steps of a walk that no rate map counts. Training affords [`BURN_IN_STEPS`](super::BURN_IN_STEPS) only;
    /// slow walks would still show rings around the start then, where units fade that never fire again.
    const BURN_IN: usize = 12;
    /// Visits a bin gets on average.
    const VISITS_PER_BIN: usize = 24;
    /// Steps that a walk may need to get into the corners of a large arena.
    const LONGEST: usize = 2000;
    /// Walks done at once: bounds the memory of the states.
    const CHUNK: usize = 64;

    /// The walks that cover an arena; the same for the same seed, so that evaluations can be compared.
    #[must_use]
    pub fn walks(&self, box_m: f32, motion: &Motion) -> Walks {
        let bins = Arena::with_side(box_m).bins;
        let length = self.length(box_m, motion);
        let walks = match motion {
            Motion::Recorded(_) => usize::MAX, // all of it
            Motion::Iid | Motion::Smooth => (bins * bins * Self::VISITS_PER_BIN).div_ceil(length).max(64),
        };
        Walks::draw(self.seed, &self.codebook, motion, WalkSettings { box_m, walks, length })
    }

    /// Steps of a walk. Independent velocities lead away from the centre as the root of their number (v_max² / 3 m² a step
    /// and axis): such walks are long enough to reach a wall twice over.
    fn length(&self, box_m: f32, motion: &Motion) -> usize {
        let reach = box_m / 2.0 / self.codebook.max_speed_m();
        let wanted = match motion {
            Motion::Iid => 2.0 * 3.0 * reach * reach,
            Motion::Smooth | Motion::Recorded(_) => 8.0 * reach,
        };
        (wanted as usize).clamp(Self::LENGTH, Self::LONGEST)
    }

    /// Walks, and bins what the units do. Takes about a second on one core for a 3 m box and 128 units.
    #[must_use]
    pub fn measure(&self, box_m: f32, motion: &Motion) -> Evaluation {
        self.measure_with(box_m, motion, &mut |_| Some(())).expect("nobody stops it")
    }

    /// [`measure`](Self::measure), while `progress` hears the share of the walks done, 0 to 1; its `None` stops all.
    #[must_use]
    pub fn measure_with(
        &self,
        box_m: f32,
        motion: &Motion,
        progress: &mut dyn FnMut(f64) -> Option<()>,
    ) -> Option<Evaluation> {
        let walks = self.walks(box_m, motion);
        let mut all = Accumulator::new(Arena::with_side(box_m), self.units);
        let mut halves = [all.clone(), all.clone()];
        let (length, mut walked) = (walks.length, 0);
        let chunks = walks.choices.chunks(Self::CHUNK * length).zip(walks.positions_m.chunks(Self::CHUNK * length));
        for (choices, positions) in chunks {
            let states = self.states(choices, length);
            let (skip, half) = (Self::BURN_IN.min(length / 4), length.div_ceil(2));
            for (states, path) in states.chunks(length * self.units).zip(positions.chunks(length)) {
                all.add(&states[skip * self.units..], &path[skip..]);
                // First and second half of each walk: a state that depends on the path, and not on the place, differs there.
                halves[0].add(&states[skip * self.units..half * self.units], &path[skip..half]);
                halves[1].add(&states[half * self.units..], &path[half..]);
            }
            walked += choices.len();
            progress(walked as f64 / walks.choices.len() as f64)?;
        }
        let halves = Some(halves.map(|half| half.maps()));
        Some(Evaluation { step: self.step, maps: all.maps(), halves, network: None })
    }

    /// The states `[walk][step][unit]` along walks of `length` steps, given their codebook entries `[walk][step]`.
    #[must_use]
    pub fn states(&self, choices: &[u32], length: usize) -> Vec<f32> {
        let shape = UnrollShape { units: self.units, length, trajectories: choices.len() / length.max(1) };
        unroll_states(shape, &self.transitions, choices, &self.start)
    }
}
