//! What an action is.

use super::possible::Possible;
use crate::app::ask::Ask;
use crate::app::view::View;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// Where an action stands in the menu and in the lists of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionGroup {
    Run,
    Files,
    Compare,
    Pictures,
    Window,
}

impl ActionGroup {
    /// All groups, in the order of the menu.
    pub(crate) const ALL: [Self; 5] = [Self::Run, Self::Files, Self::Compare, Self::Pictures, Self::Window];

    /// The heading.
    #[must_use]
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Run => "Run",
            Self::Files => "Files",
            Self::Compare => "Compare",
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
    /// One key, or two that do the same.
    keys: [Option<KeyboardShortcut>; 2],
    /// Whether it is possible now, and why not; `None` for what always is.
    possible: Option<Possible>,
}

/// A row with a key.
pub(super) const fn row(
    ask: Ask,
    group: ActionGroup,
    label: &'static str,
    tooltip: &'static str,
    modifiers: Modifiers,
    key: Key,
) -> ActionSpec {
    let keys = [Some(KeyboardShortcut::new(modifiers, key)), None];
    ActionSpec { ask, group, label, tooltip, keys, possible: None }
}

/// A row without one.
pub(super) const fn keyless(ask: Ask, group: ActionGroup, label: &'static str, tooltip: &'static str) -> ActionSpec {
    ActionSpec { ask, group, label, tooltip, keys: [None, None], possible: None }
}

impl ActionSpec {
    /// The same with a second key.
    pub(super) const fn or(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.keys[1] = Some(KeyboardShortcut::new(modifiers, key));
        self
    }

    /// The same where it is not always possible.
    pub(super) const fn when(mut self, possible: Possible) -> Self {
        self.possible = Some(possible);
        self
    }

    /// Its keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = KeyboardShortcut> {
        self.keys.into_iter().flatten()
    }

    /// Whether it is possible now.
    ///
    /// # Errors
    /// Why it is not, as it goes on after a colon.
    pub(crate) fn possible(&self, view: &View<'_>) -> Result<(), &'static str> {
        self.possible.map_or(Ok(()), |possible| possible(view))
    }
}
