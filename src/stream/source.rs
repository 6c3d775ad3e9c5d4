//! The one way to watch a run, live or recorded.

use super::{Command, Event, History, Pictures, Playback, RunState, TwinLook};
use crate::maps::MapSet;
use std::sync::{Arc, RwLock};

/// Called, from any thread, when there is something new to look at.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Why a command was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// A recorded run cannot do this.
    #[error("a recorded run cannot do this")]
    Unsupported,
    /// The lane is full: the run is busy with earlier commands.
    #[error("the run is still busy with earlier commands")]
    Busy,
    /// The run has ended.
    #[error("the run has ended")]
    Gone,
}

/// The numbers of the status bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// What the thread is doing.
    pub state: RunState,
    /// Training steps done.
    pub step: u64,
    /// Steps per second over the last second or so.
    pub steps_per_second: f64,
    /// Time spent training, paused time not counted.
    pub elapsed_s: f64,
    /// Steps left until the schedule ends; 0 at the floor rate.
    pub steps_left: u64,
    /// Learning rate of the last step.
    pub learning_rate: f64,
    /// Whether the rate is held.
    pub rate_held: bool,
    /// Share of the training thread's time spent on pictures, 0 to 1.
    pub picture_share: f64,
    /// The device in words.
    pub device: String,
    /// Which implementation of the operations runs on it, in words; empty until the run tells.
    pub kernels: String,
    /// The recording in progress.
    pub recording: Option<RecordingStatus>,
}

/// How a recording in progress stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordingStatus {
    /// Bytes of the file.
    pub bytes: u64,
    /// Maps that were taken down since it began, and those that were skipped because writing took longer than training.
    pub maps: u64,
    pub skipped: u64,
}

/// A run that can be watched and, if it is live, steered. No method waits.
pub trait Source {
    /// Sends a command.
    ///
    /// # Errors
    /// When the command is not supported, the lane is full, or the run has ended.
    fn send(&mut self, command: Command) -> Result<(), SendError>;

    /// The next event, if there is one.
    fn next_event(&mut self) -> Option<Event>;

    /// The newest pictures, unless they were taken already.
    fn take_pictures(&mut self) -> Option<Arc<Pictures>>;

    /// The newest maps of an arena, unless they were taken already.
    fn take_maps(&mut self) -> Option<Arc<MapSet>>;

    /// The present status.
    fn status(&self) -> Status;

    /// The loss history of the present run.
    fn history(&self) -> Arc<RwLock<History>>;

    /// What the twin shows; `None` where there is none. Its pictures are given once.
    fn take_twin(&mut self) -> Option<TwinLook> {
        None
    }

    /// Where the playing is; `None` of a live run.
    fn playback(&self) -> Option<Playback> {
        None
    }

    /// Whether this is a live run (and not a recording).
    fn is_live(&self) -> bool;
}
