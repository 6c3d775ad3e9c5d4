//! Training: one step at a time ([`Trainer`]), as a run that can be steered ([`Engine`]), on a thread of its own
//! ([`Session`]) or on the caller's ([`Foreground`]).
//!
//! The same preset, seed included, gives the same state to the last bit:
//!
//! ```
//! use gridscope::model::Compute;
//! use gridscope::resolve;
//! use gridscope::train::{TrainError, Trainer};
//!
//! let one_step = || -> Result<String, TrainError> {
//!     let mut trainer = Trainer::new(resolve("instant", None)?, Compute::cpu())?;
//!     trainer.train_step();
//!     Ok(trainer.state().hash())
//! };
//! assert_eq!(one_step()?, one_step()?);
//! # Ok::<(), TrainError>(())
//! ```

mod arena;
mod bench;
mod breakdown;
mod clock;
mod device;
mod engine;
mod error;
mod flashback;
mod foreground;
mod lane;
mod listener;
mod live_maps;
mod outlet;
mod parent;
mod pool;
mod probe;
mod recorded;
mod recorder;
mod records;
mod room;
mod run;
mod script;
mod session;
mod stages;
mod state;
mod thread;
mod trainer;
mod twin;

pub use bench::{
    BenchReport, Count, Operation, OperationReport, Sizes, Timing, bench, bench_operation, bench_within, count_table,
};
pub use breakdown::{Breakdown, breakdown};
pub use device::{Adapter, DeviceChoice, adapters};
pub use engine::{ArenaJob, Engine, EngineOptions};
pub use error::TrainError;
pub use foreground::Foreground;
pub use listener::Listener;
pub use live_maps::LiveLook;
pub use parent::Parent;
pub use pool::TrainingPool;
pub use probe::{ProbeFigure, open_device, probe_here};
pub use recorder::{RECORD_EVERY, Recorder, RecorderNews};
pub use records::{NoRecords, RecordNews, RecordStart, RecorderStart, Records, RunRecord, StoredFolder, StoredRun};
pub use room::needs_in_words;
pub(crate) use room::{check_memory, memory_bytes};
pub(crate) use script::{as_script, before_script, scripted_interventions, undo};
pub use session::{Ender, Session};
pub use stages::StageTimes;
pub(crate) use state::{StateHasher, with_bytes};
pub use state::{
    StateHead, StateSource, TrainState, array_names, network_shape, state_bytes, state_hash, training_batch,
};
pub use trainer::{StepOutcome, Trainer};
