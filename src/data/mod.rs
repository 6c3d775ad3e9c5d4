//! What the network is shown: training trajectories and evaluation walks. Every draw is counter-based.

mod batch;
mod trajectories;

pub use batch::Batch;
pub use trajectories::{Codebook, Movement, Recording, RecordingError, Trajectories, TrajectorySettings};
