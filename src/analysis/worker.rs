//! A thread that measures maps while training goes on and the window draws: newest request wins.

use super::{Report, Tables, UnitDetail, analyze_with, unit_detail};
use crate::maps::{Evaluation, Explorer, RateMaps};
use crate::stream::{Pictures, Slot, panic_text};
use crossbeam_channel::{Sender, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisError {
    /// The analysis itself failed; the worker goes on with the next request.
    #[error("the analysis of these maps failed: {0}")]
    Failed(String),
    /// The system gave no thread.
    #[error("the analysis thread could not be started: {0}")]
    NoThread(String),
}

/// Which of the two kinds of maps a result is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Maps accumulated from training batches.
    Live,
    /// Maps measured on purpose, with halves.
    Evaluation,
}

/// Maps to be analysed.
#[derive(Clone, Debug)]
pub enum Measured {
    /// Live maps.
    Live(Arc<Pictures>),
    /// An evaluation.
    Evaluation(Arc<Evaluation>),
}

impl Measured {
    /// Which kind this is.
    #[must_use]
    pub fn tag(&self) -> Tag {
        match self {
            Self::Live(_) => Tag::Live,
            Self::Evaluation(_) => Tag::Evaluation,
        }
    }

    /// Training steps done when the maps were measured.
    #[must_use]
    pub fn step(&self) -> u64 {
        match self {
            Self::Live(pictures) => pictures.step,
            Self::Evaluation(evaluation) => evaluation.step,
        }
    }

    /// The maps.
    #[must_use]
    pub fn maps(&self) -> &RateMaps {
        match self {
            Self::Live(pictures) => &pictures.maps,
            Self::Evaluation(evaluation) => &evaluation.maps,
        }
    }

    /// The network behind an evaluation.
    #[must_use]
    pub fn network(&self) -> Option<Arc<Explorer>> {
        match self {
            Self::Live(_) => None,
            Self::Evaluation(evaluation) => evaluation.network.clone(),
        }
    }

    /// Whether these are maps of a network, and not of cells from a file.
    #[must_use]
    pub fn is_of_run(&self) -> bool {
        matches!(self, Self::Live(_)) || self.network().is_some()
    }

    /// Maps of two disjoint halves of the samples, where they were measured.
    #[must_use]
    pub fn halves(&self) -> Option<[&RateMaps; 2]> {
        match self {
            Self::Live(_) => None,
            Self::Evaluation(evaluation) => evaluation.both_halves(),
        }
    }
}

/// A finished analysis, or why it failed.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalysisResult {
    /// The kind of maps.
    pub tag: Tag,
    /// Training steps done when the maps were measured.
    pub step: u64,
    /// What was found.
    pub report: Result<Report, AnalysisError>,
}

/// A finished close look at one unit, or why it failed.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailResult {
    /// The kind of maps.
    pub tag: Tag,
    /// Training steps done when the map was measured.
    pub step: u64,
    /// The unit that was asked for.
    pub unit: usize,
    /// What was found.
    pub detail: Result<UnitDetail, AnalysisError>,
}

/// Requests and results, each a place for the newest. Live and evaluation have places of their own, so neither starves
/// the other.
#[derive(Clone, Default)]
struct Desk {
    live: Slot<Measured>,
    evaluation: Slot<Measured>,
    detail: Slot<(Measured, usize)>,
    live_result: Slot<Arc<AnalysisResult>>,
    evaluation_result: Slot<Arc<AnalysisResult>>,
    detail_result: Slot<Arc<DetailResult>>,
    closing: Arc<AtomicBool>,
}

/// The analysis thread. Dropping it ends the thread after the request in progress.
pub struct AnalysisWorker {
    desk: Desk,
    doorbell: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl AnalysisWorker {
    /// Name of the thread.
    pub const THREAD_NAME: &'static str = "gridscope-analysis";

    /// Starts the thread with a pool of `threads` threads of its own. `wake` is called on that thread after each
    /// result.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(threads: usize, wake: Box<dyn Fn() + Send>) -> Result<Self, AnalysisError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .thread_name(|i| format!("{}-{i}", Self::THREAD_NAME))
            .build()
            .map_err(|error| AnalysisError::NoThread(error.to_string()))?;
        let mut shelf = Shelf::default();
        Self::start(wake, move |measured| {
            let maps = measured.maps();
            analyze_with(shelf.tables(maps.arena.bins), maps, measured.halves(), measured.step(), Some(&pool))
        })
    }

