//! What modules rest on, and what they have to do with each other.

use super::commensurability::{Commensurability, ModuleLattice, judge_together, module_lattices};
use super::discreteness::{Discreteness, SpacingGroups, discreteness};
use super::find::{Module, spacing_groups};
use super::ratios::{ModuleStep, module_steps};
use crate::analysis::thresholds::MODULE_BANDWIDTH;
use crate::analysis::unit::candidate::Candidate;
use crate::numerics::density::Density;
use crate::numerics::{Cancelled, Progress};
use serde::Serialize;

/// All that is quick to measure; computed with every analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ModuleEvidence {
    /// Units whose maps are periodic and stable: those that may belong to a module.
    pub periodic: Vec<PeriodicUnit>,
    /// Kernel density of log spacing, bandwidth 5 %: spacing in metres and density per unit of log spacing.
    pub spacing_density: Vec<[f64; 2]>,
    /// How many groups of spacings the information criterion prefers, from as many as their density has modes down to one; of
    /// units that could be in a module.
    pub group_counts: Vec<GroupCount>,
    /// Steps between successive modules.
    pub steps: Vec<ModuleStep>,
    /// The lattices of each module, that of most of its units first.
    pub lattices: Vec<Vec<ModuleLattice>>,
}

/// A unit that may belong to a module.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodicUnit {
    /// Index of the unit.
    pub unit: usize,
    /// Lattice constant, metres.
    pub spacing_m: f64,
    /// Orientation, degrees, mod 60.
    pub orientation_deg: f64,
}

/// A mixture of so many Gaussians in log spacing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupCount {
    /// Number of groups. Modules can be fewer (too few units, no common lattice) or more (two orientations).
    pub groups: usize,
    /// Their centres, metres, ascending.
    pub centres_m: Vec<f64>,
    /// Bayesian information criterion: the lowest wins, and a difference of 10 is very strong (Kass and Raftery 1995).
    pub bic: f64,
}

impl ModuleEvidence {
    /// Evidence about `modules`, which [`find_modules`](crate::analysis::find_modules) made of `candidates`.
    #[must_use]
    pub fn of(candidates: &[Candidate], modules: &[Module]) -> Self {
        let periodic =
            |c: &Candidate| PeriodicUnit { unit: c.unit, spacing_m: c.spacing_m, orientation_deg: c.orientation_deg };
        let with_spacing: Vec<&Candidate> = candidates.iter().filter(|c| c.spacing_m > 0.0).collect();
        let logs: Vec<f64> = with_spacing.iter().map(|c| c.spacing_m.ln()).collect();
        let density = Density::of(&logs, MODULE_BANDWIDTH);
        let of_module = |module: &Module| {
            let members = candidates.iter().filter(|c| module.units.binary_search(&c.unit).is_ok());
            module_lattices(&members.filter_map(|c| Some((c.unit, c.lattice?))).collect::<Vec<_>>())
        };
        let mut group_counts: Vec<GroupCount> = spacing_groups(&with_spacing)
            .into_iter()
            .map(|mixture| GroupCount {
                groups: mixture.centres.len(),
                centres_m: mixture.centres.into_iter().map(f64::exp).collect(),
                bic: mixture.bic,
            })
            .collect();
        group_counts.reverse();
        Self {
            periodic: candidates.iter().map(periodic).collect(),
            spacing_density: density.samples.iter().enumerate().map(|(i, d)| [density.at(i).exp(), *d]).collect(),
            group_counts,
            steps: module_steps(modules),
            lattices: modules.iter().map(of_module).collect(),
        }
    }

    /// The mixture that the criterion prefers; of equals the one with more groups.
    #[must_use]
    pub fn preferred(&self) -> Option<&GroupCount> {
        self.group_counts.iter().rev().min_by(|a, b| a.bic.total_cmp(&b.bic))
    }

    /// What could be discrete: the groups of spacings, and the modules.
    fn spacing_groups(&self) -> SpacingGroups {
        SpacingGroups { groups: self.preferred().map_or(0, |count| count.groups), modules: self.lattices.len() }
    }

    /// Pairs of modules that can be compared: those with a lattice.
    fn pairs(&self) -> Vec<[usize; 2]> {
        let with: Vec<usize> = (0..self.lattices.len()).filter(|&m| !self.lattices[m].is_empty()).collect();
        let pairs = with.iter().enumerate().flat_map(|(i, &a)| with[i + 1..].iter().map(move |&b| [a, b]));
        pairs.collect()
    }
}

