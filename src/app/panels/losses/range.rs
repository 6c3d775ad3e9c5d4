//! What the value axis of a chart spans: the values that there usually are, and not every spike.

use super::drawn::DrawnCurve;
use crate::stream::Series;

/// The part of the values that counts as usual: all but so many of a hundred at either end.
const BEYOND: f64 = 0.05;
/// At either end the axis goes on for at most so many times the extent of the usual values, which so keep a third of it.
const SLACK: f64 = 1.0;
/// With fewer points nobody knows what is usual.
const FEWEST: usize = 8;
/// Points at the end of a curve that tell where it is now.
const NEWEST: usize = 5;

/// The lowest and the highest place on the axis; values beyond are cut off there, and told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ValueRange {
    pub low: f64,
    pub high: f64,
}

/// A stretch of a curve that is cut off, by its farthest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    pub step: f64,
    /// Where it would be on the axis.
    pub y: f64,
    pub is_above: bool,
}

impl ValueRange {
    /// All values there are.
    pub(super) const ALL: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// What the curves of a chart need; [`Self::ALL`] where nothing is cut off.
    pub(super) fn of<'a>(curves: impl IntoIterator<Item = &'a DrawnCurve>) -> Self {
        let ranges = curves.into_iter().map(Self::of_one);
        let both = |a: Self, b: Self| Self { low: a.low.min(b.low), high: a.high.max(b.high) };
        ranges.reduce(both).unwrap_or(Self::ALL)
    }

    fn of_one(drawn: &DrawnCurve) -> Self {
        let points = Points::of(drawn);
        // The learning rate is set, not measured: what is rare in it is meant.
        if points.lows.len() < FEWEST || drawn.series == Series::LearningRate {
            return Self::ALL;
        }
        let (low, high) = (quantile(points.lows, BEYOND), quantile(points.highs, 1.0 - BEYOND));
        let slack = SLACK * (high - low).max(1e-3 * high.abs().max(low.abs()));
        let now = quantile(points.newest, 0.5);
        Self { low: (low - slack).min(now), high: (high + slack).max(now) }
    }

    /// The nearest place inside.
    pub(super) fn clamp(self, y: f64) -> f64 {
        y.clamp(self.low, self.high)
    }

    /// What it cuts off a curve, in the order of the steps.
    pub(super) fn cuts(self, drawn: &DrawnCurve) -> Vec<Cut> {
        let mut cuts: Vec<Cut> = Vec::new();
        let mut was_above = None;
        for [step, low, high] in Points::ends(drawn) {
            let is_above = if high > self.high {
                Some(true)
            } else if low < self.low {
                Some(false)
            } else {
                None
            };
            if let Some(is_above) = is_above {
                let cut = Cut { step, y: if is_above { high } else { low }, is_above };
                match cuts.last_mut().filter(|_| was_above == Some(is_above)) {
                    Some(last) if (cut.y > last.y) == is_above => *last = cut,
                    Some(_) => {}
                    None => cuts.push(cut),
                }
            }
            was_above = is_above;
        }
        cuts
    }
}

/// The places of a curve on the axis.
struct Points {
    lows: Vec<f64>,
    highs: Vec<f64>,
    newest: Vec<f64>,
}

impl Points {
    fn of(drawn: &DrawnCurve) -> Self {
        let ends: Vec<[f64; 3]> = Self::ends(drawn).collect();
        let newest = drawn.curve.raw.iter().flatten().rev().take(NEWEST).map(|point| point[1]).collect();
        Self { lows: ends.iter().map(|end| end[1]).collect(), highs: ends.iter().map(|end| end[2]).collect(), newest }
    }

    /// Step, lowest and highest value of every point.
    fn ends(drawn: &DrawnCurve) -> impl Iterator<Item = [f64; 3]> {
        let (raw, band) = (&drawn.curve.raw, &drawn.curve.band);
        let values = raw.iter().flatten().filter(|_| band.is_empty()).map(|point| [point[0], point[1], point[1]]);
        band.iter().flatten().copied().chain(values)
    }
}