    fn start(
        wake: Box<dyn Fn() + Send>,
        mut analysis: impl FnMut(&Measured) -> Report + Send + 'static,
    ) -> Result<Self, AnalysisError> {
        let desk = Desk::default();
        let (doorbell, rung) = bounded::<()>(1);
        let theirs = desk.clone();
        let work = move || {
            while rung.recv().is_ok() {
                while !theirs.closing.load(Ordering::Relaxed) && theirs.serve_once(&mut analysis, &wake) {}
            }
        };
        let thread = std::thread::Builder::new().name(Self::THREAD_NAME.into()).spawn(work);
        let thread = thread.map_err(|error| AnalysisError::NoThread(error.to_string()))?;
        Ok(Self { desk, doorbell: Some(doorbell), thread: Some(thread) })
    }

    /// Asks for a report, in place of an older request of the same kind that was not begun.
    pub fn request(&self, measured: Measured) {
        match measured.tag() {
            Tag::Live => self.desk.live.put(measured),
            Tag::Evaluation => self.desk.evaluation.put(measured),
        }
        self.ring();
    }

    /// Asks for a close look at one unit, in place of an older such request that was not begun.
    pub fn request_detail(&self, measured: Measured, unit: usize) {
        self.desk.detail.put((measured, unit));
        self.ring();
    }

    /// The newest report of one kind, unless it was taken already.
    #[must_use]
    pub fn take(&self, tag: Tag) -> Option<Arc<AnalysisResult>> {
        match tag {
            Tag::Live => self.desk.live_result.take(),
            Tag::Evaluation => self.desk.evaluation_result.take(),
        }
    }

    /// The newest close look, unless it was taken already.
    #[must_use]
    pub fn take_detail(&self) -> Option<Arc<DetailResult>> {
        self.desk.detail_result.take()
    }

    fn ring(&self) {
        if let Some(doorbell) = &self.doorbell {
            // A full lane means that the bell was heard but not answered yet: the request lies ready all the same.
            let _ = doorbell.try_send(());
        }
    }
}

impl Drop for AnalysisWorker {
    fn drop(&mut self) {
        self.desk.closing.store(true, Ordering::Relaxed);
        self.doorbell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a panic in `wake` is the caller's, and was reported on its own thread
        }
    }
}

impl Desk {
    /// Answers at most one request of each kind; false when there was none.
    fn serve_once(&self, analysis: &mut impl FnMut(&Measured) -> Report, wake: &impl Fn()) -> bool {
        let mut served = false;
        if let Some((measured, unit)) = self.detail.take() {
            let maps = measured.maps();
            let detail = caught(|| unit_detail(maps.unit(unit), maps.arena));
            let result = DetailResult { tag: measured.tag(), step: measured.step(), unit, detail };
            self.detail_result.put(Arc::new(result));
            wake();
            served = true;
        }
        for (requests, results) in [(&self.evaluation, &self.evaluation_result), (&self.live, &self.live_result)] {
            let Some(measured) = requests.take() else { continue };
            let report = caught(|| analysis(&measured));
            results.put(Arc::new(AnalysisResult { tag: measured.tag(), step: measured.step(), report }));
            wake();
            served = true;
        }
        served
    }
}

/// Runs something and turns a panic into an error.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, AnalysisError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| AnalysisError::Failed(panic_text(panic.as_ref())))
}

/// Tables of the last few numbers of bins: live and evaluation maps take turns.
#[derive(Default)]
struct Shelf(Vec<Tables>);

impl Shelf {
    const KEPT: usize = 3;

