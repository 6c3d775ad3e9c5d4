//! The scores of units: their names, what they are, and which of two units is more of a lattice.

use crate::analysis::{Score, UnitReport};
use std::cmp::Ordering;

/// The name of a score, with its unit.
#[must_use]
pub(crate) fn score_name(score: Score) -> &'static str {
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
             cell"
        }
        Score::Information => {
            "Skaggs et al. 1993; without a chance level, because it depends on the distribution of rates, which \
             surrogates do not share with their units"
        }
        Score::Stability => "Correlation of maps from two disjoint halves of the walks; of an arena only",
    }
}

/// How much of a lattice a unit is, hexagonal or square: the larger of its adaptive 60° score and its 90° score. A square
/// lattice has a poor 60° score, poorer than a map without any order.
#[must_use]
pub(crate) fn lattice_score(unit: &UnitReport) -> Option<f64> {
    match (unit.grid_score_adaptive, unit.score_90) {
        (Some(hexagonal), Some(square)) => Some(hexagonal.max(square)),
        (hexagonal, square) => hexagonal.or(square),
    }
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

    #[test]
    fn a_square_lattice_is_better_than_none() {
        let mut square = unit(0, Some(-0.9), Some(1.4), Some(0));
        square.score_90 = Some(0.8);
        let noise = unit(1, Some(-0.2), None, None);
        assert!(lattice_score(&square) > lattice_score(&noise));
        assert_eq!(lattice_score(&unit(2, None, None, None)), None);
    }
}
