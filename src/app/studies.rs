//! Longer looks at what was measured: each on a thread of its own, at low priority, cancellable, kept until something newer
//! is there. Panels ask for them and draw what is here; nothing waits.

use super::view::MapSource;
use crate::analysis::capacity::{Capacity, capacity};
use crate::analysis::dissection::{Dissection, dissect};
use crate::analysis::topology::{Population, Topology, TopologySettings, topology};
use crate::analysis::{Measured, Members, ModuleNulls, Report, SURROGATES, ScoreNull, module_nulls, score_null};
use crate::data::Motion;
use crate::import::read_trajectory;
use crate::maps::Arena;
use crate::measure::{GeneraliseJob, GeneraliseSettings, Generalised};
use crate::preset::Params;
use crate::stream::{Severity, Study, StudyFailed};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Random populations that modules are compared with: p-values in steps of a thousandth.
const NULL_DRAWS: usize = 999;

/// Which maps a study is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapsKey {
    pub source: MapSource,
    /// Changes whenever the maps change.
    pub version: u64,
    /// Training steps done when they were measured.
    pub step: u64,
}

/// Which units of which maps a study is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleKey {
    pub maps: MapsKey,
    pub members: Members,
}

/// How a network is walked outside its training range.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Walk {
    Iid,
    #[default]
    Smooth,
    /// Along the trajectory in a file: CSV or NPZ with t, x, y.
    Recorded(PathBuf),
}

/// Which walks in which arenas a study is about.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkKey {
    pub maps: MapsKey,
    pub walk: Walk,
    /// Sides of the arenas, metres.
    pub boxes_m: Vec<f32>,
}

/// The topology of a module's states, and the arena whose bins they are.
#[derive(Clone, Debug)]
pub struct ArenaTopology {
    pub arena: Arena,
    pub topology: Topology,
}

/// What a panel may ask for. A study that is asked for again begins anew.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyRequest {
    /// Scores of surrogate maps.
    ScoreNull,
    /// Spacings and lattices of modules against random ones.
    ModuleNulls,
    /// Takes a module apart.
    Dissect { members: Members },
    /// Persistent cohomology of the states of a module, or of all units.
    Topology { members: Members },
    /// Walks the network in other arenas; only of a network that was measured on purpose.
    Generalise { walk: Walk, boxes_m: Vec<f32> },
    /// How much space these maps can tell apart.
    Capacity,
    /// Stops one of them.
    Cancel(StudyKind),
}

/// The kinds of studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StudyKind {
    ScoreNull,
    ModuleNulls,
    Dissection,
    Topology,
    Generalisation,
    Capacity,
}

/// One kind of study: what it is about, how far it is, and the newest result, which stays while a newer one is made.
pub struct Lane<K, T> {
    study: Study<T>,
    /// What the study in progress is about.
    asked: Option<K>,
    found: Option<(K, T)>,
    failed: Option<(K, String)>,
}

