//! From loss history to what is drawn: columns no finer than the screen, smoothed, at their place on the axis.

use super::smoothing::smooth;
use crate::draw::AxisScale;
use crate::stream::{History, Series};

/// One curve over some consecutive steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    pub first_step: u64,
    pub last_step: u64,
    /// NaN where no value was finite.
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    /// Whether some value (of any curve) was not finite.
    pub gap: bool,
}

impl Column {
    /// The middle of its steps.
    #[must_use]
    pub(crate) fn middle(&self) -> f64 {
        f64::midpoint(self.first_step as f64, self.last_step as f64)
    }

    fn steps(&self) -> u64 {
        self.last_step.saturating_sub(self.first_step) + 1
    }
}

/// The columns of one curve: the whole run, or the newest `newest` steps.
#[must_use]
pub(crate) fn columns(history: &History, series: Series, newest: Option<usize>) -> Vec<Column> {
    let k = series as usize;
    let Some(newest) = newest else {
        let of_bucket = |b: &crate::stream::Bucket| Column {
            first_step: b.first_step,
            last_step: b.last_step,
            min: f64::from(b.min[k]),
            max: f64::from(b.max[k]),
            mean: f64::from(b.mean[k]),
            gap: b.gaps > 0,
        };
        return history.buckets().iter().map(of_bucket).collect();
    };
    let recent = history.recent();
    let skip = recent.len().saturating_sub(newest);
    recent
        .skip(skip)
        .map(|sample| {
            let value = f64::from(sample.values[k]);
            let value = if value.is_finite() { value } else { f64::NAN };
            let gap = sample.values.iter().any(|v| !v.is_finite());
            Column { first_step: sample.step, last_step: sample.step, min: value, max: value, mean: value, gap }
        })
        .collect()
}

/// The column that holds a step, or the nearest one.
#[must_use]
pub(crate) fn nearest(columns: &[Column], step: f64) -> Option<usize> {
    let after = columns.partition_point(|c| (c.last_step as f64) < step);
    (!columns.is_empty()).then(|| {
        let before = after.saturating_sub(1);
        let after = after.min(columns.len() - 1);
        if (columns[before].middle() - step).abs() < (columns[after].middle() - step).abs() { before } else { after }
    })
}

/// A curve ready to be drawn; y is a place on the axis (see [`AxisScale`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Curve {
    /// Unbroken stretches of the values themselves.
    pub raw: Vec<Vec<[f64; 2]>>,
    /// Stretches of `[x, lowest, highest]` where columns hold more than one value.
    pub band: Vec<Vec<[f64; 3]>>,
    /// Stretches of the smoothed curve; empty without smoothing.
    pub smooth: Vec<Vec<[f64; 2]>>,
    /// Steps near which a value was not finite.
    pub gaps: Vec<f64>,
}

/// Whether some value of a curve is negative.
#[must_use]
pub(crate) fn has_negative(columns: &[Column]) -> bool {
    columns.iter().any(|column| column.min < 0.0)
}

/// Smooths (time constant in steps) at full resolution, then thins out to at most `width` points.
#[must_use]
pub(crate) fn curve(columns: &[Column], scale: AxisScale, tau_steps: Option<f64>, width: usize) -> Curve {
    let smoothed = tau_steps.map(|tau| smooth(columns.iter().map(|c| (c.mean, c.steps())), tau));
    let group = columns.len().div_ceil(width.max(1)).max(1);
    let mut points = Vec::with_capacity(columns.len() / group + 1);
    let mut result = Curve::default();
    for (g, chunk) in columns.chunks(group).enumerate() {
        let x = f64::midpoint(chunk[0].middle(), chunk[chunk.len() - 1].middle());
        let finite = || chunk.iter().filter(|c| c.mean.is_finite());
        let steps: f64 = finite().map(|c| c.steps() as f64).sum();
        let mean = finite().map(|c| c.mean * c.steps() as f64).sum::<f64>() / steps; // NaN without finite columns
        let min = finite().map(|c| c.min).fold(f64::NAN, f64::min);
        let max = finite().map(|c| c.max).fold(f64::NAN, f64::max);
        if chunk.iter().any(|c| c.gap) {
            result.gaps.push(x);
        }
        let smoothed = smoothed.as_ref().map_or(f64::NAN, |s| {
            let start = g * group;
            s[start..start + chunk.len()].iter().rev().copied().find(|v| v.is_finite()).unwrap_or(f64::NAN)
        });
        points.push((x, mean, min, max, smoothed));
    }
    result.raw = stretches(points.iter().map(|p| [p.0, scale.to_axis(p.1)]));
    if tau_steps.is_some() {
        result.smooth = stretches(points.iter().map(|p| [p.0, scale.to_axis(p.4)]));
    }
    if points.iter().any(|p| p.3 > p.2) {
        result.band = stretches(points.iter().map(|p| {
            // The foot of a range that holds a zero has no logarithm: the mean stands in.
            let low = if scale == AxisScale::Log && p.2 <= 0.0 { p.1 } else { p.2 };
            [p.0, scale.to_axis(low), scale.to_axis(p.3)]
        }));
    }
    result
}

