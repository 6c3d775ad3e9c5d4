//! What counts as a module in a study: fixed before any of its runs.

use crate::analysis::{ModuleReport, Report};

/// A module of fewer units is not counted.
pub const LEAST_UNITS: usize = 12;
/// Modules whose spacings are closer together than this factor are counted once: the scatter of spacings in one module of
/// recorded cells is 5 %, steps between modules are 1.2 and more (Stensola et al. 2012).
pub const LEAST_RATIO: f64 = 1.2;
/// Maps that another look finds again have a median stability above this.
pub(super) const STABLE: f64 = 0.5;

/// The modules that count, largest spacing first: of those that are large enough each that stands apart from the one before.
#[must_use]
pub fn counted_modules(report: &Report) -> Vec<&ModuleReport> {
    counted(report.modules.iter(), |module| (module.units as f64, module.spacing_m))
}

/// Those that count, largest spacing first, by the units and the spacing in metres of each.
pub(super) fn counted<M>(modules: impl Iterator<Item = M>, of: impl Fn(&M) -> (f64, f64)) -> Vec<M> {
    let mut counted: Vec<M> = Vec::new();
    for module in modules {
        let (units, spacing_m) = of(&module);
        let stands_apart = counted.last().is_none_or(|last| of(last).1 >= LEAST_RATIO * spacing_m);
        if units >= LEAST_UNITS as f64 && stands_apart {
            counted.push(module);
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::testing;

    #[test]
    fn small_ones_and_near_ones_do_not_count() {
        let mut report = testing::report();
        let module = |units, spacing_m| ModuleReport {
            module: 0,
            units,
            spacing_m,
            orientation_deg: 0.0,
            orientation_coherence: 1.0,
            orientation_coherence_chance: 0.5,
            grid_score_adaptive: None,
        };
        report.modules = vec![module(20, 1.5), module(12, 1.3), module(11, 1.0), module(30, 0.9), module(12, 0.75)];
        let spacings: Vec<f64> = counted_modules(&report).into_iter().map(|module| module.spacing_m).collect();
        assert_eq!(spacings, [1.5, 0.9, 0.75], "1.3 is 1.15 below the first; 11 units are too few");
        report.modules.clear();
        assert!(counted_modules(&report).is_empty());
    }
}