impl<K: Clone + PartialEq, T: Send + 'static> Lane<K, T> {
    fn new(thread_name: &'static str) -> Self {
        Self { study: Study::new(thread_name), asked: None, found: None, failed: None }
    }

    /// The newest result and what it is about.
    #[must_use]
    pub fn found(&self) -> Option<(&K, &T)> {
        self.found.as_ref().map(|(key, found)| (key, found))
    }

    /// The result, if it is about this.
    #[must_use]
    pub fn about(&self, key: &K) -> Option<&T> {
        self.found.as_ref().filter(|(of, _)| of == key).map(|(_, found)| found)
    }

    /// Why there is no result about this, after it was tried.
    #[must_use]
    pub fn failed(&self, key: &K) -> Option<&str> {
        self.failed.as_ref().filter(|(of, _)| of == key).map(|(_, text)| text.as_str())
    }

    /// Share done of the study in progress, 0 to 1; `None` when there is none.
    #[must_use]
    pub fn progress(&self) -> Option<f64> {
        self.study.progress()
    }

    /// Whether this was never tried, and is not in progress: worth asking for.
    #[must_use]
    pub fn is_untried(&self, key: &K) -> bool {
        self.about(key).is_none() && self.failed(key).is_none() && self.asked.as_ref() != Some(key)
    }

    fn begin(
        &mut self,
        wake: &Arc<dyn Fn() + Send + Sync>,
        key: K,
        work: impl FnOnce(&AtomicBool, &mut dyn FnMut(f64)) -> Result<T, StudyFailed> + Send + 'static,
    ) {
        self.asked = Some(key);
        self.study.begin(Arc::clone(wake), work);
    }

    /// Takes in a result; what there is to say about a failure.
    fn poll(&mut self) -> Option<String> {
        let result = self.study.take()?;
        let key = self.asked.take()?;
        match result {
            Ok(found) => {
                self.found = Some((key, found));
                self.failed = None;
                None
            }
            Err(StudyFailed(text)) => {
                self.failed = Some((key, text.clone()));
                Some(text)
            }
        }
    }

    fn cancel(&mut self) {
        self.study.cancel();
        self.asked = None;
    }

    fn clear(&mut self) {
        self.cancel();
        self.found = None;
        self.failed = None;
    }

    /// A lane with a result, for tests of what draws it.
    #[cfg(test)]
    pub(crate) fn with(key: K, found: T) -> Self {
        Self { found: Some((key, found)), ..Self::new("test") }
    }

    /// A lane that failed, for tests.
    #[cfg(test)]
    pub(crate) fn broken(key: K, why: &str) -> Self {
        Self { failed: Some((key, why.to_owned())), ..Self::new("test") }
    }

    /// A lane that is at work until it is cancelled, for tests.
    #[cfg(test)]
    pub(crate) fn busy(key: K) -> Self {
        let mut lane = Self::idle();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
        lane.begin(&wake, key, |cancel, _| {
            while !cancel.load(std::sync::atomic::Ordering::Relaxed) {
                std::thread::yield_now();
            }
            Err(cancelled())
        });
        lane
    }

    /// A lane with nothing, for tests.
    #[cfg(test)]
    pub(crate) fn idle() -> Self {
        Self::new("test")
    }
}

/// What studies are made of: the maps on screen, what they say, and the run.
pub struct Subject<'a> {
    pub key: MapsKey,
    pub measured: Measured,
    pub report: &'a Report,
    /// Of the run.
    pub params: &'a Params,
}

impl Subject<'_> {
    /// Cells from a file have no seed of their own: the numbers are those of `gridscope analyze FILE`.
    const SEED_OF_FILES: u64 = 0;
}

/// All of them.
pub struct Studies {
    wake: Arc<dyn Fn() + Send + Sync>,
    pub score_null: Lane<MapsKey, ScoreNull>,
    pub module_nulls: Lane<MapsKey, ModuleNulls>,
    pub dissection: Lane<ModuleKey, Dissection>,
    pub topology: Lane<ModuleKey, ArenaTopology>,
    pub generalisation: Lane<WalkKey, Generalised>,
    pub capacity: Lane<MapsKey, Capacity>,
}

