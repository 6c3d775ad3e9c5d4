//! What a user can do, in one table that feeds buttons, keys, menus and the list of keys.

use crate::app::ask::Ask;
use eframe::egui::{Context, Event, FocusDirection, Key, KeyboardShortcut, Modifiers};

/// Where an action stands in the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionGroup {
    Run,
    Files,
    Pictures,
    Window,
}

impl ActionGroup {
    /// The heading.
    #[must_use]
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Run => "Run",
            Self::Files => "Files",
            Self::Pictures => "Pictures",
            Self::Window => "Window",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct ActionSpec {
    /// What it asks for.
    pub ask: Ask,
    pub group: ActionGroup,
    /// Short, for buttons and menus.
    pub label: &'static str,
    /// One sentence.
    pub tooltip: &'static str,
    pub key: Option<KeyboardShortcut>,
}

const fn row(
    ask: Ask,
    group: ActionGroup,
    label: &'static str,
    tooltip: &'static str,
    modifiers: Modifiers,
    key: Key,
) -> ActionSpec {
    ActionSpec { ask, group, label, tooltip, key: Some(KeyboardShortcut::new(modifiers, key)) }
}

const fn keyless(ask: Ask, group: ActionGroup, label: &'static str, tooltip: &'static str) -> ActionSpec {
    ActionSpec { ask, group, label, tooltip, key: None }
}

/// Every action. Keys with modifiers come before the bare key they contain.
pub(crate) const ACTIONS: &[ActionSpec] = {
    const NONE: Modifiers = Modifiers::NONE;
    const COMMAND: Modifiers = Modifiers::COMMAND;
    use ActionGroup as G;
    use Ask as A;
    &[
        row(A::RunPause, G::Run, "Run or pause", "Train, or stop after the step in progress", NONE, Key::Space),
        row(A::Step, G::Run, "One step", "Do one training step and pause", NONE, Key::Period),
        row(
            A::Reset,
            G::Run,
            "Reset",
            "Start again from step 0 with the same seed; asks first once it has trained",
            NONE,
            Key::R,
        ),
        keyless(
            A::NewSeed,
            G::Run,
            "New seed",
            "Start again from step 0 with another seed; asks first once it has trained",
        ),
        keyless(
            A::RestartSchedule,
            G::Run,
            "Restart the schedule",
            "Begin the learning-rate schedule again at the present step",
        ),
        row(A::SavePreset, G::Files, "Save preset…", "Keep these parameters under a name", COMMAND, Key::S),
        row(A::Open, G::Files, "Open…", "Open a preset, a run, a checkpoint, cells or a trajectory", COMMAND, Key::O),
        row(A::Checkpoint, G::Files, "Checkpoint", "Write a checkpoint into the run folder now", NONE, Key::K),
        row(
            A::MapArena,
            G::Pictures,
            "Map the arena",
            "Map every unit of the run in an arena with the present weights",
            NONE,
            Key::E,
        ),
        row(A::PreviousUnit, G::Pictures, "Previous unit", "Select the unit before this one", NONE, Key::OpenBracket),
        row(A::NextUnit, G::Pictures, "Next unit", "Select the unit after this one", NONE, Key::CloseBracket),
        row(A::NextColours, G::Pictures, "Colour map", "Next colour map: inferno, viridis, jet", NONE, Key::C),
        row(A::LogAxis, G::Pictures, "Log axis", "Logarithmic or linear axis of the losses", NONE, Key::L),
        row(A::Smoothing, G::Pictures, "Smoothing", "Smooth the losses, the raw curve stays behind", NONE, Key::S),
        row(A::TogglePane("controls"), G::Window, "Controls", "Show or hide the controls", NONE, Key::Tab),
        row(A::SwitchTheme, G::Window, "Theme", "Light or dark", NONE, Key::T),
        row(
            A::FullScreen,
            G::Window,
            "Full screen",
            "Fill the screen, with text that is read from the last row, or go back to a window",
            NONE,
            Key::F11,
        ),
        row(A::ToggleKeys, G::Window, "Keys", "Show or hide the list of keys", NONE, Key::F1),
        row(A::Quit, G::Window, "Quit", "Close the window; the run folder keeps the last state", COMMAND, Key::Q),
    ]
};

impl ActionSpec {
    /// The row that asks for this.
    pub(crate) fn of(ask: &Ask) -> &'static Self {
        ACTIONS.iter().find(|spec| spec.ask == *ask).expect("a test checks that every button has a row")
    }

