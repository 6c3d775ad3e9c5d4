//! What the window knows of the run it watches: the newest of everything, and what the run has confirmed.

use super::chrome::banner::{Notice, after_state};
use super::outbox::Outbox;
use super::panels::log::Log;
use super::start::Waker;
use super::view::MapSource;
use crate::analysis::{AnalysisError, AnalysisWorker, Measured, Report, Tag, UnitDetail};
use crate::maps::Evaluation;
use crate::preset::{Params, Preset, Value, find};
use crate::stream::{Event, History, Intervention, Pictures, RunState, Severity, Source, Status};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// The run as the window sees it.
pub struct Watched {
    /// The parameters in force.
    pub preset: Preset,
    /// The parameters with which the run began.
    began_with: Params,
    pub status: Status,
    /// A copy, so that drawing never holds the trainer's lock.
    pub history: History,
    pub interventions: Vec<Intervention>,
    pub pictures: Option<Arc<Pictures>>,
    pub evaluation: Option<Arc<Evaluation>>,
    /// Name of the file that the evaluation is from, where it is not of the run.
    pub cells_file: Option<String>,
    pub log: Log,
    pub notice: Option<Notice>,
    /// Commands on their way.
    pub outbox: Outbox,
    /// Counts the runs that began: whoever keeps something of a run can tell when it is over.
    pub runs_begun: u64,
    last_message: String,
    pictures_version: u64,
    evaluation_version: u64,
    reports: Reports,
}

/// Results of the analysis worker, of live and measured maps.
struct Reports {
    worker: Option<AnalysisWorker>,
    live: Option<Report>,
    evaluation: Option<Report>,
    detail: Option<(Tag, usize, UnitDetail)>,
    /// What was asked for last: kind, unit, version of the maps.
    asked_detail: Option<(Tag, usize, u64)>,
    last_error: Option<AnalysisError>,
    /// The newest live pictures, until they are analysed.
    unanalysed: Option<Arc<Pictures>>,
    /// When live pictures were analysed last.
    asked_at: Option<Duration>,
}

impl Watched {
    /// Live maps are analysed at most this often while training goes on: what analysis takes, training lacks.
    const ANALYSE_EVERY: Duration = Duration::from_secs(1);
    /// Analysis takes at most one part in so many of a core's time.
    const ANALYSIS_SHARE: f64 = 8.0;

    /// Nothing known yet but the preset that the run was asked to begin with. `wake` is called when an analysis is done.
    #[must_use]
    pub fn new(preset: Preset, wake: Waker) -> Self {
        let mut log = Log::default();
        let worker = AnalysisWorker::new(1, Box::new(move || wake()));
        if let Err(error) = &worker {
            log.push(Severity::Error, 0, error.to_string());
        }
        Self {
            began_with: preset.params.clone(),
            preset,
            status: Status::default(),
            history: History::default(),
            interventions: Vec::new(),
            pictures: None,
            evaluation: None,
            cells_file: None,
            log,
            notice: None,
            outbox: Outbox::default(),
            runs_begun: 0,
            last_message: String::new(),
            pictures_version: 0,
            evaluation_version: 0,
            reports: Reports {
                worker: worker.ok(),
                live: None,
                evaluation: None,
                detail: None,
                asked_detail: None,
                last_error: None,
                unanalysed: None,
                asked_at: None,
            },
        }
    }

