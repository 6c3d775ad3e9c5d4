//! Every intervention of a run, so that preset + seed + journal give the same run again.

use crate::files::printable_message;
use serde::{Deserialize, Serialize};

/// A change made while a run was going on.
///
/// `name` is a parameter's dotted name, or `rate.hold` (`true` or `false`), or `rate.restart` (always `true`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intervention {
    /// Steps done when it took effect: step `step + 1` is the first that felt it.
    pub step: u64,
    pub name: String,
    /// Values as they are written in a preset.
    pub old: String,
    pub new: String,
}

impl Intervention {
    /// Name under which holding the learning rate is recorded.
    pub const HOLD: &'static str = "rate.hold";
    /// Name under which a restart of the rate schedule is recorded.
    pub const RESTART: &'static str = "rate.restart";
}

/// A journal that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JournalError(String);

/// Interventions in the order in which they took effect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    pub entries: Vec<Intervention>,
}

impl Journal {
    /// Reads a journal from RON.
    ///
    /// # Errors
    /// With line and column when the text is not a journal.
    pub fn from_ron(text: &str) -> Result<Self, JournalError> {
        // Words of the text may be in the error.
        ron::from_str(text).map_err(|error| JournalError(printable_message(&error.to_string())))
    }

    /// The journal as RON, one intervention a line.
    #[must_use]
    pub fn to_ron(&self) -> String {
        let mut text = String::from("(entries: [\n");
        for entry in &self.entries {
            let line = ron::to_string(entry).expect("strings and integers always serialise");
            text.push_str("    ");
            text.push_str(&line);
            text.push_str(",\n");
        }
        text.push_str("])\n");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip(step in any::<u64>(), name in ".{0,20}", old in ".{0,20}", new in ".{0,20}") {
            let journal = Journal { entries: vec![Intervention { step, name, old, new }] };
            prop_assert_eq!(Journal::from_ron(&journal.to_ron()).expect("own output"), journal);
        }
    }
}
