//! Takes a module apart.

use super::dimension::{KEPT, principal_components};
use super::histogram::lattices;
use super::phases::{closure, unit_phases};
use super::report::Dissection;
use super::rings::rings;
use super::state_space::{embed, phase_torus};
use super::states::States;
use super::uniformity::uniformity;
use super::verdict::judged;
use super::waves::Waves;
use crate::analysis::capacity::{coverage, metric};
use crate::analysis::thresholds::FIELD_LEVEL;
use crate::analysis::unit::{is_active, spectrum_of};
use crate::maps::RateMaps;
use crate::numerics::{Cancelled, Progress, median};

/// Dissects the module made of these units. Silent units and units that do not exist are left out; `seed` fixes the
/// draws (null phases, start vectors, views; of very fine maps, the bins that are used).
///
/// # Errors
/// When cancelled.
pub fn dissect(
    maps: &RateMaps,
    members: &[usize],
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<Dissection, Cancelled> {
    let (mut dissection, components) = take_apart(maps, members, seed, &mut progress.part(0.0, 0.4))?;
    dissection.embedding = embed(&components, seed, &mut progress.part(0.4, 1.0))?;
    progress.tell(1.0)?;
    Ok(dissection)
}

/// Everything but the embedding, which takes most of the time, and the principal components it starts from.
pub(super) fn take_apart(
    maps: &RateMaps,
    members: &[usize],
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<(Dissection, Vec<[f64; KEPT]>), Cancelled> {
    progress.tell(0.0)?;
    let active: Vec<usize> = members.iter().copied().filter(|&unit| is_active(maps.unit(unit))).collect();
    if active.is_empty() {
        let nothing = Dissection { box_m: f64::from(maps.arena.box_m), ..Dissection::default() };
        return Ok((judged(nothing), Vec::new()));
    }
    let spectrum = spectrum_of(maps, &active);
    let waves = Waves::of(&spectrum.peaks_cpm, f64::from(maps.arena.box_m));
    progress.tell(0.125)?;
    let lattices = lattices(maps, &active, progress)?;
    progress.tell(0.375)?;
    let units = unit_phases(maps, &active, &waves);
    progress.check()?;
    let pairs: Vec<[f64; 2]> = match waves.spanning() {
        Some((first, last)) => units.iter().map(|unit| [unit.phases_rad[first], unit.phases_rad[last]]).collect(),
        None => Vec::new(),
    };
    let uniformity = uniformity(&pairs, seed);
    progress.tell(0.625)?;
    let named: Vec<usize> = units.iter().map(|unit| unit.unit).collect();
    let states = States::of(maps, &named, seed);
    let rings = rings(&states, &units, &waves);
    progress.tell(0.75)?;
    let (dimension, components) = principal_components(&states, seed, progress)?;
    progress.tell(1.0)?;
    let dissection = judged(Dissection {
        variance_share: median(units.iter().map(|unit| unit.variance_share).collect()),
        closure: closure(&units),
        phase_torus: phase_torus(&rings, &waves),
        metric: metric(maps, &active),
        coverage: coverage(maps, &active, FIELD_LEVEL),
        box_m: f64::from(maps.arena.box_m),
        positions_m: states.positions_m,
        spectrum,
        waves,
        lattices,
        units,
        uniformity,
        rings,
        dimension,
        ..Dissection::default()
    });
    Ok((dissection, components))
}
