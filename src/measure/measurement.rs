//! What a long computation about one map set is.

use super::about::About;
use super::findings::Findings;
use super::movement::ArenaChoice;
use super::subject::Subject;
use crate::numerics::{Cancelled, Progress};
use serde::Serialize;
use std::fmt::{Debug, Display};

/// Something that can be found out about a map set, given time. The type is what is found.
///
/// `gridscope analyze` writes it as JSON under the key of [`About`].
pub trait Measurement: Serialize + Send + Sync + Sized + 'static {
    /// What has to be chosen before it can begin, for example a module; `()` where nothing has to be.
    type Input: Clone + Debug + PartialEq + Serialize + Send + Sync + 'static;

    /// Its names and words.
    const ABOUT: About;

    /// The part that an input chooses, in words, for example a module; `None` where there is nothing to choose.
    fn part(_input: &Self::Input) -> Option<String> {
        None
    }

    /// What `gridscope analyze` measures; `arenas` are those that were named there.
    fn inputs(subject: &Subject, arenas: &ArenaChoice) -> Inputs<Self::Input>;

    /// Measures, on the calling thread. The same subject and input give the same finding.
    ///
    /// # Errors
    /// When cancelled, or when there is nothing to find, with the reason in words.
    fn run(subject: &Subject, input: &Self::Input, progress: &mut Progress<'_>) -> Result<Self, Unmeasured>;

    /// The finding, where measurements that ran before have made it on the way.
    fn from_earlier(_earlier: &Findings) -> Option<Self> {
        None
    }
}

/// What a measurement runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs<I> {
    /// Once. Without a finding there is nothing to tell at all.
    One(I),
    /// Over each of these. What is found, or why nothing is, becomes a list.
    Each(Vec<I>),
}

/// Why there is no finding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmeasured {
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// In words.
    #[error("{0}")]
    Reason(String),
}

impl Unmeasured {
    /// For a reason in words, or an error that has some.
    pub fn because(reason: impl Display) -> Self {
        Self::Reason(reason.to_string())
    }
}
