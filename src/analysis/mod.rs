//! What the rate maps say: autocorrelograms, grid scores, spectra, stability, modules.
//!
//! Maps are plain data from [`crate::maps`]; results are the plain data of `report`. Definitions follow the field's own
//! (sources at each function), with scores that do not exist (silent unit, no peaks) as `None`, never 0.

mod autocorrelogram;
pub mod capacity;
mod commensurability;
mod coverage;
mod density;
mod detail;
mod discreteness;
pub mod dissection;
mod evidence;
mod fields;
mod fourier;
pub mod generalisation;
mod grid_score;
mod metric;
mod mixture;
mod modules;
mod peaks;
mod ratios;
mod report;
mod rotation;
mod stability;
#[cfg(test)]
mod test_maps;
#[cfg(test)]
mod tests;
pub mod thresholds;
pub mod topology;
mod transform;
mod worker;

pub use autocorrelogram::{Autocorrelogram, Correlator, Mask, Workspace, is_active};
pub use commensurability::{
    Basis, Commensurability, LatticeNull, LatticePicture, LatticePoint, ModuleLattice, Relation, module_lattices,
    relation, strain, turn_between,
};
pub use coverage::{Coverage, coverage};
pub use detail::{UnitDetail, unit_detail};
pub use discreteness::{Discreteness, NullComparison, discreteness};
pub use evidence::{GroupCount, ModuleEvidence, ModuleNulls, ModulePair, PeriodicUnit, module_nulls};
pub use fields::count_fields;
pub use fourier::spectrum_of;
pub use grid_score::{RingScore, RingScores, adaptive_score, ring_scores};
pub use metric::{Metric, metric};
pub use modules::{Candidate, Module, find_modules, is_periodic, pattern};
pub use peaks::{Lattice, Peak, inner_peaks};
pub use ratios::{ModuleStep, REFERENCE_RATIOS, ReferenceRatio, module_steps};
pub use report::{ModuleReport, Report, Spectrum, UnitReport};
pub use rotation::{RotationTables, Rotations, TURNS, Turn};
pub use stability::stability;
pub use worker::{AnalysisError, AnalysisResult, AnalysisWorker, DetailResult, Measured, Tag};

use crate::maps::RateMaps;
use fourier::{PowerSum, Spectra};
use rayon::prelude::*;
use std::time::Instant;
use thresholds::{MODULE_STABILITY, SILENT_SHARE};

/// Everything that depends on the number of bins alone, shared by all units and worth keeping between analyses.
pub struct Tables {
    bins: usize,
    correlator: Correlator,
    rotations: RotationTables,
}

impl Tables {
    /// Tables for maps of `bins` × `bins`.
    #[must_use]
    pub fn new(bins: usize) -> Self {
        Self { bins, correlator: Correlator::new(bins), rotations: RotationTables::new(bins) }
    }

    /// Bins per side of the maps these tables are for.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.bins
    }
}

/// Measures a population: scores of every unit, modules, spectra. `halves` are maps of the same arena from two disjoint
/// halves of the samples; `pool` shares the units among its threads (the result is the same).
#[must_use]
pub fn analyze(maps: &RateMaps, halves: Option<[&RateMaps; 2]>, step: u64, pool: Option<&rayon::ThreadPool>) -> Report {
    analyze_with(&Tables::new(maps.arena.bins), maps, halves, step, pool)
}

/// [`analyze`] with tables made before. Tables for another number of bins are replaced by fitting ones.
#[must_use]
pub fn analyze_with(
    tables: &Tables,
    maps: &RateMaps,
    halves: Option<[&RateMaps; 2]>,
    step: u64,
    pool: Option<&rayon::ThreadPool>,
) -> Report {
    if tables.bins != maps.arena.bins {
        return analyze(maps, halves, step, pool);
    }
    let start = Instant::now();
    let measured = measure_all(tables, maps, halves, pool);
    let active: Vec<usize> = measured.iter().filter(|(unit, _)| unit.active).map(|(unit, _)| unit.unit).collect();
    let (mut units, candidates): (Vec<UnitReport>, Vec<Option<Candidate>>) = measured.into_iter().unzip();
    let candidates: Vec<Candidate> = candidates.into_iter().flatten().collect();
    let found = find_modules(&candidates, active.len());
    for (index, module) in found.iter().enumerate() {
        for &unit in &module.units {
            units[unit].module = Some(index);
        }
    }
    let spectra = Spectra::new(&tables.correlator, maps.arena);
    let mut work = tables.correlator.workspace();
    let mut power = |members: &[usize]| spectra.power(members.iter().map(|&unit| maps.unit(unit)), &mut work);
    let module_power: Vec<PowerSum> = found.iter().map(|module| power(&module.units)).collect();
    let others: Vec<usize> = active.into_iter().filter(|&unit| units[unit].module.is_none()).collect();
    let mut population = power(&others);
    for part in &module_power {
        population.add(part);
    }
    let module = |(index, module): (usize, &Module)| ModuleReport {
        module: index,
        units: module.units.len(),
        spacing_m: module.spacing_m,
        orientation_deg: module.orientation_deg,
        orientation_coherence: module.orientation_coherence,
    };
    Report {
        step,
        box_m: f64::from(maps.arena.box_m),
        bins: maps.arena.bins,
        modules: found.iter().enumerate().map(module).collect(),
        evidence: ModuleEvidence::of(&candidates, &found),
        population_spectrum: spectra.spectrum(&population),
        module_spectra: module_power.iter().map(|power| spectra.spectrum(power)).collect(),
        units,
        elapsed_ms: start.elapsed().as_secs_f64() * 1e3,
    }
}

