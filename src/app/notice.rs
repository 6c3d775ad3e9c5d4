//! Something that stopped training and waits for an answer.

use crate::stream::RunState;
use std::path::PathBuf;

/// Something that stopped training and waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The training thread failed; the last thing it said.
    Failed { message: String },
    /// A loss or gradient was not finite in this step.
    NonFinite { step: u64, term: String },
}

/// The run cannot be written down at present, while training goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsaved {
    /// Step of its newest checkpoint; `None` when there is none.
    pub(crate) saved_step: Option<u64>,
    pub(crate) reason: String,
}

/// The run was opened from a folder that another program writes into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnedRun {
    pub(crate) folder: PathBuf,
    pub(crate) owner: String,
}

/// The notice after a change of what the thread is doing: training on or starting anew settles every complaint.
#[must_use]
pub(crate) fn after_state(notice: Option<Notice>, state: RunState, last_message: &str) -> Option<Notice> {
    match state {
        RunState::Failed => Some(Notice::Failed { message: last_message.to_owned() }),
        RunState::Running | RunState::Starting => None,
        RunState::Paused => notice.filter(|notice| matches!(notice, Notice::NonFinite { .. })),
        RunState::Stopped => notice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_stays_until_the_run_goes_on() {
        let failed = after_state(None, RunState::Failed, "out of memory");
        assert_eq!(failed, Some(Notice::Failed { message: "out of memory".into() }));
        assert_eq!(after_state(failed.clone(), RunState::Stopped, ""), failed, "still there");
        assert_eq!(after_state(failed.clone(), RunState::Paused, ""), None, "recovered");
        assert_eq!(after_state(failed, RunState::Running, ""), None, "training again");
        let nan = Some(Notice::NonFinite { step: 7, term: "capacity".into() });
        assert_eq!(
            after_state(nan.clone(), RunState::Paused, ""),
            nan,
            "a bad step pauses: the notice must outlive that"
        );
    }
}
