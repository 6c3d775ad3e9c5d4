//! The table of actions.

use super::possible::{goes_on, has_kept, has_recording, has_units, is_recorded, trains};
use super::spec::{ActionGroup as G, ActionSpec, keyless, row};
use crate::app::ask::{Ask as A, StageAsk as S};
use crate::app::view::View;
use crate::campaign::TALK_STUDY;
use eframe::egui::{Key, Modifiers};

const NONE: Modifiers = Modifiers::NONE;
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;
const COMMAND: Modifiers = Modifiers::COMMAND;
const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Every action. Order within a group is that of the menu.
pub(crate) const ACTIONS: &[ActionSpec] = &[
    row(A::RunPause, G::Run, "Run or pause", "Train, or stop after the step in progress", NONE, Key::Space)
        .when(goes_on),
    row(
        A::Step,
        G::Run,
        "One step",
        "Do one training step and pause; of a recording, go to the next maps",
        NONE,
        Key::Period,
    )
    .when(goes_on),
    row(
        A::StepBack,
        G::Run,
        "Back in the recording",
        "Of a recording: the maps before those on screen",
        NONE,
        Key::Comma,
    )
    .when(is_recorded),
    row(
        A::Reset,
        G::Run,
        "Reset",
        "Start again from step 0 with the same seed; asks first once it has trained",
        NONE,
        Key::R,
    )
    .when(trains),
    keyless(
        A::NewSeed,
        G::Run,
        "New seed",
        "Start again from step 0 with another seed; asks first once it has trained",
    )
    .when(trains),
    keyless(
        A::RestartSchedule,
        G::Run,
        "Restart the schedule",
        "Begin the learning-rate schedule again at the present step",
    )
    .when(trains),
    row(
        A::Undo,
        G::Run,
        "Undo",
        "Give what was changed last its value before that; training time is not rewound",
        COMMAND,
        Key::Z,
    ),
    row(A::Redo, G::Run, "Redo", "Change again what was undone last", COMMAND_SHIFT, Key::Z).or(COMMAND, Key::Y),
    row(
        A::Keep,
        G::Run,
        "Keep this state",
        "Keep the whole present state in memory, to go back to it later",
        NONE,
        Key::F,
    )
    .when(trains),
    row(
        A::ReturnToKept,
        G::Run,
        "Go back",
        "Go back to the state that was kept last: a run of its own begins there",
        SHIFT,
        Key::F,
    )
    .when(has_kept),
    row(A::SwitchTerm(0), G::Run, "Separation", "Switch the separation loss off or on", ALT, Key::Num1).when(trains),
    row(A::SwitchTerm(1), G::Run, "Path invariance", "Switch the path invariance loss off or on", ALT, Key::Num2)
        .when(trains),
    row(A::SwitchTerm(2), G::Run, "Capacity", "Switch the capacity loss off or on", ALT, Key::Num3).when(trains),
    row(A::SwitchTerm(3), G::Run, "Conformal isometry", "Switch the conformal isometry loss off or on", ALT, Key::Num4)
        .when(trains),
    keyless(A::Record, G::Run, "Record", "Record how the run looks into its folder, for a replay, or stop recording")
        .when(trains),
    row(A::SavePreset, G::Files, "Save preset…", "Keep these parameters under a name", COMMAND, Key::S),
    row(
        A::Open,
        G::Files,
        "Open…",
        "Open a preset, a run, a checkpoint, a recording, cells or a trajectory",
        COMMAND,
        Key::O,
    ),
    row(A::Checkpoint, G::Files, "Checkpoint", "Write a checkpoint into the run folder now", NONE, Key::K).when(trains),
    keyless(
        A::ReproduceRun,
        G::Files,
        "Reproduce",
        "Train this run again from step 0, beside it, and compare each step with what its folder holds",
    )
    .when(trains),
    row(
        A::ExportPanel,
        G::Files,
        "Export panel",
        "Write the panel under the pointer as PNG, SVG, PDF and CSV, with the preset",
        COMMAND,
        Key::E,
    ),
    keyless(
        A::ExportRun,
        G::Files,
        "Export the run",
        "Write figures and numbers of all panels, arrays, weights, preset, journal and losses into one folder",
    ),
    keyless(
        A::Film,
        G::Files,
        "Film of the run…",
        "Draw the rate maps of the recording one after the other, with the losses: as GIF, moving PNG, pictures or MP4",
    )
    .when(has_recording),
    row(
        A::CopyPreset,
        G::Files,
        "Copy preset as text",
        "Put these parameters on the clipboard as text, to send or to keep: only what differs from the defaults",
        COMMAND_SHIFT,
        Key::C,
    ),
    row(
        A::PastePreset,
        G::Files,
        "Paste preset",
        "Start a new run from the preset whose text is on the clipboard; asks first once it has trained",
        COMMAND,
        Key::V,
    ),
    keyless(A::ReplayBundled, G::Files, "Play the recording", "Play the recording that comes with the program"),
    keyless(
        A::OpenShippedStudy(&TALK_STUDY),
        G::Compare,
        "The study of the talk",
        "Show what presets and ablations do over seeds, as the study that comes with the program found it",
    ),
    keyless(A::BackToRun, G::Files, "Back to the run", "Close the recording; the run waits where it was left")
        .when(is_recorded),
    row(
        A::ToggleBaseline,
        G::Compare,
        "Freeze baseline",
        "Keep curves, maps and numbers of now to compare with; again: let them go",
        NONE,
        Key::B,
    ),
    keyless(
        A::ChooseTwin,
        G::Compare,
        "Twin…",
        "Train a second network beside this one, one parameter apart; Compare lists the switches",
    )
    .when(trains),
    row(
        A::MapArena,
        G::Pictures,
        "Map the arena",
        "Map every unit of the run in an arena with the present weights",
        NONE,
        Key::E,
    )
    .when(trains),
    row(A::PreviousUnit, G::Pictures, "Previous unit", "Select the unit before this one", NONE, Key::OpenBracket)
        .when(has_units),
    row(A::NextUnit, G::Pictures, "Next unit", "Select the unit after this one", NONE, Key::CloseBracket)
        .when(has_units),
    row(A::NextColours, G::Pictures, "Colour map", "Next colour map: inferno, viridis, jet", NONE, Key::C),
    row(A::LogAxis, G::Pictures, "Log axis", "Logarithmic or linear axis of the losses", NONE, Key::L),
    row(A::Smoothing, G::Pictures, "Smoothing", "Smooth the losses, the raw curve stays behind", NONE, Key::S),
    row(A::FitLosses, G::Pictures, "Fit axes", "Fit the axes of the losses to the curves again", NONE, Key::A),
    row(A::TogglePane("controls"), G::Window, "Controls", "Show or hide the controls", NONE, Key::Tab),
    row(A::SwitchTheme, G::Window, "Theme", "Light or dark; on stage also the one for projectors", NONE, Key::T),
    row(
        A::Stage(S::Toggle),
        G::Window,
        "Stage",
        "Fill the screen for an audience: large letters, thick lines, no dialogs; once more goes back to a window",
        NONE,
        Key::F11,
    ),
    row(A::Stage(S::NextScene), G::Window, "Next scene", "Show the next scene of the talk", NONE, Key::PageDown),
    row(
        A::Stage(S::PreviousScene),
        G::Window,
        "Previous scene",
        "Show the scene of the talk before this one",
        NONE,
        Key::PageUp,
    ),
    row(
        A::Stage(S::Notes),
        G::Window,
        "Presenter notes",
        "Open or close a window with notes, the next scene and the time, for a screen of your own",
        NONE,
        Key::P,
    ),
    row(
        A::TogglePalette,
        G::Window,
        "Find…",
        "Find an action, a panel, a preset, a parameter, a unit or a run by its name, and do it",
        COMMAND,
        Key::K,
    ),
    row(A::ToggleKeys, G::Window, "Keys", "Show or hide the list of keys", NONE, Key::F1).or(NONE, Key::Questionmark),
    keyless(A::StartTour, G::Window, "Tour", "Show in a few steps what is where"),
    keyless(
        A::ToggleAbout,
        G::Window,
        "About the preset",
        "Show or put away what the preset is for and what to look at",
    ),
    keyless(A::ResetLayout, G::Window, "Reset layout", "Put every panel back where it was at first"),
    row(A::Quit, G::Window, "Quit", "Close the window; the run folder keeps the last state", COMMAND, Key::Q),
];

impl ActionSpec {
    /// The row that asks for this, if one does.
    pub(crate) fn find(ask: &A) -> Option<&'static Self> {
        ACTIONS.iter().find(|spec| spec.ask == *ask)
    }

    /// The row that asks for this.
    pub(crate) fn of(ask: &A) -> &'static Self {
        Self::find(ask).expect("a test checks that every button has a row")
    }
}

/// Puts in the place of what is not possible now why it is not.
pub(crate) fn refuse_impossible(asks: &mut [A], view: &View<'_>) {
    for ask in asks {
        let Some(spec) = ActionSpec::find(ask) else { continue };
        if let Err(why) = spec.possible(view) {
            *ask = A::Complain(format!("{}: {why}", spec.label.trim_end_matches('…')));
        }
    }
}
