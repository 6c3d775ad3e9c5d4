//! Rate maps with an identity: whose they are, when they were taken, and what else is known of them.

use super::{PathIntegrator, RateMaps, RecordedSet};
use crate::data::Intake;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers that this process has given away, so that nothing has the identity of another thing.
static GIVEN: AtomicU64 = AtomicU64::new(1);

/// The identity of a run within this process. It has no meaning outside, and nothing of science depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(u64);

impl RunId {
    /// An identity that nothing has yet.
    #[must_use]
    pub fn fresh() -> Self {
        Self(GIVEN.fetch_add(1, Ordering::Relaxed))
    }
}

/// The identity of a set of maps within this process. The live maps of a run are one set that goes on changing; every
/// mapping of an arena and every opening of a file makes another set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MapSetId(u64);

impl MapSetId {
    /// An identity that nothing has yet.
    #[must_use]
    pub fn fresh() -> Self {
        Self(GIVEN.fetch_add(1, Ordering::Relaxed))
    }
}

/// One state of a set of maps: what a report, a picture or a measurement is an answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MapKey {
    pub id: MapSetId,
    /// Counts the states of maps that go on changing; 0 for those that do not.
    pub version: u64,
}

/// Where maps come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Gathered from the training batches of a run, with forgetting.
    Live(RunId),
    /// The same of the twin of a run; this is the twin's own identity.
    Twin(RunId),
    /// Walked on purpose with the weights of one step of a run.
    Arena(RunId),
    /// Somebody's cells.
    File(PathBuf),
    /// Kept under a name, to compare later maps with.
    Baseline(String),
}

impl Origin {
    /// The run whose network they are of; `None` for maps of no run.
    #[must_use]
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Live(run) | Self::Twin(run) | Self::Arena(run) => Some(*run),
            Self::File(_) | Self::Baseline(_) => None,
        }
    }
}

/// What rates are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateUnit {
    /// Activity of a network's units, or what a file does not say: without a unit.
    #[default]
    Activity,
    /// Spikes a second.
    Hz,
}

/// Rate maps and all that is known of them.
#[derive(Clone, Debug)]
pub struct MapSet {
    /// Who they are.
    pub key: MapKey,
    pub origin: Origin,
    /// Training steps done when they were taken; `None` where nothing trains.
    pub step: Option<u64>,
    /// What their rates are in.
    pub rate_unit: RateUnit,
    /// Maps from all samples.
    pub maps: RateMaps,
    /// Maps from two disjoint halves of the samples, for stability; `None` where only whole maps are known.
    pub halves: Option<[RateMaps; 2]>,
    /// What was mapped, where it can be walked elsewhere too.
    pub walker: Option<Arc<dyn PathIntegrator>>,
    /// What they were made of, where they are of recorded cells.
    pub recorded: Option<Arc<RecordedSet>>,
    /// What a file calls its units; empty where they are numbered from 0.
    pub labels: Vec<String>,
    /// What was found in their file, where they are from one.
    pub taken_in: Option<Arc<Intake>>,
}

impl MapSet {
    /// Most characters of what a unit is called in an array of names, which is as wide as the widest.
    pub const LONGEST_LABEL: usize = 1000;

    /// A new set, without halves or anything that walks.
    #[must_use]
    pub fn new(origin: Origin, step: Option<u64>, maps: RateMaps) -> Self {
        let key = MapKey { id: MapSetId::fresh(), version: 0 };
        let rate_unit = RateUnit::default();
        Self {
            key,
            origin,
            step,
            rate_unit,
            maps,
            halves: None,
            walker: None,
            recorded: None,
            labels: Vec::new(),
            taken_in: None,
        }
    }

    /// Whether rates are in spikes a second.
    #[must_use]
    pub fn has_rates_in_hz(&self) -> bool {
        self.rate_unit == RateUnit::Hz
    }

    /// What a unit is called: by its file, or else by its number from 0.
    #[must_use]
    pub fn label(&self, unit: usize) -> String {
        self.labels.get(unit).cloned().unwrap_or_else(|| unit.to_string())
    }

    /// The maps of both halves, if there are any.
    #[must_use]
    pub fn both_halves(&self) -> Option<[&RateMaps; 2]> {
        self.halves.as_ref().map(<[RateMaps; 2]>::each_ref)
    }

    /// Whether these maps go on changing while a run trains.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self.origin, Origin::Live(_))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Arena;
    use super::*;

    #[test]
    fn two_sets_of_equal_maps_are_not_the_same_set() {
        let arena = Arena { box_m: 1.0, bins: 1 };
        let maps = RateMaps { arena, units: 1, rates: vec![1.0], visits: vec![1.0] };
        let set = || MapSet::new(Origin::File("cells.npz".into()), None, maps.clone());
        assert_ne!(set().key, set().key);
        assert_ne!(RunId::fresh(), RunId::fresh());
    }
}
