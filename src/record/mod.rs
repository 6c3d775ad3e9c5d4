//! What a run leaves behind: its folder.
//!
//! | file | holds |
//! |---|---|
//! | `preset.ron` | every parameter the run began with; can be opened as a preset |
//! | `run.ron` | program version, device, how operations run on it, instruction set, threads |
//! | `metrics.csv` | one row a step |
//! | `journal.ron` | every intervention, with the step at which it took effect |
//! | `checkpoint-*.safetensors` | weights, optimiser state and all else a run needs to go on |
//!
//! What others bring: recorded trajectories ([`read_trajectory`]) and cells ([`read_cells`]). What is measured far from the
//! training range ([`GeneraliseJob`]), and what an analysis leaves behind ([`export()`]).

mod cells;
mod export;
mod folder;
mod generalise;
mod metrics;
mod spikes;
mod trajectory;

pub use cells::{Cells, CellsError, MapSettings, read_cells};
pub use export::{ExportError, Exported, export};
pub use folder::{RunFolders, default_runs_folder, recent_runs};
pub use generalise::{BOXES_M, GeneraliseJob, GeneraliseSettings, Generalised};
pub use trajectory::{TrajectoryError, is_npz, read_trajectory};
