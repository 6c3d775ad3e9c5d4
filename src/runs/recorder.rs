//! The recording of a run as an engine sees it: coded, packed and written by a thread of its own, which takes what training
//! leaves.

use super::find::run_id_of;
use super::metrics;
use super::recording::{RecordedHead, RecordingWriter};
use crate::maps::MapSet;
use crate::ops::cpu::instruction_set;
use crate::platform;
use crate::stream::{Intervention, LossSample, panic_text};
use crate::train::{Recorder, RecorderNews, RecorderStart, TrainError};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Its name in a run folder.
pub(crate) const FILE: &str = "recording.gsrec";
/// The recording in a run folder, where there is one.
#[must_use]
pub fn recording_of(folder: &Path) -> Option<PathBuf> {
    Some(folder.join(FILE)).filter(|path| path.is_file())
}

/// Losses are handed on this often.
const ROWS_EVERY: Duration = Duration::from_secs(1);
/// Jobs that may wait for the writer; maps leave room for losses and interventions.
const JOBS: usize = 16;
const MAPS: usize = 8;
/// News that may wait for the engine.
const NEWS: usize = 64;
/// The file goes to the disk this often.
const SYNC_EVERY: Duration = Duration::from_secs(15);
/// What is left at the end is tried so often, and after this time each.
const LAST_TRIES: usize = 3;
const AGAIN: Duration = Duration::from_millis(200);
/// Maps are analysed at most for this part of the time, while nothing else is to be done: what runs beside training costs it as
/// much time, wherever it has all cores.
const ANALYSIS_SHARE: u32 = 100;

enum RecordingJob {
    Rows(Vec<LossSample>),
    Agree(u64, Vec<Intervention>),
    Maps(Arc<MapSet>),
}

/// The recorder of a file.
pub(super) struct FileRecorder {
    path: PathBuf,
    /// Closed to end the writer.
    jobs: Option<Sender<RecordingJob>>,
    news: Receiver<RecorderNews>,
    bytes: Arc<AtomicU64>,
    /// Ends with what is left to be written.
    writer: Option<JoinHandle<Unfinished>>,
    /// Set to end the writer after the job at hand.
    is_over: Arc<AtomicBool>,
    /// What the lane had no room for, in order.
    waiting: VecDeque<RecordingJob>,
    rows: Vec<LossSample>,
    rows_since: Instant,
}

/// Begins a recording, or goes on with one.
pub(super) fn begin(start: RecorderStart<'_>) -> Result<Box<dyn Recorder>, TrainError> {
    let RecorderStart { path, folder, record, device } = start;
    let path = match (path, folder) {
        (Some(path), _) => path.clone(),
        (None, Some(folder)) => folder.join(FILE),
        (None, None) => return Err(TrainError::Record("this run has no folder to record into".into())),
    };
    let head = RecordedHead {
        program: crate::files::PROGRAM.into(),
        run: folder.map(run_id_of).unwrap_or_default(),
        folder: folder.map(|folder| folder.display().to_string()).unwrap_or_default(),
        preset_name: record.head.preset.name.clone(),
        preset: first_preset(folder, record.head.preset),
        device: device.to_owned(),
        instruction_set: instruction_set().into(),
        first_step: record.head.step,
    };
    let failed = |error: &dyn std::fmt::Display| TrainError::Record(format!("not recorded: {error}"));
    let writer = RecordingWriter::begin(&path, &head).map_err(|error| failed(&error))?;
    let (jobs, inbox) = bounded(JOBS);
    let (outbox, news) = bounded(NEWS);
    let bytes = Arc::new(AtomicU64::new(writer.bytes()));
    let rows = folder.map(|folder| (folder.join(metrics::FILE), record.head.step));
    let mut desk = RecordingDesk {
        writer,
        news: outbox,
        bytes: Arc::clone(&bytes),
        failing: None,
        synced: Instant::now(),
        analysed: (Instant::now(), Duration::ZERO),
        newest: None,
    };
    let is_over = Arc::new(AtomicBool::new(false));
    let is_told = Arc::clone(&is_over);
    let work = move || {
        platform::yield_to_others();
        if let Some((path, step)) = rows {
            desk.take_rows_of_the_run(&path, step);
        }
        desk.work(&inbox, &is_told);
        Unfinished { desk, inbox }
    };
    let thread = std::thread::Builder::new().name("gridscope-recording".into()).spawn(work);
    let thread = thread.map_err(|error| failed(&format!("the system gives no thread: {error}")))?;
    Ok(Box::new(FileRecorder {
        path,
        jobs: Some(jobs),
        news,
        bytes,
        writer: Some(thread),
        is_over,
        waiting: VecDeque::new(),
        rows: Vec::new(),
        rows_since: Instant::now(),
    }))
}

