//! Modules: groups of units that share one lattice constant and one orientation.
//!
//! Spacing decides first: kernel density of log spacing, confirmed by an information criterion, then k-medians. Units that
//! share a lattice with too few others to be in any module say nothing of where groups are. A group
//! is split by orientation only where its units are hexagons of two clear orientations: in square or banded lattices,
//! which trained networks often have, orientation mod 60° is not well defined. Last, a member must share its lattice
//! with enough of the others. Noise has spacings too, and some always agree by chance, but the patterns around them do
//! not.

use crate::analysis::thresholds::{
    HEXAGONAL_PEAKS, MODULE_BANDWIDTH, MODULE_SHARE, MODULE_TIGHTNESS, MODULE_UNITS, ORIENTATION_SPLIT_COHERENCE,
    ORIENTATION_SPLIT_DEG, SHARED_LATTICE_CORRELATION, SHARED_LATTICE_PARTNERS,
};
use crate::analysis::unit::candidate::Candidate;
use crate::analysis::unit::turn::turn_deg;
use crate::numerics::density::Density;
use crate::numerics::median;
use crate::numerics::mixture::{Mixture, best, mixtures};

/// A member shares its lattice with so many others at least.
const LEAST_PARTNERS: usize = 2;

/// Units found to share a lattice.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Indices of the units, ascending.
    pub units: Vec<usize>,
    /// Median lattice constant, metres.
    pub spacing_m: f64,
    /// Circular mean of the orientations, degrees, mod 60.
    pub orientation_deg: f64,
    /// Length of the mean of exp(6iθ).
    pub orientation_coherence: f64,
}

/// Groups periodic units into modules, largest spacing first; `active` is the number of active units of the population.
/// The same candidates give the same modules, in any order.
#[must_use]
pub fn find_modules(candidates: &[Candidate], active: usize) -> Vec<Module> {
    let least = MODULE_UNITS.max((MODULE_SHARE * active as f64).ceil() as usize);
    let mut sorted: Vec<&Candidate> = candidates.iter().filter(|c| c.spacing_m > 0.0).collect();
    sorted.sort_by(|a, b| a.spacing_m.total_cmp(&b.spacing_m).then(a.unit.cmp(&b.unit)));
    let mut modules: Vec<Module> = by_spacing(&sorted)
        .into_iter()
        .flat_map(by_orientation)
        .map(sharing_a_lattice)
        .filter(|members| members.len() >= least)
        .map(|members| summary(&members))
        .collect();
    modules.sort_by(|a, b| b.spacing_m.total_cmp(&a.spacing_m));
    modules
}

/// Mixtures of log spacings with as many groups as their kernel density has modes, and with fewer.
///
/// Only of units that could be in a module: a few far from all others would widen the groups, until two of them seem to be one.
pub(crate) fn spacing_groups(candidates: &[&Candidate]) -> Vec<Mixture> {
    /// Finest scatter worth resolving: spacings are read off bins.
    const LEAST_SD: f64 = 0.02;
    let could_be_in_one = |c: &&&Candidate| {
        let is_near = |other: &&&Candidate| (other.spacing_m / c.spacing_m).ln().abs() <= 2.0 * MODULE_TIGHTNESS;
        let partners = candidates.iter().filter(|other| other.unit != c.unit).filter(is_near);
        partners.filter(|other| share_a_lattice(c, other)).take(LEAST_PARTNERS).count() == LEAST_PARTNERS
    };
    let logs: Vec<f64> = candidates.iter().filter(could_be_in_one).map(|c| c.spacing_m.ln()).collect();
    mixtures(&logs, &Density::of(&logs, MODULE_BANDWIDTH).modes(), LEAST_SD)
}

/// Groups by log spacing, of candidates sorted by it.
fn by_spacing<'a>(sorted: &[&'a Candidate]) -> Vec<Vec<&'a Candidate>> {
    const ROUNDS: usize = 20;
    let logs: Vec<f64> = sorted.iter().map(|c| c.spacing_m.ln()).collect();
    let mut centres = best(&spacing_groups(sorted)).map(|mixture| mixture.centres.clone()).unwrap_or_default();
    let mut groups = Vec::new();
    for _ in 0..ROUNDS {
        groups = vec![Vec::new(); centres.len()];
        for (i, log) in logs.iter().enumerate() {
            let distance = |k: &usize| (log - centres[*k]).abs();
            let nearest = (0..centres.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            if let Some(nearest) = nearest.filter(|k| distance(k) <= MODULE_TIGHTNESS) {
                groups[nearest].push(i);
            }
        }
        // Each group is sorted; its median resists the few strays that are always there.
        let moved: Vec<f64> = groups
            .iter()
            .zip(&centres)
            .map(|(g, &centre)| if g.is_empty() { centre } else { logs[g[g.len() / 2]] })
            .collect();
        if moved == centres {
            break;
        }
        centres = moved;
    }
    groups.into_iter().map(|group| group.into_iter().map(|i| sorted[i]).collect()).collect()
}

