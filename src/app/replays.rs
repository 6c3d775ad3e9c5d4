//! Recordings in the window: the one that is opened, the one that plays, what is looked at beside it, and the run that waits.

use super::run::KnownRun;
use super::view::Glimpse;
use crate::maps::MapSet;
use crate::runs::{RunRecording, RunRecordingError};
use crate::stream::{Background, BackgroundFailed, Priority, Source, Wake};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The run behind a recording that plays.
pub(super) struct WaitingRun {
    pub(super) source: Box<dyn Source>,
    pub(super) known: KnownRun,
    /// Its live maps.
    pub(super) live: Option<Arc<MapSet>>,
}

/// What is opened, and what waits.
pub(super) struct Replays {
    pub(super) wake: Wake,
    pub(super) opening: Background<RunRecording>,
    /// Where the one that plays lies; `None` of the one that comes with the program.
    pub(super) path: Option<PathBuf>,
    pub(super) waiting: Option<WaitingRun>,
    /// What plays.
    pub(super) playing: Option<Arc<RunRecording>>,
    /// Maps that are looked at beside those on screen.
    looking: Background<Option<Glimpse>>,
    pub(super) glimpse: Option<Glimpse>,
    /// The step that is to be looked at next.
    next: Option<(u64, Option<PathBuf>)>,
}

impl Replays {
    pub(super) fn new(wake: Wake) -> Self {
        Self {
            wake,
            opening: Background::new("gridscope-open", Priority::Normal),
            path: None,
            waiting: None,
            playing: None,
            looking: Background::new("gridscope-look", Priority::Normal),
            glimpse: None,
            next: None,
        }
    }

    /// Has the maps nearest to a step read: of what plays, or of the file that the run is recorded into.
    pub(super) fn look_at(&mut self, step: u64, recorded: Option<&Path>) {
        self.next = Some((step, recorded.map(Path::to_path_buf)));
        self.look_on();
    }

    /// Takes in what was read.
    pub(super) fn take_glimpse(&mut self) {
        if let Some(Ok(found)) = self.looking.take() {
            self.glimpse = found;
        }
        self.look_on();
    }

    /// The maps that were read last.
    pub(super) fn glimpse(&self) -> Option<&Glimpse> {
        self.glimpse.as_ref()
    }

    /// Reads what is to be looked at next, once what came before is read: a pointer moves faster.
    fn look_on(&mut self) {
        if self.looking.progress().is_some() {
            return;
        }
        let Some((step, file)) = self.next.take() else { return };
        let playing = self.playing.clone();
        self.looking.begin(Arc::clone(&self.wake), move |_| {
            let opened = match (playing, file) {
                (Some(playing), _) => playing,
                // It grows while the run goes on: it is opened anew.
                (None, Some(file)) => Arc::new(RunRecording::open(&file).map_err(failed)?),
                (None, None) => return Ok(None),
            };
            let Some(frame) = opened.live_at(step) else { return Ok(None) };
            let set = opened.maps(frame).map_err(failed)?;
            Ok(Some(Glimpse { step: opened.frames()[frame].step, set }))
        });
    }

    /// Opens a recording in place of one that is still being opened: the one that comes with the program without a path.
    pub(super) fn open(&mut self, path: Option<PathBuf>) {
        self.path.clone_from(&path);
        self.opening.begin(Arc::clone(&self.wake), move |_| {
            let opened = path.as_deref().map_or_else(RunRecording::bundled, RunRecording::open);
            opened.map_err(failed)
        });
    }
}

fn failed(error: RunRecordingError) -> BackgroundFailed {
    BackgroundFailed(error.to_string())
}
