//! One line of what was found.

use crate::app::ask::Ask;

/// What a line is about, in the order in which lines stand while nothing is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryGroup {
    Units,
    Arenas,
    Actions,
    Panels,
    Parameters,
    Presets,
    Runs,
}

impl EntryGroup {
    /// All groups.
    pub(super) const ALL: [Self; 7] =
        [Self::Units, Self::Arenas, Self::Actions, Self::Panels, Self::Parameters, Self::Presets, Self::Runs];

    /// The heading.
    #[must_use]
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Units => "Units",
            Self::Arenas => "Arena",
            Self::Actions => "Actions",
            Self::Panels => "Panels",
            Self::Parameters => "Parameters",
            Self::Presets => "Presets",
            Self::Runs => "Recent runs",
        }
    }
}

/// What choosing a line does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// All of these, one after the other.
    Asks(Vec<Ask>),
    /// Puts this into the field, to be gone on with.
    Types(String),
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub group: EntryGroup,
    pub name: String,
    /// Quieter, beside the name.
    pub about: String,
    /// At the right.
    pub keys: String,
    /// What it does, or why it cannot be done now.
    pub does: Result<Does, String>,
    /// How well it answers what was typed.
    pub score: u32,
}
