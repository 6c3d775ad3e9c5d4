//! What takes down how a run looks, for a replay; the files themselves are another room's business.

use crate::maps::MapSet;
use crate::stream::{Intervention, LossSample};
use std::path::Path;
use std::sync::Arc;

/// Steps from one recorded frame to the next, unless said.
pub const RECORD_EVERY: u64 = 200;

/// What became of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecorderNews {
    /// It cannot be written at present, for this reason; it is tried again.
    Failing(String),
    /// What could not be written is written now.
    Mended,
}

/// The recording of one run. Called on the thread that trains, which it never holds up.
pub trait Recorder: Send {
    /// The file.
    fn path(&self) -> &Path;

    /// Bytes of the file so far.
    fn bytes(&self) -> u64;

    /// Losses of finished steps, in order. None is ever lost.
    fn losses(&mut self, samples: &[LossSample]);

    /// The run is at this step, and these are all its interventions so far: what was recorded otherwise never was.
    fn agree(&mut self, step: u64, journal: &[Intervention]);

    /// Whether maps would be taken now, and not skipped because earlier ones are not written yet.
    fn has_room(&self) -> bool;

    /// Takes maps down, live or of an arena.
    fn maps(&mut self, set: Arc<MapSet>);

    /// Writes what was taken down, and the end.
    ///
    /// # Errors
    /// In words, when it could not all be written.
    fn finish(self: Box<Self>) -> Result<(), String>;

    /// What happened since this was asked last, one after the other.
    fn next_news(&mut self) -> Option<RecorderNews>;
}
