//! Evaluation walks in a square arena, all starting at its centre.
//!
//! | movement | velocities |
//! |---|---|
//! | [`Movement::Iid`] | drawn anew at every step, as in training, but inside the arena |
//! | [`Movement::Smooth`] | speed and heading change slowly, walls are avoided |
//! | [`Movement::Recorded`] | a real animal's |
//!
//! All velocities come from a [`Codebook`], so that W(v) is formed once per entry and not once per step. A position is the
//! sum of the velocities taken, never of the velocities wished for.

mod codebook;
mod drawn;
mod iid;
mod path;
mod recorded;
mod recording;
mod smooth;

pub use codebook::Codebook;
pub use drawn::{Movement, Trajectories, TrajectorySettings};
pub use recording::{Recording, RecordingError};
