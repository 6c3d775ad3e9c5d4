//! Everything a run needs to go on exactly: plain data.

use crate::model::{NetworkShape, RateSchedule};
use crate::preset::{InitialState, Params, Preset};
use crate::stream::Journal;
use sha2::{Digest, Sha256};
use std::fmt::Write;

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

impl TrainState {
    /// SHA-256 over weights, optimiser state and step, as hexadecimal digits: equal for equal states to the last bit.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.step.to_le_bytes());
        hasher.update(self.updates.to_le_bytes());
        let values = self.weights.iter().chain(self.moments.iter().flatten());
        for array in values {
            hasher.update((array.len() as u64).to_le_bytes());
            let bytes: Vec<u8> = array.iter().flat_map(|value| value.to_le_bytes()).collect();
            hasher.update(&bytes);
        }
        hasher.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
            text
        })
    }
}
