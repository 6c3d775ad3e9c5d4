//! States of a run that are kept in memory, so that one can go back to them.

use super::LossSample;
use crate::maps::{MapSet, RunId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers given away in this process.
static GIVEN: AtomicU64 = AtomicU64::new(1);

/// The identity of a kept state within this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeptId(u64);

impl KeptId {
    /// An identity that nothing has yet.
    #[must_use]
    pub fn fresh() -> Self {
        Self(GIVEN.fetch_add(1, Ordering::Relaxed))
    }
}

/// A state that is kept in memory, as a watcher sees it; the arrays stay with the run.
#[derive(Clone, Debug)]
pub struct KeptState {
    pub id: KeptId,
    /// The run that it is a state of.
    pub run: RunId,
    /// Name of its preset.
    pub preset: String,
    /// Training steps done.
    pub step: u64,
    /// Hash of the state (`TrainState::hash`).
    pub state_hash: String,
    /// Live maps at that moment, for a small picture.
    pub set: Arc<MapSet>,
    /// Losses of its last step.
    pub losses: Option<LossSample>,
}
