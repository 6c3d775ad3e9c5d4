//! What was found in recorded maps, in a few numbers.

use crate::analysis::{Report, analyze};
use crate::maps::MapSet;
use crate::numerics::median;
use serde::{Deserialize, Serialize};

/// What the analysis of a frame found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrameSummary {
    /// Units of the network, and those that are active.
    pub units: usize,
    pub active: usize,
    /// Whether all places have one and the same state.
    pub collapsed: bool,
    /// Median adaptive grid score of the active units that have one, and their median stability.
    pub median_grid_score: Option<f64>,
    pub median_stability: Option<f64>,
    /// Modules, largest spacing first.
    pub modules: Vec<ModuleSummary>,
}

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModuleSummary {
    pub units: usize,
    /// Median spacing, metres.
    pub spacing_m: f64,
    /// Median adaptive grid score of its units.
    pub grid_score: Option<f64>,
}

impl FrameSummary {
    /// Of what an analysis found.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let scores = |members: &dyn Fn(usize) -> bool| {
            let units = report.units.iter().filter(|unit| unit.active && members(unit.unit));
            median(units.filter_map(|unit| unit.grid_score_adaptive).collect())
        };
        let module = |module: &crate::analysis::ModuleReport| ModuleSummary {
            units: module.units,
            spacing_m: module.spacing_m,
            grid_score: scores(&|unit| report.units.get(unit).is_some_and(|unit| unit.module == Some(module.module))),
        };
        Self {
            units: report.units.len(),
            active: report.units.iter().filter(|unit| unit.active).count(),
            collapsed: report.collapsed,
            median_grid_score: scores(&|_| true),
            median_stability: report.median_stability(),
            modules: report.modules.iter().map(module).collect(),
        }
    }

    /// Analyses maps; takes a good part of a second for 128 units.
    pub(super) fn measured(set: &MapSet) -> Self {
        Self::of(&analyze(&set.maps, set.both_halves(), None))
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        ron::to_string(self).expect("numbers always serialise").into_bytes()
    }

    pub(super) fn from_bytes(content: &[u8]) -> Option<Self> {
        ron::from_str(std::str::from_utf8(content).ok()?).ok()
    }
}
