//! Curves as they look in one frame.

use super::curves::{self, Column, Curve};
use super::state::LossesPanel;
use crate::app::view::View;
use crate::draw::AxisScale;
use crate::stream::Series;
use eframe::egui::Color32;

/// What one series looks like in one frame.
pub(super) struct DrawnCurve {
    pub series: Series,
    pub columns: Vec<Column>,
    pub curve: Curve,
    pub colour: Color32,
}

impl DrawnCurve {
    /// First and last step for which it has a value.
    pub(super) fn steps(&self) -> [u64; 2] {
        [self.columns.first().map_or(0, |c| c.first_step), self.columns.last().map_or(0, |c| c.last_step)]
    }
}

/// The curves of some series, no finer than `width` points, and the scale that they share.
pub(super) fn drawn_curves(
    state: &LossesPanel,
    view: &View<'_>,
    shown: &[Series],
    width: usize,
) -> (AxisScale, Vec<DrawnCurve>) {
    let newest = state.newest_only.then_some(state.newest_steps);
    let columns: Vec<Vec<Column>> = shown.iter().map(|s| curves::columns(view.history, *s, newest)).collect();
    // Between −1 and 0 there are no decades to tell apart.
    let has_decades = !shown.iter().all(|series| series.has_own_axis());
    let scale = AxisScale::of(state.log_axis && has_decades, columns.iter().any(|c| curves::has_negative(c)));
    let draw = |(&series, columns): (&Series, Vec<Column>)| {
        // The learning rate is known exactly: nothing to smooth.
        let smoothed = state.smoothing && series != Series::LearningRate;
        let curve = curves::curve(&columns, scale, smoothed.then_some(state.smoothing_steps), width);
        DrawnCurve { series, columns, curve, colour: view.theme.series[series as usize] }
    };
    (scale, shown.iter().zip(columns).map(draw).collect())
}
