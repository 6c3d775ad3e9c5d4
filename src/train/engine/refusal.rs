//! Why a command was not carried out.

use super::super::TrainError;
use crate::maps::Arena;

/// The reason that whoever asked is told.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Param(#[from] crate::preset::ParamError),
    #[error("there is no run: {0}")]
    NoRun(String),
    #[error("training has failed ({0}): restart it, reset it or open another run first")]
    Broken(String),
    #[error("nothing has failed")]
    NothingFailed,
    #[error("this run is not written down")]
    NotRecorded,
    #[error("an arena of {side_m} m cannot be mapped; valid: {} m", Arena::sides_in_words())]
    Side { side_m: f32 },
    #[error("that state is no longer kept")]
    NotKept,
    #[error("there is a twin already: promote it or discard it first")]
    TwinIsThere,
    #[error("there is no twin")]
    NoTwin,
    #[error("{name} is {value} already: the twin would be the same network")]
    SameAsTwin { name: String, value: String },
    #[error("the twin cannot be changed with it: {0}")]
    NotInTwin(TrainError),
    #[error("only a recording can do this")]
    NoRecording,
}
