//! What the measures of walks start from.

/// States along walks.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// Number of units.
    pub units: usize,
    /// Steps of a walk.
    pub length: usize,
    /// `[walk][step][unit]`
    pub states: &'a [f32],
    /// `[walk][step]`, metres.
    pub positions_m: &'a [[f32; 2]],
}

impl<'a> Trace<'a> {
    /// State of a sample, counted over all walks.
    pub(super) fn state(&self, sample: usize) -> &'a [f32] {
        &self.states[sample * self.units..][..self.units]
    }

    /// Number of walks.
    pub(super) fn walks(&self) -> usize {
        self.positions_m.len() / self.length.max(1)
    }
}