    /// Whether parameters were changed since the run began.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.preset.params != self.began_with
    }

    /// Takes the newest values of a run: everything but its events.
    pub fn take_latest(&mut self, source: &mut dyn Source, now: Duration) {
        self.status = source.status();
        let shared = source.history();
        // The trainer's turn comes first: when it is writing, the next frame will do.
        if let Some(history) = match shared.try_read() {
            Ok(history) => Some(history),
            Err(std::sync::TryLockError::Poisoned(poisoned)) => Some(PoisonError::into_inner(poisoned)),
            Err(std::sync::TryLockError::WouldBlock) => None,
        } && history.last() != self.history.last()
        {
            self.history.clone_from(&history);
        }
        if let Some(pictures) = source.take_pictures() {
            self.reports.unanalysed = Some(Arc::clone(&pictures));
            self.pictures = Some(pictures);
            self.pictures_version += 1;
        }
        self.analyse_live(now);
        if let Some(evaluation) = source.take_evaluation() {
            let text = format!("Measured in an arena of {} m", evaluation.maps.arena.box_m);
            self.log.push(Severity::Info, evaluation.step, text);
            self.cells_file = None;
            self.show_evaluation(evaluation);
        }
        self.take_reports();
    }

    /// Takes cells from a file for the arena's maps, until the run is measured again.
    pub fn show_cells(&mut self, file: String, cells: Evaluation) {
        self.cells_file = Some(file);
        self.show_evaluation(Arc::new(cells));
    }

    /// The report of older maps goes: a study of the new maps must not be told of others' modules.
    fn show_evaluation(&mut self, evaluation: Arc<Evaluation>) {
        self.request(Measured::Evaluation(Arc::clone(&evaluation)));
        self.reports.evaluation = None;
        self.reports.detail.take_if(|(tag, ..)| *tag == Tag::Evaluation);
        self.evaluation = Some(evaluation);
        self.evaluation_version += 1;
    }

    /// Whether a report is about the evaluation at hand, and not about one that it took the place of.
    fn is_of_evaluation(&self, report: &Report) -> bool {
        self.evaluation.as_ref().is_some_and(|evaluation| {
            let Evaluation { step, maps, .. } = evaluation.as_ref();
            let Report { step: of, box_m, bins, units, .. } = report;
            (of, *box_m as f32, *bins, units.len()) == (step, maps.arena.box_m, maps.arena.bins, maps.units)
        })
    }

    /// Has the newest live maps analysed: now and then while training goes on, at once when it rests.
    fn analyse_live(&mut self, now: Duration) {
        let cost_s = self.reports.live.as_ref().map_or(0.0, |report| report.elapsed_ms / 1e3);
        let pause_s = Self::ANALYSE_EVERY.as_secs_f64().max(cost_s * Self::ANALYSIS_SHARE);
        let is_due = self.reports.asked_at.is_none_or(|at| now.saturating_sub(at).as_secs_f64() >= pause_s);
        if (is_due || self.status.state != RunState::Running)
            && let Some(pictures) = self.reports.unanalysed.take()
        {
            self.reports.asked_at = Some(now);
            self.request(Measured::Live(pictures));
        }
    }

    fn request(&self, measured: Measured) {
        if let Some(worker) = &self.reports.worker {
            worker.request(measured);
        }
    }

    fn take_reports(&mut self) {
        let Some(worker) = &self.reports.worker else { return };
        let mut error = None;
        for tag in [Tag::Live, Tag::Evaluation] {
            let Some(result) = worker.take(tag) else { continue };
            match &result.report {
                Ok(report) if tag == Tag::Live => self.reports.live = Some(report.clone()),
                Ok(report) if self.is_of_evaluation(report) => self.reports.evaluation = Some(report.clone()),
                Ok(_) => {} // the newer maps' own is on its way
                Err(problem) => error = Some(problem.clone()),
            }
        }
        if let Some(result) = worker.take_detail() {
            match &result.detail {
                Ok(detail) => self.reports.detail = Some((result.tag, result.unit, detail.clone())),
                Err(problem) => error = Some(problem.clone()),
            }
        }
        if error.is_some() && error != self.reports.last_error {
            let text = error.as_ref().map(ToString::to_string).unwrap_or_default();
            self.log.push(Severity::Error, self.status.step, text);
            self.reports.last_error = error;
        }
    }

    /// Asks for a close look at the selected unit whenever the maps or the selection changed.
    pub fn look_closely(&mut self, source: MapSource, unit: Option<usize>) {
        let (Some(unit), Some(worker)) = (unit, &self.reports.worker) else { return };
        let Some(measured) = self.measured(source) else { return };
        let asked = (measured.tag(), unit, self.maps_version(source));
        if self.reports.asked_detail != Some(asked) {
            worker.request_detail(measured, unit);
            self.reports.asked_detail = Some(asked);
        }
    }

    /// The newest maps of one kind.
    #[must_use]
    pub fn measured(&self, source: MapSource) -> Option<Measured> {
        match source {
            MapSource::Live => self.pictures.clone().map(Measured::Live),
            MapSource::Arena => self.evaluation.clone().map(Measured::Evaluation),
        }
    }

    /// The report of the maps of one kind.
    #[must_use]
    pub fn report(&self, source: MapSource) -> Option<&Report> {
        match source {
            MapSource::Live => self.reports.live.as_ref(),
            MapSource::Arena => self.reports.evaluation.as_ref(),
        }
    }

    /// The close look at a unit, if it is there.
    #[must_use]
    pub fn unit_detail(&self, source: MapSource, unit: Option<usize>) -> Option<&UnitDetail> {
        let tag = match source {
            MapSource::Live => Tag::Live,
            MapSource::Arena => Tag::Evaluation,
        };
        let (of, measured, detail) = self.reports.detail.as_ref()?;
        (*of == tag && Some(*measured) == unit).then_some(detail)
    }

    /// Changes whenever the maps of this kind change, and differs between the kinds.
    #[must_use]
    pub fn maps_version(&self, source: MapSource) -> u64 {
        match source {
            MapSource::Live => 2 * self.pictures_version,
            MapSource::Arena => 2 * self.evaluation_version + 1,
        }
    }

    /// Number of units in the newest maps of this kind.
    #[must_use]
    pub fn units(&self, source: MapSource) -> usize {
        match source {
            MapSource::Live => self.pictures.as_ref().map_or(0, |pictures| pictures.maps.units),
            MapSource::Arena => self.evaluation.as_ref().map_or(0, |evaluation| evaluation.maps.units),
        }
    }

    /// Takes in one event.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Began { preset, step, device } => self.begin(*preset, step, &device),
            Event::Applied(intervention) => self.confirm(intervention),
            Event::State(state) => {
                self.notice = after_state(self.notice.take(), state, &self.last_message);
                let step = self.status.step;
                match state {
                    RunState::Failed => self.log.push(Severity::Error, step, "Training failed"),
                    RunState::Stopped => self.log.push(Severity::Info, step, "The run has ended"),
                    RunState::Starting | RunState::Running | RunState::Paused => {}
                }
            }
            Event::Checkpoint { step, path } => {
                self.log.push(Severity::Info, step, format!("Checkpoint written: {}", path.display()));
            }
            Event::NonFinite { step, term } => {
                let text =
                    format!("{term} was not finite in step {step}: that step changed nothing, training is paused");
                self.log.push(Severity::Error, step, text);
                self.notice = Some(Notice::NonFinite { step, term });
            }
            Event::Message { severity, text } => {
                if severity == Severity::Error {
                    self.last_message.clone_from(&text);
                    if let Some(Notice::Failed { message }) = &mut self.notice {
                        message.clone_from(&text);
                    }
                }
                self.log.push(severity, self.status.step, text);
            }
        }
    }

    fn begin(&mut self, preset: Preset, step: u64, device: &str) {
        let text = format!("{} with seed {} on {device}", preset.name, preset.params.seed);
        let verb = if step == 0 { "Began" } else { "Continued" };
        let text = format!("{verb} {text}");
        // A run begins twice: shown at once, then with the words about the device on which it trains.
        self.log.replace_beginnings(Severity::Info, step, &text);
        self.log.push(Severity::Info, step, text);
        self.began_with = preset.params.clone();
        self.preset = preset;
        self.interventions.clear();
        self.history.clear();
        // The pictures stay until the new run's arrive, which is at once; what was measured on purpose is of the old run.
        if self.cells_file.is_none() {
            self.evaluation = None;
            self.reports.evaluation = None;
            self.evaluation_version += 1;
        }
        self.reports.asked_at = None;
        self.notice = None;
        self.outbox.settle();
        self.runs_begun += 1;
    }

    fn confirm(&mut self, intervention: Intervention) {
        let Intervention { step, name, old, new } = &intervention;
        let text = match name.as_str() {
            Intervention::HOLD if new == "true" => "Learning rate held".to_owned(),
            Intervention::HOLD => "Learning rate follows the schedule again".to_owned(),
            Intervention::RESTART => "Learning-rate schedule begun again".to_owned(),
            _ => format!("{name} changed from {old} to {new}"),
        };
        self.log.push(Severity::Info, *step, format!("{text}, from step {}", step + 1));
        if let Some(spec) = find(name) {
            match Value::parse(spec, new) {
                Ok(value) => {
                    if let Err(error) = self.preset.params.set(name, &value) {
                        self.log.push(Severity::Warning, *step, error.to_string());
                    }
                    self.outbox.confirm(name, &value);
                }
                Err(error) => self.log.push(Severity::Warning, *step, error.to_string()),
            }
        }
        self.interventions.push(intervention);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::testing::ScriptedSource;
    use crate::maps::{Arena, RateMaps};
    use crate::preset::default_preset;
    use crate::stream::BatchPaths;

    fn watched() -> Watched {
        Watched::new(default_preset().clone(), Arc::new(|| {}))
    }

    fn change(name: &str, old: &str, new: &str) -> Event {
        Event::Applied(Intervention { step: 41, name: name.into(), old: old.into(), new: new.into() })
    }

    #[test]
    fn a_confirmed_change_is_in_force_and_in_the_log() {
        let mut watched = watched();
        assert!(!watched.is_edited(), "as loaded");
        watched.apply(change("sigma_x", "0.05", "0.08"));
        assert!((watched.preset.params.sigma_x - 0.08).abs() < 1e-12, "in force");
        assert!(watched.is_edited(), "changed");
        assert_eq!(watched.interventions.len(), 1, "a mark for the curves");
        let last = watched.log.lines().last().expect("a line");
        assert_eq!(last.text, "sigma_x changed from 0.05 to 0.08, from step 42");
        watched.apply(change("rate.hold", "false", "true"));
        assert_eq!(watched.interventions.len(), 2, "rate interventions are marks too");
    }

    #[test]
    fn a_new_run_starts_clean() {
        let mut watched = watched();
        watched.apply(change("sigma_x", "0.05", "0.08"));
        watched.apply(Event::NonFinite { step: 3, term: "capacity".into() });
        let preset = Box::new(default_preset().clone());
        watched.apply(Event::Began { preset, step: 0, device: "CPU".into() });
        assert!(!watched.is_edited() && watched.interventions.is_empty() && watched.notice.is_none(), "clean");
        assert_eq!(watched.runs_begun, 1);
    }

    #[test]
    fn live_maps_are_analysed_now_and_then_and_at_once_when_training_rests() {
        let (mut source, wire) = ScriptedSource::new();
        let mut watched = watched();
        let mut look = |now_ms: u64, state: RunState, has_new: bool| {
            wire.borrow_mut().status.state = state;
            if has_new {
                let maps = RateMaps {
                    arena: Arena { box_m: 1.0, bins: 4 },
                    units: 1,
                    rates: vec![1.0; 16],
                    visits: vec![1.0; 16],
                };
                wire.borrow_mut().pictures =
                    Some(Arc::new(Pictures { step: now_ms, maps, paths: BatchPaths::default() }));
            }
            watched.take_latest(&mut source, Duration::from_millis(now_ms));
            watched.reports.unanalysed.is_none()
        };
        assert!(look(0, RunState::Running, true), "the first maps");
        assert!(!look(200, RunState::Running, true), "they wait");
        assert!(!look(900, RunState::Running, false), "still");
        assert!(look(1000, RunState::Running, false), "their turn");
        assert!(!look(1200, RunState::Running, true), "the next ones wait");
        assert!(look(1210, RunState::Paused, false), "nothing to save time for");
        assert!(look(1220, RunState::Paused, true), "nor now");
    }

    #[test]
    fn the_reason_of_a_failure_is_kept_whichever_comes_first() {
        let message = || Event::Message { severity: Severity::Error, text: "device lost".into() };
        let expected = Some(Notice::Failed { message: "device lost".into() });
        let mut before = watched();
        before.apply(message());
        before.apply(Event::State(RunState::Failed));
        assert_eq!(before.notice, expected, "message, then failure");
        let mut after = watched();
        after.apply(Event::State(RunState::Failed));
        after.apply(message());
        assert_eq!(after.notice, expected, "failure, then message");
    }
}
