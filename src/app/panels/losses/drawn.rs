//! Curves as they look in one frame.

use super::curves::{self, Column, Curve};
use super::state::LossesPanel;
use crate::app::view::View;
use crate::draw::AxisScale;
use crate::stream::{History, Series};
use eframe::egui::Color32;

/// Whose losses a curve shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CurveOf {
    Run,
    /// Of the twin, since it and the run parted.
    Twin,
    /// Of the baseline, a ghost behind the others.
    Baseline,
}

/// What one series looks like in one frame.
pub(super) struct DrawnCurve {
    pub of: CurveOf,
    pub series: Series,
    pub columns: Vec<Column>,
    pub curve: Curve,
    pub colour: Color32,
}

impl DrawnCurve {
    /// Its name, where those of several networks are beside each other.
    pub(super) fn name(&self) -> String {
        let name = self.series.spec().name;
        match self.of {
            CurveOf::Run => name.to_owned(),
            CurveOf::Twin => format!("{name}, twin"),
            CurveOf::Baseline => format!("{name}, baseline"),
        }
    }

    /// First and last step for which it has a value.
    pub(super) fn steps(&self) -> [u64; 2] {
        [self.columns.first().map_or(0, |c| c.first_step), self.columns.last().map_or(0, |c| c.last_step)]
    }
}

/// Everything that one chart draws.
pub(super) struct DrawnChart {
    pub scale: AxisScale,
    /// The curves of the run, in the order of the chosen series.
    pub curves: Vec<DrawnCurve>,
    /// Those of the baseline and of the twin, from the hindmost.
    pub others: Vec<DrawnCurve>,
}

impl DrawnChart {
    /// All curves, from the hindmost.
    pub(super) fn all(&self) -> impl Iterator<Item = &DrawnCurve> {
        let is_ghost = |curve: &&DrawnCurve| curve.of == CurveOf::Baseline;
        let twins = self.others.iter().filter(move |curve| !is_ghost(curve));
        self.others.iter().filter(is_ghost).chain(&self.curves).chain(twins)
    }
}

/// The curves of some series, no finer than `width` points, and the scale that they share.
pub(super) fn drawn_curves(state: &LossesPanel, view: &View<'_>, shown: &[Series], width: usize) -> DrawnChart {
    let newest = state.newest_only.then_some(state.newest_steps);
    let own: Vec<Vec<Column>> = shown.iter().map(|s| curves::columns(view.history, *s, newest)).collect();
    let steps = newest.and_then(|_| Some((own.first()?.first()?.first_step, own.first()?.last()?.last_step)));
    let twin = view.twin.map(|twin| (CurveOf::Twin, &twin.known.history, twin.known.info.change.step));
    let baseline = view.baseline.map(|baseline| (CurveOf::Baseline, &baseline.history, 0));
    let mut others = Vec::new();
    for (of, history, since) in baseline.into_iter().chain(twin) {
        // Before they part, a twin is the run itself. Of the newest steps alone, those of another run are its steps of equal
        // number.
        let (first, last) = steps.map_or((since, u64::MAX), |(first, last)| (first.max(since), last));
        others.extend(shown.iter().map(|s| (of, *s, columns_between(history, *s, first, last, newest.is_some()))));
    }
    // Between −1 and 0 there are no decades to tell apart.
    let has_decades = !shown.iter().all(|series| series.has_own_axis());
    let all = own.iter().chain(others.iter().map(|(_, _, columns)| columns));
    let scale = AxisScale::of(state.log_axis && has_decades, all.into_iter().any(|c| curves::has_negative(c)));
    let draw = |of: CurveOf, series: Series, columns: Vec<Column>| {
        // The learning rate is known exactly: nothing to smooth.
        let smoothed = state.smoothing && series != Series::LearningRate;
        let curve = curves::curve(&columns, scale, smoothed.then_some(state.smoothing_steps), width);
        let colour = view.theme.series[series as usize];
        let colour = if of == CurveOf::Baseline { view.theme.pale(colour) } else { colour };
        DrawnCurve { of, series, columns, curve, colour }
    };
    let curves = shown.iter().zip(own).map(|(series, columns)| draw(CurveOf::Run, *series, columns)).collect();
    let others = others.into_iter().filter(|(_, _, columns)| !columns.is_empty());
    let others = others.map(|(of, series, columns)| draw(of, series, columns)).collect();
    DrawnChart { scale, curves, others }
}

/// The columns of a curve between two steps: of every step where that is wanted and still known.
fn columns_between(history: &History, series: Series, first: u64, last: u64, in_full: bool) -> Vec<Column> {
    let between = |newest: Option<usize>| {
        let mut columns = curves::columns(history, series, newest);
        columns.retain(|column| column.last_step > first && column.first_step <= last);
        columns
    };
    let full = if in_full { between(Some(History::RECENT)) } else { Vec::new() };
    if full.is_empty() { between(None) } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{LossSample, SERIES};

    #[test]
    fn another_run_is_laid_beside_steps_of_equal_number() {
        let mut history = History::default();
        for step in 1..=20_000 {
            history.push(LossSample { step, values: [step as f32; SERIES.len()] });
        }
        let ends = |columns: &[Column]| Some((columns.first()?.first_step, columns.last()?.last_step));
        let whole = columns_between(&history, Series::Total, 0, u64::MAX, false);
        assert_eq!(ends(&whole), Some((1, 20_000)));
        let since = columns_between(&history, Series::Total, 15_000, u64::MAX, false);
        assert!(ends(&since).is_some_and(|(first, last)| first > 14_900 && last == 20_000), "since they parted");
        let newest = columns_between(&history, Series::Total, 18_999, 19_500, true);
        assert_eq!((ends(&newest), newest.len()), (Some((19_000, 19_500)), 501), "every step");
        let old = columns_between(&history, Series::Total, 100, 200, true);
        assert!(!old.is_empty() && old.len() < 50, "in ranges, where single steps are not kept any more");
        assert!(columns_between(&history, Series::Total, 30_000, 40_000, true).is_empty());
    }
}