    /// The tooltip with the key.
    pub(crate) fn tooltip(&self, ctx: &Context) -> String {
        match self.key {
            Some(key) => format!("{} ({})", self.tooltip, key_text(ctx, key)),
            None => self.tooltip.to_owned(),
        }
    }
}

/// A key as it is written on the keyboard.
#[must_use]
pub(crate) fn key_text(ctx: &Context, shortcut: KeyboardShortcut) -> String {
    match shortcut.logical_key {
        key @ (Key::Period | Key::OpenBracket | Key::CloseBracket) if shortcut.modifiers.is_none() => {
            key.symbol_or_name().to_owned()
        }
        _ => ctx.format_shortcut(&shortcut),
    }
}

/// What the keys ask for that were pressed in this frame; their key presses are taken.
///
/// None acts while text is typed. Space and Tab belong to the focused widget while there is one (they press it, and go
/// to the next), so that the window stays usable from the keyboard alone.
#[must_use]
pub(crate) fn pressed(ctx: &Context) -> Vec<Ask> {
    if ctx.text_edit_focused() {
        return Vec::new();
    }
    let focused = ctx.memory(|memory| memory.focused().is_some());
    let mut asks = Vec::new();
    for spec in ACTIONS {
        let Some(shortcut) = spec.key else { continue };
        let belongs_to_widgets = matches!(shortcut.logical_key, Key::Space | Key::Tab);
        if belongs_to_widgets && focused {
            continue;
        }
        let is_held = is_repeat(ctx, shortcut.logical_key);
        if ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
            // A key that is held down does not answer what it has asked.
            if !(is_held && spec.ask == Ask::Reset) {
                asks.push(spec.ask.clone());
            }
            if shortcut.logical_key == Key::Tab {
                // egui has noted the press as a wish to move the focus before anybody could take it.
                ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            }
        }
    }
    asks
}

/// Whether the presses of a key in this frame are repetitions of one that is held down.
pub(super) fn is_repeat(ctx: &Context, wanted: Key) -> bool {
    let is_of = |event: &Event| match event {
        Event::Key { key, pressed: true, repeat, .. } if *key == wanted => Some(*repeat),
        _ => None,
    };
    ctx.input(|input| input.events.iter().rev().find_map(is_of)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row_and_no_key_is_used_twice() {
        use Ask as A;
        let all = [
            A::RunPause,
            A::Step,
            A::Reset,
            A::NewSeed,
            A::RestartSchedule,
            A::Checkpoint,
            A::MapArena,
            A::Open,
            A::SavePreset,
            A::PreviousUnit,
            A::NextUnit,
            A::LogAxis,
            A::Smoothing,
            A::NextColours,
            A::TogglePane("controls"),
            A::SwitchTheme,
            A::FullScreen,
            A::ToggleKeys,
            A::Quit,
        ];
        assert_eq!(all.len(), ACTIONS.len(), "rows");
        for ask in all {
            assert_eq!(ACTIONS.iter().filter(|spec| spec.ask == ask).count(), 1, "{ask:?}");
        }
        for (i, a) in ACTIONS.iter().enumerate() {
            for b in &ACTIONS[i + 1..] {
                assert!(a.key.is_none() || a.key != b.key, "{:?} and {:?} share a key", a.ask, b.ask);
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
