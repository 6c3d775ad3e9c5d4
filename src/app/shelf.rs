//! The map sets that the window has at hand, each with the newest report of it.
//!
//! A report is an answer to one state of one set ([`MapKey`]). Live maps go on changing, so theirs may be of an earlier
//! state of the same set; nothing ever stands beside another set than the one it is about.

use super::analyses::{Analyses, ReportedMaps};
use super::baseline::Side;
use super::view::MapChoice;
use crate::analysis::{Report, UnitDetail};
use crate::maps::{MapKey, MapSet, MapSetId, Origin, RunId};
use crate::stream::Wake;
use std::sync::Arc;
use std::time::Duration;

/// A set, and what is known of it.
pub(crate) struct ShelvedMaps {
    pub(crate) set: Arc<MapSet>,
    reported: Option<ReportedMaps>,
    detail: Option<CloseLook>,
}

/// A close look at one unit.
struct CloseLook {
    /// The maps that it is of.
    key: MapKey,
    unit: usize,
    detail: UnitDetail,
}

impl ShelvedMaps {
    /// The newest report of this set, with the state that it is about.
    pub(crate) fn reported(&self) -> Option<&ReportedMaps> {
        self.reported.as_ref()
    }

    /// The maps, and what is said of them.
    pub(crate) fn side(&self) -> Side<'_> {
        let reported = self.reported();
        Side {
            set: Some(&self.set),
            report: reported.map(|reported| reported.report.as_ref()),
            reported: reported.map(|reported| reported.set.key),
        }
    }

    /// The close look at a unit, if it is there, and the state of the set that it is of.
    pub(crate) fn unit_detail(&self, unit: Option<usize>) -> Option<(MapKey, &UnitDetail)> {
        self.detail.as_ref().filter(|look| Some(look.unit) == unit).map(|look| (look.key, &look.detail))
    }
}

/// All sets, oldest first.
pub(crate) struct Shelf {
    sets: Vec<ShelvedMaps>,
    analyses: Analyses,
}

impl Shelf {
    /// Sets of cells from files that are kept.
    const FILES: usize = 4;

    /// Nothing at hand. `wake` is called when an analysis is done.
    pub(crate) fn new(wake: Wake) -> Self {
        Self { sets: Vec::new(), analyses: Analyses::new(wake) }
    }

    /// Takes a set, in place of its own earlier state and of what it makes obsolete: an older arena of the run, older cells
    /// of the same file, live maps of another run, of another twin, another baseline.
    pub(crate) fn put(&mut self, set: Arc<MapSet>) {
        match set.origin {
            Origin::Live(_) => self.analyses.expect_live(Arc::clone(&set)),
            Origin::Twin(_) => self.analyses.expect_twin(Arc::clone(&set)),
            Origin::Arena(_) | Origin::File(_) | Origin::Baseline(_) => self.analyses.expect(Arc::clone(&set)),
        }
        self.place(set, None);
    }

    /// Takes a set that will not change with what is said of it already; what is not known yet is found out.
    pub(crate) fn put_reported(&mut self, set: Arc<MapSet>, report: Option<Arc<Report>>) {
        match report {
            Some(report) => self.place(Arc::clone(&set), Some(ReportedMaps { set, report })),
            None => self.put(set),
        }
    }

    fn place(&mut self, set: Arc<MapSet>, reported: Option<ReportedMaps>) {
        if let Some(own) = self.sets.iter_mut().find(|shelved| shelved.set.key.id == set.key.id) {
            own.set = set;
            return;
        }
        self.sets.retain(|shelved| match (&shelved.set.origin, &set.origin) {
            (Origin::Live(_), Origin::Live(_))
            | (Origin::Twin(_), Origin::Twin(_))
            | (Origin::Baseline(_), Origin::Baseline(_)) => false,
            (old, new) => old != new,
        });
        self.sets.push(ShelvedMaps { set, reported, detail: None });
        let is_file = |shelved: &ShelvedMaps| matches!(shelved.set.origin, Origin::File(_));
        if self.sets.iter().filter(|shelved| is_file(shelved)).count() > Self::FILES
            && let Some(oldest) = self.sets.iter().position(is_file)
        {
            self.sets.remove(oldest);
        }
    }