/// The value that this share of all does not exceed; the farthest one never counts as usual. NaN where there is none.
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1) as f64;
    let index = if share < 0.5 { (share * last).ceil() } else { (share * last).floor() };
    values.get(index as usize).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::curves::{columns, curve};
    use super::super::drawn::CurveOf;
    use super::*;
    use crate::draw::AxisScale;
    use crate::stream::{History, LossSample, SERIES};
    use eframe::egui::Color32;

    fn drawn(series: Series, scale: AxisScale, values: impl IntoIterator<Item = f32>) -> DrawnCurve {
        let mut history = History::default();
        for (i, value) in values.into_iter().enumerate() {
            history.push(LossSample { step: i as u64 + 1, values: [value; SERIES.len()] });
        }
        let columns = columns(&history, series, None);
        let curve = curve(&columns, scale, None, 300);
        DrawnCurve { of: CurveOf::Run, series, columns, curve, colour: Color32::GRAY }
    }

    /// A loss that falls and rattles, with a spike of 1000 at step 501.
    fn spiked(i: usize) -> f32 {
        if i == 500 { 1000.0 } else { (0.1 + 0.9 * (-(i as f32) / 200.0).exp()) * (1.0 + 0.1 * (i % 3) as f32) }
    }

    #[test]
    fn a_spike_does_not_flatten_the_rest_and_is_told() {
        for scale in [AxisScale::Linear, AxisScale::Log, AxisScale::SymLog] {
            let curves = [drawn(Series::Total, scale, (0..1000).map(spiked))];
            let range = ValueRange::of(&curves);
            assert!(range.high < 0.9 * scale.to_axis(1000.0), "{scale:?}: {}", range.high);
            let usual = scale.to_axis(1.2) - scale.to_axis(0.1);
            assert!(range.high - scale.to_axis(0.1) < 4.0 * usual, "{scale:?}: at least a quarter of the chart");
            let cuts = range.cuts(&curves[0]);
            assert_eq!(cuts.len(), 1, "{scale:?}: {cuts:?}");
            assert!((scale.value_at(cuts[0].y) - 1000.0).abs() < 0.01 && cuts[0].is_above, "how high");
            assert!((cuts[0].step - 501.0).abs() < 3.0, "where: {}", cuts[0].step);
        }
    }

    #[test]
    fn what_falls_or_stays_is_shown_whole() {
        let falling = |i: usize| (0.1 + (-(i as f32) / 300.0).exp()) * (1.0 + 0.05 * (i % 5) as f32);
        for curve in [
            drawn(Series::Total, AxisScale::Log, (0..1000).map(falling)),
            drawn(Series::Total, AxisScale::Linear, (0..1000).map(falling)),
            drawn(Series::Total, AxisScale::Linear, (0..1000).map(|_| 1.0)),
            drawn(Series::Total, AxisScale::Linear, [1.0, 1000.0, 1.0]),
            drawn(Series::LearningRate, AxisScale::Linear, (0..1000).map(|i| if i < 999 { 1.0 } else { 0.1 })),
        ] {
            let range = ValueRange::of(std::slice::from_ref(&curve));
            assert_eq!(range.cuts(&curve), [], "{range:?}");
        }
        assert_eq!(ValueRange::of(&[]), ValueRange::ALL);
    }

    #[test]
    fn where_the_curve_is_now_is_always_inside() {
        let jumped = drawn(Series::Total, AxisScale::Linear, (0..1000).map(|i| if i < 980 { 1.0 } else { 50.0 }));
        let range = ValueRange::of(std::slice::from_ref(&jumped));
        assert!(range.high >= 50.0, "{range:?}");
        assert_eq!(range.cuts(&jumped), []);
    }

    #[test]
    fn spikes_that_touch_are_one_and_both_ways_are_cut() {
        let value = |i: usize| match i {
            300 => 80.0,
            301 => 90.0,
            302 => -70.0,
            700 => 60.0,
            _ => (i % 7) as f32 * 0.1,
        };
        let curve = drawn(Series::Total, AxisScale::Linear, (0..250 * 4).map(value));
        let range = ValueRange::of(std::slice::from_ref(&curve));
        let cuts: Vec<(f64, bool)> = range.cuts(&curve).iter().map(|cut| (cut.y, cut.is_above)).collect();
        assert!(cuts.contains(&(90.0, true)) && cuts.contains(&(60.0, true)), "{cuts:?}");
        assert!(!cuts.contains(&(80.0, true)), "its neighbour is higher: {cuts:?}");
    }
}
