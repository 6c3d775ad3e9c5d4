//! What a run leaves behind: its folder.
//!
//! | file | holds |
//! |---|---|
//! | `preset.ron` | every parameter the run began with; can be opened as a preset |
//! | `run.ron` | program version, device, how operations run on it, instruction set, threads |
//! | `metrics.csv` | one row a step |
//! | `journal.ron` | every intervention, with the step at which it took effect |
//! | `checkpoint-*.safetensors` | weights, optimiser state and all else a run needs to go on |

mod checkpoint;
mod folder;
pub(crate) mod metrics;

pub use checkpoint::{checkpoint_name, find_checkpoint, read_checkpoint, write_checkpoint};
pub use folder::{RunFolders, default_runs_folder, recent_runs};