/// All units on their own, in the order of the network.
fn measure_all(
    tables: &Tables,
    maps: &RateMaps,
    halves: Option<[&RateMaps; 2]>,
    pool: Option<&rayon::ThreadPool>,
) -> Vec<(UnitReport, Option<Candidate>)> {
    let mut work = tables.correlator.workspace();
    let typical = (0..maps.units).map(|unit| maps.unit(unit)).find(|map| is_active(map));
    let mask = tables.correlator.mask(typical.unwrap_or(&[]), &mut work);
    let largest = (0..maps.units).map(|unit| rate_sd(maps.unit(unit))).fold(0.0, f64::max);
    let one = |work: &mut Workspace, unit: usize| {
        let pair = halves.map(|halves| halves.map(|half| half.unit(unit)));
        measure(tables, maps, pair, unit, SILENT_SHARE * largest, &mask, work)
    };
    match pool {
        Some(pool) => {
            pool.install(|| (0..maps.units).into_par_iter().map_init(|| tables.correlator.workspace(), one).collect())
        }
        None => (0..maps.units).map(|unit| one(&mut work, unit)).collect(),
    }
}

/// The median; `None` of nothing.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[values.len() / 2]))
}

/// The largest rate in any visited bin; 0 where there is none.
fn peak_rate(map: &[f32]) -> f64 {
    let peak = map.iter().filter(|rate| rate.is_finite()).copied().fold(f32::NEG_INFINITY, f32::max);
    if peak.is_finite() { f64::from(peak) } else { 0.0 }
}

/// Standard deviation of the rates over the visited bins.
fn rate_sd(map: &[f32]) -> f64 {
    let visited = || map.iter().filter(|rate| rate.is_finite()).map(|rate| f64::from(*rate));
    let count = visited().count().max(1) as f64;
    let mean = visited().sum::<f64>() / count;
    (visited().map(|rate| (rate - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// One unit on its own; with a standard deviation below `silent_sd` it counts as silent.
fn measure(
    tables: &Tables,
    maps: &RateMaps,
    halves: Option<[&[f32]; 2]>,
    unit: usize,
    silent_sd: f64,
    mask: &Mask,
    work: &mut Workspace,
) -> (UnitReport, Option<Candidate>) {
    let map = maps.unit(unit);
    let peak = peak_rate(map);
    let mut report = UnitReport {
        unit,
        active: is_active(map) && rate_sd(map) >= silent_sd,
        peak_rate: peak,
        grid_score_mean: None,
        grid_score_min_max: None,
        grid_score_adaptive: None,
        score_90: None,
        stability: None,
        spacing_m: None,
        orientation_deg: None,
        fields: 0,
        module: None,
    };
    if !report.active {
        return (report, None);
    }
    let bins = tables.bins;
    let autocorrelogram = correlate(&tables.correlator, map, mask, work);
    let rotations = tables.rotations.rotations(&autocorrelogram.values);
    if let Some(scores) = ring_scores(&rotations, &tables.rotations, bins) {
        report.grid_score_mean = Some(scores.mean.score);
        report.grid_score_min_max = Some(scores.min_max.score);
        report.score_90 = Some(scores.score_90.score);
    }
    report.stability = halves.and_then(|[first, second]| stability(first, second));
    report.fields = count_fields(map, bins);
    let Some(lattice) = Lattice::of(&autocorrelogram) else { return (report, None) };
    let step_m = f64::from(maps.arena.box_m) / bins as f64;
    let spacing_m = lattice.spacing_bins * step_m;
    report.spacing_m = Some(spacing_m);
    report.orientation_deg = Some(lattice.orientation_deg);
    let adaptive = adaptive_score(&rotations, &tables.rotations, bins, lattice.spacing_bins);
    report.grid_score_adaptive = adaptive.map(|(score, _)| score);
    // Halves that cannot be compared (too little data) are no evidence of stability.
    let evidence = halves.map(|_| report.stability.unwrap_or(0.0));
    let reproducible = evidence.is_none_or(|stability| stability >= MODULE_STABILITY);
    let candidate = (reproducible && is_periodic(&lattice, bins, evidence)).then(|| Candidate {
        unit,
        spacing_m,
        orientation_deg: lattice.orientation_deg,
        hexagonality: lattice.hexagonality,
        pattern: pattern(&autocorrelogram, lattice.spacing_bins),
        lattice: Basis::through_peaks(
            &lattice.peaks.iter().map(|p| [p.dx * step_m, p.dy * step_m]).collect::<Vec<_>>(),
        ),
    });
    (report, candidate)
}

/// The autocorrelogram of a map, with the shared mask where it fits.
fn correlate(correlator: &Correlator, map: &[f32], mask: &Mask, work: &mut Workspace) -> Autocorrelogram {
    if mask.fits(map) {
        return correlator.autocorrelogram(map, mask, work);
    }
    let own = correlator.mask(map, work);
    correlator.autocorrelogram(map, &own, work)
}
