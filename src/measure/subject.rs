//! What measurements are made of.

use crate::analysis::{Members, Report, analyze_set};
use crate::data::Movement;
use crate::maps::{FrozenNetwork, MapSet, Origin, RateMaps, RunId, map_arena};
use crate::numerics::{Cancelled, Progress};
use crate::preset::Params;
use std::sync::Arc;

/// A map set, what is known of it, and how it came about. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The maps, and what can be walked where there is something.
    pub set: Arc<MapSet>,
    /// What [`analyze`](crate::analysis::analyze) said of the maps.
    pub report: Arc<Report>,
    /// Fixes the random draws of measurements.
    pub seed: u64,
    /// With which the run trained that the maps are of; `None` for maps of no run.
    pub params: Option<Arc<Params>>,
}

impl Subject {
    /// Of maps that have no run: two measurements of one file give the same numbers, here and on the command line.
    const SEED_WITHOUT_RUN: u64 = 0;

    /// Maps, their report, and the parameters of the run at hand, which count only where the maps are of a run.
    #[must_use]
    pub fn new(set: Arc<MapSet>, report: Arc<Report>, run: Option<&Params>) -> Self {
        let params = match set.origin {
            Origin::Live(_) | Origin::Twin(_) | Origin::Arena(_) => run.map(|params| Arc::new(params.clone())),
            Origin::File(_) | Origin::Baseline(_) => None,
        };
        let seed = params.as_ref().map_or(Self::SEED_WITHOUT_RUN, |params| params.seed);
        Self { set, report, seed, params }
    }

    /// Walks a network that trained with `params` through an arena of `side_m` metres, and looks at its units.
    ///
    /// # Errors
    /// When cancelled.
    pub fn of_network(
        network: FrozenNetwork,
        params: &Params,
        (side_m, movement): (f32, &Movement),
        progress: &mut Progress<'_>,
    ) -> Result<Self, Cancelled> {
        let found = map_arena(&network, side_m, movement, progress)?;
        let set = MapSet::new(Origin::Arena(RunId::fresh()), Some(network.step), found.maps);
        let set = MapSet { halves: Some(found.halves), walker: Some(Arc::new(network)), ..set };
        let report = analyze_set(&set, None);
        Ok(Self::new(Arc::new(set), Arc::new(report), Some(params)))
    }

    /// The maps.
    #[must_use]
    pub fn maps(&self) -> &RateMaps {
        &self.set.maps
    }

    /// Every module, largest spacing first.
    #[must_use]
    pub fn modules(&self) -> Vec<Members> {
        (0..self.report.modules.len()).map(Members::Module).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::RunId;
    use crate::measure::testing;

    #[test]
    fn only_maps_of_a_run_have_its_seed() {
        let params = Params { seed: 7, ..Params::default() };
        let of = |origin| {
            let set = MapSet { origin, ..testing::set() };
            Subject::new(Arc::new(set), Arc::new(testing::report()), Some(&params))
        };
        let (run, file) = (of(Origin::Arena(RunId::fresh())), of(Origin::File("cells.npz".into())));
        assert_eq!((run.seed, run.params.as_deref()), (7, Some(&params)));
        assert_eq!((file.seed, file.params), (0, None), "whatever trains beside it");
    }
}