    fn tables(&mut self, bins: usize) -> &Tables {
        let place = self.0.iter().position(|tables| tables.bins() == bins).unwrap_or_else(|| {
            if self.0.len() == Self::KEPT {
                self.0.remove(0);
            }
            self.0.push(Tables::new(bins));
            self.0.len() - 1
        });
        &self.0[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{analyze, test_maps};
    use crate::stream::BatchPaths;
    use std::sync::mpsc;

    fn pictures(step: u64) -> Measured {
        let maps = test_maps::population(&[test_maps::hexagon(20, 2.0, 0.6, 10.0, [0.0, 0.1])], 20, 2.0);
        Measured::Live(Arc::new(Pictures { step, maps, paths: BatchPaths::default() }))
    }

    fn evaluation(step: u64) -> Measured {
        let maps = pictures(0).maps().clone();
        Measured::Evaluation(Arc::new(Evaluation {
            step,
            halves: Some([maps.clone(), maps.clone()]),
            maps,
            network: None,
        }))
    }

    /// A wake-up that can be waited for.
    fn bell() -> (Box<dyn Fn() + Send>, mpsc::Receiver<()>) {
        let (sender, receiver) = mpsc::channel();
        (Box::new(move || sender.send(()).unwrap_or_default()), receiver)
    }

    #[test]
    fn results_arrive_for_each_kind() {
        let (wake, woken) = bell();
        let worker = AnalysisWorker::new(1, wake).expect("a thread");
        worker.request(pictures(7));
        woken.recv().expect("woken for the report");
        let result = worker.take(Tag::Live).expect("a report");
        assert_eq!((result.tag, result.step), (Tag::Live, 7), "the request's own");
        let report = result.report.as_ref().expect("ideal maps");
        assert_eq!(report.units, analyze(pictures(7).maps(), None, 7, None).units, "as without a thread");
        assert_eq!(worker.take(Tag::Live), None, "taken once");
        worker.request(evaluation(8));
        woken.recv().expect("woken for the evaluation");
        let result = worker.take(Tag::Evaluation).expect("a report");
        let report = result.report.as_ref().expect("ideal maps");
        assert!(report.units[0].stability.expect("halves were given") > 0.999, "equal halves");
        worker.request_detail(pictures(9), 0);
        woken.recv().expect("woken for the detail");
        let result = worker.take_detail().expect("a detail");
        assert_eq!(result.detail.as_ref().expect("an ideal map").peaks_m.len(), 6, "a lattice");
        worker.request_detail(pictures(9), 99);
        woken.recv().expect("woken for a unit that does not exist");
        assert_eq!(worker.take_detail().expect("a detail").detail, Ok(UnitDetail::default()));
    }

    #[test]
    fn a_panic_is_an_error_and_the_worker_lives() {
        let (wake, woken) = bell();
        let worker = AnalysisWorker::start(wake, |measured| {
            assert!(measured.step() != 1, "step one is bad");
            analyze(measured.maps(), None, measured.step(), None)
        })
        .expect("a thread");
        worker.request(pictures(1));
        woken.recv().expect("woken for the failure");
        let result = worker.take(Tag::Live).expect("a result");
        assert_eq!(result.report, Err(AnalysisError::Failed("step one is bad".into())), "said, not hidden");
        worker.request(pictures(2));
        woken.recv().expect("woken for the report");
        assert!(worker.take(Tag::Live).expect("a result").report.is_ok(), "the worker lives");
    }

    #[test]
    fn the_newest_request_wins_and_neither_kind_starves() {
        let (wake, woken) = bell();
        let (begun, has_begun) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        let worker = AnalysisWorker::start(wake, move |measured| {
            begun.send((measured.tag(), measured.step())).expect("the test listens");
            may_go.recv().expect("the test lets it go");
            analyze(measured.maps(), None, measured.step(), None)
        })
        .expect("a thread");
        worker.request(pictures(1));
        assert_eq!(has_begun.recv(), Ok((Tag::Live, 1)));
        for step in 2..100 {
            worker.request(pictures(step));
        }
        worker.request(evaluation(50));
        for _ in 0..3 {
            go.send(()).expect("the worker waits");
        }
        let mut later = [has_begun.recv().expect("second"), has_begun.recv().expect("third")];
        later.sort_by_key(|(_, step)| *step);
        assert_eq!(later, [(Tag::Evaluation, 50), (Tag::Live, 99)], "only the newest of each kind");
        for _ in 0..3 {
            woken.recv().expect("woken for each");
        }
        assert!(worker.take(Tag::Evaluation).is_some() && worker.take(Tag::Live).is_some(), "both have results");
        drop(worker); // joins: the test would hang if the thread did not end
        assert!(has_begun.recv().is_err(), "the thread is gone");
    }
}
