//! A whole population: its units, its modules and their spectra, as plain data for panels, files and the command line.

use super::modules::evidence::ModuleEvidence;
use super::modules::find::{Module, find_modules};
use super::modules::report::{ModuleReport, coherence_by_chance};
use super::thresholds::COLLAPSED_SHARE;
use super::unit::active::variance_share;
use super::unit::candidate::Candidate;
use super::unit::fourier::{PowerSum, Spectra};
use super::unit::measure::measure_all;
use super::unit::membership::Membership;
use super::unit::report::{Spectrum, UnitReport};
use super::unit::rules::{Activity, Rules};
use super::unit::tables::Tables;
use crate::maps::{MapSet, RateMaps};
use crate::numerics::median;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use std::fmt::{Display, Formatter};
use std::time::Instant;

/// Everything measured on one set of rate maps.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Side of the arena, metres, and bins per side.
    pub box_m: f64,
    pub bins: usize,
    /// The share of the mean square of all rates that varies with the place: of a network 1 − |mean state|², 0 when all states
    /// are one; `None` where nothing fires.
    pub variance_share: Option<f64>,
    /// Whether all places have one and the same state of a network, so that no unit is active: [`COLLAPSED_SHARE`].
    pub collapsed: bool,
    /// Whether maps of two halves of the samples were there, so that stability is known.
    pub has_halves: bool,
    /// By which rules units are active and periodic.
    pub rules: Rules,
    /// One entry a unit, in the network's order.
    pub units: Vec<UnitReport>,
    /// Modules, largest spacing first.
    pub modules: Vec<ModuleReport>,
    /// What the modules rest on.
    pub evidence: ModuleEvidence,
    /// Mean power of all active units, then of each module.
    pub population_spectrum: Spectrum,
    pub module_spectra: Vec<Spectrum>,
    /// Time the analysis took.
    pub elapsed_ms: f64,
}

/// Some units of a population, looked at together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Members {
    /// The units of a module, counted from 0.
    Module(usize),
    /// Every unit that is not silent, whatever module it is in.
    AllActive,
}

impl Display for Members {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Module(module) => write!(f, "module {}", module + 1),
            Self::AllActive => f.write_str("all active units"),
        }
    }
}

impl Serialize for Members {
    /// A field `module`: counted from 0, or `null` for all active units.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let module = match self {
            Self::Module(module) => Some(module),
            Self::AllActive => None,
        };
        let mut fields = serializer.serialize_struct("Members", 1)?;
        fields.serialize_field("module", &module)?;
        fields.end()
    }
}

impl Report {
    /// That all places have one state, with the number that says so; `None` where they have not.
    #[must_use]
    pub fn collapse(&self) -> Option<String> {
        let share = self.variance_share.filter(|_| self.collapsed)?;
        Some(format!(
            "Only {share:.1e} of the mean square of the rates varies with the place (less than {COLLAPSED_SHARE})"
        ))
    }

    /// How many units are in modules, how many are not, and why.
    #[must_use]
    pub fn membership(&self) -> String {
        Membership::summary(self.units.iter().map(|unit| unit.membership), self.has_halves)
    }

    /// Median stability of the active units; `None` without maps of two halves.
    #[must_use]
    pub fn median_stability(&self) -> Option<f64> {
        median(self.units.iter().filter(|unit| unit.active).filter_map(|unit| unit.stability).collect())
    }

    /// The units that are looked at; none of a module that does not exist.
    #[must_use]
    pub fn members(&self, members: Members) -> Vec<usize> {
        let belongs = |unit: &&UnitReport| match members {
            Members::Module(module) => unit.module == Some(module),
            Members::AllActive => unit.active,
        };
        self.units.iter().filter(belongs).map(|unit| unit.unit).collect()
    }
}

/// Measures a set of maps by the rules for where they are from, whoever they are of.
#[must_use]
pub fn analyze_set(set: &MapSet, pool: Option<&rayon::ThreadPool>) -> Report {
    analyze_set_with(&Tables::new(set.maps.arena.bins), set, pool)
}

/// [`analyze_set`] with tables made before. Tables for another number of bins are replaced by fitting ones.
#[must_use]
pub fn analyze_set_with(tables: &Tables, set: &MapSet, pool: Option<&rayon::ThreadPool>) -> Report {
    measured(tables, &set.maps, set.both_halves(), || Activity::of(set), pool)
}

/// Measures a population by the rules for networks: scores of every unit, modules, spectra. `halves` are maps of the same arena
/// from two disjoint halves of the samples; `pool` shares the units among its threads (the result is the same).
#[must_use]
pub fn analyze(maps: &RateMaps, halves: Option<[&RateMaps; 2]>, pool: Option<&rayon::ThreadPool>) -> Report {
    analyze_with(&Tables::new(maps.arena.bins), maps, halves, pool)
}

/// Measures maps of a part of a set's samples, or of all on other bins, by the rules of the set: active is what is so in the
/// whole.
#[must_use]
pub fn analyze_part(set: &MapSet, part: &RateMaps, pool: Option<&rayon::ThreadPool>) -> Report {
    measured(&Tables::new(part.arena.bins), part, None, || Activity::of_part(set, part), pool)
}

/// [`analyze`] with tables made before. Tables for another number of bins are replaced by fitting ones.
#[must_use]
pub fn analyze_with(
    tables: &Tables,
    maps: &RateMaps,
    halves: Option<[&RateMaps; 2]>,
    pool: Option<&rayon::ThreadPool>,
) -> Report {
    measured(tables, maps, halves, || Activity::of_network(maps), pool)
}

fn measured(
    tables: &Tables,
    maps: &RateMaps,
    halves: Option<[&RateMaps; 2]>,
    activity: impl FnOnce() -> Activity,
    pool: Option<&rayon::ThreadPool>,
) -> Report {
    if tables.bins != maps.arena.bins {
        return measured(&Tables::new(maps.arena.bins), maps, halves, activity, pool);
    }
    let start = Instant::now();
    let activity = activity();
    let measured = measure_all(tables, maps, &activity, halves, pool);
    let active: Vec<usize> = measured.iter().filter(|(unit, _)| unit.active).map(|(unit, _)| unit.unit).collect();
    let (mut units, candidates): (Vec<UnitReport>, Vec<Option<Candidate>>) = measured.into_iter().unzip();
    let candidates: Vec<Candidate> = candidates.into_iter().flatten().collect();
    let found = find_modules(&candidates, active.len());
    for (index, module) in found.iter().enumerate() {
        for &unit in &module.units {
            units[unit].module = Some(index);
            units[unit].membership = Membership::Member;
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
        orientation_coherence_chance: coherence_by_chance(module.units.len()),
        grid_score_adaptive: median(module.units.iter().filter_map(|&u| units[u].grid_score_adaptive).collect()),
    };
    Report {
        box_m: f64::from(maps.arena.box_m),
        bins: maps.arena.bins,
        variance_share: variance_share(&activity.variations),
        collapsed: activity.has_collapsed(),
        has_halves: halves.is_some(),
        rules: activity.rules,
        modules: found.iter().enumerate().map(module).collect(),
        evidence: ModuleEvidence::of(&candidates, &found),
        population_spectrum: spectra.spectrum(&population),
        module_spectra: module_power.iter().map(|power| spectra.spectrum(power)).collect(),
        units,
        elapsed_ms: start.elapsed().as_secs_f64() * 1e3,
    }
}
