//! Every intervention of a run, so that preset + seed + journal give the same run again.

use crate::files::{checksum, printable_message};
use crate::preset::ScriptedChange;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

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
    pub const HOLD: &'static str = ScriptedChange::HOLD;
    /// Name under which a restart of the rate schedule is recorded.
    pub const RESTART: &'static str = ScriptedChange::RESTART;

    /// Step, name and new value: what a script says.
    pub(crate) fn as_change(&self) -> (u64, &str, &str) {
        (self.step, &self.name, &self.new)
    }
}

/// A journal that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JournalError(String);

/// Interventions in the order in which they took effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    pub entries: Vec<Intervention>,
}

impl Journal {
    /// Reads a journal from RON, whatever hash is stored with it ([`StoredJournal`] tells).
    ///
    /// # Errors
    /// With line and column when the text is not a journal.
    pub fn from_ron(text: &str) -> Result<Self, JournalError> {
        StoredJournal::from_ron(text).map(|stored| stored.journal)
    }

    /// SHA-256 of the interventions, as hexadecimal digits: equal for equal journals.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut text = String::new();
        for Intervention { step, name, old, new } in &self.entries {
            // Quoted, so that no two journals have the same text.
            let _ = writeln!(text, "{step} {name:?} {old:?} {new:?}"); // a String takes all
        }
        checksum(text.as_bytes())
    }

    /// The journal as RON, one intervention a line, and its hash.
    #[must_use]
    pub fn to_ron(&self) -> String {
        let mut text = String::from("(entries: [\n");
        for entry in &self.entries {
            let line = ron::to_string(entry).expect("strings and integers always serialise");
            text.push_str("    ");
            text.push_str(&line);
            text.push_str(",\n");
        }
        let _ = writeln!(text, "], sha256: \"{}\")", self.hash()); // a String takes all
        text
    }
}

/// A journal with the hash that was stored beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredJournal {
    pub journal: Journal,
    /// What [`Journal::hash`] was when it was written; `None` in files of older versions.
    pub recorded_sha256: Option<String>,
}

/// How it is written. A hash that is not there is an empty text.
#[derive(Deserialize)]
struct JournalText {
    entries: Vec<Intervention>,
    #[serde(default)]
    sha256: String,
}

impl StoredJournal {
    /// Reads a journal from RON, with its hash if it has one.
    ///
    /// # Errors
    /// With line and column when the text is not a journal.
    pub fn from_ron(text: &str) -> Result<Self, JournalError> {
        // Words of the text may be in the error.
        let read: Result<JournalText, _> = ron::from_str(text);
        let JournalText { entries, sha256 } =
            read.map_err(|error| JournalError(printable_message(&error.to_string())))?;
        let recorded_sha256 = Some(sha256).filter(|hash| !hash.is_empty());
        Ok(Self { journal: Journal { entries }, recorded_sha256 })
    }

    /// Whether the journal is the one that was written, as far as that was stored.
    #[must_use]
    pub fn is_as_recorded(&self) -> bool {
        self.recorded_sha256.as_ref().is_none_or(|recorded| *recorded == self.journal.hash())
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
            let text = journal.to_ron();
            prop_assert_eq!(Journal::from_ron(&text).expect("own output"), journal);
            prop_assert!(StoredJournal::from_ron(&text).expect("own output").is_as_recorded());
        }
    }

    #[test]
    fn what_was_changed_by_hand_is_told_by_the_hash() {
        let entry = |new: &str| Intervention { step: 3, name: "sigma_g".into(), old: "0.4".into(), new: new.into() };
        let journal = Journal { entries: vec![entry("0.2")] };
        let changed = StoredJournal::from_ron(&journal.to_ron().replace("0.2", "0.3")).expect("still a journal");
        assert_eq!(changed.journal, Journal { entries: vec![entry("0.3")] });
        assert_eq!(changed.recorded_sha256, Some(journal.hash()));
        assert!(!changed.is_as_recorded());
        let older = "(entries: [(step:3,name:\"sigma_g\",old:\"0.4\",new:\"0.2\")])";
        let older = StoredJournal::from_ron(older).expect("as older versions wrote it");
        assert_eq!((&older.journal, &older.recorded_sha256, older.is_as_recorded()), (&journal, &None, true));
    }
}