    /// A run began: arenas of other runs go. Their live maps stay until there are newer ones, which is at once.
    pub(crate) fn begin_run(&mut self, run: RunId) {
        self.sets.retain(|shelved| !matches!(shelved.set.origin, Origin::Arena(of) if of != run));
        self.analyses.hurry();
    }

    /// A set goes.
    pub(crate) fn remove(&mut self, id: MapSetId) {
        self.sets.retain(|shelved| shelved.set.key.id != id);
    }

    /// There is no twin any more: its maps go.
    pub(crate) fn end_twin(&mut self) {
        self.sets.retain(|shelved| !matches!(shelved.set.origin, Origin::Twin(_)));
        self.analyses.forget_twin();
    }

    /// A set by its identity.
    pub(crate) fn get(&self, id: MapSetId) -> Option<&ShelvedMaps> {
        self.sets.iter().find(|shelved| shelved.set.key.id == id)
    }

    /// All sets as they can be chosen, oldest first.
    pub(crate) fn choices(&self) -> Vec<MapChoice> {
        let choice = |shelved: &ShelvedMaps| MapChoice { id: shelved.set.key.id, origin: shelved.set.origin.clone() };
        self.sets().map(choice).collect()
    }

    /// All sets, oldest first.
    pub(crate) fn sets(&self) -> impl DoubleEndedIterator<Item = &ShelvedMaps> {
        self.sets.iter()
    }

    /// The live maps.
    pub(crate) fn live(&self) -> Option<&ShelvedMaps> {
        self.sets.iter().find(|shelved| shelved.set.is_live())
    }

    /// The live maps of the twin.
    pub(crate) fn twin(&self) -> Option<&ShelvedMaps> {
        self.sets.iter().find(|shelved| matches!(shelved.set.origin, Origin::Twin(_)))
    }

    /// Asks for a close look at a unit of a set, whenever it or the maps changed.
    pub(crate) fn look_closely(&mut self, id: MapSetId, unit: Option<usize>) {
        let (Some(unit), Some(set)) = (unit, self.get(id).map(|shelved| Arc::clone(&shelved.set))) else { return };
        self.analyses.look_closely(&set, unit);
    }

    /// Has analysed what is due, and takes in what was found; problems that are news, in words. Live maps are analysed now
    /// and then while training goes on, those of the run and those of its twin in turn; at once when it rests.
    pub(crate) fn poll(&mut self, now: Duration, is_running: bool) -> Vec<String> {
        let (found, mut problems) = self.analyses.take();
        if let Some(reported) = found
            && let Some(own) = self.sets.iter_mut().find(|shelved| shelved.set.key.id == reported.set.key.id)
        {
            own.reported = Some(reported);
        }
        match self.analyses.take_close_look() {
            Some(Ok((key, unit, detail))) => {
                if let Some(own) = self.sets.iter_mut().find(|shelved| shelved.set.key.id == key.id) {
                    own.detail = Some(CloseLook { key, unit, detail });
                }
            }
            Some(Err(problem)) => problems.extend(self.analyses.news(problem)),
            None => {}
        }
        self.analyses.begin_due(now, is_running);
        problems
    }

    /// Waits for the analysis in progress, and begins what is due then.
    #[cfg(test)]
    pub(crate) fn finish_analyses(&mut self, now: Duration, is_running: bool) {
        while self.analyses.is_busy() {
            self.poll(Duration::ZERO, true);
            std::thread::yield_now();
        }
        self.poll(now, is_running);
    }

