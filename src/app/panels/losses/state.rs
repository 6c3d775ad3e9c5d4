//! What the loss curves keep.

use crate::app::kit::map_texture::MapTexture;
use crate::app::view::View;
use crate::stream::{RunState, SERIES, Series};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

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
    /// The ends of the value axes that stay as they are, on stage.
    #[serde(skip)]
    pub(super) frozen: FrozenAxes,
    /// The step under the pointer, and the one whose maps were asked for.
    #[serde(skip)]
    pub(super) hovered: Cell<Option<u64>>,
    #[serde(skip)]
    pub(super) looked_at: Option<u64>,
    #[serde(skip)]
    pub(super) glimpse: RefCell<MapTexture>,
}

/// The ends of value axes that do not follow the curves: on stage a loss that jumps is not to be made small by an axis that
/// makes room for it. Those of a run that begins on stage follow until it rests or something is changed in it.
#[derive(Default)]
pub(super) struct FrozenAxes {
    ends: BTreeMap<Vec<usize>, [f64; 2]>,
    /// The run began on stage; `None` until it is looked at there.
    began_here: Option<bool>,
}

impl FrozenAxes {
    /// With fewer steps nobody knows where the curves will be.
    const FEWEST_STEPS: u64 = 200;

    /// Whether axes are to stay as they are from now on.
    pub(super) fn are_due(&mut self, view: &View<'_>) -> bool {
        let steps = view.history.last().map_or(0, |last| last.step);
        let began_here = *self.began_here.get_or_insert(steps < Self::FEWEST_STEPS);
        let is_settled = view.status.state != RunState::Running || !view.interventions.is_empty();
        view.on_stage && steps >= Self::FEWEST_STEPS && (is_settled || !began_here)
    }

    /// Another run.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The ends of the axis of a chart of these curves, if it stays as it is.
    pub(super) fn of(&self, shown: &[Series]) -> Option<[f64; 2]> {
        self.ends.get(&Self::key(shown)).copied()
    }

    /// From now on the axis stays as it is.
    pub(super) fn freeze(&mut self, shown: &[Series], ends: [f64; 2]) {
        self.ends.entry(Self::key(shown)).or_insert(ends);
    }

    /// The lowest and the highest place on each.
    #[cfg(test)]
    pub(super) fn ends(&self) -> Vec<[f64; 2]> {
        self.ends.values().copied().collect()
    }

    /// Every axis follows its curves again.
    pub(super) fn thaw(&mut self) {
        self.ends.clear();
    }

    fn key(shown: &[Series]) -> Vec<usize> {
        shown.iter().map(|series| *series as usize).collect()
    }
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
            frozen: FrozenAxes::default(),
            hovered: Cell::default(),
            looked_at: None,
            glimpse: RefCell::default(),
        }
    }
}

#[cfg(test)]
impl LossesPanel {
    /// The ends of the value axes that stay as they are.
    pub(crate) fn frozen_ends(&self) -> Vec<[f64; 2]> {
        self.frozen.ends()
    }
}
