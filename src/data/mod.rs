//! What the network is shown: training trajectories and evaluation walks. Every draw is counter-based.

mod batch;
mod random;
mod walk;

pub use batch::Batch;
pub use random::Draws;
pub use walk::{Codebook, Motion, Recording, RecordingError, WalkSettings, Walks};