/// Cuts a sequence at entries that are not finite.
fn stretches<const N: usize>(points: impl Iterator<Item = [f64; N]>) -> Vec<Vec<[f64; N]>> {
    let mut result: Vec<Vec<[f64; N]>> = vec![Vec::new()];
    for point in points {
        if point.iter().all(|v| v.is_finite()) {
            result.last_mut().expect("never empty").push(point);
        } else if result.last().is_some_and(|s| !s.is_empty()) {
            result.push(Vec::new());
        }
    }
    result.retain(|s| !s.is_empty());
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{LossSample, SERIES};

    fn history(values: impl IntoIterator<Item = f32>) -> History {
        let mut history = History::default();
        for (i, value) in values.into_iter().enumerate() {
            history.push(LossSample { step: i as u64 + 1, values: [value; SERIES.len()] });
        }
        history
    }

    #[test]
    fn whole_run_and_newest_steps_agree_on_the_last_step() {
        let history = history((1..=20_000).map(|i| i as f32));
        let whole = columns(&history, Series::Total, None);
        let newest = columns(&history, Series::Total, Some(100));
        assert_eq!(newest.len(), 100);
        assert_eq!(whole.last().map(|c| c.last_step), newest.last().map(|c| c.last_step));
        assert_eq!(whole[0].first_step, 1);
    }

    #[test]
    fn thinning_keeps_extremes() {
        let history = history((0..4000).map(|i| if i == 1234 { 50.0 } else { 1.0 }));
        let curve = curve(&columns(&history, Series::Total, None), AxisScale::Linear, None, 300);
        let points: usize = curve.raw.iter().map(Vec::len).sum();
        assert!(points <= 300, "{points} points");
        let highest = curve.band.iter().flatten().map(|p| p[2]).fold(0.0, f64::max);
        assert!((highest - 50.0).abs() < 1e-9, "the spike is in the band");
    }

    #[test]
    fn gaps_break_the_curve_and_are_told() {
        let history = history([1.0, 1.0, f32::NAN, 2.0, f32::INFINITY, 3.0]);
        let curve = curve(&columns(&history, Series::Total, None), AxisScale::Log, Some(5.0), 1000);
        assert_eq!(curve.raw.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
        assert_eq!(curve.smooth.len(), 3);
        assert_eq!(curve.gaps, [3.0, 5.0]);
    }

    #[test]
    fn negative_losses_stay_negative() {
        let columns = columns(&history([0.1, -0.5]), Series::Capacity, None);
        assert!(has_negative(&columns));
        let curve = curve(&columns, AxisScale::of(true, true), None, 10);
        assert!(curve.raw[0][0][1] > 0.0 && curve.raw[0][1][1] < 0.0, "{:?}", curve.raw);
    }

    #[test]
    fn a_zero_has_no_logarithm() {
        let history = history([1.0, 0.0, 1.0]);
        assert_eq!(
            curve(&columns(&history, Series::Total, None), AxisScale::Log, None, 10).raw.len(),
            2,
            "a gap, not −∞"
        );
        assert_eq!(curve(&columns(&history, Series::Total, None), AxisScale::Linear, None, 10).raw.len(), 1);
    }

    #[test]
    fn the_nearest_column_is_found() {
        let columns = columns(&history([1.0, 2.0, 3.0]), Series::Total, None);
        assert_eq!(nearest(&columns, -5.0), Some(0));
        assert_eq!(nearest(&columns, 2.2), Some(1));
        assert_eq!(nearest(&columns, 99.0), Some(2));
        assert_eq!(nearest(&[], 1.0), None);
    }
}
