//! What a watcher may ask of a run.

use super::KeptId;
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
    /// Keep the whole present state in memory, to go back to it later.
    Keep,
    /// Go back to a kept state: a run of its own begins there.
    ReturnTo(KeptId),
    /// Forget a kept state.
    Forget(KeptId),
    /// Train a second network beside this one from the present state, with one live parameter changed.
    BeginTwin { name: String, value: Value },
    /// The twin becomes the run; that of the first network ends.
    PromoteTwin,
    /// The twin ends.
    DiscardTwin,
    /// Of a recording: go to this step. `Run`, `Pause` and `Step` play it, hold it, and go to the next recorded maps.
    Seek(u64),
    /// Of a recording: so many recorded steps pass in a second, and whether it begins again at its end.
    PlayAt { steps_per_second: f64, loops: bool },
    /// End the run.
    Stop,
    /// Record the run for a replay from here, with maps every so many steps: into this file, or the run's folder.
    Record { path: Option<PathBuf>, every: u64 },
    /// The recording ends; the run goes on.
    StopRecording,
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
            Self::Keep => f.write_str("keep the present state"),
            Self::ReturnTo(_) => f.write_str("go back to a kept state"),
            Self::Forget(_) => f.write_str("forget a kept state"),
            Self::BeginTwin { name, .. } => write!(f, "begin a twin with another {name}"),
            Self::PromoteTwin => f.write_str("promote the twin"),
            Self::DiscardTwin => f.write_str("discard the twin"),
            Self::Seek(step) => write!(f, "go to step {step}"),
            Self::PlayAt { .. } => f.write_str("play at another speed"),
            Self::Stop => f.write_str("stop"),
            Self::Record { .. } => f.write_str("record"),
            Self::StopRecording => f.write_str("stop the recording"),
        }
    }
}
