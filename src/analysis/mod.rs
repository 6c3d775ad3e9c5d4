//! What the rate maps say: autocorrelograms, grid scores, spectra, stability, modules.
//!
//! Maps are plain data from [`crate::maps`]; results are the plain data of `report`. Definitions follow the field's own
//! (sources at each function), with scores that do not exist (silent unit, no peaks) as `None`, never 0.

mod autocorrelogram;
mod band;
mod border;
pub mod capacity;
mod commensurability;
mod coverage;
mod density;
mod detail;
mod discreteness;
pub mod dissection;
mod dot;
mod eigen;
mod ellipse;
mod evidence;
mod fields;
mod fourier;
mod fourier_symmetry;
pub mod generalisation;
#[cfg(test)]
mod golden_tests;
mod grid_score;
mod information;
mod measure;
mod metric;
mod mixture;
mod modules;
mod nonuniform;
mod peaks;
mod polar;
mod ratios;
mod report;
mod rotation;
mod scores;
mod spline;
mod stability;
mod surrogates;
#[cfg(test)]
pub(crate) mod test_maps;
#[cfg(test)]
mod tests;
pub mod thresholds;
pub mod topology;
mod transform;
#[cfg(test)]
mod unit_tests;
mod worker;

pub use autocorrelogram::{Autocorrelogram, Correlator, Mask, Workspace, is_active};
pub use band::Band;
pub use border::border_score;
pub use commensurability::{
    Basis, Commensurability, LatticeNull, LatticePicture, LatticePoint, ModuleLattice, Relation, module_lattices,
    relation, strain, turn_between,
};
pub use coverage::{Coverage, coverage};
pub use detail::{UnitDetail, unit_detail};
pub use discreteness::{Discreteness, NullComparison, discreteness};
pub use ellipse::Ellipse;
pub use evidence::{GroupCount, ModuleEvidence, ModuleNulls, ModulePair, PeriodicUnit, module_nulls};
pub use fields::count_fields;
pub use fourier::spectrum_of;
pub use fourier_symmetry::FourierSymmetry;
pub use grid_score::{RingScore, RingScores, adaptive_score, ring_scores};
pub use information::spatial_information;
pub use metric::{Metric, metric};
pub use modules::{Candidate, Module, find_modules, is_periodic, pattern};
pub use peaks::{Lattice, Peak, inner_peaks};
pub use ratios::{ModuleStep, REFERENCE_RATIOS, ReferenceRatio, module_steps};
pub use report::{Members, ModuleReport, Report, Spectrum, UnitReport};
pub use rotation::{RotationTables, Rotations, TURNS, Turn};
pub use scores::{Score, ScoreBins, ScoreSummary};
pub use stability::stability;
pub use surrogates::{SURROGATES, ScoreNull, score_null};
pub use worker::{AnalysisError, AnalysisResult, AnalysisWorker, DetailResult, Measured, Tag};

use crate::maps::RateMaps;
use fourier::{PowerSum, Spectra, hann};
use measure::measure_all;
use polar::PolarTables;
use std::time::Instant;

/// Everything that depends on the number of bins alone, shared by all units and worth keeping between analyses.
pub struct Tables {
    bins: usize,
    correlator: Correlator,
    rotations: RotationTables,
    polar: PolarTables,
    window: Vec<f64>,
}

impl Tables {
    /// Tables for maps of `bins` × `bins`.
    #[must_use]
    pub fn new(bins: usize) -> Self {
        let correlator = Correlator::new(bins);
        let polar = PolarTables::new(bins, &correlator);
        Self { bins, correlator, rotations: RotationTables::new(bins), polar, window: hann(bins) }
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

/// The median; `None` of nothing.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[values.len() / 2]))
}