impl Studies {
    /// Nothing looked at yet. `wake` is called, from any thread, when there is progress to draw.
    #[must_use]
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            wake,
            score_null: Lane::new("gridscope-null"),
            module_nulls: Lane::new("gridscope-nulls"),
            dissection: Lane::new("gridscope-dissect"),
            topology: Lane::new("gridscope-topology"),
            generalisation: Lane::new("gridscope-general"),
            capacity: Lane::new("gridscope-capacity"),
        }
    }

    /// Takes in what is finished; what there is to log.
    pub fn poll(&mut self) -> Vec<(Severity, String)> {
        let failed = [
            ("chance level of the scores", self.score_null.poll()),
            ("comparison of the modules", self.module_nulls.poll()),
            ("dissection", self.dissection.poll()),
            ("topology", self.topology.poll()),
            ("generalisation", self.generalisation.poll()),
            ("capacity", self.capacity.poll()),
        ];
        let say = |(what, text): (&str, Option<String>)| Some((Severity::Warning, format!("No {what}: {}", text?)));
        failed.into_iter().filter_map(say).collect()
    }

    /// Forgets everything: another run has begun.
    pub fn clear(&mut self) {
        self.score_null.clear();
        self.module_nulls.clear();
        self.dissection.clear();
        self.topology.clear();
        self.generalisation.clear();
        self.capacity.clear();
    }

    fn cancel(&mut self, kind: StudyKind) {
        match kind {
            StudyKind::ScoreNull => self.score_null.cancel(),
            StudyKind::ModuleNulls => self.module_nulls.cancel(),
            StudyKind::Dissection => self.dissection.cancel(),
            StudyKind::Topology => self.topology.cancel(),
            StudyKind::Generalisation => self.generalisation.cancel(),
            StudyKind::Capacity => self.capacity.cancel(),
        }
    }

    /// Carries out a request.
    pub fn carry_out(&mut self, request: StudyRequest, subject: Subject<'_>) {
        let Subject { key, measured, report, params } = subject;
        let seed = if measured.is_of_run() { params.seed } else { Subject::SEED_OF_FILES };
        match request {
            StudyRequest::Cancel(kind) => self.cancel(kind),
            StudyRequest::ScoreNull => self.score_null.begin(&self.wake, key, move |cancel, progress| {
                score_null(measured.maps(), SURROGATES, seed, cancel, progress).ok_or_else(cancelled)
            }),
            StudyRequest::ModuleNulls => {
                let evidence = report.evidence.clone();
                self.module_nulls.begin(&self.wake, key, move |cancel, progress| {
                    module_nulls(&evidence, seed, NULL_DRAWS, cancel, progress).ok_or_else(cancelled)
                });
            }
            StudyRequest::Dissect { members } => {
                let units = report.members(members);
                self.dissection.begin(&self.wake, ModuleKey { maps: key, members }, move |cancel, progress| {
                    dissect(measured.maps(), &units, seed, cancel, progress).map_err(|_| cancelled())
                });
            }
            StudyRequest::Topology { members } => {
                let units = report.members(members);
                self.topology.begin(&self.wake, ModuleKey { maps: key, members }, move |cancel, progress| {
                    let population = Population::of_maps(measured.maps(), &units);
                    topology(&population, TopologySettings::default(), seed, cancel, progress)
                        .map(|topology| ArenaTopology { arena: measured.maps().arena, topology })
                        .map_err(|error| StudyFailed(error.to_string()))
                });
            }
            StudyRequest::Generalise { walk, boxes_m } => {
                let key = WalkKey { maps: key, walk: walk.clone(), boxes_m: boxes_m.clone() };
                let params = params.clone();
                self.generalisation.begin(&self.wake, key, move |cancel, progress| {
                    let network = measured.network().ok_or_else(|| {
                        StudyFailed("only a network that was measured in an arena can be walked elsewhere".into())
                    })?;
                    let motion = match walk {
                        Walk::Iid => Motion::Iid,
                        Walk::Smooth => Motion::Smooth,
                        Walk::Recorded(path) => {
                            Motion::Recorded(read_trajectory(&path).map_err(|error| StudyFailed(error.to_string()))?)
                        }
                    };
                    let settings = GeneraliseSettings { motion: &motion, boxes_m: &boxes_m };
                    GeneraliseJob::new(network, &params, settings).run(cancel, progress).ok_or_else(cancelled)
                });
            }
            StudyRequest::Capacity => {
                self.capacity.begin(&self.wake, key, move |cancel, progress| {
                    capacity(&[measured.maps()], seed, cancel, progress).ok_or_else(cancelled)
                });
            }
        }
    }
}

/// Heard by nobody: whoever cancels no longer listens.
fn cancelled() -> StudyFailed {
    StudyFailed("cancelled".into())
}
