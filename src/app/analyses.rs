//! Analyses of map sets on threads of their own: the reports of a population, and the close look at one unit.

use crate::analysis::{Report, Tables, UnitDetail, analyze_set_with, unit_detail};
use crate::maps::{MapKey, MapSet, Origin};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A report, and the very maps that it is about.
#[derive(Clone)]
pub(crate) struct ReportedMaps {
    pub(crate) set: Arc<MapSet>,
    pub(crate) report: Arc<Report>,
}

/// What is to be analysed, what is being analysed, and what was found and not taken yet.
pub(super) struct Analyses {
    wake: Wake,
    reports: Background<ReportedMaps>,
    looks: Background<(MapKey, usize, UnitDetail)>,
    tables: TableCache,
    /// Sets that do not change, in the order in which they came.
    waiting: VecDeque<Arc<MapSet>>,
    /// The newest live maps, until they are analysed, and those of the twin.
    live: Option<Arc<MapSet>>,
    twin: Option<Arc<MapSet>>,
    /// The live maps that were analysed last were the twin's.
    was_twin: bool,
    /// When live maps were analysed last, the twin's too, and how long that took.
    live_at: Option<Duration>,
    live_cost: Duration,
    /// What was looked at closely last.
    looked_at: Option<(MapKey, usize)>,
    last_problem: Option<String>,
}

impl Analyses {
    /// Live maps are analysed at most this often while training goes on: what analysis takes, training lacks.
    const ANALYSE_EVERY: Duration = Duration::from_secs(1);
    /// Analysis takes at most one part in so many of a core's time.
    const ANALYSIS_SHARE: u32 = 8;

    pub(super) fn new(wake: Wake) -> Self {
        Self {
            wake,
            reports: Background::new("gridscope-analysis", Priority::Normal),
            looks: Background::new("gridscope-unit", Priority::Normal),
            tables: TableCache::default(),
            waiting: VecDeque::new(),
            live: None,
            twin: None,
            was_twin: false,
            live_at: None,
            live_cost: Duration::ZERO,
            looked_at: None,
            last_problem: None,
        }
    }

    /// There are new live maps to be analysed.
    pub(super) fn expect_live(&mut self, set: Arc<MapSet>) {
        self.live = Some(set);
    }

    /// There are new live maps of the twin to be analysed: they take turns with those of the run, so that both together take
    /// no more than those of the run would.
    pub(super) fn expect_twin(&mut self, set: Arc<MapSet>) {
        self.twin = Some(set);
    }

    /// There is no twin any more.
    pub(super) fn forget_twin(&mut self) {
        (self.twin, self.was_twin) = (None, false);
    }

    /// There is a set to be analysed that will not change.
    pub(super) fn expect(&mut self, set: Arc<MapSet>) {
        self.waiting.push_back(set);
    }

    /// A new run began: its live maps are analysed at once.
    pub(super) fn hurry(&mut self) {
        self.live_at = None;
    }

    /// Begins what is due, if nothing is in progress.
    pub(super) fn begin_due(&mut self, now: Duration, is_running: bool) {
        if self.reports.progress().is_some() {
            return;
        }
        let set = match self.waiting.pop_front() {
            Some(set) => set,
            None if is_running && !self.is_live_due(now) => return,
            None => match self.next_live() {
                Some(set) => {
                    self.live_at = Some(now);
                    set
                }
                None => return,
            },
        };
        let tables = self.tables.clone();
        self.reports.begin(Arc::clone(&self.wake), move |_| {
            let report = analyze_set_with(&tables.get(set.maps.arena.bins), &set, None);
            Ok(ReportedMaps { set, report: Arc::new(report) })
        });
    }

    /// The live maps whose turn it is.
    fn next_live(&mut self) -> Option<Arc<MapSet>> {
        let is_twin = self.twin.is_some() && (self.live.is_none() || !self.was_twin);
        let next = if is_twin { self.twin.take() } else { self.live.take() };
        self.was_twin = is_twin;
        next
    }

    fn is_live_due(&self, now: Duration) -> bool {
        let pause = Self::ANALYSE_EVERY.max(self.live_cost * Self::ANALYSIS_SHARE);
        self.live_at.is_none_or(|at| now.saturating_sub(at) >= pause)
    }

    /// Reports that are there, and problems that are news.
    pub(super) fn take(&mut self) -> (Option<ReportedMaps>, Vec<String>) {
        match self.reports.take() {
            Some(Ok(reported)) => {
                if matches!(reported.set.origin, Origin::Live(_) | Origin::Twin(_)) {
                    self.live_cost = Duration::from_secs_f64(reported.report.elapsed_ms.max(0.0) / 1e3);
                }
                (Some(reported), Vec::new())
            }
            Some(Err(BackgroundFailed(why))) => (None, self.news(format!("the analysis of these maps failed: {why}"))),
            None => (None, Vec::new()),
        }
    }

    /// Asks for a close look at a unit, in place of an older one, whenever it or the maps changed.
    pub(super) fn look_closely(&mut self, set: &Arc<MapSet>, unit: usize) {
        let asked = (set.key, unit);
        if self.looked_at.replace(asked) == Some(asked) {
            return;
        }
        let set = Arc::clone(set);
        self.looks.begin(Arc::clone(&self.wake), move |_| {
            Ok((set.key, unit, unit_detail(set.maps.unit(unit), set.maps.arena)))
        });
    }

