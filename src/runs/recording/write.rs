//! Recordings, written block by block.

use super::block::{BlockKind, MAGIC, bare, block};
use super::frame::CodedFrame;
use super::head::RecordedHead;
use super::losses;
use super::read::{RunRecording, RunRecordingError};
use super::summary::FrameSummary;
use crate::files::{AppendedFile, WriteError, create_atomically};
use crate::maps::{MapSet, Origin};
use crate::runs::aside;
use crate::stream::{Intervention, LossSample};
use std::path::Path;

/// Every so many live maps do not need those before, so that any are found by decoding few.
const KEY_EVERY: usize = 16;
/// Losses of at most so many steps go into one block.
const MOST_ROWS: usize = 100_000;
/// Bytes that may wait while nothing can be written. Then maps are skipped; losses never.
const MOST_WAITING: usize = 64 << 20;

/// Appends blocks to a recording. What cannot be written waits.
pub(crate) struct RecordingWriter {
    file: AppendedFile,
    waiting: Vec<u8>,
    /// The live maps before, and how many there are since those that need none.
    before: Option<CodedFrame>,
    since_key: usize,
    last_step: u64,
    /// The last step with losses, and the interventions that are there.
    last_row: Option<u64>,
    interventions: Vec<Intervention>,
}

/// Why a recording cannot be begun.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoWriter {
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Read(#[from] RunRecordingError),
    #[error("{path} is the recording of another run", path = .path.display())]
    OtherRun { path: std::path::PathBuf },
}

impl RecordingWriter {
    /// Begins a recording, or goes on with the one at this path if it is of the same run.
    ///
    /// # Errors
    /// When a file is there that is not this run's recording, or it cannot be written.
    pub(crate) fn begin(path: &Path, head: &RecordedHead) -> Result<Self, NoWriter> {
        if path.exists() {
            let there = RunRecording::open(path)?;
            if head.run.is_empty() || there.head().run != head.run {
                return Err(NoWriter::OtherRun { path: path.to_path_buf() });
            }
            let (index, is_broken) = there.into_index();
            if !is_broken {
                return Ok(Self {
                    file: AppendedFile::at(path, index.end)?,
                    last_step: index.last_step,
                    last_row: index.losses.last().map(|sample| sample.step),
                    interventions: index.interventions,
                    waiting: Vec::new(),
                    before: None,
                    since_key: 0,
                });
            }
            // What follows the damage may be whole: it is kept as it is.
            aside::move_there(path.parent().unwrap_or(Path::new(".")), path)?;
        }
        let first = [MAGIC, &block(BlockKind::Head, head.first_step, 0, &head.to_bytes())].concat();
        create_atomically(path, &first)?;
        Ok(Self {
            file: AppendedFile::at(path, first.len() as u64)?,
            waiting: Vec::new(),
            before: None,
            since_key: 0,
            last_step: head.first_step,
            last_row: None,
            interventions: Vec::new(),
        })
    }

    /// The run is at this step, and these are its interventions so far: what is recorded otherwise never was.
    pub(crate) fn agree(&mut self, step: u64, journal: &[Intervention]) {
        let same = self.interventions.iter().zip(journal).take_while(|(a, b)| a == b).count();
        if self.last_step > step || same < self.interventions.len() {
            self.waiting.extend(bare(BlockKind::Back, step, same as u32));
            self.interventions.truncate(same);
            self.last_step = step;
            self.last_row = self.last_row.map(|row| row.min(step));
            self.before = None;
        }
        for made in &journal[same..] {
            let content = ron::to_string(made).expect("texts and numbers always serialise");
            self.waiting.extend(block(BlockKind::Intervention, made.step, 0, content.as_bytes()));
            self.interventions.push(made.clone());
            self.last_step = self.last_step.max(made.step);
        }
    }

    /// The last step with losses.
    pub(crate) fn last_row(&self) -> Option<u64> {
        self.last_row
    }

    /// Losses in order; those of steps that are there already are left out.
    pub(crate) fn losses(&mut self, samples: &[LossSample]) {
        let known = samples.partition_point(|sample| self.last_row.is_some_and(|last| sample.step <= last));
        for rows in samples[known..].chunks(MOST_ROWS) {
            let Some(last) = rows.last() else { continue };
            self.waiting.extend(block(BlockKind::Losses, last.step, rows.len() as u32, &losses::to_bytes(rows)));
            self.last_row = Some(last.step);
            self.last_step = self.last_step.max(last.step);
        }
    }

    /// Maps, live or of an arena; `false` if they are skipped: they are too large, or too much waits.
    pub(crate) fn maps(&mut self, set: &MapSet) -> bool {
        let step = set.step.unwrap_or(self.last_step);
        if self.waiting.len() >= MOST_WAITING || !CodedFrame::fits(set) {
            return false;
        }
        let coded = CodedFrame::of(set);
        if matches!(set.origin, Origin::Arena(_)) {
            let side_mm = (set.maps.arena.box_m * 1000.0).round() as u32;
            self.waiting.extend(block(BlockKind::Arena, step, side_mm, &coded.to_bytes(None)));
        } else {
            let before = self.before.as_ref().filter(|before| self.since_key < KEY_EVERY && before.is_like(&coded));
            let content = coded.to_bytes(before);
            self.waiting.extend(block(BlockKind::Live, step, u32::from(before.is_some()), &content));
            self.since_key = if before.is_some() { self.since_key + 1 } else { 1 };
            self.before = Some(coded);
        }
        self.last_step = self.last_step.max(step);
        true
    }

    /// What is found in maps that were recorded just now.
    pub(crate) fn summary(&mut self, set: &MapSet) {
        let content = FrameSummary::measured(set).to_bytes();
        let is_arena = matches!(set.origin, Origin::Arena(_));
        self.waiting.extend(block(BlockKind::Summary, set.step.unwrap_or(0), u32::from(is_arena), &content));
    }

    /// Marks the end.
    pub(crate) fn end(&mut self) {
        self.waiting.extend(bare(BlockKind::End, self.last_step, 0));
    }

    /// Writes what waits: all of it, or nothing.
    ///
    /// # Errors
    /// When it cannot be written; it waits on.
    pub(crate) fn flush(&mut self) -> Result<(), WriteError> {
        if !self.waiting.is_empty() {
            self.file.append(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }

    /// Everything that was written, to the disk.
    ///
    /// # Errors
    /// When the system cannot.
    pub(crate) fn sync(&self) -> Result<(), WriteError> {
        self.file.sync()
    }

    /// Bytes of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.file.bytes()
    }
}
