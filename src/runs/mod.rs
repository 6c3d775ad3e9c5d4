//! What a run leaves behind: its folder.
//!
//! | file | holds |
//! |---|---|
//! | `preset.ron` | every parameter the run began with; can be opened as a preset |
//! | `run.ron` | program version, device, how operations run on it, instruction set, threads; the run it was taken from |
//! | `metrics.csv` | one row a step |
//! | `journal.ron` | every intervention, with the step at which it took effect, and their hash |
//! | `recording.gsrec` | how it looked, where it was recorded: losses, interventions, maps |
//! | `checkpoint-*.safetensors` | weights, optimiser state and all else a run needs to go on |
//! | `note.txt` | what somebody noted about it |
//!
//! Going back never rewrites. A run that begins from a state of another one (a kept state, a promoted twin, a checkpoint that
//! is opened by its file) gets a folder of its own, whose `run.ron` names its parent: the run, its folder at that time, the
//! step and the hash of that state. Its `journal.ron` begins with the parent's journal up to there, its `preset.ron` holds the
//! parameters of its first step, and its `metrics.csv` the rows from there on: earlier curves are read from the parent's
//! folder ([`find_run`]). The parent's checkpoint of that state stays, as long as there are not too many such.
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
mod bin;
mod chain;
mod checkpoint;
mod curves;
mod find;
mod folder;
mod glance;
mod last;
mod lineage;
mod listed;
mod lock;
mod manage;
pub(crate) mod metrics;
mod outcomes;
mod record;
mod recorder;
pub(crate) mod recording;
mod replay;
mod reproduce;
mod run_file;
mod run_files;
mod thinning;

pub use bin::{BinnedRun, bin_run, put_back};
pub use checkpoint::{checkpoint_name, read_checkpoint, write_checkpoint};
pub use curves::{CurvePoint, RunCurves, run_curves};
pub use find::{find_checkpoint, run_id};
pub(crate) use folder::folder_word;
pub use folder::{RunFolders, default_runs_folder, recent_runs};
pub use glance::{
    ContactSheet, Glance, GlanceLook, GlanceModule, MappedGlance, default_glances_folder, glance, varied_units,
};
pub use last::{LastRun, last_run};
pub use lineage::{find_run, parent_of};
pub use listed::{RunEntry, RunFacts, RunListing, StoredCheckpoint, list_runs};
pub use manage::{NOTE, RunChangeError, annotate_run, rename_run};
pub use outcomes::{OutcomeCell, OutcomeTable};
pub use recorder::recording_of;
pub use recording::{
    FrameInfo, FrameKind, FrameSummary, ModuleSummary, RECORDING_ENDING, RecordedHead, RunRecording, RunRecordingError,
    is_recording,
};
pub use replay::{Replay, ReplayClock};
pub use reproduce::{
    LossDifference, ReproduceError, ReproduceOptions, Reproduction, Sameness, StateDifference, reproduce,
};
pub(crate) use run_file::RunFile;
