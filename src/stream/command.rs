//! What a watcher may ask of a run.

use crate::preset::{Preset, Value};
use std::path::PathBuf;

/// A request to the training thread; each takes effect before the next training step.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Train until paused.
    Run,
    /// Stop after the step in progress.
    Pause,
    /// Do one training step and pause.
    Step,
    /// Start again from step 0 with the present parameters; `None` keeps the seed.
    Reset { seed: Option<u64> },
    /// Change a parameter by its dotted name. A parameter that needs a restart resets the run.
    Set { name: String, value: Value },
    /// Keep the learning rate where it is (`true`), or let the schedule go on.
    HoldRate(bool),
    /// Begin the rate schedule again at the present step.
    RestartSchedule,
    /// Start a new run from a preset.
    Load(Box<Preset>),
    /// Continue a run folder or a checkpoint file.
    Open(PathBuf),
    /// Write a checkpoint into the run folder now.
    Checkpoint,
    /// Measure rate maps in an arena of this side, metres.
    Evaluate { box_m: f32 },
    /// After a failure: go on from the newest state that was kept.
    Recover,
    /// End the thread.
    Stop,
}
