//! What a user can do, in one table that feeds buttons, keys, menus and the list of keys.

use super::layout::Pane;
use super::view::Request;
use eframe::egui::{Context, FocusDirection, Key, KeyboardShortcut, Modifiers};

/// Something that a key or a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    RunPause,
    Step,
    Reset,
    NewSeed,
    RestartSchedule,
    Checkpoint,
    Measure,
    Open,
    SavePreset,
    PreviousUnit,
    NextUnit,
    LogAxis,
    Smoothing,
    Colours,
    Controls,
    Theme,
    FullScreen,
    Keys,
    Quit,
}

/// What the parts of the window ask the app to do after drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// As a panel asks.
    Request(Request),
    /// As if its key was pressed.
    Do(Action),
    /// Show or hide a panel.
    TogglePane(Pane),
    /// Put every panel back where it was at first.
    ResetLayout,
    /// Say a problem in the log.
    Complain(String),
}

/// Where an action stands in the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Run,
    Files,
    Pictures,
    Window,
}

impl Group {
    /// All groups, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Run, Self::Files, Self::Pictures, Self::Window];

    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Run => "Run",
            Self::Files => "Files",
            Self::Pictures => "Pictures",
            Self::Window => "Window",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct ActionSpec {
    pub action: Action,
    pub group: Group,
    /// Short, for buttons and menus.
    pub label: &'static str,
    /// One sentence.
    pub tooltip: &'static str,
    pub key: Option<KeyboardShortcut>,
}

const fn row(
    action: Action,
    group: Group,
    label: &'static str,
    tooltip: &'static str,
    modifiers: Modifiers,
    key: Key,
) -> ActionSpec {
    ActionSpec { action, group, label, tooltip, key: Some(KeyboardShortcut::new(modifiers, key)) }
}

const fn keyless(action: Action, group: Group, label: &'static str, tooltip: &'static str) -> ActionSpec {
    ActionSpec { action, group, label, tooltip, key: None }
}

/// Every action. Keys with modifiers come before the bare key they contain.
pub const ACTIONS: &[ActionSpec] = {
    const NONE: Modifiers = Modifiers::NONE;
    const COMMAND: Modifiers = Modifiers::COMMAND;
    use Action as A;
    use Group as G;
    &[
        row(A::RunPause, G::Run, "Run or pause", "Train, or stop after the step in progress", NONE, Key::Space),
        row(A::Step, G::Run, "One step", "Do one training step and pause", NONE, Key::Period),
        row(A::Reset, G::Run, "Reset", "Start again from step 0 with the same seed", NONE, Key::R),
        keyless(A::NewSeed, G::Run, "New seed", "Start again from step 0 with another seed"),
        keyless(
            A::RestartSchedule,
            G::Run,
            "Restart the schedule",
            "Begin the learning-rate schedule again at the present step",
        ),
        row(A::SavePreset, G::Files, "Save preset…", "Keep these parameters under a name", COMMAND, Key::S),
        row(A::Open, G::Files, "Open…", "Load a preset, a run folder or a checkpoint", COMMAND, Key::O),
        row(A::Checkpoint, G::Files, "Checkpoint", "Write a checkpoint into the run folder now", NONE, Key::K),
        row(
            A::Measure,
            G::Pictures,
            "Measure in the arena",
            "Walk through an arena with the present weights and map every unit",
            NONE,
            Key::E,
        ),
        row(A::PreviousUnit, G::Pictures, "Previous unit", "Select the unit before this one", NONE, Key::OpenBracket),
        row(A::NextUnit, G::Pictures, "Next unit", "Select the unit after this one", NONE, Key::CloseBracket),
        row(A::Colours, G::Pictures, "Colour map", "Next colour map: inferno, viridis, jet", NONE, Key::C),
        row(A::LogAxis, G::Pictures, "Log axis", "Logarithmic or linear axis of the losses", NONE, Key::L),
        row(A::Smoothing, G::Pictures, "Smoothing", "Smooth the losses, the raw curve stays behind", NONE, Key::S),
        row(A::Controls, G::Window, "Controls", "Show or hide the controls", NONE, Key::Tab),
        row(A::Theme, G::Window, "Theme", "Light or dark", NONE, Key::T),
        row(
            A::FullScreen,
            G::Window,
            "Full screen",
            "Fill the screen, with text that is read from the last row, or go back to a window",
            NONE,
            Key::F11,
        ),
        row(A::Keys, G::Window, "Keys", "Show or hide the list of keys", NONE, Key::F1),
        row(A::Quit, G::Window, "Quit", "Close the window; the run folder keeps the last state", COMMAND, Key::Q),
    ]
};

/// The row of an action.
#[must_use]
pub fn spec(action: Action) -> &'static ActionSpec {
    ACTIONS.iter().find(|spec| spec.action == action).expect("a test checks that every action has a row")
}

