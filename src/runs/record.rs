//! The record of a run as an engine sees it: what is told here is written by another thread, so that training never waits for
//! a disk.

use super::run_file::Stretch;
use super::run_files::RunFiles;
use crate::stream::{Journal, LossSample, panic_text};
use crate::train::{RecordNews, RecordStart, RunRecord, StateSource, TrainError, TrainState};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Rows go to the disk this often.
const ROWS_EVERY: Duration = Duration::from_secs(1);
/// Jobs that may wait for the writer.
const JOBS: usize = 64;
/// News that may wait for the engine, which hears them after each step: more than all jobs make.
const NEWS: usize = 1024;

/// Something to write.
enum Job {
    Rows(Vec<LossSample>),
    Journal(Journal),
    Checkpoint(Arc<TrainState>),
}

/// Who has the files.
enum Desk {
    /// This thread.
    Here(Box<RunFiles>),
    /// The writer, which gives them back when its lane is closed.
    Away { jobs: Sender<Job>, news: Receiver<RecordNews>, writer: JoinHandle<Box<RunFiles>> },
    /// Nobody: the writer died.
    Lost,
}

/// The record of a run in a folder.
pub(super) struct FolderRecord {
    folder: PathBuf,
    run: String,
    desk: Desk,
    /// Rows that were not handed on yet, and since when.
    rows: Vec<LossSample>,
    rows_since: Instant,
    journal: Option<Journal>,
    /// A checkpoint was handed on and is not written yet.
    is_saving: Arc<AtomicBool>,
    news: VecDeque<RecordNews>,
}

impl FolderRecord {
    pub(super) fn new(files: RunFiles) -> Self {
        Self {
            folder: files.folder.clone(),
            run: files.id.clone(),
            desk: Desk::Here(Box::new(files)),
            rows: Vec::new(),
            rows_since: Instant::now(),
            journal: None,
            is_saving: Arc::default(),
            news: VecDeque::new(),
        }
    }

    /// Hands a job to the writer; gives it back when the lane is full.
    fn hand_on(&mut self, job: Job) -> Result<(), Job> {
        if matches!(self.desk, Desk::Here(_)) {
            self.send_away();
        }
        let sent = match &self.desk {
            Desk::Away { jobs, .. } => jobs.try_send(job),
            Desk::Here(_) | Desk::Lost => Err(TrySendError::Full(job)),
        };
        sent.map_err(|error| match error {
            TrySendError::Full(job) => job,
            TrySendError::Disconnected(job) => {
                let _ = self.files(); // it has died: that is told
                job
            }
        })
    }

    /// Starts the writer with the files.
    fn send_away(&mut self) {
        let Desk::Here(files) = std::mem::replace(&mut self.desk, Desk::Lost) else { return };
        let (jobs, inbox) = bounded::<Job>(JOBS);
        let (outbox, news) = bounded(NEWS);
        let is_saving = Arc::clone(&self.is_saving);
        let files = Arc::new(Mutex::new(Some(files)));
        let carried = Arc::clone(&files);
        let write = move || {
            let mut files = carried.lock().ok().and_then(|mut files| files.take()).expect("put there just now");
            for job in inbox {
                match job {
                    Job::Rows(samples) => files.losses(samples),
                    Job::Journal(journal) => files.journal(journal),
                    Job::Checkpoint(state) => {
                        let _ = files.checkpoint(state.as_ref()); // what failed is news
                        drop(state);
                        is_saving.store(false, Ordering::Release);
                    }
                }
                for told in files.take_news() {
                    let _ = outbox.try_send(told); // nobody listens any more
                }
            }
            files
        };
        self.desk = match std::thread::Builder::new().name("gridscope-record".into()).spawn(write) {
            Ok(writer) => Desk::Away { jobs, news, writer },
            // No thread to be had: everything is written here, later.
            Err(_) => files.lock().ok().and_then(|mut files| files.take()).map_or(Desk::Lost, Desk::Here),
        };
    }

