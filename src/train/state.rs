//! Everything a run needs to go on exactly: plain data.

use super::script::script_left;
use crate::data::Batch;
use crate::files::hex;
use crate::model::{NetworkShape, RateSchedule};
use crate::preset::{InitialState, Params, Preset};
use crate::stream::{Intervention, Journal};
use sha2::{Digest, Sha256};
use std::io;

/// The state of a run between two steps. Random streams are counter-based: step and seed are all they need.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainState {
    /// Parameters in force, and the preset's words.
    pub preset: Preset,
    /// Training steps done.
    pub step: u64,
    /// Optimiser updates made (steps that were not finite made none).
    pub updates: u64,
    /// The rate schedule.
    pub schedule: RateSchedule,
    /// Parameters in the order of [`NetworkShape::parameters`].
    pub weights: Vec<Vec<f32>>,
    /// First and second moment of each.
    pub moments: Vec<[Vec<f32>; 2]>,
    /// Every intervention so far.
    pub journal: Journal,
}

/// A state without its arrays.
#[derive(Clone, Copy, Debug)]
pub struct StateHead<'a> {
    /// Parameters in force, and the preset's words.
    pub preset: &'a Preset,
    /// Training steps done.
    pub step: u64,
    /// Optimiser updates made.
    pub updates: u64,
    /// The rate schedule.
    pub schedule: RateSchedule,
    /// Every intervention so far.
    pub journal: &'a Journal,
}

impl StateHead<'_> {
    /// What is still to come of its preset's script.
    pub(super) fn script_left(&self) -> Vec<Intervention> {
        script_left(self.preset, self.step, &self.journal.entries)
    }
}

/// A state that can be gone through array by array, so that a large one never lies in memory twice.
pub trait StateSource {
    /// All but the arrays.
    fn head(&self) -> StateHead<'_>;

    /// Hands over each array in the order of [`array_names`].
    ///
    /// # Errors
    /// The first one of `take`.
    fn arrays(&self, take: &mut dyn FnMut(&[f32]) -> io::Result<()>) -> io::Result<()>;
}

/// The sizes of the network that parameters ask for.
#[must_use]
pub fn network_shape(params: &Params) -> NetworkShape {
    NetworkShape {
        units: params.units,
        hidden: params.hidden,
        layers: params.layers,
        learned_start: params.initial_state == InitialState::Learned,
    }
}

/// Batch number `index` of a run with these parameters.
#[must_use]
pub fn training_batch(params: &Params, index: u64) -> Batch {
    let Params { seed, trajectory_length: length, trajectories, permute, .. } = *params;
    Batch::draw(seed, index, length, trajectories, params.velocities(), permute)
}

/// Name and shape of each array of a state: all weights, then the first and second moment of each.
#[must_use]
pub fn array_names(params: &Params) -> Vec<(String, Vec<usize>)> {
    let parameters = network_shape(params).parameters();
    let moments = parameters
        .iter()
        .flat_map(|(name, shape)| ["first", "second"].map(|moment| (format!("adam.{moment}.{name}"), shape.clone())));
    parameters.iter().cloned().chain(moments).collect()
}

/// Bytes of all arrays of a state.
#[must_use]
pub fn state_bytes(params: &Params) -> u64 {
    array_names(params).iter().map(|(_, shape)| 4 * shape.iter().map(|axis| *axis as u64).product::<u64>()).sum()
}

impl TrainState {
    /// SHA-256 over weights, optimiser state and step, as hexadecimal digits: equal for equal states to the last bit.
    #[must_use]
    pub fn hash(&self) -> String {
        state_hash(self)
    }

    /// What is still to come of its preset's script.
    pub(crate) fn script_left(&self) -> Vec<Intervention> {
        self.head().script_left()
    }
}

impl StateSource for TrainState {
    fn head(&self) -> StateHead<'_> {
        let Self { preset, step, updates, schedule, journal, .. } = self;
        StateHead { preset, step: *step, updates: *updates, schedule: *schedule, journal }
    }

    fn arrays(&self, take: &mut dyn FnMut(&[f32]) -> io::Result<()>) -> io::Result<()> {
        self.weights.iter().chain(self.moments.iter().flatten()).try_for_each(|array| take(array))
    }
}

/// Hash of a state as [`TrainState::hash`], array by array.
#[must_use]
pub fn state_hash(state: &dyn StateSource) -> String {
    let head = state.head();
    let mut hasher = StateHasher::new(head.step, head.updates);
    let gone_through = state.arrays(&mut |array| {
        hasher.array(array.len());
        with_bytes(array, |bytes| hasher.bytes(bytes));
        Ok(())
    });
    debug_assert!(gone_through.is_ok(), "hashing cannot fail");
    hex(&hasher.finish())
}

/// Makes the hash of a state.
pub(crate) struct StateHasher(Sha256);

impl StateHasher {
    pub(crate) fn new(step: u64, updates: u64) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(step.to_le_bytes());
        hasher.update(updates.to_le_bytes());
        Self(hasher)
    }

    /// An array of so many numbers follows.
    pub(crate) fn array(&mut self, numbers: usize) {
        self.0.update((numbers as u64).to_le_bytes());
    }

    /// Bytes of the array, little-endian.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Goes through the bytes of numbers, little-endian, a piece at a time.
pub(crate) fn with_bytes(numbers: &[f32], mut take: impl FnMut(&[u8])) {
    let mut bytes = [0u8; 1 << 14];
    for piece in numbers.chunks(bytes.len() / 4) {
        for (four, number) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(piece) {
            *four = number.to_le_bytes();
        }
        take(&bytes[..4 * piece.len()]);
    }
}
