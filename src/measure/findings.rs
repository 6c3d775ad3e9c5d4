//! What measurements have found of one subject, whatever they are.

use super::about::About;
use std::any::Any;

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonStyle {
    /// On one line.
    Compact,
    /// Indented by two spaces, to be read.
    Pretty,
}

/// What one measurement has answered, whichever it is: [`Answers`](super::Answers) without its type.
pub trait AnyAnswers: Any + Send + Sync {
    /// The names of the measurement.
    fn about(&self) -> &'static About;

    /// What was found, as JSON.
    ///
    /// # Errors
    /// When it cannot be written so.
    fn json(&self, style: JsonStyle) -> serde_json::Result<String>;
}

/// The answers of some measurements about one subject, in the order in which they were made.
#[derive(Default)]
pub struct Findings(Vec<Box<dyn AnyAnswers>>);

impl Findings {
    /// Adds what another measurement has answered.
    pub fn add(&mut self, answers: Box<dyn AnyAnswers>) {
        self.0.push(answers);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &dyn AnyAnswers> {
        self.0.iter().map(Box::as_ref)
    }

    /// The answers of this type.
    pub(super) fn find<A: Any>(&self) -> Option<&A> {
        self.iter().find_map(|answers| (answers as &dyn Any).downcast_ref())
    }
}
