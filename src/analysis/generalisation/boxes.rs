//! The same units in arenas of different size: do spacings stay?

use crate::analysis::modules::report::ModuleReport;
use crate::analysis::report::Report;
use crate::analysis::unit::report::UnitReport;
use crate::numerics::median;
use serde::Serialize;

/// Maps of one arena.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoxSummary {
    /// Side of the arena, metres, and bins per side.
    pub box_m: f64,
    pub bins: usize,
    /// Factor by which a recorded trajectory was scaled to fill the arena; `None` for other walks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_scale: Option<f64>,
    /// Units that fire, and those with a spacing that can be trusted.
    pub active_units: usize,
    pub periodic_units: usize,
    /// Median spacing of the periodic units, metres.
    pub median_spacing_m: Option<f64>,
    /// Units that are periodic both here and in the first arena.
    pub compared_units: usize,
    /// Median over those units of spacing here over spacing in the first arena: 1 when the lattice does not know walls.
    pub median_spacing_ratio: Option<f64>,
    /// Share of those units whose spacing differs from that in the first arena by at most 5 %.
    pub within_5_percent: Option<f64>,
    /// Spacing of every unit, metres; `None` for units that are not periodic here.
    pub unit_spacings_m: Vec<Option<f64>>,
    /// Largest and smallest module first and last, as everywhere.
    pub modules: Vec<ModuleReport>,
}

/// The spacing of a unit that is periodic and stable in this arena.
fn periodic_spacing(unit: &UnitReport) -> Option<f64> {
    unit.spacing_m.filter(|_| unit.membership.is_periodic())
}

/// Compares reports of one population, in arenas of different size, with the first.
#[must_use]
pub fn compare_boxes(reports: &[&Report]) -> Vec<BoxSummary> {
    let Some(first) = reports.first() else { return Vec::new() };
    let before = periodic_spacings(first);
    reports.iter().map(|report| summary(report, &before)).collect()
}

fn periodic_spacings(report: &Report) -> Vec<Option<f64>> {
    report.units.iter().map(periodic_spacing).collect()
}

/// One arena; `before` holds the spacings of the units in the first one.
fn summary(report: &Report, before: &[Option<f64>]) -> BoxSummary {
    let here = periodic_spacings(report);
    let ratios: Vec<f64> = here.iter().zip(before).filter_map(|(here, before)| Some((*here)? / (*before)?)).collect();
    let near = ratios.iter().filter(|ratio| (**ratio - 1.0).abs() <= 0.05).count();
    BoxSummary {
        box_m: report.box_m,
        bins: report.bins,
        walk_scale: None,
        active_units: report.units.iter().filter(|unit| unit.active).count(),
        periodic_units: here.iter().flatten().count(),
        median_spacing_m: median(here.iter().flatten().copied().collect()),
        compared_units: ratios.len(),
        within_5_percent: (!ratios.is_empty()).then(|| near as f64 / ratios.len() as f64),
        median_spacing_ratio: median(ratios),
        unit_spacings_m: here,
        modules: report.modules.clone(),
    }
}
