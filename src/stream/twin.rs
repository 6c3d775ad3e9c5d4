//! A second network that trains in lockstep beside the first, one parameter apart.

use super::{History, Intervention, Pictures};
use crate::maps::RunId;
use crate::preset::Preset;
use std::sync::{Arc, RwLock};

/// Who the twin is.
#[derive(Clone, Debug)]
pub struct TwinInfo {
    /// The twin's own identity.
    pub run: RunId,
    /// The first network's.
    pub of: RunId,
    /// The step at which they part, and the change that tells them apart: from the first network's value to the twin's.
    pub change: Intervention,
    /// The twin's parameters.
    pub preset: Box<Preset>,
}

/// Why there is no twin any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TwinEnd {
    /// It is the run now.
    Promoted,
    /// Nobody wants it any more.
    Discarded,
    /// It cannot go on, for this reason.
    Failed(String),
}

/// What the twin of a run shows.
#[derive(Clone, Debug, Default)]
pub struct TwinLook {
    /// Its newest live maps, unless they were taken already.
    pub pictures: Option<Arc<Pictures>>,
    /// Its loss history: that of the first network up to the step at which they part.
    pub history: Arc<RwLock<History>>,
}
