//! What a recorded cell is called, and by which rule.

use super::shift_test::ShiftTest;
use super::shifted_score::ShiftedScore;
use crate::analysis::thresholds::{
    BORDER_CELL_SCORE, HEAD_CELL_VECTOR, PERIODIC_CLOSURE, PERIODIC_PEAK_HEIGHT, SIGNIFICANCE_LEVEL,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The class of a recorded cell. A cell that several rules fit has the first one; its p-values tell the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellClass {
    Grid,
    Border,
    HeadDirection,
    /// Its rate tells of the place, in whatever pattern: place cells, cells of several fields, boundary-vector cells.
    Spatial,
    /// Nothing beyond chance.
    #[default]
    None,
}

impl CellClass {
    /// In the order in which they are tried.
    pub const ALL: [Self; 5] = [Self::Grid, Self::Border, Self::HeadDirection, Self::Spatial, Self::None];

    /// Its name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Border => "border",
            Self::HeadDirection => "head direction",
            Self::Spatial => "spatial",
            Self::None => "none",
        }
    }

    /// The rule, in words.
    #[must_use]
    pub fn rule(self) -> String {
        let beyond = |score: ShiftedScore| format!("{} beyond chance (p < {SIGNIFICANCE_LEVEL})", score.name());
        match self {
            Self::Grid => format!(
                "{}, and six peaks of the autocorrelogram of a mean height of {PERIODIC_PEAK_HEIGHT} or more that close to a \
                 lattice within {:.0} % of its spacing",
                beyond(ShiftedScore::Grid),
                100.0 * PERIODIC_CLOSURE
            ),
            Self::Border => format!("{} and above {BORDER_CELL_SCORE}; no grid cell", beyond(ShiftedScore::Border)),
            Self::HeadDirection => format!(
                "{} and {HEAD_CELL_VECTOR} or longer; neither a grid nor a border cell",
                beyond(ShiftedScore::HeadDirection)
            ),
            Self::Spatial => format!("{}; none of the others", beyond(ShiftedScore::Information)),
            Self::None => "no score beyond chance, or too few spikes to tell".to_owned(),
        }
    }

    /// Whether a test of this score can decide a class.
    #[must_use]
    pub(super) fn hangs_on(score: ShiftedScore) -> bool {
        !matches!(score, ShiftedScore::Stability | ShiftedScore::Speed)
    }

    /// The class of a cell with these tests; `has_lattice` where peaks and closure of its autocorrelogram say so.
    pub(super) fn of(tests: &BTreeMap<ShiftedScore, ShiftTest>, has_lattice: bool) -> Self {
        let is_beyond = |score| tests.get(&score).and_then(|test| test.p).is_some_and(|p| p < SIGNIFICANCE_LEVEL);
        let value = |score| tests.get(&score).and_then(|test| test.value);
        let head = value(ShiftedScore::HeadDirection).is_some_and(|length| length >= HEAD_CELL_VECTOR);
        let border = value(ShiftedScore::Border).is_some_and(|score| score > BORDER_CELL_SCORE);
        if is_beyond(ShiftedScore::Grid) && has_lattice {
            Self::Grid
        } else if is_beyond(ShiftedScore::Border) && border {
            Self::Border
        } else if is_beyond(ShiftedScore::HeadDirection) && head {
            Self::HeadDirection
        } else if is_beyond(ShiftedScore::Information) {
            Self::Spatial
        } else {
            Self::None
        }
    }
}