    /// Gets the files back, after everything was written that was handed on.
    fn files(&mut self) -> Result<&mut RunFiles, TrainError> {
        if let Desk::Away { .. } = self.desk
            && let Desk::Away { jobs, news, writer } = std::mem::replace(&mut self.desk, Desk::Lost)
        {
            drop(jobs);
            let files = writer.join();
            self.news.extend(news.try_iter());
            match files {
                Ok(files) => self.desk = Desk::Here(files),
                Err(panic) => {
                    let reason = format!("the record's writer failed: {}", panic_text(panic.as_ref()));
                    self.is_saving.store(false, Ordering::Release);
                    self.news.push_back(RecordNews::Failing { saved_step: None, reason });
                }
            }
        }
        let Desk::Here(files) = &mut self.desk else {
            return Err(TrainError::Record("the record's writer has failed".into()));
        };
        if let Some(journal) = self.journal.take() {
            files.journal(journal);
        }
        if !self.rows.is_empty() {
            files.losses(std::mem::take(&mut self.rows));
        }
        Ok(files)
    }

    fn hand_on_what_is_due(&mut self) {
        if let Some(journal) = self.journal.take()
            && let Err(Job::Journal(journal)) = self.hand_on(Job::Journal(journal))
        {
            self.journal = Some(journal);
        }
        if !self.rows.is_empty() && self.rows_since.elapsed() >= ROWS_EVERY {
            self.hand_on_rows();
        }
    }

    fn hand_on_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if let Err(Job::Rows(rows)) = self.hand_on(Job::Rows(rows)) {
            self.rows = rows;
        }
    }
}

impl RunRecord for FolderRecord {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn losses(&mut self, samples: &[LossSample]) {
        if self.rows.is_empty() {
            self.rows_since = Instant::now();
        }
        if matches!(self.desk, Desk::Lost) {
            return; // nobody will ever write them
        }
        self.rows.extend_from_slice(samples);
        self.hand_on_what_is_due();
    }

    fn journal(&mut self, journal: &Journal) {
        self.journal = Some(journal.clone());
        self.hand_on_what_is_due();
    }

    fn save(&mut self, state: &Arc<TrainState>) -> bool {
        // A second one would wait behind the first, and be older by then.
        if self.is_saving.load(Ordering::Acquire) {
            return false;
        }
        self.hand_on_rows();
        if !self.rows.is_empty() {
            return false;
        }
        self.is_saving.store(true, Ordering::Release);
        let is_on_its_way = self.hand_on(Job::Checkpoint(Arc::clone(state))).is_ok();
        self.is_saving.fetch_and(is_on_its_way, Ordering::AcqRel);
        is_on_its_way
    }

    fn save_now(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        let files = self.files()?;
        let written = files.checkpoint(state);
        let told = files.take_news();
        self.news.extend(told);
        written
    }

    fn save_to_stay(&mut self, state: &dyn StateSource) -> Result<PathBuf, TrainError> {
        let files = self.files()?;
        let written = files.checkpoint_to_stay(state);
        let told = files.take_news();
        self.news.extend(told);
        written
    }

    fn run(&self) -> &str {
        &self.run
    }

    fn rewind(&mut self, start: RecordStart<'_>, journal: &Journal) {
        self.rows.retain(|sample| sample.step <= start.head.step);
        self.journal = None;
        if let Ok(files) = self.files() {
            files.rewind(Stretch::here(start), journal.clone());
            let told = files.take_news();
            self.news.extend(told);
        }
    }

    fn next_news(&mut self) -> Option<RecordNews> {
        self.hand_on_what_is_due();
        match &mut self.desk {
            Desk::Away { news, .. } => self.news.extend(news.try_iter()),
            Desk::Here(files) => self.news.extend(files.take_news()),
            Desk::Lost => {}
        }
        self.news.pop_front()
    }
}

impl Drop for FolderRecord {
    /// What was handed on is written; a state is saved by whoever has one.
    fn drop(&mut self) {
        let _ = self.files(); // nobody hears what failed
    }
}
