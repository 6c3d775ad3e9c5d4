//! Sizes of a recurrence.

/// Units, steps and trajectories.
#[derive(Clone, Copy)]
pub struct UnrollShape {
    /// N
    pub units: usize,
    /// T
    pub length: usize,
    /// B
    pub trajectories: usize,
}
