//! What the loss curves keep.

use crate::stream::SERIES;
use serde::{Deserialize, Serialize};

/// One chart for all curves (but that with an axis of its own), or one for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Charts {
    /// One chart a curve where there is room.
    #[default]
    Fitting,
    Each,
    One,
}

/// State of the loss curves.
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the panel, each a checkbox")]
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LossesPanel {
    /// Logarithmic value axis.
    pub log_axis: bool,
    /// Draw a smoothed curve over the values.
    pub smoothing: bool,
    /// Time constant of the smoothing, steps.
    pub smoothing_steps: f64,
    /// Show the newest steps only.
    pub newest_only: bool,
    /// How many they are.
    pub newest_steps: usize,
    pub charts: Charts,
    /// Which curves are shown, in the order of `stream::SERIES`.
    pub shown: [bool; SERIES.len()],
    /// Fit the axes to the data in the next frame.
    #[serde(skip)]
    pub(super) refit: bool,
    #[serde(skip)]
    pub(super) last_step: u64,
}

impl Default for LossesPanel {
    fn default() -> Self {
        Self {
            log_axis: true,
            smoothing: true,
            smoothing_steps: 30.0,
            newest_only: false,
            newest_steps: 1000,
            charts: Charts::default(),
            shown: [true, true, true, true, true, false, false],
            refit: false,
            last_step: 0,
        }
    }
}