/// What takes random populations to tell; measured on request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ModuleNulls {
    /// Whether spacings come in steps; `None` for fewer than three periodic units.
    pub discreteness: Option<Discreteness>,
    /// Whether modules are parts of one lattice, for each pair.
    pub pairs: Vec<ModulePair>,
}

/// Two modules, compared by the lattices of most of their units.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModulePair {
    /// Index of the module with the larger spacing, and of the other.
    pub larger: usize,
    pub smaller: usize,
    /// How many of the units of each have the lattice that was compared.
    pub units: [usize; 2],
    /// How the two lattices are related, and how likely that is by chance.
    pub commensurability: Commensurability,
    /// The verdict in words; modules are counted from 1.
    pub verdict: String,
}

/// Random populations and pairs of lattices that modules are compared with: p-values in steps of a thousandth, in a
/// fraction of a second.
pub const NULL_DRAWS: usize = 999;

/// Compares spacings and lattices to `draws` random ones each (usually [`NULL_DRAWS`]).
///
/// # Errors
/// When cancelled.
pub fn module_nulls(
    evidence: &ModuleEvidence,
    seed: u64,
    draws: usize,
    progress: &mut Progress<'_>,
) -> Result<ModuleNulls, Cancelled> {
    let pairs = evidence.pairs();
    let parts = (1 + pairs.len()) as f64;
    let spacings: Vec<f64> = evidence.periodic.iter().map(|unit| unit.spacing_m).collect();
    let groups = evidence.spacing_groups();
    let discreteness = discreteness(&spacings, groups, seed, draws, &mut progress.part(0.0, 1.0 / parts))?;
    progress.tell(1.0 / parts)?;
    let mut compared = Vec::with_capacity(pairs.len());
    for (index, &[larger, smaller]) in pairs.iter().enumerate() {
        let [first, second] = [larger, smaller].map(|module| &evidence.lattices[module][0]);
        let commensurability = Commensurability::of([&first.basis, &second.basis], seed, draws, progress)?;
        let units = [first.units.len(), second.units.len()];
        compared.push(ModulePair { larger, smaller, units, commensurability, verdict: String::new() });
        progress.tell((2 + index) as f64 / parts)?;
    }
    judge_together(&mut compared.iter_mut().map(|pair| &mut pair.commensurability).collect::<Vec<_>>());
    for pair in &mut compared {
        let [larger, smaller] = [pair.larger, pair.smaller].map(|module| format!("module {}", module + 1));
        let [first, second] = pair.units;
        let sentence = pair.commensurability.sentence(&larger, &smaller);
        pair.verdict = format!("{sentence} The lattices are those of {first} and {second} units.");
    }
    Ok(ModuleNulls { discreteness, pairs: compared })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_maps::{Noise, population, rectified, square};
    use crate::analysis::{Report, analyze};
    use std::sync::atomic::AtomicBool;

    const BINS: usize = 48;

    fn report(maps: &[Vec<f32>]) -> Report {
        analyze(&population(maps, BINS, 2.4), None, None)
    }

    fn nulls(report: &Report) -> ModuleNulls {
        module_nulls(&report.evidence, 1, 399, &mut Progress::none()).expect("not cancelled")
    }

    /// Noisy cells with random phases.
    fn cells(count: usize, noise: &mut Noise, cell: impl Fn([f64; 2]) -> Vec<f32>) -> Vec<Vec<f32>> {
        let one = |_| {
            let map = cell([noise.next() * 2.0 - 1.0, noise.next() * 2.0 - 1.0]);
            map.into_iter().map(|rate| rate + 0.1 * noise.normal() as f32).collect()
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn squares_and_every_second_field_of_them() {
        let mut noise = Noise(3);
        let mut maps = cells(24, &mut noise, |phase| square(BINS, 2.4, 0.5, 12.0, phase));
        maps.extend(cells(16, &mut noise, |phase| square(BINS, 2.4, 0.5 * 2.0f64.sqrt(), 57.0, phase)));
        let report = report(&maps);
        let evidence = &report.evidence;
        assert_eq!(report.modules.iter().map(|m| m.units).collect::<Vec<_>>(), [16, 24], "{:?}", report.modules);
        assert_eq!(evidence.periodic.len(), 40, "all are periodic");
        let best = evidence.group_counts.iter().min_by(|a, b| a.bic.total_cmp(&b.bic)).expect("two counts");
        assert_eq!((best.groups, best.centres_m.len()), (2, 2), "{:?}", evidence.group_counts);
        assert_eq!(evidence.group_counts[0].groups, 1, "fewest first");
        assert!(evidence.spacing_density.windows(2).all(|w| w[0][0] < w[1][0]), "a curve over spacing");
        assert_eq!(evidence.lattices.iter().map(|l| l[0].units.len()).collect::<Vec<_>>(), [16, 24]);
        assert!((evidence.steps[0].spacing_ratio / 2.0f64.sqrt() - 1.0).abs() < 0.02, "{:?}", evidence.steps);
        let nulls = nulls(&report);
        let discreteness = nulls.discreteness.expect("enough units");
        assert!(discreteness.discrete && (discreteness.groups, discreteness.modules) == (2, 2), "{discreteness:?}");
        assert!(discreteness.verdict.starts_with("spacings are discrete (p = 0.003 "), "{}", discreteness.verdict);
        let [pair] = &nulls.pairs[..] else { panic!("one pair: {:?}", nulls.pairs) };
        let relation = pair.commensurability.relation.expect("a small index");
        assert!(pair.commensurability.claimed && relation.is_sublattice(), "{pair:?}");
        assert_eq!((relation.coarser_index, pair.units), (2, [16, 24]), "{pair:?}");
        assert!(pair.verdict.starts_with("module 1 is a sublattice of module 2 with index 2"), "{}", pair.verdict);
        assert!(
            pair.verdict.contains("≤ α = 0.05") && pair.verdict.ends_with("of 16 and 24 units."),
            "{}",
            pair.verdict
        );
    }

    #[test]
    fn hexagons_of_the_measured_ratio_are_not_commensurate() {
        let mut noise = Noise(4);
        let mut maps = cells(20, &mut noise, |phase| rectified(BINS, 2.4, 0.5, 10.0, phase));
        maps.extend(cells(20, &mut noise, |phase| rectified(BINS, 2.4, 0.71, 17.0, phase)));
        let nulls = nulls(&report(&maps));
        assert_eq!(nulls.pairs.len(), 1, "two modules");
        assert!(!nulls.pairs[0].commensurability.claimed, "ratio √2, but hexagons: {:?}", nulls.pairs[0]);
    }

    /// However closely its units agree, one module has nothing to be discrete from.
    #[test]
    fn one_module_is_not_called_discrete() {
        let mut noise = Noise(5);
        let report = report(&cells(20, &mut noise, |phase| rectified(BINS, 2.4, 0.5, 10.0, phase)));
        assert_eq!(report.modules.len(), 1, "{:?}", report.modules);
        let found = nulls(&report).discreteness.expect("enough units");
        assert!(found.jittered.p_value <= 0.05 && found.even.p_value <= 0.05, "closer together than chance: {found:?}");
        assert!(!found.discrete, "{found:?}");
        assert!(found.verdict.starts_with("one module: nothing for it to be discrete from"), "{}", found.verdict);
        let json = serde_json::to_value(&found).expect("plain");
        assert_eq!((&json["discrete"], &json["modules"]), (&false.into(), &1.into()), "nor does a file");
    }

    #[test]
    fn nothing_and_cancelled() {
        let none = report(&[]);
        assert_eq!(none.evidence, ModuleEvidence::default());
        assert_eq!(nulls(&none), ModuleNulls::default());
        let maps = cells(5, &mut Noise(5), |phase| square(BINS, 2.4, 0.5, 12.0, phase));
        let evidence = report(&maps).evidence;
        let (cancel, mut nobody) = (AtomicBool::new(true), |_| ());
        assert_eq!(module_nulls(&evidence, 0, 9, &mut Progress::new(&cancel, &mut nobody)), Err(Cancelled));
        let (never, mut told) = (AtomicBool::new(false), Vec::new());
        let mut listener = |share| told.push(share);
        let done = module_nulls(&evidence, 0, 9, &mut Progress::new(&never, &mut listener));
        assert!(done.is_ok() && told.is_sorted() && told.last() == Some(&1.0), "progress: {told:?}");
    }
}
