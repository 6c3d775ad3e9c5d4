//! What the network is shown: training trajectories and walks through arenas. Every draw is counter-based. And what others have
//! recorded: tracks, and cells with their spikes.
//!
//! The trajectories of a batch take the same steps in different orders, and meet at the end:
//!
//! ```
//! use gridscope::data::Batch;
//! use gridscope::numerics::Velocities;
//!
//! let batch = Batch::draw(1, 0, 20, 4, Velocities::square(0.15), true); // seed 1, batch 0: four trajectories of 20 steps
//! let paths: Vec<&[[f32; 2]]> = batch.positions_m.chunks(20).collect();
//! for path in &paths[1..] {
//!     assert_ne!(path[..19], paths[0][..19]);
//!     assert!((path[19][0] - paths[0][19][0]).abs() < 1e-5 && (path[19][1] - paths[0][19][1]).abs() < 1e-5);
//! }
//! assert_eq!(batch, Batch::draw(1, 0, 20, 4, Velocities::square(0.15), true));
//! ```

mod batch;
mod intake;
mod recorded_cells;
mod sampling;
#[cfg(test)]
pub(crate) mod simulated;
mod track_speed;
mod trajectories;

pub use batch::Batch;
pub use intake::Intake;
pub use recorded_cells::{ArenaShape, CellTrack, RecordedCells, RecordedUnit};
pub use sampling::{GAP, usual_pause_s};
pub use track_speed::SPEED_REACH_S;
pub use trajectories::{Codebook, Movement, Recording, RecordingError, Trajectories, TrajectorySettings};
