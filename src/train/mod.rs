//! Training: one step at a time ([`Trainer`]), as a run that can be steered ([`Engine`]), on a thread of its own
//! ([`Session`]) or on the caller's ([`Foreground`]).

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
pub use outlet::Wake;
pub use pool::TrainingPool;
pub use probe::{ProbeFigure, open_device, probe_here};
pub use records::{NoRecords, Records, Resumed, RunRecord};
pub use session::Session;
pub use stages::StageTimes;
pub use state::{TrainState, network_shape};
pub use trainer::{StepOutcome, Trainer};
