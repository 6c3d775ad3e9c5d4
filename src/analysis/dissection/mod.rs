//! Dissection of one module: its waves, the phases of its units, rings, dimension and the shape of its state space
//! (Schaeffer et al. 2023, figure 6; Sorscher et al. 2023; Gardner et al. 2022).
//!
//! Everything starts from rate maps alone, so that a trained network, a recording and another model are taken apart in
//! the same way.

mod histogram;
mod neighbours;
mod pca;
mod phases;
mod rings;
mod spectral;
mod state_space;
mod states;
#[cfg(test)]
mod tests;
mod uniformity;
mod verdict;
mod view;
mod waves;

pub use histogram::{Histogram, Lattices};
pub use pca::Dimension;
pub use phases::{Closure, UnitPhases};
pub use rings::Ring;
pub use state_space::{Embedding, PhaseTorus, turned};
pub use uniformity::{Spread, Uniformity};
pub use verdict::Finding;
pub use waves::{WavePattern, Waves};

use super::capacity::{Coverage, Metric, coverage, metric};
use super::thresholds::FIELD_LEVEL;
use super::unit::autocorrelogram::is_active;
use super::unit::fourier::spectrum_of;
use crate::analysis::unit::report::Spectrum;
use crate::maps::RateMaps;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};

/// The dissection was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the dissection was cancelled")]
pub struct Cancelled;

/// The flag that cancels a dissection.
#[derive(Clone, Copy)]
struct Cancel<'a>(&'a AtomicBool);

impl Cancel<'_> {
    fn check(self) -> Result<(), Cancelled> {
        if self.0.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}

/// Everything seen in one module. Pictures with an entry a state or a frequency are left out of JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dissection {
    /// What the module is, in one word and in one sentence that says why.
    pub finding: Finding,
    pub summary: String,
    /// Side of the arena, metres.
    pub box_m: f64,
    /// Mean Fourier power of the units, each divided by its standard deviation.
    #[serde(skip)]
    pub spectrum: Spectrum,
    /// k₁ k₂ k₃.
    pub waves: Waves,
    /// Histograms of spacing and orientation.
    pub lattices: Lattices,
    /// Phases of each unit that is not silent.
    pub units: Vec<UnitPhases>,
    /// Median share of a unit's variance that the waves carry.
    pub variance_share: Option<f64>,
    /// Whether the three phases of a unit belong to one place.
    pub closure: Option<Closure>,
    /// Whether the phases cover the unit cell evenly.
    pub uniformity: Option<Uniformity>,
    /// Projections of the states, one a wave.
    pub rings: Vec<Ring>,
    /// Dimensions that the states fill.
    pub dimension: Dimension,
    /// The states in three dimensions, from the states alone.
    pub embedding: Option<Embedding>,
    /// The torus drawn by the phases: a torus by construction.
    pub phase_torus: Option<PhaseTorus>,
    /// Whether these units alone map space to states isometrically.
    pub metric: Option<Metric>,
    /// How these units alone cover the arena.
    pub coverage: Coverage,
    /// Place of each state, metres, `[x, y]`; rings, torus and embedding refer to these.
    #[serde(skip)]
    pub positions_m: Vec<[f64; 2]>,
}

/// Dissects the module made of these units. Silent units and units that do not exist are left out; `seed` fixes the
/// draws (null phases, start vectors, views; of very fine maps, the bins that are used); `progress` is told the share
/// that is done, 0 to 1.
///
/// # Errors
/// [`Cancelled`] soon after the flag is set.
pub fn dissect(
    maps: &RateMaps,
    members: &[usize],
    seed: u64,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(f64),
) -> Result<Dissection, Cancelled> {
    let cancel = Cancel(cancel);
    let (mut dissection, components) = take_apart(maps, members, seed, cancel, progress)?;
    dissection.embedding = state_space::embed(&components, seed, cancel, &mut |share| progress(0.4 + 0.6 * share))?;
    progress(1.0);
    Ok(dissection)
}

/// Everything but the embedding, which takes most of the time, and the principal components it starts from.
fn take_apart(
    maps: &RateMaps,
    members: &[usize],
    seed: u64,
    cancel: Cancel<'_>,
    progress: &mut dyn FnMut(f64),
) -> Result<(Dissection, Vec<[f64; pca::KEPT]>), Cancelled> {
    cancel.check()?;
    progress(0.0);
    let active: Vec<usize> = members.iter().copied().filter(|&unit| is_active(maps.unit(unit))).collect();
    if active.is_empty() {
        let nothing = Dissection { box_m: f64::from(maps.arena.box_m), ..Dissection::default() };
        return Ok((verdict::judged(nothing), Vec::new()));
    }
    let spectrum = spectrum_of(maps, &active);
    let waves = Waves::of(&spectrum.peaks_cpm, f64::from(maps.arena.box_m));
    progress(0.05);
    let lattices = histogram::lattices(maps, &active, cancel)?;
    progress(0.15);
    let units = phases::unit_phases(maps, &active, &waves);
    cancel.check()?;
    let pairs: Vec<[f64; 2]> = match waves.spanning() {
        Some((first, last)) => units.iter().map(|unit| [unit.phases_rad[first], unit.phases_rad[last]]).collect(),
        None => Vec::new(),
    };
    let uniformity = uniformity::uniformity(&pairs, seed);
    progress(0.25);
    let named: Vec<usize> = units.iter().map(|unit| unit.unit).collect();
    let states = states::States::of(maps, &named, seed);
    let rings = rings::rings(&states, &units, &waves);
    progress(0.3);
    let (dimension, components) = pca::principal_components(&states, seed, cancel)?;
    progress(0.4);
    let dissection = verdict::judged(Dissection {
        variance_share: crate::numerics::median(units.iter().map(|unit| unit.variance_share).collect()),
        closure: phases::closure(&units),
        phase_torus: state_space::phase_torus(&rings, &waves),
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
