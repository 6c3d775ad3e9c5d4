//! How a recorded run is played: what of a [`Source`](super::Source) only a recording has.

use super::Intervention;
use std::sync::Arc;

/// Where the playing of a recording is.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    /// First and last step that are recorded.
    pub first_step: u64,
    pub last_step: u64,
    /// The step on screen.
    pub step: u64,
    pub is_playing: bool,
    /// Recorded steps that pass in a second.
    pub steps_per_second: f64,
    /// At the end it begins again.
    pub loops: bool,
    /// Every intervention of the whole recording, oldest first, also those after the step on screen.
    pub interventions: Arc<[Intervention]>,
    /// Steps of which rate maps are recorded, growing.
    pub map_steps: Arc<[u64]>,
    /// What is wrong with the file, in words: it plays up to there.
    pub damage: Option<String>,
}
