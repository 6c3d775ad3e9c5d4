//! Curves of recorded runs that are laid over those of the present one: plain data.

use crate::runs::RunCurves;
use std::path::PathBuf;
use std::sync::Arc;

/// The losses of a recorded run beside those of the present one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RunOverlay {
    pub(crate) folder: PathBuf,
    /// Name of its folder.
    pub(crate) name: String,
    /// Which of the looks for such curves it has: kept as long as it is shown.
    pub(crate) look: usize,
    pub(crate) curves: Arc<RunCurves>,
}

impl RunOverlay {
    /// Runs that can be told apart in one chart.
    pub(crate) const MOST: usize = 8;
}
