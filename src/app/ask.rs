//! The one vocabulary of asking: what panels, bars, dialogs and keys all produce, and the app carries out after drawing.

use crate::app::figure_look::{FigureLook, PanelForm};
use crate::app::glances::GlanceAsk;
use crate::app::kit::colour::ColourMap;
use crate::app::run_changes::RunsAsk;
use crate::campaign::ShippedStudy;
use crate::draw::palette::LineColours;
use crate::export::FilmKind;
use crate::import::{ReadChoice, WalkFile};
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
    /// Switch a loss term, counted as in `LOSS_TERMS`, off or on.
    SwitchTerm(usize),
    /// Write a checkpoint into the run folder now.
    Checkpoint,
    /// Train the present run again from what its folder holds, and compare.
    ReproduceRun,
    /// Train the run in this folder again, and compare.
    Reproduce(PathBuf),
    /// Stop training a run again; nothing comes of it.
    CancelReproducing,
    /// Put away what came of training a run again.
    ForgetReproduction,
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
    /// Freeze what is on screen as the baseline, or let the baseline go.
    ToggleBaseline,
    /// Show the baseline's map of a unit in a corner of its tile, or do not.
    BaselineInCorners(bool),
    /// Show where a twin is begun.
    ChooseTwin,
    /// Begin or cancel a measurement of the maps on screen.
    Measure(MeasurementAsk),
    /// Logarithmic or linear axis of the losses.
    LogAxis,
    /// Smooth the losses, or do not.
    Smoothing,
    /// Walk networks along the trajectory in this file.
    WalkAlong(WalkFile),
    /// This file is no trajectory to walk along, for this reason.
    NotWalked(PathBuf, String),
    /// Show the dialog that opens things.
    Open,
    /// Show the dialog that saves a preset.
    SavePreset,
    /// Put the present parameters on the clipboard, as the text of a preset.
    CopyPreset,
    /// Start a new run from the preset whose text is on the clipboard.
    PastePreset,
    /// Start a new run from this preset, once it is sure that this is meant.
    Begin(Box<Preset>),
    /// Show a study that comes with the program.
    OpenShippedStudy(&'static ShippedStudy),
    /// Read cells or a trajectory from this file.
    Read(PathBuf),
    /// The same of each of these files, one after the other.
    ReadAll(Vec<PathBuf>),
    /// Read this file again, as it is said to be meant.
    ReadSo(PathBuf, Box<ReadChoice>),
    /// Read the trajectory in this file, whatever else is in it, and walk networks along it.
    ReadWalk(Box<WalkFile>),
    /// Ask no more how this file is meant.
    LeaveFile(PathBuf),
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
    /// Light or dark; on stage also the one for projectors.
    SwitchTheme,
    /// Something about the stage or the talk on it.
    Stage(StageAsk),
    /// Fit the axes of the losses to the curves again.
    FitLosses,
    /// How much larger than normal everything is.
    SetZoom(f32),
    /// Draw modules and curves in these colours.
    UseLineColours(LineColours),
    /// Show or hide the field that finds everything by its name.
    TogglePalette,
    /// Show in a few steps what is where.
    StartTour,
    /// The tour is over: it does not come by itself again.
    EndTour,
    /// Show or hide the list of keys.
    ToggleKeys,
    /// Take the panel of this name away.
    TakePanel(&'static str, PanelForm),
    /// Take the panel away that the pointer was on last, in every form.
    ExportPanel,
    /// Write everything of the run into a folder.
    ExportRun,
    /// Ask as what the recording that is at hand is filmed.
    Film,
    /// Film it like this.
    MakeFilm(FilmKind),
    /// Draw figures like this.
    SetFigure(FigureLook),
    /// Close the window.
    Quit,
    /// Play the recording in this file in place of the run, which waits.
    Replay(PathBuf),
    /// Play the recording that comes with the program.
    ReplayBundled,
    /// Close the recording: the run that waits comes back.
    BackToRun,
    /// Record the run into its folder, or stop that.
    Record,
    /// Of a recording: the maps before those on screen.
    StepBack,
    /// Have the recorded maps nearest to this step at hand.
    LookAt(u64),
    /// Keep the whole present state in memory.
    Keep,
    /// Go back to the state that was kept last.
    ReturnToKept,
    /// Give the parameter that was changed last its value before that.
    Undo,
    /// Change again what was undone last.
    Redo,
    /// Something about recorded runs.
    Runs(RunsAsk),
    /// See stored states at a glance.
    Glances(GlanceAsk),
}

/// Something that is asked of the stage, or of the talk on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StageAsk {
    /// Fill the screen for an audience, or go back to a window.
    Toggle,
    /// Have the panel fill the stage that is pointed at.
    Enlarge,
    /// Show all panels again.
    ShowAll,
    NextPanel,
    PreviousPanel,
    /// Show this scene of the talk, counted from 0.
    Scene(usize),
    NextScene,
    PreviousScene,
    /// Open or close the window with the notes.
    Notes,
    /// Open the talk in this folder.
    OpenTalk(PathBuf),
}

impl Ask {
    /// Start a new run from a preset.
    pub(crate) fn load(preset: Preset) -> Self {
        Self::Send(Command::Load(Box::new(preset)))
    }
}