    /// The close look that was asked for last, as soon as it is there.
    pub(super) fn take_close_look(&mut self) -> Option<Result<(MapKey, usize, UnitDetail), String>> {
        Some(self.looks.take()?.map_err(|BackgroundFailed(why)| format!("the close look at this unit failed: {why}")))
    }

    /// A problem, unless it was the last one too.
    pub(super) fn news(&mut self, problem: String) -> Vec<String> {
        if self.last_problem.as_ref() == Some(&problem) {
            return Vec::new();
        }
        self.last_problem = Some(problem.clone());
        vec![problem]
    }

    /// Whether an analysis is in progress.
    #[cfg(test)]
    pub(super) fn is_busy(&self) -> bool {
        self.reports.progress().is_some()
    }

    /// Whether the newest live maps were given to be analysed.
    #[cfg(test)]
    pub(super) fn is_up_to_date(&self) -> bool {
        self.live.is_none()
    }
}

/// Tables of the last few numbers of bins: live maps and those of arenas take turns.
#[derive(Clone, Default)]
struct TableCache(Arc<Mutex<VecDeque<Arc<Tables>>>>);

impl TableCache {
    const KEPT: usize = 3;

    fn get(&self, bins: usize) -> Arc<Tables> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tables) = kept.iter().find(|tables| tables.bins() == bins) {
            return Arc::clone(tables);
        }
        let tables = Arc::new(Tables::new(bins));
        kept.push_back(Arc::clone(&tables));
        if kept.len() > Self::KEPT {
            kept.pop_front();
        }
        tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::analysis::test_maps::{hexagon, population};
    use crate::maps::RunId;

    fn set(origin: Origin) -> Arc<MapSet> {
        let maps = population(&[hexagon(20, 2.0, 0.6, 10.0, [0.0, 0.1])], 20, 2.0);
        let halves = Some([maps.clone(), maps.clone()]);
        Arc::new(MapSet { halves, ..MapSet::new(origin, Some(7), maps) })
    }

    fn finished(analyses: &mut Analyses) -> ReportedMaps {
        loop {
            let (found, problems) = analyses.take();
            assert!(problems.is_empty(), "{problems:?}");
            if let Some(found) = found {
                return found;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_report_is_the_one_that_is_made_without_a_thread() {
        let mut analyses = Analyses::new(Arc::new(|| {}));
        let set = set(Origin::Arena(RunId::fresh()));
        analyses.expect(Arc::clone(&set));
        analyses.begin_due(Duration::ZERO, true);
        let ReportedMaps { set: of, report } = finished(&mut analyses);
        assert_eq!(of.key, set.key);
        assert_eq!(report.units, analyze(&set.maps, set.both_halves(), None).units, "the same numbers");
        assert!(report.units[0].stability.is_some_and(|stability| stability > 0.999), "equal halves");
        assert_eq!(analyses.live_cost, Duration::ZERO, "an arena does not slow the live reports down");
    }

    #[test]
    fn sets_that_stay_are_all_analysed_and_live_maps_only_the_newest() {
        let mut analyses = Analyses::new(Arc::new(|| {}));
        let files = ["a", "b"].map(|name| set(Origin::File(name.into())));
        let lives = [0, 1, 2].map(|_| set(Origin::Live(RunId::fresh())));
        for live in &lives {
            analyses.expect_live(Arc::clone(live));
        }
        for file in &files {
            analyses.expect(Arc::clone(file));
        }
        let mut keys = Vec::new();
        for _ in 0..3 {
            analyses.begin_due(Duration::ZERO, true);
            keys.push(finished(&mut analyses).set.key);
        }
        assert_eq!(keys, [files[0].key, files[1].key, lives[2].key]);
        analyses.begin_due(Duration::ZERO, true);
        assert!(analyses.reports.progress().is_none(), "nothing is left");
    }

    #[test]
    fn live_maps_and_those_of_the_twin_take_turns_at_the_pace_of_one() {
        let mut analyses = Analyses::new(Arc::new(|| {}));
        let (mut order, mut now) = (Vec::new(), Duration::ZERO);
        for _ in 0..4 {
            let (live, twin) = (set(Origin::Live(RunId::fresh())), set(Origin::Twin(RunId::fresh())));
            analyses.expect_live(live);
            analyses.expect_twin(twin);
            analyses.begin_due(now, true);
            order.push(finished(&mut analyses).set.is_live());
            analyses.begin_due(now, true);
            assert!(analyses.reports.progress().is_none(), "not both at once while training goes on");
            now += Duration::from_mins(1);
        }
        assert_eq!(order, [false, true, false, true], "in turn");
        analyses.forget_twin();
        analyses.expect_live(set(Origin::Live(RunId::fresh())));
        analyses.begin_due(now, true);
        assert!(finished(&mut analyses).set.is_live());
        analyses.begin_due(now + Duration::from_mins(1), true);
        assert!(analyses.reports.progress().is_none(), "nothing of a twin is left");
    }

    #[test]
    fn the_newest_look_is_the_one_that_is_taken() {
        let mut analyses = Analyses::new(Arc::new(|| {}));
        let set = set(Origin::Live(RunId::fresh()));
        for unit in [99, 0] {
            analyses.look_closely(&set, unit);
        }
        let look = loop {
            if let Some(look) = analyses.take_close_look() {
                break look.expect("an ideal map");
            }
            std::thread::yield_now();
        };
        assert_eq!((look.0, look.1), (set.key, 0));
        assert_eq!(look.2.peaks_m.len(), 6, "a lattice");
    }
}
