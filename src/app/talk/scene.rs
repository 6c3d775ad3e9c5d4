//! What a talk and its scenes are.

use crate::preset::{Preset, Value};
use crate::runs::RECORDING_ENDING;
use std::path::PathBuf;

/// Something that is wrong with a talk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TalkError {
    /// A file could not be read, in words.
    #[error("{0}")]
    Unread(String),
    /// A folder without scenes.
    #[error("{folder}: there is no talk.ron, no preset and no recording in it", folder = .0.display())]
    Empty(PathBuf),
    /// Something is wrong in the text; line and column count from 1.
    #[error("{file}:{line}:{column}: {fault}")]
    At { file: String, line: usize, column: usize, fault: String },
}

/// A talk.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Talk {
    /// What it is about, in one line.
    pub title: String,
    /// Where its recordings are; `None` where nobody knows.
    pub folder: Option<PathBuf>,
    /// After so many seconds without a hand on the keys it plays by itself; `None` never.
    pub idle_s: Option<f64>,
    /// In their order; there is at least one.
    pub scenes: Vec<TalkScene>,
}

impl Talk {
    /// The file of a scene's recording, if it has one and the file is there.
    pub(crate) fn recording(&self, scene: &TalkScene) -> Option<PathBuf> {
        let path = self.folder.as_ref()?.join(format!("{}.{RECORDING_ENDING}", scene.recording.as_ref()?));
        path.is_file().then_some(path)
    }
}

/// One scene.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TalkScene {
    /// For the audience.
    pub title: String,
    /// What to look at, in one sentence, for the audience.
    pub look_at: String,
    /// For the presenter.
    pub note: String,
    /// Name of the recording that is shown.
    pub recording: Option<String>,
    /// The preset that is trained where there is no recording, or its file is missing.
    pub preset: Option<Preset>,
    /// Step of the recording that is shown at first; `None` begins at its beginning.
    pub step: Option<u64>,
    /// Recorded steps that pass in a second from there on; `None` holds the recording at that step.
    pub steps_per_second: Option<f64>,
    /// The panel that fills the stage; `None` shows all panels.
    pub panel: Option<&'static str>,
    /// The panel beside it.
    pub beside: Option<&'static str>,
    /// The module that is looked at, counted from 0.
    pub module: Option<usize>,
    /// The unit that is looked at.
    pub unit: Option<usize>,
    /// Maps of an arena of this side are shown, metres; else those of training.
    pub arena_m: Option<f32>,
    /// What is measured as soon as the maps are there.
    pub measure: Option<SceneMeasurement>,
    /// What is changed while the preset trains, in the order in which it is.
    pub changes: Vec<PlannedChange>,
    /// How long it stays when the talk plays by itself, seconds; `None` for as long as usual.
    pub duration_s: Option<f64>,
}

/// What a scene can have measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SceneMeasurement {
    Dissection,
    Topology,
    Capacity,
}

impl SceneMeasurement {
    /// All of them, by the names that `talk.ron` has for them.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("dissection", Self::Dissection), ("topology", Self::Topology), ("capacity", Self::Capacity)];
}

/// A change of a parameter that a scene makes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlannedChange {
    pub when: When,
    pub name: String,
    pub value: Value,
}

/// When a change is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum When {
    /// So many seconds after the scene began.
    AfterS(f64),
    /// Once so many steps are done.
    Step(u64),
}
