//! Whether a run fits into memory, before any of it is there.

use super::TrainError;
use super::state::state_bytes;
use crate::platform;
use crate::preset::Params;

/// What the program needs besides, MiB.
const BASE_MIB: u64 = 100;

/// Memory of training on the CPU, bytes, as a bound from below: weights, two moments and the gradient of each; W(v) of the velocities of a batch, its
/// gradient and what its layers keep; states, and what the losses make of them; and the largest array once more while a
/// checkpoint is written.
#[must_use]
pub(crate) fn memory_bytes(params: &Params) -> u64 {
    let [units, hidden, steps, trajectories] =
        [params.units, params.hidden, params.trajectory_length, params.trajectories].map(|count| count as u64);
    let state = state_bytes(params);
    let gradient = state / 3;
    let largest = 4 * hidden * units * units;
    let transitions = 4 * steps * (units * units + hidden * params.layers as u64);
    let states = 4 * steps * trajectories * units;
    (BASE_MIB << 20) + state + gradient + largest + 2 * transitions + 6 * states
}

/// What a run needs, in words.
#[must_use]
pub fn needs_in_words(params: &Params) -> String {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    let (memory, checkpoint) = (mib(memory_bytes(params)), mib(state_bytes(params)));
    format!("needs about {memory} MiB of memory, and {checkpoint} MiB of disk a checkpoint")
}

/// Whether that is there.
///
/// # Errors
/// With both figures, when it is not.
pub(crate) fn check_memory(params: &Params) -> Result<(), TrainError> {
    let needed = memory_bytes(params);
    match platform::free_memory_bytes() {
        Some(free) if free < needed => Err(TrainError::NoRoom {
            what: format!("{} units with {} hidden ones", params.units, params.hidden),
            needed_mib: needed.div_ceil(1 << 20),
            free_mib: free >> 20,
            place: "this machine".into(),
        }),
        _ => Ok(()),
    }
}
