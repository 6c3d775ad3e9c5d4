//! What a watcher may ask of a run.

use crate::preset::{Preset, Value};
use std::fmt::{Display, Formatter};
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
    /// Map an arena of this side, metres, with the present weights.
    MapArena { side_m: f32 },
    /// After a failure: go on from the newest state that was kept.
    Recover,
    /// End the run.
    Stop,
}

impl Display for Command {
    /// What it would do, after `cannot`: `cannot change sigma_g`.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Run => f.write_str("run"),
            Self::Pause => f.write_str("pause"),
            Self::Step => f.write_str("do a step"),
            Self::Reset { .. } => f.write_str("reset"),
            Self::Set { name, .. } => write!(f, "change {name}"),
            Self::HoldRate(true) => f.write_str("hold the learning rate"),
            Self::HoldRate(false) => f.write_str("let the learning rate go"),
            Self::RestartSchedule => f.write_str("restart the schedule"),
            Self::Load(preset) => write!(f, "load {}", preset.name),
            Self::Open(path) => write!(f, "open {}", path.display()),
            Self::Checkpoint => f.write_str("write a checkpoint"),
            Self::MapArena { side_m } => write!(f, "map an arena of {side_m} m"),
            Self::Recover => f.write_str("restart"),
            Self::Stop => f.write_str("stop"),
        }
    }
}
