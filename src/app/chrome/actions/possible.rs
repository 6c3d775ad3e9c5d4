//! When an action is possible, and why not.

use crate::app::view::View;
use crate::stream::RunState;

/// Whether something is possible now; else why not, as it goes on after a colon.
pub(crate) type Possible = fn(&View<'_>) -> Result<(), &'static str>;

/// What a run from a recording says to whoever wants to change it.
const RECORDED: &str = "a recorded run cannot do this";

/// There is a run that goes on, trained or recorded.
pub(crate) fn goes_on(view: &View<'_>) -> Result<(), &'static str> {
    match view.status.state {
        RunState::Failed => Err("training has failed; Restart in the strip below goes on from the newest kept state"),
        RunState::Stopped => Err("the run has ended; Open… begins another"),
        RunState::Starting | RunState::Running | RunState::Paused => Ok(()),
    }
}

/// There is a run that trains.
pub(crate) fn trains(view: &View<'_>) -> Result<(), &'static str> {
    if view.is_live { goes_on(view) } else { Err(RECORDED) }
}

/// There are units to choose from.
pub(crate) fn has_units(view: &View<'_>) -> Result<(), &'static str> {
    if view.maps().is_some_and(|maps| maps.units > 0) { Ok(()) } else { Err("there are no maps yet") }
}

/// A recording is played.
pub(crate) fn is_recorded(view: &View<'_>) -> Result<(), &'static str> {
    if view.playback.is_some() { Ok(()) } else { Err("no recording is played") }
}

/// There is a recording: one that is played, or that of the run.
pub(crate) fn has_recording(view: &View<'_>) -> Result<(), &'static str> {
    if view.playback.is_some() || view.recorded.is_some() {
        Ok(())
    } else {
        Err("nothing is recorded; Record keeps the maps from now on")
    }
}

/// There is a state to go back to.
pub(crate) fn has_kept(view: &View<'_>) -> Result<(), &'static str> {
    if view.kept.is_empty() { Err("nothing is kept to go back to; F keeps the present state") } else { Ok(()) }
}
