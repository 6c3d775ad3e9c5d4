//! What the network is shown: training trajectories and evaluation walks. Every draw is counter-based.

mod batch;
mod walk;

pub use batch::Batch;
pub use walk::{Codebook, Motion, Recording, RecordingError, WalkSettings, Walks};
