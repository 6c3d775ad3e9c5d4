//! Why there is no topology.

use crate::numerics::Cancelled;

/// Why there is no topology.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopologyError {
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Not enough active units.
    #[error("{found} units are active, and at least {least} are needed")]
    TooFewUnits {
        /// Units that are active.
        found: usize,
        /// Units needed.
        least: usize,
    },
    /// Not enough different states.
    #[error("there are {found} states, and at least {least} are needed")]
    TooFewStates {
        /// States there are.
        found: usize,
        /// States needed.
        least: usize,
    },
    /// Simplices could not be numbered.
    #[error("{points} points are too many for bars of dimension {dimension}")]
    TooManyPoints {
        /// Points of the cloud.
        points: usize,
        /// Highest dimension asked for.
        dimension: usize,
    },
    /// The reduction outgrew its memory.
    #[error("the complex of these points is too large; fewer landmarks may do")]
    TooLarge,
}
