//! What others bring: cells as rate maps or spikes ([`read_cells`]) and recorded trajectories ([`read_trajectory`]).

mod cells;
mod spikes;
mod trajectory;

pub use cells::{Cells, CellsError, MapSettings, read_cells};
pub use trajectory::{TrajectoryError, is_npz, read_trajectory};
