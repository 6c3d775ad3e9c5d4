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
//! A run of one step, and what is found in its folder:
//!
//! ```
//! use gridscope::{EngineOptions, Foreground, RunFolders, find_checkpoint, resolve};
//!
//! let temporary = tempfile::tempdir()?;
//! let folder = temporary.path().join("run");
//! let records = Box::new(RunFolders::Exactly(folder.clone()));
//! let options = EngineOptions { run_at_once: true, records, ..EngineOptions::new(resolve("instant", None)?) };
//! let mut run = Foreground::begin(options, 1)?;
//! run.step();
//! run.finish();
//! assert!(folder.join("metrics.csv").is_file());
//! assert_eq!(find_checkpoint(&folder)?.1.step, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aside;
mod checkpoint;
mod find;
mod folder;
mod last;
mod lock;
pub(crate) mod metrics;
mod record;
mod run_file;
mod run_files;
mod thinning;

pub use checkpoint::{checkpoint_name, read_checkpoint, write_checkpoint};
pub use find::{find_checkpoint, run_id};
pub use folder::{RunFolders, default_runs_folder, recent_runs};
pub use last::{LastRun, last_run};
