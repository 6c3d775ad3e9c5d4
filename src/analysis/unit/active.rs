//! Which units of a network fire. "Silent" is the opposite. Recorded cells have a rule of their own: `rules`.

use super::autocorrelogram::is_active;
use crate::analysis::thresholds::{COLLAPSED_SHARE, SILENT_SHARE};
use crate::maps::RateMaps;

/// How much the rates of a unit vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RateVariation {
    /// Nothing but rounding varies: the unit has no scores.
    is_constant: bool,
    /// Variance and mean square of the rates that are finite.
    variance: f64,
    square: f64,
}

impl RateVariation {
    /// That of the rates of a unit in bins or moments; one that is not finite was not measured.
    pub(crate) fn of(rates: &[f32]) -> Self {
        let measured = || rates.iter().filter(|rate| rate.is_finite()).map(|rate| f64::from(*rate));
        let count = measured().count().max(1) as f64;
        let mean = measured().sum::<f64>() / count;
        let variance = measured().map(|rate| (rate - mean).powi(2)).sum::<f64>() / count;
        Self { is_constant: !is_active(rates), variance, square: variance + mean * mean }
    }

    /// Whether anything but rounding varies.
    pub(crate) fn is_varying(&self) -> bool {
        !self.is_constant
    }

    /// Whether a unit varies by its own measure, whatever others do: no less of its mean square than [`COLLAPSED_SHARE`].
    pub(crate) fn varies_by_itself(&self) -> bool {
        !self.is_constant && self.variance >= COLLAPSED_SHARE * self.square
    }
}

/// The share of the mean square of all rates that varies with the place (or in time): of states of length 1, 1 − |mean
/// state|². 0 when all states are one; `None` where nothing fires.
pub(crate) fn variance_share(population: &[RateVariation]) -> Option<f64> {
    let total = |of: fn(&RateVariation) -> f64| population.iter().map(of).filter(|x| x.is_finite()).sum::<f64>();
    let (variance, square) = (total(|unit| unit.variance), total(|unit| unit.square));
    (square > 0.0).then(|| variance / square)
}

/// Whether the states of all places are one: next to nothing of their mean square varies ([`COLLAPSED_SHARE`]).
pub(crate) fn has_collapsed(population: &[RateVariation]) -> bool {
    variance_share(population).is_some_and(|share| share < COLLAPSED_SHARE)
}

/// Which units of a population are active: their rates vary, and by no less than [`SILENT_SHARE`] of what those of the most
/// variable unit do. All others are silent; all are where their states have collapsed into one ([`COLLAPSED_SHARE`]).
pub(crate) fn active(population: &[RateVariation]) -> Vec<bool> {
    let largest = population.iter().map(|unit| unit.variance).fold(0.0, f64::max);
    let has_collapsed = has_collapsed(population);
    let fires = |unit: &RateVariation| !unit.is_constant && unit.variance >= SILENT_SHARE.powi(2) * largest;
    population.iter().map(|unit| !has_collapsed && fires(unit)).collect()
}

/// How the rates of every unit of these maps vary.
pub(crate) fn variations(maps: &RateMaps) -> Vec<RateVariation> {
    (0..maps.units).map(|unit| RateVariation::of(maps.unit(unit))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swing(mean: f32, size: f32) -> Vec<f32> {
        (0..40).map(|i| mean + size * (i as f32).sin()).collect()
    }

    fn population(rates: &[Vec<f32>]) -> Vec<RateVariation> {
        rates.iter().map(|rates| RateVariation::of(rates)).collect()
    }

    #[test]
    fn silent_units_are_constant_or_leak_a_little() {
        let share = SILENT_SHARE as f32;
        let rates = [
            swing(1.0, 1.0),
            swing(1.0, 1.01 * share),
            swing(1.0, 0.99 * share),
            swing(1.0, 0.0),
            vec![f32::NAN; 40],
            Vec::new(),
        ];
        assert_eq!(active(&population(&rates)), [true, true, false, false, false, false]);
        assert_eq!(active(&population(&[swing(0.01, 0.002)])), [true], "among its like it is the most variable unit");
        assert_eq!(active(&[]), [false; 0]);
    }

    #[test]
    fn of_states_that_are_one_no_unit_is_active() {
        // Units of a collapsed network: constant but for a little, some of them near 0 and variable in themselves.
        let rates = [swing(0.6, 1e-3), swing(0.8, 1e-3), swing(2e-4, 2e-4)];
        let population = population(&rates);
        let share = variance_share(&population).expect("they fire");
        assert!(share < 2e-6, "of length 1, apart by a thousandth: {share}");
        assert_eq!(active(&population), [false; 3]);
        let states = [swing(0.6, 0.2), swing(0.8, 0.1)];
        let spread = variance_share(&self::population(&states)).expect("they fire");
        assert!((spread - 0.025).abs() < 0.003, "half of 0.04 + 0.01, of 1: {spread}");
        assert_eq!(variance_share(&self::population(&[vec![0.0; 9], vec![f32::NAN; 9]])), None, "nothing fires");
    }
}
