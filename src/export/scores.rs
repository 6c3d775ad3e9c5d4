//! Histograms of the scores of all units.

use crate::analysis::{Report, Score, ScoreBins, ScoreNull, ScoreSummary};
use crate::draw::chart::{Chart, PointSet, column};
use crate::draw::palette::OTHERS;
use crate::draw::svg::Point;
use crate::numerics::count;

/// A histogram for each score, with its chance level where that is known.
pub(crate) fn histograms(report: &Report, null: Option<&ScoreNull>) -> String {
    let charts: Vec<Chart> = Score::ALL.into_iter().map(|score| histogram(report, null, score)).collect();
    column(&charts, "Scores of units")
}

fn histogram(report: &Report, null: Option<&ScoreNull>, score: Score) -> Chart {
    let active = report.units.iter().filter(|unit| unit.active);
    let values: Vec<f64> = active.filter_map(|unit| score.of(unit)).collect();
    let summary = ScoreSummary::of(score, &report.units, null);
    let bins = ScoreBins::around(values.iter().copied().chain(summary.null_99th));
    let mut counts = vec![0usize; bins.count];
    for value in &values {
        counts[bins.bin(*value)] += 1;
    }
    let highest = counts.iter().copied().max().unwrap_or(0) as f64;
    let mut sets = vec![PointSet::line(count(summary.units, "unit"), 0, outline(&bins, &counts))];
    if summary.none > 0 {
        // No line of its own: only its name in the list.
        sets.push(PointSet::dots(format!("{} without", summary.none), OTHERS, Vec::new()));
    }
    if let (Some(level), Some(above)) = (summary.null_99th, summary.above) {
        let line = vec![[level, 0.0], [level, highest.max(1.0)]];
        sets.push(PointSet::line(format!("99 %: {level:.2}, {above} above"), 1, line).dashed());
    }
    Chart { title: score.field().to_owned(), axes: [score.field(), "units"], sets, from_zero: false }
}

/// The upper edge of the bars, from the floor and back to it.
fn outline(bins: &ScoreBins, counts: &[usize]) -> Vec<Point> {
    let tops = counts.iter().enumerate().flat_map(|(bin, count)| bins.ends(bin).map(|end| [end, *count as f64]));
    std::iter::once([bins.low, 0.0]).chain(tops).chain(std::iter::once([bins.high(), 0.0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::maps::{Arena, RateMaps};

    #[test]
    fn the_outline_is_as_high_as_the_counts() {
        let bins = ScoreBins { low: 0.0, width: 0.5, count: 2 };
        let expected = [[0.0, 0.0], [0.0, 3.0], [0.5, 3.0], [0.5, 1.0], [1.0, 1.0], [1.0, 0.0]];
        assert_eq!(outline(&bins, &[3, 1]), expected);
    }

    #[test]
    fn chance_levels_are_drawn_with_their_counts() {
        let maps =
            RateMaps { arena: Arena { box_m: 1.0, bins: 8 }, units: 0, rates: Vec::new(), visits: vec![1.0; 64] };
        let mut report = analyze(&maps, None, None);
        let unit = |score| crate::analysis::UnitReport { active: true, band_score: Some(score), ..Default::default() };
        report.units = vec![unit(0.2), unit(0.6), unit(0.8)];
        let null = ScoreNull { surrogates: 0, levels: [(Score::Band, Some(0.5))].into() };
        let svg = histograms(&report, Some(&null));
        assert!(svg.contains("99 %: 0.50, 2 above"), "{svg}");
        assert!(svg.contains("3 without"), "the other scores do not exist: {svg}");
        for score in Score::ALL {
            assert!(svg.contains(score.field()), "{}", score.field());
        }
        assert!(!histograms(&report, None).contains("99 %"), "nothing was measured");
    }
}
