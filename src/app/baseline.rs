//! What was frozen to compare with, and the twin that trains beside the run: what panels need of either.

use super::kit::widgets::grouped;
use crate::analysis::Report;
use crate::maps::{MapKey, MapSet, RunId};
use crate::preset::Preset;
use crate::stream::{History, LossSample, TwinInfo};
use std::sync::Arc;

/// Curves, maps and numbers of a moment that was frozen. Whatever the run does later, they stay as they were.
pub(crate) struct Baseline {
    /// Whose maps they are: the preset's name, or that of a file.
    pub name: String,
    /// Training steps done then.
    pub step: u64,
    /// The parameters in force then.
    pub preset: Preset,
    pub history: History,
    /// The maps that were on screen, as a set of their own; `None` where there were none.
    pub set: Option<Arc<MapSet>>,
    /// What is said of them, once that is known.
    pub report: Option<Arc<Report>>,
}

impl Baseline {
    /// Its name with its step: `modules, step 12 000`.
    pub(crate) fn words(&self) -> String {
        format!("{}, step {}", self.name, grouped(self.step))
    }

    /// The losses of the last step before it was frozen.
    pub(crate) fn losses(&self) -> Option<&LossSample> {
        self.history.last()
    }

    /// Its maps and what is said of them.
    pub(crate) fn side(&self) -> Side<'_> {
        let reported = self.set.as_ref().filter(|_| self.report.is_some()).map(|set| set.key);
        Side { set: self.set.as_deref(), report: self.report.as_deref(), reported }
    }
}

/// What the run is compared with.
pub(crate) struct Comparison {
    pub baseline: Option<Baseline>,
    /// Whether tiles show the baseline's map of their unit in a corner.
    pub has_corners: bool,
}

impl Default for Comparison {
    fn default() -> Self {
        Self { baseline: None, has_corners: true }
    }
}

/// The twin of the run, as the window knows it.
pub(crate) struct KnownTwin {
    pub info: Arc<TwinInfo>,
    /// A copy, so that drawing never holds the trainer's lock.
    pub history: History,
}

impl KnownTwin {
    /// What is known of a twin that begins.
    pub(crate) fn new(info: Arc<TwinInfo>) -> Self {
        Self { info, history: History::default() }
    }

    /// The twin's own identity.
    pub(crate) fn run(&self) -> RunId {
        self.info.run
    }

    /// What tells it from the first network: `capacity.enabled false`.
    pub(crate) fn difference(&self) -> String {
        format!("{} {}", self.info.change.name, self.info.change.new)
    }
}

/// Maps of one of two networks that are compared, and the newest report of them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Side<'a> {
    pub set: Option<&'a MapSet>,
    /// Of live maps it may be of an earlier state.
    pub report: Option<&'a Report>,
    /// The state that the report is about.
    pub reported: Option<MapKey>,
}

/// The twin and the first network in one frame. Both are live maps, whatever is on screen.
#[derive(Clone, Copy)]
pub(crate) struct TwinView<'a> {
    pub known: &'a KnownTwin,
    pub first: Side<'a>,
    pub twin: Side<'a>,
}
