//! The scores that a unit may have.

use super::report::UnitReport;
use serde::{Serialize, Serializer};

/// A score of single units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Score {
    Adaptive,
    EllipseCorrected,
    Mean,
    MinMax,
    Score90,
    Hexagonality,
    Squareness,
    Band,
    Border,
    Information,
    Stability,
}

impl Score {
    /// All of them: lattices first.
    pub const ALL: [Self; 11] = [
        Self::Adaptive,
        Self::EllipseCorrected,
        Self::Mean,
        Self::MinMax,
        Self::Score90,
        Self::Hexagonality,
        Self::Squareness,
        Self::Band,
        Self::Border,
        Self::Information,
        Self::Stability,
    ];

    /// Its name in a [`UnitReport`] and in every file.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Adaptive => "grid_score_adaptive",
            Self::EllipseCorrected => "grid_score_ellipse_corrected",
            Self::Mean => "grid_score_mean",
            Self::MinMax => "grid_score_min_max",
            Self::Score90 => "score_90",
            Self::Hexagonality => "fourier_hexagonality",
            Self::Squareness => "fourier_squareness",
            Self::Band => "band_score",
            Self::Border => "border_score",
            Self::Information => "spatial_information_bits",
            Self::Stability => "stability",
        }
    }

    /// The score of a unit; `None` where it has none.
    #[must_use]
    pub fn of(self, unit: &UnitReport) -> Option<f64> {
        match self {
            Self::Adaptive => unit.grid_score_adaptive,
            Self::EllipseCorrected => unit.grid_score_ellipse_corrected,
            Self::Mean => unit.grid_score_mean,
            Self::MinMax => unit.grid_score_min_max,
            Self::Score90 => unit.score_90,
            Self::Hexagonality => unit.fourier_hexagonality,
            Self::Squareness => unit.fourier_squareness,
            Self::Band => unit.band_score,
            Self::Border => unit.border_score,
            Self::Information => unit.spatial_information_bits,
            Self::Stability => unit.stability,
        }
    }

    /// Whether surrogates tell what is chance. Not of information, which depends on the distribution of rates, nor of
    /// stability, which depends on the walks: surrogates share neither with their units.
    #[must_use]
    pub fn has_level(self) -> bool {
        !matches!(self, Self::Information | Self::Stability)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.field())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::test_maps::{hexagon, population};
    use crate::analysis::unit::ScoreNull;

    #[test]
    fn every_score_has_the_name_it_has_in_a_report() {
        let report = serde_json::to_value(UnitReport::default()).expect("plain data");
        for score in Score::ALL {
            assert!(report.get(score.field()).is_some(), "{score:?} in a unit's report");
        }
        let null = ScoreNull { surrogates: 7, levels: [(Score::Band, Some(0.5)), (Score::Mean, None)].into() };
        let expected = serde_json::json!({ "surrogates": 7, "band_score": 0.5, "grid_score_mean": null });
        assert_eq!(serde_json::to_value(null).expect("plain data"), expected);
    }

    /// Each score is read from its own field.
    #[test]
    fn scores_are_not_mixed_up() {
        let maps = population(&[hexagon(24, 2.4, 0.8, 7.0, [0.1, 0.05])], 24, 2.4);
        let unit = &analyze(&maps, Some([&maps, &maps]), None).units[0];
        let fields = serde_json::to_value(unit).expect("plain data");
        for score in Score::ALL {
            assert!(
                score.of(unit).is_some() && score.of(unit) == fields[score.field()].as_f64(),
                "{score:?}: {unit:?}"
            );
        }
    }
}
