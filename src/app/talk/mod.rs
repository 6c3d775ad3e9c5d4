//! A talk: scenes that are shown one after another, each a recording or a preset with what to look at.
//!
//! A talk is a folder with presets (`*.ron`), recordings (`*.gsrec`) and a `talk.ron` that says what the scenes are. Where
//! there is none, each recording and each preset is a scene, in the order of their names.

mod folder;
mod read;
mod scene;
mod shipped;
#[cfg(test)]
mod tests;

pub(crate) use folder::{is_talk, read_folder};
pub(crate) use scene::{PlannedChange, SceneMeasurement, Talk, TalkScene, When};
pub(crate) use shipped::shipped;
