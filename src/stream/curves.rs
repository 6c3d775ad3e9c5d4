//! The curves a run draws: what each of them is, its name everywhere, and how it is told apart from the others.

use crate::draw::palette::{BLUE, GREEN, ORANGE, PURPLE, Rgb, SKY_BLUE, VERMILION};
use crate::preset::{LOSS_TERMS, LossTerm};

/// The curves a run draws, in the order of [`SERIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    Total,
    Separation,
    Invariance,
    Capacity,
    ConformalIsometry,
    LearningRate,
    GradientNorm,
}

/// How the line of a curve is broken: a second code beside its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinePattern {
    Solid,
    LooseDashes,
    DenseDashes,
    Dots,
}

/// One row of the table of curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeriesSpec {
    pub series: Series,
    /// Its name on screen.
    pub name: &'static str,
    /// Its column in `metrics.csv`.
    pub column: &'static str,
    /// What it is, in words.
    pub meaning: &'static str,
    /// Index of the loss term in [`LOSS_TERMS`] whose unweighted value it is.
    pub term: Option<usize>,
    /// `None` for the colour of letters, which depends on the ground.
    pub colour: Option<Rgb>,
    pub pattern: LinePattern,
}

impl SeriesSpec {
    /// The unweighted value of a loss term.
    const fn of_term(series: Series, term: usize, name: &'static str, colour: Rgb, pattern: LinePattern) -> Self {
        let LossTerm { name: column, formula: meaning, .. } = LOSS_TERMS[term];
        Self { series, name, column, meaning, term: Some(term), colour: Some(colour), pattern }
    }
}

/// All curves, in the order in which they are stored, listed and drawn.
pub const SERIES: [SeriesSpec; 7] = [
    SeriesSpec {
        series: Series::Total,
        name: "total",
        column: "total",
        meaning: "weighted sum of the terms, which training lowers",
        term: None,
        colour: None,
        pattern: LinePattern::Solid,
    },
    SeriesSpec::of_term(Series::Separation, 0, "separation", SKY_BLUE, LinePattern::Solid),
    SeriesSpec::of_term(Series::Invariance, 1, "invariance", ORANGE, LinePattern::LooseDashes),
    SeriesSpec::of_term(Series::Capacity, 2, "capacity", GREEN, LinePattern::Dots),
    SeriesSpec::of_term(Series::ConformalIsometry, 3, "conformal isometry", PURPLE, LinePattern::DenseDashes),
    SeriesSpec {
        series: Series::LearningRate,
        name: "learning rate",
        column: "learning_rate",
        meaning: "learning rate of the step",
        term: None,
        colour: Some(BLUE),
        pattern: LinePattern::Solid,
    },
    SeriesSpec {
        series: Series::GradientNorm,
        name: "gradient norm",
        column: "gradient_norm",
        meaning: "length of the gradient of all weights together, before it is clipped",
        term: None,
        colour: Some(VERMILION),
        pattern: LinePattern::LooseDashes,
    },
];

impl Series {
    /// Its row of the table.
    #[must_use]
    pub fn spec(self) -> SeriesSpec {
        SERIES[self as usize]
    }

    /// Whether it has an axis of its own: it lies between −1 and 0, where the others are above 0 and of any size.
    #[must_use]
    pub fn has_own_axis(self) -> bool {
        self == Self::Capacity
    }

    /// The curve of a loss term, by its index in [`LOSS_TERMS`].
    #[must_use]
    pub fn of_term(term: usize) -> Option<Self> {
        SERIES.iter().find(|spec| spec.term == Some(term)).map(|spec| spec.series)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_has_its_row_and_every_term_its_curve() {
        for (index, spec) in SERIES.iter().enumerate() {
            assert_eq!((spec.series as usize, spec.series.spec().name), (index, spec.name), "in the order of the enum");
            let twins = SERIES.iter().filter(|other| (other.colour, other.pattern) == (spec.colour, spec.pattern));
            assert_eq!(twins.count(), 1, "{} looks like another", spec.name);
            assert!(SERIES.iter().filter(|other| other.column == spec.column).count() == 1, "{}", spec.column);
        }
        for (index, term) in LOSS_TERMS.iter().enumerate() {
            let spec = Series::of_term(index).expect("a curve").spec();
            assert_eq!((spec.column, spec.name), (term.name, term.name.replace('_', " ").as_str()));
        }
    }
}
