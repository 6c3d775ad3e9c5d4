//! The scores of units: their names, what they are, and which of two units is more of a lattice.

use crate::analysis::{Score, ScoreNull, ScoreSummary, UnitReport};
use crate::maps::RateUnit;
use std::cmp::Ordering;

/// The name of a score, with its unit.
#[must_use]
pub(crate) fn score_name(score: Score, unit: RateUnit) -> &'static str {
    match score {
        Score::Adaptive => "Grid score, adaptive",
        Score::EllipseCorrected => "Grid score, ellipse-corrected",
        Score::Mean => "Grid score, mean",
        Score::MinMax => "Grid score, min–max",
        Score::Score90 => "90° score",
        Score::Hexagonality => "Fourier hexagonality",
        Score::Squareness => "Fourier squareness",
        Score::Band => "Band score",
        Score::Border => "Border score",
        Score::Information if unit == RateUnit::Hz => "Spatial information (bits/spike)",
        Score::Information => "Spatial information (bits)",
        Score::Stability => "Stability",
    }
}

/// What a score is.
#[must_use]
pub(crate) fn score_about(score: Score) -> &'static str {
    match score {
        Score::Adaptive => {
            "min(C60, C120) − max(C30, C90, C150) on the ring from 0.5 to 1.5 spacings: the one that may be compared \
             between boxes"
        }
        Score::EllipseCorrected => {
            "The adaptive score after the ellipse through the six peaks was made a circle: sheared hexagons score as \
             hexagons; none where the ellipse's axes differ by more than a factor 1.5"
        }
        Score::Mean => "(C60 + C120)/2 − (C30 + C90 + C150)/3, best of ten rings (Banino et al. 2018)",
        Score::MinMax => "min(C60, C120) − max(C30, C90, C150), best of ten rings (Sargolini et al. 2006)",
        Score::Score90 => "C90 − (C45 + C135)/2, best of ten rings: high for a square lattice",
        Score::Hexagonality => "Symmetry of the Fourier power around its strongest ring at 60°: independent of phases",
        Score::Squareness => "Symmetry of the Fourier power around its strongest ring at 90°",
        Score::Band => {
            "Correlation with the plane wave that fits best: 1 for a band, 0.58 for a hexagon of three waves"
        }
        Score::Border => {
            "(c − d)/(c + d) of wall coverage and distance from the wall (Solstad et al. 2008); above 0.5 for a border \
             cell, 0.5 for what fires everywhere. Of a circle, c is about a quarter of the rim; none on a track"
        }
        Score::Information => {
            "Skaggs et al. 1993; without a chance level, because it depends on the distribution of rates, which \
             surrogates do not share with their units"
        }
        Score::Stability => {
            "Correlation of maps from two disjoint halves of the samples; of an arena or a recording only"
        }
    }
}

/// The score that cells are sorted by, with its name: `60° 1.12`.
pub(crate) fn lattice_words(unit: &UnitReport) -> Option<String> {
    Some(format!("{}° {:.2}", unit.lattice_turn_deg?, unit.lattice_score?))
}

/// How the cells of a population stand against chance in both symmetries: true also where nothing lies above it.
pub(crate) fn chance_words(units: &[UnitReport], null: &ScoreNull) -> String {
    let of = |score: Score, turn_deg: u32| {
        let ScoreSummary { units: scored, above, beyond_chance, .. } = ScoreSummary::of(score, units, Some(null));
        let best = units.iter().filter(|unit| unit.active).filter_map(|unit| score.of(unit)).reduce(f64::max);
        let best = best.map_or_else(|| "none".to_owned(), |best| format!("{best:.2}"));
        match (above, beyond_chance) {
            (Some(above), Some(true)) => format!("{turn_deg}°: {above} of {scored} above chance, best {best}"),
            (Some(0), _) => format!("no unit above chance in {turn_deg}° (best {best})"),
            (Some(above), _) => {
                format!(
                    "{turn_deg}°: {above} of {scored} above the 99th percentile, no more than by chance (best {best})"
                )
            }
            (None, _) => format!("chance not known in {turn_deg}° (best {best})"),
        }
    };
    format!("{}; {}", of(Score::Adaptive, 60), of(Score::Score90, 90))
}

/// Larger numbers first, missing ones last.
pub(crate) fn best_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.total_cmp(&a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::kit::tiles::tests::unit;

    fn with_scores(unit_index: usize, hexagonal: f64, square: f64) -> UnitReport {
        UnitReport { score_90: Some(square), ..unit(unit_index, Some(hexagonal), None, None) }
    }

    #[test]
    fn the_score_that_sorts_is_named() {
        assert_eq!(lattice_words(&unit(0, Some(1.117), None, None)).as_deref(), Some("60° 1.12"));
        assert_eq!(lattice_words(&UnitReport::default()), None);
    }

    #[test]
    fn where_nothing_is_above_chance_the_words_say_so() {
        let units: Vec<_> = (0..40).map(|i| with_scores(i, -0.1 - i as f64 / 100.0, 0.8 + 0.002 * i as f64)).collect();
        let null =
            ScoreNull { surrogates: 400, levels: [(Score::Adaptive, Some(0.5)), (Score::Score90, Some(0.4))].into() };
        let words = chance_words(&units, &null);
        assert_eq!(words, "no unit above chance in 60° (best -0.10); 90°: 40 of 40 above chance, best 0.88");
        let mut one = units;
        for unit in &mut one {
            unit.score_90 = Some(0.0);
        }
        one[3].grid_score_adaptive = Some(0.9);
        let words = chance_words(&one, &null);
        let expected = "60°: 1 of 40 above the 99th percentile, no more than by chance (best 0.90); \
                        no unit above chance in 90° (best 0.00)";
        assert_eq!(words, expected);
    }
}