    /// Whether the newest live maps were given to be analysed.
    #[cfg(test)]
    pub(crate) fn is_up_to_date(&self) -> bool {
        self.analyses.is_up_to_date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::{Arena, RateMaps};

    fn maps(units: usize) -> RateMaps {
        let arena = Arena { box_m: 1.0, bins: 4 };
        let rates = (0..units * 16).map(|i| (i % 16) as f32 + (i / 16) as f32).collect();
        RateMaps { arena, units, rates, visits: vec![1.0; 16] }
    }

    fn set(origin: Origin, units: usize) -> Arc<MapSet> {
        Arc::new(MapSet::new(origin, None, maps(units)))
    }

    fn until_reported(shelf: &mut Shelf, id: MapSetId) {
        while shelf.get(id).is_some_and(|shelved| shelved.reported().is_none()) {
            assert!(shelf.poll(Duration::ZERO, false).is_empty(), "no problem");
            std::thread::yield_now();
        }
    }

    /// The newest maps of an arena.
    fn arena(shelf: &Shelf) -> Option<&ShelvedMaps> {
        shelf.sets().rev().find(|shelved| matches!(shelved.set.origin, Origin::Arena(_)))
    }

    #[test]
    fn cells_of_two_files_of_equal_size_never_wear_each_other_s_report() {
        let mut shelf = Shelf::new(Arc::new(|| {}));
        let [first, second] = ["a.npz", "b.npz"].map(|name| set(Origin::File(name.into()), 2));
        shelf.put(Arc::clone(&first));
        assert!(shelf.poll(Duration::ZERO, false).is_empty(), "the first is begun");
        shelf.put(Arc::clone(&second));
        while shelf.sets().any(|shelved| shelved.reported().is_none()) {
            for shelved in shelf.sets() {
                let key = shelved.reported().map(|reported| reported.set.key);
                assert!(key.is_none_or(|key| key == shelved.set.key), "its own or none");
            }
            shelf.poll(Duration::ZERO, false);
        }
        for of in [first, second] {
            let reported = shelf.get(of.key.id).and_then(ShelvedMaps::reported);
            assert_eq!(reported.map(|reported| reported.set.key), Some(of.key));
        }
    }

    #[test]
    fn a_set_takes_the_place_of_what_it_makes_obsolete() {
        let mut shelf = Shelf::new(Arc::new(|| {}));
        let [old, new] = [RunId::fresh(), RunId::fresh()];
        let file = set(Origin::File("a.npz".into()), 1);
        for of in [set(Origin::Live(old), 1), set(Origin::Arena(old), 1), Arc::clone(&file)] {
            shelf.put(of);
        }
        let again = set(Origin::Arena(old), 1);
        shelf.put(Arc::clone(&again));
        assert_eq!(arena(&shelf).map(|shelved| shelved.set.key), Some(again.key), "the newer arena");
        shelf.begin_run(new);
        assert!(arena(&shelf).is_none(), "of the old run");
        assert!(shelf.live().is_some(), "until the new run has maps");
        let live = set(Origin::Live(new), 1);
        shelf.put(Arc::clone(&live));
        assert_eq!(shelf.live().map(|shelved| shelved.set.key), Some(live.key));
        assert_eq!(shelf.sets().count(), 2, "and the file stays");
        assert!(shelf.get(file.key.id).is_some());
        for index in 0..6 {
            shelf.put(set(Origin::File(format!("{index}.npz").into()), 1));
        }
        assert_eq!(shelf.sets().count(), 1 + Shelf::FILES, "bounded");
    }

    #[test]
    fn the_report_of_live_maps_stays_until_the_next_one() {
        let mut shelf = Shelf::new(Arc::new(|| {}));
        let origin = Origin::Live(RunId::fresh());
        let first = set(origin.clone(), 1);
        shelf.put(Arc::clone(&first));
        until_reported(&mut shelf, first.key.id);
        let later = MapKey { version: 1, ..first.key };
        shelf.put(Arc::new(MapSet { key: later, ..MapSet::clone(&first) }));
        let shelved = shelf.live().expect("live maps");
        let reported = shelved.reported().map(|reported| reported.set.key);
        assert_eq!((shelved.set.key, reported), (later, Some(first.key)), "of an earlier state, and says so");
    }
    #[test]
    fn a_close_look_says_which_state_it_is_of() {
        let mut shelf = Shelf::new(Arc::new(|| {}));
        let first = set(Origin::Live(RunId::fresh()), 1);
        shelf.put(Arc::clone(&first));
        shelf.look_closely(first.key.id, Some(0));
        let looked = |shelf: &Shelf| shelf.live().and_then(|live| live.unit_detail(Some(0))).map(|(key, _)| key);
        while looked(&shelf).is_none() {
            shelf.poll(Duration::ZERO, false);
            std::thread::yield_now();
        }
        let later = MapKey { version: 1, ..first.key };
        shelf.put(Arc::new(MapSet { key: later, ..MapSet::clone(&first) }));
        assert_eq!(looked(&shelf), Some(first.key), "not of the newer maps");
    }
}
