//! Why a file of some format cannot be read, before it is said of which file.

use crate::files::{NpzError, printable_name, printable_names};
use crate::import::cells_error::CellsError;
use crate::import::choice::{ImportAnswer, ImportQuestion, ReadChoice};
use crate::import::foreign::of_no_layout;
use std::path::Path;

/// What is wrong with a file, or has to be asked.
#[derive(Debug)]
pub(super) enum Fault {
    /// The file as a whole.
    File(String),
    /// What stands in a field cannot be.
    Field { field: String, reason: String },
    /// The file is whole, and of no layout that is known: what is in it, in words.
    Layout(String),
    /// It has to be said how it is meant.
    Question(ImportQuestion),
    /// What another reader has said, with its path.
    Said(CellsError),
}

impl Fault {
    pub(super) fn field(field: &str, reason: impl Into<String>) -> Self {
        Self::Field { field: printable_name(field), reason: reason.into() }
    }

    /// That one field has another length than the times.
    pub(super) fn length(field: &str, own: usize, times: usize) -> Self {
        Self::field(field, format!("has {own} samples and the times {times}; valid: the same number"))
    }

    /// The error of a file.
    pub(super) fn at(self, path: &Path) -> CellsError {
        let path = path.to_path_buf();
        match self {
            Self::File(reason) => CellsError::File { path, reason },
            Self::Field { field, reason } => CellsError::Refused { path, field, reason },
            Self::Layout(has) => of_no_layout(&path, &has).into(),
            Self::Question(question) => CellsError::Question { path, question },
            Self::Said(error) => error,
        }
    }
}

impl From<NpzError> for Fault {
    fn from(error: NpzError) -> Self {
        Self::Said(error.into())
    }
}

/// Which one of several things of a file is read: the only one, or the one that was said. A choice may name several things of
/// different kinds, with commas between them.
///
/// # Errors
/// With a question, when there are several and nothing was said of them.
pub(super) fn one_of(what: &str, names: &[String], choice: &ReadChoice) -> Result<usize, Fault> {
    if names.len() == 1 {
        return Ok(0);
    }
    let said = choice.session.as_deref().unwrap_or_default();
    let found = said.split(',').find_map(|word| names.iter().position(|name| name == word.trim()));
    if let Some(found) = found {
        return Ok(found);
    }
    let before =
        if said.is_empty() { String::new() } else { format!("`{}` tells nothing of them: ", printable_name(said)) };
    let text = format!("{before}the file has {} {what}: {}; which of them?", names.len(), printable_names(names));
    // More buttons nobody reads.
    let answers = names.iter().take(12).map(|name| {
        let session = if said.is_empty() { name.clone() } else { format!("{said},{name}") };
        ImportAnswer {
            label: printable_name(name),
            option: format!("--session {}", quoted(&session)),
            choice: ReadChoice { session: Some(session), ..choice.clone() },
        }
    });
    Err(Fault::Question(ImportQuestion { text, answers: answers.collect(), takes_pixels: false }))
}

/// A word of a command line.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./,".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}
