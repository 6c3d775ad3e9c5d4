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
mod foreground;
mod listener;
mod live_maps;
mod outlet;
mod pool;
mod probe;
mod records;
mod run;
mod session;
mod stages;
mod state;
mod thread;
mod trainer;

pub use bench::{
    BenchReport, Count, Operation, OperationReport, Sizes, Timing, bench, bench_operation, bench_within, count_table,
};
pub use breakdown::{Breakdown, breakdown};
pub use device::{Adapter, DeviceChoice, adapters};
pub use engine::{ArenaJob, Engine, EngineOptions};
pub use error::TrainError;
pub use foreground::Foreground;
pub use listener::Listener;
pub use pool::TrainingPool;
pub use probe::{ProbeFigure, open_device, probe_here};
pub use records::{NoRecords, Records, Resumed, RunRecord};
pub use session::Session;
pub use stages::StageTimes;
pub use state::{TrainState, network_shape};
pub use trainer::{StepOutcome, Trainer};
