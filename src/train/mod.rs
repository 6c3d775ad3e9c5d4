//! Training: one step at a time ([`Trainer`]), on a thread of its own ([`Session`]), from and to checkpoints.

mod bench;
mod breakdown;
mod checkpoint;
mod device;
mod error;
mod live_maps;
mod outlet;
mod pool;
mod probe;
mod run_log;
mod session;
mod stages;
mod state;
mod thread;
mod trainer;
mod walker;

pub use bench::{
    BenchReport, Count, Operation, OperationReport, Sizes, Timing, bench, bench_operation, bench_within, count_table,
};
pub use breakdown::{Breakdown, breakdown};
pub use checkpoint::{checkpoint_name, find_checkpoint, read_checkpoint, write_checkpoint};
pub use device::{Adapter, DeviceChoice, adapters};
pub use error::TrainError;
pub use outlet::Wake;
pub use pool::TrainingPool;
pub use probe::{ProbeFigure, open_device, probe_here};
pub use run_log::{RunLog, RunLogFactory};
pub use session::{Session, SessionOptions};
pub use stages::StageTimes;
pub use state::TrainState;
pub use trainer::{StepOutcome, Trainer};
