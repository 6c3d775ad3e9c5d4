//! What a run tells, in order.

use super::{Command, Intervention, KeptId, KeptState, Pictures, TwinEnd, TwinInfo};
use crate::maps::RunId;
use crate::preset::Preset;
use std::path::PathBuf;
use std::sync::Arc;

/// What the training thread is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// The device is being made ready; pictures of the untrained network may already be there.
    #[default]
    Starting,
    /// Waiting for a command.
    Paused,
    /// Training.
    Running,
    /// A step failed in the middle; `Command::Recover` goes on from a kept state.
    Failed,
    /// The run has ended.
    Stopped,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something was refused or is not as asked.
    Warning,
    /// Training stopped because of it.
    Error,
}

/// A fact, in the order in which it happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A new run is being prepared: pictures of its untrained network, before any device was looked for. Told at most once
    /// a run, and followed by its `Began`, or by another `Began` of the run before it, if there is one, where it cannot
    /// begin.
    Preview { run: RunId, preset: Box<Preset>, pictures: Arc<Pictures> },
    /// A run begins here, or goes on here after a failure, with everything that defines it. Interventions made before `step`
    /// follow. `step` is 0 unless a run was continued.
    Began { run: RunId, preset: Box<Preset>, step: u64, device: String },
    /// Another program writes into the folder that the run was opened from: here it is only read. What is trained from here
    /// becomes a run of its own.
    Owned { folder: PathBuf, owner: String },
    /// An intervention took effect before step `step + 1`.
    Applied(Intervention),
    /// A command was not carried out.
    Refused { command: Box<Command>, reason: String },
    /// Running, paused, failed or stopped.
    State(RunState),
    /// A complete checkpoint lies at this path.
    Checkpoint { step: u64, path: PathBuf },
    /// Something of the run could not be written down; it is tried again. `saved_step` is that of its newest checkpoint.
    Unrecorded { saved_step: Option<u64>, reason: String },
    /// What could not be written down is written now.
    RecordedAgain,
    /// A loss or gradient was not finite: nothing was changed by that step, and training is paused.
    NonFinite { step: u64, term: String },
    /// A state is kept in memory.
    Kept(Arc<KeptState>),
    /// A kept state is forgotten: it was asked for, or there was no room for it any more.
    Forgotten(KeptId),
    /// A twin trains beside the run from here.
    TwinBegan(Arc<TwinInfo>),
    /// There is no twin any more.
    TwinEnded(TwinEnd),
    /// The run is recorded from here into this file, with maps every so many steps.
    RecordingBegan { path: PathBuf, every: u64 },
    /// A recording has ended. It is whole, unless there was a problem: what is missing, in words.
    RecordingEnded { path: PathBuf, problem: Option<String> },
    /// Of a recording: another step is on screen, reached at a jump: the parameters in force there, and every
    /// intervention until then. Replaces what was applied before.
    Sought { step: u64, preset: Box<Preset>, interventions: Vec<Intervention> },
    /// A line for the log.
    Message { severity: Severity, text: String },
}