/// One group, or two where hexagons of two orientations share a spacing.
fn by_orientation(group: Vec<&Candidate>) -> Vec<Vec<&Candidate>> {
    let clear = |c: &&&Candidate| c.hexagonality >= HEXAGONAL_PEAKS;
    // Strays may also be what makes one orientation look like none.
    let kept = sharing_a_lattice(group.clone());
    let is_one = [&group, &kept].iter().any(|units| mean_direction(units).1 >= ORIENTATION_SPLIT_COHERENCE);
    if is_one || group.iter().filter(clear).count() * 2 < group.len() {
        return vec![group];
    }
    // Two means on the circle of 6θ, from the orientation most units are near and the one opposite to it.
    let turn = |c: &Candidate, degrees: f64| turn_deg(degrees, c.orientation_deg);
    let near = |degrees: f64| group.iter().filter(|c| turn(c, degrees).abs() < ORIENTATION_SPLIT_DEG / 2.0).count();
    let Some(first) = group.iter().map(|c| c.orientation_deg).max_by_key(|&degrees| near(degrees)) else {
        return vec![group];
    };
    let mut centres = [first, first + 30.0];
    let mut parts: [Vec<&Candidate>; 2] = Default::default();
    for _ in 0..10 {
        let (a, b) = group.iter().partition(|c| turn(c, centres[0]).abs() <= turn(c, centres[1]).abs());
        parts = [a, b];
        for (centre, part) in centres.iter_mut().zip(&parts) {
            if !part.is_empty() {
                *centre = mean_direction(part).0;
            }
        }
    }
    // Strays belong to no part, and none is judged by them: a few in any direction would hide two clear orientations.
    let parts = parts.map(sharing_a_lattice);
    let [first, second] = parts.each_ref().map(|part| mean_direction(part));
    let apart = turn_deg(second.0, first.0).abs();
    let least = MODULE_UNITS.max(group.len() / 5);
    let is_tight =
        |part: &Vec<&Candidate>, coherence: f64| part.len() >= least && coherence >= ORIENTATION_SPLIT_COHERENCE;
    let are_tight = is_tight(&parts[0], first.1) && is_tight(&parts[1], second.1);
    if apart >= ORIENTATION_SPLIT_DEG && are_tight { parts.into() } else { vec![group] }
}

/// Whether the patterns around two units are those of one lattice.
fn share_a_lattice(a: &Candidate, b: &Candidate) -> bool {
    a.pattern.iter().zip(&b.pattern).map(|(x, y)| f64::from(x * y)).sum::<f64>() >= SHARED_LATTICE_CORRELATION
}

/// The members whose lattice enough other members share; those without partners are dropped until all have some.
fn sharing_a_lattice(mut members: Vec<&Candidate>) -> Vec<&Candidate> {
    loop {
        let needed =
            LEAST_PARTNERS.max((SHARED_LATTICE_PARTNERS * (members.len().saturating_sub(1)) as f64).ceil() as usize);
        let partners =
            |c: &Candidate| members.iter().filter(|other| other.unit != c.unit && share_a_lattice(c, other)).count();
        let kept: Vec<&Candidate> = members.iter().copied().filter(|c| partners(c) >= needed).collect();
        if kept.len() == members.len() {
            return kept;
        }
        members = kept;
    }
}

fn summary(members: &[&Candidate]) -> Module {
    let spacing_m = median(members.iter().map(|c| c.spacing_m).collect()).expect("a module has units");
    let (orientation_deg, orientation_coherence) = mean_direction(members);
    let mut units: Vec<usize> = members.iter().map(|c| c.unit).collect();
    units.sort_unstable();
    Module { units, spacing_m, orientation_deg, orientation_coherence }
}

/// Circular mean of the orientations, degrees mod 60, and the length of the mean of exp(6iθ).
fn mean_direction(members: &[&Candidate]) -> (f64, f64) {
    let waves = members.iter().map(|c| (6.0 * c.orientation_deg.to_radians()).sin_cos());
    let (sin, cos) = waves.fold((0.0, 0.0), |s, w| (s.0 + w.0, s.1 + w.1));
    let degrees = (f64::atan2(sin, cos) / 6.0).to_degrees().rem_euclid(60.0) % 60.0;
    (degrees, sin.hypot(cos) / members.len().max(1) as f64)
}