/// The parameters with which the run began, as its folder has them; those in force where it has none.
fn first_preset(folder: Option<&Path>, present: &crate::preset::Preset) -> String {
    let stored = folder.and_then(|folder| crate::preset::Preset::read(&folder.join(super::find::PRESET)).ok());
    stored.as_ref().unwrap_or(present).to_full_ron()
}

impl FileRecorder {
    /// Hands on what waits, in order.
    fn hand_on(&mut self) {
        let Some(jobs) = &self.jobs else { return };
        while let Some(job) = self.waiting.pop_front() {
            match jobs.try_send(job) {
                Ok(()) => {}
                Err(TrySendError::Full(job)) => {
                    self.waiting.push_front(job);
                    return;
                }
                Err(TrySendError::Disconnected(_)) => return, // its thread has died: that shows when it is joined
            }
        }
    }

    fn hand_on_rows(&mut self) {
        if !self.rows.is_empty() {
            self.waiting.push_back(RecordingJob::Rows(std::mem::take(&mut self.rows)));
        }
        self.hand_on();
    }
}

impl Recorder for FileRecorder {
    fn path(&self) -> &Path {
        &self.path
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn losses(&mut self, samples: &[LossSample]) {
        if self.rows.is_empty() {
            self.rows_since = Instant::now();
        }
        self.rows.extend_from_slice(samples);
        if self.rows_since.elapsed() >= ROWS_EVERY {
            self.hand_on_rows();
        }
    }

    fn agree(&mut self, step: u64, journal: &[Intervention]) {
        self.hand_on_rows();
        self.waiting.push_back(RecordingJob::Agree(step, journal.to_vec()));
        self.hand_on();
    }

    fn has_room(&self) -> bool {
        self.waiting.is_empty() && self.jobs.as_ref().is_some_and(|jobs| jobs.len() < MAPS)
    }

    fn maps(&mut self, set: Arc<MapSet>) {
        self.hand_on_rows();
        self.waiting.push_back(RecordingJob::Maps(set));
        self.hand_on();
    }

    fn finish(mut self: Box<Self>) -> Result<(), String> {
        self.end()
    }

    fn next_news(&mut self) -> Option<RecorderNews> {
        if self.rows_since.elapsed() >= ROWS_EVERY {
            self.hand_on_rows();
        }
        self.hand_on();
        self.news.try_recv().ok()
    }
}

impl FileRecorder {
    /// Whatever was taken down is written, and the end is marked: here, since the writer would wait for a free core.
    fn end(&mut self) -> Result<(), String> {
        self.hand_on_rows();
        self.is_over.store(true, Ordering::Relaxed);
        self.jobs = None;
        match self.writer.take().map(JoinHandle::join) {
            Some(Ok(Unfinished { desk, inbox })) => desk.finish(inbox.try_iter().chain(self.waiting.drain(..))),
            Some(Err(panic)) => Err(format!("its writer failed: {}", panic_text(panic.as_ref()))),
            None => Ok(()),
        }
    }
}

impl Drop for FileRecorder {
    fn drop(&mut self) {
        let _ = self.end(); // nobody hears what failed
    }
}

/// What a writer leaves when it ends.
struct Unfinished {
    desk: RecordingDesk,
    inbox: Receiver<RecordingJob>,
}

/// The writer's side.
struct RecordingDesk {
    writer: RecordingWriter,
    news: Sender<RecorderNews>,
    bytes: Arc<AtomicU64>,
    failing: Option<String>,
    synced: Instant,
    /// When maps were analysed last, and how long that took.
    analysed: (Instant, Duration),
    /// The newest live maps, unless they were analysed.
    newest: Option<Arc<MapSet>>,
}

impl RecordingDesk {
    /// The losses of earlier steps, from the run's own file.
    fn take_rows_of_the_run(&mut self, path: &Path, step: u64) {
        if self.writer.last_row().is_none_or(|last| last < step)
            && let Ok(rows) = metrics::read(path, step)
        {
            self.writer.losses(&rows.samples);
            self.flush();
        }
    }

