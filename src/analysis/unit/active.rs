//! Which units fire. This is the one definition of "active" and of its opposite, "silent".

use super::autocorrelogram::is_active;
use crate::analysis::thresholds::SILENT_SHARE;
use crate::maps::RateMaps;

/// How much the rates of a unit vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RateVariation {
    /// Nothing but rounding varies: the unit has no scores.
    is_constant: bool,
    /// Standard deviation of the rates that are finite.
    sd: f64,
}

impl RateVariation {
    /// That of the rates of a unit in bins or moments; one that is not finite was not measured.
    pub(crate) fn of(rates: &[f32]) -> Self {
        let measured = || rates.iter().filter(|rate| rate.is_finite()).map(|rate| f64::from(*rate));
        let count = measured().count().max(1) as f64;
        let mean = measured().sum::<f64>() / count;
        let sd = (measured().map(|rate| (rate - mean).powi(2)).sum::<f64>() / count).sqrt();
        Self { is_constant: !is_active(rates), sd }
    }
}

/// Which units of a population are active: their rates vary, and by no less than [`SILENT_SHARE`] of what those of the most
/// variable unit do. All others are silent.
pub(crate) fn active(population: &[RateVariation]) -> Vec<bool> {
    let largest = population.iter().map(|unit| unit.sd).fold(0.0, f64::max);
    population.iter().map(|unit| !unit.is_constant && unit.sd >= SILENT_SHARE * largest).collect()
}

/// Which units of these maps are active.
pub(crate) fn active_units(maps: &RateMaps) -> Vec<bool> {
    active(&(0..maps.units).map(|unit| RateVariation::of(maps.unit(unit))).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_units_are_constant_or_leak_a_little() {
        let swing = |size: f32| (0..40).map(|i| 3.0 + size * (i as f32).sin()).collect::<Vec<f32>>();
        let share = SILENT_SHARE as f32;
        let rates = [swing(1.0), swing(1.01 * share), swing(0.99 * share), swing(0.0), vec![f32::NAN; 40], Vec::new()];
        let population: Vec<RateVariation> = rates.iter().map(|rates| RateVariation::of(rates)).collect();
        assert_eq!(active(&population), [true, true, false, false, false, false]);
        assert_eq!(active(&population[2..3]), [true], "among its like it is the most variable unit");
        assert_eq!(active(&[]), [false; 0]);
    }
}
