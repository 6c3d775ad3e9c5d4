//! States that are kept in memory, so that one can go back to them.

use super::state::state_bytes;
use super::{Parent, TrainError, TrainState};
use crate::maps::{MapSet, RateMaps};
use crate::platform;
use crate::preset::Params;
use crate::stream::{History, KeptId, KeptState, LossSample};
use std::collections::VecDeque;
use std::sync::Arc;

/// A kept state and all that a run begins with from there.
#[derive(Clone)]
pub(super) struct Flashback {
    pub(super) shown: Arc<KeptState>,
    pub(super) state: Arc<TrainState>,
    /// Losses up to there.
    pub(super) history: History,
    /// What the run names as its parent; `None` where nothing was recorded.
    pub(super) parent: Option<Parent>,
}

impl Flashback {
    fn bytes(&self) -> u64 {
        bytes_of(&self.state.preset.params, &self.shown.set, &self.history)
    }
}

/// Memory that a kept state takes, bytes.
fn bytes_of(params: &Params, set: &MapSet, history: &History) -> u64 {
    let maps = |maps: &RateMaps| 4 * (maps.rates.len() + maps.visits.len());
    let pictures = maps(&set.maps) + set.halves.iter().flatten().map(maps).sum::<usize>();
    let losses = size_of_val(history.buckets()) + history.recent().len() * size_of::<LossSample>();
    state_bytes(params) + (pictures + losses) as u64
}

/// All that are kept, oldest first.
#[derive(Default)]
pub(super) struct Flashbacks(VecDeque<Flashback>);

impl Flashbacks {
    /// States that are kept at most …
    pub(super) const MOST: usize = 12;
    /// … and their bytes together.
    const MOST_BYTES: u64 = 1 << 30;

    /// Whether a state could be kept if all others went.
    pub(super) fn check(params: &Params, set: &MapSet, history: &History) -> Result<(), TrainError> {
        let needed = bytes_of(params, set, history);
        let what = || format!("the state of {} units with {} hidden ones", params.units, params.hidden);
        let mib = |bytes: u64| bytes.div_ceil(1 << 20);
        if needed > Self::MOST_BYTES {
            let (needed_mib, most_mib) = (mib(needed), mib(Self::MOST_BYTES));
            return Err(TrainError::TooLargeToKeep { what: what(), needed_mib, most_mib });
        }
        match platform::free_memory_bytes() {
            Some(free) if free < needed => Err(TrainError::NoRoom {
                what: format!("a copy of {}", what()),
                needed_mib: mib(needed),
                free_mib: free >> 20,
                place: "this machine".into(),
            }),
            _ => Ok(()),
        }
    }

    /// Keeps one more; those that had to go for it, oldest first.
    pub(super) fn add(&mut self, flashback: Flashback) -> Vec<KeptId> {
        self.0.push_back(flashback);
        let mut gone = Vec::new();
        while self.0.len() > 1 && (self.0.len() > Self::MOST || self.bytes() > Self::MOST_BYTES) {
            gone.extend(self.0.pop_front().map(|oldest| oldest.shown.id));
        }
        gone
    }

    fn bytes(&self) -> u64 {
        self.0.iter().map(Flashback::bytes).sum()
    }

    pub(super) fn get(&self, id: KeptId) -> Option<&Flashback> {
        self.0.iter().find(|flashback| flashback.shown.id == id)
    }

    /// Forgets one; whether it was there.
    pub(super) fn forget(&mut self, id: KeptId) -> bool {
        let before = self.0.len();
        self.0.retain(|flashback| flashback.shown.id != id);
        self.0.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::{Arena, Origin, RunId};
    use crate::model::Compute;
    use crate::preset::default_preset;
    use crate::train::Trainer;

    /// A kept state of a small network, with maps of so many units.
    fn flashback(map_units: usize) -> Flashback {
        let mut preset = default_preset().clone();
        (preset.params.units, preset.params.hidden) = (8, 4);
        let state = Trainer::new(preset, Compute::cpu()).expect("a small run").state();
        let (arena, run) = (Arena::with_side(1.0), RunId::fresh());
        let bins = arena.bins * arena.bins;
        let maps = RateMaps { arena, units: map_units, rates: vec![0.0; map_units * bins], visits: vec![0.0; bins] };
        let set = Arc::new(MapSet::new(Origin::Live(run), Some(0), maps));
        let shown = KeptState {
            id: KeptId::fresh(),
            run,
            preset: String::new(),
            step: 0,
            state_hash: String::new(),
            set,
            losses: None,
        };
        Flashback { shown: shown.into(), state: state.into(), history: History::default(), parent: None }
    }

    #[test]
    fn the_oldest_go_where_there_are_too_many_or_too_large_ones() {
        let mut kept = Flashbacks::default();
        let ids: Vec<KeptId> = (0..12)
            .map(|_| {
                let one = flashback(1);
                let id = one.shown.id;
                assert!(kept.add(one).is_empty());
                id
            })
            .collect();
        assert_eq!(kept.add(flashback(1)), ids[..1]);
        assert!(kept.get(ids[0]).is_none() && kept.forget(ids[1]) && !kept.forget(ids[1]));
        let bins = Arena::with_side(1.0).bins.pow(2);
        let half = (Flashbacks::MOST_BYTES / 2) as usize / 4 / bins;
        assert_eq!(kept.add(flashback(half)).len(), 0, "half a GiB beside small ones");
        assert_eq!(kept.add(flashback(half)).len(), 12, "the small ones and the first large one go");
        assert_eq!(kept.0.len(), 1);
    }

    #[test]
    fn one_that_is_too_large_is_refused_in_words() {
        let mut params = default_preset().params.clone();
        let (set, history) = (flashback(1).shown.set.clone(), History::default());
        Flashbacks::check(&params, &set, &history).expect("a usual one fits");
        (params.units, params.hidden) = (1024, 256);
        let words = Flashbacks::check(&params, &set, &history).expect_err("3 GiB").to_string();
        assert!(words.contains("1024 units with 256 hidden ones") && words.contains("at most 1024 MiB"), "{words}");
    }
}
