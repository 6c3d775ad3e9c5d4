//! Rate maps measured on purpose.

use super::{Explorer, RateMaps};
use std::sync::Arc;

/// Rate maps measured on purpose, in an arena of chosen size: of a network with the weights of one step, or of cells from
/// a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Training steps done; 0 for cells from a file.
    pub step: u64,
    /// Maps from all walks.
    pub maps: RateMaps,
    /// Maps from two disjoint halves of the samples, for stability; `None` where only whole maps are known.
    pub halves: Option<[RateMaps; 2]>,
    /// The network that was measured, to walk it elsewhere; `None` for cells from a file.
    pub network: Option<Arc<Explorer>>,
}

impl Evaluation {
    /// The maps of both halves, if there are any.
    #[must_use]
    pub fn both_halves(&self) -> Option<[&RateMaps; 2]> {
        self.halves.as_ref().map(<[RateMaps; 2]>::each_ref)
    }
}