    /// Does jobs until there will be no more, or the rest is somebody else's.
    fn work(&mut self, inbox: &Receiver<RecordingJob>, is_over: &AtomicBool) {
        while !is_over.load(Ordering::Relaxed) {
            let Ok(job) = inbox.recv() else { return };
            self.take(job, inbox.is_empty() && !is_over.load(Ordering::Relaxed));
        }
    }

    fn take(&mut self, job: RecordingJob, is_idle: bool) {
        match job {
            RecordingJob::Rows(samples) => self.writer.losses(&samples),
            RecordingJob::Agree(step, journal) => self.writer.agree(step, &journal),
            RecordingJob::Maps(set) => self.take_maps(set, is_idle),
        }
        self.flush();
    }

    /// Does what is left, and marks the end.
    fn finish(mut self, left: impl Iterator<Item = RecordingJob>) -> Result<(), String> {
        for job in left {
            self.take(job, false);
        }
        if let Some(set) = self.newest.take() {
            self.writer.summary(&set);
        }
        self.writer.end();
        for _ in 0..LAST_TRIES {
            self.flush();
            if self.failing.is_none() {
                break;
            }
            std::thread::sleep(AGAIN); // a disk may have room again
        }
        let _ = self.writer.sync(); // it is written; the system will see to the rest
        self.failing.map_or(Ok(()), Err)
    }

    fn take_maps(&mut self, set: Arc<MapSet>, is_idle: bool) {
        if !self.writer.maps(&set) {
            let reason = format!("the maps of step {} are skipped: they are too large", set.step.unwrap_or(0));
            let _ = self.news.try_send(RecorderNews::Failing(reason)); // nobody listens any more
            return;
        }
        self.flush();
        let (at, took) = self.analysed;
        let is_due = is_idle && at.elapsed() >= took * ANALYSIS_SHARE;
        if !set.is_live() || is_due {
            let began = Instant::now();
            self.writer.summary(&set);
            self.analysed = (Instant::now(), began.elapsed());
            self.newest = self.newest.take().filter(|_| !set.is_live());
        } else {
            self.newest = Some(set);
        }
    }

    /// Writes what waits, and says when that begins to fail and when it works again.
    fn flush(&mut self) {
        let written = self.writer.flush().and_then(|()| {
            if self.synced.elapsed() >= SYNC_EVERY {
                self.synced = Instant::now();
                self.writer.sync()?;
            }
            Ok(())
        });
        self.bytes.store(self.writer.bytes(), Ordering::Relaxed);
        let told = match written {
            Ok(()) => self.failing.take().map(|_| RecorderNews::Mended),
            Err(error) => {
                let reason = error.to_string();
                let is_new = self.failing.as_ref() != Some(&reason);
                self.failing = Some(reason.clone());
                is_new.then_some(RecorderNews::Failing(reason))
            }
        };
        if let Some(news) = told {
            let _ = self.news.try_send(news); // nobody listens any more
        }
    }
}
