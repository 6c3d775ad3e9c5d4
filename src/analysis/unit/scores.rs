//! The scores of all units side by side: which there are, how they spread, and how many units lie beyond chance.

use crate::analysis::{ScoreNull, UnitReport};
use crate::numerics::median;
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

    /// What 99 % of the surrogates stay below.
    #[must_use]
    pub fn chance(self, null: &ScoreNull) -> Option<f64> {
        null.levels.get(&self).copied().flatten()
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.field())
    }
}

/// One score over the active units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreSummary {
    /// Its name in a [`UnitReport`].
    pub score: &'static str,
    /// Active units that have this score, and those that have none. Silent units are in neither.
    pub units: usize,
    pub none: usize,
    pub median: Option<f64>,
    /// What 99 % of the surrogates stay below, and how many units lie above it.
    pub null_99th: Option<f64>,
    pub above: Option<usize>,
}

impl ScoreSummary {
    /// Summarises a score; without surrogates there is no chance level.
    #[must_use]
    pub fn of(score: Score, units: &[UnitReport], null: Option<&ScoreNull>) -> Self {
        let active = units.iter().filter(|unit| unit.active);
        let (with, none): (Vec<_>, Vec<_>) = active.map(|unit| score.of(unit)).partition(Option::is_some);
        let values: Vec<f64> = with.into_iter().flatten().collect();
        let null_99th = null.and_then(|null| score.chance(null));
        Self {
            score: score.field(),
            units: values.len(),
            none: none.len(),
            null_99th,
            above: null_99th.map(|level| values.iter().filter(|value| **value > level).count()),
            median: median(values),
        }
    }

    /// All scores.
    #[must_use]
    pub fn all(units: &[UnitReport], null: Option<&ScoreNull>) -> Vec<Self> {
        Score::ALL.into_iter().map(|score| Self::of(score, units, null)).collect()
    }
}

/// The bins of a histogram, with round ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreBins {
    /// Lower end of the first bin.
    pub low: f64,
    pub width: f64,
    pub count: usize,
}

impl ScoreBins {
    /// At most so many bins, one more for the round ends.
    const MOST: f64 = 24.0;

    /// Bins of a round width that hold all values (of those that are finite).
    #[must_use]
    pub fn around(values: impl Iterator<Item = f64>) -> Self {
        let finite = values.filter(|value| value.is_finite() && value.abs() < 1e9);
        let (low, high) = finite.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        // Scores that differ by less than this do not differ.
        let least = ((high - low) / Self::MOST).max(0.01);
        let power = 10f64.powf(least.log10().floor());
        let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= 0.999 * least);
        let width = factor.unwrap_or(10.0) * power;
        let first = (low / width + 1e-9).floor();
        let last = (high / width - 1e-9).ceil().max(first + 1.0);
        Self { low: first * width, width, count: (last - first) as usize }
    }

    /// Upper end of the last bin.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.low + self.width * self.count as f64
    }

    /// The bin of a value; values outside fall into the nearest one.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        let bin = ((value - self.low) / self.width + 1e-9).max(0.0) as usize; // NaN casts to 0
        bin.min(self.count.saturating_sub(1))
    }

    /// Lower and upper end of a bin.
    #[must_use]
    pub fn ends(&self, bin: usize) -> [f64; 2] {
        [bin, bin + 1].map(|i| self.low + self.width * i as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::test_maps::{hexagon, population};
    use proptest::prelude::*;

    fn unit(active: bool, score: Option<f64>) -> UnitReport {
        UnitReport { active, grid_score_adaptive: score, ..UnitReport::default() }
    }

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
        let unit = &analyze(&maps, Some([&maps, &maps]), 0, None).units[0];
        let fields = serde_json::to_value(unit).expect("plain data");
        for score in Score::ALL {
            assert!(
                score.of(unit).is_some() && score.of(unit) == fields[score.field()].as_f64(),
                "{score:?}: {unit:?}"
            );
        }
    }

    #[test]
    fn silent_units_and_missing_scores_are_counted_apart() {
        let units = [unit(true, Some(0.1)), unit(true, Some(0.9)), unit(true, None), unit(false, None)];
        let null = ScoreNull { surrogates: 0, levels: [(Score::Adaptive, Some(0.5))].into() };
        let summary = ScoreSummary::of(Score::Adaptive, &units, Some(&null));
        assert_eq!((summary.units, summary.none, summary.above), (2, 1, Some(1)));
        assert_eq!((summary.median, summary.null_99th), (Some(0.5), Some(0.5)));
        let without = ScoreSummary::of(Score::Adaptive, &units, None);
        assert_eq!((without.null_99th, without.above), (None, None), "no chance level, no count");
        assert_eq!(ScoreSummary::all(&[], None).len(), Score::ALL.len(), "no units are no trouble");
    }

    #[test]
    fn bins_have_round_ends() {
        let bins = ScoreBins::around([-0.23, 1.31].into_iter());
        assert!((bins.low + 0.3).abs() < 1e-9 && (bins.high() - 1.4).abs() < 1e-9, "{bins:?}");
        assert_eq!((bins.bin(-0.23), bins.bin(0.05), bins.bin(9.0), bins.bin(f64::NAN)), (0, 3, 16, 0));
        let none = ScoreBins::around(std::iter::empty());
        assert!(none.low == 0.0 && none.count > 0, "{none:?}");
        assert_eq!(ScoreBins::around([0.5, f64::NAN].into_iter()).count, 1, "one value");
    }

    proptest! {
        #[test]
        fn every_value_is_in_its_bin(values in prop::collection::vec(-3.0f64..3.0, 1..50)) {
            let bins = ScoreBins::around(values.iter().copied());
            prop_assert!((1..=27).contains(&bins.count), "{bins:?}");
            for value in values {
                let [low, high] = bins.ends(bins.bin(value));
                prop_assert!(value >= low - 1e-6 && value <= high + 1e-6, "{value} in {low} to {high}");
            }
        }
    }
}
