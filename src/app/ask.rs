//! The one vocabulary of asking: what panels, bars, dialogs and keys all produce, and the app carries out after drawing.

use crate::app::kit::colour::ColourMap;
use crate::maps::MapSetId;
use crate::measure::MeasurementAsk;
use crate::preset::Preset;
use crate::stream::Command;
use std::path::PathBuf;

/// Something that somebody asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// Send the run a command that has no name of its own here.
    Send(Command),
    /// Train, or stop after the step in progress.
    RunPause,
    /// Do one training step and pause.
    Step,
    /// Start again from step 0 with the same seed.
    Reset,
    /// Start again from step 0 with this seed.
    SetSeed(u64),
    /// Start again from step 0 with a seed that is drawn.
    NewSeed,
    /// Begin the learning-rate schedule again at the present step.
    RestartSchedule,
    /// Write a checkpoint into the run folder now.
    Checkpoint,
    /// Map an arena of the size last chosen with the present weights, and show those maps.
    MapArena,
    /// Choose the side of the arena that is mapped next, metres.
    SetArenaSide(f32),
    /// Show these maps.
    ShowMaps(MapSetId),
    /// Colour maps and spectra like this.
    UseColours(ColourMap),
    /// The colour map after the present one.
    NextColours,
    SelectUnit(Option<usize>),
    PreviousUnit,
    NextUnit,
    SelectModule(Option<usize>),
    /// Begin or cancel a measurement of the maps on screen.
    Measure(MeasurementAsk),
    /// Logarithmic or linear axis of the losses.
    LogAxis,
    /// Smooth the losses, or do not.
    Smoothing,
    /// Walk networks along the trajectory in this file.
    WalkAlong(PathBuf),
    /// Show the dialog that opens things.
    Open,
    /// Show the dialog that saves a preset.
    SavePreset,
    /// Read cells or a trajectory from this file.
    Read(PathBuf),
    /// Say something in the log.
    Say(String),
    /// Say a problem, and write it into the log.
    Complain(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Close the panel of this name, or bring it back.
    TogglePane(&'static str),
    /// Bring the panel of this name to the front of its tabs.
    ShowPane(&'static str),
    /// Show or put away what the preset is for and what to look at.
    ToggleAbout,
    /// Put every panel back where it was at first.
    ResetLayout,
    /// Light or dark.
    SwitchTheme,
    /// Fill the screen, or go back to a window.
    FullScreen,
    /// Show or hide the list of keys.
    ToggleKeys,
    /// Close the window.
    Quit,
}

impl Ask {
    /// Start a new run from a preset.
    pub(crate) fn load(preset: Preset) -> Self {
        Self::Send(Command::Load(Box::new(preset)))
    }
}