/// Tooltip of an action with its key.
#[must_use]
pub fn tooltip(ctx: &Context, action: Action) -> String {
    let spec = spec(action);
    match spec.key {
        Some(key) => format!("{} ({})", spec.tooltip, key_text(ctx, key)),
        None => spec.tooltip.to_owned(),
    }
}

/// A key as it is written on the keyboard.
#[must_use]
pub fn key_text(ctx: &Context, shortcut: KeyboardShortcut) -> String {
    match shortcut.logical_key {
        key @ (Key::Period | Key::OpenBracket | Key::CloseBracket) if shortcut.modifiers.is_none() => {
            key.symbol_or_name().to_owned()
        }
        _ => ctx.format_shortcut(&shortcut),
    }
}

/// The actions whose keys were pressed in this frame; their key presses are taken.
///
/// None acts while text is typed. Space and Tab belong to the focused widget while there is one (they press it, and go
/// to the next), so that the window stays usable from the keyboard alone.
#[must_use]
pub fn pressed(ctx: &Context) -> Vec<Action> {
    if ctx.text_edit_focused() {
        return Vec::new();
    }
    let focused = ctx.memory(|memory| memory.focused().is_some());
    let mut actions = Vec::new();
    for spec in ACTIONS {
        let Some(shortcut) = spec.key else { continue };
        let belongs_to_widgets = matches!(shortcut.logical_key, Key::Space | Key::Tab);
        if belongs_to_widgets && focused {
            continue;
        }
        if ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
            actions.push(spec.action);
            if shortcut.logical_key == Key::Tab {
                // egui has noted the press as a wish to move the focus before anybody could take it.
                ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            }
        }
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row_and_no_key_is_used_twice() {
        use Action as A;
        let all = [
            A::RunPause,
            A::Step,
            A::Reset,
            A::NewSeed,
            A::RestartSchedule,
            A::Checkpoint,
            A::Measure,
            A::Open,
            A::SavePreset,
            A::PreviousUnit,
            A::NextUnit,
            A::LogAxis,
            A::Smoothing,
            A::Colours,
            A::Controls,
            A::Theme,
            A::FullScreen,
            A::Keys,
            A::Quit,
        ];
        assert_eq!(all.len(), ACTIONS.len(), "rows");
        for action in all {
            assert_eq!(ACTIONS.iter().filter(|spec| spec.action == action).count(), 1, "{action:?}");
        }
        for (i, a) in ACTIONS.iter().enumerate() {
            for b in &ACTIONS[i + 1..] {
                assert!(a.key.is_none() || a.key != b.key, "{:?} and {:?} share a key", a.action, b.action);
            }
        }
    }

    #[test]
    fn labels_follow_the_house_style() {
        for spec in ACTIONS {
            assert!(!spec.tooltip.ends_with('.'), "no full stop after one sentence: {}", spec.tooltip);
            assert!(spec.label.len() <= 22, "{} is too long for a button", spec.label);
        }
    }
}
